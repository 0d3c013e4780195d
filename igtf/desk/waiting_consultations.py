"""What consultations wait for: rows of the desk, in the order in which one comes to its summary."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_

from igtf.consultations.models import INVITED, Consultation, ConsultationInvitation, Reply
from igtf.consultations.queries import rests
from igtf.core.clock import NOW
from igtf.core.i18n import lazy_gettext as _l
from igtf.desk.rows import Waits, holds, in_charge, member
from igtf.desk.waiting_comments import LOOKED_AT
from igtf.discussion.models import Report
from igtf.discussion.queries import paused_until
from igtf.discussion.reports import QUEUE, waiting
from igtf.people.offices import DUTIES
from igtf.people.roles import CLEARING_HOUSE, LEADS_COUNCIL, MODERATORS
from igtf.record.models import Subject
from igtf.record.queries import is_


def _asks(me: Any) -> ColumnElement[bool]:
    """Return whether the person consults for the group that asks, or drafted it for the clearing house, or leads it."""
    own = (Subject.opened_by_id == me) & holds(me, *CLEARING_HOUSE)
    house = Subject.group_id.is_(None) & or_(own, holds(me, *LEADS_COUNCIL))
    return or_(in_charge(me, "consult", Subject.group_id), house)


def _may_open() -> ColumnElement[bool]:
    """Return whether a consultation is a draft, and no group that rests asks in it."""
    return is_("consultation", "draft") & ~rests(Subject.group_id)


def _owes_reply(me: Any) -> ColumnElement[bool]:
    """Return whether the person was asked, by name or as a member of the group that asks, and has not replied.

    Nobody whose posting is paused owes a reply.
    """
    replied = exists().where(Reply.consultation_id == Subject.id, Reply.person_id == me)
    invited = exists().where(
        ConsultationInvitation.consultation_id == Subject.id, ConsultationInvitation.person_id == me
    )
    everyone = exists().where(Consultation.id == Subject.id, Consultation.admits != INVITED)
    return and_(or_(invited, member(me) & everyone), ~replied, paused_until(me, NOW).is_(None))


def _reported(me: Any) -> ColumnElement[bool]:
    """Return whether a reply of another one was reported: nobody decides on their own."""
    said = (Reply.consultation_id == Report.subject_id) & (Reply.number == Report.part) & (Reply.person_id != me)
    return Subject.id.in_(waiting(Report.subject_id).join(Reply, said).limit(LOOKED_AT))


_ASKING = (*DUTIES["consult"].roles, "responsible", "council", *LEADS_COUNCIL)

OF_CONSULTATIONS: list[Waits] = [
    Waits("consultation-draft", _l("Finish the questions and open it"), "me",
          lambda me: _may_open() & _asks(me), only=_ASKING),
    Waits("consultation", _l("Reply to the consultation"), "me",
          lambda me: is_("consultation", "open") & _owes_reply(me), "reply", invites=True),
    Waits("consultation-summary", _l("It is closed: sort the replies and sum them up"), "me",
          lambda me: is_("consultation", "closed") & _asks(me), "sum-up", only=_ASKING),
    Waits("consultation-mine", _l("You replied; the summary is being written"), "others",
          lambda me: is_("consultation", "closed")
          & exists().where(Reply.consultation_id == Subject.id, Reply.person_id == me)),
    Waits("reply-reported", _l("Decide on a reply that was reported"), "me",
          lambda me: _reported(me) & holds(me, *MODERATORS), page=QUEUE, only=MODERATORS),
]  # fmt: skip
