"""What statements, bodies and the asks before them wait for."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from igtf.core import clock
from igtf.core.clock import NOW, TODAY
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.desk.rows import SECRETARIAT, Waits, holds, officer, responsible
from igtf.drafts.asks import with_any_late
from igtf.drafts.lookups import GOING_ON, confirmed
from igtf.drafts.models import Ask, Commitment
from igtf.people.offices import unchaired
from igtf.people.roles import CLEARING_HOUSE
from igtf.record.awaited import due
from igtf.record.deadlines import days_before
from igtf.record.holds import held
from igtf.record.models import Hat, Subject
from igtf.record.queries import is_
from igtf.record.stated import Stated
from igtf.routing.awaiting import awaited, expects, over
from igtf.routing.heard import reaches_somebody_not
from igtf.routing.models import Contact, Statement
from igtf.routing.over import pointless
from igtf.routing.owing import DAY, owed
from igtf.routing.queries import reachable


def _over() -> ColumnElement[bool]:
    """Return whether the day of a statement has passed, of which its body is not reminded: promised, or of no use."""
    return (is_("statement", "answered") | over()) & (Subject.due_at <= NOW)


def _given_up() -> ColumnElement[bool]:
    """Return whether the date that is waited for now passed so long ago that it counts as not answered (section 15)."""
    long_ago: ColumnElement[Any] = days_before(clock.now, "no_answer_days")
    return Subject.due_at <= long_ago


def _waits_for_others() -> ColumnElement[bool]:
    """Return whether a point is open whose day is not so long ago that it counts as not answered."""
    return expects(days_before(clock.now, "no_answer_days") < DAY)


def _approves(me: Any) -> ColumnElement[bool]:
    """Return whether the person approves a statement: the responsible member of its group, else the council chair."""
    return or_(holds(me, "council-chair") & ~responsible(), holds(me, "responsible", of=Subject.group_id))


def _drafted(me: Any) -> ColumnElement[bool]:
    """Return whether the person drafted a statement, or does so now in the group that it is from."""
    own = exists().where(Statement.id == Subject.id, Statement.drafted_by_id == me)
    return own | officer(me, "statements", Subject.group_id)


def _late_ask() -> ColumnElement[bool]:
    return Subject.id.in_(with_any_late(TODAY))


def _late_commitment(me: Any) -> ColumnElement[bool]:
    """Return whether the day of a commitment of an organisation that the person acts for has passed without a report
    that it is done."""
    late = (
        select(Ask.recommendation_id)
        .join(Commitment, Commitment.ask_id == Ask.id)
        .join(Hat, and_(*confirmed(me), func.lower(Hat.organisation) == func.lower(Commitment.organisation)))
        .where(Commitment.state.in_(GOING_ON), Commitment.until < TODAY)
    )
    return Subject.id.in_(late)


def _contacts_overdue() -> ColumnElement[bool]:
    """Return whether a body has a contact whom nobody confirmed for ``contact_days``."""
    long_ago = days_before(clock.now, "contact_days")
    return exists().where(Contact.body_id == Subject.id, Contact.ended_at.is_(None), Contact.confirmed_at <= long_ago)


OF_BODIES: list[Waits] = [
    Waits("approve", _l("Approve the statement"), "me",
          lambda me: is_("statement", "draft") & _approves(me) & ~pointless(Subject.id),
          only=("council-chair", "responsible")),
    Waits("approve-vacant", _l("Waits for the council to elect a chair, who approves it"), "others",
          lambda me: is_("statement", "draft") & holds(me, *CLEARING_HOUSE) & unchaired() & ~responsible()
          & ~pointless(Subject.id), only=CLEARING_HOUSE),
    Waits("send", _l("Send the statement"), "me",
          lambda me: is_("statement", "approved") & holds(me, "secretariat")
          & ~held() & ~pointless(Subject.id), "send", only=SECRETARIAT),
    Waits("drop", _l("Drop the statement: nothing is left to send it for"), "me",
          lambda me: is_("statement", "draft", "approved") & pointless(Subject.id) & (_approves(me) | _drafted(me)),
          "drop"),
    Waits("received", _l("Say what becomes of what a body sent us"), "me",
          lambda me: is_("statement", "received") & holds(me, *CLEARING_HOUSE),
          only=CLEARING_HOUSE),
    Waits("response", _l("Respond to the body, or let the date pass"), "soon",
          lambda me: is_("statement", "taken-up") & (Subject.due_at > NOW)
          & holds(me, *CLEARING_HOUSE), "respond", only=CLEARING_HOUSE),
    Waits("points", _l("Answer the body: the day of a point has passed"), "me",
          lambda me: owed() & is_("statement", "taken-up") & (Subject.due_at <= NOW) & holds(me, *CLEARING_HOUSE),
          "respond", only=CLEARING_HOUSE),
    Waits("no-answer", _l("Close it as not answered"), "me",
          lambda me: awaited() & holds(me, "secretariat") & _given_up() & ~_waits_for_others(), "close",
          only=SECRETARIAT),
    Waits("point-given-up", _l("Record that a point was never answered: others are still waited for"), "me",
          lambda me: awaited() & holds(me, "secretariat") & _given_up() & _waits_for_others(), "give-up",
          only=SECRETARIAT),
    Waits("no-contact", _l("Overdue, and the body has no contact: add one, or ask it by other means"), "me",
          lambda me: awaited() & holds(me, "secretariat") & (Subject.due_at <= NOW) & ~_given_up()
          & ~reachable(Subject.id), only=SECRETARIAT),
    Waits("not-reached", _l("The letter does not reach a contact: look who that is by now"), "me",
          lambda me: is_("statement", "sent") & holds(me, "secretariat") & reaches_somebody_not(Subject.id),
          only=SECRETARIAT),
    Waits("over", _l("Close it, with how it ended"), "me", lambda me: _over() & holds(me, "secretariat"), "close",
          only=SECRETARIAT, due=due(), due_word=_l("promised")),
    Waits("body", _l("Waits for the body's answer"), "others",
          lambda me: awaited() & holds(me, *CLEARING_HOUSE), only=CLEARING_HOUSE),
    Waits("body-change", _l("Approve or decline a change to the list of bodies"), "me",
          lambda me: is_("body-change", "proposed") & holds(me, "secretariat"), only=SECRETARIAT),
    Waits("my-change", _l("Waits for the secretariat"), "others",
          lambda me: is_("body-change", "proposed") & (Subject.opened_by_id == me)),
    Waits("contacts", _ln("A contact was not confirmed for %(num)d day: ask the body who it is",
                          "A contact was not confirmed for %(num)d days: ask the body who it is",
                          Stated("contact_days")), "me",
          lambda me: is_("body", "listed") & holds(me, "secretariat") & _contacts_overdue(), "confirm-contact",
          only=SECRETARIAT),
    Waits("ask-late", _l("An ask is overdue: record what became of it"), "me",
          lambda me: is_("recommendation", "published") & holds(me, *CLEARING_HOUSE) & _late_ask(),
          "record-answer", only=CLEARING_HOUSE),
    Waits("commitment", _l("Report what your organisation did about its commitment"), "me",
          lambda me: is_("recommendation", "published", "superseded") & _late_commitment(me), "report"),
]  # fmt: skip
