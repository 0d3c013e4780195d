"""The words that the record knows, found by a misspelt one: one letter too many, too few, another or changed places.

Each word is kept under itself and under what is left of it without one of its letters (SymSpell's symmetric deletes).
A misspelt word that is cut the same way meets it there: a look-up of a dozen keys on either engine, however many words
there are. Words come from titles and names as these are indexed; one that nothing has any more stays, so whoever
suggests a word asks first whether it finds anything.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from sqlalchemy import TextClause, select, text
from sqlalchemy.orm import Mapped, mapped_column

from igtf.core.conditions import among_given
from igtf.core.db import Base, Listing, dialect, fetch, write
from igtf.core.plaintext import UNSPACED, without_accents
from igtf.core.prepared import prepared

SHORTEST, LONGEST = 4, 24
"""Letters of the words that are kept; shorter ones are near to too many, longer ones are no words."""
LOOKED_AT = 400
"""How many rows are read at most for all words of a search."""

_WORD = re.compile(rf"\b[^\W\d_]{{{SHORTEST},{LONGEST}}}\b")


class Spelling(Base):
    """A word under one of its keys."""

    __tablename__ = "search_spelling"
    key: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)


def _cuts(word: str) -> set[str]:
    """Return a word without accents, and what is left of it without each one of its letters."""
    bare = without_accents(word)
    return {bare, *(bare[:place] + bare[place + 1 :] for place in range(len(bare)))}


def spellings(said: str) -> Iterator[tuple[str, str]]:
    """Yield (key, word) for each key of each word of a text that is kept."""
    for word in dict.fromkeys(_WORD.findall(said.lower())):
        if not UNSPACED.search(word):
            yield from ((key, word) for key in _cuts(word))


_LEARN = {
    "sqlite": "INSERT OR IGNORE INTO search_spelling (key, word)"
    " SELECT value ->> 0, value ->> 1 FROM json_each(:search_spelling_rows)",
    "postgresql": "INSERT INTO search_spelling (key, word)"
    " SELECT value ->> 0, value ->> 1 FROM json_array_elements(CAST(:search_spelling_rows AS json))"
    " ON CONFLICT DO NOTHING",
}


def learn(said: str) -> None:
    """Keep the words of a title or a name. For commands.

    In their order, so that two who write the same new words at once do not wait for each other.
    """
    rows = sorted(spellings(said))
    if rows:
        write(_learn, dialect(), given={"search_spelling_rows": json.dumps(rows)}, into=[Spelling.__tablename__])


def _learn(engine: str) -> list[TextClause]:
    return [text(_LEARN[engine])]


@prepared
def _under() -> Listing:
    return select(Spelling.key, Spelling.word).where(among_given(Spelling.key, "keys")).limit(LOOKED_AT)


def near(words: Sequence[str]) -> dict[str, list[str]]:
    """Return for each of the words those that the record knows and that are spelt nearly so, the nearest first.

    The word itself is among them, and first, where it is known. One query.
    """
    keys = {word: _cuts(word) for word in words if SHORTEST <= len(word) <= LONGEST}
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
    return SequenceMatcher(None, without_accents(word), without_accents(other)).ratio()
