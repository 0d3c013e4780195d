"""Verifying without the site: a receipt by itself, or a site by what it publishes. Nothing of the database is used.

NotSigned is raised, with a sentence, for whatever does not hold; otherwise the lines that tell what does.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from igtf.proof import tree
from igtf.proof.entries import read_entry
from igtf.proof.notes import Checkpoint, NotSigned, name_of, opened, read, witnessed
from igtf.proof.recounting import Recount
from igtf.record.hashing import payload_hash

Fetch = Callable[[str], bytes]
"""What returns the answer of a site to a path."""

PAGE = 100


@contextmanager
def _refusing(what: str) -> Iterator[None]:
    """Refuse with a sentence what is not built as it should be: the other side writes what it likes."""
    try:
        yield
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise NotSigned(f"{what}: {error}.") from error


def receipt(text: bytes, key: str = "", witnesses: Sequence[str] = ()) -> Iterator[str]:
    """Yield what the receipt ``text`` proves; by ``key``, or by the one that it names, and by keys of ``witnesses``."""
    with _refusing("This is no receipt of an entry"):
        said = json.loads(text)
        yield from _receipt(said, key)
        yield from _witnessed(str(said["checkpoint"]), witnesses)


def _witnessed(note: str, witnesses: Sequence[str]) -> Iterator[str]:
    for line in witnesses:
        moment = witnessed(note, line)
        yield f"{name_of(line)} has seen at {moment:%Y-%m-%d %H:%M:%S} UTC that the record only grew."


def _receipt(said: dict[str, Any], key: str) -> Iterator[str]:
    entry, payload = read_entry(said["entry"]), said["payload"]
    path = [bytes.fromhex(step) for step in said["path"]]
    line = key or str(said["key"])
    signed = read(opened(str(said["checkpoint"]), line))
    if payload is None:
        yield "The content of the entry is not in the receipt; it was taken out or hidden when the receipt was made."
    else:
        _fits(entry, payload)
        yield f"The content of the entry fits its hash: {json.dumps(payload['data'], ensure_ascii=False)}"
    hashed = tree.leaf_hash(said["entry"].encode())
    if not tree.leads_to(signed.root, entry["place"] - 1, signed.size, hashed, path):
        raise NotSigned("The way from the entry does not lead to the root that was signed.")
    what = f"Entry {entry['number']} ({entry['kind']}, {entry['at']})"
    yield f"{what} is number {entry['place']} of {signed.size} signed ones."
    yield f"Signed by {line}"
    if not key:
        yield "That key stands in the receipt itself: compare it with the one you know."


def _fits(entry: dict[str, Any], payload: dict[str, Any]) -> None:
    if payload_hash(str(payload.get("salt")), payload.get("data")) != entry["hash"]:
        raise NotSigned("The content does not fit the hash of the entry: one of them was changed.")


def site(
    fetch: Fetch, key: str = "", memory: Path | None = None, witnesses: Sequence[str] = ()
) -> Iterator[str]:  # fmt: skip
    """Yield what a site proves: that its whole record is what it signed, and goes on from what ``memory`` knows.

    Each ballot is counted again from its entries. ``memory`` is a file that keeps the last checkpoint, and is written
    when all holds. The checkpoint has to be signed by each of the ``witnesses`` (their keys) too.
    """
    with _refusing("The site, or what you kept of it, is not built as a record is"):
        yield from _site(fetch, key, memory, witnesses)


def _site(fetch: Fetch, key: str, memory: Path | None, witnesses: Sequence[str]) -> Iterator[str]:
    line = (key or fetch("/record/key").decode()).strip()
    note = fetch("/record/checkpoint").decode()
    signed = read(opened(note, line))
    yield f"{signed.size} entries are signed by {line}"
    yield from _witnessed(note, witnesses)
    if memory and memory.exists():
        known = read(opened(memory.read_text(), line))
        _goes_on(fetch, known, signed)
        yield f"They go on from the {known.size} that were signed when you last looked."
    yield from _all_entries(fetch, signed)
    if memory:
        draft = memory.with_name(f"{memory.name}.new")  # what was seen last is not lost where the disk is full
        draft.write_text(note)
        draft.replace(memory)
        yield f"The checkpoint is kept in {memory}."


def _goes_on(fetch: Fetch, known: Checkpoint, signed: Checkpoint) -> None:
    path: list[bytes] = []
    if known.size < signed.size:
        asked = urlencode({"from": known.size, "to": signed.size})
        path = [bytes.fromhex(step) for step in json.loads(fetch(f"/record/consistency.json?{asked}"))["path"]]
    if known.origin != signed.origin or not tree.goes_on(known.size, known.root, signed.size, signed.root, path):
        raise NotSigned(f"The record does not go on from the {known.size} entries that were signed: it was rewritten.")


def _all_entries(fetch: Fetch, signed: Checkpoint) -> Iterator[str]:
    hashes: list[bytes] = []
    withheld, ballots = 0, Recount()
    while len(hashes) < signed.size:
        rows = json.loads(fetch(f"/api/v1/events?{urlencode({'since': len(hashes), 'limit': PAGE})}"))["items"]
        for row in rows[: signed.size - len(hashes)]:
            entry = read_entry(row["entry"])
            if entry["place"] != len(hashes) + 1:
                raise NotSigned(f"The entry with the place {len(hashes) + 1} is missing.")
            withheld += row["data"] is None
            if row["data"] is not None:
                _fits(entry, row)
            ballots.read(entry, row["data"])
            hashes.append(tree.leaf_hash(row["entry"].encode()))
        if not rows:
            raise NotSigned(f"The site shows {len(hashes)} entries of the {signed.size} that it signed.")
    if tree.root(signed.size, lambda first, count: tree.fold(hashes[first : first + count])) != signed.root:
        raise NotSigned("The entries do not make the root that was signed: one of them was changed.")
    yield f"All entries make the root that was signed, and their contents fit; of {withheld} the content is withheld."
    if ballots.wrong:
        raise NotSigned(" ".join(ballots.wrong))
    yield from ballots.lines()
