"""What an issue says, part by part: what can be changed, and is kept when it is."""

from collections.abc import Mapping

from igtf.issues.events import PARTS
from igtf.issues.models import Issue

TEXTS = ("title", "summary", "description")
"""The parts that are its text; the others place it, and say where it comes from."""

OF_SUBJECT = ("title", "summary", "topic")
"""The parts that any subject has."""


def wording_of(issue: Issue) -> dict[str, str | None]:
    """Return each part of an issue as it is now; None or '' for one that is not given."""
    return {name: getattr(issue.subject if name in OF_SUBJECT else issue, name) for name in PARTS}


def says_else(before: Mapping[str, str | None], after: Mapping[str, str | None]) -> bool:
    """Return whether the text of one wording is another one's no more."""
    return any((before[name] or "") != (after[name] or "") for name in TEXTS)
