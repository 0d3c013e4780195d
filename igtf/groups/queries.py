"""Loading groups, their lists, and the facts that decisions on them need."""

from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from igtf.core.clock import NOW
from igtf.core.database.conditions import among
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, plans
from igtf.core.i18n import Text
from igtf.discussion.judged import check_seen, judging_on, lists_hidden, report_columns
from igtf.discussion.queries import no_posting_until
from igtf.groups.chairs import NOBODY, Chairs, chair_columns, chairs_in
from igtf.groups.charter_states import PENDING
from igtf.groups.deadlines import due_columns, review_ends
from igtf.groups.forms import NAMED_OFFICES, offices_held
from igtf.groups.forms_milestones import WAITS
from igtf.groups.kinds import KINDS
from igtf.groups.models import Absence, BofRequest, Charter, Group, GroupSupport, Membership, Milestone, NamedChair
from igtf.groups.policy import GroupFacts, UnderWay
from igtf.groups.relief import asks_for_relief
from igtf.groups.states import FORMING, GROUP, STAGES
from igtf.groups.words import JUDGED, NAME_OTHERS, REVISE
from igtf.people.models import Person, Role
from igtf.people.offices import DUTIES, may, may_somewhere
from igtf.people.roles import Roles, roles_of, verified_at
from igtf.record.annulment import withdrawn_by_appeal
from igtf.record.by import By
from igtf.record.kinds import kind_of, texts_of
from igtf.record.models import CLOCK_ID, HIDDEN, Event, Payload, Relation, Subject
from igtf.record.numbers import whole_number
from igtf.record.queries import ROW, having, thing_of

UNFINISHED_DRAFTS = (
    "call-for-adoption",
    "group-last-call",
    "write-up",
    "submitted",
    "last-call",
    "ballot",
    "approved",
)
"""The states in which a draft keeps its group from concluding."""


UNFINISHED_MEETINGS = ("open", "held")
"""The states in which a meeting keeps its group from concluding: afterwards nobody would close it or write minutes."""


@GROUP.loader
def get_group_or_404(person_id: int | None, ref: str) -> Group:
    """Return a group by its acronym; NotFound when there is none.

    Hidden, one that was hidden as spam or abuse, as ``check_seen`` says.
    """
    found = thing_of(Group, "group", ref)
    check_seen(found.subject, person_id, JUDGED)
    return found


def _is(condition: Any) -> Any:
    return exists().where(condition)


def _number(condition: Any) -> Any:
    return select(func.count()).where(condition).scalar_subquery()


def _open_milestone(group_id: Any) -> Any:
    return (Milestone.group_id == group_id) & Milestone.done_at.is_(None) & Milestone.dropped_at.is_(None)


def _first(group_id: Any, kind: str, states: tuple[str, ...]) -> Any:
    """Return the name of a subject of ``kind`` in the work of a group that is in one of the states, if there is one."""
    inside = aliased(Subject)
    where = (inside.group_id == group_id) & (inside.kind == kind) & among(inside.state, states)
    return select(func.min(inside.ref)).where(where).scalar_subquery()


def _called_for_adoption(group_id: Any) -> Any:
    """Return the name of a draft that the group, as the last one that was asked, is about to adopt or not."""
    call, draft, asks = aliased(Subject), aliased(Subject), aliased(Relation)
    later, other = aliased(Relation), aliased(Subject)
    again = exists().where(later.target_id == draft.id, later.kind == asks.kind, later.subject_id > asks.subject_id,
                           other.id == later.subject_id, ~withdrawn_by_appeal(other))  # fmt: skip
    return (
        select(func.min(draft.ref))
        .select_from(call)
        .join(asks, (asks.subject_id == call.id) & (asks.kind == "asks-about"))
        .join(draft, (draft.id == asks.target_id) & (draft.state == "call-for-adoption"))
        .where(call.group_id == group_id, call.kind == "call", ~withdrawn_by_appeal(call), ~again)
        .scalar_subquery()
    )


def _held(group_id: Any) -> Any:
    return (Role.subject_id == group_id) & Role.ended_at.is_(None)


def _named_in(group_id: Any) -> Any:
    return (NamedChair.group_id == group_id) & NamedChair.settled_at.is_(None)


def _related(group_id: Any, relation: str, state: str, *, reverse: bool) -> Any:
    other = aliased(Subject)
    here, there = (Relation.target_id, Relation.subject_id) if reverse else (Relation.subject_id, Relation.target_id)
    return _is((here == group_id) & (Relation.kind == relation) & (there == other.id) & (other.state == state))


def unfinished(group_id: Any) -> ColumnElement[bool]:
    """Return whether something under way in a group keeps it from concluding, as ``can_conclude`` has it."""
    return or_(
        _related(group_id, "decides-on", "open", reverse=True),
        _first(group_id, "draft", UNFINISHED_DRAFTS).is_not(None),
        _first(group_id, "meeting", UNFINISHED_MEETINGS).is_not(None),
        _called_for_adoption(group_id).is_not(None),
    )


@GROUP.facts_by
def facts_for(by: By, group: Group | None) -> GroupFacts:
    """Return what decisions on a group need to know; two queries, one more for a new one and for moderators."""
    if by.actor_id is None:
        return GroupFacts(signed_in=False)
    roles = roles_of(by.actor_id)
    facts = _of_roles(by, roles, group)
    runs = _may_run(facts) or roles.moderates
    row = _looked_up(by, group.id if group else 0, runs=runs)
    chairs = chairs_in(row) if runs else NOBODY
    return replace(
        facts,
        verified=row.verified is not None,
        paused=no_posting_until(by) if group is None else None,
        supports=row.supports,
        is_member=row.member,
        is_chair=chairs.include(by.actor_id),
        is_named=row.named or (facts.is_proposer and group is not None and group.second_id == by.actor_id),
        has_asked=row.asked,
        council_asked=row.requests >= whole_number("refusal_people", group.subject if group else None),
        is_away=row.away,
        under_way=_under_way(by, row, chairs) if runs else UnderWay(),
        judging=judging_on(by, roles, group.subject if group else None, row, own=by.actor_id in _who_proposed(group)),
    )


def _who_proposed(group: Group | None) -> tuple[int | None, ...]:
    """Return the one or two who proposed a group, whatever became of it; nobody of a new one."""
    return (group.subject.opened_by_id, group.second_id) if group else ()


def _of_roles(by: By, roles: Roles, group: Group | None) -> GroupFacts:
    """Return what follows from the roles of the actor, and from the group itself."""
    me, number = by.actor_id, group.id if group else 0
    return GroupFacts(
        signed_in=True,
        clock=me == CLOCK_ID,
        council=roles.has("council"),
        council_chair=roles.has("council-chair"),
        may_establish=may_somewhere(roles, "establish"),
        duties=frozenset(name for name in DUTIES if may(roles, name, of=number)),
        is_proposer=group is not None and proposes(me, group),
        offices=offices_held(roles, of=number),
        needs_unhoused=group is not None and KINDS[group.kind].needs_unhoused,
        bofs=group.bofs if group else 0,
        may_hold_bof=group is None or group.bofs < whole_number("bofs", group.subject),
        proposed_by_two=group is None or group.second_id is not None,
        forming=group is not None and group.subject.state in FORMING,
        meets=group is None or KINDS[group.kind].meets,
        **_kind_facts(by, group),
    )


def _may_run(facts: GroupFacts) -> bool:
    """Return whether the actor runs the group, or may come to."""
    holds = facts.duties or facts.offices or facts.council or facts.council_chair
    return bool(holds or facts.is_proposer or facts.clock)


def proposes(me: int | None, group: Group) -> bool:
    """Return whether a person is one of the two who propose a group, as long as it is being formed."""
    return group.subject.state in FORMING and me in _who_proposed(group)


def _kind_facts(by: By, group: Group | None) -> dict[str, Any]:
    if group is None:
        return {}
    kind, pending, until = KINDS[group.kind], group.pending, review_ends(group)
    return {
        "reviews": kind.reviews, "proposed_kind": kind.proposed, "reviewed": kind.reviewed,
        "charter_state": pending.state if pending else None,
        "charter_waited": until is not None and by.at >= until,
    }  # fmt: skip


def _looked_up(by: By, number: int, *, runs: bool) -> Any:
    """Return what the tables say of the actor and the group, in one query; where the actor ``runs`` it, with its work.

    That has many small parts: to plan them takes PostgreSQL ten times as long as to run them.
    """
    given = {"me": by.actor_id, "group": number, "today": by.at.date()}
    if not runs:
        return fetch(_looking_up(), given).one()
    with plans("force_generic_plan"):
        return fetch(_looking_around(), given).one()


def _under_way(by: By, row: Any, chairs: Chairs) -> UnderWay:
    return UnderWay(
        other_chairs=chairs.beside(by.actor_id), chairs_named=tuple(chairs.named.values()), chairs_then=chairs.then,
        chair_pending=len(chairs.announced) > 0, chair_is_due=chairs.due_at is not None and chairs.due_at <= by.at,
        has_responsible=row.responsible, relief_asked=row.relief, opener_gone=row.opener_gone,
        has_unhoused=row.unhoused, ballot_open=row.ballot, failed_ballot=row.failed or "",
        draft=row.draft or row.adoption or "",
        meeting=row.meeting or "", milestone_waits=row.waits, milestone_open=row.open,
        milestone_approved=row.approved, has_officers=row.officers, drafts=row.drafts,
    )  # fmt: skip


def not_over(day: date | Any) -> ColumnElement[bool]:
    """Return whether an absence was not ended, and ends on ``day`` or later."""
    return Absence.ended_at.is_(None) & (Absence.ends >= day)


@prepared
def _looking_up() -> Listing:
    """Return the query of what an actor is to a group."""
    me: Any = bindparam("me")
    number: Any = bindparam("group")
    mine = (Membership.group_id == number) & (Membership.person_id == me) & Membership.ended_at.is_(None)
    return select(
        verified_at(me).label("verified"),
        _is((GroupSupport.group_id == number) & (GroupSupport.person_id == me)).label("supports"),
        _is(mine).label("member"),
        _is(_named_in(number) & (NamedChair.person_id == me)).label("named"),
        _is((BofRequest.group_id == number) & (BofRequest.person_id == me)).label("asked"),
        _number(BofRequest.group_id == number).label("requests"),
        _is((Absence.group_id == number) & (Absence.person_id == me) & not_over(bindparam("today"))).label("away"),
        *report_columns(number, me),
    )


@prepared
def _looking_around() -> Listing:
    """Return the query of what an actor is to a group, and what is under way in it."""
    number: Any = bindparam("group")
    return _looking_up().statement.add_columns(
        *chair_columns(number),
        _is(_held(number) & (Role.name == "responsible")).label("responsible"),
        asks_for_relief(number, bindparam("me")).label("relief"),
        _is((Subject.id == number) & (Person.id == Subject.opened_by_id) & Person.deactivated_at.is_not(None)).label(
            "opener_gone"
        ),
        _related(number, "works-on", "unhoused", reverse=False).label("unhoused"),
        _related(number, "decides-on", "open", reverse=True).label("ballot"),
        _failed_on(number).label("failed"),
        _first(number, "draft", UNFINISHED_DRAFTS).label("draft"),
        _called_for_adoption(number).label("adoption"),
        _first(number, "meeting", UNFINISHED_MEETINGS).label("meeting"),
        _is(_open_milestone(number)).label("open"),
        _is(_open_milestone(number) & WAITS).label("waits"),
        _is(_open_milestone(number) & Milestone.accepted_at.is_not(None)).label("approved"),
        _is(_held(number) & among(Role.name, NAMED_OFFICES)).label("officers"),
        _number((Subject.group_id == number) & (Subject.kind == "draft")).label("drafts"),
    )


def _ballot(ended: str, group: Any, since: Any) -> Select[str]:
    """Return the query of the ballot that ``ended`` so as the pending charter of a group became a draft again."""
    ballot, decides = aliased(Subject), aliased(Relation)
    return select(ballot.ref).join(decides, decides.subject_id == ballot.id).where(
        decides.target_id == group, decides.kind == "decides-on", ballot.kind == "ballot", ballot.state == ended,
        ballot.state_since == since,
    ).limit(1)  # fmt: skip


def _failed_on(group: Any) -> Any:
    """Return which ballot failed on the pending charter of a group as it still reads; None where none did."""
    again = (Charter.group_id == group, Charter.state == "draft", _was_more())
    return _ballot("failed", group, select(Charter.since).where(*again).scalar_subquery()).scalar_subquery()


def _was_more() -> ColumnElement[bool]:
    """Return whether a charter was more than a draft once: one that never was may be of the same second as a ballot."""
    more: ColumnElement[bool] = Charter.since != Charter.at
    return more


def failed_charters() -> Listing:
    """Return the query of the groups whose pending charter came back from its ballot, and nothing became of it since.

    Whatever else becomes of a revision moves its ``since``, and a new one takes its place. One that passed lacks people
    who may chair, and no other text.
    """
    failed = exists().where(
        Event.subject_id == Charter.group_id, Event.kind == "group.charter-fails", Event.at == Charter.since
    )
    passed = _ballot("passed", Charter.group_id, Charter.since).correlate(Charter).exists()
    back = (among(Charter.state, PENDING), Charter.state == "draft", _was_more(), failed, ~passed)
    return select(Charter.group_id).where(*back)


class CameBack(NamedTuple):
    """What was said when a charter came back from its ballot, as (label, text), and how it can go on."""

    said: list[tuple[Text, Text]]
    then: Text


def charter_failed(group: Group) -> CameBack | None:
    """Return what was said when the pending charter came back from its ballot; None where it did not.

    At most one query: a draft that was never anything else needs none.
    """
    charter = group.pending
    if charter is None or charter.state != "draft" or charter.since == charter.at:
        return None
    row = fetch(_failure(), {"group": group.id, "at": charter.since}).first()
    if row is None:
        return None
    return CameBack(texts_of(kind_of("group.charter-fails"), row.data), NAME_OTHERS if row.passed else REVISE)


@prepared
def _failure() -> Listing:
    is_it = (
        Event.subject_id == bindparam("group"), Event.kind == "group.charter-fails", Event.at == bindparam("at")
    )  # fmt: skip
    passed = _ballot("passed", Event.subject_id, Event.at).correlate(Event).exists().label("passed")
    return select(Payload.data, passed).join(Event, Event.id == Payload.event_id).where(*is_it)


def late_milestones(at: datetime | ColumnElement[datetime]) -> Any:
    """Return the query of the milestones that became late by ``at`` and were not told of."""
    return (
        select(Milestone)
        .where(
            Milestone.accepted_at.is_not(None), Milestone.done_at.is_(None), Milestone.dropped_at.is_(None),
            Milestone.due_at <= at, Milestone.late_told_at.is_(None),
        )
        .order_by(Milestone.due_at, Milestone.id)
    )  # fmt: skip


def visible_groups(person_id: int | None, *, state: str | None) -> Listing:
    """Return the query of a group list's rows, to be paginated by last activity.

    Those that were hidden are among them for moderators who ask for that ``state``.
    """
    rows = _rows()
    return rows if lists_hidden(person_id, state) else rows.where(Subject.state != HIDDEN)


@cache
def _rows() -> Listing:
    """Return the query of all rows of a list of groups."""
    parent, pending = aliased(Subject), aliased(Charter)
    late = select(func.count()).where(
        Milestone.group_id == Group.id, Milestone.accepted_at.is_not(None), Milestone.done_at.is_(None),
        Milestone.dropped_at.is_(None), Milestone.due_at <= NOW, Subject.phase != "closed",
    ).correlate(Group, Subject).scalar_subquery()  # fmt: skip
    members = (
        select(func.count()).where(Membership.group_id == Group.id, Membership.ended_at.is_(None)).scalar_subquery()
    )
    return (
        select(
            *ROW, Group.kind.label("group_kind"), parent.ref.label("parent"), members.label("members"),
            late.label("late"), *due_columns(pending),
        )
        .join(Group, Group.id == Subject.id)
        .outerjoin(pending, (pending.group_id == Group.id) & among(pending.state, PENDING))
        .outerjoin(parent, parent.id == Group.parent_id)
        .where(Subject.kind == "group")
    )  # fmt: skip


GROUP.narrowing |= {
    "kind": having(Group.kind),
    "stage": lambda value: Subject.state.in_(STAGES.get(value, ())),
}
GROUP.known |= {"kind": KINDS, "stage": STAGES}
