"""Who answers for a draft before the council: volunteers, or is assigned by the council chair (section 1)."""

from igtf.core.workflow import Reasoned
from igtf.discussion.commands import follow
from igtf.drafts.models import Draft
from igtf.drafts.policy import NOT_RESPONSIBLE
from igtf.drafts.queries import facts_for
from igtf.drafts.states import DRAFT
from igtf.groups.events import Named
from igtf.people.responsible import ResponsibleLeft, member_to_assign, take_responsibility
from igtf.people.roles import end_role, holders
from igtf.record.by import By
from igtf.record.moves import carries_out
from igtf.record.numbers import period


def wait_for_responsible(draft: Draft, by: By) -> None:
    """Let a draft before the council wait for a responsible member, unless it or its group has one. For commands."""
    found = [*holders("responsible", draft.id), *holders("responsible", draft.subject.group_id or -1)]
    wait = period("triage_days", draft.subject)
    draft.subject.due_at = None if found else by.at + wait


def become_responsible(draft: Draft, person_id: int, *, by: By, hat_id: int | None) -> None:
    """Make a person the responsible member of a draft, who follows it from then on. For commands."""
    take_responsibility(draft.id, person_id, at=by.at, hat_id=hat_id)
    follow(draft.id, person_id=person_id, by=by)
    if draft.subject.state == "submitted":
        draft.subject.due_at = None


@carries_out(DRAFT, "volunteer")
def volunteer(draft: Draft, *, by: By) -> None:
    """Become the responsible member."""
    become_responsible(draft, by.author, by=by, hat_id=by.hat_id)


@carries_out(DRAFT, "assign")
def assign(draft: Draft, *, person: str, by: By) -> Named:
    """Make a council member, by handle, the responsible member in place of whoever was.

    Invalid for who is no member of the council or is it already, and for who writes the draft or chairs its group.
    """
    named = member_to_assign(person, draft, NOT_RESPONSIBLE, facts_for, at=by.at)
    become_responsible(draft, named.id, by=by, hat_id=named.hat_id)
    return Named(named.handle)


@carries_out(DRAFT, "give-up")
def give_up(draft: Draft, *, reason: str, by: By) -> Reasoned:
    """Be the responsible member no longer: before the council, the draft waits for another one."""
    end_role(by.author, "responsible", at=by.at, subject_id=draft.id)
    _wait_before_council(draft, by)
    return Reasoned(reason)


@carries_out(DRAFT, "lose-responsible")
def lose_responsible(draft: Draft, *, member: str, by: By) -> ResponsibleLeft:
    """Let the draft wait for another responsible member; ``member`` is the handle of who left the council."""
    _wait_before_council(draft, by)
    return ResponsibleLeft(member)


def _wait_before_council(draft: Draft, by: By) -> None:
    """Let a draft wait for a responsible member where nothing else has its time there: a call or a ballot does."""
    if draft.subject.state == "submitted":
        wait_for_responsible(draft, by)
