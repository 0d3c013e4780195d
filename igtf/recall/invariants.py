"""What always holds of recalls."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.council.models import Ballot, BallotSeat
from igtf.recall.models import PanelVolunteer, Recall
from igtf.recall.panel import repeat, seated
from igtf.record.invariants import invariant
from igtf.record.models import Subject
from igtf.selection.published import NoDraw


@invariant("panels-repeat", "Each panel on a recall is who its published file draws, and they hold its ballot's seats.")
def _panels() -> Iterable[Any]:
    rows = session.execute(
        select(Subject.ref, Recall.id, Recall.file, Ballot.id.label("ballot"))
        .join(Recall, Recall.id == Subject.id).join(Ballot, Ballot.decides_on_id == Recall.id)
    ).all()  # fmt: skip
    return [(row.ref, found) for row in rows if (found := _wrong(row))]


def _wrong(row: Any) -> str:
    """Return what is wrong with the panel of a recall; '' when nothing is."""
    volunteers = session.execute(
        select(PanelVolunteer.person_id, PanelVolunteer.number)
        .where(PanelVolunteer.recall_id == row.id, PanelVolunteer.drawn)
    ).all()  # fmt: skip
    panel = {one.number: one.person_id for one in volunteers}
    try:
        drawn = [one["number"] for one in seated(row.file, repeat(row.file)[1])]
    except NoDraw as refusal:
        return str(refusal)
    if set(drawn) != set(panel):
        return "the panel is another one"
    seats = session.scalars(
        select(BallotSeat.holder_id).where(BallotSeat.ballot_id == row.ballot).order_by(BallotSeat.number)
    ).all()  # fmt: skip
    return "" if list(seats) == [panel[number] for number in drawn] else "the seats of the ballot are others"
