"""Coming in: register, verify, sign in and out, reset; success and refusal together, with the real mails."""

import re
from urllib.parse import quote

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from igtf.core import clock
from igtf.core.db import in_transaction, session, writing
from igtf.core.errors import Invalid, WrongState
from igtf.core.limits import limiter
from igtf.core.mail import Mail
from igtf.core.transports import message_of
from igtf.core.when import zones
from igtf.notice.worker import work_once
from igtf.people import accounts, commands, entry, signins
from igtf.people.models import Address, ApiToken, Person, Registration, SignIn
from igtf.people.signins import make_token
from igtf.record.by import by_importer
from igtf.record.models import Actor, Event, Hat, Payload
from tests.attack.kit import at_once
from tests.counting import statements_on
from tests.factories import issue_form, later, link_in, make_person, sign_in
from tests.reading import read

PASSWORD = "seven green turtles"
KNOWN = "a long enough password"
"""That of persons whom a test makes."""


def answers(**changes: str) -> dict[str, str]:
    """Return the answers of the registration form."""
    return {
        "name": "Amadou Exemplar", "handle": "amadou", "email": "Amadou@People.example", "password": PASSWORD,
        "country": "SN", "stakeholder_group": "technical", "capacity": "personal",
        "organisation": "Example Institute",
    } | changes  # fmt: skip


def mails(to: str | None = None) -> list[Mail]:
    """Return the mails queued, the newest last, but those to nobody."""
    session.rollback()
    query = select(Mail).where(Mail.to != "").order_by(Mail.id)
    return list(session.scalars(query.where(Mail.to == to) if to else query))


def count(what: type) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(what)) or 0


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/account/").status_code == 200


def ways_on(answer) -> list[str]:
    """Return where the page of a link that has ended leads first."""
    assert answer.status_code == 410
    return re.findall('<a class="button[^"]*" href="([^"]+)"', answer.text)[:-3]


@pytest.mark.parametrize(
    ("country", "zone"), [("SN", "Africa/Dakar"), ("IN", "Asia/Kolkata"), ("US", "UTC"), ("", "UTC")]
)
def test_who_registers_has_the_time_of_their_country_where_it_has_one_alone(app, db, country, zone):
    client = app.test_client()
    assert client.post("/register", data=answers(country=country)).status_code == 302
    assert client.post(link_in(mails()[-1])).status_code == 302
    session.rollback()
    assert session.scalars(select(Person.time_zone).join(Actor).where(Actor.handle == "amadou")).one() == zone
    assert zone in dict(zones())


def test_a_newcomer_registers_verifies_and_comments_in_four_pages(app, db):
    filer = make_person()
    sign_in(app, filer).post("/issues/new", data=issue_form())
    client = app.test_client()
    assert client.get("/register?next=/issues/1").status_code == 200
    sent = client.post("/register", data=answers(next="/issues/1"))
    assert sent.location == "/register/sent"
    shown = client.get(sent.location).text
    assert "Amadou@People.example" in shown
    assert "Open the link in it within 7 days and confirm on its page; then you are signed in." in shown
    (mail,) = mails()
    assert mail.to == "amadou@people.example"
    assert mail.subject == "Verify your address"
    assert "Hello amadou," in mail.text
    assert "Exemplar" not in mail.text, "no words of whoever filled in the form"
    assert client.get("/people/amadou").status_code == 404

    page = client.get(link_in(mail))
    assert b"Verify and sign in" in page.data
    assert count(Registration) == 1, "opening the link verifies nothing"
    done = client.post(link_in(mail))
    assert done.location == "/issues/1"
    again, stranger = client.get(link_in(mail)), app.test_client().get(link_in(mail))
    assert [answer.status_code for answer in (again, stranger)] == [200, 200], "a second click is no error"
    assert "Your address is verified already" in again.text
    assert 'href="/account/"' in again.text
    assert 'class="button" href="/sign-in"' in stranger.text
    assert "amadou" not in stranger.text.lower(), "it tells nobody whose it is"
    assert "verified already" in app.test_client().post(link_in(mail), data={"password": "x"}).text
    comment = client.post("/issues/1/comments", data={"body": "From my side of the sea."})
    assert comment.status_code == 302
    assert b"From my side of the sea." in client.get("/issues/1").data
    session.rollback()
    hat = session.scalars(select(Hat).join(Actor, Actor.id == Hat.actor_id).where(Actor.handle == "amadou")).one()
    assert (hat.region, hat.counts_as) == ("african", "technical")
    stored = "".join(str(data) for data in session.scalars(select(Payload.data)))
    assert "people.example" not in stored
    assert PASSWORD not in stored


def test_a_newcomer_finds_on_the_first_page_what_there_is_to_do(app, db):
    client = app.test_client()
    client.post("/register", data=answers())
    done = client.post(link_in(mails()[-1]))
    assert done.location == "/desk"
    page = client.get("/desk").text
    assert "you are signed in: comment, support, file issues." in page
    begin = page.partition('<div class="empty">')[2].partition("</div>")[0]
    ways = dict(re.findall(r'href="([^"]+)">([^<]+)</a>', begin))
    assert ways == {
        "/": "What is open now", "/issues/new": "File an issue", "/how-it-works": "How it works",
        "/account/follows#topics": "Follow topics, or everything",
    }  # fmt: skip
    assert [client.get(path).status_code for path in ways] == [200] * 4


def test_the_link_of_a_closed_account_says_nothing_of_it(app, db):
    client = app.test_client()
    client.post("/register", data=answers())
    path = link_in(mails()[-1])
    assert client.post(path).status_code == 302
    assert client.post("/account/close", data={"present": PASSWORD, "meant": "y"}).status_code == 302
    assert app.test_client().get(path).status_code == 410


def test_who_was_closed_and_registers_again_is_not_sent_to_sign_in(app, db):
    make_person("ines")
    office = sign_in(app, make_person("otso", roles=("secretariat",)))
    given = {"person": "ines", "reason": "Not a person.", "step": "done"}
    assert office.post("/secretariat/close", data=given).status_code == 302
    app.test_client().post("/register", data=answers(email="ines@people.example"))
    text = mails("ines@people.example")[-1].text
    assert "This profile is closed. Ask the secretariat" in text
    assert ("/people/ines" in text, "/sign-in" in text, "/reset" in text) == (True, False, False)


def test_another_browser_verifies_with_the_password_only(app, db):
    app.test_client().post("/register", data=answers())
    path = link_in(mails()[-1])
    other = app.test_client()
    assert b"The password you chose" in other.get(path).data
    refused = other.post(path, data={"password": "something else"})
    assert refused.status_code == 422
    assert b"not the password" in refused.data
    assert b"something else" not in refused.data
    assert not is_signed_in(other)
    assert other.post(path, data={"password": PASSWORD}).status_code == 302
    assert is_signed_in(other)
    assert "verified already" in app.test_client().get(path).text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"handle": "council"}, b"council is taken"),
        ({"handle": "filer"}, b"filer-2"),
        ({"handle": "9lives"}, b"begin with a letter"),
        ({"handle": "a--b"}, b"single hyphens"),
        ({"password": "short"}, b"at least 10 characters"),
        ({"password": "password1234"}, b"first that are guessed"),
        ({"password": "aaaaaaaaaaaaaaa"}, b"first that are guessed"),
        ({"password": "amadou exemplar"}, b"hardly more than your name"),
        ({"email": "nowhere"}, b"no e-mail address"),
        ({"email": "j\u00fcrgen@people.example"}, b"Not every mail server takes such letters before the @."),
        ({"email": "=?utf-8?q?victim?=@people.example"}, b"Mail programs read =? before the @ as another address."),
        ({"capacity": "for", "organisation": ""}, b"Name the organisation"),
        ({"stakeholder_group": "crowd"}, b"Choose one of the list."),
        ({"name": ""}, b"Say how you want to be called."),
        ({"name": "\u200b"}, b"Say how you want to be called."),
        ({"name": "Amadou \u202eralpmexE"}, b"turns the direction of text"),
    ],
)
def test_registration_says_what_to_correct_and_keeps_the_rest(app, db, changes, said):
    make_person("filer")
    client = app.test_client()
    refused = client.post("/register", data=answers(**changes))
    assert refused.status_code == 422
    assert said in refused.data
    assert b"<title>Error: " in refused.data
    assert b"Example Institute" in refused.data or changes.get("organisation") == ""
    assert answers(**changes)["password"].encode() + b'"' not in refused.data
    assert count(Registration) == 0
    assert count(Mail) == 0


def test_nothing_tells_who_has_an_account(app, db):
    make_person("known")
    answer = {}
    for email in ("known@people.example", "unknown@people.example"):
        client = app.test_client()
        handle = f"new-{email.partition('@')[0]}"
        sent = client.post("/register", data=answers(email=email, handle=handle))
        asked = app.test_client().post("/reset", data={"email": email})
        taken = app.test_client().post("/register", data=answers(email="x@y.example", handle=handle))
        wrong = app.test_client().post("/sign-in", data={"login": email, "password": "wrong password"})
        text = wrong.text.replace(email, "")
        answer[email] = (
            sent.status_code,
            sent.location,
            asked.location,
            taken.status_code,
            wrong.status_code,
            len(text),
        )
    assert len(set(answer.values())) == 1, answer
    subjects = [mail.subject for mail in mails("known@people.example")]
    assert subjects == ["You have an account already", "Choose a new password"]
    assert [mail.subject for mail in mails("unknown@people.example")] == ["Verify your address"]


def test_who_signs_in_before_the_link_was_opened_is_told_so(app, db):
    make_person("known")
    client = app.test_client()
    client.post("/register", data=answers())
    for email in ("known@people.example", "other@people.example"):
        client.post("/register", data=answers(email=email, handle=f"new-{email.partition('@')[0]}"))
        said = app.test_client().post("/sign-in", data={"login": email, "password": answers()["password"]})
        assert (said.status_code, "not verified yet" in said.text) == (422, True), email
    for login in ("amadou", answers()["email"].upper()):
        said = app.test_client().post("/sign-in", data={"login": login, "password": answers()["password"]})
        assert "Open the link in the mail that went to it" in said.text
        wrong = app.test_client().post("/sign-in", data={"login": login, "password": "a wrong password"})
        assert "do not belong together" in wrong.text
    assert client.post(link_in(mails()[0])).status_code == 302
    after = app.test_client().post("/sign-in", data={"login": "amadou", "password": answers()["password"]})
    assert after.status_code == 302


def test_a_link_that_is_confirmed_twice_in_one_moment_makes_one_person(app, db):
    app.test_client().post("/register", data=answers())
    path, browsers = link_in(mails()[-1]), [app.test_client() for _each in range(4)]
    confirmed = at_once([lambda b=b: b.post(path, data={"password": PASSWORD}).status_code for b in browsers])
    assert sorted(confirmed) == [200, 200, 200, 302]
    assert [is_signed_in(browser) for browser in browsers].count(True) == 1


def test_registering_again_replaces_the_link(app, db):
    client = app.test_client()
    client.post("/register", data=answers())
    client.post("/register", data=answers(name="Amadou B. Exemplar"))
    first, second = mails()
    replaced = client.get(link_in(first))
    assert ways_on(replaced) == ["/sign-in", "/register", "/reset"]
    assert client.post(link_in(second)).status_code == 302
    session.rollback()
    assert session.scalars(select(Actor.name).where(Actor.handle == "amadou")).one() == "Amadou B. Exemplar"
    other = app.test_client().post("/register", data=answers(email="other@people.example"))
    assert b"amadou is taken" in other.data


def test_sign_in_leads_to_own_paths_only_and_out_again(app, db):
    make_person("known")
    client = app.test_client()
    with client.session_transaction() as planted:
        planted["planted"] = "by somebody else"
    right = {"login": "known@people.example", "password": "a long enough password"}
    assert client.post("/sign-in", data=right | {"password": "wrong password"}).status_code == 422
    inside = client.post("/sign-in", data=right | {"next": "/issues/"})
    assert inside.location == "/issues/"
    with client.session_transaction() as now:
        assert "planted" not in now
        cookie = now["_user_id"]
    assert is_signed_in(client)
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").location == "/"
    assert not is_signed_in(client)
    with client.session_transaction() as kept:
        kept["_user_id"] = cookie
    assert not is_signed_in(client), "a copied cookie is worth nothing after sign-out"
    for bad in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        assert app.test_client().post("/sign-in", data=right | {"login": "known", "next": bad}).location == "/desk"


def test_the_sign_in_of_the_header_leads_back_to_the_page(app, db):
    make_person("known")
    reader = app.test_client()

    def way(path, **more):
        (found,) = re.findall('class="me" href="([^"]+)"', reader.open(path, **more).text)
        return found

    listed = way("/issues/?lang=fr&q=root+%22zone%22&state=open")
    assert listed == "/sign-in?next=/issues/%3Fq%3Droot%2B%2522zone%2522%26state%3Dopen"
    assert way("/issues/?q=root") == way("/issues/?q=root") == "/sign-in?next=/issues/%3Fq%3Droot", "kept or not"
    inside = reader.post(listed, data={"login": "known", "password": KNOWN, "next": "/issues/?q=root+%22zone%22"})
    assert inside.location == "/issues/?q=root+%22zone%22"
    reader = app.test_client()
    assert way("/people/kn%20own") == "/sign-in?next=/people/kn%2520own"
    assert (
        way("/sign-in?next=/issues/") == way("/register?next=/issues/") == way("/issues/") == "/sign-in?next=/issues/"
    )
    for path in ("/", "/sign-in", "/reset", "/sign-in?next=//evil.example", "/verify/not-a-token", "/nowhere"):
        assert way(path) == "/sign-in", path
    assert way("/issues/?q=" + 1_000 * "x") == "/sign-in?next=/issues/"
    assert way("/issues/new", method="POST", data={}) == "/sign-in?next=/issues/new"


def test_a_sign_in_ends_after_thirty_days_without_use(app, db):
    client = sign_in(app, make_person())
    assert is_signed_in(client)
    with later(app, 29):
        assert is_signed_in(client)
    with later(app, 58):
        assert is_signed_in(client), "use is noted"
    with later(app, 89):
        assert not is_signed_in(client)


def test_a_reset_works_once_and_ends_other_sign_ins(app, db):
    person = make_person("known")
    before = sign_in(app, person)
    client = app.test_client()
    assert client.post("/reset", data={"email": "Known@people.example"}).location == "/reset/sent"
    path = link_in(mails()[-1])
    assert client.get(path).status_code == 200
    weak = client.post(path, data={"password": "known known"})
    assert weak.status_code == 422
    assert client.post(path, data={"password": "nine quiet rivers"}).location == "/desk"
    assert is_signed_in(client)
    assert not is_signed_in(before)
    assert ways_on(client.get(path)) == ["/reset", "/sign-in"]
    assert mails()[-1].subject == "Your password was changed"
    fresh = app.test_client()
    assert fresh.post("/sign-in", data={"login": "known", "password": "a long enough password"}).status_code == 422
    assert fresh.post("/sign-in", data={"login": "known", "password": "nine quiet rivers"}).status_code == 302
    assert client.get("/reset/forged").status_code == 410
    assert client.get(path.replace("/reset/", "/verify/")).status_code == 410, "a link is for one purpose"


def test_who_forgot_the_password_comes_to_the_page_they_came_for_from_whichever_browser_the_mail_is_read_in(app, db):
    make_person("known")
    client, step = app.test_client(), "/issues/new?group=1"
    (asks,) = re.findall(r'href="(/reset[^"]*)"', client.get(f"/sign-in?next={quote(step)}").text)
    asked = client.get(asks).text
    assert f'href="/sign-in?next={quote(step)}"' in asked, "and back"
    (kept,) = re.findall(r'name="next"[^>]*value="([^"]*)"', asked)
    assert client.post("/reset", data={"email": "known@people.example", "next": kept}).location == "/reset/sent"
    assert app.test_client().post(link_in(mails()[-1]), data={"password": "nine quiet rivers"}).location == step


def test_a_link_for_a_new_password_leads_to_this_site_alone(app, db):
    make_person("known")
    data = {"email": "known@people.example", "next": "//evil.example/desk"}
    assert app.test_client().post("/reset", data=data).location == "/reset/sent"
    assert app.test_client().post(link_in(mails()[-1]), data={"password": "nine quiet rivers"}).location == "/desk"


def test_an_address_gets_one_mail_for_a_new_password_in_ten_minutes_whoever_asks(app, db, monkeypatch):
    make_person("known")
    began = clock.real_now().replace(minute=0, second=1)
    monkeypatch.setattr(clock, "real_now", lambda: began)
    for _time in range(3):
        asked = app.test_client().post("/reset", data={"email": "Known@people.example"})
        assert asked.location == "/reset/sent"
    (first,) = mails()
    with later(app, 11 / (24 * 60)):
        app.test_client().post("/reset", data={"email": "known@people.example"})
    assert len(mails()) == 2
    assert app.test_client().post(link_in(first), data={"password": "nine quiet rivers"}).location == "/desk"
    app.test_client().post("/reset", data={"email": "known@people.example"})
    assert [mail.subject for mail in mails()][2:] == ["Your password was changed", "Choose a new password"]


def test_to_ask_for_a_new_password_is_as_much_work_for_an_address_that_nobody_has(app, db, monkeypatch):
    make_person("known")
    began = clock.real_now().replace(minute=0, second=1)
    monkeypatch.setattr(clock, "real_now", lambda: began)

    def asked(email):
        with statements_on(app.extensions["igtf.db"].engine) as sent:
            assert app.test_client().post("/reset", data={"email": email}).location == "/reset/sent"
        return [statement.text for statement in sent]

    known, known_again = asked("known@people.example"), asked("known@people.example")
    assert [text.split()[0] for text in known].count("INSERT") == 1
    assert [asked("nobody@people.example"), asked("nobody@people.example")] == [known, known_again]
    work_once(app)
    session.rollback()
    kept = session.scalars(select(Mail).where(Mail.to != "known@people.example")).all()
    assert [(mail.to, mail.subject, mail.text, mail.html, mail.attempts) for mail in kept] == [("", "", "", None, 0)]
    assert "nobody" not in kept[0].key


def test_few_links_to_verify_an_address_go_there_in_a_day_and_those_work(app, db):
    client = app.test_client()
    for number in range(accounts.LINKS + 2):
        sent = client.post("/register", data=answers(handle=f"amadou{number}"))
        assert sent.location == "/register/sent"
    assert len(mails("amadou@people.example")) == accounts.LINKS
    assert client.post("/register", data=answers(handle="amadou0")).location == "/register/sent"
    assert sign_in(app, make_person()).post(
        "/account/address", data={"email": "amadou@people.example", "present": KNOWN}
    ).status_code == 302  # fmt: skip
    assert len(mails("amadou@people.example")) == accounts.LINKS
    assert client.get(link_in(mails("amadou@people.example")[0])).status_code == 200
    with later(app, 1.1):
        assert client.post("/register", data=answers(handle="amadou9")).location == "/register/sent"
    assert len(mails("amadou@people.example")) == accounts.LINKS + 1


def test_whoever_closes_and_registers_again_gets_no_more_links_in_a_day(app, db):
    for number in range(accounts.LINKS + 2):
        client = app.test_client()
        assert client.post("/register", data=answers(handle=f"amadou{number}")).location == "/register/sent"
        verify = [mail for mail in mails("amadou@people.example") if mail.key.startswith("verify:")]
        if number >= accounts.LINKS:
            assert verify == []
            continue
        assert client.post(link_in(verify[-1])).status_code == 302
        assert client.post("/account/close", data={"present": PASSWORD, "meant": "y"}).status_code == 302
    kept = session.scalars(select(Mail).where(Mail.counted.is_not(None))).all()
    assert "amadou@people.example" not in str([vars(mail) for mail in kept])
    with later(app, 1.1):
        assert app.test_client().post("/register", data=answers(handle="amadou9")).location == "/register/sent"
        assert any(mail.key.startswith("verify:") for mail in mails("amadou@people.example"))


@pytest.mark.parametrize("door", ["register", "account"])
def test_how_often_an_address_is_asked_about_does_not_tell_whether_it_has_an_account(app, db, door):
    make_person("known")
    found = []
    for who in ("known", "nobody"):
        email, last = f"{who}@people.example", answers(email=f"{who}@people.example", handle=f"{who}-last")
        for number in range(accounts.LINKS):
            if door == "register":
                asked = app.test_client().post("/register", data=last | {"handle": f"{who}{number}"})
            else:
                asked = sign_in(app, make_person()).post("/account/address", data={"email": email, "present": KNOWN})
            assert asked.status_code == 302
        assert app.test_client().post("/register", data=last).location == "/register/sent"
        login = app.test_client().post("/sign-in", data={"login": last["handle"], "password": PASSWORD})
        free = app.test_client().post("/register", data=last | {"email": f"other-{who}@people.example"})
        found.append(("handle and password do not belong together" in login.text, free.status_code))
    assert found == [(True, 302)] * 2, "nothing is kept of one more"
    assert len(mails("known@people.example")) == (1 if door == "register" else 0), "a hint, once a day"


def test_to_register_is_as_much_work_for_an_address_that_has_an_account(app, db, monkeypatch):
    make_person("known")
    began = clock.real_now()
    monkeypatch.setattr(clock, "real_now", lambda: began)

    def asked(who, number):
        with statements_on(app.extensions["igtf.db"].engine) as sent:
            data = answers(handle=f"{who}{number}", email=f"{who}@people.example")
            assert app.test_client().post("/register", data=data).location == "/register/sent"
        return [statement.text for statement in sent]

    for number in range(accounts.LINKS + 1):
        assert asked("known", number) == asked("nobody", number), number


def test_a_link_in_a_mailbox_that_was_lost_opens_nothing(app, db):
    person = make_person("known")
    with writing():
        session.add(Address(person_id=person.id, email="second@org.example", verified_at=clock.now(), is_main=False))
    client, thief = sign_in(app, person), app.test_client()

    def asked(email):
        assert thief.post("/reset", data={"email": email}).location == "/reset/sent"
        return link_in(mails(email)[-1])

    lost, safe = asked("second@org.example"), asked("known@people.example")
    assert thief.get(lost).status_code == 200
    address = session.scalars(select(Address.id).where(Address.email == "second@org.example")).one()
    assert client.post(f"/account/addresses/{address}/remove").status_code == 302
    for answer in (thief.get(lost), thief.post(lost, data={"password": "nine quiet rivers"})):
        assert answer.status_code == 410
    assert ways_on(thief.get(lost)) == ["/reset", "/sign-in"]
    assert thief.get(safe).status_code == 200
    for email in ("new@org.example", "new@org.example"):  # the operator asks again, as the hour of the link is over
        accounts.replace_addresses(session.get_one(Person, person.id), email)
    assert thief.post(safe, data={"password": "nine quiet rivers"}).status_code == 410
    new = link_in(mails("new@org.example")[-1])
    assert app.test_client().post(new, data={"password": "nine quiet rivers"}).location == "/desk"


def _tried(app, login: str, *addresses: str) -> list[int]:
    """Try a wrong password from each of the addresses; return the answers."""
    return [
        app.test_client()
        .post("/sign-in", data={"login": login, "password": "b"}, environ_base={"REMOTE_ADDR": at})
        .status_code
        for at in addresses
    ]


def test_guessing_is_limited(limited):
    client = limited.test_client()
    tries = [client.post("/sign-in", data={"login": "a", "password": "b"}) for _n in range(12)]
    assert [answer.status_code for answer in tries] == [422] * 10 + [429] * 2
    assert tries[-1].headers["Retry-After"]
    assert "wait a minute" in tries[-1].text
    assert client.get("/sign-in").status_code == 200


def test_what_counts_may_go_away_while_it_is_asked_how_long_to_wait(limited, monkeypatch):
    def gone(*_asked):
        monkeypatch.undo()
        raise limiter.storage.base_exceptions

    client = limited.test_client()
    for _n in range(10):
        client.post("/sign-in", data={"login": "a", "password": "b"})
    monkeypatch.setattr(limiter.limiter, "get_window_stats", gone)
    assert client.post("/sign-in", data={"login": "a", "password": "b"}).status_code == 429


@pytest.mark.parametrize("login", ["ines", "nobody"])
def test_one_account_is_not_guessed_from_many_addresses(app, db, limited, login):
    make_person("ines")
    assert _tried(limited, login, *(f"192.0.2.{number}" for number in range(102))) == [422] * 100 + [429] * 2
    assert _tried(limited, f" {login.upper()} ", "198.51.100.1") == [429]
    assert _tried(limited, "otso", "192.0.2.1") == [422]
    refused = limited.test_client().post("/sign-in?lang=ru", data={"login": login, "password": "b"}).text
    assert re.search(r"Осталось ждать: (60 минут|5\d минут[аы]?)\.", refused), "this limit is for an hour"


def test_nobody_is_kept_out_of_a_known_browser_by_the_wrong_passwords_of_others(app, db, limited):
    """Those who have signed in there before count apart, all of a login together."""
    make_person("ines")
    make_person("otso")
    own, second, other = (limited.test_client() for _number in range(3))

    def sign_in(client, login: str, password: str, at: str) -> int:
        given = {"login": login, "password": password}
        return client.post("/sign-in", data=given, environ_base={"REMOTE_ADDR": at}).status_code

    for client, login in ((own, "Ines"), (second, "ines"), (other, "otso")):
        assert sign_in(client, login, KNOWN, "203.0.113.1") == 302
        client.post("/sign-out")
    assert _tried(limited, "ines", *(f"192.0.2.{number}" for number in range(98))) == [422] * 98
    assert _tried(limited, "ines", "203.0.113.2") == [429]
    assert sign_in(other, "ines", KNOWN, "203.0.113.3") == 429, "a browser that another one is known in"
    assert sign_in(own, "ines", KNOWN, "203.0.113.3") == 302
    own.post("/sign-out")
    tries = [sign_in((own, second)[number % 2], "ines", "b", f"198.51.100.{number}") for number in range(100)]
    assert tries == [422] * 99 + [429]
    assert sign_in(own, "ines", KNOWN, "203.0.113.4") == 429


def test_the_mark_of_a_known_browser_is_signed_and_goes_to_the_sign_in_alone(app, db, limited):
    make_person("ines")
    client = limited.test_client()
    answer = client.post("/sign-in", data={"login": "ines", "password": KNOWN})
    (mark,) = (line for line in answer.headers.getlist("Set-Cookie") if line.startswith("known="))
    assert {"HttpOnly", "Path=/sign-in", "SameSite=Lax"} <= set(mark.split("; "))
    assert "ines" not in mark
    wrong = client.post("/sign-in", data={"login": "ines", "password": "b"})
    assert not [line for line in wrong.headers.getlist("Set-Cookie") if line.startswith("known=")]
    _tried(limited, "ines", *(f"192.0.2.{number}" for number in range(100)))
    planted = limited.test_client()
    planted.set_cookie("known", mark.removeprefix("known=").partition(";")[0][:-3] + "AAA", path="/sign-in")
    given = {"login": "ines", "password": KNOWN}
    assert planted.post("/sign-in", data=given, environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 429


def test_an_address_is_one_login_however_it_is_spelled(app, db, limited):
    make_person("ines")
    spelled = (
        "INES@People.Example",
        *(f"ines@{wide}eople.example" for wide in "\uff50\u24df"),
        "ines@people\u3002example",
    )
    for login in spelled:
        known = {"login": login, "password": "a long enough password"}
        assert limited.test_client().post("/sign-in", data=known).status_code == 302, login
    assert _tried(limited, "ines@people.example", *(f"192.0.2.{number}" for number in range(96))) == [422] * 96
    for number, login in enumerate(spelled):
        assert _tried(limited, login, f"198.51.100.{number}") == [429], login
    assert _tried(limited, "otso@people.example", "198.51.100.9") == [422]


def test_the_addresses_of_one_connection_count_together(limited):
    near = [f"2001:db8:0:1::{number:x}" for number in range(12)]
    assert _tried(limited, "a", *near) == [422] * 10 + [429] * 2
    assert _tried(limited, "a", "2001:db8:0:2::1") == [422]
    assert _tried(limited, "b", *(f"::ffff:192.0.2.{number}" for number in range(12))) == [422] * 12


def test_the_first_secretariat_is_made_once_and_not_weak(app, db):
    at = clock.now()
    who = {"handle": "ines", "name": "Ines Beispiel", "email": "ines@people.example", "at": at}
    with pytest.raises(Invalid, match="at least 10"):
        commands.first_secretariat(**who, password="short")
    with pytest.raises(Invalid, match="e-mail"):
        commands.first_secretariat(**who | {"email": "nowhere"}, password=PASSWORD)
    assert count(Person) == 0
    commands.first_secretariat(**who, password=PASSWORD)
    with pytest.raises(WrongState):
        commands.first_secretariat(**who | {"handle": "other", "email": "o@people.example"}, password=PASSWORD)
    client = app.test_client()
    client.post("/sign-in", data={"login": "ines", "password": PASSWORD})
    assert '<a class="button plain" href="/council/seats">Seats of the council</a>' in client.get("/secretariat/").text


def test_tokens_of_the_api_stand_for_their_person_until_ended(app, db):
    person = make_person()
    token = signins.make_token(person, "a script")
    assert signins.token_given(token).person_id == person.id
    assert signins.token_given(token + "x") is None
    client = sign_in(app, person)
    made = client.post("/account/token?back=/help", data={"label": "another", "present": KNOWN})
    assert made.status_code == 200
    assert made.headers["Cache-Control"] == "no-store"
    assert 'href="/help"' in made.text
    shown = re.search(r"shown once: (\S+?)<", made.text)
    assert shown
    assert signins.token_given(shown[1]).person_id == person.id
    assert shown[1] not in client.get("/account/").text
    assert "only reads" not in client.get("/account/").text
    client.post("/account/tokens/1/end")
    session.rollback()
    assert signins.token_given(token) is None
    sign_in(app, make_person()).post("/account/tokens/2/end")
    session.rollback()
    assert signins.token_given(shown[1]).person_id == person.id, "nobody ends another's token"
    changed = client.post("/account/password", data={"present": KNOWN, "password": PASSWORD}, follow_redirects=True)
    assert "every API token has ended" in changed.text
    session.rollback()
    assert signins.token_given(shown[1]) is None


def test_a_token_is_made_for_reading_alone_where_its_person_says_so(app, db):
    client = sign_in(app, make_person())
    assert "unless it only reads" in client.get("/account/token").text
    given = {"label": "a board", "present": KNOWN, "reads_only": "y"}
    wrong = client.post("/account/token", data=given | {"present": "wrong"})
    ticked = re.search(r'<input checked [^>]*name="reads_only"', wrong.text)
    assert (wrong.status_code, ticked is not None) == (422, True)
    made = re.search(r"shown once: (\S+?)<", client.post("/account/token", data=given).text)
    token = signins.token_given(made[1]) if made else None
    assert token
    assert token.reads_only
    assert "only reads" in client.get("/account/").text
    assert client.get("/account/data.json").json["tokens"][0]["reads_only"] is True


def test_becoming_anyone_is_for_demonstrations_only(app: Flask, db):
    from igtf.core.errors import NotAllowed
    from igtf.people.sessions import become

    person = make_person()
    with app.test_request_context("/"), pytest.raises(NotAllowed):
        become(person.id)
    assert count(SignIn) == 0
    app.config["DEMO"] = True
    try:
        with app.test_request_context("/"):
            become(person.id)
    finally:
        app.config["DEMO"] = False
    assert count(SignIn) == 1


def test_an_address_of_another_script_is_kept_and_found_as_mail_servers_take_it(app, db):
    client, kept = app.test_client(), "amadou@xn--bcher-kva.example"
    assert client.post("/register", data=answers(email="Amadou@B\u00fccher.example")).status_code == 302
    (sent,) = mails(kept)
    assert message_of(sent, app.config)["To"] == kept
    client.post(link_in(sent))
    session.rollback()
    assert session.scalars(select(Address.email)).all() == [kept]
    for login in ("amadou@b\u00fccher.example", kept.upper()):
        other = app.test_client()
        assert other.post("/sign-in", data={"login": login, "password": PASSWORD}).status_code == 302
        assert is_signed_in(other)
    client.post("/reset", data={"email": "amadou@b\u00fccher.example"})
    assert len(mails(kept)) == 2
    assert len(mails()) == 2


def test_an_address_is_added_by_its_own_link_and_by_its_person(app, db):
    person, other = make_person("known"), make_person("other")
    client = sign_in(app, person)
    client.post("/account/address", data={"email": "other@people.example", "present": KNOWN})
    assert mails("other@people.example") == [], "a known address gets no link"
    wrong = client.post("/account/address", data={"email": "second@org.example", "present": "not it"})
    assert wrong.status_code == 422
    assert "not your present password" in wrong.text
    right = {"email": "second@org.example", "present": KNOWN}
    assert client.post("/account/address", data=right).status_code == 302
    path = link_in(mails()[-1])
    assert app.test_client().get(path).location == f"/sign-in?next={path}"
    assert sign_in(app, other).post(path).status_code == 410
    assert client.get(path).status_code == 200
    assert count(Address) == 2
    client.post(path)
    session.rollback()
    added = session.scalars(select(Address).where(Address.email == "second@org.example")).one()
    assert added.person_id == person.id
    said = mails("known@people.example")[-1].text
    assert "to which a link for a new password can go: second@org.example." in " ".join(said.split())
    assert len(mails("second@org.example")) == 1, "the link: whoever added it knows"
    client.post(path)
    assert len(mails("known@people.example")) == 1, "and once"
    assert "Your address is verified already" in client.get(path).text
    main = session.scalars(select(Address.id).where(Address.email == "known@people.example")).one()
    client.post(f"/account/addresses/{main}/remove")
    assert count(Address) == 3, "the one that mail goes to stays"
    client.post(f"/account/addresses/{added.id}/main")
    told = mails("known@people.example")[1:]
    assert [mail.subject for mail in told] == ["An address of your account is no longer in use"]
    client.post(f"/account/addresses/{added.id}/main")
    assert len(mails("known@people.example")) == 2, "nothing changed"
    client.post(f"/account/addresses/{main}/remove")
    assert len(mails("known@people.example")) == 3
    assert count(Address) == 2


def test_to_add_an_address_is_as_much_work_for_one_that_somebody_has(app, db, monkeypatch):
    person, _other = make_person("known"), make_person("other")
    began = clock.real_now()
    monkeypatch.setattr(clock, "real_now", lambda: began)

    def asked(email, by=person):
        client = sign_in(app, by)
        with statements_on(app.extensions["igtf.db"].engine) as sent:
            client.post("/account/address", data={"email": email, "present": KNOWN})
        return [statement.text for statement in sent]

    free = asked("free@people.example")
    assert [text.split()[0] for text in free].count("INSERT") >= 1
    assert asked("other@people.example") == free
    assert [mail.to for mail in mails() if mail.text] == ["free@people.example"]
    for _each in range(accounts.LINKS):
        assert asked("free@people.example", by=make_person()) == free
    assert len(mails("free@people.example")) == accounts.LINKS, "and no more within a day"


def test_a_changed_password_needs_the_present_one(app, db):
    person = make_person("known")
    here, there = sign_in(app, person), sign_in(app, person)
    wrong = here.post("/account/password", data={"present": "not it at all", "password": "nine quiet rivers"})
    assert wrong.status_code == 422
    assert b"nine quiet rivers" not in wrong.data
    assert is_signed_in(there)
    assert here.post(
        "/account/password", data={"present": "a long enough password", "password": "nine quiet rivers"}
    ).location == "/account/"  # fmt: skip
    assert is_signed_in(here)
    assert not is_signed_in(there)


@pytest.fixture
def hashed(monkeypatch):
    """Return what is filled whenever a password is hashed or checked: whether others wait for the lock meanwhile."""
    held: list[bool] = []
    for name in ("hash", "verify"):
        real = getattr(PasswordHasher, name)
        monkeypatch.setattr(
            PasswordHasher, name, lambda *given, real=real: held.append(in_transaction()) or real(*given)
        )
    return held


def test_nobody_waits_while_a_password_is_hashed_or_checked(app, db, hashed):
    office, at = make_person("office", roles=("secretariat",)), clock.now()
    commands.add_person(handle="ines", name="Ines Beispiel", at=at, by=by_importer(at))
    desk, guest, friend = sign_in(app, office), app.test_client(), app.test_client()
    desk.post("/secretariat/invite", data={"email": "amadou@people.example", "language": "en", "reason": "Welcome."})
    friend.post("/people/ines/claim", data={"email": "ines@people.example", "reason": "See my own site."})
    desk.post("/secretariat/claims/2/approve")
    invited, claimed = (link_in(mail) for mail in mails())
    hashed.clear()
    assert guest.post(invited, data=answers(password="amadou amadou")).status_code == 422
    assert guest.post(invited, data=answers()).status_code == 302
    assert friend.post(claimed, data={"password": PASSWORD}).status_code == 302
    assert friend.post("/reset", data={"email": "ines@people.example"}).status_code == 302
    assert friend.post(link_in(mails()[-1]), data={"password": "nine quiet rivers"}).status_code == 302
    changed = {"present": PASSWORD, "password": "nine quiet rivers"}
    assert guest.post("/account/password", data=changed | {"password": "amadou amadou"}).status_code == 422
    assert guest.post("/account/password", data=changed).status_code == 302
    for given, status in ((PASSWORD, 422), ("nine quiet rivers", 302)):
        assert guest.post("/account/close", data={"present": given, "meant": "y"}).status_code == status
    assert hashed == [False] * 8


def test_sign_ins_are_listed_and_ended(app, db):
    person = make_person()
    here, there = sign_in(app, person), sign_in(app, person)
    assert b"this browser" in here.get("/account/").data
    stranger = sign_in(app, make_person())
    stranger.post("/account/sign-ins/2/end")
    assert is_signed_in(there)
    here.post("/account/sign-ins/2/end")
    assert not is_signed_in(there)
    assert is_signed_in(here)


def test_each_button_of_the_account_says_what_it_is_about(app, db):
    person = make_person()
    mine = [sign_in(app, person) for _number in range(3)][-1]
    for label in ("a script", "another"):
        signins.make_token(person, label)
    with writing():
        for name in "ab":
            more = {"email": f"{name}@mail.example", "verified_at": clock.now(), "is_main": False}
            session.add(Address(person_id=person.id, **more))
    mine.post("/account/hat", data={"stakeholder_group": "technical", "capacity": "personal"})
    page = mine.get("/account/").text.partition("<main")[2].partition("</main>")[0]
    named = [re.sub("<[^>]+>", "", said) for said in re.findall(r'<div class="end">(.*?)</div>', read(page))]
    acts = (("End", "a script"), ("End", "another"), ("Remove", "a@mail.example"),
            ("Send mail here", "b@mail.example"), ("Lay down", "Technical and academic community"))  # fmt: skip
    for act, about in acts:
        assert any(f"{act}: {about}" in said for said in named), (act, about, named)
    assert sum("End: " in said and " UTC" in said for said in named) == 2


def test_of_many_sign_ins_the_last_used_are_listed_and_all_others_are_ended_at_once(app, db):
    person = make_person()
    others = [sign_in(app, person) for _number in range(14)]
    here = sign_in(app, person)
    page = here.get("/account/").text
    assert page.count("last used") == 12
    assert "Shown here: 12 of 15." in page
    assert "this browser" in page
    assert here.post("/account/sign-ins/end").status_code == 302
    assert not any(is_signed_in(other) for other in others)
    page = here.get("/account/").text
    assert page.count("last used") == 1
    assert "Shown here" not in page


def test_an_old_registration_can_be_claimed_no_more(app, db):
    client = app.test_client()
    client.post("/register", data=answers())
    with writing():
        session.execute(update(Registration).values(asked_at=clock.now().replace(year=2020)))
    again = client.post("/register", data=answers(email="new@people.example"))
    assert again.status_code == 302, "the handle is free again after seven days"
    assert client.get(link_in(mails()[0])).status_code == 410
    assert count(Event) == 0
    assert entry.person_by_login("amadou", PASSWORD) is None


def test_no_link_is_promised_to_who_signs_in_with_no_password(app, db):
    closed, unclaimed, other = make_person("closed"), make_person("unclaimed"), make_person("other")
    with writing():
        session.get_one(Person, closed.id).deactivated_at = clock.now()
        session.get_one(Person, unclaimed.id).password_hash = None
    for person, email, why in (
        (closed, "new@org.example", "is closed"),
        (unclaimed, "new@org.example", "has no account yet"),
        (other, "closed@people.example", "has an account already"),
    ):
        with pytest.raises(Invalid) as refused:
            accounts.replace_addresses(session.get_one(Person, person.id), email)
        assert why in str(refused.value)
    kept = {f"{name}@people.example" for name in ("closed", "unclaimed", "other")}
    assert set(session.scalars(select(Address.email))) == kept
    for person, why in ((closed, "is closed"), (unclaimed, "has no account yet")):
        with pytest.raises(Invalid) as refused:
            make_token(session.get_one(Person, person.id), "of nobody")
        assert why in str(refused.value)
    assert not session.scalar(select(func.count()).select_from(ApiToken))


def test_the_sign_in_says_for_which_step_it_is_and_the_way_goes_on_to_who_is_new_and_back(app, db):
    def page(path):
        return app.test_client().get(path).text

    step = "/calls/9/moves/take-position"
    asked = page(f"/sign-in?next={step}")
    assert "Take a position: that needs an account. You come back to it once you are signed in." in asked
    assert f'New here? <a href="/register?next={step}">' in asked
    again = app.test_client().post("/sign-in", data={"login": "nobody", "password": "wrong", "next": step}).text
    assert "Take a position: that needs an account." in again
    for other in ("/", "/issues/1", "/calls/9/moves/nonsense", "/nowhere/1/moves/accept", "/moves/take-position"):
        assert "that needs an account" not in page(f"/sign-in?next={other}"), other
    body = page(f"/register?next={step}").partition("<main")[2]
    assert f'<a href="/sign-in?next={step}">' in body
