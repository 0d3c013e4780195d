"""The acts on groups: proposing, supporting, chartering, establishing, joining, concluding."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.errors import Invalid, Unchanged, gathered
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.when import end_ahead
from igtf.core.workflow import Reasoned
from igtf.discussion.commands import follow, unfollow
from igtf.groups import events, handing, page
from igtf.groups.charters import add_charter, add_member, bring_into_force, end_reviews, name_chair
from igtf.groups.deadlines import wait_for_responsible
from igtf.groups.ending import end_under_way
from igtf.groups.kinds import ESTABLISHED, KINDS, PROPOSED
from igtf.groups.models import Bof, Group, GroupSupport, Membership
from igtf.groups.named import chairs_named, check_apart, partner_named
from igtf.groups.policy import GroupFacts
from igtf.groups.refusals import forget_requests
from igtf.groups.states import GROUP
from igtf.groups.thresholds import all_met, missing_sentence, thresholds
from igtf.issues.numbered import numbers_in, open_issues
from igtf.people.offices import may
from igtf.people.roles import check_not_closed, end_role, give_role, holders, roles_of
from igtf.people.secretariat import SupportingRow
from igtf.record.by import By
from igtf.record.consequences import bring_about
from igtf.record.mentions import mention
from igtf.record.models import HIDDEN, Subject
from igtf.record.moves import carries_out, creates
from igtf.record.numbers import period
from igtf.record.references import render_below
from igtf.record.subjects import open_subject, relate, touch


def _free_acronym(acronym: str) -> str:
    if session.scalar(select(Subject.id).where(Subject.kind == "group", Subject.ref == acronym)):
        raise Invalid(acronym=_("There is a group %(name)s already; choose another acronym.", name=acronym))
    return acronym


def _issues_named(text: str) -> list[Subject]:
    """Return the open issues that ``text`` names by number; Invalid for one that is unknown or closed."""
    return open_issues(numbers_in(text), "issues")


@creates(GROUP, "propose")
def propose(
    *, acronym: str, title: str, summary: str, issues: str, charter: str, second: str, chairs: str, by: By
) -> tuple[Group, events.Proposed]:
    """Propose a working group; who proposes it supports it as one who would write.

    ``issues`` are numbers, ``second`` is a handle, ``chairs`` one to three handles, as text.
    """
    ref, works_on, partner, named = gathered(
        lambda: _free_acronym(acronym), lambda: _issues_named(issues), lambda: partner_named(second, by.author),
        lambda: chairs_named(chairs),
    )  # fmt: skip
    due = by.at + period("triage_days")
    subject = open_subject("group", ref, title, "proposed", by=by, summary=summary, due_at=due)
    group = Group(id=subject.id, subject=subject, kind=PROPOSED, second_id=partner.id, responsible_due=due, bofs=0)
    session.add(group)
    session.flush()
    check_not_closed(partner.id)
    text = add_charter(group, charter, by=by)
    for issue in works_on:
        relate(group.id, "works-on", issue.id, at=by.at)
    for row in named:
        name_chair(group, row.id, row.hat_id)
    _add_support(group, "write", by=by)
    numbers = ", ".join(f"#{issue.ref}" for issue in works_on)
    chosen = ", ".join(row.handle for row in named)
    return group, events.Proposed(acronym, numbers, partner.handle, chosen, text.hash)


def _add_support(group: Group, would: str, *, by: By) -> None:
    session.add(GroupSupport(group_id=group.id, person_id=by.author, hat_id=by.hat_id, would=would, at=by.at))
    session.flush()
    touch(group.id, by.at, support_count=1)
    follow(group.id, person_id=by.author, by=by)


def _parent_named(acronym: str | None, by: By) -> Subject | None:
    """Return the active group that ``by`` chairs; None for the council. Invalid when it is neither."""
    roles = roles_of(by.author)
    if not acronym:
        if not roles.has("council"):
            raise Invalid(parent=_("Choose the group that you chair; only the council establishes one by ballot."))
        return None
    parent = session.scalar(select(Subject).where(Subject.kind == "group", Subject.ref == acronym))
    if parent is None or parent.state != "active" or not may(roles, "establish", of=parent.id):
        raise Invalid(parent=_("Choose an active group that you chair."))
    return parent


def _report_due(kind: str, day: date | None, by: By) -> datetime | None:
    """Return the end of ``day``; Invalid when it is missing where a report is owed, or lies behind."""
    if day is None:
        if KINDS[kind].reports:
            raise Invalid(report_due=_("Give the day by which the report is due."))
        return None
    return end_ahead(day, by.at, "report_due")


@creates(GROUP, "establish")
def establish(
    *,
    acronym: str,
    title: str,
    kind: str,
    summary: str,
    mandate: str,
    chairs: str,
    by: By,
    parent: str | None = None,
    report_due: date | None = None,
) -> tuple[Group, events.Established]:
    """Establish a correspondence group or directorate: by the chair of ``parent``, else by ballot.

    Invalid for a kind that begins as a proposal, and where who will be responsible for it is named as chair.
    """
    if kind not in ESTABLISHED:
        raise Invalid(kind=_("Choose one of the list."))
    ref, above, due, named = gathered(
        lambda: _free_acronym(acronym), lambda: _parent_named(parent, by), lambda: _report_due(kind, report_due, by),
        lambda: chairs_named(chairs),
    )  # fmt: skip
    overseers = holders("responsible", above.id) if above else [by.author]
    check_apart(named, overseers, "chairs")
    state = "active" if above else "chartering"
    subject = open_subject("group", ref, title, state, by=by, summary=summary, due_at=due)
    parent_id = above.id if above else None
    group = Group(id=subject.id, subject=subject, kind=kind, parent_id=parent_id, report_due=due, bofs=0)
    session.add(group)
    session.flush()
    text = add_charter(group, mandate, by=by)
    for row in named:
        name_chair(group, row.id, row.hat_id)
    if above:
        relate(group.id, "under", above.id, at=by.at)
        bring_into_force(group, by=by)
    _oversee(group, overseers, by)
    chosen, until = ", ".join(row.handle for row in named), f"{due:%Y-%m-%d}" if due else ""
    return group, events.Established(acronym, kind, above.ref if above else "", chosen, until, text.hash)


@carries_out(GROUP, "report-late")
def report_late(group: Group, *, by: By) -> events.ReportLate:
    """Tell chairs and responsible member, once, that the day of the group's report is over."""
    return events.ReportLate(f"{group.report_due:%Y-%m-%d}")


def _oversee(group: Group, people: Iterable[int], by: By) -> None:
    """Make these people the responsible members of a new group; without any it waits for one."""
    for person_id in people:
        give_role(person_id, "responsible", at=by.at, subject_id=group.id)
    wait_for_responsible(group, by.at)


@carries_out(GROUP, "support")
def support(group: Group, *, would: str, by: By) -> events.Supported:
    """Support the proposal under the actor's hat; ``would`` is write, review or follow.

    It takes the place of what the actor said before; Invalid for the same again.
    """
    known = session.get(GroupSupport, (group.id, by.author))
    if known is None:
        _add_support(group, would, by=by)
    elif (known.would, known.hat_id) == (would, by.hat_id):
        raise Invalid(would=_("You support it so already, so nothing was recorded."))
    else:
        known.would, known.hat_id, known.at = would, by.hat_id, by.at
    return events.Supported(would)


@carries_out(GROUP, "end-support")
def end_support(group: Group, *, by: By) -> None:
    """Support the proposal no longer: nobody becomes a member with the charter who does not want to any more."""
    session.delete(session.get_one(GroupSupport, (group.id, by.author)))
    touch(group.id, by.at, support_count=-1)


def supports_of(person_id: int) -> Iterable[SupportingRow]:
    """Return the support of a person for proposals that look for it; who supported what came of one joins nothing."""
    return [SupportingRow(row.GroupSupport, row.Subject, 1) for row in session.execute(
        select(GroupSupport, Subject).join(Subject, Subject.id == GroupSupport.group_id)
        .where(GroupSupport.person_id == person_id, Subject.state.in_(("proposed", HIDDEN)))
        .order_by(Subject.id).with_for_update()
    )]  # fmt: skip


@carries_out(GROUP, "approve-bof")
def approve_bof(group: Group, *, by: By, reason: str = "") -> events.BofApproved:
    """Approve a BoF: the thresholds of section 15 are met, or the reason says why they are not needed.

    Invalid where both are missing.
    """
    found = thresholds(page.counts_of(group, forming=True), group.subject)
    missing = missing_sentence(found)
    if not all_met(found) and not reason:
        raise Invalid(reason=_("%(missing)s Wait for more support, or say why it is not needed.", missing=missing))
    group.bofs = 1
    group.subject.due_at = None
    return events.BofApproved(missing, reason)


@carries_out(GROUP, "record-bof")
def record_bof(group: Group, *, found: str, link: str, by: By) -> events.BofRecorded:
    """Record what the last BoF found, and where to read of it; recording again corrects it.

    Invalid where nothing changes.
    """
    known, html = session.get(Bof, (group.id, group.bofs)), render_below(found).html
    if known and (known.found, known.link) == (found, link):
        raise Unchanged
    before = known.html if known else ""
    session.merge(Bof(group_id=group.id, number=group.bofs, found=found, html=html, link=link, at=by.at))
    mention(group.id, html, before)
    return events.BofRecorded(group.bofs, found, link)


@carries_out(GROUP, "approve-after-refusal")
def approve_after_refusal(group: Group, *, reason: Text, by: By) -> Reasoned:
    """Carry out the ballot on a refusal: a BoF is held after all."""
    group.bofs += 1
    wait_for_responsible(group, by.at)
    return Reasoned(reason)


@carries_out(GROUP, "bof-again")
def bof_again(group: Group, *, reason: str, by: By) -> Reasoned:
    """Hold a second BoF, the last one."""
    group.bofs += 1
    return Reasoned(reason)


@carries_out(GROUP, "decline")
def decline(group: Group, *, reason: str, by: By) -> Reasoned:
    """Form no group: what is under way ends, and whoever asked the council after an earlier refusal can ask again."""
    forget_requests(group.id)
    _end_forming(group, _l("The proposal of the group %(group)s was declined.", group=group.subject.ref), by)
    return Reasoned(reason)


@carries_out(GROUP, "start-chartering")
def start_chartering(group: Group, *, understood: str, people: str, formed: str, by: By) -> events.CharteringStarted:
    """Start chartering with the three answers."""
    group.subject.due_at = None
    return events.CharteringStarted(understood, people, formed)


@carries_out(GROUP, "join")
def join(group: Group, *, by: By) -> None:
    """Become a member, under the actor's hat, and follow the group."""
    add_member(group, by.author, by.hat_id, at=by.at)


@carries_out(GROUP, "leave")
def leave(group: Group, *, by: By) -> None:
    """End the membership, and with it the following that joining began."""
    _end_membership(group, by)
    bring_about("group.leave", group, by)


def _end_membership(group: Group, by: By) -> None:
    unfollow(group.id, person_id=by.author, by=by)
    known = session.get(Membership, (group.id, by.author))
    if known is not None:
        known.ended_at = by.at


@carries_out(GROUP, "step-down")
def step_down(group: Group, *, by: By, facts: GroupFacts, note: str = "") -> events.SteppedDown:
    """End the offices of the actor, chair, secretary or delegate, and the membership with them."""
    for office in facts.offices:
        end_role(by.author, office, at=by.at, subject_id=group.id)
    _end_membership(group, by)
    bring_about("group.step-down", group, by)
    return events.SteppedDown(sorted(facts.offices), note)


@carries_out(GROUP, "rest")
def rest(group: Group, *, reason: str, by: By) -> Reasoned:
    """Let the group rest."""
    return Reasoned(reason)


@carries_out(GROUP, "wake")
def wake(group: Group, *, reason: str, by: By) -> Reasoned:
    """Wake a group that rests."""
    return Reasoned(reason)


@carries_out(GROUP, "conclude")
def conclude(group: Group, *, report: str, by: By) -> events.Concluded:
    """End the group with its report: what is under way ends, issues return, drafts become individual, offices end."""
    return handing.hand_back(group, report, by=by)


@carries_out(GROUP, "abandon")
def abandon(group: Group, *, reason: str, by: By) -> Reasoned:
    """Give the proposal up; what is under way ends."""
    _end_forming(group, _l("The proposal of the group %(group)s was given up.", group=group.subject.ref), by)
    return Reasoned(reason)


def _end_forming(group: Group, reason: Text, by: By) -> None:
    """End what is under way of a proposal; where a BoF is held after all, the reviews of its charter begin anew."""
    end_under_way(group, reason, by=by)
    end_reviews(group, by=by)
    group.subject.due_at = None
