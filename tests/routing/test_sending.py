"""From the desk to "sent and recorded" in two acts: the desk leads to the check of the letter, that to its sending."""

import re
from datetime import timedelta

import pytest

from igtf.core.clock import now
from igtf.notice.worker import work_once
from igtf.record.numbers import whole_number
from igtf.routing.statements import approve, draft
from tests.factories import by, events, later, make_person, sign_in, states
from tests.notice.conftest import relay, smtp_port
from tests.reading import read
from tests.routing.acts import make_body, name_contact

__all__ = ["relay", "smtp_port"]
SEND = "/statements/1/moves/send"


@pytest.fixture
def scene(app, db):
    """Return the body, clients of the secretariat and of who approved the statement, and the secretary."""
    secretary, chair = make_person(roles=("secretariat",)), make_person(roles=("council", "council-chair"))
    body = make_body()
    given = {
        "body": "lamp",
        "purpose": "action",
        "subject": "Lamps",
        "text": "Please *look*.",
        "asks": [{"text": "Answer."}],
    }
    approve(draft(**given, deadline=(now() + timedelta(days=30)).date(), by=by(secretary)), by=by(chair))
    return body, sign_in(app, secretary), sign_in(app, chair), secretary


def test_the_desk_leads_to_the_check_and_that_to_the_sending(scene):
    body, desk, chair, secretary = scene
    name_contact(body, secretary)
    assert f'<a href="{SEND}"><b>Send the statement</b>' in desk.get("/desk").text
    assert SEND not in chair.get("/desk").text
    assert chair.get(SEND).status_code == 403
    before = events()
    check = desk.get(SEND)
    assert check.status_code == 200
    for words in ("Check: Send", "Nothing is recorded yet.", "Otso Esimerkki", "<em>look</em>", "Answer.",
                  "Change the answers", "Mail to the contacts, with a link to answer"):  # fmt: skip
        assert words in check.text, words
    assert (events(), states("statement")) == (before, ["approved"])
    typed = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', check.text))
    assert typed["channel"] == "mail"
    changed = desk.post(SEND, data=typed | {"step": "back"})
    assert (changed.status_code, 'value="other"' in changed.text) == (200, True)
    assert "<em>look</em>" in changed.text
    assert states("statement") == ["approved"]
    sent = desk.post(SEND, data=typed | {"step": "done"})
    assert (sent.status_code, states("statement")) == (302, ["sent"])
    assert "Done: Send." in desk.get(sent.location).text
    assert SEND not in desk.get("/desk").text


def test_a_letter_that_the_relay_does_not_take_says_on_its_page_whom_it_does_not_reach(app, scene, relay):
    body, desk, chair, secretary = scene
    name_contact(body, secretary, "gone@lamp.example")
    assert desk.post(SEND, data={"channel": "mail", "step": "done"}).status_code == 302
    said = "the mail with this letter does not reach Otso Esimerkki."
    assert said not in chair.get("/statements/1").text
    relay.refused = {"gone@lamp.example"}
    work_once(app)
    page = chair.get("/statements/1").text
    assert (said in page, '<a href="/bodies/lamp">Contacts of the body</a>' in page) == (True, True)
    assert said not in app.test_client().get("/statements/1").text
    relay.refused = set()
    with later(app, 1):
        work_once(app)
    assert said not in chair.get("/statements/1").text


def test_what_has_to_be_said_first_is_asked_on_the_form(scene):
    _body, desk, _chair, _secretary = scene
    lonely = desk.get(SEND).text
    assert "Check: Send</h1>" not in lonely
    assert "LAMP has no contact" in lonely
    assert "<em>look</em>" in lonely
    assert desk.post(SEND, data={"channel": "other"}).status_code == 422
    assert states("statement") == ["approved"]


def test_another_way_is_asked_for_and_a_letter_that_is_late_is_not_offered(app, scene):
    body, desk, _chair, secretary = scene
    name_contact(body, secretary)
    other = desk.get(f"{SEND}?channel=other").text
    assert "Check: Send</h1>" not in other
    assert 'name="evidence"' in other
    with later(app, 31):
        desk = sign_in(app, secretary)
        late = desk.get(SEND).text
        assert "Its deadline has passed." in late
        assert "Check: Send</h1>" not in late
        assert desk.post(SEND, data={"channel": "mail", "step": "done"}).status_code == 422
    assert states("statement") == ["approved"]


def test_the_page_of_a_letter_has_the_head_of_its_text_and_its_deadline_before_it_is_sent(app, db):
    secretary, chair = make_person(roles=("secretariat",)), make_person(roles=("council", "council-chair"))
    name_contact(make_body(), secretary)
    draft(body="lamp", purpose="comment", subject="Lamps", text="Please look.", by=by(secretary))
    desk, approver = sign_in(app, secretary), sign_in(app, chair)
    with later(app, 2):
        for client in (approver, desk):
            waits = f"{now() + timedelta(days=whole_number('answer_days')):%Y-%m-%d}"
            shown = re.search(r"<dt>Deadline</dt><dd>(.*?)</dd>", read(client.get("/statements/1").text))
            assert shown is not None
            assert (f'datetime="{waits}' in shown[1], "if it is sent today" in shown[1]) == (True, True)
        assert approver.post("/statements/1/moves/approve", data={"step": "done"}).status_code == 302
        check = desk.get(SEND).text
        assert f'<dt>Deadline</dt><dd><time datetime="{waits}' in check
        assert desk.post(SEND, data={"channel": "mail", "step": "done"}).status_code == 302
    reader = app.test_client()
    text = reader.get("/statements/1/letter.txt").text
    assert f"Deadline: {waits}" in text
    with later(app, 9):
        page = reader.get("/statements/1").text.partition('<article class="document letter"')[2]
    heads = set(re.findall(r"<dt>(\w[^<]*)</dt>", page.partition("</dl>")[0])) - {"Number"}
    lines = {line.partition(": ")[0] for line in text.partition("\n\n")[2].partition("\n\n")[0].splitlines()}
    assert heads == lines - {"Subject", "Attention"}, "the heading and the contacts are not in the list"
    assert f'<dt>Deadline</dt><dd><time datetime="{waits}' in page
    assert "if it is sent today" not in page
