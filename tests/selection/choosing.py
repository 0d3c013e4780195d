"""Selections for tests, made through the pages: a call for three civil seats and more people than seats."""

from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from igtf.core import clock
from igtf.core.db import session
from igtf.people.commands import state_interest
from igtf.people.models import Person
from igtf.selection.filling import repeat
from igtf.selection.models import Selection
from tests.factories import by, later, make_person, sign_in, tick

CIVIL = (28, 29, 30)
URL = "/selections/1"


def day(days: int) -> str:
    return (clock.now().date() + timedelta(days=days)).isoformat()


def call_form(**changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"seats": [str(n) for n in CIVIL], "until": day(15), "starts": day(40), "terms": "3",
                             "note": "People who know networks.", "step": "done"}  # fmt: skip
    return given | changes


def move(client: FlaskClient, name: str, status: int = 302, *, url: str = URL, **given: Any) -> str:
    """Make a move through its page, to its last step; return the page as text."""
    answer = client.post(f"{url}/moves/{name}", data={"step": "done"} | given)
    assert answer.status_code == status, answer.text
    return str(answer.text)


def candidate(**more: Any) -> Person:
    person = make_person(**more)
    state_interest(person, text="I have none.", by=by(person))
    return person


def selection() -> Selection:
    session.rollback()
    return session.query(Selection).one()


def stand(app: Flask, desk: FlaskClient, *people: Person, url: str = URL) -> None:
    """Let people stand and be put forward by their constituency."""
    given = {"constituency": "Civil society caucus", "evidence": "Minutes."}
    for person in people:
        move(sign_in(app, person), "stand", reason="I know networks.", url=url)
        move(desk, "put-forward", person=person.actor.handle, url=url, **given)


def called(app: Flask, *countries: str, seats: tuple[str, ...] = ("29", "30")) -> tuple[FlaskClient, list[Person]]:
    """Return the client of the secretariat, which called for ``seats``, and who stands for them, put forward."""
    desk = sign_in(app, make_person(roles=("secretariat",)))
    assert desk.post("/selections/new", data=call_form(seats=list(seats))).status_code == 302
    people = [candidate(country=country) for country in countries]
    stand(app, desk, *people)
    return desk, people


def placed() -> dict[int, str]:
    """Return the handle of who was chosen for each seat."""
    return {number: named.handle for number, named in repeat(selection().file).placed.items()}


def standing(app: Flask, desk: FlaskClient) -> list[Person]:
    """Call a selection for three seats; return who stands for them, four people."""
    desk.post("/selections/new", data=call_form(seats=["29", "30", "31"]))
    people = [candidate() for _each in range(4)]
    stand(app, desk, *people)
    return people


def sources(first: int, *bits: int) -> dict[str, Any]:
    """Return the answers that announce a source for each of ``bits``, known from a day that many days ahead."""
    found: dict[str, Any] = {}
    for n, size in enumerate(bits):
        moment = clock.now() + timedelta(days=first + n)
        found |= {f"sources-{n}-name": f"Lottery {n + 1}", f"sources-{n}-at": f"{moment:%Y-%m-%d %H:%M}",
                  f"sources-{n}-bits": str(size)}  # fmt: skip
    return found


def draw(app: Flask, desk: FlaskClient) -> None:
    """Let the pool of a call be published and its seats be drawn, over nineteen days."""
    with later(app, 16):
        tick()
        move(desk, "announce", **sources(1, 40, 40))
    with later(app, 19):
        move(desk, "enter-value", source="1", numbers="9, 18", evidence="A paper.")
        move(desk, "enter-value", source="2", numbers="27", evidence="A paper.")
        move(desk, "draw")
