"""By what an issue is found: its wording, and those that others proposed in their languages."""

from collections.abc import Sequence
from typing import Any

from igtf.core.finding import search
from igtf.issues.models import Issue
from igtf.issues.queries import translations


def index_new(issue: Issue) -> None:
    """Let an issue that was just written be found. For commands."""
    _put(issue, ())


def index(issue: Issue) -> None:
    """Let an issue be found by its wording as it is now, in each language that it has. For commands."""
    _put(issue, translations(issue.id))


def _put(issue: Issue, others: Sequence[Any]) -> None:
    titles = " / ".join((issue.subject.title, *(other.title for other in others)))
    summaries = (issue.subject.summary, *(other.summary for other in others))
    search.put(issue.id, titles, "\n".join((*summaries, issue.description)))
