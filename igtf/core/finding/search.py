"""Full text search behind one function: FTS5 on SQLite, tsvector on PostgreSQL.

The words are those of ``core.finding.tokens`` on both: an engine parts them at blanks and knows nothing else of them.
The table ``search_text`` has the texts as they are read; the words of it, which are made by a migration by hand too,
stand beside it on SQLite and in it on PostgreSQL. Every word of the reader is quoted, so that nothing typed can break
the query language of either engine.
"""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, Integer, TableClause, Text, TextClause, column, delete, func, table, text

from igtf.core.database.prepared import prepared
from igtf.core.db import dialect, fetch, plans, session, write
from igtf.core.finding import spelling, tokens

MOST_WORDS = 12
PREFIX = 3
"""Letters that the last word has at least to find longer ones too: shorter beginnings are in nearly every text."""
CANDIDATES = 200
"""How many of the newest matches are ranked; a broad search stays bounded and says so."""
FILTERED = 2_000
"""How many of the newest matches are looked at where filters leave some of them only."""
LONGEST = 100_000
"""Letters of a text that are searched."""
AT_ONCE = 1000
"""Texts that are indexed together."""
FEWEST = 100
"""How many are ranked at least where there are several words: each match of all of them costs more texts looked at."""
COMMON = 500
"""A word that stands in as many texts is common: how rare it is, is not weighed any more."""


class Hit(NamedTuple):
    """A subject found: its id, its title as it is searched, and its rank (higher is better)."""

    subject_id: int
    title: str
    rank: float


def words_of(query: str) -> list[str]:
    """Return the words searched for: at most ``MOST_WORDS``, as texts are indexed by them, each once."""
    return tokens.asked(query[:1_000])[:MOST_WORDS]


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
"""What is searched, by the id of its subject, as it is read."""
WORDS = "search_text_words"
"""The table of SQLite that has the words of it."""
READ = func.substr(TEXTS.c.body, 1, 10_000)
"""As much of a text as is read to show where the words stand in it."""

_AS_READ = "title = excluded.title, body = excluded.body"
_PUT = {
    "sqlite": (
        "INSERT INTO search_text (rowid, title, body) VALUES (:search_id, :search_title, :search_body)"
        f" ON CONFLICT (rowid) DO UPDATE SET {_AS_READ}",
        f"INSERT OR REPLACE INTO {WORDS} (rowid, title, body)"
        " VALUES (:search_id, :search_title_words, :search_body_words)",
    ),
    "postgresql": (
        "INSERT INTO search_text (rowid, title, body, words)"
        " VALUES (:search_id, :search_title, :search_body, CAST(:search_words AS tsvector))"
        f" ON CONFLICT (rowid) DO UPDATE SET {_AS_READ}, words = excluded.words",
    ),
}


def put(subject_id: int, title: str, body: str) -> None:
    """Index a subject's text, replacing what was there. For commands."""
    body = body[:LONGEST]
    values = {"search_id": subject_id, "search_title": title, "search_body": body} | found_by(dialect(), title, body)
    for place, _statement in enumerate(_PUT[dialect()]):
        write(_put, dialect(), place, given=values, into=["search_text"])
    spelling.learn(title)


def _put(engine: str, place: int) -> list[TextClause]:
    return [text(_PUT[engine][place])]


def found_by(engine: str, title: str, body: str) -> dict[str, str]:
    """Return the words of a subject as the engine takes them: on SQLite of each column, on PostgreSQL with places.

    Those of the title are of class A there, and count most.
    """
    called, said = tokens.words(title), tokens.words(body)
    if engine == "sqlite":
        return {"search_title_words": " ".join(called), "search_body_words": " ".join(said)}
    placed = [f"{word}:{place}A" for place, word in enumerate(called, 1)]
    placed += [f"{word}:{place}" for place, word in enumerate(said, len(placed) + 1)]
    return {"search_words": " ".join(placed)}


_NOT_YET = {
    "sqlite": f"NOT EXISTS (SELECT 1 FROM {WORDS}_docsize AS held WHERE held.id = search_text.rowid)",
    "postgresql": "words IS NULL",
}
_FIND_BY = {
    "sqlite": _PUT["sqlite"][1],
    "postgresql": "UPDATE search_text SET words = CAST(:search_words AS tsvector) WHERE rowid = :search_id",
}


def index_all(connection: Connection) -> None:
    """Index the texts that have no words yet, as after a restore; of ``AT_ONCE`` at a time."""
    engine, last = connection.dialect.name, 0
    some = text(
        f"SELECT rowid, title, body FROM search_text WHERE rowid > :last AND {_NOT_YET[engine]}"
        " ORDER BY rowid LIMIT :most"
    )
    while rows := connection.execute(some, {"last": last, "most": AT_ONCE}).all():
        given = [{"search_id": number, **found_by(engine, title, body)} for number, title, body in rows]
        connection.execute(text(_FIND_BY[engine]), given)
        last = rows[-1].rowid


def remove(subject_id: int) -> None:
    """Take a subject out of the index (a hidden one must not be found). For commands."""
    session.execute(delete(TEXTS).where(TEXTS.c.rowid == subject_id))
    if dialect() == "sqlite":
        session.execute(text(f"DELETE FROM {WORDS} WHERE rowid = :number"), {"number": subject_id})


_SQLITE = f"""
SELECT candidates.id, search_text.title, candidates.rank FROM (
  SELECT rowid AS id, bm25({WORDS}, 4.0, 1.0) AS rank FROM {WORDS} WHERE {WORDS} MATCH :query
  ORDER BY rowid DESC LIMIT :most) AS candidates
JOIN search_text ON search_text.rowid = candidates.id
ORDER BY candidates.rank, candidates.id DESC
"""
_SQLITE_BROAD = f"""
SELECT candidates.id, search_text.title FROM (
  SELECT rowid AS id FROM {WORDS} WHERE {WORDS} MATCH :query ORDER BY rowid DESC LIMIT :most) AS candidates
JOIN search_text ON search_text.rowid = candidates.id
ORDER BY candidates.id DESC
"""
_POSTGRESQL = """
SELECT id, title, -ts_rank(words, query) AS rank FROM (
  SELECT rowid AS id, title, words, query FROM search_text, CAST(:query AS tsquery) AS query
  WHERE words @@ query ORDER BY rowid DESC LIMIT :most) AS candidates
ORDER BY rank, id DESC
"""
_COUNT = {
    "sqlite": f"(SELECT count(*) FROM (SELECT 1 FROM {WORDS} WHERE {WORDS} MATCH :term{{number}} LIMIT :most))",
    "postgresql": "(SELECT count(*) FROM (SELECT 1 FROM search_text WHERE words @@ CAST(:term{number} AS tsquery)"
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


def _counts(terms: Sequence[str]) -> list[int]:
    """Return how many texts have each of the terms, at most ``COMMON``; one query."""
    return list(_asked(", ".join(_COUNT[dialect()].format(number=number) for number in range(len(terms))), terms))


def _rare(terms: Sequence[str]) -> list[str]:
    """Return those of the terms by which texts differ: the common ones say little, and cost most; one query.

    Counts no further than ``COMMON``; when all are common, it is the rarest of them.
    """
    counts = dict(zip(terms, _counts(terms), strict=True))
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
    return _counts(terms)


@plans("force_custom_plan")  # by the words: a plan for any words reads all matches of a common one
def find(query: str, *, any_word: bool = False, most: int = CANDIDATES) -> list[Hit]:
    """Return the best hits, best first, for all words of ``query`` (``any_word``: for any that is not common).

    The last word finds longer ones too, unless it is common. At most ``most`` of the newest matches are looked at.
    Empty when nothing that can be searched was given.
    """
    wanted = words_of(query)
    if not wanted:
        return []
    terms = [term(word, prefix=False) for word in wanted]
    if any_word:
        return _ranked(together(_rare(terms), any_word=True), most)
    if dialect() == "postgresql":
        hits = _ranked(together(terms), most)
        if len(hits) == most:  # as many as are looked at, without longer words and without counting
            return hits
    terms, common = _meant(terms, wanted[-1])
    if dialect() == "sqlite" and common:
        return _by_title(fetch(_text(_SQLITE_BROAD), {"query": together(terms), "most": most}).all(), wanted)
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


def _by_title(rows: Sequence[Any], wanted: list[str]) -> list[Hit]:
    """Rank by how many of the words the title holds, the newest first: what bm25 asks of common words has no bound."""
    hits = [Hit(number, title, _held(tokens.folded(title), wanted)) for number, title in rows]
    return sorted(hits, key=attrgetter("rank"), reverse=True)


def _held(title: str, wanted: list[str]) -> int:
    return sum(map(title.__contains__, wanted))
