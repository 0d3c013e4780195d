"""The cookie of a sign-in is set when there is something to say: a new token, a message, or that it is in use still."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from igtf.core.clock import real_now
from igtf.core.db import session
from igtf.people.models import SignIn
from igtf.people.visitor import NOTED, UNUSED
from tests.factories import issue_form, make_person, sign_in


def _set(client: FlaskClient, path: str) -> list[str]:
    return client.get(path).headers.getlist("Set-Cookie")


def test_a_page_sets_no_cookie_again_before_its_use_is_noted(app: Flask, db: object) -> None:
    reader = sign_in(app, make_person())
    page = reader.post("/issues/new", data=issue_form()).headers["Location"]
    reader.get(page)  # the message of the act, and the token of the forms
    assert _set(reader, page) == []

    session.execute(update(SignIn).values(seen_at=real_now() - NOTED - timedelta(minutes=1)))
    session.commit()
    (renewed,) = _set(reader, page)
    assert renewed.startswith("igtf=")
    assert _set(reader, page) == []


def test_a_browser_keeps_the_cookie_as_long_as_the_table_keeps_the_sign_in(app: Flask) -> None:
    assert app.permanent_session_lifetime >= UNUSED + NOTED
