"""Issues taken up by a group and given back; what becomes of its work at its end (sections 2 and 3)."""

from collections.abc import Callable

from sqlalchemy import update

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.workflow import Reasoned
from igtf.groups import events
from igtf.groups.charters import end_reviews
from igtf.groups.ending import GIVEN_BACK, end_under_way, in_states
from igtf.groups.kinds import KINDS
from igtf.groups.models import Group, NamedChair
from igtf.issues import two_step
from igtf.issues.deadlines import due_again
from igtf.issues.events import Added
from igtf.issues.homes import leave_group
from igtf.issues.models import Issue
from igtf.issues.queries import was_sent_since
from igtf.issues.states import ISSUE
from igtf.people.models import Role
from igtf.people.offices import groups_with
from igtf.record.by import By
from igtf.record.events import record
from igtf.record.mentions import mention
from igtf.record.models import Subject
from igtf.record.moves import carries_out
from igtf.record.references import render_below
from igtf.record.subjects import enter, lock, relate, touch

FREED: list[Callable[[int, By], None]] = []
"""What a floor above does with a draft, by its id, when its group frees it by an act."""


def _group_chaired(acronym: str, by: By) -> Group:
    """Return the active group that ``by`` chairs, locked; Invalid when none, or it takes no issues."""
    chaired = {row.ref: row.id for row in groups_with(by.author, "take-up")}
    group = session.get(Group, chaired[acronym]) if acronym in chaired else None
    if group is None or lock(group.subject).state != "active":
        raise Invalid(group=_("Choose an active group that you chair."))
    if not KINDS[group.kind].takes_issues:
        raise Invalid(group=_("A directorate reviews drafts; it takes up no issues."))
    return group


@carries_out(ISSUE, "take-up")
def take_up(issue: Issue, *, group: str, paragraph: str, by: By) -> Added:
    """Take an issue up in the group with the acronym ``group``, under a paragraph of its charter."""
    home = _group_chaired(group, by)
    two_step.drop_pending(issue, "in-group", by)
    issue.state_before, issue.subject.group_id = issue.subject.state, home.id
    relate(home.id, "works-on", issue.id, at=by.at)
    record(by, home.subject, events.TAKEN_UP, events.IssueMoved(f"#{issue.subject.ref}"))
    touch(home.id, by.at)
    return Added(f"{home.subject.ref}: {paragraph}")


@carries_out(ISSUE, "return")
def return_issue(issue: Issue, *, reason: Text, by: By) -> tuple[Reasoned, str]:
    """Give an issue back to the clearing house, into the state, and with the deadline, that it had before.

    Where a body was sent a statement about it meanwhile, beside other issues, it is referred.
    """
    told = was_sent_since(issue.id, issue.subject.state_since)
    home, state = session.get_one(Subject, issue.subject.group_id), "referred" if told else issue.state_before or "open"
    leave_group(issue, by)
    issue.subject.due_at = due_again(issue, state, by)
    record(by, home, events.RETURNED, events.IssueMoved(f"#{issue.subject.ref}"))
    return Reasoned(reason), state


def hand_back(group: Group, report: str, *, by: By) -> events.Concluded:
    """End what is under way, return the group's issues, free its drafts, write the report down, end its offices."""
    reason = _l("The group %(group)s concluded.", group=group.subject.ref)
    end_under_way(group, reason, by=by)
    end_reviews(group, by=by)
    given_back = in_states(group, GIVEN_BACK)
    issues = [subject for subject in given_back if subject.kind == "issue"]
    drafts = [subject for subject in given_back if subject.kind == "draft"]
    numbers = ", ".join(f"#{issue.ref}" for issue in issues)
    for issue in issues:
        return_issue(session.get_one(Issue, issue.id), reason=reason, by=by)
    for draft in drafts:
        _free(lock(draft), group, by=by)
    group.report, group.report_html = report, render_below(report).html
    mention(group.id, group.report_html)
    group.subject.due_at = None
    session.execute(update(Role).where(Role.subject_id == group.id, Role.ended_at.is_(None)).values(ended_at=by.at))
    session.execute(
        update(NamedChair)
        .where(NamedChair.group_id == group.id, NamedChair.settled_at.is_(None))
        .values(settled_at=by.at)
    )
    return events.Concluded(report, numbers, ", ".join(draft.ref for draft in drafts))


def _free(draft: Subject, group: Group, *, by: By) -> None:
    before = draft.state
    if before == "group-draft":
        enter(draft, "individual", by.at)
    set_free(draft, group.subject, before=before, by=by)


def set_free(draft: Subject, group: Subject, *, before: str, by: By) -> None:
    """Make a draft of a group that ends its authors' own, also when it is parked or expired; its name stays.

    The group's page goes on to list it. ``before``: the state that it was in. For commands.
    """
    draft.group_id = None
    for follow in FREED:
        follow(draft.id, by)
    relate(group.id, "worked-on", draft.id, at=by.at)
    draft.revision += 1
    record(by, draft, events.DRAFT_FREED, events.Named(group.ref), before=before)
    touch(draft.id, by.at)
