"""What is shown of a text that a search found: the place where it says most of what was searched for."""

import re
from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup, escape

LONG = 160
"""Letters of an excerpt, in whole words."""
BEFORE = 40
"""Letters shown before the first word found."""

_RULE = re.compile(r"([=*_~#-])\1{2,}")


def excerpt(text: str, words: Sequence[str]) -> Markup:
    """Return about ``LONG`` letters of ``text`` with the words found in bold; its beginning when none is in it.

    ``words`` are those of ``core.search.words_of``, at least one; the last may be the beginning of a longer one.
    """
    line = " ".join(_RULE.sub(" ", text).split())
    start = _start(line, words)
    said, left = line[start : start + LONG], line[start + LONG :]
    if left and not left.startswith(" ") and " " in said:
        said = said[: said.rindex(" ")]
    return Markup(("… " if start else "") + _bold(said, words) + (" …" if left else ""))


def _start(line: str, words: Sequence[str]) -> int:
    """Return where the excerpt begins: a little before the first place of a word with the most others behind it."""
    lower = line.lower()
    places = sorted(place for place in map(lower.find, words) if place >= 0)
    near = LONG - BEFORE
    best = max(places, key=lambda at: sum(word in lower[at : at + near] for word in words), default=0)
    return 0 if best <= BEFORE else line.find(" ", best - BEFORE, best) + 1 or best


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    known = [*map(re.escape, words[:-1]), rf"{re.escape(words[-1])}\w*"]
    return re.compile(rf"\b({'|'.join(known)})\b", re.IGNORECASE)


def _bold(said: str, words: Sequence[str]) -> str:
    parts = _pattern(tuple(words)).split(said)
    parts[1::2] = [f"<b>{escape(part)}</b>" for part in parts[1::2]]
    parts[::2] = [escape(part) for part in parts[::2]]
    return "".join(parts)
