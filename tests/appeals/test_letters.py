"""How letters stand when an appeal annuls a decision on them: what was answered holds, and nothing is lost."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from igtf.consultations.forms import HOUSE
from igtf.core.db import session
from igtf.core.errors import Invalid, NotAllowed
from igtf.core.mail import Mail
from igtf.discussion.redacting import redact
from igtf.record.models import Event, Payload, Relation, VoidEvent
from igtf.routing.models import ContactLink, Statement
from tests.appeals.house import House, appealed, decided, decision, state, upheld
from tests.appeals.test_annulling import QUESTIONS, approved, published, sent, submitted
from tests.appeals.test_responses import DONE, day, letter, respond
from tests.desk.test_house import desk as desk_of
from tests.factories import broken_promises, letters, link_in, make_person, sign_in
from tests.routing.acts import make_body, name_contact

FILED = {"title": "Costs of lamps", "summary": "Who pays?", "layer": "use", "topic": "communications-infrastructure"}
WORDS = {"sender": "council", "purpose": "response", "subject": "Re: Lamps", "text": "So."}
TAKE_UP: dict[str, dict[str, str]] = {"open-issue": FILED, "note": {"reason": "Nothing follows."}}


def due(thing: Any) -> Any:
    session.rollback()
    session.expire_all()
    return thing.subject.due_at and thing.subject.due_at.date()


def mails(words: str) -> list[Mail]:
    session.rollback()
    return list(session.scalars(select(Mail).where(Mail.to == "desk@lamp.example", Mail.subject.contains(words))))


def to_lamp(house: House, **changes: Any) -> Statement:
    """Send a letter to LAMP that asks one thing by a day in 30 days."""
    given = {"body": "lamp", "purpose": "action", "subject": "Lamps", "text": "They flicker.", "sender": "council",
             "asks": [{"text": "Tell us why."}], "deadline": day(house, 30)} | changes  # fmt: skip
    made: Statement = house.do(house.member, "statement", "draft", **given)
    sent(house, made)
    return made


@pytest.mark.parametrize("move", TAKE_UP)
def test_what_we_answered_stays_taken_up_where_what_else_became_of_it_is_annulled(app, db, move):
    house = House()
    theirs = letter(house)
    name_contact(theirs.body, house.desk)
    house.do(house.member, "statement", move, theirs, **TAKE_UP[move])
    made = decision(f"statement.{move}")
    respond(house, theirs, DONE, DONE, DONE)
    upheld(house, made)
    assert state(theirs) == "taken-up"
    (told,) = [one for one in mails("LS-1 (") if "An appeal was upheld" in one.text]
    assert ("State now: Taken up" in told.text, "waits again" in told.text) == (True, False)
    assert not [act for act in desk_of(sign_in(app, house.member))["me"] if "Say what becomes" in act]
    assert broken_promises() == []


def test_a_letter_stays_taken_up_while_a_response_is_under_way_and_waits_again_without_it(app, db):
    house = House()
    theirs, until = letter(house), day(house, 30)
    house.do(house.member, "statement", "note", theirs, reason="Nothing follows.")
    noted = decision("statement.note")
    house.do(house.member, "statement", "respond", theirs, answers=[DONE], **WORDS)
    response = house.newest("statement")
    upheld(house, noted)
    assert (state(theirs), due(theirs)) == ("taken-up", until)
    house.do(house.chairman, "statement", "drop", response, reason="No.")
    assert (state(theirs), due(theirs)) == ("received", until), "that it was noted is annulled"
    assert "LS-1 Say what becomes of what a body sent us" in desk_of(sign_in(app, house.member))["me"]


def test_a_letter_waits_for_the_response_again_whose_drop_is_annulled(app, db):
    house = House()
    theirs, until = letter(house), day(house, 30)
    house.do(house.member, "statement", "note", theirs, reason="Nothing follows.")
    house.do(house.member, "statement", "respond", theirs, answers=[DONE], **WORDS)
    response = house.newest("statement")
    house.do(house.chairman, "statement", "drop", response, reason="No.")
    assert (state(theirs), due(theirs)) == ("noted", None)
    upheld(house, decision("statement.drop"))
    assert (state(response), state(theirs), due(theirs)) == ("draft", "taken-up", until)
    assert broken_promises() == []


@pytest.mark.parametrize("move", TAKE_UP)
def test_what_was_decided_about_a_letter_since_its_response_was_dropped_stands_where_the_drop_is_annulled(
    app, db, move
):
    house = House()
    theirs, until = letter(house), day(house, 30)
    name_contact(theirs.body, house.desk)
    house.do(house.member, "statement", "respond", theirs, answers=[DONE], **WORDS)
    response = house.newest("statement")
    house.do(house.chairman, "statement", "drop", response, reason="No.")
    dropped = decision("statement.drop")
    house.do(house.member, "statement", move, theirs, **TAKE_UP[move])
    made = decision(f"statement.{move}")
    upheld(house, dropped)
    assert (state(response), state(theirs), due(theirs)) == ("draft", "taken-up", until)
    void = select(Event.kind).join(VoidEvent, VoidEvent.event_id == Event.id)
    assert {*session.scalars(void)} == {"statement.drop", "statement.wait-again"}
    assert not [one for one in mails("LS-1 (") if "An appeal was upheld" in one.text]
    tied = select(Relation.subject_id).where(Relation.target_id == theirs.id, Relation.kind == "from-statement")
    assert len(session.scalars(tied).all()) == (move == "open-issue")
    upheld(house, made)
    (told,) = [one for one in mails("LS-1 (") if "An appeal was upheld" in one.text]
    assert ("State now: Taken up" in told.text, state(theirs)) == (True, "taken-up")
    assert broken_promises() == []


def test_a_letter_waits_for_a_decision_again_where_the_sending_of_the_only_response_is_annulled(app, db):
    house = House()
    theirs = letter(house, deadline=None)
    upheld(house, respond(house, theirs, DONE, DONE, DONE))
    assert (state(theirs), due(theirs)) == ("received", None)
    assert "LS-1 Say what becomes of what a body sent us" in desk_of(sign_in(app, house.member))["me"]
    assert broken_promises() == []


@pytest.mark.parametrize("move", ["give-up", "close"])
def test_a_point_waits_again_though_the_words_of_what_gave_it_up_were_removed(app, db, move):
    house = House()
    make_body()
    ours = to_lamp(house, asks=[{"text": "Tell us why."}, {"text": "Send plans.", "deadline": day(house, 60)}])
    first, given = due(ours), {"evidence": "Jane Exemplar said so.", "point": "1"}
    house.at += timedelta(days=125 if move == "give-up" else 155)
    house.do(house.desk, "statement", move, ours, **given if move == "give-up" else {"evidence": given["evidence"]})
    redact(decision(f"statement.{move}"), reason="A name.", by=house.by(make_person(roles=("moderator",))))
    left = session.get_one(Payload, decision(f"statement.{move}").id).data
    assert ("Jane" in str(left), {row["status"] for row in left["answers"]}) == (False, {"no answer"})
    with pytest.raises(Invalid, match="holds no words"):
        redact(decision(f"statement.{move}"), reason="A name.", by=house.by(make_person(roles=("moderator",))))
    upheld(house, decision(f"statement.{move}"))
    assert (state(ours), due(ours), [ask.status for ask in ours.asks]) == ("sent", first, ["open", "open"])
    assert broken_promises() == []


@pytest.mark.parametrize("move", ["give-up", "close"])
def test_a_body_is_told_by_when_its_answer_is_waited_for_again_and_gets_a_link(app, db, move):
    house = House()
    make_body()
    ours = to_lamp(house, asks=[{"text": "Tell us why."}, {"text": "Send plans.", "deadline": day(house, 60)}])
    name_contact(ours.body, house.desk)
    first = due(ours)
    house.at += timedelta(days=125 if move == "give-up" else 155)
    house.do(house.desk, "statement", move, ours, **({"point": "1"} if move == "give-up" else {"evidence": ""}))
    upheld(house, decision(f"statement.{move}"))
    (told,) = [one for one in mails("LS-1 (") if "An appeal was upheld" in one.text]
    said = {"give-up": "recorded that a point was never answered", "close": "closed the statement"}[move]
    for words in (said, "These points are open again", "1. Tell us why. (by ", "2. Send plans. (by "):
        assert words in told.text, words
    assert (state(ours), due(ours), [ask.status for ask in ours.asks]) == ("sent", first, ["open", "open"])
    page = app.test_client().get(link_in(told, "answer"))
    assert (page.status_code, "Tell us why." in page.text) == (200, True)
    offered = "You can answer it, say that it is in your process, or propose another date here"
    assert (offered in " ".join(told.text.split()), "Propose another date" in page.text) == (True, True)


def test_a_body_whose_promise_is_waited_for_again_is_offered_what_the_page_offers(app, db):
    house = House()
    make_body()
    ours = to_lamp(house)
    name_contact(ours.body, house.desk)
    promise = {"answer": "by-date", "due": day(house, 60)}
    house.do(house.desk, "statement", "answer", ours, answers=[promise], evidence="A letter.")
    house.do(house.desk, "statement", "close", ours, evidence="They moved.")
    upheld(house, decision("statement.close"))
    (told,) = [one for one in mails("LS-1 (") if "An appeal was upheld" in one.text]
    page = app.test_client().get(link_in(told, "answer"))
    assert ("You can answer it here, without an account:" in told.text, "another date" in page.text) == (True, False)


@pytest.mark.parametrize("answered", [False, True])
def test_a_closed_letter_waits_again_for_a_point_that_was_given_up_by_mistake(app, db, answered):
    house = House()
    make_body()
    ours = to_lamp(house, asks=[{"text": "Tell us why."}, {"text": "Send plans.", "deadline": day(house, 60)}])
    name_contact(ours.body, house.desk)
    first = due(ours)
    house.at += timedelta(days=125)
    house.do(house.desk, "statement", "give-up", ours, point="1")
    given_up = decision("statement.give-up")
    if answered:
        house.do(house.desk, "statement", "answer", ours, answers=[{}, DONE], evidence="A letter.")
    house.at += timedelta(days=30)
    house.do(house.desk, "statement", "close", ours, evidence="They moved." if answered else "")
    upheld(house, given_up)
    assert state(ours) == ("partly-answered" if answered else "sent")
    assert (due(ours), ours.closed_evidence) == (first, None)
    assert [ask.status for ask in ours.asks] == ["open", "done" if answered else "open"]
    (told,) = [one for one in mails("LS-1 (") if "An appeal was upheld" in one.text]
    words, link = " ".join(told.text.split()), re.search(r"(/answer/\S+)", told.text)[1]
    assert ("These points are open again" in words, "State now:" in words) == (True, False)
    assert ("2. Send plans." in words, f"1. Tell us why. (by {first:%-d %B %Y})" in words) == (not answered, True)
    assert words.count("It was this: ") == 2, "of two acts that fall together it is told once"
    assert app.test_client().get(link).status_code == 200
    assert broken_promises() == []


def test_what_was_closed_while_nothing_was_waited_for_stays_closed(app, db):
    house = House()
    make_body()
    issue = house.accepted()
    house.do(house.member, "issue", "propose-referral", issue, body="lamp", purpose="action", subject="Lamps",
             text="They flicker.", reason="Theirs.", deadline=day(house, 30),
             asks=[{"text": "Tell us why."}, {"text": "Send plans.", "deadline": day(house, 300)}])  # fmt: skip
    house.tick(8)
    ours = sent(house, house.newest("statement"))
    house.at += timedelta(days=125)
    house.do(house.desk, "statement", "give-up", ours, point="1")
    given_up = decision("statement.give-up")
    house.do(house.filer, "issue", "withdraw", issue, reason="Over.")
    house.do(house.desk, "statement", "close", ours, evidence="The issue was withdrawn.")
    upheld(house, given_up)
    assert (state(ours), due(ours)) == ("closed", None)


def test_what_is_passed_on_is_not_sent_while_an_appeal_against_the_first_letter_is_pending(app, db):
    house = House()
    make_body()
    make_body("bulb")
    ours = to_lamp(house)
    made = decision("statement.send")
    house.do(house.desk, "statement", "answer", ours, answers=[{"answer": "passed-on", "body": "bulb"}], evidence="So.")
    onward = house.newest("statement")
    house.do(house.chairman, "statement", "approve", onward)
    appeal = appealed(house, made)
    with pytest.raises(NotAllowed, match="is pending: nothing is published or sent"):
        house.do(house.desk, "statement", "send", onward, channel="other", evidence="A receipt.")
    decided(house, appeal, "upheld")
    assert (state(onward), state(house.newest("statement"))) == ("dropped", "draft"), (
        "only the first is to be corrected"
    )


def test_what_is_passed_on_is_sent_while_an_appeal_against_giving_up_another_point_is_pending(app, db):
    house = House()
    make_body()
    make_body("bulb")
    ours = to_lamp(house, asks=[{"text": "Tell us why."}, {"text": "Send plans.", "deadline": day(house, 200)}])
    house.at += timedelta(days=125)
    house.do(house.desk, "statement", "give-up", ours, point="1")
    answers = [{}, {"answer": "passed-on", "body": "bulb"}]
    appeal = appealed(house, decision("statement.give-up"))
    assert "Appeal 1" in app.test_client().get("/statements/1").text
    house.do(house.desk, "statement", "answer", ours, answers=answers, evidence="So.")
    onward = sent(house, house.newest("statement"))
    decided(house, appeal, "upheld")
    assert (state(onward), broken_promises()) == ("sent", [])


def test_what_is_passed_on_twice_is_not_sent_while_an_appeal_against_the_first_letter_is_pending(app, db):
    house = House()
    for slug in ("lamp", "bulb", "wire"):
        make_body(slug)
    first = to_lamp(house)
    made = decision("statement.send")
    to_bulb, to_wire = ([{"answer": "passed-on", "body": slug}] for slug in ("bulb", "wire"))
    house.do(house.desk, "statement", "answer", first, answers=to_bulb, evidence="So.")
    second = sent(house, house.newest("statement"))
    house.do(house.desk, "statement", "answer", second, answers=to_wire, evidence="So.")
    third = house.newest("statement")
    house.do(house.chairman, "statement", "approve", third)
    desk, send = sign_in(app, house.desk), f"/statements/{third.subject.ref}/moves/send"
    assert send in desk.get("/desk").text
    appeal = appealed(house, made)
    assert send not in desk.get("/desk").text
    with pytest.raises(NotAllowed, match="is pending: nothing is published or sent"):
        house.do(house.desk, "statement", "send", third, channel="other", evidence="A receipt.")
    decided(house, appeal, "upheld")
    assert (state(third), broken_promises()) == ("dropped", [])


def test_an_outcome_waits_again_where_the_sending_of_the_letter_that_suggests_it_is_annulled(app, db):
    house = House()
    make_body("mag", "Plans the programme of the forum.")
    entered = {"occasion": "IGF", "year": 2026, "title": "Who oversees the root?", "text": "It was said."}
    outcome = house.do(house.filer, "outcome", "enter", **entered)
    house.do(house.member, "outcome", "suggest", outcome, reason="For the programme.")
    sent(house, house.newest("statement"))
    upheld(house, decision("statement.send"))
    assert state(outcome) == "waiting"
    house.do(house.member, "outcome", "suggest", outcome, reason="For the next programme.")
    sent(house, house.newest("statement"))
    upheld(house, decision("outcome.suggest"))
    assert state(outcome) == "waiting"
    again = select(Event.id).where(Event.kind == "outcome.wait-again")
    assert len(session.scalars(again).all()) == 1, "what is annulled itself does not wait again once more"
    assert broken_promises() == []


def test_a_new_contact_gets_what_still_stands(app, db):
    house = House()
    body = make_body()
    name_contact(body, house.desk)
    issue = house.accepted()
    house.do(house.member, "issue", "propose-referral", issue, body="lamp", purpose="action", subject="Over",
             text="They flicker.", reason="Theirs.", deadline=day(house, 30), asks=[{"text": "Why?"}])  # fmt: skip
    house.tick(8)
    sent(house, house.newest("statement"))
    house.do(house.filer, "issue", "withdraw", issue, reason="Over.")
    for subject, given in (("Annulled", {}), ("Annulled too", {"purpose": "information", "deadline": None})):
        to_lamp(house, subject=subject, **given)
        upheld(house, decision("statement.send"))
    to_lamp(house, subject="Waited for")
    to_lamp(house, subject="Known", purpose="information", deadline=None, asks=())
    house.do(house.desk, "body", "add-contact", body, name="Nova Esimerkki", email="nova@lamp.example",
             language="en", evidence="A letter.")  # fmt: skip
    session.rollback()
    brought = select(Mail.subject).where(Mail.to == "nova@lamp.example", Mail.key.startswith("statement-letter"))
    assert [one.rpartition(": ")[2] for one in session.scalars(brought.order_by(Mail.id))] == ["Waited for", "Known"]


def test_who_got_a_copy_of_what_is_corrected_gets_one_of_the_correction(app, db):
    house = House()
    make_body()
    name_contact(make_body("bulb"), house.desk, "desk@bulb.example")
    ours = to_lamp(house, cc=["bulb"])
    upheld(house, decision("statement.send"))
    sent(house, house.newest("statement"))
    assert state(ours) == "corrected"
    copies = select(Mail.subject).where(Mail.to == "desk@bulb.example", Mail.key.startswith("statement-copy"))
    assert [("Correction of LS-1" in one) for one in session.scalars(copies.order_by(Mail.id))] == [False, True]


def test_a_letter_whose_sending_is_annulled_does_not_wait_again_with_what_it_asks(app, db):
    house = House()
    made = published(house, approved(house))
    ours, said = sent(house, house.newest("statement")), {"ask": "1", "answer": "So.", "evidence": "Their site."}
    wanted = due(ours)
    house.do(house.desk, "recommendation", "record-answer", made, status="done", **said)
    assert due(ours) is None, "what it asks is known otherwise"
    house.do(house.desk, "recommendation", "record-answer", made, status="commented", **said)
    assert due(ours) == wanted, "the latest answer counts"
    upheld(house, decision("statement.send"))
    assert (state(ours), due(ours)) == ("sent", None), "it waits to be corrected"
    house.do(house.desk, "recommendation", "record-answer", made, status="in part", **said)
    assert due(ours) is None


def test_of_a_letter_whose_sending_is_annulled_nothing_goes_on_or_is_waited_for(app, db):
    house = House()
    make_body()
    make_body("bulb")
    ours, other = to_lamp(house), to_lamp(house, subject="Bulbs")
    upheld(house, decision("statement.send"))
    correction, until = house.newest("statement"), day(house, 60)
    passed, promised = {"answer": "passed-on", "body": "bulb"}, {"answer": "by-date", "due": until}
    house.do(house.desk, "statement", "answer", other, answers=[passed], evidence="So.")
    assert house.newest("statement").id == correction.id, "nothing is drafted to the other body"
    house.do(house.desk, "statement", "answer", other, answers=[promised], evidence="So.")
    assert (state(other), due(other)) == ("answered", None)
    house.do(house.desk, "statement", "answer", ours, answers=[passed], evidence="So.")
    assert house.newest("statement").id != correction.id, "this one stands"
    house.do(house.desk, "statement", "answer", ours, answers=[promised], evidence="So.")
    assert due(ours) == until
    assert broken_promises() == []


def test_bodies_are_told_of_the_later_end_of_a_consultation_that_goes_on(app, db):
    house = House()
    name_contact(make_body(), house.desk)
    asked = house.do(house.member, "consultation", "draft", owner=HOUSE, title="Lamps?", summary="What?",
                     admits="everyone", introduction="")  # fmt: skip
    question = {"text": "Which?", "kind": "text", "place": 1}
    house.do(house.member, "consultation", "set-questions", asked, questions=[question])
    house.do(house.member, "consultation", "invite-bodies", asked, bodies=["lamp"])
    house.do(house.member, "consultation", "open", asked, days=20)
    house.tick()
    house.tick(3)
    house.do(house.member, "consultation", "withdraw", asked, reason="Too early.")
    house.tick(40)
    upheld(house, decision("consultation.withdraw"))
    house.tick()
    house.tick()
    assert (state(asked), len(letters("contact-consultation"))) == ("open", 1)
    (told,) = letters("contact-extended")
    assert "closes later than we told you" in " ".join(told.text.split())
    (link,) = session.scalars(select(ContactLink).where(ContactLink.about_id == asked.id))
    assert link.expires_at >= asked.closes_at


@pytest.mark.parametrize("extended", [True, False])
def test_bodies_are_told_of_a_later_end_of_a_last_call_of_the_council(app, db, extended):
    house = House()
    draft = submitted(house)
    name_contact(house.newest("body"), house.desk)
    house.do(house.member, "draft", "sponsor", draft, **QUESTIONS)
    house.do(house.member, "draft", "council-last-call", draft, days=28, question="Shall we?")
    call = house.newest("call")
    house.tick()
    house.tick(3)
    assert (len(letters("contact-call")), letters("contact-later-call")) == (1, [])
    if extended:
        house.do(house.member, "call", "extend", call, days=100, reason="More time.")
    else:
        house.do(house.member, "call", "withdraw", call, reason="Too early.")
        house.tick(40)
        upheld(house, decision("call.withdraw"))
    house.tick()
    house.tick()
    assert (state(call), len(letters("contact-call"))) == ("open", 1)
    (told,) = letters("contact-later-call")
    assert "closes later than we told you" in " ".join(told.text.split())
    assert "List-Unsubscribe" in told.headers
    (link,) = session.scalars(select(ContactLink).where(ContactLink.about_id == call.id))
    assert link.expires_at >= call.closes_at


@pytest.mark.parametrize("since", ["nothing", "note", "become-issue", "suggest"])
def test_what_was_decided_of_an_outcome_stands_where_the_drop_of_its_letter_is_annulled(app, db, since):
    house = House()
    make_body("mag", "Plans the programme of the forum.")
    entered = {"occasion": "IGF", "year": 2026, "title": "Who oversees the root?", "text": "It was said."}
    outcome = house.do(house.filer, "outcome", "enter", **entered)
    house.do(house.member, "outcome", "suggest", outcome, reason="For the programme.")
    first = house.newest("statement")
    house.do(house.chairman, "statement", "drop", first, reason="Too late.")
    made = decision("statement.drop")
    issue = {"title": "The root", "summary": "Who oversees it?", "topic": "governance", "layer": "logical"}
    given = {"note": {"reason": "Too late."}, "suggest": {"reason": "After all."}, "become-issue": issue}
    if since != "nothing":
        house.do(house.member, "outcome", since, outcome, **given[since])
    stands = state(outcome)
    upheld(house, made)
    assert state(outcome) == ("suggested" if since == "nothing" else stands) != "waiting"
    assert state(first) == ("draft" if since == "nothing" else "dropped")
    if since == "suggest":
        assert state(house.newest("statement")) == "draft", "the new letter is the one that suggests it"
    if since == "become-issue":
        assert "Who oversees the root?" in sign_in(app, house.filer).get("/issues/1").text
    assert broken_promises() == []


def test_a_body_hears_that_a_point_which_was_given_up_is_open_again_and_answers_it(app, db):
    house = House()
    make_body()
    ours = to_lamp(house, asks=[{"text": "Tell us why."}, {"text": "Send plans.", "deadline": day(house, 300)}])
    name_contact(ours.body, house.desk)
    first = due(ours)
    house.at += timedelta(days=125)
    house.do(house.desk, "statement", "give-up", ours, point="1")
    assert [one for one in mails("LS-1 (") if "An appeal was upheld" in one.text] == []
    upheld(house, decision("statement.give-up"))
    (told,) = [one for one in mails("LS-1 (") if "An appeal was upheld" in one.text]
    words = " ".join(told.text.split())
    assert "recorded that a point was never answered." in words
    assert f"1. Tell us why. (by {first:%-d %B %Y})" in words
    assert told.headers["References"] == mails("LS-1 (")[0].headers["References"], "with the letter"
    path = re.search(r"(/answer/\S+)", told.text)[1]
    given = {"answer-answers-0-answer": "done", "answer-answers-0-text": "See the report."}
    assert app.test_client().get(path).status_code == 200
    answered = app.test_client().post(f"{path}/answer", data=given)
    assert answered.status_code == 302, answered.text
    session.rollback()
    session.expire_all()
    assert [ask.status for ask in ours.asks] == ["done", "open"]
