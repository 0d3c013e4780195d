"""Of a reply only what its person wrote: without the mail that it answers, and without signatures.

The head that a mail program puts before the quote differs by program, language and time zone, but it names who wrote
what is quoted, and that is this site. So a head is found by the name or address of the sender and by a date, in any
language.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parseaddr

from igtf.core.text.plaintext import BIDI, show_bidi

MOST_LINES = 4
"""Over how many lines programs break a head."""
FEWEST = 8
"""Bytes of the letters of a quoted line by which it is known whose it is, unless it is all that was said."""
LONGEST_LINE = 500
"""Characters beyond which a line is no head."""

_BREAKS = re.compile("\r\n?|[\x0b\x0c]")
"""Ends of lines: those of word processors, pasted, show nothing and would be refused as control characters."""
_QUOTED = re.compile(r"[ \t]*>")
_ENDS = re.compile(r"[:：]\s*$")
_DATE = re.compile(r"\d{4}(?!\d)\D+\d|\d\D+\d{4}(?!\d)|\d{1,2}[./-]\d{1,2}[./-]\d{2}")
"""A date of a mail names a day: a year alone stands in people's sentences too."""
_TIME = re.compile(r"\d{1,2}\s?[:.hH时時]\s?\d{2}")
_LABEL = re.compile(r"[*\s]*[^\s:：,.!?][^:：,.!?]{0,24}(?:(?<!\d)[:：]|[:：](?!\d))(?!//)")
"""What begins a header: no time and no link."""
_RULE = re.compile(r"\s*[-_—=]{5,}.{0,60}$")
SIGNATURE = "-- "
"""What parts a signature from the text (RFC 3676, section 4.3): its space counts."""
_WITHOUT_SPACE = "--"
"""The same where a program dropped the space: people part their own text so too."""
SHORT_SIGNATURE, LONGEST_SIGNATURE = 5, 15
"""Lines with words, quotes aside, up to which what is below ``_WITHOUT_SPACE`` is a signature: a longer one says
how somebody is reached."""
_REACHED = re.compile(r"@|https?:|www\.|\+?\d[\d ()/.-]{6,}\d")
_LINK = re.compile(r"\s?[<(]https?:[^\s<>()]*[>)]")
_PHONES = re.compile(
    r"\s*((Sent (from|with|via)|Envoyé (de|depuis|à partir de)|Enviado desde|Отправлено (с|из)|发自我的|发送自|"
    r"(أُرسلت|أرسلت|تم الإرسال) من|(Get|Télécharger|Obtenir|Obtener|Скачать|الحصول على|获取) ?Outlook) ?.{0,60}|"
    r"从我的.{1,20}发送)"
)  # fmt: skip
"""The line that programs of telephones put below a text."""


@dataclass(frozen=True)
class Writer:
    """Who wrote what is quoted: the name and the address in From of this site's mails."""

    name: str
    address: str


def writer_of(sender: str) -> Writer:
    """Return the writer that a From header names."""
    return Writer(*parseaddr(sender))


def own_words(text: str, writer: Writer, site: str) -> str:
    """Return what of a reply its person wrote; empty when that is nothing. ``site`` begins this site's links.

    Quoted lines stay above an answer to them, as is usage on lists; not those with a link of this site, which are
    the frame of its mail.
    """
    lines = [line.rstrip() if line != SIGNATURE else line for line in _BREAKS.sub("\n", text).split("\n")]
    above, answers = _without_heads(lines, writer)
    kept = _without_tail(_without_signature(above), quotes=answers)
    return "\n".join(_without_frames(kept, site)).strip("\n")


def has_quotes(text: str) -> bool:
    """Return whether a text holds lines that are marked as quoted."""
    return any(_QUOTED.match(line) for line in text.split("\n"))


def quotes_words(text: str, words: str) -> bool:
    """Return whether a line that a text quotes is of the own words of another text, however it was wrapped since."""
    own = _letters(line for line in show_bidi(words).split("\n") if not _QUOTED.match(line))
    lines = (_letters([line]) for line in show_bidi(text).split("\n") if _QUOTED.match(line))
    return any(line in own and (len(line.encode()) >= FEWEST or line == own) for line in lines if line)


def _letters(lines: Iterable[str]) -> str:
    return "".join(filter(str.isalnum, "".join(lines)))


def _bare(line: str) -> str:
    """Return a line without marks of direction: programs put them around names and addresses."""
    return line if line.isascii() else BIDI.sub("", line)


def _plain(line: str) -> str:
    """Return a line without marks of quotation and direction."""
    return re.sub(r"^[>\s\ufeff]+", "", _bare(line))


def _names(line: str, writer: Writer) -> bool:
    """Return whether a line names the writer, as a word of its own."""
    found = writer.address.lower() in line.lower()
    return found or bool(writer.name and re.search(rf"(?<!\w){re.escape(writer.name)}(?!\w)", line))


def _without_heads(lines: list[str], writer: Writer) -> tuple[list[str], bool]:
    """Return the lines without the heads of quotes, and whether there was one.

    What is below a head that marks no lines as quoted goes with it.
    """
    kept: list[str] = []
    found = False
    for number, line in enumerate(lines):
        if len(line) <= LONGEST_LINE and _begins_labels(lines, number, writer):
            return _above(kept), True
        kept.append(line)
        size = _head_above(kept, writer)
        if size and _is_quoted(lines, number + 1, kept[-size:]):
            kept = _above_rule(kept[:-size])
            found = True
        elif size and _is_surely_head(" ".join(map(_plain, kept[-size:])), writer):
            return _above_rule(kept[:-size]), True
    return kept, found


def _above(kept: list[str]) -> list[str]:
    """Return the lines above a block of headers, whose first ones and whose rule may be the last of ``kept``."""
    end = len(kept)
    while end and _LABEL.match(_bare(kept[end - 1])):
        end -= 1
    return _above_rule(kept[:end])


def _above_rule(kept: list[str]) -> list[str]:
    """Return the lines above the rule that programs draw before what they quote; all of them where none is drawn."""
    end = len(kept)
    while end and not kept[end - 1].strip():
        end -= 1
    return kept[: end - 1] if end and _RULE.match(kept[end - 1]) else kept


def _is_surely_head(words: str, writer: Writer) -> bool:
    """Return whether these are a head although nothing below is marked: with a date, and the address in brackets."""
    in_brackets = re.search(rf"[<(\[\"]\s?(mailto:)?{re.escape(writer.address)}", words, re.IGNORECASE)
    return bool(in_brackets and _DATE.search(words.replace(writer.address, "")))


def _begins_labels(lines: list[str], number: int, writer: Writer) -> bool:
    """Return whether there begins a block of a mail's headers, in any language: labels, the first with the writer.

    Headers have the writer's address, or say when it was sent; people begin their points with labels too.
    """
    line, below = _bare(lines[number]), [_bare(other) for other in lines[number + 1 : number + 5]]
    if not (_LABEL.match(line) and _names(line, writer)):
        return False
    quoted = bool(_QUOTED.match(line))
    labels = [other for other in below if _LABEL.match(other) and bool(_QUOTED.match(other)) == quoted]
    has_address = any(writer.address.lower() in each.lower() for each in (line, *below))
    return len(labels) >= 2 and (has_address or any(map(_says_when, labels)))


def _says_when(line: str) -> bool:
    return bool(_DATE.search(line) and _TIME.search(line))


def _head_above(kept: list[str], writer: Writer) -> int:
    """Return of how many lines a head is that ends with the last of ``kept``; 0 when there is none."""
    if len(kept[-1]) > LONGEST_LINE or not _ENDS.search(_bare(kept[-1])):
        return 0
    addressed = 0
    for size in range(1, MOST_LINES + 1):
        if size > len(kept) or not _plain(kept[-size]) or len(kept[-size]) > LONGEST_LINE:
            break
        words = " ".join(_plain(line) for line in kept[-size:])
        if _names(words, writer):
            addressed = addressed or (size if writer.address in words else 0)
            if _DATE.search(words.replace(writer.address, "")):
                return size
    return addressed


def _is_quoted(lines: list[str], start: int, head: list[str]) -> bool:
    """Return whether the next line with words is marked as quoted, or the head is."""
    following = next((line for line in lines[start : start + MOST_LINES] if line.strip()), "")
    return bool(_QUOTED.match(following) or all(_QUOTED.match(line) for line in head))


def _without_signature(lines: list[str]) -> list[str]:
    end, below, most = len(lines), 0, SHORT_SIGNATURE
    for number in reversed(range(len(lines))):
        line = lines[number]
        if line == SIGNATURE or (line == _WITHOUT_SPACE and below <= most):
            end = number
        if line.strip() and not _QUOTED.match(line):
            below, most = below + 1, LONGEST_SIGNATURE if _REACHED.search(line) else most
    return lines[:end]


def _without_tail(lines: list[str], *, quotes: bool) -> list[str]:
    """Return the lines without what a telephone writes at their end, and with ``quotes`` without the quote there."""
    end = len(lines)
    while end and _is_tail(lines[end - 1], quotes=quotes):
        end -= 1
    return lines[:end]


def _is_tail(line: str, *, quotes: bool) -> bool:
    words = _bare(line)
    return bool(not words.strip() or _PHONES.fullmatch(_LINK.sub("", words)) or (quotes and _QUOTED.match(line)))


def _without_frames(lines: list[str], site: str) -> list[str]:
    """Return the lines without those quotes that hold a link of this site."""
    kept: list[str] = []
    quote: list[str] = []
    for line in [*lines, ""]:
        if _QUOTED.match(line):
            quote.append(line)
            continue
        kept += quote if not any(site in quoted for quoted in quote) else []
        quote = []
        kept.append(line)
    return kept
