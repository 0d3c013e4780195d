"""What a group's page shows: people, charter, support or members, work in hand. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, func, literal, null, select, union, union_all
from sqlalchemy.orm import aliased

from igtf.core.database.conditions import among
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, UTCDateTime, fetch, session
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.moments import day, moment_text
from igtf.core.wording import in_turn
from igtf.core.workflow import OVER, WORKFLOWS
from igtf.groups.charter_states import CHARTER_STATES
from igtf.groups.deadlines import review_ends
from igtf.groups.models import (
    BofRequest,
    Group,
    GroupSupport,
    Membership,
    Milestone,
    MilestoneDraft,
    NamedChair,
)
from igtf.groups.months import former_months, told_months
from igtf.groups.thresholds import Threshold
from igtf.issues.models import PENDING, TwoStep
from igtf.issues.queries import agreed_ref
from igtf.people.models import Person, Role
from igtf.people.named import newest_hat
from igtf.people.offices import OFFICES
from igtf.record.models import HIDDEN, Actor, Hat, Relation, Subject
from igtf.record.numbers import whole_number
from igtf.record.queries import ROW

WORK = ("issue", "draft", "call", "meeting", "consultation", "appeal")
"""The kinds that a group's page lists as its work, in the order of the procedure."""
SHOWN = 25
"""The most of each kind that it lists: as many as a page of a list has."""
MOST = 100
"""The most drafts, and ties between them, that the page of a group's drafts shows."""
_PERSON = (
    Actor.kind, Actor.handle, Actor.name, Hat.stakeholder_group, Hat.counts_as, Hat.capacity, Hat.organisation,
    Hat.region,
)  # fmt: skip
"""What pages say of a person with a hat."""


_PARTS = (*OFFICES, "named-chair", "proposer")
"""The parts that people have in a group, as pages show them."""


def _people(role: str, number: Any, person: Any, hat: Any, due: Any = None) -> Listing:
    """Return the query of the people in one part, in the order of ``number``."""
    moment = (null().cast(UTCDateTime()) if due is None else due).label("due_at")
    place = literal(_PARTS.index(role)).label("place")
    return (
        select(literal(role).label("role"), moment, *_PERSON, place, number.label("number"))
        .join(Actor, Actor.id == person)
        .outerjoin(Hat, Hat.id == hat)
    )


def people_of(group: Group) -> Sequence[Any]:
    """Return who has a part in the group, with hats: by _PARTS, those of one in the order in which they came to it."""
    return fetch(_parts(), {"group": group.id, "second": group.second_id or 0}).all()


@prepared
def _parts() -> Any:
    number: Any = bindparam("group")
    held = [
        _people(name, Role.id, Role.person_id, Role.hat_id)
        .select_from(Role)
        .where(Role.subject_id == number, Role.name == name, Role.ended_at.is_(None))
        for name in OFFICES
    ]
    named = (
        _people("named-chair", NamedChair.id, NamedChair.person_id, NamedChair.hat_id, NamedChair.due_at)
        .select_from(NamedChair)
        .where(NamedChair.group_id == number, NamedChair.settled_at.is_(None))
    )
    first = (
        _people("proposer", literal(1), Subject.opened_by_id, Subject.opened_hat_id)
        .select_from(Subject)
        .where(Subject.id == number)
    )
    second = _people("proposer", literal(2), Person.id, newest_hat(Person.id)).select_from(Person)
    second = second.where(Person.id == bindparam("second"))
    return union_all(*held, named, first, second).order_by("place", "number")


def counts_of(group: Group, *, forming: bool) -> Sequence[Any]:
    """Return people by counted group, region, country and ``would``: supporters while ``forming``, else members."""
    return fetch(_counts(forming=forming), {"group": group.id}).all()


@prepared
def _counts(*, forming: bool) -> Listing:
    source: Any = GroupSupport if forming else Membership
    would = GroupSupport.would if forming else literal("")
    where = source.group_id == bindparam("group")
    if not forming:
        where &= Membership.ended_at.is_(None)
    return (
        select(Hat.counts_as, Hat.region, Hat.country, would.label("would"), func.count().label("people"))
        .select_from(source)
        .outerjoin(Hat, Hat.id == source.hat_id)
        .where(where)
        .group_by(Hat.counts_as, Hat.region, Hat.country, would)
    )


def work_of(group: Group) -> Sequence[Any]:
    """Return the newest in the work of the group, at most SHOWN of each kind, and what is under way first.

    Each has ``all``: how many of its kind there are; an issue what is ``pending`` on it, as a row of the clearing
    house's queue, and ``agreed``, the number of the statement that will refer it.
    """
    return fetch(_work(), {"group": group.id}).all()


@prepared
def _work() -> Listing:
    """Return the query: of the group's own the first of each kind and phase, by their index, and what is related to it.

    What has the group as its home and is related to it too, as most issues, is its own.
    """
    number: Any = bindparam("group")
    own = [
        select(Subject.id, Subject.kind, Subject.phase, Subject.active_at)
        .where(Subject.group_id == number, Subject.kind == kind, Subject.phase == phase, Subject.state != HIDDEN)
        .order_by(Subject.active_at.desc(), Subject.id.desc()).limit(SHOWN)
        for kind in WORK for phase in sorted({state.phase for state in WORKFLOWS[kind].states})
    ]  # fmt: skip
    others = _related(number).cte("others")
    found = union_all(*(select(some.subquery()) for some in own), select(others)).subquery()
    over = case((among(found.c.phase, OVER), 1), else_=0)
    newest = (over, found.c.active_at.desc(), found.c.id.desc())
    place = func.row_number().over(partition_by=found.c.kind, order_by=newest).label("place")
    placed = select(found.c.id, place).subquery()
    theirs = select(func.count()).where(others.c.kind == Subject.kind).scalar_subquery()
    number_of = case(*((Subject.kind == kind, _count(number, kind)) for kind in WORK)) + theirs
    agreed = case((Subject.kind == "issue", agreed_ref(Subject.id)))
    return (
        select(*ROW, number_of.label("all"), agreed.label("agreed"), TwoStep.move.label("pending"),
               TwoStep.effective_at, TwoStep.state.label("pending_state"))
        .join(placed, placed.c.id == Subject.id)
        .outerjoin(TwoStep, (TwoStep.issue_id == Subject.id) & PENDING)
        .where(placed.c.place <= SHOWN).order_by(Subject.active_at.desc(), Subject.id.desc())
    )  # fmt: skip


def _count(number: Any, kind: str) -> Any:
    own = aliased(Subject)
    return select(func.count()).where(own.group_id == number, own.kind == kind, own.state != HIDDEN).scalar_subquery()


def _related(number: Any) -> Any:
    """Return the query of what a group works on, worked on, or is asked about in, and is not its home."""
    on = (Relation.subject_id == number) & among(Relation.kind, ("works-on", "worked-on"))
    about = (Relation.target_id == number) & (Relation.kind == "asks-about")
    foreign = (Subject.group_id.is_distinct_from(number), among(Subject.kind, WORK), Subject.state != HIDDEN)
    return union(*(
        select(Subject.id, Subject.kind, Subject.phase, Subject.active_at)
        .join(Relation, other == Subject.id).where(where, *foreign)
        for other, where in ((Relation.target_id, on), (Relation.subject_id, about))
    ))  # fmt: skip


def members_of(group: Group) -> Listing:
    """Return the query of the members' rows, to be paginated by when they joined."""
    return (
        select(
            Membership.person_id.label("id"),
            Membership.since.label("active_at"),
            *_PERSON,
        )
        .join(Actor, Actor.id == Membership.person_id)
        .outerjoin(Hat, Hat.id == Membership.hat_id)
        .where(Membership.group_id == group.id, Membership.ended_at.is_(None))
    )


@dataclass(frozen=True)
class Planned:
    """A milestone with the drafts linked to it, as pages show it."""

    row: Milestone
    drafts: list[Any]
    late: bool
    was: Sequence[datetime] = ()
    """The ends of the months that it was planned for before."""

    over: bool = False
    """The group ended: nothing of it is late any more or waits for anybody."""

    @property
    def waits(self) -> bool:
        """Whether it waits for the responsible member, as new or in another wording."""
        return not self.over and (self.row.accepted_at is None or bool(self.row.rewording))


def milestones_of(group: Group, at: datetime) -> list[Planned]:
    """Return the milestones that were not dropped, by their month, those that are done last; one query."""
    found: dict[int, Planned] = {}
    over = group.subject.phase == "closed"
    rows = fetch(_milestones(), {"group": group.id}).all()
    former = former_months(rows[0].told) if rows else {}
    for milestone, draft, _told in rows:
        late, was = not over and _late(milestone, at), former.get(milestone.number, ())
        planned = found.setdefault(milestone.id, Planned(milestone, [], late, was, over))
        if draft is not None:
            planned.drafts.append(draft)
    return list(found.values())


def milestones_with(draft: Subject, at: datetime) -> list[Planned]:
    """Return the approved milestones of its group that a draft is linked to, by their month; at most one query."""
    if draft.group_id is None:
        return []
    given = {"draft": draft.id, "group": draft.group_id}
    return [Planned(row, [draft], _late(row, at)) for row in fetch(_reached_by(), given).scalars()]


def _late(milestone: Milestone, at: datetime) -> bool:
    return milestone.accepted_at is not None and milestone.done_at is None and milestone.due_at <= at


@prepared
def _reached_by() -> Listing:
    return (
        select(Milestone)
        .join(MilestoneDraft, MilestoneDraft.milestone_id == Milestone.id)
        .where(MilestoneDraft.draft_id == bindparam("draft"), Milestone.group_id == bindparam("group"),
               Milestone.accepted_at.is_not(None), Milestone.dropped_at.is_(None))
        .order_by(Milestone.due_at, Milestone.number)
    )  # fmt: skip


@prepared
def _milestones() -> Listing:
    return (
        select(Milestone, Subject, told_months().label("told"))
        .outerjoin(MilestoneDraft, MilestoneDraft.milestone_id == Milestone.id)
        .outerjoin(Subject, (Subject.id == MilestoneDraft.draft_id) & (Subject.state != HIDDEN))
        .where(Milestone.group_id == bindparam("group"), Milestone.dropped_at.is_(None))
        .order_by(Milestone.done_at.is_not(None), Milestone.due_at, Milestone.number, Subject.ref)
    )


class Coming(NamedTuple):
    """The version of a charter that may come into force: its number, its state as a badge and in a sentence.

    ``beside``: the number of the version in force, None without one; ``is_told``: the page says where it is.
    """

    number: int
    badge: tuple[Text, str]
    said: Text
    beside: int | None
    is_told: bool


def coming_of(group: Group, at: datetime, *, is_led: bool) -> Coming | None:
    """Return the version on its way, None where none is or the group ended; ``is_led``: it has a responsible member."""
    pending = group.pending if group.subject.phase != "closed" else None
    if pending is None:
        return None
    state, until = CHARTER_STATES[pending.state], review_ends(group)
    beside = group.in_force.number if group.in_force else None
    said = _overstayed(until, is_led=is_led) if until and until <= at else _stays(state.hint, until)
    return Coming(pending.number, (state.label, state.phase), said, beside, beside is not None or state.name != "draft")


def _overstayed(until: datetime, *, is_led: bool) -> str:
    if is_led:
        return _("Its time was over on %(day)s; the responsible member brings it on its way.", day=day(until))
    return _(
        "Its time was over on %(day)s; it waits for a responsible member, who brings it on its way.", day=day(until)
    )


def _stays(hint: Text, until: datetime | None) -> Text:
    return in_turn([hint, _("At least until %(day)s.", day=moment_text(until)) if until else ""])


def vacant(group: Group, *, forming: bool) -> dict[str, Text]:
    """Return what stands in place of people by their part in a group, where nobody has it and somebody should."""
    over = group.subject.phase == "closed"
    return {
        "chair": "" if forming or over else _("nobody; the responsible member announces one"),
        "named-chair": _("nobody; the proposers name others") if forming else "",
        "responsible": "" if over else _("nobody yet; a council member may volunteer"),
    }


def asked_of(group: Group) -> Threshold:
    """Return how many ask the council for a BoF after the refusal, and how many it takes."""
    have = session.scalar(select(func.count()).where(BofRequest.group_id == group.id)) or 0
    return Threshold(_l("Have asked since"), have, whole_number("refusal_people", group.subject), "")


def _draft_ids(group: Group) -> Any:
    now = select(Subject.id).where(Subject.group_id == group.id, Subject.kind == "draft")
    return now.union(
        select(Relation.target_id).where(Relation.subject_id == group.id, Relation.kind == "worked-on")
    )  # fmt: skip


def drafts_of(group: Group) -> Sequence[Any]:
    """Return the drafts of a group, and those it had when it concluded, by name: MOST, of how many (``all``)."""
    return session.execute(
        select(*ROW, func.count().over().label("all"))
        .where(Subject.id.in_(_draft_ids(group)), Subject.state != HIDDEN)
        .order_by(Subject.ref)
        .limit(MOST)
    ).all()  # fmt: skip


def ties_of(group: Group) -> Sequence[Any]:
    """Return how the drafts of a group depend on and replace others, with the drafts at both ends."""
    here, there = aliased(Subject), aliased(Subject)
    columns = [
        column.label(f"{side}_{name}")
        for side, end in (("from", here), ("to", there))
        for name, column in (("id", end.id), ("ref", end.ref), ("title", end.title), ("state", end.state),
                             ("phase", end.phase))
    ]  # fmt: skip
    drafts = _draft_ids(group)
    tie = select(Relation.kind, Relation.subject_id, Relation.target_id)
    tie = tie.where(Relation.kind.in_(("depends-on", "replaces")))
    ties = tie.where(Relation.subject_id.in_(drafts)).union(tie.where(Relation.target_id.in_(drafts))).subquery()
    return session.execute(
        select(ties.c.kind, *columns)
        .join(here, (here.id == ties.c.subject_id) & (here.kind == "draft") & (here.state != HIDDEN))
        .join(there, (there.id == ties.c.target_id) & (there.kind == "draft") & (there.state != HIDDEN))
        .order_by(here.ref, there.ref, ties.c.kind)
        .limit(MOST)
    ).all()  # fmt: skip
