"""Who knew only the former password is out, also with what was under way as it was changed."""

import contextvars
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from igtf.core.db import session
from igtf.people import accounts, entry, factors
from igtf.people.models import ApiToken, Authenticator, Person, RecoveryCode, SignIn
from igtf.people.roles import give_role
from tests.attack.kit import beside
from tests.factories import by, link_in, make_person, sign_in
from tests.people.test_accounts import KNOWN, PASSWORD, answers, is_signed_in, mails
from tests.people.test_factors import App, with_app

NEW = "seven green turtles of vic"


def changed(number: int) -> None:
    """Give the person of a number a new password, as a link for one does."""
    accounts.change_password(session.get_one(Person, number), NEW)


@pytest.fixture
def meanwhile(app, db, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], None]:
    """Return what lets an act happen as soon as a password was found right, before anything is done with it."""
    found_right = entry.password_fits

    def let(act: Callable[[], Any]) -> None:
        left = [act]

        def fits(hashed: str | None, password: str) -> bool:
            right = found_right(hashed, password)
            while right and left:
                contextvars.Context().run(in_own, left.pop())
            return right

        monkeypatch.setattr(entry, "password_fits", fits)

    def in_own(act: Callable[[], Any]) -> None:
        with app.app_context():
            act()

    return let


def going(kind: Any = SignIn) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(kind).where(kind.ended_at.is_(None))) or 0


def signs_in(client: Any) -> Any:
    return client.post("/sign-in", data={"login": "vic", "password": KNOWN})


def test_a_sign_in_with_the_old_password_does_not_outlive_the_new_one(app, meanwhile):
    number, client = make_person("vic").id, app.test_client()
    meanwhile(lambda: changed(number))
    refused = signs_in(client)
    assert (refused.status_code, going(), is_signed_in(client)) == (403, 0, False)
    assert "Meanwhile the password of this account was changed" in refused.text
    assert client.post("/sign-in", data={"login": "vic", "password": NEW}).location == "/desk"


def test_nobody_is_signed_in_whose_account_is_closed_meanwhile(app, meanwhile):
    vic, client = make_person("vic"), app.test_client()
    number, act = vic.id, by(make_person(roles=("secretariat",)))
    from igtf.people.secretariat import deactivate

    meanwhile(lambda: deactivate(session.get_one(Person, number), reason="Asked.", by=act))
    assert (signs_in(client).status_code, going()) == (403, 0)


def test_a_factor_that_is_added_meanwhile_is_asked_for(app, db):
    vic = make_person("vic")
    client, mine = app.test_client(), sign_in(app, vic)
    phone = App(mine.get("/account/app").text)
    code, number = phone.code(), vic.id
    with mine.session_transaction() as cookie:
        salt, this = cookie["salt"], cookie["_user_id"]

    def adds() -> None:
        factors.add_app(session.get_one(Person, number), salt=salt, code=code, name="My phone", this=this)

    session.rollback()
    _added, refused = beside(app, adds, lambda: signs_in(client))
    assert (refused.status_code, going(), is_signed_in(client)) == (403, 1, False)
    assert "was given a second factor" in refused.text
    assert signs_in(client).location == "/sign-in/second"


@pytest.mark.parametrize(
    ("name", "given"),
    [("password", {"password": "nine red turtles of a thief"}), ("token", {"label": "A script"})],
)
def test_who_gave_the_old_password_gets_nothing_that_lasts(app, meanwhile, name, given):
    vic = make_person("vic")
    thief, number = sign_in(app, vic), vic.id
    meanwhile(lambda: changed(number))
    assert thief.post(f"/account/{name}", data=given | {"present": KNOWN}).status_code == 403
    assert (going(), going(ApiToken)) == (0, 0)
    assert app.test_client().post("/sign-in", data={"login": "vic", "password": NEW}).location == "/desk"


@pytest.mark.parametrize("path", ["codes", "app/1/remove", "close"])
def test_who_gave_the_old_password_takes_nothing_away_and_gets_no_codes(app, meanwhile, path):
    vic = make_person("vic")
    with_app(app, vic)
    thief, number = sign_in(app, vic), vic.id
    had = session.scalars(select(RecoveryCode.code_hash).order_by(RecoveryCode.id)).all()
    meanwhile(lambda: changed(number))
    assert thief.post(f"/account/{path}", data={"present": KNOWN, "meant": "y"}).status_code == 403
    session.rollback()
    assert session.scalars(select(RecoveryCode.code_hash).order_by(RecoveryCode.id)).all() == had
    assert app.test_client().post("/sign-in", data={"login": "vic", "password": NEW}).location == "/sign-in/second"


def test_a_code_that_is_spent_while_the_password_is_changed_lets_nobody_in(app, db):
    vic = make_person("vic")
    _phone, codes = with_app(app, vic)
    number, client = vic.id, app.test_client()
    assert signs_in(client).location == "/sign-in/second"
    session.rollback()
    _changed, refused = beside(
        app, lambda: changed(number), lambda: client.post("/sign-in/second", data={"code": codes[0]})
    )
    assert (refused.status_code, going(), is_signed_in(client)) == (403, 0, False)


def test_who_waits_with_the_old_password_adds_no_factor(app, db, monkeypatch):
    monkeypatch.setitem(app.config, "SECOND_FACTOR", True)
    vic = make_person("vic", roles=("moderator",))
    number, client = vic.id, app.test_client()
    assert signs_in(client).location == "/account/app"
    phone = App(client.get("/account/app").text)
    given = {"name": "Mine", "code": phone.code()}
    session.rollback()
    _changed, refused = beside(app, lambda: changed(number), lambda: client.post("/account/app", data=given))
    assert (refused.status_code, going()) == (403, 0)
    assert session.scalar(select(Authenticator.id)) is None


def test_a_role_that_needs_a_factor_does_not_leave_a_sign_in_without_one(app, db, monkeypatch):
    monkeypatch.setitem(app.config, "SECOND_FACTOR", True)
    vic = make_person("vic")
    number, act, client = vic.id, by(vic), app.test_client()

    session.rollback()
    _given, refused = beside(app, lambda: give_role(number, "moderator", at=act.at).id, lambda: signs_in(client))
    assert (refused.status_code, going()) == (403, 0)
    assert signs_in(client).location == "/account/app"


def test_a_link_verifies_nothing_that_somebody_else_registers_while_it_is_opened(app, meanwhile):
    app.test_client().post("/register", data=answers())
    link, mine = link_in(mails()[-1]), app.test_client()
    theirs = app.test_client()
    meanwhile(lambda: theirs.post("/register", data=answers(password="nine red turtles of a thief")))
    assert mine.post(link, data={"password": PASSWORD}).status_code == 410
    assert (is_signed_in(mine), is_signed_in(theirs)) == (False, False)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Person)) == 0
