"""The panel on a recall: drawn by RFC 3797 from a published file. Pure."""

import hashlib
import json
from typing import Any

from igtf.selection import draw
from igtf.selection.filling import NoDraw

FORMAT = "igtf-panel-1"
POOL = ("recall", "places", "pool")
"""The parts of a file that the hash of the pool is made of."""


def hash_of(file: dict[str, Any]) -> str:
    """Return the SHA-256 (hex) of the pool in its one JSON text: keys sorted, no spaces, UTF-8."""
    pool = {name: file.get(name) for name in POOL}
    text = json.dumps(pool, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def bits_needed(file: dict[str, Any]) -> float:
    """Return the entropy, in bits, that lets every panel happen (RFC 3797, section 3.3)."""
    size = len(file["pool"] or [])
    return draw.bits_needed(size, min(size, file["places"]))


def check(file: Any) -> None:
    """Raise NoDraw, with the sentence why, unless the draw of ``file`` can be repeated."""
    missing = [name for name in (*POOL, "pool_hash", "sources") if file.get(name) is None]
    if missing:
        raise NoDraw(f"The file lacks: {', '.join(missing)}.")
    if hash_of(file) != file["pool_hash"]:
        raise NoDraw("The pool was changed after its publication: its hash is not the one published.")
    rows = file["pool"]
    if [row["number"] for row in rows] != list(range(1, len(rows) + 1)):
        raise NoDraw("The volunteers have to be numbered from 1, without gaps.")
    if len({row["handle"] for row in rows}) < len(rows):
        raise NoDraw("A name stands in the pool twice.")
    unknown = [source["name"] for source in file["sources"] if not source.get("numbers")]
    if unknown:
        raise NoDraw(f"These sources have no value yet: {', '.join(unknown)}.")
    if len(rows) > file["places"] and not file["sources"]:
        raise NoDraw("A draw needs sources of randomness, and none is named.")


def repeat(file: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """Return the key of the draw and the volunteers in its order: the first ``places`` are the panel.

    With no more volunteers than places nothing is drawn: the order is that of the pool, the key is empty. Raises
    NoDraw when a part is missing, a name is there twice, or the pool is not the one published.
    """
    check(file)
    rows = {row["number"]: row for row in file["pool"]}
    if len(rows) <= file["places"]:
        return "", list(rows.values())
    key = draw.key_of([source["numbers"] for source in file["sources"]])
    return key, [rows[number] for number in draw.order(key, len(rows))]
