"""The issues that may say the same as another one: for who files one, who merges and who disposes."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from math import log
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from igtf.core.db import session
from igtf.core.finding import search, tokens
from igtf.record.models import HIDDEN, Relation, Subject
from igtf.record.queries import ROW

SHARING = 400
"""How many of the newest texts that share a rare word with an issue are looked at for one that says the same."""
NEAR = 2
"""How many times as much the shared words count where the topic is the same."""
ENOUGH = 0.5
"""The share of what they count for the best one, from which another one is shown: many share a word with any text."""
LEAST, OF_TITLE = 0.09, 0.5
"""The share of the weight of a text's own words that one has at least which is like it, found on real texts; and from
which the words of its title count for themselves that the title of another has."""
COMMON = 4
"""A word that stands in one of so many texts, or in more, says nothing."""
FEWEST = 16
"""Among fewer texts it is not known which words are common: then as if there were so many."""
MOST = 5


def alike(title: str, summary: str, *, topic: str | None = None, but: int | None = None) -> Sequence[Any]:
    """Return the issues most like a title and summary, best first, as rows; ``but`` is the id of one to leave out.

    In place of one that was merged the issue is returned that it was merged into.
    """
    titles = {hit.subject_id: hit.title for hit in search.find(f"{title} {summary}", any_word=True, most=SHARING)}
    rows, same, weights = _rows(titles, but or 0), title.strip().casefold(), dict[int, float]()
    likeness = _likeness(title, summary, {row.found_id: (titles[row.found_id], row.said) for row in rows})
    for row in rows:
        near = NEAR if topic and row.topic == topic else 1
        weight = near * likeness[row.found_id] if likeness[row.found_id] >= LEAST else 0
        weights[row.id] = max(weight, weights.get(row.id, 0))
    enough = max(ENOUGH * max(weights.values(), default=0), LEAST)
    shown = {row.id: row for row in rows if weights[row.id] >= enough or row.title.casefold() == same}
    return sorted(shown.values(), key=lambda row: (row.title.casefold() != same, -weights[row.id], row.id))[:MOST]


def _likeness(title: str, summary: str, texts: Mapping[int, tuple[str, str]]) -> dict[int, float]:
    """Return of each text, a title and summary, which share of the words of another it has; the rarer, the more one
    counts. Where its title has most of the other's title, that share is added: a long summary takes nothing from it.

    How rare one is, is counted among these texts and itself: they are those that share a word with it.
    """
    wanted, named = {*tokens.asked(f"{title} {summary}")}, {*tokens.asked(title)}
    shared = {number: wanted.intersection(tokens.words(" ".join(text))) for number, text in texts.items()}
    met = Counter(wanted) + Counter(word for both in shared.values() for word in both)
    many = (max(len(texts) + 1, FEWEST) + 1) / COMMON
    weights = {word: max(0, log(many / met[word])) for word in wanted}

    def share(both: Collection[str], of: Collection[str]) -> float:
        return _sum(weights, both) / (_sum(weights, of) or 1)

    found = {}
    for number, text in texts.items():
        of_title = share(named.intersection(tokens.words(text[0])), named)
        found[number] = share(shared[number], wanted) + (of_title if of_title >= OF_TITLE else 0)
    return found


def _sum(weights: Mapping[str, float], counted: Collection[str]) -> float:
    return sum(weights[word] for word in sorted(counted))


def _rows(ids: Any, but: int) -> Sequence[Any]:
    """Return a row for each issue of ``ids`` (``found_id``): itself, or the one that it was merged into at last.

    ``said`` is the summary of the one that was found.
    """
    if not ids:
        return []
    found, twin, on = aliased(Subject), aliased(Relation), aliased(Relation)
    way = select(Subject.id.label("found_id"), Subject.id.label("id")).where(Subject.id.in_(ids)).cte(recursive=True)
    merged = (twin.subject_id == way.c.id) & (twin.kind == "duplicate-of")
    way = way.union(select(way.c.found_id, twin.target_id).join(twin, merged))
    return session.execute(
        select(
            *ROW, found.id.label("found_id"), found.summary.label("said"),
        )
        .select_from(way)
        .join(found, found.id == way.c.found_id)
        .join(Subject, Subject.id == way.c.id)
        .where(found.kind == "issue", found.state != HIDDEN)
        .where(~exists().where(on.subject_id == way.c.id, on.kind == "duplicate-of"))
        .where(Subject.state != HIDDEN, Subject.id != but)
    ).all()  # fmt: skip
