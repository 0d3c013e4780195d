"""The former wordings of an issue, compared with what replaced them, and its former translations."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup
from sqlalchemy import select

from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.text.diff import compare
from igtf.core.text.diff_html import inline_html
from igtf.issues.events import PARTS
from igtf.issues.models import Issue, IssueTranslationVersion, IssueVersion
from igtf.issues.topics import TOPICS
from igtf.issues.wording import TEXTS, wording_of
from igtf.issues.words import FUNCTIONS, LAYERS
from igtf.people.spoken import language_name
from igtf.record.models import Actor

WORDINGS = 10
"""Former wordings on one page: to compare two takes up to a tenth of a second."""

_WORDS: dict[str, Mapping[str, Text]] = {
    "topic": {topic.slug: topic.label for topic in TOPICS.values()}, "layer": dict(LAYERS), "function": dict(FUNCTIONS),
}  # fmt: skip


def versions(issue_id: int, newest: int | None) -> Sequence[Any]:
    """Return the former wordings of an issue, newest first, with who replaced them: enough for one page.

    ``newest`` is the number of the first one, None for the newest of all.
    """
    known = (IssueVersion.issue_id == issue_id, *([IssueVersion.number <= newest] if newest else []))
    return session.execute(
        select(IssueVersion, Actor.name, Actor.handle)
        .join(Actor, Actor.id == IssueVersion.by_id)
        .where(*known)
        .order_by(IssueVersion.number.desc())
        .limit(WORDINGS + 2)
    ).all()


def former(issue_id: int, before: int | None) -> tuple[list[Any], int | None]:
    """Return former wordings, newest first, and the number before which older ones are; WORDINGS at most.

    They are those before the one with the number ``before``, None for the newest.
    """
    rows = [row for row in versions(issue_id, before) if row.IssueVersion.number != before]
    return rows[:WORDINGS], rows[WORDINGS - 1].IssueVersion.number if len(rows) > WORDINGS else None


def compared(issue: Issue, before: int | None) -> tuple[list[tuple[Any, Any]], int | None]:
    """Return former wordings with their comparison to what replaced them, newest first: WORDINGS of them at most.

    They are those before the one with the number ``before``, None for the newest. The number returned beside them is
    that before which older ones are.
    """
    rows = list(versions(issue.id, before))
    newer = wording_of(issue)
    if rows and rows[0].IssueVersion.number == before:
        newer = _former(rows.pop(0).IssueVersion)
    found = []
    for row in rows[:WORDINGS]:
        old = _former(row.IssueVersion)
        known = [name for name in PARTS if name in old and name in newer]
        found.append((row, inline_html(compare(_said(old, known), _said(newer, known)))))
        newer = old
    return found, found[-1][0].IssueVersion.number if len(rows) > WORDINGS else None


def compared_with(issue: Issue, given: Mapping[str, Any]) -> Markup:
    """Return what an issue would say with the parts that are ``given``, compared with what it says now."""
    now = wording_of(issue)
    said = {name: str(given.get(name) or "") for name in PARTS}
    return inline_html(compare(_said(now, list(PARTS)), _said(said, list(PARTS))))


def former_translations(issue_id: int) -> Sequence[Any]:
    """Return the latest former translations of an issue with who wrote them, newest first: WORDINGS of them at most."""
    known = IssueTranslationVersion
    return session.execute(
        select(known.language, known.title, known.summary, known.at, Actor.name)
        .join(Actor, Actor.id == known.by_id)
        .where(known.issue_id == issue_id)
        .order_by(known.id.desc())
        .limit(WORDINGS)
    ).all()


def _former(version: IssueVersion) -> dict[str, str | None]:
    """Return what is kept of a former wording, by part: in former times its texts only."""
    return {name: getattr(version, name) for name in TEXTS} | (version.rest or {})


def _word(part: str, said: str) -> Any:
    """Return what a part says, in the reader's words where the program has a name for it."""
    return language_name(said) if part == "language" else _WORDS.get(part, {}).get(said, said)


def _said(wording: Mapping[str, str | None], parts: Sequence[str]) -> str:
    """Return parts of a wording as one text: what it says, then what it says of itself, each in a paragraph."""
    colon = _(": ")
    rest = [name for name in parts if name not in TEXTS and wording[name]]
    said = [f"{PARTS[name]}{colon}{_word(name, wording[name] or '')}" for name in rest]
    return "\n\n".join([*(wording[name] or "" for name in TEXTS), *said])
