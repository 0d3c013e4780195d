"""What always holds of recalls."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.recall.drawing import share
from igtf.recall.models import PanelVolunteer, Recall
from igtf.recall.panel import counted, repeat
from igtf.record.invariants import invariant
from igtf.record.models import Subject
from igtf.selection.filling import NoDraw


@invariant("panels-repeat", "Each panel on a recall is who its published file draws, and its decision counts the same.")
def _panels() -> Iterable[Any]:
    rows = session.execute(
        select(Subject.ref, Recall.id, Recall.file, Recall.result)
        .join(Recall, Recall.id == Subject.id).where(Recall.panel_until.is_not(None))
    ).all()  # fmt: skip
    return [(row.ref, found) for row in rows if (found := _wrong(row))]


def _wrong(row: Any) -> str:
    """Return what is wrong with the panel of a recall; '' when nothing is."""
    panel = session.execute(
        select(PanelVolunteer.number, PanelVolunteer.vote).where(
            PanelVolunteer.recall_id == row.id, PanelVolunteer.drawn
        )
    ).all()
    try:
        drawn = {one["number"] for one in repeat(row.file)[1][: row.file["places"]]}
    except NoDraw as refusal:
        return str(refusal)
    if drawn != {one.number for one in panel}:
        return "the panel is another one"
    same = row.result is None or row.result == counted([one.vote for one in panel], share())
    return "" if same else "the count is another one"
