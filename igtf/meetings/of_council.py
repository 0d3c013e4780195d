"""The council as the one who meets (section 8): what waits for it, who sits on it, who leads. Reads only."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, exists, func, literal, select, union_all

from igtf.core import clock
from igtf.core.clock import NOW
from igtf.core.database.conditions import among
from igtf.core.database.prepared import prepared
from igtf.core.db import fetch, session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.council.models import Ballot, Seat, Term
from igtf.council.overview import ASKING
from igtf.council.queries import holds
from igtf.drafts.models import Draft, Revision
from igtf.groups.charter_states import UNDER_REVIEW
from igtf.groups.models import Charter
from igtf.groups.states import LIVING
from igtf.issues.models import PENDING, TwoStep
from igtf.issues.queue import past_target
from igtf.meetings.models import Attendance, Meeting
from igtf.meetings.points import REVISION, SUBJECT
from igtf.people.models import Person
from igtf.people.roles import LEADS_COUNCIL, Roles, holders
from igtf.people.stakeholders import GROUPS
from igtf.record.models import HIDDEN, Hat, Subject
from igtf.record.numbers import Versions, later_versions
from igtf.record.queries import is_
from igtf.routing.awaiting import awaited
from igtf.routing.owing import DAY, owed

MOST_SUBJECTS = 60

INVITED = ("council", "liaison", *LEADS_COUNCIL)
"""The roles of those who are invited: the members, the liaisons, who have no vote, and the secretariat."""


@dataclass(frozen=True)
class AgendaSource:
    """What comes onto the council's agenda by itself: why, which subjects, and how many at most."""

    name: str
    why: Text
    where: Callable[[], ColumnElement[bool]]
    most: int


def _in_two_steps(where: ColumnElement[bool]) -> Select[int]:
    return select(TwoStep.issue_id).where(where)


def _no_panels() -> ColumnElement[bool]:
    """Return the condition that a subject is no ballot of a panel, in which the council has no part."""
    return ~exists().where(Ballot.id == Subject.id, Ballot.panel)


def _balloted() -> ColumnElement[bool]:
    return is_("ballot", "open") & _no_panels()


def _proposed() -> ColumnElement[bool]:
    return (Subject.kind == "issue") & Subject.id.in_(_in_two_steps(TwoStep.state == "pending"))


def _charter() -> ColumnElement[bool]:
    reviewed = exists().where(Charter.group_id == Subject.id, among(Charter.state, UNDER_REVIEW))
    return is_("group", *LIVING) & reviewed


def _untriaged() -> ColumnElement[bool]:
    return is_("issue", "submitted") & past_target(clock.now) & Subject.id.not_in(_in_two_steps(PENDING))


def _overdue() -> ColumnElement[bool]:
    return awaited() & (Subject.due_at < NOW)


def _owed() -> ColumnElement[bool]:
    return owed(NOW > DAY)


WORK: tuple[AgendaSource, ...] = (
    AgendaSource("ballots", _l("a ballot under way"), _balloted, 8),
    AgendaSource("proposals", _l("a proposal in two steps"), _proposed, 6),
    AgendaSource("drafts", _l("a draft submitted to the council"), lambda: is_("draft", *ASKING["draft"]), 6),
    AgendaSource("groups", _l("a group that asks"), lambda: is_("group", *ASKING["group"]), 6),
    AgendaSource("charters", _l("a new charter in review"), _charter, 4),
    AgendaSource("outcomes", _l("an outcome that waits"), lambda: is_("outcome", "waiting"), 5),
    AgendaSource("issues", _l("an issue past the target for triage"), _untriaged, 6),
    AgendaSource("statements", _l("an answer that is overdue"), _overdue, 6),
    AgendaSource("owed", _l("an answer of ours that is overdue"), _owed, 6),
)
"""In this order; of each the next to fall due first, then the oldest."""


def waiting() -> list[tuple[Any, Text]]:
    """Return what waits for the council now, each with the reason; one query."""
    rows = fetch(_waiting(later_versions()), {}).all()
    known = sorted(rows, key=lambda r: (r.place, r.due_at is None, r.due_at or r.state_since, r.id))
    return [(row, WORK[row.place].why) for row in known]


@prepared
def _waiting(_versions: Versions) -> CompoundSelect[Any]:
    parts = [
        select(
            *SUBJECT, *REVISION, Subject.state_since, literal(place).label("place"),
        )
        .outerjoin(Draft, Draft.id == Subject.id)
        .outerjoin(Revision, Revision.id == Draft.current_id)
        .where(row.where(), Subject.state != HIDDEN)
        .order_by(Subject.due_at.is_(None), Subject.due_at, Subject.state_since, Subject.id)
        .limit(row.most)
        .subquery()
        for place, row in enumerate(WORK)
    ]  # fmt: skip
    return union_all(*map(select, parts))


def work(_meeting: Meeting) -> list[tuple[Any, Text]]:
    """Return what comes onto the agenda of a meeting."""
    return waiting()


def choices(meeting: Meeting) -> Sequence[Any]:
    """Return what a point may be about: what waits for the council, then what was active last."""
    found = {row.id: row for row, _why in waiting()}
    kinds = ("issue", "outcome", "group", "draft", "ballot", "statement", "recommendation", "selection", "body")
    newest = session.execute(
        select(Subject.id, Subject.kind, Subject.ref, Subject.title)
        .where(Subject.kind.in_(kinds), Subject.state != HIDDEN, Subject.id != meeting.id, _no_panels())
        .order_by(Subject.active_at.desc(), Subject.id.desc())
        .limit(MOST_SUBJECTS)
    )
    return list((found | {row.id: row for row in newest if row.id not in found}).values())


def members(_council: Subject) -> Iterable[int]:
    """Return who is invited."""
    return {person for role in INVITED for person in holders(role)}


def people(_council: Subject) -> Sequence[Any]:
    """Return how many members of the council share region, country and time zone."""
    return session.execute(
        select(Hat.region, Person.country, Person.time_zone, func.count().label("people"))
        .select_from(Term)
        .join(Person, Person.id == Term.person_id)
        .join(Hat, Hat.id == Term.hat_id)
        .where(holds(clock.now()))
        .group_by(Hat.region, Person.country, Person.time_zone)
    ).all()


def leaders(_council: Subject) -> Iterable[int]:
    """Return who answers for the council's meetings: its chair and the secretariat."""
    return {person for role in LEADS_COUNCIL for person in holders(role)}


def leads(roles: Roles, _row: Any) -> bool:
    """Return whether an actor leads, and writes the minutes."""
    return roles.has(*LEADS_COUNCIL)


def present(meeting: Meeting) -> list[tuple[Text, int, int]]:
    """Return by stakeholder group how many of its members were present, of those who sat then; one query.

    No number of them is needed: ballots decide, not the room. Liaisons, who have no vote, are no members.
    """
    at = meeting.opened_at or meeting.starts_at
    there = exists().where(Attendance.meeting_id == meeting.id, Attendance.person_id == Term.person_id)
    rows = session.execute(
        select(Seat.stakeholder_group, there.label("there"), func.count().label("n"))
        .join(Term, Term.seat_id == Seat.id)
        .where(Seat.voting, Term.started_at <= at, Term.ends_at > at, (Term.ended_at.is_(None)) | (Term.ended_at > at))
        .group_by(Seat.stakeholder_group, there)
    ).all()
    found = []
    for name, label in GROUPS.items():
        own = [row for row in rows if row.stakeholder_group == name]
        found.append((label, sum(row.n for row in own if row.there), sum(row.n for row in own)))
    return [row for row in found if row[2]]
