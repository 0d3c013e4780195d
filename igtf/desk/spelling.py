"""What somebody may have meant whose search finds nothing, or next to nothing: a word that the record knows."""

from collections.abc import Iterator, Sequence

from igtf.core.finding import search
from igtf.core.finding.search import MOST_WORDS
from igtf.core.finding.spelling import near
from igtf.core.finding.tokens import written
from igtf.people.found import how_many

FEW = 3
"""Subjects from which on nothing else is suggested."""
OFTEN = 10
"""How many times as much a suggestion has to find as the words that were asked for."""
NEAR = 3
"""Words that are tried in place of each one."""
TRIED = 12
"""Suggestions that are compared at most."""


def meant(query: str, found: int) -> str | None:
    """Return other words for ``query``, which finds ``found`` subjects or people; None without better ones.

    Words that the record does not know are replaced together, and each word by itself; what finds most is suggested.
    At most three queries.
    """
    words = list(written(query))[:MOST_WORDS]
    others = list(_others(words))[:TRIED] if found < FEW else []
    if not others:
        return None
    enough = max(1, OFTEN * found)
    for count in (search.how_many, how_many):
        best, times = max(zip(others, count(others), strict=True), key=lambda pair: pair[1])
        if times >= enough:
            return best
    return None


def _others(words: Sequence[str]) -> Iterator[str]:
    """Yield what the words may be replaced by, the most likely first."""
    known = near(words)
    unknown = {word: nearest[0] for word, nearest in known.items() if nearest and nearest[0] != word}
    if len(unknown) > 1:
        yield " ".join(unknown.get(word, word) for word in words)
    for place, word in sorted(enumerate(words), key=lambda pair: pair[1] not in unknown):
        for other in [other for other in known.get(word, ()) if other != word][:NEAR]:
            yield " ".join((*words[:place], other, *words[place + 1 :]))
