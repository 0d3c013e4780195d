"""Mail that came back: reports that one was not delivered (RFC 3464), sent to the address that it left with."""

from collections.abc import Sequence
from email.message import Message
from email.parser import HeaderParser
from typing import NamedTuple

LONGEST = 200
"""Letters of what a mail server said that are kept."""

_HEADS = ("text/rfc822-headers", "message/rfc822")
"""What a report holds of the mail that came back (RFC 6522, section 3)."""


class Returned(NamedTuple):
    """A mail that came back: its Message-ID, empty where the report names none, and what the mail server said."""

    number: str
    said: str


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
    said = _value(failed, "Diagnostic-Code").partition(";")[2] or _value(failed, "Status")
    return Returned(next((_number(part) for part in parts if part.get_content_type() in _HEADS), ""), _told(said))


def _parts(message: Message) -> Sequence[Message]:
    held = message.get_payload()
    return [part for part in held if isinstance(part, Message)] if isinstance(held, list) else []


def _statuses(part: Message) -> Sequence[Message]:
    """Return what a part of a report says of each addressee; the first block is of the report itself."""
    return _parts(part) if part.get_content_type() == "message/delivery-status" else []


def _value(block: Message, name: str) -> str:
    value = " ".join(str(block.get(name, "")).split())
    return value.lower() if name == "Action" else value


def _number(part: Message) -> str:
    """Return the Message-ID of the mail of which a part holds the head, or all."""
    held = _parts(part)
    head = held[0] if held else HeaderParser().parsestr(str(part.get_payload()))
    return str(head.get("Message-ID", "")).strip()


def _told(said: str) -> str:
    """Return what a mail server said, as it can be shown."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in said).split())[:LONGEST]
