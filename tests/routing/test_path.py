"""The whole path of a referral, through the front door."""

import hashlib
import re

from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session
from igtf.core.mail import Mail
from igtf.issues.models import Issue
from igtf.record.by import by_clock, by_importer
from igtf.record.due import run_due
from igtf.record.models import Event, Subject
from igtf.routing import statements
from igtf.routing.bodies import seed_bodies
from tests.factories import broken_promises, by, issue_form, later, make_person, sign_in, states
from tests.groups.making import active_group
from tests.routing.acts import day, links


def referral(**changes):
    return {
        "body": "itu", "purpose": "action", "subject": "Interconnection costs", "text": "Please set principles.",
        "asks-0-text": "Set principles for cross-border prices.", "deadline": day(40),
        "reason": "Its mandate covers tariffs.", "issues": "",
    } | changes  # fmt: skip


def stations(page):
    """Return the stations of the way that a page shows."""
    way = page.partition('<ol class="way"')[2].partition("</ol>")[0]
    return re.findall("<li[^>]*>([^<]+)<", way)


def test_an_issue_is_referred_answered_and_the_statement_closed(app, db):
    seed_bodies(by_importer(now()))
    filer = make_person()
    chair = make_person(roles=("council", "council-chair"))
    secretary = make_person(roles=("secretariat",))
    member = sign_in(app, chair)
    desk = sign_in(app, secretary)
    sign_in(app, filer).post("/issues/new", data=issue_form())
    for client in (member, desk):
        client.post("/issues/1/moves/accept", data={"reason": "About interconnection."})
    assert states("issue") == ["open"]
    page = member.get("/issues/1").text
    assert stations(page) == ["Issue", "Clearing house", "Body, or group", "Sent", "Answered"]
    assert "Bodies, by mandate" in page
    assert "its mandate speaks of:" in page

    form = member.get("/issues/1/moves/propose-referral").text
    assert form.index("its mandate speaks of") < form.index('value="apnic"')
    without = "it has no contact: the secretariat sends a statement by other means"
    assert without in form
    assert without in page
    assert re.search(r'value="itu">[^<]*\(no contact\)', form)
    late = member.post("/issues/1/moves/propose-referral", data=referral(deadline=day(5)))
    assert late.status_code == 422
    assert "give a day after that" in late.text
    early = member.post(
        "/issues/1/moves/propose-referral", data=referral(deadline=day(5), **{"asks-0-deadline": day(4)})
    )
    assert early.text.count("give a day after that") > late.text.count("give a day after that"), "each is named at once"
    none = member.post("/issues/1/moves/propose-referral", data=referral(deadline=""))
    assert "A statement for action needs a deadline." in none.text
    title = member.post("/issues/1/moves/propose-referral", data=referral(**{"asks-0-text": ""}))
    assert title.status_code == 422
    assert "Say what is asked: the body answers each point by itself." in title.text
    unknown = member.post("/issues/1/moves/propose-referral", data=referral(issues="77"))
    assert "not open, referred or unhoused: 77" in unknown.text
    assert sign_in(app, filer).post("/issues/1/moves/propose-referral", data=referral()).status_code == 403
    listed = member.get("/issues/1/moves/propose-finding").text
    assert '<option value="APNIC">APNIC: ' in listed
    assert 'list="listed-bodies"' in listed
    wild = member.post("/issues/1/moves/propose-referral", data=referral(text="|a" * 60 + "|\n" + "|-" * 60 + "|"))
    assert wild.status_code == 422, "what cannot be rendered is refused now, not by the clock in seven days"
    asked = referral(text="Please set **principles**.", reason="Its *mandate* covers tariffs.")
    assert member.post("/issues/1/moves/propose-referral", data=asked).status_code == 302
    page = member.get("/issues/1").text
    assert stations(page) == ["Issue", "Clearing house", "Sent", "Answered"]
    assert "The statement that would be drafted" in page
    assert "ITU: International Telecommunication Union</bdi></a> · for action · answer wanted by" in page
    assert "<strong>principles</strong>" in page
    assert "<em>mandate</em>" in page
    assert '<ol><li><span dir="auto">Set principles for cross-border prices.</span></li></ol>' in page
    assert f"answer wanted by {day(40)}" not in page
    with later(app, 6.9):
        assert run_due(by_clock(now())) == 0
    assert states("statement") == []
    with later(app, 7):
        assert run_due(by_clock(now())) == 1
    assert (states("statement"), states("issue")) == (["draft"], ["open"])
    agreed = member.get("/issues/1").text
    assert "LS-1" in agreed
    assert stations(agreed) == ["Issue", "Clearing house", "Sent", "Answered"]

    assert desk.post("/statements/1/moves/approve", data={"step": "done"}).status_code == 403
    assert desk.post("/statements/1/moves/send", data={"channel": "mail", "step": "done"}).status_code == 409
    assert member.post("/statements/1/moves/approve", data={"step": "done"}).status_code == 302
    assert member.post("/statements/1/moves/send", data={"channel": "mail", "step": "done"}).status_code == 403
    lonely = desk.post("/statements/1/moves/send", data={"channel": "mail", "step": "done"})
    assert lonely.status_code == 422
    assert "ITU has no contact" in lonely.text
    contact = {"name": "Otso Esimerkki", "role": "Liaison", "email": "Liaison@itu.example", "language": "en",
               "evidence": "A letter of January."}  # fmt: skip
    assert member.post("/bodies/itu/moves/add-contact", data=contact).status_code == 403
    assert desk.post("/bodies/itu/moves/add-contact", data=contact).status_code == 302
    form = member.get("/statements/new").text
    assert re.search(r'value="itu">ITU: [^<(]*<', form)
    assert re.search(r'value="apnic">[^<]*\(no contact\)<', form)
    check = desk.post("/statements/1/moves/send", data={"channel": "mail"})
    assert "Nothing is recorded yet." in check.text
    assert desk.post("/statements/1/moves/send", data={"channel": "mail", "step": "done"}).status_code == 302
    assert (states("statement"), states("issue")) == (["sent"], ["referred"])
    mail = session.scalars(select(Mail).where(~Mail.key.startswith("contact-named"))).one()
    assert (mail.to, "LS-1" in mail.subject) == ("liaison@itu.example", True)
    exact = app.test_client().get("/statements/1/letter.txt")
    assert exact.text in mail.text
    digest = hashlib.sha256(exact.data).hexdigest()
    public = app.test_client().get("/statements/1").text
    assert digest in public
    assert "Please set **principles**." in exact.text
    assert "What is asked:\n1. Set principles for cross-border prices.\n" in exact.text
    assert "itu.example" not in public + app.test_client().get("/bodies/itu").text

    outside = app.test_client()
    waits = app.test_client().get("/issues/1").text
    assert "Stands at: Sent. State: Referred. Sent to a body" in waits
    assert "answer due <time" in waits
    assert "</bdi> answered.</b>" not in waits
    (link,) = links()
    before = session.scalar(select(Event.id).order_by(Event.id.desc()))
    opened = outside.get(link)
    assert opened.status_code == 200
    assert opened.headers["Cache-Control"] == "no-store"
    assert "Acknowledge receipt" in opened.text
    assert "1. Set principles for cross-border prices." in opened.text
    session.rollback()
    assert session.scalar(select(Event.id).order_by(Event.id.desc())) == before
    assert outside.post(f"{link}/acknowledge").status_code == 302
    assert states("statement") == ["acknowledged"]
    missing = outside.post(f"{link}/answer", data={"answer-answers-0-answer": "by-date"})
    assert missing.status_code == 422
    assert "Give the date by which it will be done." in missing.text
    promise = {"answer-answers-0-answer": "by-date", "answer-answers-0-due": day(60)}
    assert outside.post(f"{link}/answer", data=promise).status_code == 302
    assert states("statement") == ["answered"]
    page = app.test_client().get("/statements/1").text
    assert "Promised" in page
    assert "Otso Esimerkki (ITU)" in page
    assert "its answer" not in page
    told = app.test_client().get("/issues/1").text
    assert "Stands at: Answered. State: Referred. The body answered" in told
    assert "<b><bdi>International Telecommunication Union</bdi> answered.</b> Promised by" in told
    assert '<a href="/statements/1">LS-1</a>' in told
    assert "promised <time" in told
    assert "answer due" not in told
    assert "it answered a statement like this" not in told, "its own letter is no precedent of an issue"
    again = '<a class="button plain" href="/issues/1/moves/propose-referral">'
    assert again in member.get("/issues/1").text, "it is possible, and no longer the way onward"
    assert "1. Set principles for cross-border prices. Promised: " in told
    arabic = app.test_client().get("/issues/1?lang=ar").text
    assert "1. \u2068Set principles for cross-border prices.\u2069 موعود به" in arabic, "the full stop ends the English"

    assert "<bdi>ITU</bdi> · <bdi>promised</bdi>" in app.test_client().get("/").text
    assert desk.post("/statements/1/moves/close", data={"evidence": ""}).status_code == 422
    assert sign_in(app, filer).post("/statements/1/moves/close", data={"evidence": "x"}).status_code == 403
    assigned = {person.id: client for person, client in ((chair, member), (secretary, desk))}[
        session.scalars(select(Issue.assigned_id)).one()
    ]
    assert "Nobody is asked any more" not in assigned.get("/desk").text
    assert desk.post("/statements/1/moves/close", data={"evidence": "Their resolution."}).status_code == 302
    assert states("statement") == ["closed"]
    assert "Stands at: Answered. State: Closed." in app.test_client().get("/statements/1").text
    closed = app.test_client().get("/issues/1").text
    assert "Stands at: Answered. State: Referred. A body answered; nobody is asked any more." in closed
    assert "</bdi> answered.</b> <a" in closed
    assert "Nobody is asked any more" in assigned.get("/desk").text
    assert "closed" in outside.get(link).text
    assert outside.post(f"{link}/answer", data=promise).status_code == 409
    kinds = list(session.scalars(select(Event.kind).where(Event.kind.like("statement.%")).order_by(Event.id)))
    assert kinds == [f"statement.{name}" for name in ("draft", "approve", "send", "acknowledge", "answer", "close")]


def due_of_issue():
    """Return until when the first issue waits, and what breaks the promises that always hold."""
    session.rollback()
    due = session.scalars(select(Subject.due_at).where(Subject.kind == "issue", Subject.ref == "1")).one()
    return due, broken_promises()


def test_the_day_of_an_answer_is_no_deadline_of_a_group_and_is_there_again_after_it(app, db):
    seed_bodies(by_importer(now()))
    house, secretary, chair = make_person(roles=("council-chair",)), make_person(roles=("secretariat",)), make_person()
    active_group(app, chair)
    member, lead = sign_in(app, house), sign_in(app, chair)
    member.post("/issues/1/moves/volunteer")
    assert member.post("/issues/1/moves/accept", data={"reason": "In scope."}).status_code == 302
    letter = statements.draft(
        body="itu", purpose="action", subject="Costs", text="Please set principles.", asks=[{"text": "Set them."}],
        tied={"refers": [session.scalars(select(Issue.id)).one()]}, by=by(secretary),
    )  # fmt: skip
    statements.approve(letter, by=by(house))
    statements.send(letter, channel="other", evidence="A receipt.", by=by(secretary))
    waits = letter.answer_by
    assert due_of_issue() == (waits, [])
    assert lead.post("/issues/1/moves/take-up", data={"group": "icost", "paragraph": "Scope"}).status_code == 302
    assert due_of_issue() == (None, [])
    assert lead.post("/issues/1/moves/return", data={"reason": "Outside the charter."}).status_code == 302
    assert states("issue") == ["referred"]
    assert due_of_issue() == (waits, [])
