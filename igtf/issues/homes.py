"""The group in whose work an issue is. For commands: these record no event."""

from igtf.core.db import session
from igtf.issues.models import Issue
from igtf.record.by import By
from igtf.record.models import Subject
from igtf.record.subjects import touch, unrelate


def leave_group(issue: Issue, by: By) -> str:
    """Let an issue be in the work of no group any more; return the acronym of the one that had it, or ''."""
    home = session.get(Subject, issue.subject.group_id or 0)
    if home is None:
        return ""
    unrelate(home.id, "works-on", issue.id)
    issue.state_before = issue.subject.group_id = None
    touch(home.id, by.at)
    return home.ref
