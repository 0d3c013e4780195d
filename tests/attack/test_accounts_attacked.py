"""Accounts under attack: planted cookies, the time that a sign-in takes, and every form of people and contacts."""

import re
import statistics
import time
from html.parser import HTMLParser

import pytest

from igtf.people.views_account import CHANGES
from igtf.people.views_secretariat import FORMS
from tests.attack.kit import at_once
from tests.attack.test_bad_input import BAD
from tests.factories import events, link_in, make_person, sign_in
from tests.people.test_accounts import answers, mails
from tests.routing.acts import links, make_body, name_contact, sent_statement

TYPED = ("text", "email", "password", "url", "date", "search", "number", "datetime-local")


class _Forms(HTMLParser):
    """The forms of a page: where each is posted, and its fields with what stands in them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str], list[str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((given.get("action", ""), {}, []) if given.get("method") == "post" else ("", {}, []))
        elif self.found and given.get("name") and tag in ("input", "select", "textarea", "button"):
            _action, fixed, free = self.found[-1]
            if tag in ("textarea", "select") or given.get("type", "text") in TYPED:
                free.append(given["name"])
            else:
                fixed[given["name"]] = given.get("value", "")


def posted(client, page):
    """Yield address, fixed fields and free ones of each form on ``page`` that is posted."""
    answer = client.get(page)
    assert answer.status_code == 200, page
    for action, fixed, free in _Forms(answer.text).found:
        if free:
            yield action or page, fixed, free


def attacked(client, page, bad):
    """Send ``bad`` in every free field of every form of ``page``: refused with a sentence, or taken as plain text."""
    fields = 0
    for action, fixed, free in posted(client, page):
        before = events()
        answer = client.post(action, data={**fixed, **dict.fromkeys(free, BAD[bad])})
        assert answer.status_code < 500, (page, action, bad)
        assert "<img src=x" not in answer.text
        if answer.status_code >= 400 and answer.status_code != 404:
            assert events() == before
            assert re.search(r"<h1|<li>", answer.text)
        fields += len(free)
    return fields


@pytest.mark.parametrize("bad", BAD)
def test_no_form_of_entry_account_or_secretariat_breaks(app, db, bad):
    client = sign_in(app, make_person("amadou", roles=("secretariat", "council", "moderator")))
    make_person("binta")
    for place, names in (("/account", CHANGES), ("/secretariat", FORMS)):
        for name in names:
            assert attacked(client, f"{place}/{name}", bad) > 0, name
    outside = app.test_client()
    assert all(attacked(outside, page, bad) for page in ("/register", "/sign-in", "/reset"))


@pytest.mark.parametrize("bad", BAD)
def test_no_field_behind_the_link_of_a_contact_breaks(app, db, bad):
    secretary, chair = make_person(roles=("secretariat",)), make_person(roles=("council-chair",))
    name_contact(make_body(), secretary)
    sent_statement(secretary, chair, ahead=10)
    (link,) = links()
    assert attacked(app.test_client(), link, bad) >= 3


def test_a_planted_cookie_is_worth_nothing_after_signing_in(app, db):
    make_person("amadou")
    client = app.test_client()
    client.get("/sign-in")
    with client.session_transaction() as cookie:
        cookie["csrf_token"] = "planted"
        cookie["planted"] = "yes"
    given = {"login": "amadou", "password": "a long enough password"}
    planted = client.get_cookie("igtf").value
    assert client.post("/sign-in", data=given).status_code == 302
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie.get("csrf_token") != "planted"
        token = cookie["_user_id"]
    other = app.test_client()
    other.set_cookie("igtf", planted)
    assert "/sign-in" in other.get("/desk").location
    assert client.get("/desk").status_code == 200
    client.post("/sign-out")
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    assert "/sign-in" in client.get("/desk").location, "the token of an ended sign-in opens nothing"


def test_each_sign_in_has_an_id_of_its_own_and_a_guessed_one_opens_nothing(app, db):
    person = make_person()
    tokens = set()
    for _time in range(3):
        with sign_in(app, person).session_transaction() as cookie:
            tokens.add(cookie["_user_id"])
    assert len(tokens) == 3
    for guess in (str(person.id), "1", next(iter(tokens))[:-1], next(iter(tokens)).swapcase()):
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = guess
        assert "/sign-in" in client.get("/desk").location


def test_a_sign_in_takes_as_long_for_whom_nobody_knows(app, db, monkeypatch):
    monkeypatch.setitem(app.config, "ARGON2_COST", "2,19456,1")
    make_person("known")
    client = app.test_client()

    def seconds(login: str) -> float:
        began = time.perf_counter()
        assert client.post("/sign-in", data={"login": login, "password": "a wrong password"}).status_code == 422
        return time.perf_counter() - began

    pairs = [(seconds("known"), seconds("unknown")) for _round in range(9)]
    known, unknown = (statistics.median(column) for column in zip(*pairs, strict=True))
    assert 0.5 < known / unknown < 2


def test_asked_twice_in_one_moment_nothing_tells_who_has_an_account(app, db):
    make_person("known")
    for email in ("known@people.example", "nobody@people.example"):
        clients = [app.test_client() for _each in range(6)]
        asked = at_once([lambda c=c, e=email: c.post("/reset", data={"email": e}) for c in clients])
        assert {answer.location for answer in asked} == {"/reset/sent"}
    known = [answers(email="known@people.example", handle=f"new-{number}") for number in range(6)]
    clients = [app.test_client() for _each in known]
    asked = at_once([lambda c=c, k=k: c.post("/register", data=k) for c, k in zip(clients, known, strict=True)])
    assert {answer.location for answer in asked} == {"/register/sent"}
    assert len([mail for mail in mails() if mail.key.startswith("known:")]) == 1


def test_of_two_who_open_a_reset_link_in_one_moment_one_is_let_in(app, db):
    make_person("known")
    app.test_client().post("/reset", data={"email": "known@people.example"})
    path, clients = link_in(mails()[-1]), [app.test_client() for _each in range(3)]
    chosen = [f"{number} quiet rivers" for number in ("nine", "eight", "seven")]
    answered = at_once([
        lambda c=c, p=p: c.post(path, data={"password": p}).status_code for c, p in zip(clients, chosen, strict=True)
    ])  # fmt: skip
    assert sorted(answered) == [302, 410, 410]
    (own,) = [password for password, answer in zip(chosen, answered, strict=True) if answer == 302]
    assert app.test_client().post("/sign-in", data={"login": "known", "password": own}).status_code == 302
