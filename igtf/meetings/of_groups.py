"""Groups and BoFs as those who meet: what is open in their work, who belongs to them, who leads. Reads only."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select

from igtf.consensus.maintaining import waits_again
from igtf.core import clock
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.drafts.models import Draft, Revision
from igtf.groups.models import Group, GroupSupport, Membership
from igtf.groups.states import FORMING, UNFORMED
from igtf.meetings.lookups import HELD
from igtf.meetings.models import Meeting
from igtf.meetings.points import REVISION, SUBJECT
from igtf.people.models import Person
from igtf.people.offices import may, officers
from igtf.people.roles import Roles, holders
from igtf.record.models import Hat, Subject

MOST_SUBJECTS = 100

NO_GROUP_YET = (*FORMING, *UNFORMED)
"""The states in which those meet who would form a group; minutes are written also when none came of it."""

OPEN_WORK: tuple[tuple[str, tuple[str, ...], Text], ...] = (
    ("objection", ("raised",), _l("an objection without an answer")),
    ("call", ("closed",), _l("a call to be declared")),
    ("call", ("open",), _l("an open call")),
    ("draft", (), _l("a new revision since the last meeting")),
    ("issue", (), _l("an issue taken up")),
)
"""What comes onto an agenda by itself: kind, states (none: any that is open), and why; in this order."""

MAINTAINED = _l("an objection that a revision does not answer, says who raised it")
LATE = _l("late")


def _last_before(meeting: Meeting) -> Any:
    other = Subject.__table__.alias("other")
    return (
        select(func.max(Meeting.starts_at))
        .join(other, other.c.id == Meeting.id)
        .where(other.c.group_id == meeting.subject.group_id, other.c.state.in_(HELD), Meeting.id != meeting.id)
        .scalar_subquery()
    )


def _why(row: Any) -> tuple[int, Text] | None:
    """Return the place in OPEN_WORK and the reason why a subject comes onto the agenda; None when it does not."""
    if row.revised_at is not None and row.last is not None and row.revised_at <= row.last:
        return None
    if row.maintained:
        return 0, MAINTAINED
    for place, (kind, states, why) in enumerate(OPEN_WORK):
        if row.kind == kind and (not states or row.state in states):
            return place, why
    if row.due_at is not None and row.due_at < clock.now():
        return len(OPEN_WORK), LATE
    return None


def work(meeting: Meeting) -> list[tuple[Any, Text]]:
    """Return what of a group's work comes onto the agenda of its meeting, each with the reason; one query."""
    rows = session.execute(
        select(*SUBJECT, *REVISION, _last_before(meeting).label("last"), waits_again().label("maintained"))
        .outerjoin(Draft, Draft.id == Subject.id)
        .outerjoin(Revision, Revision.id == Draft.current_id)
        .where(
            Subject.group_id == meeting.subject.group_id, Subject.kind != "meeting",
            Subject.phase.in_(("new", "work", "waiting")),
        )
        .order_by(Subject.due_at.is_(None), Subject.due_at, Subject.id)
        .limit(200)
    )  # fmt: skip
    found = sorted(((why, row) for row in rows if (why := _why(row))), key=lambda pair: pair[0][0])
    return [(row, why) for (_place, why), row in found]


def choices(meeting: Meeting) -> Sequence[Any]:
    """Return what a point may be about: the work of the group, newest first."""
    return session.execute(
        select(Subject.id, Subject.kind, Subject.ref, Subject.title)
        .where(Subject.group_id == meeting.subject.group_id, Subject.kind != "meeting")
        .order_by(Subject.active_at.desc(), Subject.id.desc())
        .limit(MOST_SUBJECTS)
    ).all()


def invited(group: Subject) -> Sequence[Text]:
    """Return how those who are invited are called."""
    if group.state not in NO_GROUP_YET:
        return [_l("the members of the group")]
    return [_l("the proposers"), _l("who supports the proposal")]


def members(group: Subject) -> Iterable[int]:
    """Return who is invited: the members and officers of a group; of a BoF proposers, supporters, responsible."""
    if group.state not in NO_GROUP_YET:
        joined = select(Membership.person_id).where(Membership.group_id == group.id, Membership.ended_at.is_(None))
        return {*session.scalars(joined), *officers("meetings", group.id)}
    second = select(Group.second_id).where(Group.id == group.id, Group.second_id.is_not(None))
    supporters = select(GroupSupport.person_id).where(GroupSupport.group_id == group.id)
    return {
        group.opened_by_id,
        *(number for number in session.scalars(second) if number),
        *session.scalars(supporters),
        *holders("responsible", group.id),
    }


def people(group: Subject) -> Sequence[Any]:
    """Return how many people of a group share region, country and time zone: members; of a BoF supporters."""
    source: Any = GroupSupport if group.state in NO_GROUP_YET else Membership
    query = (
        select(Hat.region, Person.country, Person.time_zone, func.count().label("people"))
        .select_from(source)
        .join(Person, Person.id == source.person_id)
        .outerjoin(Hat, Hat.id == source.hat_id)
        .where(source.group_id == group.id)
        .group_by(Hat.region, Person.country, Person.time_zone)
    )
    return session.execute(query if source is GroupSupport else query.where(Membership.ended_at.is_(None))).all()


def leaders(group: Subject) -> Iterable[int]:
    """Return who answers for a group's meetings: its chairs."""
    return holders("chair", group.id)


def leads(roles: Roles, row: Any) -> bool:
    """Return whether an actor leads: of a BoF as proposer or responsible member, else by office."""
    of_bof = row.owner_state in NO_GROUP_YET and (row.proposes or roles.has("responsible", of=row.owner))
    return of_bof or may(roles, "meetings", of=row.owner)


def writes(roles: Roles, row: Any) -> bool:
    """Return whether an actor writes the minutes by office."""
    return may(roles, "minutes", of=row.owner)
