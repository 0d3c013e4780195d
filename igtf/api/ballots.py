"""What the API says of a ballot: what it takes to pass, and what would pass it, as it stands or as it was frozen."""

from typing import Any

from igtf.api.schemas import TEXT, WHOLE, YES_OR_NO, Schema, many, maybe, record
from igtf.core.clock import now
from igtf.council.counting import counted, heard
from igtf.council.models import Ballot
from igtf.council.queries import tally_seats

_SHARE: Schema = record(group=TEXT, have=WHOLE, need=WHOLE, base=WHOLE)
BALLOT: dict[str, Schema] = {
    "count": record(
        passes=YES_OR_NO, base=WHOLE, taken=WHOLE, repairable=YES_OR_NO,
        conditions=many(record(name=TEXT, ok=YES_OR_NO, have=WHOLE, need=WHOLE, groups=many(_SHARE))),
        smallest=many(record(seat=WHOLE, holder=TEXT, **{"from": maybe(TEXT)}, to=TEXT)),
    ),
}  # fmt: skip


def ballot_shown(ballot: Ballot) -> dict[str, Any]:
    """Return the count of a ballot: its conditions, and the smallest change of positions that would pass it; one query.

    ``base`` are the seats that count, ``taken`` those of them with a position. Not ``repairable``: no change of
    positions can pass it.
    """
    seats = tally_seats(ballot, now())
    result = ballot.result or counted(seats, ballot.rule, ballot.subject.procedure)
    parts = ("passes", "base", "repairable", "conditions", "smallest")
    return {"count": {name: result[name] for name in parts} | {"taken": heard(seats)[0]}}
