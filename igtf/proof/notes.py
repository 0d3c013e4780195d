"""Signed notes (C2SP, signed-note and tlog-checkpoint): a text, an empty line, and lines of signatures by Ed25519.

A key is named, and known by a line that whoever verifies keeps: name, four bytes that tell it from others, public key.
"""

import base64
import binascii
import hashlib
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"
_DASH = "\u2014"


class NotSigned(Exception):
    """A note, key or checkpoint that is not what it claims to be; the message says why."""


class Checkpoint(NamedTuple):
    """What a checkpoint says: whose log, how many entries it has, the root of their tree."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def _number(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


def _public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def key_line(name: str, seed: bytes) -> str:
    """Return the line by which the key made of ``seed`` (32 bytes) is known."""
    public = _public(Ed25519PrivateKey.from_private_bytes(seed))
    return f"{name}+{_number(name, public).hex()}+{base64.b64encode(_ED25519 + public).decode()}"


def sign(text: str, name: str, seed: bytes) -> str:
    """Return the note of ``text``, which ends with a line end, signed by the key made of ``seed``."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    signature = base64.b64encode(_number(name, _public(key)) + key.sign(text.encode())).decode()
    return f"{text}\n{_DASH} {name} {signature}\n"


def opened(note: str, line: str) -> str:
    """Return the text of a note that the key known by ``line`` has signed; NotSigned for any other."""
    name, number, public = _read_key(line)
    text, _empty, signatures = note.rpartition("\n\n")
    for signed in signatures.splitlines():
        start = f"{_DASH} {name} "
        made = _decoded(signed.removeprefix(start)) if signed.startswith(start) else b""
        if made[:4] == number:
            try:
                Ed25519PublicKey.from_public_bytes(public).verify(made[4:], f"{text}\n".encode())
            except InvalidSignature:
                raise NotSigned(f"The signature of {name} does not fit the note: one of them was changed.") from None
            return f"{text}\n"
    raise NotSigned(f"The note has no signature by {name} with the key {number.hex()}.")


def read(text: str) -> Checkpoint:
    """Return what the text of a checkpoint says; NotSigned when it is none."""
    lines = text.split("\n")
    if len(lines) < 4 or not lines[1].isdecimal() or len(_decoded(lines[2])) != 32:
        raise NotSigned("The note is no checkpoint of a log.")
    return Checkpoint(lines[0], int(lines[1]), _decoded(lines[2]))


def _read_key(line: str) -> tuple[str, bytes, bytes]:
    name, _plus, rest = line.strip().partition("+")
    number, _plus, text = rest.partition("+")
    data = _decoded(text)
    if len(data) != 33 or data[:1] != _ED25519 or _number(name, data[1:]).hex() != number:
        raise NotSigned(f"“{line.strip()[:80]}” is no key of a log.")
    return name, bytes.fromhex(number), data[1:]


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
