"""The panel on a recall: drawn by RFC 3797 from a published file. Pure."""

from typing import Any

from igtf.selection import draw
from igtf.selection.published import NoDraw, check_draw, check_pool

FORMATS = ("igtf-panel-1", "igtf-panel-2")
"""How files are written: since the second, who of the pool is ``gone`` by the draw is passed over in its order."""
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


def gone(file: dict[str, Any]) -> dict[int, str]:
    """Return who of the pool could not sit on the panel by the draw, number → why (a key of words.CHANGES)."""
    return {row["number"]: row["why"] for row in file.get("gone", [])}


def repeat(file: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """Return the key of the draw and the volunteers in its order, of which ``seated`` gives the panel.

    With no more volunteers than places nothing is drawn: the order is that of the pool, the key is empty. Raises
    NoDraw when a part is missing, a name is there twice, or the pool is not the one published.
    """
    check(file)
    rows = {row["number"]: row for row in file["pool"]}
    if len(rows) <= file["places"]:
        return "", list(rows.values())
    key = draw.key_of([source["numbers"] for source in file["sources"]])
    return key, [rows[number] for number in draw.order(key, len(rows))]


def seated(file: dict[str, Any], order: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the panel: the first ``places`` in the order of the draw who are not gone."""
    passed_over = gone(file)
    return [row for row in order if row["number"] not in passed_over][: file["places"]]
