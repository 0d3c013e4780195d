"""What taking a decision on an issue back means for its result, its supporters and its group."""

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.issues import two_step
from igtf.issues.commands import unmerge
from igtf.issues.deadlines import due_again
from igtf.issues.models import Issue
from igtf.record.by import By
from igtf.record.models import Event
from igtf.record.subjects import unrelate


def no_result(issue: Issue, _event: Event, _by: By) -> Text:
    """Let an issue that was resolved have no result."""
    issue.result = None
    return ""


def unmerged(issue: Issue, _event: Event, _by: By) -> Text:
    """Let an issue that was merged be one of its own again."""
    unmerge(issue)
    return _l("Its supporters went along to the other issue; whoever wants to supports this one again.")


def out_of_group(issue: Issue, _event: Event, _by: By) -> Text:
    """Take an issue out of the group that took it up."""
    if issue.subject.group_id:
        unrelate(issue.subject.group_id, "works-on", issue.id)
    issue.state_before = issue.subject.group_id = None
    return ""


def settle(issue: Issue, state: str, by: By) -> None:
    """Let nothing be pending on an issue, and be due what is due in ``state``."""
    two_step.drop_pending(issue, None, by)
    issue.subject.due_at = due_again(issue, state, by)
