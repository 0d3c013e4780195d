"""What the home page, the search page and the record show; every list is bounded and is one query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import bindparam, or_, select, union_all

from igtf.core.database.conditions import among_given
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.core.finding import search
from igtf.core.finding.search import READ, TEXTS, Hit
from igtf.core.i18n import language
from igtf.core.page.paging import PAGE
from igtf.core.text.plaintext import plain_figures
from igtf.core.wording import in_english
from igtf.core.workflow import WORKFLOWS
from igtf.desk.rows import missed
from igtf.record.awaited import awaited_row
from igtf.record.filters import conditions
from igtf.record.models import HIDDEN, Actor, Subject
from igtf.record.moves import shown_title
from igtf.record.queries import ROW
from igtf.routing.awaiting import ANSWERED, PARTLY
from igtf.routing.models import Body, Statement
from igtf.routing.precedents import statuses_given

OPEN_NOW = (
    ("meeting", "open"), ("meeting", "called"), ("call", "open"), ("consultation", "open"), ("ballot", "open"),
    ("group", "proposed"), ("group", "bof"), ("selection", "nominating"), ("selection", "drawn"),
    ("recall", "petition"), ("recall", "volunteers"), ("procedure-change", "proposed"),
    ("issue", "unhoused"), ("issue", "submitted"),
)  # fmt: skip
"""Kinds and states in which anyone can do something today."""

MOST_OPEN = 8
"""What the home page shows as open."""
MOST_ANSWERS = 5
"""Answers of bodies on the home page."""


@prepared
def _open_now() -> Listing:
    firsts = []
    for kind, state in OPEN_NOW:
        own = select(Subject.id).where(Subject.kind == kind, Subject.state == state, ~missed()).limit(MOST_OPEN)
        firsts += [
            own.where(Subject.due_at.is_not(None)).order_by(Subject.due_at),
            own.where(Subject.due_at.is_(None)).order_by(Subject.active_at.desc(), Subject.id.desc()),
        ]
    ids = union_all(*(select(first.subquery()) for first in firsts))
    return (
        select(*ROW)
        .where(Subject.id.in_(ids))
        .order_by(Subject.due_at.is_(None), Subject.due_at, Subject.active_at.desc(), Subject.id.desc())
        .limit(MOST_OPEN)
    )


def open_now() -> Sequence[Any]:
    """Return what is open to anyone now: deadlines first, then what was active last; one query.

    Each kind and state gives its first few by an index, so that the thousands behind them cost nothing.
    """
    return fetch(_open_now()).all()


@prepared
def _answers() -> Listing:
    lasts = [
        select(Subject.id)
        .where(Subject.kind == "statement", Subject.state == state)
        .order_by(Subject.active_at.desc(), Subject.id.desc())
        .limit(MOST_ANSWERS)
        for state in (PARTLY, ANSWERED, "closed")
    ]
    ids = union_all(*(select(last.subquery()) for last in lasts))
    return (
        select(
            *awaited_row(), Body.acronym, Statement.answer_by, Statement.answered_at, statuses_given().label("statuses")
        )
        .join(Statement, Statement.id == Subject.id)
        .join(Body, Body.id == Statement.to_body_id)
        .where(Subject.id.in_(ids))
        .order_by(Subject.active_at.desc(), Subject.id.desc())
        .limit(MOST_ANSWERS)
    )


def answers() -> Sequence[Any]:
    """Return the statements that bodies answered, or that were closed, last, with the body and what it answered.

    Of each state the last few, by an index.
    """
    return fetch(_answers()).all()


@dataclass(frozen=True)
class SearchFound:
    """What a search found, whether it stopped looking at its bound, and what the words name (``exact``, or None)."""

    rows: Sequence[Any]
    bounded: bool
    exact: Any


@prepared
def _found(tries: int) -> Listing:
    """Return the query of subjects by their ids, or by what may name them, with as much of their text as is shown."""
    named = [
        (Subject.kind == bindparam(f"kind{number}")) & (Subject.ref == bindparam(f"ref{number}"))
        for number in range(tries)
    ]
    return (
        select(*awaited_row(), READ.label("text"))
        .outerjoin(TEXTS, TEXTS.c.rowid == Subject.id)
        .where(Subject.state != HIDDEN, or_(among_given(Subject.id, "ids"), *named))
    )


def _left(hits: Sequence[Hit], asked: Mapping[str, str | None]) -> list[Hit]:
    """Return the hits that the filters leave; no query where there are none."""
    kind = [Subject.kind == asked["kind"]] if asked.get("kind") else []
    where = [*kind, *conditions(None, asked)]
    if not where:
        return list(hits)
    given = {"ids": [hit.subject_id for hit in hits]}
    left = set(session.scalars(select(Subject.id).where(among_given(Subject.id, "ids"), *where), given))
    return [hit for hit in hits if hit.subject_id in left]


NAMED_IN = 2
"""Words that a subject's number or name has, where it is searched with the title: 'LS-3', 'newiss', 'UN DESA'."""


def _perhaps(searched: str, title: str) -> bool:
    """Return whether what is searched as a title may be of a subject with this one: some have their name with it."""
    before, found, behind = searched.casefold().partition(title)
    return bool(found) and not (before and behind) and len((before or behind).split()) <= NAMED_IN


def found(words: str, asked: Mapping[str, str | None]) -> SearchFound:
    """Return the subjects that match ``words`` and the filters, the best first: before all, what has them as title.

    And the one that ``words`` name ('#42', 'R-1', 'ls-3', 'Call 9', a draft, an acronym), whatever the filters, in the
    figures of any script.
    """
    if not words:
        return SearchFound([], False, None)
    most, title = search.FILTERED if any(asked.values()) else search.candidates(words), words.casefold()
    hits = search.find(words, most=most)
    left = _left(hits, asked)
    ranks = {hit.subject_id: place for place, hit in enumerate(left) if place <= PAGE or _perhaps(hit.title, title)}
    all_rows, exact = _rows(list(ranks), _tries(plain_figures(words).casefold().strip()))
    rows = [row for row in all_rows if row.id in ranks]
    rows.sort(key=lambda row: (row.title.casefold() != title, ranks[row.id]))
    return SearchFound(rows[:PAGE], len(hits) >= most or len(rows) > PAGE, exact)


def _rows(ids: list[int], tries: list[tuple[str, str]]) -> tuple[Sequence[Any], Any]:
    """Return the rows of ``ids`` and of what ``tries`` name by kind and reference; and the first of these, or None."""
    given: dict[str, Any] = {"ids": ids}
    for number, (kind, ref) in enumerate(tries):
        given |= {f"kind{number}": kind, f"ref{number}": ref}
    rows = fetch(_found(len(tries)), given).all()
    named = {(row.kind, row.ref): row for row in rows}
    return rows, next((named[one] for one in tries if one in named), None)


@cache
def _beginnings(_language: str) -> list[tuple[str, str]]:
    """Return (kind, beginning) for the prefix of each kind, and its name before a number.

    The name in English is known in every language: records and letters have it.
    """
    found = []
    for workflow in WORKFLOWS.values():
        names = sorted({in_english(workflow.label), str(workflow.label)})
        beginnings = (workflow.prefix.casefold(), *(f"{name} ".casefold() for name in names))
        found += [(workflow.kind, begin) for begin in beginnings if begin]
    return found


def _tries(text: str) -> list[tuple[str, str]]:
    """Return as which kind and reference ``text`` may be read.

    What begins as no kind does may be the own name of a draft, a group or a body.
    """
    tries = [
        (kind, text.removeprefix(begin).strip()) for kind, begin in _beginnings(language()) if text.startswith(begin)
    ]
    return tries or [(kind, text) for kind in ("draft", "group", "body")]


def opener_name(subject: Subject) -> str | None:
    """Return the name of the person who opened a subject; None where no person did."""
    return session.scalar(select(Actor.name).where(Actor.id == subject.opened_by_id, Actor.kind == "person"))


def group_title(subject: Subject) -> str | None:
    """Return the title of the group that a subject belongs to; None where it belongs to none, or to a hidden one."""
    owner = select(Subject.kind, Subject.title).where(Subject.id == subject.group_id, Subject.state != HIDDEN)
    row = session.execute(owner).first()
    return shown_title(row) if row else None
