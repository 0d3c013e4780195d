"""A council that meets, for tests: seated by the commands, called together through the front door."""

from datetime import timedelta
from typing import Any

from flask import Flask

from igtf.core import clock
from igtf.core.db import session
from igtf.council import seating
from igtf.people.models import Person
from igtf.record.by import by_clock
from igtf.record.due import run_due
from tests.council.councils import make_council
from tests.factories import by, sign_in
from tests.meetings.making import call_form

CALL = "/council/council/moves/call-meeting"


def sitting(per_group: int = 1) -> tuple[Person, list[Person]]:
    """Return the secretariat and the members of a council that sits, its chair first."""
    secretariat, seats = make_council(per_group)
    members = list(seats.values())
    seating.name_chair(members[0], by=by(secretariat))
    run_due(by_clock(clock.now()))
    session.rollback()
    return secretariat, members


def council_called(app: Flask, **changes: Any) -> tuple[Person, list[Person], Any]:
    """Return secretariat, members and the chair's client after a meeting of the council was called."""
    secretariat, members = sitting()
    client = sign_in(app, members[0])
    answer = client.post(CALL, data=call_form(title="The council meets", **changes))
    assert answer.status_code == 302, answer.text
    return secretariat, members, client


def soon() -> dict[str, str]:
    """Return day and time of a moment at which a meeting can be opened at once."""
    start = clock.now() + timedelta(minutes=30)
    return {"day": f"{start:%Y-%m-%d}", "time": f"{start:%H:%M}"}
