"""Letters from which nothing more comes, or about what is over, or without a reader; and several on one issue."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session
from igtf.core.mail import Mail
from igtf.meetings.of_council import waiting
from igtf.record.models import Event, Subject
from igtf.record.queries import subject_of
from igtf.routing import closing, statements
from igtf.routing.models import Contact, Statement
from tests.api.kit import Caller
from tests.desk.test_house import desk as desk_of
from tests.drafts.neighbours import put
from tests.factories import (
    broken_promises,
    by,
    issue_form,
    later,
    letters,
    mails_to,
    make_person,
    sign_in,
    states,
    stations,
    tick,
)
from tests.groups.making import active_group
from tests.routing.acts import day, links, make_body, name_contact, sent_statement

ABANDONED = "Nobody is asked any more"
CLOSE = "Close it, with how it ended"
FINDING = {"bodies-0-body": "LAMP", "bodies-0-reason": "No.", "reason": "None can.", "step": "done"}


@pytest.fixture
def house(app, db):
    """Return the secretary, the council's chair who is assigned to two open issues, and their filer."""
    secretary, chair = make_person(roles=("secretariat",)), make_person(roles=("council", "council-chair"))
    filer, member = make_person("filer"), sign_in(app, chair)
    for number, title in enumerate(("Lamps at landing stations", "Names of islands"), 1):
        sign_in(app, filer).post("/issues/new", data=issue_form(title=title))
        member.post(f"/issues/{number}/moves/volunteer")
        assert member.post(f"/issues/{number}/moves/accept", data={"reason": "In scope."}).status_code == 302
    session.rollback()
    return secretary, chair, filer


def letter_on(house, *numbers, slug="lamp", purpose="action", ahead=30, send="mail"):
    """Draft and approve a letter about issues, and send it: by mail, another way, or not at all ('')."""
    secretary, chair, _filer = house
    issues = session.scalars(
        select(Subject.id).where(Subject.kind == "issue", Subject.ref.in_([str(number) for number in numbers]))
    ).all()
    made = statements.draft(
        body=slug, purpose=purpose, subject="Lamps", text="Please look.", asks=[{"text": "Set the height."}],
        deadline=(now() + timedelta(days=ahead)).date() if purpose == "action" else None,
        tied={"refers": list(issues)}, by=by(secretary),
    )  # fmt: skip
    statements.approve(made, by=by(chair))
    if send:
        statements.send(made, channel=send, evidence="" if send == "mail" else "By courier.", by=by(secretary))
    session.rollback()
    return made


def due_of(kind, ref):
    """Return the deadline of a subject as it stands now."""
    session.rollback()
    return session.scalars(select(Subject.due_at).where(Subject.kind == kind, Subject.ref == str(ref))).one()


def reminders():
    session.rollback()
    return len(session.scalars(select(Event.id).where(Event.kind == "statement.remind")).all())


def answer(app, link, **given):
    done = app.test_client().post(
        f"{link}/answer", data={f"answer-answers-0-{name}": value for name, value in given.items()}
    )
    assert done.status_code == 302, done.text


def test_an_issue_that_its_body_declined_is_again_with_the_clearing_house(app, house):
    secretary, chair, _filer = house
    name_contact(make_body(), secretary)
    letter_on(house, 1)
    member, reader = sign_in(app, chair), app.test_client()
    assert ABANDONED not in member.get("/desk").text
    assert "Waits for the body" in member.get("/desk").text
    assert "Lamps at landing" not in reader.get("/issues/queue").text
    without = "It went straight to a body; no working group was needed."
    asked = 'Waits for an answer from <bdi>Union of lamp makers</bdi>: <a href="/statements/1">LS-1</a>'
    waits = reader.get("/issues/1").text
    assert (without in waits, asked in waits) == (True, True)
    with later(app, 200):
        assert "overdue by" in reader.get("/issues/1").text.partition(asked)[0], "and who it is stands below that"
    answer(app, links()[0], answer="declined", text="Not ours.")
    assert states("statement") == ["answered"]
    assert ABANDONED in member.get("/desk").text
    assert "Lamps at landing" in reader.get("/issues/queue").text
    page = reader.get("/issues/1").text
    assert "Stands at: Answered. State: Referred. A body answered; nobody is asked any more." in page
    assert "<bdi>Union of lamp makers</bdi> declined." in page
    assert (without in page, "Waits for an answer from" in page) == (False, False)
    assert member.post("/issues/1/moves/propose-finding", data=FINDING).status_code == 302


def test_an_issue_is_waited_with_for_a_promise_until_its_day_and_the_letter_is_closed_then(app, house):
    secretary, chair, _filer = house
    name_contact(make_body(), secretary)
    letter_on(house, 1)
    answer(app, links()[0], answer="by-date", due=day(60))
    member, desk = sign_in(app, chair), sign_in(app, secretary)
    assert ABANDONED not in member.get("/desk").text
    assert CLOSE not in desk.get("/desk").text
    page = app.test_client().get("/issues/1").text
    assert "The body answered; the latest answer counts." in page
    assert "<bdi>Union of lamp makers</bdi> answered." in page
    assert "It went straight to a body; no working group was needed." in page
    with later(app, 62):
        member, desk = sign_in(app, chair), sign_in(app, secretary)
        assert ABANDONED in member.get("/desk").text
        assert "A body answered; nobody is asked any more." in app.test_client().get("/issues/1").text
        assert CLOSE in desk.get("/desk").text
        assert CLOSE not in member.get("/desk").text
        assert desk.post("/statements/1/moves/close", data={"evidence": ""}).status_code == 422
        assert desk.post("/statements/1/moves/close", data={"evidence": "Nothing came."}).status_code == 302
        assert CLOSE not in desk.get("/desk").text
        assert ABANDONED in member.get("/desk").text


def test_an_issue_about_which_a_body_was_only_informed_waits_for_nobody(app, house):
    secretary, chair, _filer = house
    name_contact(make_body(), secretary)
    letter_on(house, 1, purpose="information")
    assert (states("issue"), states("statement")) == (["referred", "open"], ["sent"])
    desk = sign_in(app, chair).get("/desk").text
    assert ABANDONED in desk
    assert "Waits for the body" not in desk
    letter_on(house, 1)
    desk = sign_in(app, chair).get("/desk").text
    assert ABANDONED not in desk
    assert "Waits for the body" in desk


def test_no_body_is_reminded_of_what_is_over_and_its_letter_can_be_closed(app, house):
    secretary, _chair, filer = house
    name_contact(make_body(), secretary)
    letter_on(house, 1, ahead=10)
    letter_on(house, 2, ahead=10)
    assert sign_in(app, filer).post("/issues/1/moves/withdraw", data={"reason": "Solved."}).status_code == 302
    desk = sign_in(app, secretary)
    assert CLOSE not in desk.get("/desk").text, "its answer may still come"
    with later(app, 12):
        assert (tick(), reminders()) == (1, 1)
        desk, reader = sign_in(app, secretary), app.test_client()
        for number, said in ((1, "so nobody is reminded of it. Close it."), (2, "The body was reminded on")):
            refused = desk.post(f"/statements/{number}/moves/remind", data={"step": "done"})
            assert refused.status_code == 403
            assert said in refused.text
        page = reader.get("/statements/1").text
        assert "No answer is waited for any more: what it is about is closed." in page
        assert "Overdue" not in page
        assert desk.get("/desk").text.count(CLOSE) == 1
        early = desk.post("/statements/2/moves/close", data={"evidence": "x"})
        assert (early.status_code, "90 days after" in early.text) == (403, True)
        assert desk.post("/statements/1/moves/close", data={"evidence": ""}).status_code == 422
        assert desk.post("/statements/1/moves/close", data={"evidence": "The filer solved it."}).status_code == 302
        assert CLOSE not in desk.get("/desk").text
        assert "No answer was waited for any more" in reader.get("/statements/1").text
    assert states("statement") == ["closed", "sent"]


def test_who_follows_a_letter_is_told_of_no_deadline_of_it_once_what_it_is_about_is_over(app, house):
    secretary, _chair, filer = house
    name_contact(make_body(), secretary)
    letter_on(house, 1, ahead=10)
    client = sign_in(app, make_person())
    assert client.post("/statements/1/follow").status_code == 302
    assert ("answer due" in client.get("/statements/1").text, desk_of(client)["soon"]) == (True, ["LS-1 You follow it"])
    assert sign_in(app, filer).post("/issues/1/moves/withdraw", data={"reason": "Solved."}).status_code == 302
    assert ("answer due" in client.get("/statements/1").text, desk_of(client)["soon"]) == (False, [])


def test_what_one_filed_stays_on_the_desk_with_whom_it_waits_for(app, house):
    secretary, _chair, filer = house
    assert sign_in(app, filer).post("/issues/2/moves/withdraw", data={"reason": "Solved."}).status_code == 302
    name_contact(make_body(), secretary)

    def waits():
        return desk_of(sign_in(app, filer))["others"]

    house_has_it, body_has_it = ["#1 Waits for the clearing house"], ["#1 Waits for the body that was asked"]
    assert waits() == house_has_it
    letter_on(house, 1)
    assert waits() == body_has_it
    with later(app, 200):
        tick()
        abandoned = session.scalars(select(Statement)).one()
        closing.close(abandoned, evidence="Nothing came.", by=by(secretary))
        assert waits() == house_has_it, "nobody is asked any more"
        put(subject_of("issue", "1").id, "in-group")
        assert waits() == ["#1 Waits for the group that works on it"]
        put(subject_of("issue", "1").id, "resolved")
        assert waits() == []


def test_an_issue_that_is_broken_off_stands_where_it_was(app, house):
    secretary, chair, filer = house
    client = sign_in(app, filer)
    name_contact(make_body(), secretary)
    letter_on(house, 1)
    assert client.post("/issues/new", data=issue_form(title="Names of ships")).status_code == 302
    for move, given in (("volunteer", {}), ("ask", {"question": "Which ones?"})):
        assert sign_in(app, chair).post(f"/issues/3/moves/{move}", data=given).status_code == 302
    assert client.post("/issues/1/moves/withdraw", data={"reason": "Solved."}).status_code == 302
    merged = {"reason": "It says the same.", "other": "3"}
    assert client.post("/issues/2/moves/merge", data=merged).status_code == 302
    with later(app, 61):
        tick()
    assert states("issue") == ["withdrawn", "duplicate", "lapsed"]
    for number, here in ((1, "Sent"), (2, "Clearing house"), (3, "Clearing house")):
        page = app.test_client().get(f"/issues/{number}").text
        assert f"Ended at: {here}. State: " in page
        bar = stations(page)
        assert (bar["Issue"], bar["Clearing house"], bar[here]) == ("done", "ended" if number > 1 else "done", "ended")
        assert bar["Answered"] == "never"
        assert ("Group" in bar) == (number > 1), "the first was sent to a body directly"


def test_an_issue_waits_for_the_first_of_its_letters_whatever_becomes_of_another(app, house):
    secretary, _chair, _filer = house
    name_contact(make_body(), secretary)
    name_contact(make_body("tree", "Plants trees."), secretary, "desk@tree.example")
    letter_on(house, 1, ahead=20)
    first = due_of("statement", 1)
    letter_on(house, 1, slug="tree", ahead=40)
    assert due_of("issue", 1) == first, "sending a later one"
    to_lamp, to_tree = links()
    outside = app.test_client()
    assert outside.post(f"{to_tree}/acknowledge").status_code == 302
    assert due_of("issue", 1) == first
    letter_on(house, 1, send="")
    dropped = sign_in(app, secretary).post("/statements/3/moves/drop", data={"reason": "Enough are asked."})
    assert dropped.status_code == 302
    assert due_of("issue", 1) == first, "dropping one that was never sent"
    answer(app, to_lamp, answer="declined", text="Not ours.")
    assert due_of("issue", 1) == due_of("statement", 2) != first
    answer(app, to_tree, answer="declined", text="Not ours.")
    assert due_of("issue", 1) is None


def test_a_letter_does_not_refer_what_a_group_took_up_meanwhile(app, house):
    secretary, chair, _filer = house
    name_contact(make_body(), secretary)
    lead = make_person()
    active_group(app, lead)
    letter_on(house, 1, send="")
    desk, head, group = sign_in(app, secretary), sign_in(app, chair), sign_in(app, lead)
    send, mail = "/statements/1/moves/send", {"channel": "mail", "step": "done"}
    drop = "/statements/1/moves/drop"
    assert send in desk.get("/desk").text
    assert group.post("/issues/1/moves/take-up", data={"group": "icost", "paragraph": "Scope"}).status_code == 302
    assert send not in desk.get("/desk").text
    assert drop in head.get("/desk").text
    refused = desk.post(send, data=mail)
    assert refused.status_code == 403
    assert "a group or a recommendation takes care of it" in refused.text
    assert group.post("/issues/1/moves/return", data={"reason": "Outside the charter."}).status_code == 302
    assert drop not in head.get("/desk").text
    assert desk.post(send, data=mail).status_code == 302
    assert (states("issue"), broken_promises()) == (["referred", "open"], [])


def test_what_a_letter_told_of_while_a_group_had_it_is_referred_once_it_is_given_back(app, house):
    secretary, _chair, _filer = house
    name_contact(make_body(), secretary)
    lead = make_person()
    active_group(app, lead)
    letter_on(house, 1, 2, send="")
    desk, group = sign_in(app, secretary), sign_in(app, lead)
    assert group.post("/issues/1/moves/take-up", data={"group": "icost", "paragraph": "Scope"}).status_code == 302
    sent = desk.post("/statements/1/moves/send", data={"channel": "mail", "step": "done"})
    assert sent.status_code == 302, sent.text
    assert states("issue") == ["in-group", "referred"]
    assert group.post("/issues/1/moves/return", data={"reason": "Outside the charter."}).status_code == 302
    assert (states("issue"), broken_promises()) == (["referred", "referred"], [])
    said = ["no working group was needed" in app.test_client().get(f"/issues/{number}").text for number in (1, 2)]
    assert said == [False, True], "a group had the first"
    assert due_of("issue", 1) == due_of("statement", 1) is not None


def test_nobody_is_said_to_be_reminded_where_there_is_nobody_to_write_to(app, house):
    secretary, chair, _filer = house
    body, alone = make_body(), "Overdue, and the body has no contact"
    letter_on(house, 1, ahead=10, send="other")
    assert alone not in sign_in(app, secretary).get("/desk").text
    with later(app, 12):
        assert (tick(), reminders()) == (0, 0)
        desk = sign_in(app, secretary)
        assert alone in desk.get("/desk").text
        assert alone not in sign_in(app, chair).get("/desk").text
        refused = desk.post("/statements/1/moves/remind", data={"step": "done"})
        assert (refused.status_code, "This body has no contact yet" in refused.text) == (403, True)
        assert "Overdue" in app.test_client().get("/statements/1").text
        name_contact(body, secretary)
        assert alone not in desk.get("/desk").text
        assert (tick(), reminders(), len(links("statement-reminder"))) == (1, 1, 1)
    with later(app, 102):
        desk = sign_in(app, secretary).get("/desk").text
        assert "Close it as not answered" in desk
        assert alone not in desk


def test_a_body_is_responded_to_until_the_day_it_asked_for(app, house):
    secretary, chair, _filer = house
    make_body()
    desk, words = sign_in(app, secretary), "Respond to the body, or let the date pass"
    given = {"body": "lamp", "purpose": "comment", "subject": "Lamps flicker", "text": "Why?",
             "asks-0-text": "Tell us.", "evidence": "A letter.", "deadline": day(9)}  # fmt: skip
    assert desk.post("/statements/new/receive", data=given).status_code == 302
    assert desk.post("/statements/1/moves/attach", data={"matter": "#1"}).status_code == 302
    assert words in sign_in(app, chair).get("/desk").text
    with later(app, 11):
        assert words not in sign_in(app, chair).get("/desk").text


def test_another_date_is_offered_only_while_one_is_waited_for(app, house):
    secretary, _chair, _filer = house
    name_contact(make_body(), secretary)
    letter_on(house, 1)
    letter_on(house, 2, purpose="information")
    asked, informed = links()
    outside, given = app.test_client(), {"propose-date-deadline": day(50), "propose-date-reason": "Our plenary."}
    assert "Propose another date" in outside.get(asked).text
    assert outside.post(f"{asked}/propose-date", data=given).status_code == 302
    page = app.test_client().get(informed).text
    assert "Propose another date" not in page
    assert "Acknowledge receipt" in page
    refused = outside.post(f"{informed}/propose-date", data=given)
    assert refused.status_code == 403
    assert "No answer to this statement is waited for, so no other date is needed." in refused.text


def test_another_date_is_offered_only_while_there_is_one_to_come(app, house):
    secretary, chair, _filer = house
    name_contact(make_body(), secretary)
    sent_statement(secretary, chair)
    spent = "at most a year after the one that was asked for, and that has passed too"
    moved = {"propose-date-deadline": day(390), "propose-date-reason": "In the next year."}
    assert app.test_client().post(f"{links()[0]}/propose-date", data=moved).status_code == 302
    late = {"purpose": "action", "subject": "Old", "text": "Please.", "asks-0-text": "Answer.", "body": "lamp",
            "deadline": day(-400), "evidence": "By post."}  # fmt: skip
    assert sign_in(app, secretary).post("/statements/new/receive", data=late).location == "/statements/2"
    again = {"deadline": day(10), "reason": "Soon."}
    with later(app, 389):
        outside, desk = app.test_client(), sign_in(app, secretary)
        outside.post("/statements/1/link", data={"email": "desk@lamp.example"})
        assert "Propose this date" in outside.get(links()[-1]).text
        refused = desk.post("/statements/2/moves/offer-date", data=again)
        assert (refused.status_code, spent in refused.text) == (403, True)
        assert "moves/offer-date" not in desk.get("/statements/2").text
    with later(app, 396):
        page = app.test_client().get(links()[-1]).text
        assert ("Record the answer" in page, "Propose this date" in page) == (True, False)
        given = {f"propose-date-{name}": value for name, value in again.items()}
        refused = app.test_client().post(f"{links()[-1]}/propose-date", data=given)
        assert (refused.status_code, spent in refused.text) == (403, True)


def test_a_reminder_offers_what_the_page_of_its_link_does(app, house):
    secretary, chair, _filer = house
    name_contact(make_body(), secretary)
    sent_statement(secretary, chair)

    def offers():
        assert tick() >= 1
        said, link = " ".join(letters("statement-reminder")[-1].text.split()), links("statement-reminder")[-1]
        (offer,) = re.findall(r"You can answer it\b[^:]*:", said)
        page = app.test_client().get(link).text
        known = (("say that it is in your process", "It is in our process"), ("another date", "Propose another date"))
        assert [words in offer for words, _title in known] == [title in page for _words, title in known]
        return offer, link

    outside = app.test_client()
    with later(app, 31):
        offer, link = offers()
        assert offer.startswith("You can answer it, say that it is in your process, or propose another date here")
        given = {"in-process-reference": "T/7"}
        assert outside.post(f"{link}/in-process", data=given).status_code == 302
        moved = {"propose-date-deadline": day(300), "propose-date-reason": "Our plenary."}
        assert outside.post(f"{link}/propose-date", data=moved).status_code == 302
    with later(app, 332):
        assert offers()[0] == "You can answer it, or propose another date, here, without an account:"
    with later(app, 400):
        assert offers()[0] == "You can answer it here, without an account:"


def test_what_a_body_sends_answers_the_letter_to_it_that_can_be_answered(app, house):
    secretary, _chair, _filer = house
    name_contact(make_body(), secretary)
    name_contact(make_body("tree", "Plants trees."), secretary, "desk@tree.example")
    letter_on(house, 1, slug="tree")
    letter_on(house, 1, purpose="information")
    letter_on(house, 2)
    desk = sign_in(app, secretary)
    answer(app, links()[1], answer="comments", text="Fine.")
    assert desk.post("/statements/2/moves/close", data={"evidence": "Their note."}).status_code == 302
    given = {"body": "lamp", "purpose": "response", "subject": "On your letters", "text": "Not ours.",
             "evidence": "A letter."}  # fmt: skip
    for about in ("LS-1", "LS-1, LS-2, LS-3"):
        assert desk.post("/statements/new/receive", data=given | {"about": about}).status_code == 302
    said = {"answers-0-answer": "declined", "answers-0-text": "Not ours."}
    others = desk.post("/statements/4/moves/count-as-answer", data=said)
    assert (others.status_code, "does not say that it answers a statement of ours" in others.text) == (403, True)
    assert desk.post("/statements/5/moves/count-as-answer", data=said).status_code == 302
    assert states("statement") == ["sent", "closed", "answered", "received", "taken-up"]


def test_a_draft_whose_day_has_passed_says_so_when_it_is_approved(app, house):
    secretary, chair, _filer = house
    name_contact(make_body(), secretary)
    statements.draft(body="lamp", purpose="action", subject="Lamps", text="Please look.", asks=[{"text": "Look."}],
                     deadline=(now() + timedelta(days=5)).date(), by=by(secretary))  # fmt: skip
    with later(app, 7):
        refused = sign_in(app, chair).post("/statements/1/moves/approve", data={"step": "done"})
        assert refused.status_code == 422
        assert "Its deadline has passed. Edit the draft and give it another one." in refused.text
    assert states("statement") == ["draft"]


def test_a_new_link_after_a_promise_and_the_yearly_question_say_what_is_so(app, house):
    secretary, _chair, _filer = house
    name_contact(make_body(), secretary)
    sent_statement(*house[:2])
    waited, promised = "The answer is waited for until", "What LAMP promised is waited for until"
    answer(app, links()[0], answer="by-date", due=day(60))
    desk, contact = sign_in(app, secretary), str(session.scalars(select(Contact.id)).one())
    again = {"contact": contact, "reason": "It was forwarded.", "again": "yes"}
    assert desk.post("/statements/1/moves/revoke-link", data=again).status_code == 302
    link = links()[-1]
    answer(app, link, answer="declined", text="After all not.")
    assert desk.post("/statements/1/moves/revoke-link", data=again).status_code == 302
    session.rollback()
    mails = session.scalars(select(Mail.text).where(Mail.key.startswith("statement-letter")).order_by(Mail.id)).all()
    said = [(waited in text, promised in text) for text in mails]
    assert said == [(True, False), (False, True), (False, False)]
    with later(app, 340):
        tick()
        asked = session.scalars(select(Mail.text).where(Mail.key.startswith("contact-confirm"))).one()
        told = " ".join(asked.split())
        assert re.search(r"as a contact of Union of lamp makers; this was last confirmed on \S", told)


def test_a_letter_about_what_is_over_is_shown_to_nobody_as_overdue(app, house):
    secretary, _chair, filer = house
    name_contact(make_body(), secretary)
    letter_on(house, 1)
    letter_on(house, 2)
    first, second = links()
    assert sign_in(app, filer).post("/issues/1/moves/withdraw", data={"reason": "Settled."}).status_code == 302
    late = re.compile(r"overdue", re.IGNORECASE)
    with later(app, 31):
        tick()
        reader = app.test_client()
        assert [row.ref for row, _why in waiting() if row.kind == "statement"] == ["2"]
        spans = re.findall(r'class="n">([^<]+)<', reader.get("/bodies/lamp").text)
        assert spans == ["open", "overdue"]
        for page in ("/bodies/lamp", "/statements/", "/statements/?body=lamp"):
            rows = re.findall(r"<li\b.*?</li>", reader.get(page).text, re.DOTALL)
            own = [row for row in rows if "/statements/1" in row and 'role="img"' not in row]
            others = [row for row in rows if "/statements/2" in row and 'role="img"' not in row]
            assert [bool(late.search(row)) for row in own + others] == [False, True], page
        assert "No answer is waited for any more" in reader.get("/statements/1").text
        assert not late.search(without_moves(reader.get("/statements/1").text))
        assert late.search(without_moves(reader.get("/statements/2").text))
        page, other = reader.get(first).text, reader.get(second).text
        assert "No answer is waited for any more; you may give one all the same." in page
        assert not re.search(r"overdue|still waited for", page, re.IGNORECASE)
        assert re.search(r"overdue.*still waited for", other, re.IGNORECASE | re.DOTALL)
        done = reader.post(f"{first}/acknowledge", follow_redirects=True).text
        assert "It says only that the letter arrived; no answer is waited for." in done
        assert not re.search(r"overdue|still waited for", done, re.IGNORECASE)


def test_a_body_did_not_fail_to_answer_where_we_ended_the_matter(app, house):
    secretary, _chair, filer = house
    name_contact(make_body(), secretary)
    letter_on(house, 1)
    letter_on(house, 2)
    assert sign_in(app, filer).post("/issues/1/moves/withdraw", data={"reason": "Settled."}).status_code == 302
    with later(app, 2):
        given = {"evidence": "The issue was withdrawn.", "step": "done"}
        assert sign_in(app, secretary).post("/statements/1/moves/close", data=given).status_code == 302
        reader = app.test_client()
        assert never(reader) == ["0", "0"]
        assert "LAMP</bdi> · <bdi>no answer was waited for any more" in reader.get("/").text
        page = reader.get("/statements/1").text
        assert "No answer was waited for any more." in page
        assert "It was never answered." not in page
    with later(app, 130):
        assert sign_in(app, secretary).post("/statements/2/moves/close", data={"step": "done"}).status_code == 302
        reader = app.test_client()
        assert never(reader) == ["1", "1"]
        assert "LAMP</bdi> · <bdi>no answer</bdi>" in reader.get("/").text
        assert "It was never answered." in reader.get("/statements/2").text


def never(reader):
    """Return how many letters a body never answered, as its page says, and the comparison of all bodies."""
    pages = reader.get("/bodies/lamp").text, reader.get("/bodies/figures").text
    patterns = r"<dt>Never answered</dt><dd>([^<]*)", r'data-label="Never answered">([^<]*)'
    return [re.findall(pattern, page)[0].strip() for pattern, page in zip(patterns, pages, strict=True)]


def without_moves(page):
    """Return the page of a statement without what can happen next, which speaks of letters that are overdue."""
    return page[: page.index("What can happen next")]


def test_a_point_that_was_open_when_its_letter_was_closed_is_waited_for_no_more(app, house):
    secretary, _chair, filer = house
    name_contact(make_body(), secretary)
    made = letter_on(house, 1, send="")
    desk = sign_in(app, secretary)
    assert desk.post("/statements/1/moves/redraft", data={"reason": "More."}).status_code == 302
    wording = {"purpose": "action", "subject": "Lamps", "text": made.text, "deadline": day(30),
               "asks-0-text": "Set the height.", "asks-1-text": "Say the colour."}  # fmt: skip
    assert desk.post("/statements/1/moves/edit", data=wording).status_code == 302
    assert sign_in(app, _chair).post("/statements/1/moves/approve", data={"step": "done"}).status_code == 302
    assert desk.post("/statements/1/moves/send", data={"channel": "mail", "step": "done"}).status_code == 302
    answer(app, links()[0], answer="declined", text="Not ours.")
    assert "Not answered yet" in app.test_client().get("/statements/1").text
    assert sign_in(app, filer).post("/issues/1/moves/withdraw", data={"reason": "Settled."}).status_code == 302
    given = {"evidence": "The issue was withdrawn.", "step": "done"}
    assert desk.post("/statements/1/moves/close", data=given).status_code == 302
    for path in ("/statements/1", links()[0]):
        page = app.test_client().get(path).text
        assert ("Not answered yet" in page, "No answer was waited for any more" in page) == (False, True), path


def test_a_letter_whose_only_issue_is_hidden_is_over_wherever_it_is_shown(app, house):
    secretary, _chair, _filer = house
    name_contact(make_body(), secretary)
    letter_on(house, 1)
    (link,) = links()
    moderator = sign_in(app, make_person(roles=("moderator",)))
    hidden = moderator.post("/issues/1/moves/hide", data={"reason": "Spam.", "step": "done"})
    assert hidden.status_code == 302, hidden.text
    with later(app, 31):
        tick()
        reader = app.test_client()
        public, own = reader.get("/statements/1").text, reader.get(link).text
        assert "Overdue" not in public + own
        assert "No answer is waited for any more: what it is about is closed." in public
        assert "No answer is waited for any more; you may give one all the same." in own


def two_points(house):
    """Send a letter with two points, which refers the issue; return who filed that."""
    secretary, chair, filer = house
    name_contact(make_body(), secretary)
    issue = session.scalars(select(Subject.id).where(Subject.kind == "issue", Subject.ref == "1")).one()
    made = statements.draft(
        body="lamp", purpose="action", subject="Lamps", text="Please look.", deadline=(now() + timedelta(30)).date(),
        asks=[{"text": "Set the height."}, {"text": "Set the width."}], tied={"refers": [issue]}, by=by(secretary),
    )  # fmt: skip
    statements.approve(made, by=by(chair))
    statements.send(made, channel="mail", by=by(secretary))
    session.rollback()
    return filer


def test_a_letter_about_what_is_over_promises_no_body_that_it_is_waited_for(app, house):
    filer = two_points(house)
    (link,), reader = links(), app.test_client()
    days, wanted = "/feeds/statements.ics", "Answer wanted by"
    assert "LS-1" in reader.get(days).text
    page = reader.get(link).text
    assert ("Propose another date" in page, wanted in page) == (True, True)
    assert sign_in(app, filer).post("/issues/1/moves/withdraw", data={"reason": "Settled."}).status_code == 302
    assert "LS-1" not in reader.get(days).text
    page = reader.get(link).text
    assert ("Propose another date" in page, wanted in page) == (False, False)
    first = due_of("statement", 1)
    date = {"propose-date-deadline": day(60), "propose-date-reason": "Our plenary."}
    refused = reader.post(f"{link}/propose-date", data=date)
    assert refused.status_code == 403
    assert "What it is about is closed: no answer is waited for, so no other date is needed." in refused.text
    assert due_of("statement", 1) == first
    answer(app, link, answer="done", text="See the plan.")
    assert states("statement") == ["partly-answered"]
    told = session.scalars(select(Mail.text).where(Mail.key.startswith("statement-recorded"))).one()
    for text in (told, reader.get("/statements/1").text, reader.get("/issues/1").text):
        assert "See the plan." in text
        assert "Still open" not in text


def test_by_when_a_letter_about_what_is_over_is_answered_is_said_nowhere(app, house):
    secretary, _chair, filer = house
    name_contact(make_body(), secretary)
    letter_on(house, 1)
    letter_on(house, 2)
    assert sign_in(app, filer).post("/issues/1/moves/withdraw", data={"reason": "Settled."}).status_code == 302
    late, reader = re.compile(r"overdue|answer due", re.IGNORECASE), app.test_client()
    with later(app, 31):
        desk = sign_in(app, secretary)
        places = {"/search?q=Lamps": reader, "/related/body/lamp/sent-to?reverse": reader, "/desk": desk}
        for page, who in places.items():
            rows = re.findall(r"<li\b.*?</li>", who.get(page).text, re.DOTALL)
            said = [bool(late.search(row)) for number in (1, 2) for row in rows if f'"/statements/{number}"' in row]
            assert said == [False, True], page
        given = {item["ref"]: item["due_at"] for item in reader.get("/api/v1/statements").json["items"]}
        own = [reader.get(f"/api/v1/statements/{number}").json for number in (1, 2)]
        assert [given["1"], own[0]["due_at"]] == [None, None]
        assert given["2"] == own[1]["due_at"] is not None
        assert all(one["details"]["answer_by"] for one in own), "what the letter asks for stays"
        waiting_for = {item["ref"]: item["due_at"] for item in Caller(app, secretary).get("/me/desk").json["items"]}
        assert waiting_for["1"] is None is not waiting_for["2"]
        assert not late.search(desk.get("/statements/1/moves/acknowledge").text)
        assert late.search(desk.get("/statements/2/moves/acknowledge").text)
        for link in links():
            assert reader.post(f"{link}/acknowledge").status_code == 302
        told = [mail.text for mail in mails_to(app, secretary.actor.handle) if "acknowledged receipt" in mail.text]
        assert [bool(late.search(text)) for text in told] == [False, True]
    assert due_of("statement", 1) is not None, "the issue may be opened again"


def test_a_contact_is_not_asked_for_what_is_open_once_the_matter_is_over(app, house):
    filer = two_points(house)
    (link,), reader = links(), app.test_client()
    answer(app, link, answer="done", text="See the plan.")
    asks, no_more = "Answer what is open, change an answer, or add files", "No answer is waited for any more"
    page = reader.get(link).text
    assert (asks in page, no_more in page) == (True, False)
    assert sign_in(app, filer).post("/issues/1/moves/withdraw", data={"reason": "Settled."}).status_code == 302
    page = reader.get(link).text
    assert (asks in page, no_more in page) == (False, True)
    assert "Change an answer, or add files" in page
    given = {"answer-answers-1-answer": "done", "answer-answers-1-text": "Two metres."}
    assert reader.post(f"{link}/answer", data=given).status_code == 302
    assert states("statement") == ["answered"]
    page = reader.get(link).text
    assert (asks in page, no_more in page) == (False, False)
