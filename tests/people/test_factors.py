"""The second factor: an app that shows codes, recovery codes, who needs one, and who cannot come in without."""

import hmac
import re
import struct
from base64 import b32decode
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from igtf.core import clock
from igtf.core.db import session, writing
from igtf.core.errors import Invalid
from igtf.people import signins
from igtf.people.commands import add_person
from igtf.people.entry import invitation_path
from igtf.people.factors import add_app, forget_factors, is_needed, secret_of
from igtf.people.models import Address, Authenticator, Invitation, Passkey, Person, RecoveryCode
from igtf.people.roles import give_role
from tests.factories import link_in, make_person, sign_in
from tests.people.test_accounts import KNOWN, is_signed_in, mails

HALF_A_MINUTE = 30


def shown_by_app(secret: bytes, seconds: float, digits: int = 6) -> str:
    """Return the code that an app shows at a time: RFC 4226, section 5.3, with the time of RFC 6238, section 4.2."""
    mac = hmac.digest(secret, struct.pack(">Q", int(seconds) // HALF_A_MINUTE), "sha1")
    start = mac[-1] & 15
    number = struct.unpack(">I", mac[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**digits:0{digits}d}"


def test_the_app_of_these_tests_shows_the_published_codes() -> None:
    """RFC 6238, appendix B."""
    published = {59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924",
                 2000000000: "69279037", 20000000000: "65353130"}  # fmt: skip
    for seconds, code in published.items():
        assert shown_by_app(b"12345678901234567890", seconds, digits=8) == code


class App:
    """An authenticator app: it reads the key from the page that shows it."""

    def __init__(self, page: str) -> None:
        found = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
        assert found
        self.secret = b32decode(found[1].replace(" ", ""))
        assert f"secret={found[1].replace(' ', '')}" in page.replace("&amp;", "&")

    def code(self, later: float = 0) -> str:
        """Return what the app shows now, or ``later`` seconds from now."""
        return shown_by_app(self.secret, clock.real_now().timestamp() + later)


def codes_on(answer) -> list[str]:
    """Return the recovery codes that an answer shows: it is stored nowhere, and its size tells nothing."""
    found = re.findall(r"<code>([a-z2-7-]+)</code>", answer.text)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Content-Encoding" not in answer.headers
    assert "Set-Cookie" not in answer.headers or not any(code in answer.headers["Set-Cookie"] for code in found)
    return found


def enter(app: Flask, person: Person, **more: str):
    """Return a browser in which the password was given, and where it was sent."""
    client = app.test_client()
    answer = client.post("/sign-in", data={"login": person.actor.handle, "password": KNOWN} | more)
    return client, answer.location


def with_app(app: Flask, person: Person, ready: Callable[[], object] = lambda: None) -> tuple[App, list[str]]:
    """Add an app to a person who is signed in, once all is ``ready``; return it and the recovery codes."""
    client = sign_in(app, person)
    ready()
    phone = App(client.get("/account/app").text)
    added = client.post("/account/app", data={"present": KNOWN, "name": "My phone", "code": phone.code()})
    return phone, codes_on(added)


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch):
    """Stop the machine's clock in the middle of a step of codes, and return what moves it ahead, in seconds."""
    middle = datetime.now(UTC).timestamp() // HALF_A_MINUTE * HALF_A_MINUTE + HALF_A_MINUTE / 2

    def move(seconds: float) -> None:
        monkeypatch.setattr(clock, "real_now", lambda: datetime.fromtimestamp(middle + seconds, UTC))

    move(0)
    return move


def test_an_app_is_added_and_asked_for_at_the_next_sign_in(app, db, later):
    ada = make_person("ada")
    client = sign_in(app, ada)
    phone = App(client.get("/account/app").text)
    refused = client.post("/account/app", data={"present": KNOWN, "name": "My phone", "code": phone.code(-120)})
    assert refused.status_code == 422
    assert "This is not the code that the app shows now." in refused.text
    wrong = client.post("/account/app", data={"present": "not this one", "name": "My phone", "code": phone.code()})
    assert "This is not your present password." in wrong.text
    assert not session.scalar(select(Authenticator.id))
    added = client.post("/account/app", data={"present": KNOWN, "name": "My phone", "code": phone.code()})
    assert len(codes_on(added)) == 10
    account = client.get("/account/").text
    assert "My phone" in account
    assert "Recovery codes left: 10." in account

    browser, where = enter(app, ada, next="/issues/")
    assert where == "/sign-in/second"
    assert not is_signed_in(browser), "the password alone opens nothing"
    again = browser.post(where, data={"code": phone.code()})
    assert "was used already" in again.text, "a code is taken once (RFC 6238, section 5.2)"
    later(HALF_A_MINUTE)
    code = phone.code()
    assert browser.post(where, data={"code": f"{code[:3]} {code[3:]}"}).location == "/issues/"
    assert is_signed_in(browser)
    other, where = enter(app, ada)
    assert "was used already" in other.post(where, data={"code": code}).text
    assert "A second factor was added to your account: My phone." in mails("ada@people.example")[0].text


def test_a_recovery_code_lets_in_once_and_a_mail_says_so(app, db):
    ada = make_person("ada")
    _phone, codes = with_app(app, ada)
    assert len(set(codes)) == 10
    browser, where = enter(app, ada)
    assert browser.post(where, data={"code": codes[0].upper()}).location == "/desk"
    assert "Recovery codes left: 9." in browser.get("/account/").text
    other, where = enter(app, ada)
    assert other.post(where, data={"code": codes[0]}).status_code == 422
    assert not is_signed_in(other)
    assert "with one of its recovery codes" in mails()[-1].text

    assert "<code>" not in browser.get("/account/codes").text
    assert browser.post("/account/codes", data={"present": "wrong"}).status_code == 422
    fresh = codes_on(browser.post("/account/codes", data={"present": KNOWN}))
    assert len(fresh) == 10
    assert not set(fresh) & set(codes)
    assert "<code>" not in browser.get("/account/codes").text
    assert other.post(where, data={"code": codes[1]}).status_code == 422
    assert other.post(where, data={"code": fresh[1]}).location == "/desk"


def test_nothing_kept_tells_a_secret_or_a_code(app, db):
    ada = make_person()
    phone, codes = with_app(app, ada)
    session.rollback()
    kept = session.scalars(select(Authenticator)).one()
    assert b32decode(secret_of(kept.salt)) == phone.secret
    assert phone.secret.hex() not in str(vars(kept))
    hashes = set(session.scalars(select(RecoveryCode.code_hash)))
    assert not hashes & {code.replace("-", "") for code in codes}


def test_who_decides_for_others_adds_one_on_the_way_in(app, db, monkeypatch):
    monkeypatch.setitem(app.config, "SECOND_FACTOR", True)
    chair = make_person(roles=("council",))
    browser, where = enter(app, chair, next="/council/")
    assert where == "/account/app"
    page = browser.get(where)
    assert "Your role needs a second factor" in page.text
    assert not is_signed_in(browser)
    assert browser.get("/account/codes").location.startswith("/sign-in")
    phone = App(page.text)
    assert browser.post(where, data={"name": "Phone", "code": "000000"}).status_code == 422
    added = browser.post(where, data={"name": "Phone", "code": phone.code()})
    assert len(codes_on(added)) == 10
    assert 'href="/council/"' in added.text
    assert is_signed_in(browser)

    session.rollback()
    number = session.scalars(select(Authenticator.id)).one()
    refused = browser.post(f"/account/app/{number}/remove", data={"present": KNOWN})
    assert "this is your only one" in refused.text
    monkeypatch.setitem(app.config, "SECOND_FACTOR", False)
    assert enter(app, make_person(roles=("council",)))[1] == "/desk", "a site can be set up without"


def test_a_role_ends_what_was_signed_in_without_a_second_factor(app, db, monkeypatch):
    monkeypatch.setitem(app.config, "SECOND_FACTOR", True)
    ada, bea = make_person(), make_person()
    with_app(app, bea)
    token = signins.make_token(ada, "a script")
    browsers = [(sign_in(app, person), person) for person in (ada, bea)]
    with writing():
        for person in (ada, bea):
            give_role(person.id, "editor", at=clock.now())
    assert all(is_signed_in(browser) for browser, _person in browsers), "an editor decides for nobody"
    with writing():
        for person in (ada, bea):
            give_role(person.id, "moderator", at=clock.now())
    assert [is_signed_in(browser) for browser, _person in browsers] == [False, True]
    assert signins.token_given(token) is None
    assert enter(app, ada)[1] == "/account/app"
    monkeypatch.setitem(app.config, "DEMO", True)
    assert not is_needed(ada.id), "in a demonstration anyone is anyone"


def test_the_first_factor_ends_other_sign_ins_and_tokens_and_mails_tell_each_change(app, db, later):
    ada = make_person("ada")
    with writing() as own:
        own.add(Address(person_id=ada.id, email="ada@elsewhere.test", verified_at=clock.now(), is_main=False))
    thief, stolen = sign_in(app, ada), signins.make_token(ada, "a script")
    for again in range(1, 4):
        later(again)
        with_app(app, ada)
        assert not is_signed_in(thief)
        assert signins.token_given(stolen) is None
        session.rollback()
        number = session.scalars(select(Authenticator.id).where(Authenticator.person_id == ada.id)).one()
        sign_in(app, ada).post(f"/account/app/{number}/remove", data={"present": KNOWN})
        for address in ("ada@people.example", "ada@elsewhere.test"):
            assert len(mails(address)) == 2 * again, "also where a number of a row is given again"
    bea = make_person("bea")
    with_app(app, bea)
    own = signins.make_token(bea, "a script")
    later(5)
    client = sign_in(app, bea)
    second = App(client.get("/account/app").text)
    client.post("/account/app", data={"present": KNOWN, "name": "Tablet", "code": second.code()})
    assert len(mails("bea@people.example")) == 2
    assert signins.token_given(own).person_id == bea.id, "what was made behind a factor goes on"


def test_figures_of_any_script_are_taken(app, db, later):
    ada = make_person()
    phone, _codes = with_app(app, ada)
    for turn, zero in enumerate("٠۰०０", 1):
        later(turn * HALF_A_MINUTE)
        code = "".join(chr(ord(zero) + int(figure)) for figure in phone.code())
        browser, where = enter(app, ada)
        assert browser.post(where, data={"code": code}).location == "/desk", code
    browser, where = enter(app, ada)
    for strange in ("é", "²²²²²²", "१२", "💩" * 6, " - "):
        assert browser.post(where, data={"code": strange}).status_code == 422


def test_the_fifth_wrong_code_of_a_day_is_told(app, db):
    ada = make_person("ada")
    with_app(app, ada)
    browser, where = enter(app, ada)
    before = len(mails())
    for wrong in range(1, 8):
        browser.post(where, data={"code": "000 000"})
        assert len(mails()) == before + (wrong >= 5)
    assert "choose a new password at once" in mails()[-1].text


def test_of_two_who_wait_the_first_adds_a_factor(app, db, monkeypatch):
    monkeypatch.setitem(app.config, "SECOND_FACTOR", True)
    ada = make_person(roles=("council",))
    (one, where), (two, _where) = enter(app, ada), enter(app, ada)
    mine, other = App(one.get(where).text), App(two.get(where).text)
    assert len(codes_on(one.post(where, data={"name": "Mine", "code": mine.code()}))) == 10
    assert two.post(where, data={"name": "Other", "code": other.code()}).status_code == 302
    with app.test_request_context(), pytest.raises(Invalid, match="has a second factor already"):
        add_app(ada, salt="x", code=shown_by_app(b32decode(secret_of("x")), clock.real_now().timestamp()), name="Third")
    session.rollback()
    assert session.scalars(select(Authenticator.name)).all() == ["Mine"]


def test_a_claimed_profile_with_a_role_is_no_way_around(app, db, monkeypatch):
    monkeypatch.setitem(app.config, "SECOND_FACTOR", True)
    with app.test_request_context():
        profile = add_person(handle="imported", name="Imported", at=clock.now(), source="archive")
        with writing():
            give_role(profile.id, "moderator", at=clock.now())
            invitation = Invitation(email="i@people.example", person_id=profile.id, asked_at=clock.real_now(),
                                    sent_at=clock.real_now())  # fmt: skip
            session.add(invitation)
        path = invitation_path(invitation)
    client = app.test_client()
    assert client.post(path, data={"password": "seven green turtles"}).location == "/account/app"
    assert not is_signed_in(client)


def test_who_waits_can_add_no_second_one(app, db):
    ada = make_person()
    with_app(app, ada)
    browser, _where = enter(app, ada)
    for path in ("/account/app", "/account/passkey", "/account/codes", "/account/app/1/remove"):
        assert browser.get(path).location.startswith("/sign-in"), path
        assert browser.post(path, data={"name": "Mine", "code": "123456", "present": KNOWN}).status_code == 302, path
    session.rollback()
    assert len(session.scalars(select(Authenticator)).all()) == 1


def test_a_browser_does_not_wait_for_ever_nor_past_a_new_password(app, db, later):
    ada = make_person("ada")
    phone, codes = with_app(app, ada)
    slow, where = enter(app, ada)
    later(16 * 60)
    assert slow.post(where, data={"code": phone.code()}).location == "/sign-in"
    later(0)
    thief, where = enter(app, ada)
    reader = app.test_client()
    reader.post("/reset", data={"email": "ada@people.example"})
    new = reader.post(link_in(mails()[-1]), data={"password": "a new password for ada"})
    assert new.location == "/sign-in/second", "a link in a mail is no second factor"
    assert not is_signed_in(reader)
    assert thief.post(where, data={"code": codes[0]}).location == "/sign-in"
    assert reader.post(new.location, data={"code": codes[0]}).location == "/desk"


def test_it_is_removed_with_the_password_and_the_codes_go_with_the_last(app, db):
    ada, bea = make_person(), make_person()
    with_app(app, ada)
    with_app(app, bea)
    session.rollback()
    mine = session.scalars(select(Authenticator.id).where(Authenticator.person_id == ada.id)).one()
    foreign = session.scalars(select(Authenticator.id).where(Authenticator.person_id == bea.id)).one()
    client = sign_in(app, ada)
    assert client.post(f"/account/app/{foreign}/remove", data={"present": KNOWN}).status_code == 404
    assert "It is your only one" in client.get(f"/account/app/{mine}/remove").text
    assert client.post(f"/account/app/{mine}/remove", data={"present": "wrong"}).status_code == 422
    assert client.post(f"/account/app/{mine}/remove", data={"present": KNOWN}).location == "/account/#second"
    assert enter(app, ada)[1] == "/desk"
    session.rollback()
    assert not session.scalars(select(RecoveryCode).where(RecoveryCode.person_id == ada.id)).all()
    assert enter(app, bea)[1] == "/sign-in/second"


NO_ANSWERS = {
    "nothing": "", "deep": "[" * 200_000, "object": "{}", "list": "[]", "number": "5", "number of a key": '{"id": 5}',
    "no response": '{"id": "x", "response": []}', "control": "\x01",
}  # fmt: skip


@pytest.mark.parametrize("proof", NO_ANSWERS.values(), ids=NO_ANSWERS)
def test_what_is_no_answer_of_a_passkey_proves_nothing(app, db, monkeypatch, proof):
    monkeypatch.setitem(app.config, "BASE_URL", "http://localhost:8000")
    ada = make_person()
    with_app(app, ada)
    mine = sign_in(app, ada)
    mine.get("/account/passkey")
    added = mine.post("/account/passkey", data={"present": KNOWN, "name": "Key", "proof": proof})
    assert added.status_code == 422
    assert "does not prove a passkey" in added.text
    browser, where = enter(app, ada)
    browser.get(where)
    refused = browser.post(where, data={"proof": proof})
    assert refused.status_code == 422
    assert not is_signed_in(browser)
    session.rollback()
    assert not session.scalars(select(Passkey)).all()


def test_who_waits_while_the_factors_are_removed_goes_on_with_the_password(app, db):
    ada = make_person()
    with_app(app, ada)
    browser, where = enter(app, ada, next="/issues/")
    assert browser.get(where).status_code == 200
    session.rollback()
    forget_factors(ada)
    assert browser.get(where).location == "/issues/"
    assert is_signed_in(browser)


def test_a_code_is_not_shown_again_where_a_form_came_too_late(app, db):
    """The page of a form that was refused unread keeps what was typed, but no secret."""
    ada = make_person()
    _phone, codes = with_app(app, ada)
    browser, where = enter(app, ada)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        late = browser.post(where, data={"code": codes[0], "csrf_token": "old"})
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert late.status_code == 400
    assert codes[0] not in late.text


def test_codes_of_one_account_are_not_guessed_from_many_addresses(app, db, limited):
    ada = make_person()
    with_app(app, ada)
    browser, where = enter(limited, ada)
    said = [
        browser.post(where, data={"code": "1"}, environ_base={"REMOTE_ADDR": f"192.0.2.{number}"}).status_code
        for number in range(12)
    ]
    assert said == [422] * 10 + [429] * 2


def test_who_knows_the_password_alone_keeps_nobody_out_who_chooses_another_one(app, db, limited):
    """The tries of a day are those behind one password (NIST SP 800-63B, section 5.2.2)."""
    ada = make_person("ada")
    _phone, codes = with_app(app, ada)
    thief, where = enter(limited, ada)
    at = ({"REMOTE_ADDR": f"2001:db8:{place:x}::1"} for place in range(400))

    def tries(client, code: str):
        return client.post(where, data={"code": code}, environ_base=next(at))

    assert {tries(thief, "000 000").status_code for _try in range(320)} == {422, 429}
    owner, _where = enter(limited, ada)
    assert tries(owner, codes[0]).status_code == 429, "the thief has used up what that password has"
    session.rollback()
    limited.test_client().post("/reset", data={"email": "ada@people.example"})
    owner = limited.test_client()
    assert owner.post(link_in(mails()[-1]), data={"password": "another long password"}).location == where
    assert tries(thief, "000 000").status_code == 429
    assert tries(owner, codes[0]).location == "/desk"
