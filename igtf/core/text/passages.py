"""A passage that has to go from texts: found as it reads, whatever line breaks and marks of Markdown stand within it.

In HTML it is found across tags, which stay: so the page of a text keeps its paragraphs, links and marks as they were,
and nothing is rendered anew.
"""

import re
from collections.abc import Sequence
from html import escape, unescape
from typing import Any, NamedTuple

from igtf.core.text.markdown import slug
from igtf.core.text.plaintext import BIDI, BIDI_NAMED, UNSPACED, mask_addresses
from igtf.core.text.targets import CLOSES, LONGEST, OPENS, as_written, with_masked_addresses

REMOVED = "(removed by a moderator)"
"""What stands in the place of a passage, in every text and language: no sign of Markdown, YAML or HTML is in it."""

SHORTEST = 3
"""Letters and digits that a passage has at least, a Chinese sign as two: fewer stand everywhere."""

_MARK = rf"(?:[*_`~\\\[]|{BIDI.pattern}|⟦(?:{BIDI_NAMED})⟧)"
"""What is no part of words: a mark of Markdown, and of direction, as it is typed and as pages show it."""

_AT = rf"\([^)\n]{{0,{LONGEST}}}\)"
"""The address of a link, with its title, up to the first end: those within it are masked."""
_SHOWN = rf"\s\(https?://[^)\s]{{1,{LONGEST}}}\)"
_LED = rf"(?:\](?:{_AT}|\[[^\]\n]{{0,500}}\])|{_SHOWN})"
_TARGET = rf"(?:{_LED}|\])"
_WITHIN = rf"(?:{_MARK}|{_TARGET})*"
_BETWEEN = rf"{_WITHIN}\s(?:[\s>#+|]|-(?=\s)|{_MARK})*"
_APART = r"0-9A-Za-z\u00aa-\u058f\u10a0-\u10ff\u1e00-\u1fff"
"""Digits, and the scripts in which a word is written apart: Latin, Greek, Cyrillic, Armenian, Georgian.

In others words have no space between them, or what belongs to a word is written onto it: in Arabic "and" and "to".
"""
_LETTER_APART = rf"(?:(?=[^\W_])[{_APART}]|[\u0300-\u036f])"
_EMPHASIS = r"[*`~]"
_BEGINS = "".join(rf"(?<!{_LETTER_APART}{_EMPHASIS * most})" for most in range(4))
_ENDS = rf"(?!(?:{_EMPHASIS}|{_LED})*{_LETTER_APART})"
_IS_APART = re.compile(_LETTER_APART)
_DROPPED = re.compile(rf"{_MARK}|{_TARGET}|(?:(?<=\s)|^)[>#+|-]+(?=\s|$)")
_KEY = re.compile(r"[a-z0-9-]+")
_TAG = re.compile(r'(<(?:[^<>"]|"[^"]*")*>)')
_ADDRESS = re.compile(r'(?<=\s)href="[^"]*"')
_VALUE = re.compile(r'(?<=\s)(id|href|title|alt|src|cite)="([^"]*)"')


_FILLED = re.compile(r"[\s>]+")
_LETTER = re.compile(r"[\s>]*([^\s>])")
_AROUND = 60
"""Letters that are shown before a place and behind it."""
_FIRST = 60
"""Letters by which words are found that may be cut further on."""
_LINK = re.compile(r"https?://\S+")
_QUOTATION = re.compile(r"\s*> (?:.{0,80}[:\uff1a]\s?)?[\s>]*")  # maybe behind a label, and itself of a quote
_LINE_ENDS = re.compile(r"[^\S\n]*(?:\n|…|$)")
_CUT = re.compile(r"[\s>]*…")


def is_left_of(left: str, whole: str) -> bool:
    """Return whether a text is what is ``left`` of a ``whole`` one: all of it, or less what was removed of it."""
    first, *parts = left.split(REMOVED)
    if not parts:
        return left == whole
    at = len(first)
    for part in parts[:-1]:
        found = whole.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return whole.startswith(first) and whole.endswith(parts[-1]) and at + len(parts[-1]) <= len(whole)


def out_of_quotes(text: str, words: str, *, anywhere: bool) -> str:
    """Return a plain text without the words that it quotes, wrapped behind marks or cut with "…".

    They go where they are a whole quotation, as a mail quotes others too; ``anywhere`` in one about them alone, but for
    parts of a link. Words of too few letters stay.
    """
    letters = _FILLED.sub("", words)
    if _count(letters) < SHORTEST:
        return text
    out, at = "", 0
    links = [link.span() for link in _LINK.finditer(text)]
    for found in re.finditer(r"[\s>]*".join(map(re.escape, letters[:_FIRST])), text):
        start, end = found.start(), _end(text, found.end(), letters[_FIRST:])
        goes = anywhere and not any(first <= start < last for first, last in links)
        if end and start >= at and (goes or _is_quotation(text, start, end)):
            out, at = f"{out}{text[at:start]}{REMOVED}", end
    return out + text[at:]


def _end(text: str, at: int, letters: str) -> int:
    """Return where the rest of some words ends that goes on ``at``, or is cut; 0 where others follow."""
    for letter in letters:
        step = _LETTER.match(text, at)
        if step is None or step[1] != letter:
            return at if _CUT.match(text, at) else 0
        at = step.end()
    return at


def _is_quotation(text: str, start: int, end: int) -> bool:
    line = text.rfind("\n", 0, start) + 1
    return bool(_QUOTATION.fullmatch(text, line, start) and _LINE_ENDS.match(text, end))


def _mark_of(tag: str) -> str:
    """Return what stands for the tag of a link in Markdown, where words end at it; of other tags none do."""
    return "[" if tag.startswith("<a ") else "]()" if tag == "</a>" else ""


def _count(letters: str) -> int:
    """Return how many letters and digits there are, a Chinese sign as two."""
    letters = "".join(filter(str.isalnum, letters))
    return len(letters) + len(UNSPACED.findall(letters))


def _words(given: str) -> list[str]:
    return as_written(_DROPPED.sub("", with_masked_addresses(given))).split()


def _alone(pattern: str, words: str) -> str:
    """Return the pattern of some words that finds them only as words of their own, where their script has such."""
    begins, ends = (bool(_IS_APART.match(letter)) for letter in (words[:1], words[-1:]))
    return (_BEGINS if begins else "") + pattern + (_ENDS if ends else "")


_PARENTHESES = {"(": rf"[({OPENS}]", ")": rf"[){CLOSES}]"}


def _letter(letter: str) -> str:
    return _PARENTHESES.get(letter) or re.escape(letter)


def _pattern(words: Sequence[str]) -> str:
    pattern = _BETWEEN.join(_WITHIN.join(map(_letter, word)) for word in words)
    return _alone(pattern, "".join(words)) + f"(?:{_LED})?"


def _anchor(words: str) -> str:
    """Return the pattern of some words within the id of a heading, which has the names of marks of direction too."""
    named = f"(?:-(?:{BIDI_NAMED.lower()}))"
    letters = (f"{named}*-" if letter == "-" else re.escape(letter) for letter in words)
    return f"(?:{named}+-)?".join(letters)


class PassagePlace(NamedTuple):
    """Where a passage stands in a text: its words, and some of those before and behind it."""

    before: str
    words: str
    after: str

    @property
    def alone(self) -> "PassagePlace":
        """The same without the words around it."""
        return PassagePlace("", self.words, "")


def _place(text: str, start: int, end: int) -> PassagePlace:
    """Return a place with the words around it, in one line each, whole as far as that goes."""
    before, after = text[max(start - _AROUND, 0) : start], text[end : end + _AROUND]
    if start > _AROUND:
        before = f"…{before.partition(' ')[2] or before}"
    if end + _AROUND < len(text):
        after = f"{after.rpartition(' ')[0] or after}…"
    return PassagePlace(*(re.sub(r"\s+", " ", each) for each in (before, text[start:end], after)))


class Passage:
    """Words that have to go, given as they read or as they were written; ValueError where there are too few."""

    def __init__(self, given: str) -> None:
        words = _words(given)
        if _count("".join(words)) < SHORTEST:
            raise ValueError("a passage of too few letters")
        ways = dict.fromkeys((tuple(words), tuple(_words(mask_addresses(given)))))  # pages show no address whole
        self._found = re.compile("|".join(map(_pattern, ways)))
        self._slug = slug(" ".join(words))
        self._anchor = re.compile(_alone(_anchor(self._slug), self._slug))

    def out_of(self, text: str) -> str:
        """Return a text without the passage; Markdown, plain text or the words of a field."""
        kept, at = [], 0
        for start, end in self._spans(text):
            kept += [text[at:start], REMOVED]
            at = end
        return "".join([*kept, text[at:]])

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Return from where to where it goes in a text, with the address behind it."""
        return [found.span() for found in self._found.finditer(with_masked_addresses(text))]

    def places(self, value: Any) -> list[PassagePlace]:
        """Return where it stands in a text, or in the texts of data."""
        if isinstance(value, dict | list):
            parts = value.values() if isinstance(value, dict) else value
            return [place for part in parts for place in self.places(part)]
        return [_place(value, *span) for span in self._spans(value)] if isinstance(value, str) else []

    def out_of_anchor(self, name: str) -> str:
        """Return the id of a heading, made of its words, or a link to it, without those of the passage."""
        of_heading = name.startswith(("s-", "#s-")) and len(self._slug) >= SHORTEST
        return self._anchor.sub("removed", name) if of_heading else name

    def out_of_html(self, html: str) -> str:
        """Return safe HTML without the passage: in its words, across tags, and in what its tags say.

        A link of which words go leads nowhere: in Markdown its address went with them.
        """
        parts = _TAG.split(html)
        before = [_mark_of(part) if place % 2 else unescape(part) for place, part in enumerate(parts)]
        now = self._cut(before)
        link = 0
        for place, tag in enumerate(parts):
            if place % 2:
                parts[place] = _VALUE.sub(self._value, tag)
                link = place if tag.startswith("<a ") else 0 if tag == "</a>" else link
            elif now[place] != before[place]:
                parts[place] = escape(now[place], quote=False)
                parts[link] = _ADDRESS.sub('href="#"', parts[link]) if link else parts[link]
        return "".join(parts)

    def count_in_html(self, html: str) -> int:
        """Return in how many places it stands in the words of safe HTML, as they read."""
        pieces = (_mark_of(part) if place % 2 else unescape(part) for place, part in enumerate(_TAG.split(html)))
        return len(self._spans("".join(pieces)))

    def _cut(self, pieces: Sequence[str]) -> list[str]:
        """Return the pieces of a text without the passage: the first that has of it has the mark in its place."""
        spans = self._spans("".join(pieces))
        out, start = [], 0
        for piece in pieces:
            end, kept, at = start + len(piece), "", start
            for first, last in spans:
                if first < end and last > start:
                    kept += piece[at - start : max(first - start, 0)] + (REMOVED if first >= start else "")
                    at = min(last, end)
            out.append(kept + piece[at - start :])
            start = end
        return out

    def _value(self, attribute: re.Match[str]) -> str:
        name, value = attribute[1], unescape(attribute[2])
        now = self.out_of(value)
        if name in ("href", "src", "cite") and now != value:
            now = "#"
        if name in ("id", "href"):
            now = self.out_of_anchor(now)
        return attribute[0] if now == value else f'{name}="{escape(now)}"'

    def out_of_data(self, value: Any, name: str = "") -> Any:
        """Return what is kept under a name without the passage: a text, or data with texts.

        What the name calls ``html`` is HTML, ``toc`` and ``anchor`` have ids of headings. Within data the sentences of
        the program stay, and what looks like a key of it.
        """
        if isinstance(value, dict):
            return {key: each if key == "says" else self._within(each, key) for key, each in value.items()}
        if isinstance(value, list):
            return [self._within(each, name) for each in value]
        if not isinstance(value, str):
            return value
        if name.endswith("html"):
            return self.out_of_html(value)
        return self.out_of_anchor(self.out_of(value)) if name in ("toc", "anchor") else self.out_of(value)

    def _within(self, value: Any, name: str) -> Any:
        is_key = isinstance(value, str) and name != "toc" and _KEY.fullmatch(value)
        return value if is_key else self.out_of_data(value, name)
