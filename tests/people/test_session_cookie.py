"""The cookie of a sign-in is set when there is something to say: a new token, a message, or that it is in use still."""

import time
from datetime import timedelta

import pytest
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


def test_messages_do_not_pile_up_in_the_cookie_of_who_looks_at_no_page(app: Flask, db: object) -> None:
    script = sign_in(app, make_person())
    title = "Access for all who live far from any cable, " * 4
    for number in range(30):
        answer = script.post(
            "/issues/new", data=issue_form(title=f"{title}{number}"), headers={"Accept-Language": "ar"}
        )
        assert answer.status_code == 302
    assert len(answer.headers["Set-Cookie"]) < 3_000
    for number in range(1, 31):
        assert script.post(f"/issues/{number}/comments", data={"body": f"Comment {number}."}).status_code == 302
    with script.session_transaction() as own:
        kinds = [kind for kind, _message in own["_flashes"]]
    assert kinds == ["here"] * 3
    assert script.get("/issues/30").text.count('id="here"') == 3
    assert script.get("/desk").status_code == 200


def test_a_browser_keeps_the_cookie_as_long_as_the_table_keeps_the_sign_in(app: Flask) -> None:
    assert app.permanent_session_lifetime >= UNUSED + NOTED


def test_a_cookie_that_is_known_still_ends_with_its_age(
    app: Flask, db: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = sign_in(app, make_person())
    for _time in range(2):
        assert reader.get("/desk").status_code == 200
    later = time.time() + app.permanent_session_lifetime.total_seconds() + 5
    monkeypatch.setattr(time, "time", lambda: later)
    assert reader.get("/desk").status_code != 200


def test_a_known_cookie_is_no_way_to_another(app: Flask, db: object) -> None:
    reader = sign_in(app, make_person())
    assert reader.get("/desk").status_code == 200
    cookie = reader.get_cookie("igtf")
    assert cookie is not None
    for forged in (cookie.value[:-1], cookie.value + "x", cookie.value[1:], cookie.value.swapcase()):
        for _time in range(2):
            reader.set_cookie("igtf", forged)
            assert reader.get("/desk").status_code != 200


def test_what_a_page_changes_of_its_session_is_nobody_elses(app: Flask, db: object) -> None:
    reader = sign_in(app, make_person())
    cookie = reader.get_cookie("igtf")
    assert cookie is not None
    with reader.session_transaction() as own:
        own["_flashes"] = [("message", "Only here")]
    reader.set_cookie("igtf", cookie.value)
    with reader.session_transaction() as again:
        assert "_flashes" not in again
