"""A mail that came in, read: who it is from, whether a machine sent it, its words, and what else it brought.

What it says of itself is not believed: its size was bounded before, its nesting is here, and dirt is read as far as it
can be. Headers are taken as they came: the standard library's parser of their values takes minutes for some.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses

from igtf.core.text.plaintext import shows
from igtf.notice.mailhtml import LONGEST, words_of
from igtf.notice.returned import Returned, returned_in
from igtf.people.names import kept_email

MOST_NESTED = 50
"""How many parts of a mail may hold others: the standard library reads them one within the other."""
MOST_PARTS = 2_000
"""Lines of a mail that may begin a part."""
MOST_LINES = 200_000
"""Lines of a mail that go on no other: each may be a header to remember."""
MOST_LOOKED_AT = 10_000_000
"""Lines times the parts that hold others: each is looked at once for each part that it lies within."""
LONGEST_OF_PART = 4_000
"""Bytes of a header that says what a part is: its parameters are looked for again and again."""
LONGEST_HEADER = 1_000
"""Characters of a header that are read."""
LONGEST_BODY = 500_000
"""Bytes of the text of a mail, quotes and HTML included, that are read."""

_HOLDS_OTHERS = re.compile(rb"multipart/|message/", re.IGNORECASE)
_OF_PART = re.compile(rb"^content-[a-z-]+:.*(?:\n[ \t].*)*+", re.IGNORECASE | re.MULTILINE)
"""Never given back, as each line of a header would be remembered: a hundred times its bytes."""
_CHARSET = re.compile(r"(utf-?(8|16|32)|us-ascii|iso|windows|cp\d|koi|gb|big5|euc|shift|ks_c|mac|tis)", re.IGNORECASE)
"""Names of charsets: Python knows other codecs, which are none."""
_MEANT = {
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "chinese": "gb18030",
    "hz-gb-2312": "hz", "big5": "big5hkscs", "x-x-big5": "big5hkscs", "euc-kr": "cp949", "ks_c_5601-1987": "cp949",
    "shift_jis": "cp932", "x-sjis": "cp932", "sjis": "cp932", "us-ascii": "utf-8", "iso-8859-1": "windows-1252",
    "iso-8859-9": "windows-1254", "iso-8859-11": "cp874", "tis-620": "cp874", "windows-874": "cp874",
    "iso-8859-6-i": "iso-8859-6", "iso-8859-8-i": "iso-8859-8", "iso-8859-6-e": "iso-8859-6",
    "iso-8859-8-e": "iso-8859-8", "ibm866": "cp866", "x-mac-cyrillic": "mac-cyrillic",
}  # fmt: skip
"""Charset that a mail names → the larger one that programs mean by it (as the WHATWG's Encoding has it)."""
_SIGNATURES = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
               "application/pgp-keys")  # fmt: skip
"""What programs enclose by themselves, so that a mail can be checked."""
_MACHINES: dict[str, Callable[[str], object]] = {
    "auto-submitted": lambda said: said.partition(";")[0].strip() != "no",
    "precedence": lambda said: said in ("bulk", "junk", "list", "auto_reply"),
    "content-type": lambda said: said.startswith("multipart/report"),
    "x-autoreply": lambda said: said != "no",
    "x-autorespond": bool, "x-autoresponse": bool, "x-mail-autoreply": bool, "x-failed-recipients": bool,
    "list-id": bool,
}  # fmt: skip
"""Headers of mail that a machine sent, and what they say then: RFC 3834 (2 and 5), RFC 6522 and older customs."""


class UnreadableMail(Exception):
    """A mail that cannot be read at all."""


@dataclass(frozen=True)
class Incoming:
    """A mail as far as it matters here.

    ``sender``: the address in From, as addresses are kept; empty when it is not one. ``number``: its Message-ID.
    ``answers``: those that it answers, the nearest first. ``text``: all its words, with what they quote; ``damaged``
    when they did not arrive whole. ``left_out``: names of the files that came along. ``returned``: what it says of a
    mail of ours that was not delivered.
    """

    sender: str
    by_machine: bool
    number: str
    answers: list[str]
    text: str
    damaged: bool
    left_out: list[str]
    returned: Returned | None


def incoming(raw: bytes, return_path: str) -> Incoming:
    """Return what a mail says; Unreadable when its parts are beyond sense. ``return_path`` is the envelope's."""
    raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")  # as the parser does
    _refuse_absurd(raw)
    message = _parsed(raw)
    words = _Words()
    text = words.of(message)
    numbers = [re.findall(r"<[^<>\s]+>", header) for name in ("in-reply-to", "references")
               for header in _headers(message, name)]  # fmt: skip
    return Incoming(
        sender=_sender(message),
        by_machine=return_path in ("", "<>") or _says_machine(message),
        number=next(iter(_headers(message, "message-id")), ""),
        answers=[number for found in numbers for number in reversed(found)],
        text=text,
        damaged=words.damaged,
        left_out=[_name(part) for part in _leaves(message) if _is_file(part)],
        returned=returned_in(message),
    )


def _refuse_absurd(raw: bytes) -> None:
    """Raise Unreadable for what the standard library would read for minutes, or with gigabytes."""
    nested, parts, lines = len(_HOLDS_OTHERS.findall(raw)), raw.count(b"\n--"), raw.count(b"\n")
    longest = max((len(found[0]) for found in _OF_PART.finditer(raw)), default=0)
    if nested > MOST_NESTED or parts > MOST_PARTS or longest > LONGEST_OF_PART:
        raise UnreadableMail
    if lines - raw.count(b"\n ") - raw.count(b"\n\t") > MOST_LINES or lines * nested > MOST_LOOKED_AT:
        raise UnreadableMail


def _parsed(raw: bytes) -> Message:
    try:
        return message_from_bytes(raw)
    except (RecursionError, ValueError) as error:  # a boundary in a charset that has no name
        raise UnreadableMail from error


def _headers(message: Message, name: str) -> list[str]:
    """Return the values of a header as text, each on one line."""
    found = (value for key, value in message.raw_items() if key.lower() == name)
    return [" ".join(_text(str(value)[:LONGEST_HEADER]).split()) for value in found]


def _text(value: str) -> str:
    """Return a header's value, in which raw bytes are UTF-8 (RFC 6532) or unknown."""
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _sender(message: Message) -> str:
    froms = _headers(message, "from")
    try:
        found = [address for _name, address in getaddresses(froms[:2]) if address]
    except RecursionError:  # comments within comments
        return ""
    return kept_email(found[0]) if len(froms) == len(found) == 1 else ""


def _says_machine(message: Message) -> bool:
    return any(
        said_by_machine(value.lower())
        for name, said_by_machine in _MACHINES.items()
        for value in _headers(message, name)
    )


def _held(part: Message) -> list[Message] | None:
    """Return the parts that a part holds; None for one that holds none, and for a mail that is enclosed."""
    holds = part.is_multipart() and part.get_content_maintype() == "multipart"
    return part.get_payload() if holds else None  # type: ignore[return-value]


def _leaves(message: Message) -> Iterator[Message]:
    """Yield the parts that hold no others, in their order, but for texts that say what another one says."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        held = _held(part)
        if held is None:
            yield part
        elif _offers_one(part):
            waiting.extend(each for each in reversed(held) if each.get_content_maintype() != "text")
        else:
            waiting.extend(reversed(held))


def _offers_one(part: Message) -> bool:
    """Return whether the parts within all say the same (RFC 2046, section 5.1.4)."""
    return part.get_content_subtype() == "alternative"


def _is_text(part: Message) -> bool:
    is_words = part.get_content_type() in ("text/plain", "text/html")
    return is_words and part.get_content_disposition() != "attachment" and not _said(part.get_filename)


def _is_file(part: Message) -> bool:
    """Return whether a part was enclosed: no words, no signature of the mail, no picture within its HTML."""
    kind, shown_within = (
        part.get_content_type(),
        "Content-ID" in part and part.get_content_disposition() != "attachment",
    )
    return not (_is_text(part) or shown_within or kind in _SIGNATURES or part.get_content_maintype() == "multipart")


def _said(ask: Callable[[], str | None]) -> str:
    """Return what a part says of itself; nothing when it is written in what is no charset."""
    try:
        return ask() or ""
    except (LookupError, ValueError):
        return ""


def _name(part: Message) -> str:
    name = _said(part.get_filename) or part.get_content_type()
    return " ".join("".join(char if char.isprintable() else " " for char in name).split())[:60]


class _Words:
    """Reads the words of parts, of all of them as much as of one; ``damaged`` when they did not arrive whole."""

    def __init__(self) -> None:
        self.left, self.left_of_html = LONGEST_BODY, LONGEST
        self.damaged = False

    def of(self, part: Message) -> str:
        """Return the words of a part; of those that say the same the plain one's, where it has any."""
        held = _held(part)
        if held is None:
            return self._of_text(part) if _is_text(part) else ""
        if _offers_one(part):
            said = (self.of(each) for each in sorted(held, key=_has_html))
            return next((words for words in said if shows(words) or self.damaged), "")
        return "\n\n".join(words for each in held if shows(words := self.of(each)))

    def _of_text(self, part: Message) -> str:
        payload = part.get_payload(decode=True)
        data = payload if isinstance(payload, bytes) else b""
        text = _read(part, data[: self.left])
        self.damaged |= bool(part.defects) or len(data) > self.left
        self.left = max(self.left - len(data), 0)
        return self._of_html(text) if part.get_content_subtype() == "html" else text.strip("\n")

    def _of_html(self, text: str) -> str:
        self.damaged |= len(text) > self.left_of_html
        words = words_of(text[: self.left_of_html])
        self.left_of_html = max(self.left_of_html - len(text), 0)
        return words


def _has_html(part: Message) -> bool:
    return any(each.get_content_type() == "text/html" for each in part.walk())


def _read(part: Message, data: bytes) -> str:
    text = _decoded(data, _said(part.get_content_charset))
    if str(part.get_param("format", "")).lower() == "flowed":
        text = unflowed(text, joined=str(part.get_param("delsp", "")).lower() == "yes")
    return text


def _decoded(data: bytes, charset: str) -> str:
    """Return bytes as text: in the charset that is named, else in UTF-8, else as far as the former goes, or in the one
    that most old programs use."""
    named = _MEANT.get(charset.lower()) or (charset if _CHARSET.match(charset) else "utf-8")
    for name in (named, "utf-8"):
        try:
            return data.decode(name)
        except (ValueError, LookupError):  # also a NUL in the name
            continue
    return data.decode(named if named in _MEANT.values() and named != "utf-8" else "windows-1252", "replace")


def unflowed(text: str, *, joined: bool) -> str:
    """Return text of format=flowed with the lines as they were written (RFC 3676); ``joined`` for its DelSp."""
    lines: list[str] = []
    flows = False
    for line in text.replace("\r\n", "\n").split("\n"):
        quoted = line.startswith(">")
        line = line.removeprefix(" ")
        if flows and not quoted:
            before = lines.pop()
            lines.append((before.removesuffix(" ") if joined else before) + line)
        else:
            lines.append(line)
        flows = line.endswith(" ") and line != "-- " and not quoted
    return "\n".join(line if line == "-- " else line.rstrip(" ") for line in lines)
