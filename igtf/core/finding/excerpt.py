"""What is shown of a text that a search found: the place where it says most of what was searched for."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from markupsafe import Markup

from igtf.core.finding.tokens import end_at, folded_at
from igtf.core.page.elements import escaped
from igtf.core.text.plaintext import UNSPACED

LONG = 160
"""Letters of an excerpt, in whole words."""
BEFORE = 40
"""Letters shown before the first word found."""

_READ = 3 * LONG
"""Letters that are read for an excerpt: of a long text the rest is looked through for its words alone."""

_RULE = re.compile(r"([=*_~#-])\1{2,}")
_GAP = re.compile(r"\s+")


def excerpts(texts: Iterable[str], words: Sequence[str]) -> list[Markup]:
    """Return of each text about ``LONG`` letters with the words found in bold; its beginning when none is in it.

    ``words`` are those of ``core.finding.search.words_of``, at least one; the last may be the beginning of a longer
    one.
    """
    wanted = tuple(words)
    shown = [(_parts(said, wanted), start, more) for said, start, more in (_said(text, wanted) for text in texts)]
    safe = iter(escaped(part for said, _start, _more in shown for part in said))
    return [
        Markup(("… " if start else "") + _bold([next(safe) for _part in said]) + (" …" if more else ""))
        for said, start, more in shown
    ]


def _said(text: str, words: tuple[str, ...]) -> tuple[str, int, bool]:
    """Return what is shown of a text, where that begins, and whether there is more behind it."""
    start = _start(text, words)
    line, more = _line(text, start)
    said = line[:LONG]
    if len(line) > LONG and line[LONG] != " " and " " in said:
        said = said[: said.rindex(" ")]
    return said, start, more or len(line) > LONG


def _line(text: str, start: int) -> tuple[str, bool]:
    """Return what stands in ``text`` from ``start`` on, on one line and in whole words, and whether there is more."""
    read, left = text[start : start + _READ], text[start + _READ :]
    line = " ".join(_RULE.sub(" ", read).split())
    if left and not (left[0].isspace() or read[-1].isspace()):
        line = line.rpartition(" ")[0] or line
    return line, bool(left.strip())


def _start(text: str, words: tuple[str, ...]) -> int:
    """Return where the excerpt begins: a little before the first place of a word with the most others behind it."""
    # Most texts have the words as they are asked, and to fold ten thousand letters takes a millisecond.
    small = text.lower()
    plain = len(small) == len(text) and all(map(small.__contains__, words))
    shown, own = (small, None) if plain else folded_at(text)
    places = sorted(place for place in map(shown.find, words) if place >= 0)
    if not places and "'" in shown:
        places = [first for first, _behind in _finds(words, shown)][:1]
    near = LONG - BEFORE
    best = max(places, key=lambda at: sum(map(shown[at : at + near].__contains__, words)), default=0)
    best = own[best] if own and best else best
    gap = _GAP.search(text, best - BEFORE, best) if best > BEFORE else None
    return gap.end() if gap else best if best > BEFORE else 0


def _parts(said: str, words: tuple[str, ...]) -> list[str]:
    """Return what is said in parts, each second of which is what was looked for."""
    parts, behind = [], 0
    for first, end in _places(said, words):
        parts += [said[behind:first], said[first:end]]
        behind = end
    return [*parts, said[behind:]]


def _places(said: str, words: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return where the words stand in what is said, from and to; those that touch each other, as one."""
    shown, own = folded_at(said)
    places: list[tuple[int, int]] = []
    for first, behind in _finds(words, shown):
        last = behind - 1
        if own is not None:
            first, last = own[first], own[last]
        end = end_at(said, last)
        if places and first <= places[-1][1]:
            places[-1] = (places[-1][0], max(end, places[-1][1]))
        else:
            places.append((first, end))
    return places


def _finds(words: tuple[str, ...], shown: str) -> Iterator[tuple[int, int]]:
    """Yield each place of a word in a text as its words have it, from and to, also where two share a letter."""
    pattern, found = _pattern(words), None
    while found := pattern.search(shown, found.start() + 1 if found else 0):
        yield found.span()


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds a word; it begins with its first letter, for which a text is looked through fastest."""
    return re.compile("|".join(_one(word, "[^ ']*" * (word is words[-1])) for word in words))


def _one(word: str, longer: str) -> str:
    first, *others = map(re.escape, word)
    letters = "".join(f"'*{letter}" for letter in others)  # O'Brien is found in one word
    if UNSPACED.match(word):
        return f"{first}{letters}"
    return f"{first}(?<![^ '].){letters}{longer}(?![^ '])"


def _bold(parts: list[str]) -> str:
    parts[1::2] = [f"<b>{part}</b>" for part in parts[1::2]]
    return "".join(parts)
