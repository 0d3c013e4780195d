"""The words of a text, by which it is found: of what is indexed and of what is asked, so that both engines find alike.

Each sign of a text stands for letters and digits, or for a blank. Letters are small, without accents and strokes, and
digits ours. Of scripts without spaces each letter is a word, and each two together, as a word may begin at any of them.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from igtf.core.text.plaintext import UNSPACED, normal

LONGEST = 60
"""Letters of a word that count."""
MOST = 60_000
"""Words of a text that count: PostgreSQL takes a megabyte of them with their places."""
SIGNS_KEPT = 20_000
"""Signs whose letters are kept in memory; some languages have thousands of them, all of Unicode a million."""

_STROKES = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
"""Letters that are no letter with a mark to Unicode, and that many write without it."""
_APOSTROPHES = frozenset("'’‘ʼʻ")
_STRETCHES = "\u0640"  # between Arabic letters, for the look of the line
_WITHIN = re.compile("[\u034f\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")  # other shapes of the same letter
_BREAKS = "\u200b"  # where a line of Thai or Khmer may end


class _Signs(dict[int, str]):
    """What each sign of a text stands for in its words: letters, an apostrophe, a blank or nothing."""

    def __missing__(self, code: int) -> str:
        meant = _meant_by(chr(code))
        if len(self) < SIGNS_KEPT:
            self[code] = meant
        return meant


def _meant_by(sign: str) -> str:
    if sign in _APOSTROPHES:
        return "'"
    kind = unicodedata.category(sign)
    if sign == _STRETCHES or _WITHIN.match(sign) or (kind == "Cf" and sign != _BREAKS):
        return ""
    if kind[0] == "S":
        return " "
    bare = "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
    meant = "".join(map(_letter, unicodedata.normalize("NFC", bare.casefold().translate(_STROKES))))
    return f" {meant} " if " " in meant.strip(" ") else meant  # several words, as in ¼


def _letter(sign: str) -> str:
    """Return a letter, its mark that is no accent, or a digit as it counts; a blank for anything else."""
    if sign in _APOSTROPHES:
        return "'"
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    return sign if sign.isalnum() or unicodedata.category(sign)[0] == "M" else " "


_SIGNS = _Signs()
_PLAIN = "".join(_SIGNS[code] for code in range(128)).encode() + bytes(128)  # what most texts are made of
_PART = re.compile("[^ ']+")
_RUN = re.compile(f"{UNSPACED.pattern}+|[^{UNSPACED.pattern[1:-1]}]+")


def folded(said: str) -> str:
    """Return a text as its words have it, with blanks and apostrophes between them."""
    if said.isascii():
        return said.encode().translate(_PLAIN).decode()  # a sixth of the time
    return said.translate(_SIGNS)


def folded_at(said: str) -> tuple[str, list[int] | None]:
    """Return a text as its words have it, and at which place of ``said`` each letter stands; None where at its own."""
    shown = folded(said)
    if said.isascii() or all(len(_SIGNS[ord(sign)]) == 1 for sign in set(said)):
        return shown, None
    return shown, [place for place, sign in enumerate(said) for _letter in _SIGNS[ord(sign)]]


def end_at(said: str, place: int) -> int:
    """Return where a word of ``said`` ends whose last letter stands at ``place``: behind what else is on that."""
    place += 1
    while place < len(said) and not _SIGNS[ord(said[place])]:
        place += 1
    return place


def _pieces(word: str, *, alone: bool) -> Iterator[str]:
    """Yield a word as it is found; of what has no spaces each two letters, and where ``alone`` each one too."""
    if word.isascii() or not UNSPACED.search(word):
        yield word[:LONGEST]
        return
    for run in _RUN.findall(word):
        if not UNSPACED.match(run):
            yield run[:LONGEST]
            continue
        if alone or len(run) == 1:
            yield from run
        for place in range(len(run) - 1):
            yield run[place : place + 2]


def _words(shown: str) -> Iterator[str]:
    for whole in shown.split():
        parts = _PART.findall(whole) if "'" in whole else [whole]
        for part in [*parts, "".join(parts)] if len(parts) > 1 else parts:
            yield from _pieces(part, alone=True)


def words(said: str) -> list[str]:
    """Return the words by which a text is found, in their order, as often as they are in it; O'Brien in one too."""
    shown = folded(normal("NFC", said))
    if "'" in shown or UNSPACED.search(shown):
        return list(islice(_words(shown), MOST))
    return [word[:LONGEST] for word in shown.split()[:MOST]]


def asked(query: str) -> list[str]:
    """Return the words that are looked for, each once: a text is found that has all of them among its ``words``."""
    whole = folded(normal("NFC", query)).replace("'", "").split()
    return list(dict.fromkeys(piece for word in whole for piece in _pieces(word, alone=False)))


def written(said: str) -> dict[str, str]:
    """Return the words of a text as they are written, in small letters, each with the word that stands for it."""
    small = normal("NFC", said).lower()
    shown, places = folded_at(small)
    found = {}
    for part in _PART.finditer(shown):
        first, last = part.start(), part.end() - 1
        if places is not None:
            first, last = places[first], places[last]
        found[small[first : end_at(small, last)]] = part[0]
    return found
