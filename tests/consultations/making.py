"""Consultations for tests, made through the front door."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from igtf.consultations.models import Consultation
from igtf.core.db import session
from igtf.people.models import Person
from igtf.record.queries import subject_of
from tests.factories import make_person, sign_in

DRAFT = {
    "owner": "clearing-house", "title": "What stands in the way?", "summary": "We ask before we decide.",
    "introduction": "Read *this* first.", "admits": "everyone",
}  # fmt: skip
QUESTIONS = [
    {"place": "1", "text": "Which barriers do you meet?", "kind": "several", "options": "Cost\nLanguage\nTime"},
    {"place": "2", "text": "How well does it work?", "kind": "scale", "options": "not at all\nfully", "required": "y"},
    {"place": "3", "text": "What should be done?", "kind": "text"},
    {"place": "4", "text": "Should the forum go on?", "kind": "one", "options": "Yes\nNo"},
]
NEW, PAGE = "/consultations/new", "/consultations/1"


def rows(name: str, given: list[dict[str, Any]]) -> dict[str, Any]:
    """Return rows of a form as they are posted."""
    return {f"{name}-{at}-{key}": value for at, row in enumerate(given) for key, value in row.items()}


def act(client: FlaskClient, move: str, **given: Any) -> int:
    """Make a move of the first consultation, with its check; return the status."""
    answer = client.post(f"{PAGE}/moves/{move}", data=given | {"step": "done"})
    return answer.status_code


def drafted(app: Flask, **changes: Any) -> tuple[Person, FlaskClient]:
    """Return a member of the council, and their client, after a consultation was drafted with its questions."""
    member = make_person(roles=("council",))
    client = sign_in(app, member)
    made = client.post(NEW, data=DRAFT | changes)
    assert made.status_code == 302, made.text
    assert act(client, "set-questions", **rows("questions", QUESTIONS)) == 302
    return member, client


def opened(app: Flask, **changes: Any) -> tuple[Person, FlaskClient]:
    """Return who asks, and their client, while a consultation is open for 30 days."""
    member, client = drafted(app, **changes)
    assert act(client, "open", days="30") == 302
    return member, client


def replier(app: Flask, **person: Any) -> FlaskClient:
    """Return the client of somebody who replied."""
    client = sign_in(app, make_person(**person))
    assert act(client, "reply", q1=["1", "3"], q2="4", q3="Ask *more* people.") == 302
    return client


def consultation() -> Consultation:
    """Return the first consultation, read anew."""
    session.rollback()
    return session.get_one(Consultation, subject_of("consultation", "1").id)
