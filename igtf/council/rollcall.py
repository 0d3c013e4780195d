"""What a ballot's page shows: seats by group, the conditions, standing Discusses, the roll call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.council import recusals
from igtf.council.counting import conditions_shown, counted, heard, inherited, short, what_would_pass
from igtf.council.models import Ballot
from igtf.council.queries import board, is_older, tally_seats
from igtf.council.tally import RECUSE, STOPPED, STOPS
from igtf.council.threads import SeatRecord, records
from igtf.council.words import LABELS, STANDING
from igtf.drafts.grounds import GROUNDS
from igtf.people.countries import Region
from igtf.people.stakeholders import ALL_GROUPS, GROUPS


class RollCallLine(NamedTuple):
    """One seat of the roll call. ``position``: a value, 'recuse', 'vacant' or None (silent).

    ``confirmed``: an organisation confirmed the affiliation. ``recused_for``: what it stands aside for, as a seat keeps
    it (``aside``). ``seconds`` names who seconds its Discuss; ``record`` is all that was recorded of the seat.
    """

    number: int
    name: str
    group: str
    region: Region
    affiliation: str
    confirmed: bool
    position: str | None
    label: Text
    ground: str
    text: str
    recused_for: str | None
    comment: str
    revision: int | None
    older: bool
    at: datetime | None
    inherited_from: str | None
    in_base: bool
    holder_id: int | None
    set_aside: bool
    seconds: list[str]
    record: SeatRecord

    @property
    def ground_label(self) -> Text:
        """The ground of its Discuss or Block in words."""
        return GROUNDS.get(self.ground, "")

    @property
    def why(self) -> str:
        """What stands beside its position: the text given, or a sentence on what it stands aside for."""
        return recusals.sentence(self.recused_for) if self.recused_for else self.text

    @property
    def recusal(self) -> Text:
        """To its holder: what it stands aside for; empty where it does not."""
        return recusals.said_to_holder(self.recused_for) if self.recused_for else ""


@dataclass(frozen=True)
class Shown:
    """Everything that the page of a ballot shows of its seats; ``stop``: the position that stops it, if one does."""

    groups: list[dict[str, Any]]
    conditions: list[dict[str, Any]]
    stop: str | None
    passing: list[str]
    repairable: bool
    passes: bool
    summary: str
    base: int
    taken: int
    vacant: int
    newest: int | None
    lines: list[RollCallLine]
    roll: list[tuple[Text, list[RollCallLine]]]
    discusses: list[RollCallLine]
    comments: list[RollCallLine]

    @property
    def standing(self) -> Text:
        """What the positions are called together that stand against it; empty where none does."""
        return next((STANDING[line.position] for line in self.discusses if line.position), "")


def shown(ballot: Ballot, at: datetime) -> Shown:
    """Return the ballot as it stands at ``at``, or as it was frozen when it closed; two queries."""
    rows, found = board(ballot.id, at), records(ballot.id)
    seats = tally_seats(ballot, at, rows)
    result = ballot.result or counted(seats, ballot.rule, ballot.subject.procedure)
    by_number = {seat.number: seat for seat in seats}
    taken, base = heard(seats)
    lines = [_line(row, by_number[row.number], found.get(row.number, SeatRecord()), by_number) for row in rows]
    return Shown(
        groups=_groups(lines, result),
        conditions=conditions_shown(result),
        stop=STOPPED.get(ballot.rule),
        passing=what_would_pass(result),
        repairable=result["repairable"],
        passes=result["passes"],
        summary=short(result, over=ballot.result is not None),
        base=base,
        taken=taken,
        vacant=sum(not line.name for line in lines),
        newest=rows[0].newest if rows else None,
        lines=lines,
        roll=[(label, own) for group, label in ALL_GROUPS.items()
              if (own := [line for line in lines if line.name and line.group == group])],
        discusses=[line for line in lines if line.position in STOPS],
        comments=[line for line in lines if line.comment],
    )  # fmt: skip


def _position(seat: Any) -> str | None:
    if not seat.filled or seat.vacant_at_close:
        return "vacant"
    return RECUSE if seat.recused else seat.position


def _line(row: Any, seat: Any, record: SeatRecord, seats: Mapping[int, Any]) -> RollCallLine:
    position = _position(seat)
    label = _("Vacant") if position == "vacant" else LABELS[position] if position else _("No position")
    taken = position is not None and position == row.value
    return RollCallLine(
        number=row.number,
        name=seat.holder,
        group=row.stakeholder_group,
        region=Region(row.region),
        affiliation=row.affiliation,
        confirmed=row.confirmed,
        position=position,
        label=label,
        ground=(row.ground or "") if taken else "",
        text=row.text if taken else "",
        recused_for=row.recused_for if position == RECUSE else None,
        comment=row.comment if taken else "",
        revision=row.revision_number if taken else None,
        older=taken and is_older(row),
        at=row.at if taken else None,
        inherited_from=row.taken_by if taken and inherited(row) else None,
        in_base=seat.in_base,
        holder_id=row.sitting_id if seat.filled else None,
        set_aside=taken and seat.set_aside,
        seconds=[seats[number].holder for number in row.seconds or () if seats[number].in_base],
        record=record,
    )


def _groups(lines: Sequence[RollCallLine], result: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the seats by group as ``pictures.seats`` shows them."""
    shares = {share["group"]: share for condition in result["conditions"] for share in condition["groups"]}
    found = []
    for group, label in GROUPS.items():
        own, share = [line for line in lines if line.group == group], shares.get(group)
        if not own:
            continue
        found.append({
            "label": label,
            "seats": [
                {
                    "name": line.name or _("Seat %(n)d", n=line.number),
                    "position": line.position.replace("-", "_") if line.position else None,
                    "older": line.older, "holder": line.holder_id, "aside": line.set_aside,
                    "url": f"#seat-{line.number}" if line.name else None,
                }
                for line in own
            ],
            "count": _("%(have)d of %(base)d", **share) if share else _("not in the base"),
            "ok": share["have"] >= share["need"] if share else None,
        })  # fmt: skip
    return found
