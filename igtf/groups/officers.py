"""Who answers for a group: the responsible member, and chairs who take office after notice (section 1)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, select

from igtf.core.db import session
from igtf.core.errors import Invalid, Unchanged, gathered
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.moments import stamp
from igtf.core.policy import demand
from igtf.core.workflow import Reasoned
from igtf.groups import events
from igtf.groups.chairs import chairs_of
from igtf.groups.charters import add_member, name_chair, seat
from igtf.groups.deadlines import set_due, wait_for_responsible
from igtf.groups.models import Group, NamedChair
from igtf.groups.named import chairs_named, check_apart, partner_named
from igtf.groups.policy import chairs_decision
from igtf.groups.policy_responsible import NOT_RESPONSIBLE
from igtf.groups.queries import facts_for
from igtf.groups.states import FORMING, GROUP, UNFORMED
from igtf.people.named import person_named
from igtf.people.offices import OFFICES
from igtf.people.responsible import ResponsibleLeft, member_to_assign, take_responsibility
from igtf.people.roles import check_not_closed, end_role, give_role, holders, roles_of
from igtf.record.by import By
from igtf.record.models import HIDDEN, Actor, Subject
from igtf.record.moves import carries_out
from igtf.record.numbers import period
from igtf.record.queries import handle_of
from igtf.record.subjects import hold


def _take_responsibility(group: Group, person_id: int, *, by: By, hat_id: int | None) -> None:
    take_responsibility(group.id, person_id, at=by.at, hat_id=hat_id)
    wait_for_responsible(group, by.at)


@carries_out(GROUP, "volunteer")
def volunteer(group: Group, *, by: By) -> None:
    """Become the responsible member."""
    _take_responsibility(group, by.author, by=by, hat_id=by.hat_id)


@carries_out(GROUP, "assign")
def assign(group: Group, *, person: str, by: By) -> events.Named:
    """Make a council member, by handle, the responsible member in place of whoever was.

    Invalid for who is no member of the council or is it already, and for a proposer or an officer of the group.
    """
    named = member_to_assign(person, group, NOT_RESPONSIBLE, facts_for, at=by.at)
    _take_responsibility(group, named.id, by=by, hat_id=named.hat_id)
    return events.Named(named.handle)


@carries_out(GROUP, "give-up")
def give_up(group: Group, *, reason: str, by: By) -> Reasoned:
    """Be the responsible member no longer: the group waits for another one."""
    end_role(by.author, "responsible", at=by.at, subject_id=group.id)
    wait_for_responsible(group, by.at)
    return Reasoned(reason)


@carries_out(GROUP, "lose-responsible")
def lose_responsible(group: Group, *, member: str, by: By) -> ResponsibleLeft:
    """Let the group wait for another responsible member; ``member`` is the handle of who left the council."""
    wait_for_responsible(group, by.at)
    return ResponsibleLeft(member)


@carries_out(GROUP, "propose-chair")
def propose_chair(
    group: Group, *, person: str, reason: str, by: By, instead_of: str | None = None
) -> events.ChairProposed:
    """Announce a chair, by handle, to the group; the clock appoints after ``chair_notice_days``.

    Invalid for who is a chair already or the responsible member, or does not fit beside the others.
    """
    named, chairs = person_named(person, "person"), dict(chairs_of(group.id).sitting)
    leaving = person_named(instead_of, "instead_of") if instead_of else None
    if named.id in chairs:
        raise Invalid(person=_("This person is a chair already."))
    if leaving and chairs.pop(leaving.id, None) is None:
        raise Invalid(instead_of=_("Name a chair of this group."))
    check_apart([named], holders("responsible", group.id), "person")
    demand(person=chairs_decision([*chairs.values(), named.counts_as]))
    due = by.at + period("chair_notice_days", group.subject)
    name_chair(group, named.id, named.hat_id, due_at=due, instead_of=leaving.id if leaving else None)
    set_due(group, by.at)
    return events.ChairProposed(reason, named.handle, leaving.handle if leaving else "", stamp(due))


@carries_out(GROUP, "ask-relief")
def ask_relief(group: Group, *, reason: str, by: By) -> Reasoned:
    """Ask to be relieved as a chair whom nobody could follow yet; it waits for the responsible member."""
    return Reasoned(reason)


@carries_out(GROUP, "end-relief")
def end_relief(group: Group, *, by: By) -> None:
    """Stay chair after all."""


def _announced(group: Group) -> NamedChair:
    return session.scalars(
        select(NamedChair).where(
            NamedChair.group_id == group.id, NamedChair.settled_at.is_(None), NamedChair.due_at.is_not(None)
        )
    ).one()


@carries_out(GROUP, "withdraw-chair")
def withdraw_chair(group: Group, *, reason: str, by: By) -> Reasoned:
    """Take the announced change back."""
    _announced(group).settled_at = by.at
    set_due(group, by.at)
    return Reasoned(reason)


def _settle_named(group: Group, person_id: int, by: By) -> bool:
    """Let a person who is named as a chair be named no more; return whether they were."""
    named = session.scalars(
        select(NamedChair).where(
            NamedChair.group_id == group.id, NamedChair.person_id == person_id, NamedChair.settled_at.is_(None)
        )
    ).all()  # fmt: skip
    for row in named:
        row.settled_at = by.at
    if any(row.due_at for row in named):
        set_due(group, by.at)
    session.flush()
    return bool(named)


_NOT_FORMED = (*FORMING, *UNFORMED, HIDDEN)
"""Where a proposal is one, also while it is refused or hidden: it may go on, and is made by two then."""


def named_no_more(person_id: int, by: By) -> Sequence[tuple[Subject, Text]]:
    """Let whose account is closed be named in no group any more; return the groups, each with what they were named."""
    groups = select(Group).join(Subject, Subject.id == Group.id).order_by(Group.id)
    waiting = exists().where(
        NamedChair.group_id == Group.id, NamedChair.person_id == person_id, NamedChair.settled_at.is_(None)
    )
    partner = (Group.second_id == person_id) & Subject.state.in_(_NOT_FORMED)
    found = [hold(group) for group in session.scalars(groups.where(waiting | partner)).all()]  # others may be named now
    named = [group for group in found if _settle_named(group, person_id, by)]
    second = [group for group in found if group.second_id == person_id and group.subject.state in _NOT_FORMED]
    for group in second:
        group.second_id = None
    return [(group.subject, _l("Named as chair")) for group in named] + [
        (group.subject, _l("Second proposer")) for group in second
    ]


@carries_out(GROUP, "step-aside")
def step_aside(group: Group, *, by: By, note: str = "") -> events.SteppedAside:
    """Become no chair and be no second proposer of the group, for which others named the actor."""
    _settle_named(group, by.author, by)
    if group.second_id == by.author:
        group.second_id = None
    return events.SteppedAside(note)


def _named_now(group: Group) -> dict[int, NamedChair]:
    """Return who is named as a chair of a group that is being formed, by person."""
    waiting = select(NamedChair).where(NamedChair.group_id == group.id, NamedChair.settled_at.is_(None))
    return {row.person_id: row for row in session.scalars(waiting.order_by(NamedChair.id))}


def _name_instead(group: Group, named: Sequence[Any], until_now: dict[int, NamedChair], by: By) -> list[int]:
    """Let ``named`` be named as chairs, and nobody else; who is named already stays so. Return who is no more."""
    gone = [person_id for person_id in until_now if person_id not in {row.id for row in named}]
    for person_id in gone:
        _settle_named(group, person_id, by)
    for row in named:
        if row.id in until_now:
            until_now[row.id].hat_id = row.hat_id
        else:
            name_chair(group, row.id, row.hat_id)
    return gone


@carries_out(GROUP, "name-others")
def name_others(group: Group, *, by: By, chairs: str = "", second: str = "") -> events.OthersNamed:
    """Name ``chairs``, one to three handles, in place of all who are named; or another ``second`` proposer.

    Invalid where nobody is named, where both proposers would be one, and where the responsible member would chair or
    propose; Unchanged where all are named already. Who is, stays named and is not told again.
    """
    overseers = holders("responsible", group.id)
    named, partner = gathered(
        lambda: chairs_named(chairs) if chairs else [],
        lambda: partner_named(second, group.subject.opened_by_id, overseers) if second else None,
    )
    if not named and not partner:
        raise Invalid(chairs=_("Name chairs, or another second proposer."))
    until_now = _named_now(group)
    if {row.id: row.hat_id for row in named} == {row.person_id: row.hat_id for row in until_now.values()}:
        named = []
    if partner and partner.id == group.second_id:
        partner = None
    if not named and not partner:
        raise Unchanged
    check_apart(named, overseers, "chairs")
    gone = _name_instead(group, named, until_now, by) if named else []
    if partner:
        gone += [group.second_id] if group.second_id else []
        group.second_id = partner.id
        session.flush()
        check_not_closed(partner.id)
    return events.OthersNamed(
        partner.handle if partner else "", ", ".join(row.handle for row in named),
        ", ".join(handle_of(person_id) or "" for person_id in dict.fromkeys(gone)),
        ", ".join(row.handle for row in named if row.id not in until_now),
    )  # fmt: skip


@carries_out(GROUP, "appoint-chair")
def appoint_chair(group: Group, *, by: By) -> events.Named:
    """Let the announced chair take office, and who makes room leave it."""
    leaving = _announced(group).instead_of_id
    if leaving:
        end_role(leaving, "chair", at=by.at, subject_id=group.id)
    named = seat(group, select(NamedChair).where(NamedChair.due_at <= by.at), at=by.at)
    set_due(group, by.at)
    return events.Named(named)


@carries_out(GROUP, "pass-over-chair")
def pass_over_chair(group: Group, *, by: By) -> events.PassedOver:
    """Take an announced change back, because the chairs would not fit together by now."""
    named, fit = _announced(group), chairs_decision(chairs_of(group.id).then)
    named.settled_at = by.at
    set_due(group, by.at)
    return events.PassedOver(handle_of(named.person_id) or "", fit.reason)


@carries_out(GROUP, "name-officer")
def name_officer(group: Group, *, person: str, office: str, by: By) -> events.OfficerNamed:
    """Name a secretary or delegate, by handle, who becomes a member if they were not.

    Invalid for who holds an office of the group already.
    """
    named = person_named(person, "person")
    if roles_of(named.id).has(*OFFICES, of=group.id):
        raise Invalid(person=_("This person holds an office of this group already."))
    give_role(named.id, office, at=by.at, subject_id=group.id, hat_id=named.hat_id)
    add_member(group, named.id, named.hat_id, at=by.at)
    return events.OfficerNamed(named.handle, office)


@carries_out(GROUP, "end-officer")
def end_officer(group: Group, *, officer: str, by: By) -> events.OfficerNamed:
    """End the office of a secretary or delegate; ``officer`` is 'office handle'."""
    office, _space, handle = officer.partition(" ")
    person = session.scalars(select(Actor.id).where(Actor.handle == handle)).one()
    end_role(person, office, at=by.at, subject_id=group.id)
    return events.OfficerNamed(handle, office)
