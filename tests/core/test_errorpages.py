"""A form that comes too late: what happened is said, what was typed is kept, and the way back is there."""

import html

import pytest

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

    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setitem(app.view_functions, "desk.how_it_works", broken)
    answer = app.test_client().get("/how-it-works")
    assert answer.status_code == 500
    assert f"The number of this request is {answer.headers['X-Request-Id']}" in answer.text
    assert "number of this request" not in app.test_client().get("/nowhere").text
