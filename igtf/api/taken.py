"""What the API says of positions: of the seats of a ballot, of the people in a call."""

from typing import Any

from igtf.consensus import queries
from igtf.consensus.models import Call
from igtf.core.clock import now
from igtf.council.models import Ballot
from igtf.council.rollcall import Line, shown


def seats_of(ballot: Ballot, after: int, limit: int) -> list[dict[str, Any]]:
    """Return at most ``limit`` seats of a ballot by their numbers, from the one after ``after`` on; two queries.

    As the roll call has them: as it stands now, or as it was frozen when the ballot closed.
    """
    return [_seat(line) for line in shown(ballot, now()).lines if line.number > after][:limit]


def _seat(line: Line) -> dict[str, Any]:
    return {
        "number": line.number, "holder": line.name or None, "counts_as": line.group, "region": line.region.value,
        "organisation": line.affiliation, "position": line.position, "in_base": line.in_base,
        "ground": line.ground or None, "text": line.text, "comment": line.comment, "revision": line.revision,
        "at": line.at, "inherited_from": line.inherited_from, "seconded_by": line.seconds,
        "set_aside": line.set_aside,
    }  # fmt: skip


def positions_of(call: Call, after: int, limit: int) -> list[dict[str, Any]]:
    """Return at most ``limit`` positions in a call, by the numbers of those who took them; one query."""
    return [_position(row) for row in queries.positions_after(call.id, after, limit)]


def _position(row: Any) -> dict[str, Any]:
    return {
        "number": row.id, "by": row.handle, "counts_as": row.counts_as, "region": row.region,
        "organisation": row.organisation, "position": row.value, "reason": row.reason, "round": row.round,
        "at": row.active_at,
    }  # fmt: skip
