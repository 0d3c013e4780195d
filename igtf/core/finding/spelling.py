"""The words that the record knows, found by a misspelt one: one letter too many, too few, another or changed places.

Each word is kept under itself and under what is left of it without one of its letters (SymSpell's symmetric deletes).
A misspelt word that is cut the same way meets it there: a look-up of a dozen keys on either engine, however many words
there are. Words come from titles and names as these are indexed; one that nothing has any more stays, so whoever
suggests a word asks first whether it finds anything.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from sqlalchemy import TextClause, select, text
from sqlalchemy.orm import Mapped, mapped_column

from igtf.core.database.conditions import among_given
from igtf.core.database.prepared import prepared
from igtf.core.db import Base, Listing, dialect, fetch, write
from igtf.core.finding.tokens import folded, written
from igtf.core.text.plaintext import UNSPACED

SHORTEST, LONGEST = 4, 24
"""Letters of the words that are kept; shorter ones are near to too many, longer ones are no words."""
LOOKED_AT = 400
"""How many rows are read at most for all words of a search."""

_DIGIT = re.compile(r"\d")


class Spelling(Base):
    """A word under one of its keys."""

    __tablename__ = "search_spelling"
    key: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)


def _cuts(word: str) -> list[str]:
    """Return a word as it is searched, and what is left of it without each one of its letters."""
    bare = folded(word)
    return list(dict.fromkeys((bare, *(bare[:place] + bare[place + 1 :] for place in range(len(bare))))))


def spelt(said: str) -> dict[str, list[str]]:
    """Return the words of a text that are kept, as they are written, each with its keys: the first is its own."""
    kept = [word for word, bare in written(said).items() if SHORTEST <= len(bare) <= LONGEST]
    return {word: _cuts(word) for word in sorted(kept) if not (UNSPACED.search(word) or _DIGIT.search(word))}


LEARN = {
    "sqlite": "INSERT OR IGNORE INTO search_spelling (key, word) SELECT keys.value, words.value ->> 0"
    " FROM json_each(:search_spelling_words) AS words, json_each(words.value, '$[1]') AS keys WHERE NOT EXISTS"
    " (SELECT 1 FROM search_spelling WHERE key = words.value ->> '$[1][0]' AND word = words.value ->> 0)",
    "postgresql": "INSERT INTO search_spelling (key, word) SELECT keys.value, words.value ->> 0"
    " FROM json_array_elements(CAST(:search_spelling_words AS json)) AS words,"
    " json_array_elements_text(words.value -> 1) AS keys WHERE NOT EXISTS"
    " (SELECT 1 FROM search_spelling WHERE key = words.value #>> '{1,0}' AND word = words.value ->> 0)"
    " ON CONFLICT DO NOTHING",
}


def learn(said: str) -> None:
    """Keep the words of a title or a name, most of which are known. For commands.

    In their order, so that two who write the same new words at once do not wait for each other.
    """
    words = list(spelt(said).items())
    if words:
        write(_learn, dialect(), given={"search_spelling_words": json.dumps(words)}, into=[Spelling.__tablename__])


def _learn(engine: str) -> list[TextClause]:
    return [text(LEARN[engine])]


@prepared
def _under() -> Listing:
    return select(Spelling.key, Spelling.word).where(among_given(Spelling.key, "keys")).limit(LOOKED_AT)


def near(words: Sequence[str]) -> dict[str, list[str]]:
    """Return for each of the words those that the record knows and that are spelt nearly so, the nearest first.

    The word itself is among them, and first, where it is known. One query.
    """
    keys = {word: set(_cuts(word)) for word in words if SHORTEST <= len(word) <= LONGEST}
    if not keys:
        return {}
    known = defaultdict[str, set[str]](set)
    for row in fetch(_under(), {"keys": sorted(set().union(*keys.values()))}).all():
        known[row.key].add(row.word)
    return {word: _nearest(word, set().union(*(known[key] for key in own))) for word, own in keys.items()}


def _nearest(word: str, others: Iterable[str]) -> list[str]:
    return sorted(others, key=lambda other: (other != word, -_alike(word, other), other))


def _alike(word: str, other: str) -> float:
    """Return how much of two words is the same, in the same order, without their accents."""
    return SequenceMatcher(None, folded(word), folded(other)).ratio()
