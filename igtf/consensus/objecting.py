"""The acts on objections: raising, seconding, answering, and the dispositions."""

from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from igtf.consensus import events, lookups, revisions
from igtf.consensus.maintaining import newest_maintained
from igtf.consensus.models import Call, Objection, Position, Second
from igtf.consensus.policy import names_revision, unless_maintained
from igtf.consensus.positions import check_hat
from igtf.consensus.states import OBJECTION, UNSETTLED
from igtf.core.database.conditions import among
from igtf.core.db import session
from igtf.core.errors import Invalid, Unchanged
from igtf.core.finding import search
from igtf.core.i18n import gettext as _
from igtf.core.policy import demand
from igtf.core.text.plaintext import shorten
from igtf.core.workflow import Reasoned
from igtf.discussion.commands import follow
from igtf.record.by import By
from igtf.record.events import record
from igtf.record.models import Event, Subject
from igtf.record.moves import carries_out, creates
from igtf.record.subjects import lock, next_number, open_subject, relate, touch


@creates(OBJECTION, "raise")
def raise_objection(*, call: Call, reason: str, change: str, by: By) -> tuple[Objection, events.Objected]:
    """Raise an objection in a call; part of the call's move *object*."""
    subject = open_subject(
        "objection", str(next_number("objection")), shorten(reason, 120), "raised", by=by, summary=reason,
        topic=call.kind, group_id=call.subject.group_id,
    )  # fmt: skip
    objection = Objection(
        id=subject.id, subject=subject, call=call, person_id=by.author, hat_id=check_hat(call, by), reason=reason,
        change=change, raised_on=revisions.objected_to(call),
    )  # fmt: skip
    session.add(objection)
    session.flush()
    relate(subject.id, "objects-in", call.id, at=by.at)
    search.put(subject.id, subject.title, f"{reason}\n{change}")
    follow(subject.id, person_id=by.author, by=by)
    return objection, events.Objected(subject.ref, reason, change)


@carries_out(OBJECTION, "second")
def second(objection: Objection, *, by: By) -> None:
    """Second an objection, under the hat that the actor has in the call; who seconds it follows it."""
    session.add(Second(objection_id=objection.id, person_id=by.author, hat_id=check_hat(objection.call, by), at=by.at))
    follow(objection.id, person_id=by.author, by=by)
    touch(objection.id, by.at, support_count=1)
    touch(objection.call_id, by.at)


@carries_out(OBJECTION, "withdraw-second")
def withdraw_second(objection: Objection, *, by: By) -> None:
    """Second an objection no longer."""
    session.delete(session.get_one(Second, (objection.id, by.author)))
    touch(objection.id, by.at, support_count=-1)
    touch(objection.call_id, by.at)


@carries_out(OBJECTION, "answer")
def answer(objection: Objection, *, answer: str, by: By) -> events.Answered:
    """Answer an objection, or answer it better; it is not settled by that. Unchanged for the actor's own words."""
    if (objection.answer, objection.answered_by_id) == (answer, by.author):
        raise Unchanged
    objection.answer, objection.answered_by_id = answer, by.author
    _touch_around(objection, by)
    return events.Answered(answer)


_LET_GO = ("objection.retract", "objection.confirm")
"""By which acts of its own a raiser lets go of an objection."""


def _dispose(objection: Objection, reason: str, by: By, **more: Any) -> None:
    objection.disposition, objection.asked_about = reason, None
    for name, value in more.items():
        setattr(objection, name, value)
    _touch_around(objection, by)


def _touch_around(objection: Objection, by: By) -> None:
    """Say that the call, and what shows its dissent, look different."""
    touch(objection.call_id, by.at)
    touch(objection.call.about_id, by.at)


@carries_out(OBJECTION, "accommodate")
def accommodate(objection: Objection, *, reason: str, by: By, in_revision: int | None = None) -> events.Accommodated:
    """Find an objection accommodated. Invalid without a later revision when a draft or charter is asked about.

    Where there is no text, none can be named.
    """
    of_text = revisions.asks_about_text(objection.call)
    demand(in_revision=names_revision(of_text, in_revision))
    if in_revision is not None and of_text:
        _check_later(objection, in_revision)
    _dispose(objection, reason, by, revision_number=in_revision)
    return events.Accommodated(reason, in_revision)


def _check_later(objection: Objection, number: int) -> None:
    """Refuse a revision that does not exist, or whose text was there when the objection was raised; also one no later
    than that of which the raiser said that it does not answer.

    Adoption begins again at -00, so that numbers alone do not tell which one is later.
    """
    call, newest = objection.call, revisions.newest_label(objection.call)
    raised = revisions.text_of(call, objection.raised_on or "")
    made = revisions.text_of(call, revisions.revision_label(call.about, number))
    if raised is None or made is None or made.id <= raised.id or made.hash == raised.hash:
        raise Invalid(in_revision=_(
            "Name a revision made since the objection was raised on %(raised)s; the newest is %(newest)s.",
            raised=objection.raised_on, newest=newest,
        ))  # fmt: skip
    said = newest_maintained(objection.id)
    refused = revisions.text_of(call, said) if said else None
    if refused and (made.id <= refused.id or made.hash == refused.hash):
        demand(in_revision=unless_maintained(said))


def _let_go(objection: Objection, position: str, reason: str, by: By) -> str:
    """Give the raiser ``position`` in the call once no other objection is left; return the one held then.

    In a call that is over the positions stay as they were declared on, and '' is returned: none is taken. Invalid under
    another hat than the one that is fixed there.
    """
    call, hat_id = objection.call, check_hat(objection.call, by)
    if not lookups.is_running(call):
        return ""
    others = select(Objection.id).join(Subject, Subject.id == Objection.id).where(
        Objection.call_id == call.id, Objection.person_id == by.author, Objection.id != objection.id,
        Subject.state.in_(UNSETTLED),
    )  # fmt: skip
    held = lookups.position_of(call.id, by.author)
    if session.scalar(others) or held is None or held.value == position:
        return "object" if held is None else held.value
    taken = events.PositionTaken(position, reason, held.value)
    held.value, held.reason, held.at, held.round, held.hat_id = position, reason, by.at, call.round, hat_id
    record(by, call.subject, "call.take-position", taken)
    return position


def catch_up(call: Call, by: By) -> None:
    """Let who let go of their last objection since a call was declared live with it, where it goes on undeclared.

    They took no position then, as none was taken any more; the record says now which one it was before. For commands.
    """
    gone, other, now = aliased(Objection), aliased(Objection), aliased(Subject)
    own = (gone.call_id == call.id, gone.person_id == Position.person_id)
    let_go = exists().where(*own, Event.subject_id == gone.id, among(Event.kind, _LET_GO), Event.at >= call.declared_at)
    left = exists().where(
        other.call_id == call.id, other.person_id == Position.person_id, now.id == other.id, now.state.in_(UNSETTLED)
    )
    late = select(Position).where(Position.call_id == call.id, Position.value == "object", let_go, ~left)
    for position in session.scalars(late).all():
        theirs = By(position.person_id, by.at, position.hat_id)
        taken = events.PositionTaken("can-live-with", "", "object")
        record(theirs, call.subject, "call.take-position", taken)
        position.value, position.reason, position.at, position.round = "can-live-with", "", by.at, call.round


@carries_out(OBJECTION, "retract")
def retract(objection: Objection, *, by: By, position: str = "can-live-with", reason: str = "") -> events.Retracted:
    """Retract one's objection; while the call goes on, the position in it becomes ``position`` once none is left.

    Invalid under another hat than the one that is fixed in the call.
    """
    lock(objection.call.subject)
    _dispose(objection, reason, by)
    return events.Retracted(_let_go(objection, position, reason, by), reason)


@carries_out(OBJECTION, "ask-raiser")
def ask_raiser(objection: Objection, *, by: By) -> events.RaiserAsked:
    """Ask the raiser whether the newest revision answers the objection."""
    asked = revisions.newest_label(objection.call) or ""
    objection.asked_about = asked
    return events.RaiserAsked(asked)


@carries_out(OBJECTION, "confirm")
def confirm(objection: Objection, *, by: By, position: str = "can-live-with", reason: str = "") -> events.Confirmed:
    """Find, as the raiser, that the revision asked about answers the objection; Invalid as for ``retract``."""
    lock(objection.call.subject)
    label = objection.asked_about or ""
    said = reason or "Whoever raised it found that the revision answers it."
    _dispose(objection, said, by, revision_number=revisions.name_and_number(label)[1])
    return events.Confirmed(label, _let_go(objection, position, reason, by), reason)


@carries_out(OBJECTION, "maintain")
def maintain(objection: Objection, *, reason: str, by: By) -> events.Maintained:
    """Find, as the raiser, that the revision asked about does not answer the objection; its state stays."""
    label, objection.asked_about = objection.asked_about or "", None
    touch(objection.call_id, by.at)
    return events.Maintained(reason, label)


@carries_out(OBJECTION, "set-aside")
def set_aside(objection: Objection, *, reason: str, by: By) -> Reasoned:
    """Find that an objection does not bear on the question."""
    _dispose(objection, reason, by)
    return Reasoned(reason)


@carries_out(OBJECTION, "outweigh")
def outweigh(objection: Objection, *, reason: str, alternatives: str, by: By) -> events.Outweighed:
    """Find an objection outweighed, with the alternatives that were considered."""
    _dispose(objection, reason, by, alternatives=alternatives)
    return events.Outweighed(reason, alternatives)


@carries_out(OBJECTION, "let-stand")
def let_stand(objection: Objection, *, reason: str, by: By) -> Reasoned:
    """Find that an objection stands: no consensus can be declared while it does."""
    _dispose(objection, reason, by)
    return Reasoned(reason)
