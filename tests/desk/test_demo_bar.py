"""The demonstration's bar: who becomes another person leaves the former sign-in behind, ended."""

import html
import re

import pytest
from sqlalchemy import select

from igtf.core.db import session
from igtf.people.models import SignIn
from tests.factories import make_person
from tests.people.test_accounts import answers


def test_becoming_another_person_ends_the_sign_in_before(app, db):
    make_person("first"), make_person("second")
    client = app.test_client()
    assert client.post("/demo/become", data={"handle": "first", "next": "/"}).status_code == 404
    app.config["DEMO"] = True
    try:
        for handle in ("first", "second"):
            assert client.post("/demo/become", data={"handle": handle, "next": "/desk"}).location == "/desk"
        assert "/people/second" in client.get("/desk").text
        assert client.post("/demo/become", data={"handle": "", "next": "//evil"}).location == "/"
        assert client.get("/desk").status_code == 302
    finally:
        app.config["DEMO"] = False
    session.rollback()
    assert [ended is not None for ended in session.scalars(select(SignIn.ended_at))] == [True, True]


def test_a_visitor_who_stays_one_keeps_the_session_by_which_pages_already_open_are_sent(app, db):
    client = app.test_client()
    app.config["DEMO"] = True
    try:
        client.get("/how-it-works")
        with client.session_transaction() as kept:
            before = kept["csrf_token"]
        assert client.post("/demo/become", data={"handle": "", "next": "/"}).location == "/"
        with client.session_transaction() as kept:
            assert kept["csrf_token"] == before
    finally:
        app.config["DEMO"] = False


@pytest.mark.parametrize("known", [False, True])
def test_who_gave_an_address_is_led_to_the_mails_to_it_whether_or_not_it_is_known(app, db, known):
    make_person("amadou" if known else "otso")
    given = answers(handle="amadou2")
    app.config["DEMO"] = True
    try:
        for path, sent in (("/register", "/register/sent"), ("/reset", "/reset/sent")):
            client = app.test_client()
            assert client.get(sent).text.count('href="/demo/mail"') == 2, "nothing was asked for yet"
            assert client.post(path, data=given).location == sent
            (own,) = re.findall(r'href="(/demo/mail\?[^"]+)"', client.get(sent).text)
            assert own == "/demo/mail?to=amadou%40people.example"
            shown = client.get(html.unescape(own)).text
            assert "<b>amadou@people.example</b>" in shown
    finally:
        app.config["DEMO"] = False
