"""What the page of an election shows: who stands, how it stands, and whom each seat accepts."""

from functools import cache
from typing import Any

from flask_login import current_user

from igtf.core import clock
from igtf.election import lookups, queries
from igtf.election.models import Election
from igtf.election.states import FILLED
from igtf.election.words import ANSWERS
from igtf.subject.page import may_begin


def own(election: Election) -> dict[str, Any]:
    """Return what the page says to its reader: what their seat accepts so far, and whether they were nominated.

    ``may_call``: whether they may call the next election.
    """

    @cache
    def mine() -> Any:
        return lookups.mine(election.id, current_user.id) if current_user.is_authenticated else None

    def seat() -> Any:
        votes = election.subject.state == "voting" and mine() is not None and str(mine().number) in election.seats
        return mine() if votes else None

    def asked() -> bool:
        return election.subject.state == "nominating" and mine() is not None and mine().answer == "open"

    return {"seat": seat, "asked": asked, "may_call": lambda: may_begin("election", "call")}


def content(election: Election) -> dict[str, Any]:
    """Return what the template needs: the candidates, and once the vote is open the count and the roll call.

    Each candidate with whether they stand and wait, as the group of the last chair does while others stand.
    """
    at = clock.now()
    rows = queries.candidates(election, at)
    group = lookups.last_group() if election.subject.state == "nominating" else election.last_group
    able = lookups.able(rows, group)
    still = not election.result
    candidates = [(row, still and row.Candidate.answer == "accepted" and row.Actor.handle not in able) for row in rows]
    found: dict[str, Any] = {"candidates": candidates, "count": None, "answers": ANSWERS, "last_group": group}
    if election.votes_until is not None:
        count = queries.tally(election, rows, at)
        names = {row["handle"]: row["name"] for row in count["candidates"]}
        named = election.elected_id if election.subject.state in FILLED else None
        chair = next((row.Actor.name for row in rows if row.Actor.id == named), "")
        found |= {"chair": chair, "count": count, "names": names,
                  "ranked": sorted(count["candidates"], key=lambda row: (not row["passes"], -row["have"]))}  # fmt: skip
    return found
