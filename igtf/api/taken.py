"""What the API says of the seats of a ballot, of the positions in a call, and of the members of a group."""

from typing import Any

from igtf.api.shapes import NamesWanted
from igtf.consensus import queries
from igtf.consensus.models import Call
from igtf.core.clock import now
from igtf.core.db import session
from igtf.council.models import Ballot
from igtf.council.rollcall import RollCallLine, shown
from igtf.groups import page
from igtf.groups.models import Group, Membership


def seats_of(ballot: Ballot, after: int, limit: int) -> list[dict[str, Any]]:
    """Return at most ``limit`` seats of a ballot by their numbers, from the one after ``after`` on; three queries.

    As the roll call has them: as it stands now, or as it was frozen when the ballot closed. ``recused_for`` is an
    organisation, or "reason:" with the name of a reason, as in the result.
    """
    names = NamesWanted()
    seats = [_seat(line, names) for line in shown(ballot, now()).lines if line.number > after][:limit]
    names.fill()
    return seats


def _seat(line: RollCallLine, names: NamesWanted) -> dict[str, Any]:
    seat = {
        "number": line.number, "holder": line.name or None, "by": None, "counts_as": line.group,
        "region": line.region.value, "organisation": line.affiliation, "confirmed": line.confirmed,
        "position": line.position, "in_base": line.in_base, "recused_for": line.recused_for,
        "ground": line.ground or None, "text": line.text, "comment": line.comment,
        "revision": line.revision, "at": line.at, "inherited_from": line.inherited_from, "seconded_by": line.seconds,
        "set_aside": line.set_aside,
    }  # fmt: skip
    names.want("actor", line.holder_id, seat, "by")
    return seat


def positions_of(call: Call, after: int, limit: int) -> list[dict[str, Any]]:
    """Return at most ``limit`` positions in a call, by the numbers of those who took them; one query."""
    return [_position(row) for row in queries.positions_after(call.id, after, limit)]


def _position(row: Any) -> dict[str, Any]:
    return {
        "number": row.id, "by": row.handle, "counts_as": row.counts_as, "region": row.region,
        "organisation": row.organisation, "position": row.value, "reason": row.reason, "round": row.round,
        "at": row.active_at,
    }  # fmt: skip


def members_of(group: Group, after: int, limit: int) -> list[dict[str, Any]]:
    """Return at most ``limit`` members of a group under their hats, by the numbers of the people; one query.

    Who shows no hat there has none in the list.
    """
    rows = page.members_of(group).where(Membership.person_id > after).order_by(Membership.person_id).limit(limit)
    return [_member(row) for row in session.execute(rows)]


def _member(row: Any) -> dict[str, Any]:
    return {
        "number": row.id, "handle": row.handle, "name": row.name, "counts_as": row.counts_as, "capacity": row.capacity,
        "organisation": row.organisation, "region": row.region, "since": row.active_at,
    }  # fmt: skip
