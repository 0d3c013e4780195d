"""What the measured pages besides issues are about, made by the program's own commands."""

from dataclasses import dataclass
from typing import Any

from flask import Flask

from igtf.core.clock import now
from igtf.council import commands as council
from igtf.drafts import commands as drafts
from igtf.people import commands as people
from igtf.people.models import Person
from igtf.record.acts import by_importer
from igtf.routing.commands import seed_bodies
from tests.council.councils import make_ballot, make_council
from tests.drafts.samples import GOOD
from tests.factories import by, make_person

SECTIONS = 12
"""Sections of the draft: about four pages of print."""


@dataclass(frozen=True)
class Samples:
    """Paths of the sample subjects, and the token of a signed-in reader."""

    draft: str
    ballot: str
    token: str


def make_samples() -> Samples:
    """Add bodies; return a draft of some length, a ballot of fifteen members, and a reader with a sign-in."""
    reader = make_person("reader")
    seed_bodies(by=by_importer(now()))
    draft = _draft(reader)
    _secretariat, members = make_council(3)
    seats = list(members)
    mixed = seats[::3] + seats[1::3] + seats[2::3]  # the first three are of different stakeholder groups
    ballot = make_ballot({seat: members[seat] for seat in mixed})
    for seat, person in list(members.items())[:9]:
        council.take_position(ballot, value="yes" if seat % 2 else "no-objection", by=by(person))
    return Samples(f"/drafts/{draft.subject.ref}", f"/ballots/{ballot.subject.ref}", people.sign_in(reader.id, "bench"))


def _draft(author: Person) -> Any:
    body = "".join(
        f"\n# Section {number}\n\n{'Transit countries publish prices that follow from cost. ' * 12}\n\n"
        "- Prices\n- Terms\n"
        for number in range(SECTIONS)
    )
    return drafts.submit(topic="measured", source=GOOD.replace("addresses: [1]\n", "") + body, by=by(author))


def cookie_of(app: Flask, token: str) -> str:
    """Return the Cookie header of a browser that is signed in with ``token``."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps({'_user_id': token, '_fresh': True})}"
