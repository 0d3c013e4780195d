"""What the letter of a body asks, point by point: each with its day, and answered by itself in a response of ours."""

from sqlalchemy import select, update

from igtf.core.db import session, writing
from igtf.figures.report import report_of
from igtf.people.signins import make_token
from igtf.record.models import Subject
from igtf.routing.finding import mandates
from igtf.routing.models import Statement, StatementAsk
from tests.databases import upgraded_from_before
from tests.desk.test_house import desk as desk_of
from tests.factories import broken_promises, issue_form, later, letters, make_person, sign_in
from tests.routing.acts import day, links

RESPOND, EDIT = "/statements/1/moves/respond", "/statements/2/moves/edit"
OFFER = "/statements/1/moves/offer-date"


def letter(**changes):
    """Return a letter of LAMP that asks three things: with days of their own in 9 and 20 days, and by its own in 30."""
    return {
        "body": "lamp", "evidence": "A letter.", "purpose": "action", "subject": "Lamps flicker", "text": "They do.",
        "asks-0-text": "Tell us why.", "asks-0-deadline": day(9), "asks-1-text": "Name a person.",
        "asks-1-deadline": day(20), "asks-2-text": "Send the plans.", "deadline": day(30),
    } | changes  # fmt: skip


def receive(desk, **changes) -> None:
    assert desk.post("/statements/new/receive", data=letter(**changes)).location == "/statements/1"


def response(**answers):
    return {"sender": "council", "purpose": "response", "subject": "Why lamps flicker", "text": "Old wiring."} | {
        f"answers-{name.replace('_', '-')}": value for name, value in answers.items()
    }


def theirs() -> Statement:
    session.rollback()
    session.expire_all()
    first = select(Statement).join(Subject).where(Subject.ref == "1", Subject.kind == "statement")
    return session.scalars(first).one()


def due() -> str:
    at = theirs().subject.due_at
    return f"{at:%Y-%m-%d}" if at else ""


def send(desk, member, ref: int) -> None:
    assert member.post(f"/statements/{ref}/moves/approve", data={"step": "done"}).status_code == 302
    sent = desk.post(f"/statements/{ref}/moves/send", data={"channel": "mail", "step": "done"})
    assert sent.status_code == 302


def test_a_letter_lists_what_it_asks_and_each_point_has_its_day(app, desk):
    alone = desk.post("/statements/new/receive", data=letter(**{"asks-1-text": ""}))
    assert (alone.status_code, "Write what is asked by this day." in alone.text) == (422, True)
    assert desk.post("/statements/new/receive", data=letter(**{"asks-1-deadline": "soon"})).status_code == 422
    receive(desk)
    assert due() == day(9)
    page = app.test_client().get("/statements/1").text
    for said in ("How we answered", "1. Tell us why.", "2. Name a person.", "3. Send the plans."):
        assert said in page
    asks = app.test_client().get("/api/v1/statements/1").json["details"]["asks"]
    assert [(ask["deadline"] or "")[:10] for ask in asks] == [day(9), day(20), ""]
    for path in ("/statements/", "/bodies/lamp"):
        assert "points that wait for us: 3" in app.test_client().get(path).text
    calendar = app.test_client().get("/feeds/statements.ics").text.replace("\r\n ", "")
    assert calendar.count("BEGIN:VEVENT") == 3
    assert ": 2. Name a person." in calendar


def test_a_letter_that_lists_nothing_is_one_whole_with_one_date(app, desk, member):
    whole = {name: "" for name in letter() if name.startswith("asks")}
    receive(desk, **whole)
    assert due() == day(30)
    assert "How we answered" not in app.test_client().get("/statements/1").text
    assert "Our answers to the points" not in member.get(RESPOND).text
    assert member.post(RESPOND, data=response()).status_code == 302
    send(desk, member, 2)
    assert due() == ""
    assert "answered points of this letter" not in app.test_client().get("/statements/1").text
    with later(app, 40):
        assert "Overdue" not in app.test_client().get("/statements/1").text


def test_a_response_says_which_points_it_answers_and_the_rest_stays_open(app, desk, member):
    receive(desk)
    form = member.get(RESPOND).text
    assert "1. Tell us why." in form
    for given, sentence in (
        ({}, "Answer at least one of the points of the body."),
        ({"0_answer": "done"}, "Say what shows that it is done"),
        ({"0_answer": "by-date"}, "Give the date by which it will be done."),
        ({"0_answer": "by-date", "0_due": day(-1)}, "give a day that is still to come"),
        ({"0_answer": "passed-on", "0_text": "Ask others."}, "Choose one of the list."),
    ):
        refused = member.post(RESPOND, data=response(**given))
        assert (refused.status_code, sentence in refused.text) == (422, True), given
    said = {"0_answer": "done", "0_text": "See our report.", "1_answer": "by-date", "1_due": day(25)}
    assert member.post(RESPOND, data=response(**said)).status_code == 302
    assert due() == day(9)  # what is drafted answers nothing yet
    assert "See our report." in member.get(EDIT).text
    assert member.post(EDIT, data=response(**said)).status_code == 422  # nothing changed
    assert member.post(EDIT, data=response()).status_code == 422
    said |= {"2_answer": "in-part", "2_text": "One of two is sent.", "2_due": day(28)}
    assert member.post(EDIT, data=response(**said)).status_code == 302
    send(desk, member, 2)
    assert due() == day(25)
    assert [ask.status for ask in theirs().asks] == ["done", "promised", "in part"]
    exact = app.test_client().get("/statements/2/letter.txt").text
    assert "Our answers to your points:\n1. Tell us why. Done (See our report.)\n" in exact
    assert f"2. Name a person. Promised: {day(25)}\n" in exact
    page = app.test_client().get("/statements/1").text
    assert "answered points of this letter" in page
    assert "One of two is sent." in page
    assert "See our report." in app.test_client().get("/statements/2").text
    shown = app.test_client().get("/api/v1/statements/2").json["details"]["replies"]
    assert [(one["point"], one["answer"]) for one in shown] == [(1, "done"), (2, "by-date"), (3, "in-part")]
    assert "points that wait for us: 2" in app.test_client().get("/statements/").text

    assert member.get(RESPOND).text.count("Leave our answer as it is") == 3
    said = {"0_answer": "", "1_answer": "declined", "1_text": "Nobody wants to.", "2_answer": "done", "2_text": "Sent."}
    assert member.post(RESPOND, data=response(**said)).status_code == 302
    send(desk, member, 3)
    assert due() == ""
    assert "points that wait for us" not in app.test_client().get("/statements/").text
    assert [one.precedents for one in mandates().rank("Lamps flicker. Name a person.") if one.precedents] == []
    year = theirs().subject.opened_at.year
    assert report_of(year).points == {"asked": 3, "answered": 3, "open": 0}


def test_what_is_open_stays_on_the_desk_after_its_day(app, desk, member):
    receive(desk)
    said = {"0_answer": "comments", "0_text": "We look into it."}
    assert member.post(RESPOND, data=response(**said)).status_code == 302
    send(desk, member, 2)
    assert due() == day(20)
    assert "Respond to the body" in member.get("/desk").text
    assert "/statements/1" not in app.test_client().get("/statements/?late=1").text
    with later(app, 21):
        shown = member.get("/desk").text
        assert "Answer the body: the day of a point has passed" in shown
        assert "/statements/1/moves/respond" in shown
        assert "Answer the body" not in sign_in(app, make_person()).get("/desk").text
        assert "/statements/1" in app.test_client().get("/statements/?late=1").text
        assert "Overdue" in app.test_client().get("/statements/1").text
        assert report_of(theirs().subject.opened_at.year).points == {"asked": 3, "answered": 1, "open": 2}


def test_a_promise_that_has_passed_is_not_approved_or_sent(app, desk, member):
    receive(desk)
    for _each in range(2):
        said = {"0_answer": "by-date", "0_due": day(5)}
        assert member.post(RESPOND, data=response(**said)).status_code == 302
    assert member.post("/statements/2/moves/approve", data={"step": "done"}).status_code == 302
    with later(app, 7):
        late = desk.post("/statements/2/moves/send", data={"channel": "mail", "step": "done"})
        assert (late.status_code, "Take it back into draft and give another one." in late.text) == (422, True)
        late = member.post("/statements/3/moves/approve", data={"step": "done"})
        assert (late.status_code, "Edit the draft and give another one." in late.text) == (422, True)
        assert [ask.status for ask in theirs().asks] == ["open"] * 3


def test_another_date_is_for_one_point_or_for_all_that_are_open(app, desk, member):
    receive(desk)
    assert "3. Send the plans." in member.get(OFFER).text
    assert member.post(OFFER, data={"deadline": day(40), "reason": "A holiday.", "point": "7"}).status_code == 422
    given = {"deadline": day(40), "reason": "A holiday.", "point": "1"}
    assert member.post(OFFER, data=given).status_code == 302
    assert due() == day(20)
    assert "It is for this point: 1. Tell us why." in letters("statement-put-off")[0].text
    assert member.post(OFFER, data=given | {"deadline": day(50), "point": ""}).status_code == 302
    assert due() == day(50)
    assert "It is for this point" not in letters("statement-put-off")[-1].text
    assert app.test_client().get("/feeds/statements.ics").text.count("BEGIN:VEVENT") == 1


def test_the_api_takes_points_and_answers_by_their_places(app, desk, member):
    receive(desk)
    with app.test_request_context("/"):
        token = make_token(make_person(roles=("council",)), "test")
    given = {"move": "respond", "sender": "council", "purpose": "response", "subject": "Plans", "text": "Here.",
             "answers": [{}, {}, {"answer": "done", "text": "Sent today."}]}  # fmt: skip
    path, headers = "/api/v1/statements/1/moves/respond", {"Authorization": f"Bearer {token}"}
    del given["move"]
    assert app.test_client().post(path, json=given, headers=headers).status_code == 200
    shown = app.test_client().get("/api/v1/statements/2").json["details"]["replies"]
    assert [(one["point"], one["text"]) for one in shown] == [(3, "Sent today.")]


def test_a_day_that_was_offered_before_points_had_days_stays_after_the_upgrade(app, desk, member, db_url):
    receive(desk, **{"asks-0-deadline": "", "asks-1-deadline": ""})
    assert desk.post("/statements/new/receive", data=letter()).location == "/statements/2"
    assert member.post(OFFER, data={"deadline": day(60), "reason": "A holiday.", "point": ""}).status_code == 302
    by_letter = theirs().deadline
    with writing():  # the day stood with the letter alone
        session.execute(update(StatementAsk).values(promised_by=None))
        session.execute(update(Subject).where(Subject.ref == "2", Subject.kind == "statement").values(due_at=by_letter))
    upgraded_from_before(db_url, "0081")
    days = session.execute(
        select(Statement.id, StatementAsk.promised_by).join(Statement.asks).order_by(StatementAsk.id)
    ).all()
    assert [f"{promised:%Y-%m-%d}" if promised else "" for _letter, promised in days] == [day(60)] * 3 + [""] * 3
    with later(app, 40):
        assert "Overdue" not in app.test_client().get("/statements/1").text
    with later(app, 61):
        assert "Overdue" in app.test_client().get("/statements/1").text


def test_what_is_answered_in_part_waits_for_the_day_that_was_given_before(app, desk, member):
    receive(desk)
    assert member.post(OFFER, data={"deadline": day(40), "reason": "A holiday.", "point": "1"}).status_code == 302
    said = {"0_answer": "in-part", "0_text": "Half of it.", "1_answer": "by-date", "1_due": day(50)}
    assert member.post(RESPOND, data=response(**said)).status_code == 302
    send(desk, member, 2)
    said = {"1_answer": "in-part", "1_text": "A name, no address.", "2_answer": "in-part", "2_text": "One plan."}
    assert member.post(RESPOND, data=response(**said)).status_code == 302
    send(desk, member, 3)
    assert due() == day(30)
    promised = [ask.promised_by for ask in theirs().asks]
    assert [f"{one:%Y-%m-%d}" if one else "" for one in promised] == [day(40), day(50), ""]
    said = {"0_answer": "done", "0_text": "All of it."}
    assert member.post(RESPOND, data=response(**said)).status_code == 302
    send(desk, member, 4)
    assert theirs().asks[0].promised_by is None


def test_another_date_can_be_proposed_where_only_we_gave_the_day(app, desk, member):
    receive(desk, **{"asks-0-deadline": "", "asks-1-deadline": "", "deadline": ""})
    assert member.post(OFFER, data={"deadline": day(40), "reason": "A holiday."}).status_code == 403
    said = {"0_answer": "by-date", "0_due": day(20)}
    assert member.post(RESPOND, data=response(**said)).status_code == 302
    send(desk, member, 2)
    form = member.get(OFFER).text
    assert ("1. Tell us why." in form, "2. Name a person." in form) == (True, False)
    given = {"deadline": day(40), "reason": "A holiday.", "point": ""}
    assert member.post(OFFER, data=given | {"point": "2"}).status_code == 422
    assert member.post(OFFER, data=given | {"deadline": day(20 + 366)}).status_code == 422
    assert member.post(OFFER, data=given).status_code == 302
    assert due() == day(40)


def test_the_contact_who_opens_the_link_sees_what_we_answered(app, desk, member):
    receive(desk)
    said = {"0_answer": "done", "0_text": "See our report."}
    given = response(**said) | {"asks-0-text": "Read it.", "purpose": "action", "deadline": day(60)}
    assert member.post(RESPOND, data=given).status_code == 302
    send(desk, member, 2)
    (link,) = links()
    shown = app.test_client().get(link).text
    assert "Our answers to the points of the body" in shown
    assert "1. Tell us why. Done (See our report.)" in shown


def test_a_calendar_keeps_the_days_to_come_of_a_letter_whose_first_day_is_long_past(app, desk):
    receive(desk, **{"asks-1-deadline": day(80)})
    assert desk.post("/statements/new/receive", data=letter(subject="Lamps hum")).location == "/statements/2"
    with later(app, 70):  # of the first letter a point waits until day 80, of the second none
        for path in ("/feeds/statements.ics", "/feeds/all.ics"):
            calendar = app.test_client().get(path).text.replace("\r\n ", "")
            assert ": 2. Name a person." in calendar
            assert "Lamps flicker" in calendar
            assert "Lamps hum" not in calendar
    with later(app, 81):
        assert "BEGIN:VEVENT" not in app.test_client().get("/feeds/statements.ics").text


def test_a_letter_waits_for_a_decision_again_where_the_response_to_it_is_dropped(app, desk, member):
    receive(desk)
    given, gone = response(**{"0_answer": "done", "0_text": "The wiring."}), {"reason": "No."}
    assert member.post(RESPOND, data=given).status_code == 302
    assert member.post(RESPOND, data=given).status_code == 302
    assert member.post("/statements/2/moves/drop", data=gone).status_code == 302
    assert theirs().subject.state == "taken-up", "another response is under way"
    assert member.post("/statements/1/moves/wait-again").status_code == 404
    assert desk_of(member)["me"] == ["LS-3 Approve the statement"]
    assert member.post("/statements/3/moves/drop", data=gone).status_code == 302
    assert (theirs().subject.state, due()) == ("received", day(9))
    assert desk_of(member)["me"] == ["LS-1 Say what becomes of what a body sent us"]
    assert member.post("/statements/1/moves/note", data={"reason": "It is mended."}).status_code == 302

    assert member.post(RESPOND, data=given).status_code == 302
    assert (theirs().subject.state, due()) == ("taken-up", day(9)), "it is answered after all"
    assert member.post("/statements/4/moves/drop", data=gone).status_code == 302
    assert (theirs().subject.state, due()) == ("noted", ""), "and stands as the body was told"
    assert broken_promises() == []


def test_a_letter_of_which_something_else_became_stays_taken_up_without_the_response(app, desk, member):
    receive(desk)
    assert member.post("/statements/1/moves/open-issue", data=issue_form()).status_code == 302
    assert member.post(RESPOND, data=response(**{"0_answer": "done", "0_text": "So."})).status_code == 302
    assert member.post("/statements/2/moves/drop", data={"reason": "No."}).status_code == 302
    assert (theirs().subject.state, due()) == ("taken-up", day(9))
