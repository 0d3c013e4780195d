"""Openings of ballots that a site makes up: a version that is not in force, seats left out; and versions by appeal."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from igtf.core.clock import now
from igtf.core.db import session
from igtf.council import commands as council_acts
from igtf.council import discusses
from igtf.council.models import Ballot
from igtf.proof import notes, verifying
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.numbers import in_force
from tests.appeals.house import House, appealed, decided, decision
from tests.appeals.test_annulling import adopted
from tests.council.test_discusses import council
from tests.council.test_openings import facts
from tests.factories import by, later
from tests.proof.test_record import own_folder
from tests.proof.test_recount import AGAIN, Rows, counts_as, lying, of_kind, rows_of

__all__ = ["council", "facts", "own_folder"]


def said(app, rows: Rows, lie: Callable[[Rows], None]) -> str:
    """Return how the verifier refuses a site that tells ``rows`` with a lie; else what it says."""
    told = deepcopy(rows)
    lie(told)
    try:
        return "\n".join(verifying.whole(lying(app, told)))
    except notes.NotSigned as refusal:
        return str(refusal)


def milder(version: int) -> Callable[[Rows], None]:
    """Return the lie that a ballot was opened under a version with milder numbers, of which it has the result."""

    def lie(told: Rows) -> None:
        opening, close = (of_kind(told, kind)["data"] for kind in ("ballot.open", "ballot.close"))
        opening["procedure"] = version
        opening["numbers"] |= {"base_share": 0.01, "group_share": 0.01, "base_groups": 0}
        for seat in close["result"]["seats"]:
            seat["position"] = "yes" if seat["number"] == 1 else None
        told[:] = [row for row in told if row["entry"]["kind"] != "ballot.take-position" or row["data"]["seat"] == 1]
        counts_as(close)

    return lie


@pytest.fixture
def rows(app, council) -> Rows:
    with later(app, 22):
        run_due(by_clock(now()))
        return rows_of(app)


def test_a_ballot_under_a_version_that_no_entry_made_is_refused(app, rows):
    assert AGAIN.format(1, 1) in said(app, rows, lambda _told: None), "the liar's tools work"
    for version in (99, 2, 0, None):
        why = f"Ballot 1 was opened under version {version} of the procedure, when version 1 was in force."
        assert why in said(app, rows, milder(version))

    def nothing(told: Rows) -> None:
        of_kind(told, "ballot.open")["data"]["numbers"] = {}

    assert AGAIN.format(1, 1) in said(app, rows, nothing), "what is left out is as the version has it"


def adoption(told: Rows, version: int, **changes: float) -> dict[str, Any]:
    """Return the entry of an adopted change, as it stands before all others."""
    row = {"entry": told[0]["entry"] | {"kind": "procedure-change.adopt"}, "salt": "x",
           "data": {"version": version, "said": [], "changes": changes, "ballot": "1"}}  # fmt: skip
    told.insert(0, row)
    return row


def test_a_version_whose_numbers_are_withheld_is_named(app, rows):
    def withheld(told: Rows) -> None:
        adoption(told, 2, base_groups=3).update(data=None, salt=None)
        of_kind(told, "ballot.open")["data"]["procedure"] = 2

    lacks = "Ballot 1 cannot be counted again: the entries do not say which numbers version 2 of the procedure has."
    assert lacks in said(app, rows, withheld)
    older = said(app, rows, lambda told: adoption(told, 2, base_groups=3))
    assert "Ballot 1 was opened under version 1 of the procedure, when version 2 was in force." in older

    def annulled(told: Rows) -> None:
        withheld(told)
        row = deepcopy(told[0])
        row["entry"]["kind"] = "procedure-change.annul"
        told.insert(1, row)

    assert lacks in said(app, rows, annulled), "nor whether the annulment gave numbers back"


def test_an_opening_without_seats_that_are_held_is_refused(app, rows):
    def left_out(told: Rows) -> None:
        opening, close = (of_kind(told, kind)["data"] for kind in ("ballot.open", "ballot.close"))
        kept = {1, 23, 28, 33, 38}
        for seats in (opening, close["result"]):
            seats["seats"] = [seat for seat in seats["seats"] if seat["number"] in kept]
        told[:] = [row for row in told if row["entry"]["kind"] != "ballot.take-position" or row["data"]["seat"] in kept]
        counts_as(close)

    missing = [seat["number"] for seat in of_kind(rows, "ballot.open")["data"]["seats"]]
    missing = [number for number in missing if number not in (1, 23, 28, 33, 38)]
    assert f"Ballot 1 was opened without the seats {missing}, which are held." in said(app, rows, left_out)

    def none(told: Rows) -> None:
        left_out(told)
        of_kind(told, "ballot.open")["data"]["seats"] = []
        of_kind(told, "council.seat").update(data=None, salt=None)

    assert "about a seat of the council, is withheld" in said(app, rows, none)


def test_an_alternate_ballot_for_which_none_waits_is_not_counted(app, council):
    _secretariat, members, _draft, ballot = council
    with later(app, 15):
        discusses.put_to_alternate(ballot, reason="It stands alone.", by=by(members[1]))
        alternate = session.query(Ballot).filter(Ballot.purpose == "alternate").one()
        for seat, member in members.items():
            if seat != 28:
                council_acts.take_position(alternate, position="yes", by=by(member))
    with later(app, 51):
        for _each in range(2):
            run_due(by_clock(now()))
        rows = rows_of(app)

    def alone(told: Rows) -> None:
        told.remove(of_kind(told, "ballot.put-to-alternate"))

    assert AGAIN.format(2, 2) in said(app, rows, lambda _told: None)
    lacks = "Ballot 2 cannot be counted again: the entries do not say which ballot waits for it, whose seats it has."
    assert lacks in json.dumps(said(app, rows, alone))


def test_the_version_that_an_appeal_makes_is_counted_by(app, db):
    house = House()
    adopted(house, base_groups=3, deferral_days=20)
    against = appealed(house, decision("ballot.close"))
    decided(house, against, "upheld")
    assert in_force() == 3
    adopted(house, deferral_days=10)
    rows = rows_of(app)
    closed = sum(row["entry"]["kind"].startswith("ballot.close") for row in rows)
    assert (in_force(), closed) == (4, 3)
    assert AGAIN.format(closed, closed) in said(app, rows, lambda _told: None)

    def third(told: Rows) -> dict[str, Any]:
        return [row["data"] for row in told if row["entry"]["kind"] == "ballot.open"][-1]

    assert third(rows)["procedure"] == 3
    other = said(app, rows, lambda told: third(told)["numbers"].update(base_groups=3))
    assert "Ballot 3 was opened with other numbers than version 3 of the procedure has." in other

    def as_before(told: Rows) -> None:
        third(told)["procedure"] = 2
        third(told)["numbers"] |= {"base_groups": 3, "deferral_days": 20}

    assert "Ballot 3 was opened under version 2 of the procedure, when version 3 was in force." in said(
        app, rows, as_before
    )
