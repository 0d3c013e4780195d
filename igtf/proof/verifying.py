"""Verifying without the site: a receipt by itself, or a record by what is published. Nothing of the database is used.

NotSigned is raised, with a sentence, for whatever does not hold; otherwise the lines that tell what does.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from igtf.proof import tiles, tree
from igtf.proof.entries import read_entry
from igtf.proof.notes import Checkpoint, NotSigned, name_of, opened, read, witnessed
from igtf.proof.recounting import Recount
from igtf.record.hashing import payload_hash

Fetch = Callable[[str], bytes]
"""What returns what is published of a record under a name: by its site, or in a folder."""


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


def whole(
    fetch: Fetch, key: str = "", memory: Path | None = None, witnesses: Sequence[str] = ()
) -> Iterator[str]:  # fmt: skip
    """Yield what a site proves: that the whole record is what it signed, and goes on from what ``memory`` knows.

    Each ballot is counted again from its entries. ``memory`` is a file that keeps the last checkpoint, and is written
    when all holds. The checkpoint has to be signed by each of the ``witnesses`` (their keys) too.
    """
    with _refusing("The site, or what you kept of it, is not built as a record is"):
        yield from _whole(fetch, key, memory, witnesses)


def _whole(fetch: Fetch, key: str, memory: Path | None, witnesses: Sequence[str]) -> Iterator[str]:
    line = (key or fetch("key").decode()).strip()
    note = fetch("checkpoint").decode()
    signed = read(opened(note, line))
    yield f"{signed.size} entries are signed by {line}"
    yield from _witnessed(note, witnesses)
    known = read(opened(memory.read_text(), line)) if memory and memory.exists() else None
    yield from _all_entries(fetch, signed, known)
    if memory:
        draft = memory.with_name(f"{memory.name}.new")  # what was seen last is not lost where the disk is full
        draft.write_text(note)
        draft.replace(memory)
        yield f"The checkpoint is kept in {memory}."


def _all_entries(fetch: Fetch, signed: Checkpoint, known: Checkpoint | None) -> Iterator[str]:
    hashes: list[bytes] = []
    withheld, ballots = 0, Recount()
    for place, width in tiles.of_level(signed.size):
        contents = json.loads(fetch(f"contents/{tiles.name_of(place)}"))[:width]
        texts = list(tiles.unbundled(fetch(f"tile/entries/{tiles.name_of(place, width)}")))
        if not len(texts) == len(contents) == width:
            raise NotSigned(f"After entry {len(hashes)} there are {len(texts)} in place of {width}, or their contents.")
        for text, content in zip(texts, contents, strict=True):
            entry = read_entry(text.decode())
            if entry["place"] != len(hashes) + 1:
                raise NotSigned(f"The entry with the place {len(hashes) + 1} is missing.")
            if content is not None:
                _fits(entry, content)
            withheld += content is None
            ballots.read(entry, content and content["data"])
            hashes.append(tree.leaf_hash(text))
    yield from _signed(hashes, signed, known)
    yield f"{_tiles(fetch, hashes)} tiles hold the hashes over them."
    yield f"Their contents fit; of {withheld} the content is withheld."
    if ballots.wrong:
        raise NotSigned(" ".join(ballots.wrong))
    yield from ballots.lines()


def _tiles(fetch: Fetch, hashes: list[bytes]) -> int:
    """Return how many tiles the tree over ``hashes`` has; NotSigned for one that is published with others."""
    count, level, nodes = 0, 0, hashes
    while nodes:
        for place, width in tiles.of_level(len(nodes)):
            name = f"tile/{level}/{tiles.name_of(place, width)}"
            if fetch(name) != b"".join(nodes[place * tiles.WIDTH : place * tiles.WIDTH + width]):
                raise NotSigned(f"{name} does not hold the hashes over the entries: who reads it is misled.")
            count += 1
        level += 1
        whole_ones = range(0, len(nodes) - tiles.WIDTH + 1, tiles.WIDTH)
        nodes = [tree.fold(nodes[first : first + tiles.WIDTH]) for first in whole_ones]
    return count


def _signed(hashes: list[bytes], signed: Checkpoint, known: Checkpoint | None) -> Iterator[str]:
    """Yield that the entries with these ``hashes`` are the signed ones, and go on from those that were ``known``."""

    def root(size: int) -> bytes:
        return tree.root(size, lambda first, count: tree.fold(hashes[first : first + count]))

    if root(signed.size) != signed.root:
        raise NotSigned("The entries do not make the root that was signed: one of them was changed.")
    yield "All entries make the root that was signed."
    if known:
        if known.origin == signed.origin and known.size > signed.size:
            raise NotSigned(
                f"When you last looked {known.size} entries were signed, and {signed.size} are shown now: this is an "
                "older state, as a copy shows for a while, or a record that lost entries. Look again in some minutes."
            )
        if known.origin != signed.origin or root(known.size) != known.root:
            raise NotSigned(
                f"The record does not go on from the {known.size} entries that were signed: it was rewritten."
            )
        yield f"They go on from the {known.size} that were signed when you last looked."
