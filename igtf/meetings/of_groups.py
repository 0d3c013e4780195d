"""Groups and BoFs as those who meet: what is open in their work, who belongs to them, who leads. Reads only."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select, union
from sqlalchemy.orm import aliased

from igtf.consensus.closing import goes_on, passed_over
from igtf.consensus.maintaining import waits_again
from igtf.core.clock import NOW
from igtf.core.database.conditions import among
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.workflow import OVER
from igtf.drafts.models import Draft, Revision
from igtf.groups.models import Group, GroupSupport, Membership
from igtf.groups.states import FORMING, UNFORMED
from igtf.meetings.lookups import HELD
from igtf.meetings.models import Meeting
from igtf.meetings.points import REVISION, SUBJECT
from igtf.people.models import Person, Role
from igtf.people.offices import DUTIES, may, vacant
from igtf.people.roles import Roles
from igtf.record.awaited import due
from igtf.record.models import HIDDEN, Hat, Subject

MOST_SUBJECTS = 100

NO_GROUP_YET = (*FORMING, *UNFORMED, HIDDEN)
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


def _last_before(group: Any, meeting: Any) -> Any:
    other = Subject.__table__.alias("other")
    return (
        select(func.max(Meeting.starts_at))
        .join(other, other.c.id == Meeting.id)
        .where(other.c.group_id == group, among(other.c.state, HELD), Meeting.id != meeting)
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
    if row.late:
        return len(OPEN_WORK), LATE
    return None


def _is_asked() -> ColumnElement[bool]:
    """Return whether a call or an objection waits for the group: as long as for the desk of who leads the call, and not
    in the council's last call, which the council leads."""
    of_council = Subject.topic == "council-last-call"
    call = (Subject.kind == "call") & (of_council | passed_over())
    objection = (Subject.kind == "objection") & (of_council | ~goes_on())
    return ~(call | objection)


@prepared
def _open_work() -> Listing:
    group: Any = bindparam("group")
    last = _last_before(group, bindparam("meeting")).label("last")
    return (
        select(*SUBJECT, *REVISION, last, waits_again().label("maintained"), (due() < NOW).label("late"))
        .outerjoin(Draft, Draft.id == Subject.id)
        .outerjoin(Revision, Revision.id == Draft.current_id)
        .where(Subject.group_id == group, Subject.kind != "meeting", ~among(Subject.phase, OVER), _is_asked())
        .order_by(Subject.due_at.is_(None), Subject.due_at, Subject.id)
        .limit(200)
    )


def work(meeting: Meeting) -> list[tuple[Any, Text]]:
    """Return what of a group's work comes onto the agenda of its meeting, each with the reason; one query."""
    rows = fetch(_open_work(), {"group": meeting.subject.group_id, "meeting": meeting.id})
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


def _forming(group: Any) -> ColumnElement[bool]:
    """Return whether the group with a number is none yet, so that those meet who would form it."""
    own = aliased(Subject)
    return exists().where(own.id == group, own.kind == "group", among(own.state, NO_GROUP_YET))


def _who_leads(group: Any) -> tuple[Select[Any], ...]:
    """Return the queries of who leads the meetings of the group with a number, as ``person`` (section 11).

    By office; the responsible member where nobody has one; of a BoF that member in any case, and the proposers.
    """
    held, own, second, overseer = aliased(Role), aliased(Subject), aliased(Group), aliased(Role)
    return (
        select(held.person_id.label("person")).where(
            held.subject_id == group, among(held.name, DUTIES["meetings"].roles), held.ended_at.is_(None)),
        select(own.opened_by_id.label("person")).where(own.id == group, _forming(group)),
        select(second.second_id.label("person")).where(
            second.id == group, second.second_id.is_not(None), _forming(group)),
        select(overseer.person_id.label("person")).where(
            overseer.subject_id == group, overseer.name == "responsible", overseer.ended_at.is_(None),
            _forming(group) | vacant("meetings", group)),
    )  # fmt: skip


def _who_is_invited(group: Any) -> tuple[Select[Any], ...]:
    """Return the queries of who is invited, as ``person``: who leads; the members; of a BoF those who support it."""
    joined, support = aliased(Membership), aliased(GroupSupport)
    return (
        *_who_leads(group),
        select(joined.person_id.label("person")).where(
            joined.group_id == group, joined.ended_at.is_(None), ~_forming(group)),
        select(support.person_id.label("person")).where(support.group_id == group, _forming(group)),
    )  # fmt: skip


def _is_one(person: Any, ways: Iterable[Select[Any]]) -> ColumnElement[bool]:
    return or_(*(exists(way.where(way.selected_columns.person == person)) for way in ways))


def leads_meetings(person: Any, group: Any) -> ColumnElement[bool]:
    """Return the condition that a person leads the meetings of the group with a number."""
    return _is_one(person, _who_leads(group))


def is_invited(person: Any, group: Any) -> ColumnElement[bool]:
    """Return the condition that a person is invited to the meetings of the group with a number."""
    return _is_one(person, _who_is_invited(group))


def members(group: Subject) -> Iterable[int]:
    """Return who is invited: the members and officers of a group; of a BoF proposers, supporters, responsible."""
    return session.scalars(union(*_who_is_invited(group.id))).all()


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


def led_by(group: Subject) -> Sequence[Text]:
    """Return how those who lead are called."""
    if group.state not in NO_GROUP_YET:
        return [_l("the chairs and delegates of the group, or its responsible member")]
    return [_l("the proposers"), _l("the responsible member")]


def leaders(group: Subject) -> Iterable[int]:
    """Return who leads a group's meetings, and answers for them."""
    return session.scalars(union(*_who_leads(group.id))).all()


def leads(_roles: Roles, row: Any) -> bool:
    """Return whether an actor leads."""
    return bool(row.leads_group)


def writes(roles: Roles, row: Any) -> bool:
    """Return whether an actor writes the minutes by office."""
    return may(roles, "minutes", of=row.owner)
