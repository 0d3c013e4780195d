"""Documents of meetings: who adds them is not the only one who takes them away, and then their words can go too."""

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.mail import Mail
from igtf.meetings.models import MeetingDocument
from igtf.notice.worker import work_once
from igtf.record.models import Event
from tests.appeals.house import House, decided, decision
from tests.factories import broken_promises, later, make_person, sign_in
from tests.meetings.making import called, opened

ADD, REMOVE = "/meetings/1/moves/add-document", "/meetings/1/moves/remove-document"


def document(number: int) -> dict[str, str]:
    return {"title": f"Slides {number}", "link": f"https://slides.example/{number}"}


def key(number: int) -> str:
    """Return what the form knows a document by."""
    session.rollback()
    own = MeetingDocument.link == document(number)["link"]
    return str(session.scalars(select(MeetingDocument.id).where(own)).one())


def mails(app, subject: str) -> dict[str, str]:
    """Return by address the mails that have these words in their subject or text."""
    work_once(app)
    session.rollback()
    return {mail.to: mail.text for mail in session.scalars(select(Mail)) if subject in f"{mail.subject}\n{mail.text}"}


def test_a_document_is_removed_by_who_added_it_who_leads_or_a_moderator(app, db):
    _group, chair, client = opened(app)
    first, second, other = make_person("first"), make_person("second"), sign_in(app, make_person())
    moderator, reader = sign_in(app, make_person(roles=("moderator",))), app.test_client()
    assert "no document that somebody added" in moderator.get(REMOVE).text
    for number, person in ((1, first), (2, second), (3, second)):
        assert sign_in(app, person).post(ADD, data=document(number)).status_code == 302
    assert f"{chair.actor.handle}@people.example" in mails(app, "added a document"), "who leads answers for them"
    given = {"document": key(1), "reason": "A newer one is there."}
    for stranger, sentence in ((reader, "Sign in first"), (other, "removed by who added it, by who leads")):
        refused = stranger.post(REMOVE, data=given)
        assert (refused.status_code, sentence in refused.text) == (403, True)
    own = sign_in(app, first)
    form = own.get(REMOVE).text
    assert "Told: who added the document; the chairs and delegates of the group, or its responsible member." in form
    assert ("Slides 1, added by First" in form, "Slides 2" in form) == (True, False)
    assert form.count("checked") == 1, "the only one is chosen already"
    assert "checked" not in moderator.get(REMOVE).text, "of several none is"
    assert own.post(REMOVE, data=given | {"reason": ""}).status_code == 422
    assert own.post(REMOVE, data=given | {"document": key(2)}).status_code == 422
    assert own.post(REMOVE, data=given).status_code == 302
    assert own.post(REMOVE, data=given).status_code == 403, "nothing of theirs is left"
    assert client.post(REMOVE, data={"document": key(2), "reason": "It is about something else."}).status_code == 302
    client.post("/meetings/1/moves/close", data={"step": "done"})
    assert sign_in(app, first).post(ADD, data=document(4)).status_code == 409
    assert moderator.post(REMOVE, data={"document": key(3), "reason": "An advertisement."}).status_code == 302
    page = reader.get("/meetings/1").text
    assert page.count('href="https://slides.example/') == 3, "that they were added stays in the record"
    assert 'class="t" href="https://slides.example/' not in page
    assert "An advertisement." in page
    told = mails(app, "A document of yours was removed")
    assert set(told) == {"second@people.example"}
    assert "you can appeal it until" in " ".join(told["second@people.example"].split())
    assert broken_promises() == []


def test_a_document_that_was_removed_can_be_added_again_and_makes_room(app, db, monkeypatch):
    monkeypatch.setattr("igtf.meetings.documents.MOST_DOCUMENTS", 1)
    called(app)
    author = sign_in(app, make_person())
    assert author.post(ADD, data=document(1)).status_code == 302
    assert "at most 1 document" in author.post(ADD, data=document(2)).text
    assert author.post(REMOVE, data={"document": key(1), "reason": "The wrong one."}).status_code == 302
    assert author.post(ADD, data=document(1)).status_code == 302
    assert broken_promises() == []


def test_whose_posting_is_paused_adds_no_document(app, db):
    called(app)
    person = make_person()
    client, moderator = sign_in(app, person), sign_in(app, make_person(roles=("moderator",)))
    assert client.post("/meetings/1/comments", data={"body": "Buy lamps."}).status_code == 302
    assert client.post(ADD, data=document(1)).status_code == 302
    assert moderator.post("/comments/1/pause", data={"reason": "Ten times.", "days": "3"}).status_code == 302
    refused = client.post(ADD, data=document(2))
    assert (refused.status_code, "Your posting is paused until" in refused.text) == (403, True)
    with later(app, 4):
        assert sign_in(app, person).post(ADD, data=document(2)).status_code == 302


def test_the_words_of_a_document_go_from_the_record_once_it_is_removed(app, db):
    called(app)
    moderator, secret = sign_in(app, make_person(roles=("moderator",))), "Where Jane lives"
    given = {"title": secret, "link": "https://jane.example/home"}
    assert sign_in(app, make_person()).post(ADD, data=given).status_code == 302
    entry = session.scalars(select(Event.id).where(Event.kind == "meeting.add-document")).one()
    redaction = {"entry": entry, "reason": "Privacy.", "step": "done"}
    refused = moderator.post("/record/redact", data=redaction)
    assert (refused.status_code, "remove it there first" in refused.text) == (422, True)
    number = session.scalars(select(MeetingDocument.id)).one()
    assert moderator.post(REMOVE, data={"document": str(number), "reason": "Privacy."}).status_code == 302
    assert moderator.post("/record/redact", data=redaction).status_code == 302
    for page in ("/meetings/1", f"/record/{entry}", f"/record/{decision('meeting.remove-document').id}"):
        shown = moderator.get(page).text
        assert (secret in shown, "jane.example" in shown) == (False, False), page
    assert broken_promises() == []


def test_an_upheld_appeal_puts_a_document_back_unless_it_is_there_or_its_words_are_gone(app, db):
    _group, chair, client = called(app)
    house, author = House(), make_person()
    for _each in range(3):
        make_person(roles=("moderator",))
    appeals = []
    for number in (1, 2, 3):
        assert sign_in(app, author).post(ADD, data=document(number)).status_code == 302
        assert client.post(REMOVE, data={"document": key(number), "reason": "No."}).status_code == 302
        made = decision("meeting.remove-document")
        appeals.append(house.do(house.appellant, "appeal", "file", decision=made.id, ground="views",
                                text="It is about the point.", wanted="Put it back."))  # fmt: skip
    added = session.scalars(select(Event.id).where(Event.kind == "meeting.add-document").order_by(Event.id)).all()
    moderator = sign_in(app, make_person(roles=("moderator",)))
    assert (
        moderator.post("/record/redact", data={"entry": added[2], "reason": "Privacy.", "step": "done"}).status_code
        == 302
    )
    assert sign_in(app, author).post(ADD, data=document(2)).status_code == 302
    for appeal in appeals:
        decided(house, appeal, "upheld")
    session.rollback()
    rows = session.scalars(select(MeetingDocument).order_by(MeetingDocument.link)).all()
    assert [(row.title, row.by_id) for row in rows] == [("Slides 1", author.id), ("Slides 2", author.id)]
    pages = [sign_in(app, chair).get(f"/appeals/{appeal.subject.ref}").text for appeal in appeals]
    assert ["was decided about it since then stays" in page for page in pages] == [False, True, True]
    assert 'href="https://slides.example/1"' in app.test_client().get("/meetings/1").text
    assert broken_promises() == []
