"""A form that comes too late: what happened is said, what was typed is kept, and the way back is there."""

import html
import re
from contextlib import contextmanager
from io import BytesIO

import pytest
from sqlalchemy import event, text

from igtf.core.db import session
from igtf.people.commands import add_hat
from tests.factories import by, make_person, sign_in
from tests.record.test_record import filed

PAGE, COMMENT = "/issues/1", {"body": "A long thought.\nOn two lines.", "hat": "47", "once": "abc"}


@pytest.fixture
def person(app, db):
    """Return somebody with two hats, who has filed an issue."""
    person = make_person()
    filed(person)
    add_hat(person, stakeholder_group="technical", capacity="personal", organisation="", by=by(person))
    session.rollback()
    return person


def kept(answer):
    """Return what the page gives back of what was typed; nothing where it gives back nothing."""
    _before, mark, after = answer.text.partition('aria-describedby="kept-hint">')
    return html.unescape(after.partition("</textarea>")[0]) if mark else None


def protected(app, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)


@pytest.mark.parametrize("checked", [True, False], ids=["signed out in another tab", "ended from another browser"])
@pytest.mark.parametrize("name", ["comments", "follow"])
def test_whoever_is_signed_out_meanwhile_is_led_back_to_the_page(app, person, monkeypatch, checked, name):
    if checked:
        protected(app, monkeypatch)
    late = app.test_client().post(f"{PAGE}/{name}", data=COMMENT)
    assert (late.status_code, kept(late)) == (403, COMMENT["body"])
    assert "You are signed out." in late.text
    assert f'href="/sign-in?next={PAGE}"' in late.text
    assert f'<a class="button plain" href="{PAGE}">Back to its page</a>' in late.text
    form = app.test_client().post(f"{PAGE}/moves/add-evidence", data={"link": "https://a.sn", "sentence": "Look."})
    assert f'href="/sign-in?next={PAGE}/moves/add-evidence"' in form.text
    assert kept(form) == "Link:\nhttps://a.sn\n\nWhat it shows:\nLook."


def test_a_form_of_another_session_is_opened_again(app, person, monkeypatch):
    protected(app, monkeypatch)
    mine = sign_in(app, person)
    late = mine.post(f"{PAGE}/comments", data=COMMENT)
    assert (late.status_code, "This form has expired" in late.text, kept(late)) == (400, True, COMMENT["body"])
    assert f'href="{PAGE}">Back to its page' in late.text
    for path in ("/account/interest", f"{PAGE}/moves/add-evidence"):
        late = mine.post(path, data={"text": "Nobody pays me.", "present": "secret"})
        assert f'href="{path}">Open the form again' in late.text
        assert kept(late) == "Nobody pays me."
    entry = app.test_client().post("/sign-in", data={"login": "ada", "password": "secret"})
    assert (entry.status_code, "signed out" in entry.text, "secret" in entry.text) == (400, False, False)


def test_a_form_that_stands_on_the_page_of_a_link_needs_no_sign_in_and_leads_back_there(app, person, monkeypatch):
    protected(app, monkeypatch)
    for path in ("/answer/xyz", "/does-this-answer/xyz", "/authorship/xyz"):
        late = app.test_client().post(f"{path}/confirm", data={"reason": "Not ours."})
        assert (late.status_code, "This form has expired" in late.text, kept(late)) == (400, True, "Not ours.")
        assert f'href="{path}">Back to its page' in late.text
        assert ("signed out" in late.text, "Open the form again" in late.text) == (False, False)
        assert path not in app.test_client().get(f"{path}/confirm").headers.get("Location", "")


HERE = {"Origin": "http://localhost"}
"""What a browser says with a form that stood on a page of this site."""


def again(page: str) -> dict[str, str]:
    """Return the answers of the form by which a page sends again what was sent; empty where it does not."""
    form = page.partition('<form class="form" method="post"')[2].partition("Send it again")[0]
    return {name: html.unescape(text) for name, text in re.findall(r'name="([^"]*)" value="([^"]*)"', form)}


def test_what_was_typed_goes_through_the_sign_in(app, person, monkeypatch):
    protected(app, monkeypatch)
    client, given = (
        app.test_client(),
        COMMENT | {"csrf_token": "of a session that ended", "hat": str(by(person).hat_id)},
    )
    late = client.post(f"{PAGE}/comments", data=given, headers=HERE)
    assert (late.status_code, kept(late)) == (403, COMMENT["body"])
    assert f'href="/sign-in?next={PAGE}" target="_blank">' in late.text
    assert "Copy it before you go on." not in late.text
    typed = again(late.text)
    assert (typed["body"], typed["once"]) == (COMMENT["body"], "abc")
    assert COMMENT["body"] not in str(late.headers)
    # Signed in by another window: the old page has the key of a session that is gone, and is asked once more.
    mine = sign_in(app, person)
    expired = mine.post(f"{PAGE}/comments", data=typed, headers=HERE)
    assert (expired.status_code, "This form has expired" in expired.text) == (400, True)
    renewed = again(expired.text)
    assert renewed["csrf_token"] != typed["csrf_token"]
    assert renewed["body"] == COMMENT["body"]
    done = mine.post(f"{PAGE}/comments", data=renewed, headers=HERE)
    assert (done.status_code, done.location) == (302, f"{PAGE}#here")
    assert "A long thought." in mine.get(PAGE).text


def test_no_other_site_and_no_secret_is_sent_again(app, person, monkeypatch):
    protected(app, monkeypatch)
    mine, reader = sign_in(app, person), app.test_client()
    for headers in ({}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        for client in (mine, reader):
            assert not again(client.post(f"{PAGE}/comments", data=COMMENT, headers=headers).text)
    late = mine.post("/account/interest", data={"text": "Nobody pays me.", "present": "secret"}, headers=HERE)
    assert (late.status_code, again(late.text), "secret" in late.text) == (400, {}, False)
    assert "Copy it before you go on." in late.text
    file = {"body": "See it.", "upload": (BytesIO(b"words"), "words.md")}
    assert not again(mine.post(f"{PAGE}/comments", data=file, headers=HERE).text)


def test_what_takes_forms_alone_leads_to_its_page(app, person):
    for name in ("comments", "follow"):
        answer = sign_in(app, person).get(f"{PAGE}/{name}?lang=es")
        assert (answer.status_code, answer.location) == (302, PAGE)
        assert "lang=es" in answer.headers["Set-Cookie"]
    assert app.test_client().get("/sign-out").status_code == 405
    assert app.test_client().put(f"{PAGE}/comments").status_code == 405
    assert app.test_client().get("/api/v1/issues/1/comments").status_code == 200


def test_what_breaks_names_the_number_by_which_the_log_tells_it(app, db, monkeypatch):
    def broken():
        raise RuntimeError

    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(app.view_functions, "desk.how_it_works", broken)
    answer = app.test_client().get("/how-it-works")
    assert answer.status_code == 500
    assert f"The number of this request is {answer.headers['X-Request-Id']}" in answer.text
    assert "number of this request" not in app.test_client().get("/nowhere").text


FULL = {
    "sqlite": ("PRAGMA max_page_count = 1",),  # no more than it has now
    "postgresql": (
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$",
        "CREATE TRIGGER no_room BEFORE INSERT ON event_payload FOR EACH ROW EXECUTE FUNCTION no_room()",
    ),
}


@contextmanager
def full(db):
    """Let the database find no room on the disk within the block."""

    def fill(connection, *_given):
        connection.execute(FULL["sqlite"][0])

    if db.engine.dialect.name == "sqlite":  # each connection has a bound of its own
        event.listen(db.engine, "checkout", fill)
        yield
        event.remove(db.engine, "checkout", fill)
        session.rollback()
        db.dispose()
    else:
        with db.engine.begin() as connection:
            for statement in FULL["postgresql"]:
                connection.execute(text(statement))
        yield


def test_a_full_disk_is_said_and_what_was_typed_is_kept(app, person, db):
    writer, long = sign_in(app, make_person()), "What I have written. " * 500
    with full(db):
        for _time in range(3):
            refused = writer.post(f"{PAGE}/comments", data={"body": long})
            assert (refused.status_code, (kept(refused) or "").strip()) == (503, long.strip())
            assert "The disk of this site is full, and nothing was written." in refused.text
            assert "not reachable" not in refused.text
            assert refused.headers["Retry-After"]
        assert writer.get(PAGE).status_code == 200
        assert "What I have written" not in writer.get(PAGE).text
