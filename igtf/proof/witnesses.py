"""Witnesses of the record: other organisations, who sign its checkpoints once they have seen that it only grew.

They are asked as C2SP's tlog-witness says. What a witness has signed cannot be shown to one and kept from another: a
site that keeps two records needs a witness that signs both.
"""

import time
from base64 import b64encode
from collections.abc import Callable
from http.client import HTTPException
from typing import NamedTuple
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from flask import current_app

from igtf.core.command import housekeeping
from igtf.core.db import session
from igtf.core.logs import log
from igtf.notice.sequencer import alone
from igtf.proof.models import Cosignature, SignedCheckpoint
from igtf.proof.notes import NotSigned, name_of, signature_of, witnessed
from igtf.proof.queries import consistency, newest_checkpoint, seen_by

PATIENCE = 10
"""Seconds after which an answer is given up."""

AGAIN = 60.0
"""Seconds after which a witness that has not signed is asked again."""

LONGEST = 10_000
"""Bytes that are read of an answer."""

OTHER_SIZE = 409
"""The status with which a witness says how many entries it has seen, where that is not what it was told."""


class Witness(NamedTuple):
    """The line of its key, and the address below which it is asked."""

    key: str
    address: str

    @property
    def name(self) -> str:
        return name_of(self.key)


class Refused(Exception):
    """A witness has not signed; the message says why."""


def witnesses() -> list[Witness]:
    """Return who is asked."""
    listed = str(current_app.config["WITNESSES"]).split(",")
    return [Witness(*part.split()) for part in listed if part.strip()]


_next: dict[str, float] = {}


def ask_witnesses(stopping: Callable[[], bool]) -> None:
    """Ask each witness that has not signed the newest checkpoint, and was not asked in vain a moment ago."""
    asked = [one for one in witnesses() if time.monotonic() >= _next.get(one.key, 0.0)]
    if not asked:
        return
    with alone("witnesses") as mine:
        for witness in asked if mine else []:
            if not stopping():
                _ask_safely(witness)


def _ask_safely(witness: Witness) -> None:
    try:
        ask(witness)
    except (Refused, NotSigned) as refusal:
        _next[witness.key] = time.monotonic() + AGAIN
        log.error("record not witnessed", witness=witness.address, why=str(refusal))


def ask(witness: Witness) -> None:
    """Let a witness sign the newest checkpoint, unless it has; Refused or NotSigned when it does not."""
    signed, seen = newest_checkpoint(), seen_by(witness.name)
    if signed is None or signed.size == seen:
        return
    status, said = _submit(witness, signed, seen)
    if status == OTHER_SIZE:
        status, said = _submit(witness, signed, _size_in(said, signed))
    if status != 200:
        raise Refused(f"It answered {status}: {said.strip()[:200]}")
    _keep(witness, signed, said)


def _size_in(said: str, signed: SignedCheckpoint) -> int:
    """Return how many entries a witness says that it has seen."""
    if not said.strip().isdecimal():
        raise Refused(f"It says that the record is another one: {said.strip()[:200]}")
    seen = int(said)
    if seen > signed.size:
        raise Refused(f"It has seen {seen} entries, and the record has {signed.size}: it is an older state.")
    return seen


def _submit(witness: Witness, signed: SignedCheckpoint, seen: int) -> tuple[int, str]:
    """Send a checkpoint with the proof that it goes on from what the witness has ``seen``; return status and answer."""
    steps = consistency(seen, signed.size) if seen else []
    proof = "".join(f"{b64encode(step).decode()}\n" for step in steps)
    body = f"old {seen}\n{proof}\n{signed.note}".encode()
    session.rollback()  # no transaction is open while the witness thinks
    return _post(f"{witness.address.rstrip('/')}/add-checkpoint", body)


def _post(address: str, body: bytes) -> tuple[int, str]:
    headers = {"User-Agent": f"IGTF/{current_app.config['RELEASE']}", "Content-Type": "text/plain; charset=utf-8"}
    try:
        with urlopen(Request(address, body, headers), timeout=PATIENCE) as answer:
            return answer.status, answer.read(LONGEST).decode(errors="replace")
    except HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read(LONGEST).decode(errors="replace")
    except (URLError, HTTPException, TimeoutError, OSError) as error:
        raise Refused(f"It gave no answer: {error}.") from error


@housekeeping
def _keep(witness: Witness, signed: SignedCheckpoint, said: str) -> None:
    note = signed.note + said
    line, at = signature_of(note, witness.key), witnessed(note, witness.key)
    session.add(Cosignature(size=signed.size, witness=witness.name, at=at, line=line))
