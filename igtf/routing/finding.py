"""Which bodies could take care of an issue: their mandates, ranked with the reason (section 9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.issues.models import Issue
from igtf.issues.topics import TOPICS
from igtf.record.models import Subject
from igtf.routing.models import Body, Statement, StatementAsk
from igtf.routing.ranking import Earlier, Outcome, Ranked, rank

EARLIER_MOST = 300
"""How many of the latest answers are looked at."""

_OUTCOMES = {
    "promised": Outcome.ANSWERED, "in part": Outcome.ANSWERED, "done": Outcome.ANSWERED,
    "declined": Outcome.DECLINED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A body as ranking reads it, and as a link shows it."""

    slug: str
    acronym: str
    name: str
    kind: str
    mandate: str
    topics: tuple[str, ...]


def candidates(kind: str | None = None) -> list[Candidate]:
    """Return every body, of one kind or of all; one query."""
    query = (
        select(Subject.ref, Body.acronym, Subject.title, Body.kind, Body.mandate, Body.topics)
        .join(Body, Body.id == Subject.id)
        .where(Subject.kind == "body")
    )
    rows = session.execute(query.where(Body.kind == kind) if kind else query)
    return [Candidate(*row[:5], tuple(row.topics)) for row in rows]


def history() -> list[Earlier]:
    """Return how bodies answered the latest statements; one query."""
    rows = session.execute(
        select(Body.acronym, Subject.title, StatementAsk.text, StatementAsk.status)
        .join(Statement, Statement.id == StatementAsk.statement_id)
        .join(Subject, Subject.id == Statement.id)
        .join(Body, Body.id == Statement.to_body_id)
        .where(StatementAsk.status.in_(_OUTCOMES))
        .order_by(StatementAsk.id.desc())
        .limit(EARLIER_MOST)
    )
    return [Earlier(row.acronym, _joined(row.title, row.text), _OUTCOMES[row.status]) for row in rows]


def _joined(title: str, text: str) -> str:
    return title if title == text else f"{title}. {text}"


def words_of_issue(issue: Issue) -> str:
    """Return the text of an issue that mandates are compared with: title, summary and topic."""
    topic = TOPICS.get(issue.subject.topic or "")
    about = f"{topic.label}. {topic.description}" if topic else ""
    return f"{issue.subject.title}. {issue.subject.summary} {about}"


def bodies_for(issue: Issue) -> list[Ranked[Candidate]]:
    """Return the bodies found for an issue, best first; empty means *no body found*."""
    return [one for one in rank(words_of_issue(issue), candidates(), history()) if one.found]


def reasons(ranked: Ranked[Any], most: int = 5) -> str:
    """Return the words that speak for a body, heaviest first."""
    return ", ".join(reason.word for reason in ranked.reason_words[:most])


def ranked_bodies(issue: Issue, most: int = 5) -> Sequence[dict[str, Any]]:
    """Return the ``most`` best bodies for an issue as pages show them; empty: *no body found*. Two queries."""
    return [
        {
            "url": f"/bodies/{one.body.slug}", "acronym": one.body.acronym, "name": one.body.name,
            "score": one.score, "words": reasons(one),
            "answered": any(p.weight > 0 for p in one.precedents),
            "declined": any(p.weight < 0 for p in one.precedents),
        }
        for one in bodies_for(issue)[:most]
    ]  # fmt: skip
