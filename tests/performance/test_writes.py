"""How many statements a write takes, from the posted form to the answer: each wakes a process of PostgreSQL's."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from igtf.core.db import dialect
from igtf.issues import commands as issues
from tests.council.councils import make_ballot, make_council
from tests.counting import statements
from tests.factories import by, issue_form, make_person, sign_in

Asked = tuple[Any, str, Callable[[int], dict[str, str]]]
"""Who posts, where, and what the second time."""


def _comment() -> Asked:
    issue = issues.file(title="Prices", summary="Who sets them?", layer="use", topic="copyright", by=by(make_person()))
    return make_person(), f"/issues/{issue.subject.ref}/comments", lambda number: {"body": f"Who checks the {number}?"}


def _issue() -> Asked:
    return make_person(), "/issues/new", lambda number: issue_form(title=f"Prices of place {number}")


def _position() -> Asked:
    _secretariat, members = make_council()
    path = f"/ballots/{make_ballot(members).subject.ref}/moves/take-position"
    said = {"position": "yes", "step": "done"}
    return next(iter(members.values())), path, lambda number: said | {"comment": f"Well put, {number}"}


@pytest.mark.parametrize(
    ("begun", "known"),
    [
        (_comment, {"sqlite": 10, "postgresql": 7}),
        (_issue, {"sqlite": 16, "postgresql": 8}),  # there: texts and their words
        (_position, {"sqlite": 13, "postgresql": 9}),  # one: whose term has run out
    ],
)
def test_a_write_takes_no_statement_more(app: Flask, begun: Callable[[], Asked], known: dict[str, int]) -> None:
    with app.app_context():
        person, path, answers = begun()
        client: FlaskClient = sign_in(app, person)
        engine = dialect()
    for number in (1, 2):
        with statements(app) as sent:
            answer = client.post(path, data=answers(number) | {"once": f"write-{number}"})
        assert answer.status_code in (302, 303), answer.text
    assert len(sent) == known[engine], [" ".join(each.text.split())[:150] for each in sent]
