"""Signed notes (C2SP, signed-note and tlog-checkpoint): a text, an empty line, and lines of signatures by Ed25519.

A key is named, and known by a line that whoever verifies keeps: name, four bytes that tell it from others, public key.
A witness of a log signs its checkpoints too, each with the moment at which it saw that the log only grew
(C2SP, tlog-cosignature).
"""

import base64
import binascii
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # only who signs or verifies loads it: it would take each process 7 MB
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_ED25519, _COSIGNATURE = b"\x01", b"\x04"
"""The kinds of keys: one that signs a text, one that signs it with a moment."""

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


class _Key(NamedTuple):
    """What the line of a key says."""

    name: str
    number: bytes
    public: bytes

    def verify(self, signature: bytes, said: str) -> None:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, said.encode())
        except InvalidSignature:
            raise NotSigned(f"The signature of {self.name} does not fit the note: one of them was changed.") from None


def _number(name: str, public: bytes, kind: bytes = _ED25519) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + kind + public).digest()[:4]


def _private(seed: bytes) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(seed)


def _public(key: "Ed25519PrivateKey") -> bytes:
    return key.public_key().public_bytes_raw()


def key_line(name: str, seed: bytes) -> str:
    """Return the line by which the key made of ``seed`` (32 bytes) is known."""
    public = _public(_private(seed))
    return f"{name}+{_number(name, public).hex()}+{base64.b64encode(_ED25519 + public).decode()}"


def sign(text: str, name: str, seed: bytes) -> str:
    """Return the note of ``text``, which ends with a line end, signed by the key made of ``seed``."""
    key = _private(seed)
    signature = base64.b64encode(_number(name, _public(key)) + key.sign(text.encode())).decode()
    return f"{text}\n{_DASH} {name} {signature}\n"


def opened(note: str, line: str) -> str:
    """Return the text of a note that the key known by ``line`` has signed; NotSigned for any other."""
    key = _read_key(line, _ED25519)
    text, made = _signed_by(note, key)
    key.verify(made, text)
    return text


def witnessed(note: str, line: str) -> datetime:
    """Return when the witness known by ``line`` saw that the log of a checkpoint only grew up to it.

    NotSigned when it has not signed the note.
    """
    key = _read_key(line, _COSIGNATURE)
    text, made = _signed_by(note, key)
    moment = int.from_bytes(made[:8], "big")
    key.verify(made[8:], f"cosignature/v1\ntime {moment}\n{text}")
    try:
        return datetime.fromtimestamp(moment, UTC)
    except (OverflowError, OSError, ValueError):
        raise NotSigned(f"The moment of {key.name} is none.") from None


def signature_of(note: str, line: str) -> str:
    """Return the line, with its end, by which the witness known by ``line`` signed a note; NotSigned without one."""
    key = _read_key(line, _COSIGNATURE)
    found = next((signed for signed, _made in _signatures(note, key)), "")
    if not found:
        raise _unsigned(key)
    return f"{found}\n"


def name_of(line: str) -> str:
    """Return the name of the witness known by ``line``; NotSigned when that is no key of one."""
    return _read_key(line, _COSIGNATURE).name


def _signatures(note: str, key: _Key) -> Iterator[tuple[str, bytes]]:
    """Yield the lines of a note that are by a key, each with what is signed there."""
    start = f"{_DASH} {key.name} "
    for signed in note.rpartition("\n\n")[2].splitlines():
        made = _decoded(signed.removeprefix(start)) if signed.startswith(start) else b""
        if made[:4] == key.number:
            yield signed, made[4:]


def _signed_by(note: str, key: _Key) -> tuple[str, bytes]:
    text, _empty, _rest = note.rpartition("\n\n")
    for _line, made in _signatures(note, key):
        return f"{text}\n", made
    raise _unsigned(key)


def _unsigned(key: _Key) -> NotSigned:
    return NotSigned(f"The note has no signature by {key.name} with the key {key.number.hex()}.")


def read(text: str) -> Checkpoint:
    """Return what the text of a checkpoint says; NotSigned when it is none."""
    lines = text.split("\n")
    if len(lines) < 4 or not lines[1].isdecimal() or len(_decoded(lines[2])) != 32:
        raise NotSigned("The note is no checkpoint of a log.")
    return Checkpoint(lines[0], int(lines[1]), _decoded(lines[2]))


_WHOSE = {_ED25519: "a log", _COSIGNATURE: "a witness"}


def _read_key(line: str, kind: bytes) -> _Key:
    name, _plus, rest = line.strip().partition("+")
    number, _plus, text = rest.partition("+")
    data = _decoded(text)
    if len(data) != 33 or data[:1] != kind or _number(name, data[1:], kind).hex() != number:
        raise NotSigned(f"“{line.strip()[:80]}” is no key of {_WHOSE[kind]}.")
    return _Key(name, bytes.fromhex(number), data[1:])


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
