"""Bodies are told before it is decided: of a council last call that names them, and of what they are invited to."""

import pytest
from sqlalchemy import select

from igtf.core.db import session
from igtf.notice.worker import work_once
from igtf.record.models import Event, Subject
from igtf.record.queries import left_by
from igtf.routing.models import Contact
from tests.consultations import making
from tests.drafts.making import submit
from tests.drafts.samples import GOOD
from tests.drafts.test_way import QUESTIONS
from tests.factories import issue_form, later, letters, link_in, make_person, sign_in, tick
from tests.routing.acts import make_body, name_contact

BASE = "/drafts/draft-ines-landlocked"
CALL = {"days": "28", "question": "Should the council publish this draft?"}
WORDS = {"purpose": "comment", "subject": "Lamps and prices", "text": "We *would* publish prices, were we asked."}


@pytest.fixture
def secretary(db):
    return make_person(roles=("secretariat",))


def announced(kind: str) -> list[dict[str, object]]:
    """Return what each announcement left in the record."""
    session.rollback()
    found = session.scalars(select(Event.id).where(Event.kind == kind).order_by(Event.id))
    return [left_by(event) for event in found]


def asked_by_the_council(app, council, writer):
    """File an issue and a draft that asks something of two bodies, and open the council's last call on it."""
    assert writer.post("/issues/new", data=issue_form()).status_code == 302
    made = submit(writer, source=GOOD.replace("[ITU]", "[ITU, LAMP]"))
    assert made.status_code == 302, made.text
    assert council.post(f"{BASE}/moves/sponsor", data=QUESTIONS).status_code == 302
    assert council.post(f"{BASE}/moves/council-last-call", data=CALL).status_code == 302


def test_the_bodies_that_a_draft_names_are_told_of_its_last_call_and_comment_without_account(app, secretary):
    itu, _lamp, other = make_body("itu"), make_body("lamp"), make_body("rope")
    name_contact(itu, secretary, "desk@itu.example")
    name_contact(other, secretary, "desk@rope.example")
    council = sign_in(app, make_person("member", roles=("council",)))
    writer, outside = sign_in(app, make_person("ines")), app.test_client()
    asked_by_the_council(app, council, writer)
    assert letters("contact-call") == []
    assert tick() == 1
    assert tick() == 0
    (mail,) = letters("contact-call")
    assert mail.to == "desk@itu.example", "the one that is named and has a contact"
    assert "draft-ines-landlocked-00" in mail.text
    assert "1. " in mail.text.partition("What it asks of ITU:")[2], "what is asked of it"
    assert announced("call.announce") == [{"bodies": ["ITU"], "contacts": 1, "quiet": 0}]
    page = outside.get("/calls/1").text
    assert "announced the call to the bodies named" in page
    assert "itu.example" not in page
    opened = outside.get(link_in(mail, to="write"))
    assert 'value="/calls/1"' in opened.text
    assert outside.post(link_in(mail, to="write"), data=WORDS | {"about": "/calls/77"}).status_code == 422
    assert outside.post(link_in(mail, to="write"), data=WORDS | {"about": "/calls/1"}).location == "/statements/1"
    assert outside.post(link_in(mail, to="write"), data=WORDS).status_code == 410
    assert "/statements/1" in outside.get("/calls/1").text
    work_once(app)
    heard = [mail.to for mail in letters("") if "Lamps and prices" in mail.subject]
    assert "member@people.example" in heard, "who opened the call follows it"


def test_a_contact_who_is_named_later_is_told_and_a_call_that_starts_anew_is_announced_anew(app, secretary):
    itu, lamp = make_body("itu"), make_body("lamp")
    name_contact(itu, secretary, "desk@itu.example")
    council = sign_in(app, make_person("member", roles=("council",)))
    writer = sign_in(app, make_person("ines"))
    asked_by_the_council(app, council, writer)
    assert tick() == 1
    name_contact(lamp, secretary)
    with later(app, 1):
        assert tick() == 1
        assert [mail.to for mail in letters("contact-call")] == ["desk@itu.example", "desk@lamp.example"]
        assert "What it asks of LAMP" not in letters("contact-call")[1].text
        assert council.post(f"{BASE}/moves/consent", data={"reason": "Say how often."}).status_code == 302
        desk = sign_in(app, secretary)
        left = str(session.scalars(select(Contact.id).where(Contact.email == "desk@lamp.example")).one())
        gone = {"contact": left, "reason": "She left."}
        assert desk.post("/bodies/lamp/moves/end-contact", data=gone).status_code == 302
        source = GOOD.replace("[ITU]", "[ITU, LAMP]").replace("Publish prices.", "Publish prices twice a year.")
        revised = writer.post(f"{BASE}/moves/revise", data={"source": source, "note": "Twice."})
        assert revised.status_code == 302, revised.text
        assert tick() == 1
        assert [mail.to for mail in letters("contact-call")][2:] == ["desk@itu.example"], (
            "but no contact that has ended"
        )
        assert "draft-ines-landlocked-01" in letters("contact-call")[2].text
    with later(app, 40):
        tick()
        assert session.scalar(select(Subject.state).where(Subject.kind == "call")) == "closed"
        name_contact(lamp, secretary)
        tick()
        assert len(letters("contact-call")) == 3, "nobody is told of what is over"


def test_bodies_are_invited_to_a_consultation_and_told_when_it_opens(app, secretary):
    name_contact(make_body("lamp"), secretary)
    name_contact(make_body("rope"), secretary, "desk@rope.example")
    make_body("mute")
    _member, client = making.drafted(app, admits="invited")
    outside = app.test_client()
    path, lamp = f"{making.PAGE}/moves/invite-bodies", {"bodies-0": "lamp", "bodies-1": "mute"}
    assert sign_in(app, make_person("guest")).post(path, data=lamp).status_code == 403
    assert client.post(path, data={"bodies-0": ""}).status_code == 422
    assert client.post(path, data={"bodies-0": "nowhere"}).status_code == 422
    assert "MUTE: Union of mute makers (no contact)" in client.get(path).text
    assert client.post(path, data=lamp).status_code == 302
    again = client.post(path, data=lamp)
    assert (again.status_code, "These bodies are invited already." in again.text) == (422, True)
    assert tick() == 0, "it is a draft"
    assert making.act(client, "open", days="30") == 302, "a body is somebody who may answer"
    assert tick() == 1
    (mail,) = letters("contact-consultation")
    assert (mail.to, "LAMP is invited" in mail.subject) == ("desk@lamp.example", True)
    assert client.post(path, data={"bodies-0": "rope"}).status_code == 302
    assert (tick(), tick()) == (1, 0)
    assert [one["bodies"] for one in announced("consultation.announce")] == [["LAMP"], ["ROPE"]]
    assert 'value="/consultations/1"' in outside.get(link_in(mail, to="write")).text
    assert outside.post(link_in(mail, to="write"), data=WORDS | {"about": "/consultations/1"}).status_code == 302
    page = outside.get(making.PAGE).text
    assert "/statements/1" in page
    assert "/bodies/mute" in page
    assert "/consultations/1" in outside.get("/bodies/rope").text
    with later(app, 31):
        tick()
        assert client.post(path, data={"bodies-0": "mute"}).status_code == 409


def test_bodies_are_told_of_a_later_end_and_their_links_work_until_then(app, secretary):
    for slug in ("lamp", "rope", "quiet", "done"):
        name_contact(make_body(slug), secretary, f"desk@{slug}.example")
    member, client = making.drafted(app)
    bodies = {f"bodies-{at}": slug for at, slug in enumerate(("lamp", "rope", "quiet", "done"))}
    assert client.post(f"{making.PAGE}/moves/invite-bodies", data=bodies).status_code == 302
    assert making.act(client, "open", days="100") == 302
    assert tick() == 1
    first, outside = {mail.to: mail for mail in letters("contact-consultation")}, app.test_client()
    sent = outside.post(link_in(first["desk@done.example"], to="write"), data=WORDS | {"about": "/consultations/1"})
    assert sent.status_code == 302
    stop = first["desk@quiet.example"].headers["List-Unsubscribe"].strip("<>")
    assert outside.post(stop.removeprefix("http://127.0.0.1:8000")).status_code in (200, 302)
    left = str(session.scalars(select(Contact.id).where(Contact.email == "desk@rope.example")).one())
    gone = {"contact": left, "reason": "She left."}
    assert sign_in(app, secretary).post("/bodies/rope/moves/end-contact", data=gone).status_code == 302
    with later(app, 95):
        client = sign_in(app, member)
        refused = client.post(f"{making.PAGE}/moves/extend", data={"days": "60", "reason": ""})
        assert refused.status_code == 422
        assert letters("contact-extended") == []
        assert making.act(client, "extend", days="60", reason="More time.") == 302
        assert [tick(), tick()] == [1, 0]
        told = {mail.to: mail for mail in letters("contact-extended")}
        assert set(told) == {"desk@lamp.example", "desk@done.example"}, "not who left, nor who wants none"
        assert announced("consultation.announce")[-1] == {"bodies": ["DONE", "LAMP"], "contacts": 2, "quiet": 1}
        lamp, done = told["desk@lamp.example"], told["desk@done.example"]
        assert "/write/" not in lamp.text + done.text, "a link is told once"
        assert ("by the link in our first mail" in lamp.text, "by the link" in done.text) == (True, False)
        assert "List-Unsubscribe" in lamp.headers
    with later(app, 120):
        assert tick() == 0
        assert outside.get(link_in(first["desk@lamp.example"], to="write")).status_code == 200
        assert making.act(sign_in(app, member), "extend", days="20", reason="Still more.") == 302
        assert [tick(), tick()] == [1, 0]
        assert len(letters("contact-extended")) == 4
    with later(app, 179):
        assert making.consultation().subject.state == "open"
        written = outside.post(
            link_in(first["desk@lamp.example"], to="write"), data=WORDS | {"about": "/consultations/1"}
        )
        assert written.status_code == 302


@pytest.mark.parametrize("used", [False, True])
def test_bodies_are_told_that_a_consultation_was_withdrawn_and_the_page_of_their_link_says_so(app, secretary, used):
    for slug in ("lamp", "rope"):
        name_contact(make_body(slug), secretary, f"desk@{slug}.example")
    _member, client = making.drafted(app)
    assert client.post(f"{making.PAGE}/moves/invite-bodies", data={"bodies-0": "lamp"}).status_code == 302
    assert making.act(client, "open", days="30") == 302
    tick()
    (first,) = letters("contact-consultation")
    path, outside = link_in(first, to="write"), app.test_client()
    page = outside.get(path).text
    assert ("It is about:" in page, "Open</span>" in page, "closes" in page) == (True, True, True)
    if used:
        assert outside.post(path, data=WORDS | {"about": "/consultations/1"}).status_code == 302
    assert making.act(client, "withdraw", reason="Asked wrongly.", step="done") == 302
    assert letters("contact-withdrawn") == []
    assert [tick(), tick()] == [1, 0]
    (mail,) = letters("contact-withdrawn")
    words = " ".join(mail.text.split())
    assert (mail.to, mail.subject) == ("desk@lamp.example", "It was withdrawn: What stands in the way?")
    assert "The consultation to which LAMP is invited was withdrawn, because: Asked wrongly." in words
    assert ("by the link in our first mail" in words) is not used
    assert mail.headers["References"] == first.headers["References"]
    assert announced("consultation.announce-end") == [{"bodies": ["LAMP"], "contacts": 1, "quiet": 0}]
    assert "told the bodies invited that the consultation was withdrawn" in outside.get("/consultations/1").text
    if not used:
        page = outside.get(path).text
        assert ("Withdrawn</span>" in page, "closes" in page) == (True, False)
        assert outside.post(path, data=WORDS | {"about": "/consultations/1"}).status_code == 302


def test_bodies_are_told_that_a_last_call_of_the_council_was_withdrawn_if_they_knew_of_it(app, secretary):
    name_contact(make_body("itu"), secretary, "desk@itu.example")
    make_body("lamp")
    council = sign_in(app, make_person("member", roles=("council",)))
    asked_by_the_council(app, council, sign_in(app, make_person("ines")))
    tick()
    withdrawn = council.post("/calls/1/moves/withdraw", data={"reason": "It names the wrong body.", "step": "done"})
    assert withdrawn.status_code == 302, withdrawn.text
    assert [tick(), tick()] == [1, 0]
    (mail,) = letters("contact-withdrawn-call")
    assert mail.to == "desk@itu.example"
    assert "was withdrawn, because: It names the wrong body." in " ".join(mail.text.split())
    assert "List-Unsubscribe" in mail.headers
