"""What holds for any text that people send, before it is read as Markdown: size, signs, nesting."""

import re
import unicodedata
from functools import cache
from typing import Literal

from igtf.core.i18n import gettext as _
from igtf.core.wording import Numeral

MAX_DEPTH = 20
MAX_COLUMNS = 50
MAX_CELLS = 20_000
MAX_LINES = 30_000  # a book has 20,000; of more, each a paragraph or an item of its own, the parser needs seconds
MAX_WORK = 150_000  # lines × their nesting: beyond this the parser needs seconds
MOST_MARKS = 30  # accents and the like on one letter

_BREAKS = ("\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_BIDI_NAMES = {
    "\u061c": "ALM",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
}
BIDI = re.compile(f"[{''.join(_BIDI_NAMES)}]")
BIDI_NAMED = "|".join(_BIDI_NAMES.values())
"""The names by which pages show these (``show_bidi``), as alternatives."""
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""What embeds, overrides or isolates a direction, and so can show a line in another order than it has."""
UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
"""Categories of characters that show nothing (Unicode UAX 44)."""
_NEVER_ALONE = UNSEEN | {"Zs", "Mn", "Me"}
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and a pattern of Braille that look like a space
# The look-behind makes each run of letters be tried once, so that the search stays linear.
_ADDRESS = re.compile(r"(?<![\w.+-])([\w.+-]+)@[\w-]+(?:\.[\w-]+)+")
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""A letter of a script in which words, or the parts of a name, have no space between them."""
_CONTAINER = re.compile(r"[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$))")
_FENCE = re.compile(r"[ \t]*(```|~~~)")


def whole(text: str | None) -> int | None:
    """Return the whole number that ``text`` is, None when it is none: ASCII digits, as large as a row's number."""
    return int(text) if text and re.fullmatch("[0-9]{1,9}", text) else None


@cache
def _runs_of_marks() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what finds runs of more than MOST_MARKS signs that go on a letter: soon and too many, and just those."""
    marks = [char for char in map(chr, range(0x20000)) if unicodedata.combining(char)]
    marks += "\u0f73\u0f75\u0f81\uff9e\uff9f"  # letters by their class, made of such signs alone
    each = f"[{''.join(marks)}]"
    soon = "".join(char for char in marks if char <= "\uffff") + "\U00010000-\U0010ffff"  # one table, one comparison
    return re.compile(f"[{soon}]{{{MOST_MARKS + 1},}}"), re.compile(f"({each}{{{MOST_MARKS}}}){each}+")


def normal(form: Literal["NFC", "NFKC", "NFKD"], text: str) -> str:
    """Return ``text`` in a normal form of Unicode, on each letter the first MOST_MARKS of its marks.

    No language needs more (UAX 15, section 13), and to put them in order takes the square of their number in time:
    hours for what fits into one form.
    """
    if text.isascii():
        return text
    soon, too_many = _runs_of_marks()
    return unicodedata.normalize(form, soon.sub(lambda run: too_many.sub(r"\1", run[0]), text))


COMMAS = ",;،؛，；、"
"""What stands between the parts of a list, in the scripts of those who write here."""
LISTED_NUMBERS = rf"#?\d{{1,9}}([\s{COMMAS}]+#?\d{{1,9}})*"
"""The pattern of numbers with commas between them, as issues are named."""
_SIGNS = str.maketrans("\u066b،؛、", ".,;,")


def plain_figures(text: str) -> str:
    """Return ``text`` as our keyboards write it (NFKC), with the figures of every script (UAX 44) as 0 to 9, and its
    commas.

    For what a form reads as a number or a time: Arabic and Indian figures, and the full-width signs of East Asia.
    """
    if text.isascii():
        return text
    ours = "".join(str(unicodedata.decimal(char, char)) for char in normal("NFKC", text))
    return ours.translate(_SIGNS)


def without_accents(text: str) -> str:
    """Return ``text`` with the letters and digits that its signs are made of (NFKD), without their marks."""
    if text.isascii():
        return text
    return "".join(char for char in normal("NFKD", text) if not unicodedata.combining(char))


_HAN = re.compile("[\u4e00-\u9fff]")


def alphabetical(name: str) -> str:
    """Return by what a name stands in a list: with accented letters among those without, Chinese by its sound.

    GB 2312, whose codes GB 18030 keeps, has the common signs in the order of pinyin. The Russian short i is a letter of
    its own.
    """
    if _HAN.search(name):
        return name.encode("gb18030").decode("latin-1")
    return without_accents(name.casefold().replace("й", "и\uffff"))


class MarkupRefused(ValueError):
    """A text that is not accepted: ``message`` says why and what to do, ``line`` (from 1) says where."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def normalise(text: str) -> str:
    """Return ``text`` with ``\\n`` as its only line break and without a byte order mark."""
    text = text.removeprefix("\ufeff")
    for sign in _BREAKS:
        text = text.replace(sign, "\n")
    return text


def shows(text: str) -> bool:
    """Return whether anything of ``text`` is seen: spaces, marks of direction and accents on nothing are not."""
    return any(char not in _BLANK and unicodedata.category(char) not in _NEVER_ALONE for char in text)


def mask_addresses(text: str) -> str:
    """Return ``text`` with the host of each e-mail address replaced: ``name@…``."""
    return _ADDRESS.sub(r"\1@…", text)


def remove_addresses(text: str) -> str:
    """Return ``text`` without e-mail addresses and the angle brackets around them."""
    return re.sub(rf"[ \t]?<{_ADDRESS.pattern}>|{_ADDRESS.pattern}", "", text)


def empty_items(line: str) -> str:
    """Return a line of a list in brackets in which an item that is only an e-mail address, before others, is empty."""
    return re.sub(rf"(^|[\[,])(\s*)(?:<{_ADDRESS.pattern}>|{_ADDRESS.pattern})(?=\s*,)", r'\1\2""', line)


def show_bidi(text: str) -> str:
    """Return ``text`` with each bidirectional control as a visible mark such as ``⟦RLO⟧`` (Unicode UAX 9)."""
    return BIDI.sub(lambda found: f"⟦{_BIDI_NAMES[found[0]]}⟧", text)


def show_controls(text: str) -> str:
    """Return ``text`` normalised, with each control character as a visible mark such as ``⟦U+0007⟧``."""
    return _CONTROL.sub(lambda found: f"⟦U+{ord(found[0]):04X}⟧", normalise(text))


def visible(text: str) -> str:
    """Return ``text`` as it may be shown anywhere: no hidden sign, no address; refuses nothing."""
    return mask_addresses(show_bidi(show_controls(text)))


def on_a_line(text: str) -> str:
    """Return ``text`` as one line that may be written to a terminal: no hidden sign, no break; refuses nothing."""
    return " ".join(show_bidi(show_controls(text)).split())


def controls(text: str) -> list[tuple[int, str]]:
    """Return (line, ``U+0007``) for each control character in normalised ``text``, at most 100."""
    found = []
    for match in _CONTROL.finditer(text):
        found.append((text.count("\n", 0, match.start()) + 1, f"U+{ord(match[0]):04X}"))
        if len(found) == 100:
            break
    return found


def accept(text: str, limit: int) -> str:
    """Return ``text`` normalised.

    Raises ``MarkupRefused`` where it is larger than ``limit`` bytes (UTF-8) or ``MAX_LINES``, has a control character,
    is nested deeper than ``MAX_DEPTH`` levels or has a table of more than ``MAX_CELLS`` cells.
    """
    text = normalise(text)
    data = text.encode("utf-8", "replace")
    if len(data) > limit:
        raise MarkupRefused(
            _(
                "The text has %(size)s kB; %(limit)d kB are accepted. Shorten it, or link to what is long.",
                size=Numeral(-(-len(data) // 1000)),
                limit=limit // 1000,
            ),
            data.count(b"\n", 0, limit) + 1,
        )
    if (lines := text.rstrip("\n").count("\n") + 1) > MAX_LINES:
        raise MarkupRefused(
            _(
                "The text has %(lines)s lines; %(most)s are accepted. Split it.",
                lines=Numeral(lines),
                most=Numeral(MAX_LINES),
            ),
            MAX_LINES + 1,
        )
    for line, sign in controls(text):
        raise has_control(line, sign)
    _accept_nesting(text)
    _accept_tables(text)
    return text


def has_control(line: int, sign: str) -> MarkupRefused:
    """Return the refusal of a control character at ``line``, named as ``controls`` does."""
    return MarkupRefused(_("Line %(line)d has a control character (%(sign)s). Remove it.", line=line, sign=sign), line)


def too_deep(line: int) -> MarkupRefused:
    """Return the refusal of nesting at ``line``."""
    return MarkupRefused(
        _(
            "Line %(line)d is nested deeper than %(depth)d levels. Use fewer quotes, lists or emphasis.",
            line=line,
            depth=MAX_DEPTH,
        ),
        line,
    )


def _accept_nesting(text: str) -> None:
    """Refuse by the marks at the start of lines; nesting by indentation shows only when parsed."""
    fenced = False
    deepest = work = 0
    for number, line in enumerate(text.split("\n"), 1):
        if _FENCE.match(line):
            fenced = not fenced
        if fenced or not line.strip():
            deepest = 0
            continue
        deepest = max(deepest, _marks(line))
        work += deepest
        if deepest > MAX_DEPTH:
            raise too_deep(number)
        if work > MAX_WORK:
            raise MarkupRefused(
                _("From line %(line)d on there are too many nested lines. Split the text.", line=number),
                number,
            )


def _accept_tables(text: str) -> None:
    """Refuse what costs seconds: the parser fills each short row up to the width of its table."""
    columns = cells = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            columns = cells = 0
        elif "|" in line and "-" in line and not line.strip(" \t|:->"):
            columns = line.count("|") + 1
        cells += columns
        if columns > MAX_COLUMNS + 1 or cells > MAX_CELLS:
            raise MarkupRefused(
                _(
                    "The table at line %(line)d exceeds %(columns)d columns or %(cells)s cells. Split it.",
                    line=number,
                    columns=MAX_COLUMNS,
                    cells=Numeral(MAX_CELLS),
                ),
                number,
            )


def _marks(line: str) -> int:
    count = position = 0
    while count <= MAX_DEPTH and (found := _CONTAINER.match(line, position)):
        position = found.end()
        count += 1
    return count


def shorten(text: str, most: int) -> str:
    """Return ``text`` in one paragraph, cut at a word within ``most`` characters, with an ellipsis when cut."""
    words = " ".join(text.split())
    if len(words) <= most:
        return words
    return words[: most - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"
