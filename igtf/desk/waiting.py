"""What waits for a person: one table of rows, each a query for subjects and the act that they wait for.

A desk shows them in three parts: what needs me, what closes soon, what I wait for from others.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, exists, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from igtf.consensus.models import Choice, Position
from igtf.core import clock
from igtf.core.db import Listing, session
from igtf.core.i18n import Text
from igtf.council.models import BallotPosition, BallotSeat
from igtf.discussion.models import Follow
from igtf.groups.models import Membership
from igtf.issues.models import Issue, TwoStep, TwoStepObjection
from igtf.people.models import Role
from igtf.record.models import Relation, Subject
from igtf.record.numbers import days
from igtf.routing.models import Statement
from igtf.selection.models import Nominee, SelectionObjection

Where = Callable[[int], ColumnElement[bool]]


@dataclass(frozen=True)
class Waits:
    """Subjects that wait for an act of a person: ``where`` takes the person's id."""

    name: str
    act: Text
    part: str
    where: Where


def _is(kind: str, *states: str) -> ColumnElement[bool]:
    return (Subject.kind == kind) & Subject.state.in_(states)


def holds(me: int, *names: str, of: Any = None) -> ColumnElement[bool]:
    """Return whether the person holds one of the roles: of the whole, or in the subject ``of``."""
    where = Role.subject_id.is_(None) if of is None else Role.subject_id == of
    return exists().where(Role.person_id == me, Role.name.in_(names), where, Role.ended_at.is_(None))


def _assigned(me: int) -> ColumnElement[bool]:
    return Subject.id.in_(select(Issue.id).where(Issue.assigned_id == me))


def _proposal(me: int) -> ColumnElement[bool]:
    objected = exists().where(TwoStepObjection.two_step_id == TwoStep.id, TwoStepObjection.person_id == me)
    pending = select(TwoStep.issue_id).where(TwoStep.state == "pending", TwoStep.proposer_id != me, ~objected)
    return Subject.id.in_(pending)


def _owes_ballot(me: int) -> ColumnElement[bool]:
    taken = exists().where(
        BallotPosition.ballot_id == BallotSeat.ballot_id, BallotPosition.seat_number == BallotSeat.number
    )
    return exists().where(
        BallotSeat.ballot_id == Subject.id, BallotSeat.holder_id == me, BallotSeat.recused_for.is_(None), ~taken
    )


def _owes_position(me: int) -> ColumnElement[bool]:
    member = exists().where(
        Membership.group_id == Subject.group_id, Membership.person_id == me, Membership.ended_at.is_(None)
    )
    taken = exists().where(Position.call_id == Subject.id, Position.person_id == me)
    chosen = exists().where(Choice.call_id == Subject.id, Choice.person_id == me)
    return member & ~taken & ~chosen


def _leads(me: int) -> ColumnElement[bool]:
    """Return whether the person leads a call: chairs its group, or is responsible for what it asks about."""
    about = exists().where(
        Relation.subject_id == Subject.id,
        Relation.kind == "asks-about",
        holds(me, "responsible", of=Relation.target_id),
    )
    council = Subject.topic == "council-last-call"
    return or_(~council & holds(me, "chair", of=Subject.group_id), council & about)


def _asked_about(*states: str, chair: int | None = None) -> ColumnElement[bool]:
    """Return whether a call on the subject is in one of the states (and a group that ``chair`` chairs was asked)."""
    call = aliased(Subject)
    found = exists().where(
        Relation.target_id == Subject.id, Relation.kind == "asks-about", call.id == Relation.subject_id,
        call.state.in_(states),
    )  # fmt: skip
    return found if chair is None else found.where(holds(chair, "chair", of=call.group_id))


def _responsible(me: int | None = None) -> ColumnElement[bool]:
    """Return whether a member (``me``) is responsible for the subject, itself or as that of its group."""
    places = or_(Role.subject_id == Subject.id, Role.subject_id == Subject.group_id)
    found = exists().where(Role.name == "responsible", Role.ended_at.is_(None), places)
    return found if me is None else found.where(Role.person_id == me)


def _unanswered() -> ColumnElement[bool]:
    return _is("statement", "sent", "acknowledged", "in-process")


def _given_up() -> Select[int]:
    """The statements that may be closed as not answered (section 15)."""
    return select(Statement.id).where(Statement.answer_by <= clock.now() - timedelta(days=days("no_answer_days")))


def _nominated(me: int) -> ColumnElement[bool]:
    """Return whether somebody is nominated and has not answered."""
    return exists().where(Nominee.selection_id == Subject.id, Nominee.person_id == me, Nominee.answer == "open")


def _objected_to() -> ColumnElement[bool]:
    """Return whether an objection to who was chosen waits for an answer."""
    return exists().where(SelectionObjection.selection_id == Subject.id, SelectionObjection.upheld.is_(None))


def _abandoned() -> ColumnElement[bool]:
    """Return whether every statement that referred an issue has come to its end."""
    statement = aliased(Subject)
    return ~exists().where(
        Relation.target_id == Subject.id, Relation.kind == "refers", statement.id == Relation.subject_id,
        statement.phase != "closed",
    )  # fmt: skip


WAITING: list[Waits] = [
    Waits("ballot", _l("Take a position"), "me", lambda me: _is("ballot", "open") & _owes_ballot(me)),
    Waits("call", _l("Take a position"), "me", lambda me: _is("call", "open") & _owes_position(me)),
    Waits("triage", _l("Accept, ask, decline, or merge"), "me", lambda me: _is("issue", "submitted") & _assigned(me)),
    Waits("home", _l("Find a home: refer, or find that no body can"), "me",
          lambda me: _is("issue", "open") & _assigned(me)),
    Waits("resolve", _l("Record what was done, once it is"), "others",
          lambda me: _is("issue", "referred", "recommended") & _assigned(me) & ~_abandoned()),
    Waits("abandoned", _l("Nobody is asked any more: refer it again, find that no body can, or resolve it"), "me",
          lambda me: _is("issue", "referred") & _assigned(me) & _abandoned()),
    Waits("question", _l("Answer the clearing house's question"), "me",
          lambda me: _is("issue", "needs-information") & (Subject.opened_by_id == me)),
    Waits("outcome", _l("Say what becomes of it"), "me",
          lambda me: _is("outcome", "waiting") & holds(me, "council", "council-chair", "secretariat")),
    Waits("two-step", _l("Object, or let it take effect"), "soon",
          lambda me: (Subject.kind == "issue") & holds(me, "council", "secretariat") & _proposal(me)),
    Waits("mine", _l("Waits for the clearing house"), "others",
          lambda me: _is("issue", "submitted", "open", "unhoused") & (Subject.opened_by_id == me)),
    Waits("declare", _l("Declare what the call found"), "me",
          lambda me: _is("call", "closed") & _leads(me)),
    Waits("objection", _l("Answer the objection"), "me",
          lambda me: _is("objection", "raised") & holds(me, "chair", of=Subject.group_id)),
    Waits("adopt", _l("Adopt, or decline the adoption"), "me",
          lambda me: _is("draft", "call-for-adoption") & _asked_about("consensus", "no-consensus", chair=me)),
    Waits("write-up", _l("Write up, or take it back to work"), "me",
          lambda me: _is("draft", "group-last-call") & holds(me, "chair", of=Subject.group_id)
          & ~_asked_about("open", "closed")),
    Waits("submit", _l("Submit it to the council"), "me",
          lambda me: _is("draft", "write-up") & holds(me, "chair", "shepherd", of=Subject.group_id)),
    Waits("respond", _l("Start the council's last call, or return it"), "me",
          lambda me: _is("draft", "submitted", "last-call") & _responsible(me) & ~_asked_about("open")),
    Waits("volunteer", _l("Volunteer as responsible member"), "me",
          lambda me: _is("draft", "submitted") & holds(me, "council") & ~_responsible()),
    Waits("proposed-group", _l("Take responsibility for a proposed group"), "me",
          lambda me: _is("group", "proposed") & holds(me, "council") & ~_responsible()),
    Waits("charter", _l("Bring the group on its way"), "me",
          lambda me: _is("group", "proposed", "bof", "chartering") & holds(me, "responsible", of=Subject.id)),
    Waits("approve", _l("Approve the statement"), "me",
          lambda me: _is("statement", "draft")
          & or_(holds(me, "council-chair"), holds(me, "responsible", of=Subject.group_id))),
    Waits("send", _l("Send the statement"), "me", lambda me: _is("statement", "approved") & holds(me, "secretariat")),
    Waits("publish", _l("Publish"), "me",
          lambda me: _is("draft", "approved") & holds(me, "secretariat") & (Subject.due_at <= clock.now())),
    Waits("appeals", _l("Publish, when the time for appeals is over"), "soon",
          lambda me: _is("draft", "approved") & holds(me, "secretariat") & (Subject.due_at > clock.now())),
    Waits("nomination", _l("Stand for a seat, or decline"), "me",
          lambda me: _is("selection", "nominating") & _nominated(me)),
    Waits("pool", _l("Announce the sources of a draw, or fill the seats"), "me",
          lambda me: _is("selection", "pool") & holds(me, "secretariat")),
    Waits("values", _l("Enter the values of the sources, and draw"), "me",
          lambda me: _is("selection", "announced") & holds(me, "secretariat") & (Subject.due_at <= clock.now())),
    Waits("objected", _l("Answer the objection to who was chosen"), "me",
          lambda me: _is("selection", "drawn") & holds(me, "secretariat", "council-chair") & _objected_to()),
    Waits("no-answer", _l("Close it as not answered"), "me",
          lambda me: _unanswered() & holds(me, "secretariat") & Subject.id.in_(_given_up())),
    Waits("body", _l("Waits for the body's answer"), "others",
          lambda me: _unanswered() & holds(me, "council", "secretariat")),
    Waits("follow", _l("You follow it"), "soon",
          lambda me: (Subject.due_at > clock.now()) & Subject.phase.not_in(("decided", "closed"))
          & Subject.id.in_(select(Follow.subject_id).where(Follow.person_id == me))),
]  # fmt: skip


def _query(row: Waits, place: int, me: int) -> Listing:
    return select(
        Subject.id, Subject.kind, Subject.ref, Subject.title, Subject.state, Subject.phase, Subject.due_at,
        Subject.active_at, Subject.state_since, literal(place).label("place"),
    ).where(row.where(me)).limit(60)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One thing on a desk: the subject's row and the act it waits for."""

    row: Any
    act: Text
    part: str


def on_desk(me: int) -> list[Item]:
    """Return what waits for a person, the most pressing first, each subject once in each part; one query."""
    parts = [select(_query(row, place, me).subquery()) for place, row in enumerate(WAITING)]
    rows: Sequence[Any] = session.execute(union_all(*parts)).all()
    seen: set[tuple[str, int]] = set()
    items = []
    for row in sorted(rows, key=lambda row: (row.due_at is None, row.due_at or row.state_since, row.place, row.id)):
        waits = WAITING[row.place]
        if (waits.part, row.id) not in seen and not (waits.part == "soon" and ("me", row.id) in seen):
            seen.add((waits.part, row.id))
            items.append(Item(row, waits.act, waits.part))
    return items
