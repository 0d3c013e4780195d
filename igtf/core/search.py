"""Full text search behind one function: FTS5 on SQLite, tsvector on PostgreSQL.

The table ``search_text`` is made by a migration by hand. Every word of the reader is quoted, so that nothing
typed can break the query language of either engine.
"""

import re
from collections.abc import Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import Integer, TableClause, Text, TextClause, column, delete, func, table, text

from igtf.core import spelling
from igtf.core.db import dialect, fetch, plans, session, write
from igtf.core.prepared import prepared

_WORD = re.compile(r"\w+", re.UNICODE)
MOST_WORDS = 12
PREFIX = 3
"""Letters that the last word has at least to find longer ones too: shorter beginnings are in nearly every text."""
CANDIDATES = 200
"""How many of the newest matches are ranked; a broad search stays bounded and says so."""
FILTERED = 2_000
"""How many of the newest matches are looked at where filters leave some of them only."""
FEWEST = 100
"""How many are ranked at least where there are several words: each match of all of them costs more texts looked at."""
COMMON = 500
"""A word that stands in as many texts is common: how rare it is, is not weighed any more."""


class Hit(NamedTuple):
    """A subject found: its id, its title as it is searched, and its rank (higher is better)."""

    subject_id: int
    title: str
    rank: float


def each_word(said: str) -> list[str]:
    """Return the words of a text, in small letters as the engines have them, each once."""
    return list(dict.fromkeys(word[:60] for word in _WORD.findall(said.lower())))


def words_of(query: str) -> list[str]:
    """Return the words searched for, as ``each_word`` has them: at most ``MOST_WORDS``."""
    return each_word(query)[:MOST_WORDS]


def candidates(query: str) -> int:
    """Return how many of the newest matches of ``query`` are ranked."""
    return max(FEWEST, CANDIDATES // max(1, len(words_of(query))))


@prepared
def _text(query: str) -> TextClause:
    return text(query)


BY_HAND: list[TableClause] = []
"""The full text tables, which migrations make by hand; a backup holds them as it does the others."""


def full_text(name: str, *parts: str) -> TableClause:
    """Return a full text table with its texts, by the id of what they are of."""
    made = table(name, column("rowid", Integer()), *(column(part, Text()) for part in parts))
    BY_HAND.append(made)
    return made


TEXTS = full_text("search_text", "title", "body")
"""What is searched, by the id of its subject; the words of it are the engine's own matter."""
READ = func.substr(TEXTS.c.body, 1, 10_000)
"""As much of a text as is read to show where the words stand in it."""

_ROW = "INTO search_text (rowid, title, body) VALUES (:search_id, :search_title, :search_body)"
_PUT = {
    "sqlite": f"INSERT OR REPLACE {_ROW}",
    "postgresql": f"INSERT {_ROW} ON CONFLICT (rowid) DO UPDATE SET title = excluded.title, body = excluded.body",
}


def put(subject_id: int, title: str, body: str) -> None:
    """Index a subject's text, replacing what was there. For commands."""
    values = {"search_id": subject_id, "search_title": title, "search_body": body[:100_000]}
    write(_put, dialect(), given=values, into=["search_text"])
    spelling.learn(title)


def _put(engine: str) -> list[TextClause]:
    return [text(_PUT[engine])]


def remove(subject_id: int) -> None:
    """Take a subject out of the index (a hidden one must not be found). For commands."""
    session.execute(delete(TEXTS).where(TEXTS.c.rowid == subject_id))


_SQLITE = """
SELECT id, title, rank FROM (
  SELECT rowid AS id, title, bm25(search_text, 4.0, 1.0) AS rank FROM search_text WHERE search_text MATCH :query
  ORDER BY rowid DESC LIMIT :most) AS candidates
ORDER BY rank, id DESC
"""
_SQLITE_BROAD = (
    "SELECT rowid AS id, title FROM search_text WHERE search_text MATCH :query ORDER BY rowid DESC LIMIT :most"
)
_POSTGRESQL = """
SELECT id, title, -ts_rank(words, query) AS rank FROM (
  SELECT rowid AS id, title, words, query FROM search_text, to_tsquery('simple', :query) AS query
  WHERE words @@ query ORDER BY rowid DESC LIMIT :most) AS candidates
ORDER BY rank, id DESC
"""
_COUNT = {
    "sqlite": "(SELECT count(*) FROM (SELECT 1 FROM search_text WHERE search_text MATCH :term{number} LIMIT :most))",
    "postgresql": "(SELECT count(*) FROM (SELECT 1 FROM search_text WHERE words @@ to_tsquery('simple', :term{number})"
    " ORDER BY rowid DESC LIMIT :most) AS counted)",  # the newest texts are in memory, the first are not
}


def term(word: str, *, prefix: bool) -> str:
    """Return a word in the query language of the engine; quoted, so that nothing typed can break it.

    ``prefix``: as the beginning of longer ones too.
    """
    if dialect() == "sqlite":
        return f'"{word}"' + "*" * prefix
    return f"'{word}'" + ":*" * prefix


def together(terms: Sequence[str], *, any_word: bool = False) -> str:
    """Return the query for what has all terms (``any_word``: any of them)."""
    every, some = (" AND ", " OR ") if dialect() == "sqlite" else (" & ", " | ")
    return (some if any_word else every).join(terms)


def _asked(expression: str, terms: Sequence[str]) -> Any:
    given = {f"term{number}": term for number, term in enumerate(terms)}
    return fetch(_text(f"SELECT {expression}"), {**given, "most": COMMON}).one()


def _rare(terms: Sequence[str]) -> list[str]:
    """Return those of the terms by which texts differ: the common ones say little, and cost most; one query.

    Counts no further than ``COMMON``; when all are common, it is the rarest of them.
    """
    row = _asked(", ".join(_COUNT[dialect()].format(number=number) for number in range(len(terms))), terms)
    counts = dict(zip(terms, row, strict=True))
    return [term for term in terms if counts[term] < COMMON] or [min(terms, key=counts.__getitem__)]


def _first_common(terms: Sequence[str]) -> str | None:
    """Return the first of the terms that is common, None when none is; those after it are not counted; one query."""
    if not terms:
        return None
    cases = " ".join(
        f"WHEN {_COUNT[dialect()].format(number=number)} >= :most THEN {number}" for number in range(len(terms))
    )
    place = _asked(f"CASE {cases} END", terms)[0]
    return None if place is None else terms[place]


@plans("force_custom_plan")
def how_many(queries: Sequence[str]) -> list[int]:
    """Return for each of a few queries how many texts have all its words, at most ``COMMON``; one query."""
    terms = [together([term(word, prefix=False) for word in words_of(query)]) for query in queries]
    return list(_asked(", ".join(_COUNT[dialect()].format(number=number) for number in range(len(terms))), terms))


@plans("force_custom_plan")  # by the words: a plan for any words reads all matches of a common one
def find(query: str, *, any_word: bool = False, most: int = CANDIDATES) -> list[Hit]:
    """Return the best hits, best first, for all words of ``query`` (``any_word``: for any that is not common).

    The last word finds longer ones too, unless it is common. At most ``most`` of the newest matches are looked at.
    Empty when nothing that can be searched was given.
    """
    words = words_of(query)
    if not words:
        return []
    terms = [term(word, prefix=False) for word in words]
    if any_word:
        return _ranked(together(_rare(terms), any_word=True), most)
    if dialect() == "postgresql":
        hits = _ranked(together(terms), most)
        if len(hits) == most:  # as many as are looked at, without longer words and without counting
            return hits
    terms, common = _meant(terms, words[-1])
    if dialect() == "sqlite" and common:
        return _by_title(fetch(_text(_SQLITE_BROAD), {"query": together(terms), "most": most}).all(), words)
    return _ranked(together(terms), most)


def _ranked(query: str, most: int) -> list[Hit]:
    rows = fetch(_text(_SQLITE if dialect() == "sqlite" else _POSTGRESQL), {"query": query, "most": most}).all()
    return [Hit(number, title, -rank) for number, title, rank in rows]


def _meant(terms: list[str], last: str) -> tuple[list[str], str | None]:
    """Return the terms, the last of which finds longer words unless it is common, and one that is common; one query.

    What longer words there are is asked only where the word is not common by itself: it costs as much as there are.
    """
    word, longer = terms[-1], [term(last, prefix=True)] if len(last) >= PREFIX else []
    counted = [word, *longer, *terms[:-1]] if dialect() == "sqlite" else [word] if longer else []
    common = _first_common(counted)
    return (terms if common == word or not longer else terms[:-1] + longer), common


def _by_title(rows: Sequence[Any], words: list[str]) -> list[Hit]:
    """Rank by how many of the words the title holds, the newest first: what bm25 asks of common words has no bound."""
    hits = [Hit(number, title, _held(title.lower(), words)) for number, title in rows]
    return sorted(hits, key=attrgetter("rank"), reverse=True)


def _held(title: str, words: list[str]) -> int:
    return sum([word in title for word in words])
