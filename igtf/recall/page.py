"""What the page of a recall shows: the petition as it fills, the pool, the draw, and the panel."""

from collections.abc import Sequence
from typing import Any

from igtf.core.i18n import Text
from igtf.recall import queries
from igtf.recall.models import Recall
from igtf.recall.panel import bits_needed, gone, repeat
from igtf.recall.states import BEFORE_PANEL
from igtf.record.numbers import whole_number
from igtf.selection.published import NoDraw
from igtf.selection.words import CHANGES


def content(recall: Recall) -> dict[str, Any]:
    """Return what the template needs; three queries. The ballot of the panel is among the relations."""
    signed, volunteers = queries.signatures(recall.id), queries.volunteers(recall.id)
    file, published = recall.file, recall.file["pool_hash"] is not None
    panel = [row for row in volunteers if row.PanelVolunteer.drawn]
    drawn: tuple[str, list[dict[str, Any]]] = ("", [])
    broken = ""
    try:
        drawn = repeat(file) if panel else drawn
    except NoDraw as refusal:
        broken = str(refusal)
    return {
        "signed": signed, "count": sum(row.PetitionSignature.counted for row in signed),
        "needed": whole_number("recall_signatures", recall.subject), "volunteers": volunteers, "file": file,
        "published": published,
        "by_chance": published and len(file["pool"]) > file["places"],
        "entropy": (sum(row["bits"] for row in file["sources"]), bits_needed(file)) if published else (0, 0.0),
        "broken": broken, "key": drawn[0], "order": _order(drawn[1], panel, gone(file)),
        "panel": panel, "stated": queries.stated(recall.id), "before_panel": recall.subject.state in BEFORE_PANEL,
    }  # fmt: skip


def _order(
    order: Sequence[dict[str, Any]], panel: Sequence[Any], aside: dict[int, str]
) -> list[tuple[dict[str, Any], bool, Text]]:  # fmt: skip
    """Return the volunteers in the order of the draw, each with whether they are on the panel, and why they are not."""
    numbers = {row.PanelVolunteer.number for row in panel}
    return [
        (row, row["number"] in numbers, CHANGES[aside[row["number"]]] if row["number"] in aside else "")
        for row in order
    ]
