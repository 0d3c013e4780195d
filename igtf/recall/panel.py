"""The panel on a recall: drawn by RFC 3797 from a published file. Pure."""

from typing import Any

from igtf.selection import draw
from igtf.selection.published import NoDraw, check_draw, check_pool

FORMAT = "igtf-panel-1"
POOL = ("recall", "places", "pool")
"""The parts of a file that the hash of the pool is made of."""


def bits_needed(file: dict[str, Any]) -> float:
    """Return the entropy, in bits, that lets every panel happen (RFC 3797, section 3.3)."""
    size = len(file["pool"] or [])
    return draw.bits_needed(size, min(size, file["places"]))


def check(file: Any) -> None:
    """Raise NoDraw, with the sentence why, unless the draw of ``file`` can be repeated."""
    check_pool(file, POOL, "sources")
    rows = file["pool"]
    if [row["number"] for row in rows] != list(range(1, len(rows) + 1)):
        raise NoDraw("The volunteers have to be numbered from 1, without gaps.")
    check_draw(rows, file["sources"], by_chance=len(rows) > file["places"])


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
