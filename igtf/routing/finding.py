"""Which bodies could take care of an issue or a draft: their mandates, ranked with the reason (section 9)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Subquery, select
from sqlalchemy.orm import aliased

from igtf.core import db
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.keeping.counts import kept
from igtf.core.wording import in_english, listed
from igtf.discussion.queries import related
from igtf.drafts.models import Draft
from igtf.issues.models import Issue
from igtf.issues.queries import list_shown, translations
from igtf.issues.topics import TOPICS
from igtf.record.models import HIDDEN, Relation, Subject
from igtf.routing.choices import has_contact
from igtf.routing.models import Body, Statement, StatementAsk
from igtf.routing.points import UNSAID
from igtf.routing.ranking import Earlier, Effect, Mandates, Ranked

EARLIER_MOST = 300
"""How many of the latest answers are looked at."""
MOST_REASONS = 5

_ENGLISH = frozenset((
    "an", "and", "are", "be", "by", "can", "for", "from", "has", "have", "how", "it", "its", "not", "of", "on", "or",
    "should", "that", "the", "their", "this", "to", "was", "what", "when", "which", "who", "why", "will", "with",
))  # fmt: skip
_LEAST = 10
"""The words that English does not do without, and one of how many words of a text in English is such a word."""

_EFFECTS = {
    "promised": Effect.ANSWERED, "in part": Effect.ANSWERED, "done": Effect.DONE, "declined": Effect.DECLINED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CandidateBody:
    """A body as ranking reads it, and as a link shows it."""

    slug: str
    acronym: str
    name: str
    kind: str
    mandate: str
    topics: tuple[str, ...]
    has_contact: bool = True


_BODIES = select(
    Subject.ref, Body.acronym, Subject.title, Body.kind, Body.mandate, Body.topics, has_contact().label("has_contact")
).join(Body, Body.id == Subject.id)


def _candidate(row: Any) -> CandidateBody:
    return CandidateBody(row.ref, row.acronym, row.title, row.kind, row.mandate, tuple(row.topics), row.has_contact)


def candidates(kind: str | None = None) -> list[CandidateBody]:
    """Return every body, of one kind or of all; one query."""
    rows = session.execute(_BODIES.where(Body.kind == kind) if kind else _BODIES)
    return [_candidate(row) for row in rows]


def found_by(words: str, kind: str | None = None) -> dict[str, str]:
    """Return the acronyms of the bodies that ``words`` find, with the words of their mandates that do.

    First those named so, from the beginning of a word, the one with this acronym before all; then by mandate, best
    first. One query.
    """
    bodies = candidates(kind)
    by_mandate = {one.body.acronym: reasons(one) for one in Mandates(bodies).rank(words) if one.found}
    called = words.strip().casefold()
    named = sorted(one.acronym for one in bodies if _is_named(one, called))
    named.sort(key=lambda acronym: acronym.casefold() != called)
    return {acronym: by_mandate.get(acronym, "") for acronym in named} | by_mandate


def _is_named(body: CandidateBody, called: str) -> bool:
    return any(f" {called}" in f" {name.casefold()}" for name in (body.acronym, body.name))


def _latest() -> Subquery:
    """Return the latest answers: bounded first, by number alone, then joined to what they answer."""
    answers = (
        select(StatementAsk.id, StatementAsk.statement_id, StatementAsk.text, StatementAsk.status)
        .where(StatementAsk.status.in_(_EFFECTS))
        .order_by(StatementAsk.id.desc())
        .limit(EARLIER_MOST)
        .subquery()
    )
    sent, issue = aliased(Subject), aliased(Subject)
    return (
        select(Statement.to_body_id, answers.c.id, sent.title.label("about"), answers.c.text, answers.c.status,
               sent.ref.label("number"), issue.topic.label("topic"), issue.ref.label("issue"))
        .select_from(answers)
        .join(Statement, (Statement.id == answers.c.statement_id) & (Statement.direction == "out"))
        .join(sent, (sent.id == Statement.id) & (sent.kind == "statement"))
        .outerjoin(Relation, (Relation.subject_id == Statement.id) & (Relation.kind == "refers"))
        .outerjoin(issue, issue.id == Relation.target_id)
        .subquery()
    )  # fmt: skip


def mandates() -> Mandates[CandidateBody]:
    """Return every body, with how it answered the latest statements; one query, once for a page and once a minute.

    At once where the list or what bodies answered is another, on a page that is kept with the version of the list.
    """
    read = db.memo("mandates")
    found: Mandates[CandidateBody] = read.get("") or read.setdefault("", _mandates(list_shown()))
    return found


@kept(quick=0, most=4)
def _mandates(_version: str) -> Mandates[CandidateBody]:
    latest = _latest()
    rows = session.execute(
        _BODIES.add_columns(
            latest.c.id, latest.c.about, latest.c.text, latest.c.status, latest.c.number, latest.c.topic, latest.c.issue
        )
        .outerjoin(latest, latest.c.to_body_id == Body.id)
        .order_by(latest.c.id.desc(), Body.id, latest.c.topic, latest.c.issue)
    ).all()
    bodies = {row.ref: _candidate(row) for row in rows}
    issues: dict[str, set[str]] = {}
    for row in rows:
        issues.setdefault(row.number, set()).add(row.issue)
    answers = [
        Earlier(
            row.acronym,
            _joined(row.about, row.text),
            _EFFECTS[row.status],
            row.topic or "",
            row.number,
            frozenset(issues[row.number]),
        )
        for row in rows
        if row.status
    ]
    return Mandates([bodies[ref] for ref in sorted(bodies)], answers)


def _joined(title: str, text: str) -> str:
    return title if text in (title, *UNSAID.values()) else f"{title}. {text}"


@cache
def _in_words(topic: str) -> str:
    return f"{in_english(TOPICS[topic].label)}. {in_english(TOPICS[topic].description)}"


def words_of_issue(issue: Issue) -> str:
    """Return the text of an issue that mandates are compared with: title, summary and topic.

    Mandates are in English, whoever reads: so is the topic here, and of an issue that was translated into it those
    words count too.
    """
    about = _in_words(issue.subject.topic) if issue.subject.topic in TOPICS else ""
    english = [f" {one.title}. {one.summary}" for one in translations(issue.id) if one.language == "en"]
    return f"{issue.subject.title}. {issue.subject.summary} {about}{''.join(english)}"


def is_in_english(issue: Issue) -> bool:
    """Return whether an issue can be compared with mandates as it stands: it reads as English, or was translated.

    That somebody said it is in English is not enough: the form that files it says so where nobody looked.
    """
    return _reads_english(issue) or any(one.language == "en" for one in translations(issue.id))


def _reads_english(issue: Issue) -> bool:
    if issue.language not in (None, "en"):
        return False
    words = re.findall(r"[^\W\d_]+", f"{issue.subject.title} {issue.subject.summary}".lower())
    return _LEAST * sum(word in _ENGLISH for word in words) >= len(words)


def bodies_for(issue: Issue) -> list[Ranked[CandidateBody]]:
    """Return the bodies found for an issue, best first; empty means *no body found*."""
    ranked = mandates().rank(words_of_issue(issue), issue.subject.topic or "", issue.subject.ref)
    return [one for one in ranked if one.found]


def reasons(ranked: Ranked[Any]) -> str:
    """Return the words that speak for a body, heaviest first, the first ``MOST_REASONS`` of them."""
    return listed(reason.word for reason in ranked.reason_words[:MOST_REASONS])


SAID: Mapping[Effect, Text] = {
    Effect.DONE: _l("it did what a statement like this asked"),
    Effect.ANSWERED: _l("it answered a statement like this"),
    Effect.DECLINED: _l("it declined a statement like this"),
}


def ranked_bodies(issue: Issue, most: int = 5) -> Sequence[dict[str, Any]]:
    """Return the ``most`` best bodies for an issue as pages show them; empty: *no body found*. One query."""
    return _shown(bodies_for(issue)[:most])


def ranked_for_draft(draft: Draft) -> Sequence[dict[str, Any]]:
    """Return the eight best bodies for a draft, by its title, abstract and topic, and by the issues it answers.

    As ``ranked_bodies``; two queries.
    """
    subject, issues = draft.subject, [each for each in related(draft.id, "addresses") if each.state != HIDDEN]
    topic = next((each.topic for each in (subject, *issues) if each.topic in TOPICS), "") or ""
    texts = [f"{each.title}. {each.summary}" for each in (subject, *issues)]
    ranked = mandates().rank(" ".join([*texts, _in_words(topic) if topic else ""]), topic)
    return _shown([one for one in ranked if one.found][:8])


def _shown(found: Sequence[Ranked[CandidateBody]]) -> Sequence[dict[str, Any]]:
    return [
        {
            "url": f"/bodies/{one.body.slug}", "slug": one.body.slug, "acronym": one.body.acronym,
            "name": one.body.name, "score": one.score, "words": reasons(one), "has_contact": one.body.has_contact,
            "earlier": [(SAID[p.earlier.outcome], p.earlier.ref, p.weight) for p in one.precedents],
        }
        for one in found
    ]  # fmt: skip
