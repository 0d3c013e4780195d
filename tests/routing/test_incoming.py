"""What bodies send us: by a contact's link or recorded with evidence, and what becomes of it, each told to the body."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from igtf.core.db import session
from igtf.core.mail import Mail
from igtf.discussion.models import Comment
from igtf.notice.worker import work_once
from igtf.people.signins import make_token
from igtf.record.models import Actor, Event, Payload, Subject
from igtf.routing.models import Contact, Statement
from tests.attack.kit import at_once
from tests.factories import issue_form, letters, make_person, sign_in
from tests.routing.acts import day, make_body, name_contact, reload, sent_statement


@pytest.fixture
def people(db):
    name = make_person(roles=("secretariat",)), make_person(roles=("council", "council-chair"))
    name_contact(make_body(), name[0])
    return name


def write_link(desk) -> str:
    contact = str(session.scalars(select(Contact.id)).first())
    assert desk.post("/bodies/lamp/moves/send-link", data={"contact": contact}).status_code == 302
    session.rollback()
    text = session.scalars(
        select(Mail.text).where(Mail.key.startswith("contact-write")).order_by(Mail.id.desc())
    ).first()
    return re.search(r"https?://[^/]+(/write/\S+)", text or "")[1]  # type: ignore[index]


def letter(**changes):
    return {
        "purpose": "comment", "subject": "Lamps flicker", "text": "We *saw* lamps flicker.", "reference": "L/7",
    } | changes  # fmt: skip


def test_what_it_is_about_is_named_once_and_by_any_address_of_its_page(app, people):
    desk = sign_in(app, people[0])
    sent_statement(*people)
    assert desk.post("/issues/new", data=issue_form()).status_code == 302
    about = "LS-1 /statements/1 #1, http://127.0.0.1:8000/issues/1#p3 http://127.0.0.1:8000/issues/1?before=9"
    assert app.test_client().post(write_link(desk), data=letter(about=about)).location == "/statements/2"
    session.rollback()
    made = select(Payload.data).join(Event, Event.id == Payload.event_id).where(Event.kind == "statement.receive")
    assert session.scalars(made).one()["about"] == ["LS-1", "#1"]
    wrong = app.test_client().post(write_link(desk), data=letter(about="http://127.0.0.1:8000/?x=/issues/1"))
    assert (wrong.status_code, "lead to nothing here" in wrong.text) == (422, True)
    member = sign_in(app, people[1])
    twice = {"matter": "#1 http://127.0.0.1:8000/issues/1#comment-1"}
    assert member.post("/statements/2/moves/attach", data=twice).status_code == 302
    assert member.post("/statements/2/moves/attach", data={"matter": "#1 LS-1"}).status_code in (409, 422)


def test_a_contact_asks_for_days_to_come_and_a_letter_that_came_late_is_recorded_as_it_is(app, people):
    desk, outside = sign_in(app, people[0]), app.test_client()
    link = write_link(desk)
    for late in ({"deadline": day(-1)}, {"asks-0-text": "Answer.", "asks-0-deadline": day(-400)}):
        refused = outside.post(link, data=letter(**late))
        assert (refused.status_code, "Give a day that is still to come." in refused.text) == (422, True)
        assert "We *saw* lamps flicker." in refused.text
    assert outside.post(link, data=letter(deadline=day(9))).location == "/statements/1"
    late = letter(body="lamp", evidence="A letter by post.", deadline=day(-1))
    assert desk.post("/statements/new/receive", data=late).location == "/statements/2"


def told(words: str) -> list[Mail]:
    session.rollback()
    return list(session.scalars(select(Mail).where(Mail.subject.contains(words))))


def test_a_second_click_leads_to_the_statement_that_the_first_one_sent(app, people):
    link, outside = write_link(sign_in(app, people[0])), app.test_client()
    sent = letter(once=re.search(r'name="once" value="([^"]+)"', outside.get(link).text)[1])
    assert [outside.post(link, data=sent).location for _click in range(2)] == ["/statements/1"] * 2
    assert "This was received before; it was done once." in outside.get("/statements/1").text
    other = outside.post(link, data=sent | {"text": "Other words."})
    assert (other.status_code, "works once" in other.text) == (410, True)
    assert outside.post(link[:-2] + "xx", data=sent).status_code == 404
    session.rollback()
    assert len(session.scalars(select(Statement.id)).all()) == 1


def test_a_contact_writes_by_a_link_that_works_once_and_it_opens_an_issue(app, people):
    desk, member, outside = sign_in(app, people[0]), sign_in(app, people[1]), app.test_client()
    assert member.post("/bodies/lamp/moves/send-link", data={"contact": "1"}).status_code == 403
    link = write_link(desk)
    before = len(session.scalars(select(Event.id)).all())
    opened = outside.get(link)
    assert "You write as Otso Esimerkki" in opened.text
    assert opened.headers["Referrer-Policy"] == "no-referrer"
    assert len(session.scalars(select(Event.id)).all()) == before
    assert outside.post(link, data=letter(text="")).status_code == 422
    unknown = outside.post(link, data=letter(about="LS-88"))
    assert unknown.status_code == 422
    assert "lead to nothing here: LS-88" in unknown.text
    assert outside.post(link, data=letter(deadline=day(30))).location == "/statements/1"
    said = outside.get("/statements/1").text
    assert "Received. It is public from now on, and you get a mail with its number." in said
    assert "The clearing house files an issue from it, puts it into a discussion, or notes it, and says why." in said
    assert "Told: the clearing house, " in said
    work_once(app)
    assert any(key.to == f"{people[1].actor.handle}@people.example" for key in told("Lamps flicker"))
    again = outside.post(link, data=letter())
    assert again.status_code == 410
    assert "works once" in again.text
    session.rollback()
    assert len(session.scalars(select(Statement.id)).all()) == 1
    page = outside.get("/statements/1").text
    assert "Otso Esimerkki (LAMP)" in page
    assert "lamp.example" not in page
    assert "LS-1" in letters("statement-received")[0].text
    assert "/statements/1" in outside.get("/bodies/lamp").text
    assert "Lamps flicker" in outside.get("/statements/?direction=in").text
    assert "Say what becomes of what a body sent us" in member.get("/desk").text
    assert outside.get("/statements/1/letter.txt").text.startswith("Lamps flicker")

    assert sign_in(app, make_person()).post("/statements/1/moves/note", data={"reason": "x"}).status_code == 403
    assert "We *saw* lamps flicker." in member.get("/statements/1/moves/open-issue").text
    assert (
        member.post("/statements/1/moves/open-issue", data=issue_form(title="Why do lamps flicker?")).status_code == 302
    )
    issue = outside.get("/issues/1").text
    assert "raised by" in issue
    assert "/statements/1" in issue
    assert "Why do lamps flicker?" in " ".join(letters("statement-taken-up")[0].text.split())
    assert member.post("/statements/1/moves/note", data={"reason": "Late."}).status_code == 409
    shown = outside.get("/api/v1/statements/1").json
    assert (shown["state"], shown["details"]["direction"]) == ("taken-up", "in")
    assert "email" not in str(shown)


def test_two_clicks_at_the_same_moment_send_one_statement(app, people):
    link = write_link(sign_in(app, people[0]))
    clients = [app.test_client() for _number in range(3)]
    answers = at_once([lambda c=c, n=n: c.post(link, data=letter(once=f"k{n}")) for n, c in enumerate(clients)])
    assert sorted(answer.status_code for answer in answers) == [302, 410, 410]
    session.rollback()
    assert len(session.scalars(select(Statement.id)).all()) == 1


def test_a_letter_is_recorded_with_evidence_and_put_into_a_discussion_or_noted(app, people):
    desk, member = sign_in(app, people[0]), sign_in(app, people[1])
    member.post("/issues/new", data=issue_form())
    path = "/statements/new/receive"
    given = letter(body="lamp", evidence="A letter of 3 March.", about="#1")
    assert member.post(path, data=given).status_code == 403
    assert desk.post(path, data=given | {"evidence": ""}).status_code == 422
    assert desk.post(path, data=given | {"body": "nobody"}).status_code == 422
    assert desk.post(path, data=given).location == "/statements/1"
    assert desk.post(path, data=given | {"subject": "A greeting"}).location == "/statements/2"
    assert "is about" in app.test_client().get("/statements/1").text
    assert 'value="/issues/1"' in member.get("/statements/1/moves/attach").text
    assert member.post("/statements/1/moves/attach", data={"matter": "nowhere"}).status_code == 422
    two = member.post("/statements/1/moves/attach", data={"matter": "#1, LS-2"})
    assert "Name one matter." in two.text
    assert member.post("/statements/1/moves/attach", data={"matter": "#1"}).status_code == 302
    comment = session.scalars(select(Comment)).one()
    assert "Union of lamp makers sent us LS-1:" in comment.text
    assert "> We *saw* lamps flicker." in comment.text
    said = {"body": "As [LS-1](/statements/1) says."}
    assert member.post("/issues/1/comments", data=said).status_code == 302
    page, feed = (unescape(app.test_client().get(path).text) for path in ("/issues/1", "/feeds/issues/1.atom"))
    for read, here in ((page, ""), (feed, app.config["BASE_URL"])):
        link = f'<a href="{here}/statements/1" rel="nofollow ugc noopener">LS-1</a>'
        assert f"sent us {link}:" in read
        assert f"As {link} says." in read
    assert "](" not in page + feed
    assert member.post("/statements/2/moves/note", data={"reason": "Nothing is asked."}).status_code == 302
    assert "Nothing is asked." in letters("statement-noted")[0].text
    states = session.scalars(select(Subject.state).where(Subject.kind == "statement").order_by(Subject.id)).all()
    assert list(states) == ["taken-up", "noted"]
    title, reader = issue_form()["title"], app.test_client()
    assert title in reader.get("/statements/1").text
    moderator = sign_in(app, make_person(roles=("moderator",)))
    assert moderator.post("/issues/1/moves/hide", data={"reason": "Advertising."}).status_code == 302
    assert title not in reader.get("/statements/1").text


def test_it_answers_ours_point_by_point_or_is_responded_to(app, people):
    ours = sent_statement(*people, asks=("A", "B"))
    desk, member = sign_in(app, people[0]), sign_in(app, people[1])
    given = letter(body="lamp", evidence="A letter.", purpose="response", about="LS-1")
    assert desk.post("/statements/new/receive", data=given).location == "/statements/2"
    assert (
        desk.post("/statements/new/receive", data=given | {"about": "", "deadline": day(9)}).location == "/statements/3"
    )
    assert member.post("/statements/2/moves/count-as-answer", data={}).status_code == 403
    nothing = desk.post("/statements/3/moves/count-as-answer", data={})
    assert nothing.status_code == 403
    assert "does not say that it answers" in nothing.text
    assert "1. A" in desk.get("/statements/2/moves/count-as-answer").text
    said = {"answers-0-answer": "declined", "answers-0-text": "Not ours.", "answers-1-answer": "comments"}
    assert desk.post("/statements/2/moves/count-as-answer", data=said).status_code == 422
    said |= {"answers-1-text": "Well done."}
    assert desk.post("/statements/2/moves/count-as-answer", data=said).status_code == 302
    ours = reload(ours)
    assert (ours.subject.state, [ask.status for ask in ours.asks]) == ("answered", ["declined", "commented"])
    assert "LS-2" in app.test_client().get("/statements/1").text

    respond = {"sender": "council", "purpose": "response", "subject": "Why lamps flicker", "text": "Old wiring."}
    assert sign_in(app, make_person()).post("/statements/3/moves/respond", data=respond).status_code == 403
    assert member.post("/statements/3/moves/respond", data=respond | {"subject": ""}).status_code == 422
    assert member.post("/statements/3/moves/respond", data=respond).status_code == 302
    assert "Respond to the body" in member.get("/desk").text
    assert member.post("/statements/4/moves/approve", data={"step": "done"}).status_code == 302
    assert desk.post("/statements/4/moves/send", data={"channel": "mail", "step": "done"}).status_code == 302
    assert "In response to: Lamps flicker" in app.test_client().get("/statements/4/letter.txt").text
    session.rollback()
    theirs = session.scalars(
        select(Statement).join(Subject).where(Subject.ref == "3", Subject.kind == "statement")
    ).one()
    assert (theirs.subject.state, theirs.subject.due_at, theirs.answered_at is not None) == ("taken-up", None, True)


def test_the_api_records_one_and_a_contact_writes_for_the_own_body_only(app, people):
    from igtf.core.clock import now
    from igtf.core.errors import NotAllowed
    from igtf.record.by import By
    from igtf.routing.incoming import receive

    with app.test_request_context("/"):
        token = make_token(people[0], "test")
    given = {"move": "receive", "body": "lamp", "purpose": "information", "subject": "News", "text": "We moved.",
             "evidence": "A mail."}  # fmt: skip
    made = app.test_client().post("/api/v1/statements", json=given, headers={"Authorization": f"Bearer {token}"})
    assert made.status_code == 201, made.text
    assert made.json["state"] == "received"
    make_body("tree", "Plants trees.")
    actor = session.scalars(select(Actor.id).where(Actor.kind == "contact")).one()
    with pytest.raises(NotAllowed):
        receive(body="tree", purpose="comment", subject="x", text="y", by=By(actor, now()))


def due() -> str:
    """Return the day by which LAMP waits for our answer to its first statement."""
    session.rollback()
    found = select(Subject.due_at).where(Subject.kind == "statement", Subject.ref == "1")
    return f"{session.scalars(found).one():%Y-%m-%d}"


def test_another_date_is_proposed_to_a_body_that_waits_for_our_answer(app, people):
    desk, member = sign_in(app, people[0]), sign_in(app, people[1])
    given = letter(body="lamp", purpose="action", evidence="A letter.")
    for asked in (given | {"deadline": day(9)}, given | {"deadline": ""}):
        assert desk.post("/statements/new/receive", data=asked).location
    move, later_day = "/statements/1/moves/offer-date", {"deadline": day(40), "reason": "Our plenary is in May."}
    assert sign_in(app, make_person()).post(move, data=later_day).status_code == 403
    assert member.post(move, data=later_day | {"reason": ""}).status_code == 422
    for wrong in (day(-1), day(400)):
        refused = member.post(move, data=later_day | {"deadline": wrong})
        assert (refused.status_code, "at most a year after the date" in refused.text) == (422, True)
    none = member.post("/statements/2/moves/offer-date", data=later_day)
    assert (none.status_code, "The body waits for no answer by a day" in none.text) == (403, True)
    assert "Propose another date to the body" in member.get("/statements/1").text
    assert letters("statement-put-off") == []
    assert member.post(move, data=later_day).status_code == 302
    (mail,) = letters("statement-put-off")
    assert "Our plenary is in May." in mail.text
    assert mail.subject == "LS-1 (liaison statement): Lamps flicker"
    page = app.test_client().get("/statements/1").text
    assert "proposed another date for our answer" in page
    assert due() == day(40)
    respond = {"sender": "council", "purpose": "response", "subject": "Why lamps flicker", "text": "Old wiring."}
    assert member.post("/statements/1/moves/respond", data=respond).status_code == 302
    assert member.post(move, data=later_day | {"deadline": day(50)}).status_code == 302
    assert due() == day(50)
