"""What a draft names that is not here, or not as it was before: bodies, issues, hats, authors, its title."""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import select

from igtf.core import clock
from igtf.core.db import session
from igtf.core.i18n import gettext as _
from igtf.core.moments import day, end_of_day
from igtf.core.wording import in_english, listed
from igtf.drafts.front import Front, FrontFinding
from igtf.drafts.models import Draft, DraftAuthor
from igtf.people.stakeholders import GROUPS, affiliation_shown
from igtf.record.models import HIDDEN, Actor, Subject

BODIES: list[Callable[[Iterable[str]], Mapping[str, str]]] = []
"""Who says which listed body a name means: returns those of the names that mean one, each with its slug."""


def bodies_named(names: Iterable[str]) -> dict[str, str]:
    """Return those of ``names`` that mean a listed body, each with the slug of that; one query."""
    named = list(names)
    return {name: slug for find in BODIES for name, slug in find(named).items()}


def addressee_of(said: str) -> tuple[str | None, str | None]:
    """Return (slug of a body, None) or (None, stakeholder group at large) of an addressee as named.

    The slug is the one that its name would have, whether a body is listed under it or not.
    """
    word = said.strip().casefold()
    for group, label in GROUPS.items():
        if word in (group, in_english(label).casefold(), str(label).casefold()):
            return None, group
    return re.sub(r"[^a-z0-9]+", "-", word).strip("-") or "unnamed", None


def hat_stated(hat: str) -> str:
    """Return the hat of an author as pages show it, who only states it in the text: '' where none is stated."""
    group = addressee_of(hat)[1]
    return affiliation_shown(str(GROUPS[group]) if group else hat, confirmed=False)


def unlisted(names: Iterable[str]) -> list[str]:
    """Return those of ``names`` that mean neither a listed body nor a stakeholder group at large; one query."""
    named = list(names)
    listed_ones = bodies_named(named)
    return [name for name in named if name not in listed_ones and addressee_of(name)[1] is None]


def subjects_named(kind: str, refs: Iterable[str | int], *, hidden: bool = False) -> dict[str, Any]:
    """Return id, ref and topic of the subjects of a kind that have one of ``refs``, by that and in that order.

    ``hidden``: those too.
    """
    wanted = list(map(str, refs))
    if not wanted:
        return {}
    query = select(Subject.id, Subject.ref, Subject.topic).where(Subject.kind == kind, Subject.ref.in_(wanted))
    found = session.execute(query if hidden else query.where(Subject.state != HIDDEN))
    by_ref = {row.ref: row for row in found}
    return {ref: by_ref[ref] for ref in wanted if ref in by_ref}


def missing_issues(numbers: Iterable[int], known: Container[str]) -> str:
    """Return the sentence that names the issues that are not ``known``; empty when all are."""
    missing = [str(number) for number in sorted(set(numbers)) if str(number) not in known]
    return _("There is no issue %(refs)s.", refs=", ".join(missing)) if missing else ""


def missing_recommendations(numbers: Iterable[int], known: Container[str]) -> str:
    """Return the sentence that names the recommendations that are not ``known``; empty when all are."""
    missing = [f"R-{number}" for number in sorted(set(numbers)) if str(number) not in known]
    return _("There is no recommendation %(refs)s.", refs=", ".join(missing)) if missing else ""


def check_names(front: Front, draft: Draft | None, person_id: int | None) -> list[FrontFinding]:
    """Return findings on what ``front`` names, for the next revision of ``draft`` (None: a new one) by a person."""
    lines = front.lines
    return [
        *_bodies(front),
        *_issues(front, lines.get("addresses", 1)),
        *_earlier(front),
        *_days(front),
        *_hats(front, lines.get("authors", 1)),
        *_authors(front, lines.get("authors", 1), draft, person_id),
        *_title(front, lines.get("title", 1), draft),
    ]


def _bodies(front: Front) -> Iterator[FrontFinding]:
    named = {name: front.lines.get("addressees", 1) for name in front.addressees}
    named = {ask.addressee: ask.line for ask in reversed(front.asks) if ask.addressee} | named
    for name in unlisted(named):
        yield FrontFinding(
            named[name],
            "warning",
            _("“%(name)s” is no body of the list here, and no stakeholder group.", name=name[:80]),
            _("Use the acronym under which the body is listed at /bodies/, or have it added there."),
        )


def _issues(front: Front, line: int) -> Iterator[FrontFinding]:
    missing = missing_issues(front.addresses, subjects_named("issue", front.addresses))
    if missing:
        advice = _("Use the numbers of issues as their pages show them, or file the issue first.")
        yield FrontFinding(line, "error", missing, advice, "addresses")


def _earlier(front: Front) -> Iterator[FrontFinding]:
    """Yield the recommendations that it would update or supersede and that are not there."""
    for name, numbers in (("updates", front.updates), ("supersedes", front.supersedes)):
        missing = missing_recommendations(numbers, subjects_named("recommendation", numbers))
        if missing:
            advice = _("Use the numbers that stand at /recommendations/.")
            yield FrontFinding(front.lines.get(name, 1), "error", missing, advice, name)


def _days(front: Front) -> Iterator[FrontFinding]:
    """Yield the asks whose day has passed: they would be overdue as soon as they are published."""
    for number, ask in enumerate(front.asks, 1):
        if ask.due and end_of_day(ask.due) <= clock.now():
            message = _("Ask %(number)d is due on %(day)s, which has passed.", number=number, day=day(ask.due))
            yield FrontFinding(ask.line, "warning", message, _("Give a day that is still to come, or none."))


def _hats(front: Front, line: int) -> Iterator[FrontFinding]:
    for author in front.authors:
        if author.hat and addressee_of(author.hat)[1] is None:
            yield FrontFinding(
                line,
                "warning",
                _(
                    "The hat of %(name)s, “%(hat)s”, is no stakeholder group.",
                    name=author.name[:80],
                    hat=author.hat[:80],
                ),
                _("Use one of: %(groups)s.", groups=listed(GROUPS.values())),
            )


def _authors(front: Front, line: int, draft: Draft | None, person_id: int | None) -> Iterator[FrontFinding]:
    """Yield whom the text names without that the person stands behind it here."""
    behind = {session.scalar(select(Actor.name).where(Actor.id == (person_id or 0)))}
    if draft:
        linked = (DraftAuthor.draft_id == draft.id, DraftAuthor.confirmed_at.is_not(None))
        behind |= set(session.scalars(select(DraftAuthor.name).where(*linked)))
    for author in front.authors:
        if author.name not in behind:
            yield FrontFinding(
                line,
                "warning",
                _("%(name)s is named as an author, and has not confirmed it.", name=author.name[:80]),
                _("Whoever is known here is asked by mail; until then the name is shown as not confirmed."),
            )


def _title(front: Front, line: int, draft: Draft | None) -> Iterator[FrontFinding]:
    if draft and front.title and front.title[:300] != draft.subject.title:
        yield FrontFinding(
            line,
            "warning",
            _("The title changes: it was “%(title)s”.", title=draft.subject.title[:120]),
            _("Keep it unless the subject of the draft is another one now; links and followers stay."),
        )
