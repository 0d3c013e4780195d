"""What the API says of the council: who sits on it, who chairs it, and who sits with it without a vote."""

from typing import Any

from igtf.api.schemas import MOMENT, TEXT, WHOLE, YES_OR_NO, Schema, many, maybe, record
from igtf.core.clock import now
from igtf.council.models import Council
from igtf.council.overview import BesideSeats, chair_and_liaisons, seats_now

COUNCIL: dict[str, Schema] = {
    "seats": many(record(
        number=WHOLE, stakeholder_group=TEXT, region=maybe(TEXT), holder=maybe(TEXT), name=maybe(TEXT),
        organisation=TEXT, confirmed=YES_OR_NO, from_region=TEXT, country=maybe(TEXT), until=maybe(MOMENT),
    )),
    "chair": maybe(record(handle=maybe(TEXT), name=TEXT, since=MOMENT)),
    "liaisons": many(record(handle=maybe(TEXT), name=TEXT, since=MOMENT, sent_by=TEXT, until=maybe(MOMENT))),
}  # fmt: skip


def council_shown(_council: Council) -> dict[str, Any]:
    """Return the seats by number, ``holder`` null where they are vacant, chair and liaisons; two queries.

    ``region`` is the one that a seat is for, null for one at large; ``from_region`` that of its holder.
    """
    chair, liaisons, _chaired = chair_and_liaisons(now())
    return {
        "seats": [
            {"number": seat.number, "stakeholder_group": seat.group, "region": seat.region, "holder": seat.handle,
             "name": seat.name, "organisation": seat.affiliation, "confirmed": seat.confirmed,
             "from_region": seat.from_region, "country": seat.country, "until": seat.until}
            for seat in seats_now(now())
        ],
        "chair": _beside(chair) if chair else None,
        "liaisons": [_beside(one) | {"sent_by": one.sent_by, "until": one.until} for one in liaisons],
    }  # fmt: skip


def _beside(one: BesideSeats) -> dict[str, Any]:
    return {"handle": one.actor.handle, "name": one.actor.name, "since": one.since}
