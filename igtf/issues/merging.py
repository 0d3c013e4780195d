"""Which issue goes on in place of one that was merged."""

from collections.abc import Iterable

from igtf.discussion.queries import related
from igtf.issues.states import MERGED
from igtf.record.models import Subject


def merged_at_last(issues: Iterable[Subject]) -> list[Subject]:
    """Return issues, each once: in place of one that was merged, the one that it was merged into at last."""
    waiting = list(issues)
    seen: dict[int, Subject] = {}
    for issue in waiting:
        if issue.id not in seen:
            seen[issue.id] = issue
            waiting += related(issue.id, "duplicate-of") if issue.state == MERGED else ()
    return [issue for issue in seen.values() if issue.state != MERGED]
