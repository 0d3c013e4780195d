"""Addresses to reply to: each is one person's, for one subject, signed with the site's key, and ends by itself.

What is not delivered comes back to them too, also of mails to which nobody replies, as those to contacts of bodies.
The local part is ``reply+`` and forty letters and digits of base32, in lower case, as it is often lowered on the way;
with the longest name that the setting takes it has the 64 octets that RFC 5321 allows (4.5.3.1.1).
"""

import hmac
import struct
from base64 import b32decode, b32encode
from dataclasses import dataclass
from datetime import date, timedelta

from flask import current_app

from igtf.core import clock
from igtf.core.transports import RETURN_PATH

LASTS = timedelta(days=30)
"""How long a reply is taken, in real time."""

_TOLD = struct.Struct(">IIH")
"""Person, subject, and the last day on which it is taken, counted from ``_FIRST``."""
_FIRST = date(2020, 1, 1).toordinal()
_SEAL = 15
"""Bytes of the signature: HMAC-SHA256, cut to 120 bits (RFC 2104, section 5, asks for 80 at least)."""


NO_SUBJECT = 0
"""Stands for the subject in the address of a mail that tells of several: nobody replies there, but it may come back."""


NOBODY = 0
"""Stands for the person in the address to which an invitation comes back, and its number for the subject: who is
invited is nobody here yet, and an address of who invites would let others say that mail to them comes back."""


class NoReplyAddress(Exception):
    """An address that is none of ours: not signed here, damaged, or not to reply to."""


class EndedAddress(NoReplyAddress):
    """An address of ours that has ended."""


@dataclass(frozen=True)
class ReplyAddress:
    """What an address to reply to stands for: whose words come there, and about which subject, by their numbers.

    In that of a mail to a contact, ``person_id`` is the contact's as an actor.
    """

    person_id: int
    subject_id: int


def _seal(told: bytes) -> bytes:
    key = str(current_app.secret_key).encode()
    return hmac.digest(key, b"igtf reply " + told, "sha256")[:_SEAL]


def reply_address(person_id: int, subject_id: int) -> str | None:
    """Return the address to which a person replies about a subject, for ``LASTS``; None where no replies are taken."""
    name, _at, host = current_app.config["REPLY_ADDRESS"].partition("@")
    if not name:
        return None
    last_day = (clock.real_now() + LASTS).toordinal() - _FIRST
    told = _TOLD.pack(person_id, subject_id, last_day)
    return f"{name}+{b32encode(told + _seal(told)).decode().lower()}@{host}"


def returns_to(actor_id: int, subject_id: int = NO_SUBJECT) -> dict[str, str]:
    """Return the header by which a mail to somebody comes back where it is not delivered; none where none is taken."""
    address = reply_address(actor_id, subject_id)
    return {RETURN_PATH: address} if address else {}


def read_address(address: str) -> ReplyAddress:
    """Return what an address stands for; NoReplyAddress when it was not made here, Ended when its time is over."""
    name, _at, host = current_app.config["REPLY_ADDRESS"].partition("@")
    given, _plus, token = address.lower().partition("@")[0].partition("+")
    if not name or (given, address.lower().partition("@")[2]) != (name, host):
        raise NoReplyAddress
    try:
        data = b32decode(token.encode(), casefold=True)
        told, seal = data[: _TOLD.size], data[_TOLD.size :]
        person_id, subject_id, last_day = _TOLD.unpack(told)
    except (ValueError, struct.error):  # no base32, not its length
        raise NoReplyAddress from None
    if not hmac.compare_digest(seal, _seal(told)):
        raise NoReplyAddress
    if clock.real_now().toordinal() - _FIRST > last_day:
        raise EndedAddress
    return ReplyAddress(person_id, subject_id)
