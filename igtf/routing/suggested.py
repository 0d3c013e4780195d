"""Bodies that participants suggest for an issue, read by who decides on it beside those by mandate (section 2)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from igtf.discussion.timeline import Who
from igtf.issues.models import Issue
from igtf.issues.page import head_to_decide
from igtf.people.stakeholders import folded
from igtf.people.visitor import hat_shown
from igtf.routing.finding import CandidateBody, mandates
from igtf.routing.naming import meant_among


@dataclass(frozen=True)
class SuggestionReason:
    """Who suggests a body, under which hat (label, unconfirmed), when and why; ``number`` is that of the entry."""

    number: int
    at: datetime
    who: Who
    hat: dict[str, Any] | None
    why: str


@dataclass(frozen=True)
class Suggested:
    """A body that participants suggest: as they name it, its entry in the list (None: not listed), and their reasons.

    The latest reason is the first.
    """

    named: str
    body: CandidateBody | None
    reasons: list[SuggestionReason] = field(default_factory=list)

    @property
    def name(self) -> str:
        """How a finding names it: by its acronym where it is listed."""
        return self.body.acronym if self.body else self.named


def suggested_bodies(issue: Issue) -> Sequence[Suggested]:
    """Return the bodies that participants suggest for an issue, those first that most of them do; one query."""
    _head, suggestions = head_to_decide(issue.id)
    if not suggestions:
        return []
    listed = {body.slug: body for body in mandates().bodies}
    named = [given.said[0] for given, _who, _hat in suggestions]
    slugs = meant_among([(body.slug, body.acronym, body.name) for body in listed.values()], named)
    found: dict[str, Suggested] = {}
    for given, who, hat in suggestions:
        name, why = given.said
        if name:
            slug = slugs.get(name, "")
            one = found.setdefault(slug or folded(name), Suggested(name, listed.get(slug)))
            one.reasons.append(SuggestionReason(given.number, given.at, who, hat_shown(hat) if hat else None, why))
    return sorted(found.values(), key=lambda one: -len({reason.who for reason in one.reasons}))
