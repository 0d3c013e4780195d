"""The published file of a draw: its hash, and what it has to hold before anybody repeats the draw. Pure."""

import hashlib
from collections.abc import Sequence
from typing import Any

from igtf.record.hashing import canonical


class NoDraw(ValueError):
    """A file from which no draw can be repeated; the message says why in one sentence."""


def hash_of(file: dict[str, Any], parts: Sequence[str]) -> str:
    """Return the SHA-256 (hex) of the ``parts`` of a file in their one JSON text: keys sorted, no spaces, UTF-8."""
    pool = {name: file.get(name) for name in parts}
    return hashlib.sha256(canonical(pool).encode()).hexdigest()


def check_pool(file: dict[str, Any], parts: Sequence[str], *others: str) -> None:
    """Raise NoDraw unless the file has the ``parts`` of its pool, whose hash is the one published, and ``others``."""
    missing = [name for name in (*parts, "pool_hash", *others) if file.get(name) is None]
    if missing:
        raise NoDraw(f"The file lacks: {', '.join(missing)}.")
    if hash_of(file, parts) != file["pool_hash"]:
        raise NoDraw("The pool was changed after its publication: its hash is not the one published.")


def check_draw(rows: Sequence[dict[str, Any]], sources: Sequence[dict[str, Any]], *, by_chance: bool) -> None:
    """Raise NoDraw where a name is twice in the pool, a source has no value, or what is decided by chance has none."""
    if len({row["handle"] for row in rows}) < len(rows):
        raise NoDraw("A name stands in the pool twice.")
    unknown = [source["name"] for source in sources if not source.get("numbers")]
    if unknown:
        raise NoDraw(f"These sources have no value yet: {', '.join(unknown)}.")
    if by_chance and not sources:
        raise NoDraw("A draw needs sources of randomness, and none is named.")
