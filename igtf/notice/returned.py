"""Mail that came back: reports that one was not delivered (RFC 3464), sent to the address that it left with."""

import re
from collections.abc import Sequence
from email.message import Message
from email.parser import HeaderParser
from typing import NamedTuple

LONGEST = 200
"""Letters of what a mail server said that are kept."""

_HEADS = ("text/rfc822-headers", "message/rfc822")
"""What a report holds of the mail that came back (RFC 6522, section 3)."""


_OF_ADDRESS = re.compile(r"(?<![\d.])[45]\.[12]\.\d{1,3}(?![\d.])")


class Returned(NamedTuple):
    """A mail that came back: its Message-ID, empty where the report names none, and what the mail server said.

    ``of_address``: that the address is why, as ``blames_address`` has it.
    """

    number: str
    said: str
    of_address: bool


def blames_address(said: str) -> bool:
    """Return whether what a mail server said has a code by which the address or its mailbox is why a mail came back.

    RFC 3463, sections 3.2 and 3.3. All others may be of the network, of the relay, or of what it thinks of this site.
    """
    return bool(_OF_ADDRESS.search(said))


def returned_in(message: Message) -> Returned | None:
    """Return which mail a report says was not delivered and is tried no more; None for anything else.

    A report of a delay, or that a mail arrived, is none (RFC 3464, section 2.3.3).
    """
    if message.get_content_type() != "multipart/report":
        return None
    parts = _parts(message)
    failed = next((block for part in parts for block in _statuses(part) if _value(block, "Action") == "failed"), None)
    if failed is None:
        return None
    status, number = _value(failed, "Status"), next(filter(None, map(_number, parts)), "")
    said = _value(failed, "Diagnostic-Code").partition(";")[2] or status
    return Returned(number, _told(said), blames_address(status))


def _parts(message: Message) -> Sequence[Message]:
    held: Sequence[object] = message.get_payload() if message.is_multipart() else ()  # type: ignore[assignment]
    return [part for part in held if isinstance(part, Message)]


def _statuses(part: Message) -> Sequence[Message]:
    """Return what a part of a report says of each addressee; the first block is of the report itself."""
    return _parts(part) if part.get_content_type() == "message/delivery-status" else []


def _value(block: Message, name: str) -> str:
    value = " ".join(str(block.get(name, "")).split())
    return value.lower() if name == "Action" else value


def _number(part: Message) -> str:
    """Return the Message-ID of the mail of which a part holds the head, or all; '' for one that holds neither."""
    if part.get_content_type() not in _HEADS:
        return ""
    held = _parts(part)
    head = held[0] if held else HeaderParser().parsestr(_text_of(part))
    return str(head.get("Message-ID", "")).strip()


def _text_of(part: Message) -> str:
    try:
        return str(part.get_payload())
    except ValueError:  # a NUL in the name of its charset
        return ""


def _told(said: str) -> str:
    """Return what a mail server said, as it can be shown."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in said).split())[:LONGEST]
