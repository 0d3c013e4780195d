"""Full text search behind one function: FTS5 on SQLite, tsvector on PostgreSQL.

The table ``search_text`` is made by a migration by hand. Every word of the reader is quoted, so that nothing
typed can break the query language of either engine.
"""

import re
from dataclasses import dataclass

from sqlalchemy import text

from igtf.core.db import dialect, session

_WORD = re.compile(r"\w+", re.UNICODE)
MOST_WORDS = 12
PREFIX = 3
"""Letters that the last word has at least to find longer ones too: shorter beginnings are in nearly every text."""
CANDIDATES = 400
"""How many of the newest matches are ranked; a broad search stays bounded and says so."""


@dataclass(frozen=True)
class Hit:
    """A subject found: its id and rank (higher is better)."""

    subject_id: int
    rank: float


def words_of(query: str) -> list[str]:
    """Return the words searched for: at most ``MOST_WORDS``, casefolded, without repetition."""
    found = dict.fromkeys(word.casefold()[:60] for word in _WORD.findall(query))
    return list(found)[:MOST_WORDS]


def put(subject_id: int, title: str, body: str) -> None:
    """Index a subject's text, replacing what was there. For commands."""
    values = {"id": subject_id, "title": title, "body": body[:100_000]}
    if dialect() == "sqlite":
        session.execute(text("DELETE FROM search_text WHERE rowid = :id"), values)
        session.execute(text("INSERT INTO search_text (rowid, title, body) VALUES (:id, :title, :body)"), values)
    else:
        session.execute(
            text(
                "INSERT INTO search_text (subject_id, words) VALUES (:id, setweight(to_tsvector('simple', :title), 'A')"
                " || to_tsvector('simple', :body)) ON CONFLICT (subject_id) DO UPDATE SET words = excluded.words"
            ),
            values,
        )


def remove(subject_id: int) -> None:
    """Take a subject out of the index (a hidden one must not be found). For commands."""
    column = "rowid" if dialect() == "sqlite" else "subject_id"
    session.execute(text(f"DELETE FROM search_text WHERE {column} = :id"), {"id": subject_id})


_SQLITE = """
SELECT id, rank FROM (
  SELECT rowid AS id, bm25(search_text, 4.0, 1.0) AS rank FROM search_text WHERE search_text MATCH :query
  ORDER BY rowid DESC LIMIT :most) AS candidates
ORDER BY rank, id DESC
"""
_POSTGRESQL = """
SELECT id, -ts_rank(words, query) AS rank FROM (
  SELECT subject_id AS id, words, query FROM search_text, to_tsquery('simple', :query) AS query
  WHERE words @@ query ORDER BY subject_id DESC LIMIT :most) AS candidates
ORDER BY rank, id DESC
"""


def find(query: str, *, any_word: bool = False) -> list[Hit]:
    """Return the best hits, best first, for all words of ``query`` (``any_word``: for any); the last is a prefix.

    At most ``CANDIDATES`` of the newest matches are looked at. Empty when nothing that can be searched was given.
    """
    words = words_of(query)
    if not words:
        return []
    prefix = not any_word and len(words[-1]) >= PREFIX
    if dialect() == "sqlite":
        terms = [f'"{word}"' for word in words]
        terms[-1] += "*" if prefix else ""
        statement, joined = _SQLITE, (" OR " if any_word else " AND ").join(terms)
    else:
        terms = [f"'{word}'" for word in words]
        terms[-1] += ":*" if prefix else ""
        statement, joined = _POSTGRESQL, (" | " if any_word else " & ").join(terms)
    rows = session.execute(text(statement), {"query": joined, "most": CANDIDATES})
    return [Hit(row.id, -row.rank) for row in rows]
