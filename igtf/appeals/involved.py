"""Who is involved in a decision, and stands aside when an appeal against it is decided on (section 10)."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Executable, Select, or_, select

from igtf.appeals.decisions import NAMING
from igtf.appeals.models import Appeal, AppealMember
from igtf.consultations.models import Reply
from igtf.core.db import session
from igtf.council.models import Ballot, BallotPosition
from igtf.council.tally import RECUSE
from igtf.discussion.models import Comment
from igtf.drafts.writers import writers
from igtf.groups.models import Group
from igtf.issues.models import TwoStep
from igtf.record.kinds import kind_of
from igtf.record.models import Actor, Event
from igtf.record.queries import left_by
from igtf.selection.models import Nominee

CONCERNED: dict[str, Callable[[Appeal], Executable]] = {
    "comment": lambda appeal: select(Comment.actor_id).where(Comment.id == left_by(appeal.event_id).get("comment")),
    "consultation": lambda appeal: select(Reply.person_id).where(
        Reply.consultation_id == appeal.about_id, Reply.number == left_by(appeal.event_id).get("reply")
    ),
    "group": lambda appeal: select(Group.second_id).where(Group.id == appeal.about_id, Group.second_id.is_not(None)),
    "draft": lambda appeal: writers(appeal.about_id),
    "ballot": lambda appeal: writers(
        select(Ballot.decides_on_id).where(Ballot.id == appeal.about_id).scalar_subquery()
    ),
    "selection": lambda appeal: select(Nominee.person_id).where(
        Nominee.selection_id == appeal.about_id, Nominee.answer == "accepted"
    ),
}
"""What the name of a decision begins with → whom it is about: whose comment or reply it was, who proposed the group
beside who opened it, who wrote the draft, who stood for the council, chosen or not."""


def concerned(appeal: Appeal) -> Iterable[int]:
    """Return whom a decision is about, which an appeal is against: they stand aside, and are told of it."""
    about = _named if appeal.event.kind in NAMING else CONCERNED.get(appeal.event.kind.partition(".")[0])
    return session.scalars(about(appeal)) if about else ()


def _named(appeal: Appeal) -> Select[Any]:
    """Return the query of whom a decision about an office or an account names."""
    data = left_by(appeal.event_id)
    named = [data[field] or "" for field in getattr(kind_of(appeal.event.kind).payload, "HANDLES", ())]
    return select(Actor.id).where(Actor.handle.in_(handle for field in named for handle in field.split(", ")))


def involved(appeal: Appeal) -> dict[int, str]:
    """Return who stands aside → why, a key of ``words.ASIDE``; the first reason that holds."""
    found: dict[int, str] = {appeal.appellant_id: "appellant"}
    found.setdefault(appeal.event.actor_id, "decided")
    for person_id in _behind(appeal):
        found.setdefault(person_id, "proposed")
    found.setdefault(appeal.about.opened_by_id, "opened")
    for person_id in concerned(appeal):
        found.setdefault(person_id, "concerned")
    earlier = select(AppealMember.person_id, AppealMember.aside, AppealMember.verdict).where(
        AppealMember.appeal_id == appeal.id
    )
    for row in session.execute(earlier):
        if row.verdict or row.aside in ("own", "silent"):
            found.setdefault(row.person_id, "earlier" if row.verdict else row.aside)
    return found


def voted(appeal: Appeal) -> dict[int, str]:
    """Return who took a position in the ballot that is appealed, or in one on the appeal → why that is involved."""
    about_it = or_(_is_ballot(appeal), Ballot.decides_on_id == appeal.id)
    rows = session.execute(
        select(BallotPosition.person_id, Ballot.decides_on_id)
        .join(Ballot, Ballot.id == BallotPosition.ballot_id)
        .where(about_it, BallotPosition.value != RECUSE)
        .order_by(Ballot.id)
    )
    found: dict[int, str] = {}
    for person_id, decided_on in rows:
        found.setdefault(person_id, "earlier" if decided_on == appeal.id else "decided")
    return found


_PREPARED = {"meeting.decision-confirmed": "meeting.publish-minutes", "group.appoint-chair": "group.propose-chair"}
"""What the clock carried out → the act that put it before the group."""


def _is_ballot(appeal: Appeal) -> ColumnElement[bool]:
    """Return the condition for the ``Ballot`` that is appealed, or whose end carried out what is appealed."""
    carried_out = (Ballot.decides_on_id == appeal.about_id) & (Ballot.closed_at == appeal.event.at)
    return (Ballot.id == appeal.about_id) | carried_out


def _behind(appeal: Appeal) -> Iterator[int]:
    """Yield who stands behind what the clock or a ballot carried out: who proposed it, who put it to ballot or list."""
    move = appeal.event.kind.partition(".")[2]
    yield from session.scalars(
        select(TwoStep.proposer_id).where(TwoStep.issue_id == appeal.about_id, TwoStep.move == move,
                                          TwoStep.state == "done")
        .order_by(TwoStep.id.desc()).limit(1)
    )  # fmt: skip
    prepared = Event.kind == _PREPARED.get(appeal.event.kind), Event.id < appeal.event_id
    acts = select(Event.actor_id).where(Event.subject_id == appeal.about_id, *prepared)
    yield from session.scalars(acts.order_by(Event.id.desc()).limit(1))
    yield from session.scalars(select(Ballot.opened_by_id).where(_is_ballot(appeal)))
