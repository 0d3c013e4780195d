"""The points of our letters: each with its day, answered one after the other, reminded of and given up by itself."""

import re
from datetime import timedelta

from sqlalchemy import select, update

from igtf.core.db import session, writing
from igtf.core.moments import end_of_day
from igtf.figures.report import report_of
from igtf.issues.models import Issue
from igtf.people.models import Person
from igtf.routing.models import Statement, StatementAsk
from tests.databases import upgraded_from_before
from tests.factories import broken_promises, issue_form, later, letters, make_person, sign_in, tick
from tests.routing.acts import day, links, make_body, name_contact, sent_statement

ASKED = ("Tell us why.", "Name a person.", "Send the plans.")
EDIT, APPROVE, SEND = (f"/statements/1/moves/{name}" for name in ("edit", "approve", "send"))
GIVE_UP, CLOSE = "/statements/1/moves/give-up", "/statements/1/moves/close"


def letter(**changes):
    """Return a letter that asks three things: two with days of their own in 10 and 150 days, one by its own in 30."""
    return {
        "sender": "council", "body": "lamp", "purpose": "action", "subject": "Lamps", "text": "They flicker.",
        "asks-0-text": ASKED[0], "asks-0-deadline": day(10), "asks-1-text": ASKED[1], "asks-2-text": ASKED[2],
        "asks-2-deadline": day(150), "deadline": day(30),
    } | changes  # fmt: skip


def sent(desk, member, **changes) -> str:
    """Draft, approve and send the letter; return the path of the link to answer it."""
    assert desk.post("/statements/new", data=letter(**changes)).location == "/statements/1"
    assert member.post(APPROVE, data={"step": "done"}).status_code == 302
    assert desk.post(SEND, data={"channel": "mail", "step": "done"}).status_code == 302
    return links()[0]


def said(**answers):
    """Return the answers of a form on the page of a link: ``_0_answer`` and so on."""
    return {f"answer-answers{name.replace('_', '-')}": value for name, value in answers.items()}


def ours() -> Statement:
    session.rollback()
    session.expire_all()
    return session.scalars(select(Statement).order_by(Statement.id)).first()


def stands() -> tuple[str, str, list[str]]:
    """Return the state of the letter, the day for which it waits, and the status of each point."""
    found = ours()
    due = found.subject.due_at
    return found.subject.state, f"{due:%Y-%m-%d}" if due else "", [ask.status for ask in found.asks]


def test_a_letter_without_a_date_may_be_answered_on_all_of_the_day_that_it_names(app, desk, member):
    none = dict.fromkeys(("deadline", "asks-0-deadline", "asks-2-deadline"), "")
    link = sent(desk, member, purpose="comment", **none)
    last = end_of_day((ours().sent_at + timedelta(days=60)).date())
    reader, named = app.test_client(), f"{last:%Y-%m-%d}"
    assert (ours().answer_by, ours().subject.due_at) == (last, last)
    assert f"Deadline: {named}\n" in reader.get("/statements/1/letter.txt").text
    assert f"{last.day} {last:%B %Y}" in letters("statement-letter")[-1].text
    assert f"Answer wanted by {last.day} {last:%B %Y}" in re.sub("<[^>]*>", "", reader.get(link).text)
    assert reader.get("/api/v1/statements/1").json["due_at"] == f"{named}T23:59:59Z"
    assert f"DTSTART:{last:%Y%m%d}T235959Z" in reader.get("/feeds/statements.ics").text
    left = (last - ours().sent_at) / timedelta(days=1)
    with later(app, left - 0.01):
        assert "23:59 UTC" in reader.get("/statements/1").text
        assert "overdue" not in reader.get("/statements/1").text.casefold()
        assert "overdue" not in reader.get("/bodies/lamp").text.partition("Timeline")[0]
    with later(app, left + 0.01):
        assert "overdue" in reader.get("/statements/1").text.casefold()


def test_the_list_of_bodies_counts_a_letter_that_is_overdue_once(app, db):
    secretary, chair = make_person(roles=("secretariat",)), make_person(roles=("council", "council-chair"))
    name_contact(make_body(), secretary)
    sent_statement(secretary, chair, ahead=10)

    def said() -> str:
        row = app.test_client().get("/bodies/").text.partition('class="t" href="/bodies/lamp"')[2].partition("</li>")[0]
        return " ".join(re.sub("<[^>]*>", " ", row.partition('class="end"')[2]).split())

    assert said() == "> 1 waiting , LAMP"
    with later(app, 12):
        assert said() == "> 1 waiting , LAMP overdue , LAMP"
        sent_statement(secretary, chair, ahead=10)
        assert said() == "> 2 waiting , LAMP 1 of them overdue , LAMP"


def test_a_point_has_a_day_of_its_own_wherever_the_letter_is_read(app, desk, member):
    past = desk.post("/statements/new", data=letter(**{"asks-0-deadline": day(-1)}))
    assert (past.status_code, "still to come" in past.text) == (422, True)
    alone = desk.post("/statements/new", data=letter(**{"asks-1-text": "", "asks-1-deadline": day(5)}))
    assert (alone.status_code, "Write what is asked by this day." in alone.text) == (422, True)
    link = sent(desk, member)
    assert stands() == ("sent", day(10), ["open"] * 3)
    exact = app.test_client().get("/statements/1/letter.txt").text
    assert f"Deadline: {day(30)}\n" in exact
    assert f"1. Tell us why. (answer wanted by {day(10)})\n2. Name a person.\n3. Send the plans. (answer" in exact
    page, form, mail = (
        app.test_client().get("/statements/1").text,
        app.test_client().get(link).text,
        letters("statement-letter")[-1].text,
    )
    assert page.count("answer wanted by") == 2, "the second has the day of the letter"
    assert form.count("Answer wanted by ") == 3, "beside each answer"
    assert "2. Name a person. (by " in mail
    asks = app.test_client().get("/api/v1/statements/1").json["details"]["asks"]
    assert [ask["deadline"][:10] for ask in asks] == [day(10), day(30), day(150)]
    calendar = app.test_client().get("/feeds/statements.ics").text.replace("\r\n ", "")
    assert calendar.count("BEGIN:VEVENT") == 3
    assert ": 3. Send the plans." in calendar


def test_the_day_of_a_point_is_edited_and_one_that_has_passed_is_not_approved_or_sent(app, desk, member):
    assert desk.post("/statements/new", data=letter()).status_code == 302
    same = letter()
    assert desk.post(EDIT, data=same).status_code == 422
    assert f'value="{day(10)}"' in desk.get(EDIT).text
    assert desk.post(EDIT, data=same | {"asks-0-deadline": day(8)}).status_code == 302
    assert ours().asks[0].deadline.date().isoformat() == day(8)
    assert desk.post(EDIT, data=same | {"asks-0-deadline": day(30)}).status_code == 302
    assert ours().asks[0].deadline is None, "the day of the letter is none of its own"
    assert desk.post(EDIT, data=same).status_code == 302
    with later(app, 12):
        refused = member.post(APPROVE, data={"step": "done"})
        assert (refused.status_code, "The day of a point has passed. Edit" in refused.text) == (422, True)
    assert member.post(APPROVE, data={"step": "done"}).status_code == 302
    with later(app, 12):
        refused = desk.post(SEND, data={"channel": "mail", "step": "done"})
        assert (refused.status_code, "The day of a point has passed. Take it back" in refused.text) == (422, True)


def test_a_body_answers_one_point_now_and_others_later_by_the_same_link(app, desk, member):
    link, outside = sent(desk, member), app.test_client()
    lost = outside.post(f"{link}/answer", data=said(_0_answer="comments", _0_text="Wiring.", _1_text="Maria."))
    assert (lost.status_code, "Choose the answer that you explain here" in lost.text) == (422, True)
    assert "Maria." in lost.text, "what was typed stays"
    assert stands()[2] == ["open"] * 3, "nothing is half done"
    given = outside.post(f"{link}/answer", data=said(_0_answer="comments", _0_text="Wiring."), follow_redirects=True)
    assert "Answered in part" in given.text
    assert stands() == ("partly-answered", day(30), ["commented", "open", "open"])
    page = app.test_client().get("/statements/1").text
    assert "Wiring." in page
    assert "Still open" in page
    mail = letters("statement-recorded")[-1]
    assert mail.subject.startswith("LS-1 (liaison statement): ")
    assert "Still open: 2. Name a person. (by " in mail.text
    assert "points without an answer: 2" in app.test_client().get("/statements/").text
    assert outside.post(f"{link}/answer", data=said(_1_answer="by-date", _1_due=day(60))).status_code == 302
    assert stands() == ("partly-answered", day(150), ["commented", "promised", "open"])
    assert desk.post(CLOSE, data={"evidence": "Enough."}).status_code == 403
    promised = day(60)
    with later(app, 140):  # a link works as long as a point waits for an answer
        assert outside.post(f"{link}/answer", data=said(_2_answer="done", _2_text="Here.")).status_code == 302
        assert stands() == ("answered", promised, ["commented", "promised", "done"])
    assert broken_promises() == []


def test_reminders_name_what_is_open_and_come_by_the_day_of_each(app, desk, member):
    link, outside = sent(desk, member), app.test_client()
    with later(app, 5):
        tick()
        assert letters("statement-reminder") == []
    with later(app, 11):
        tick()
        (first,) = letters("statement-reminder")
        for number, asked in enumerate(ASKED, 1):
            assert f"{number}. {asked}" in first.text
        assert outside.post(f"{link}/answer", data=said(_0_answer="comments", _0_text="Wiring.")).status_code == 302
        assert "Overdue" not in app.test_client().get("/statements/1").text
        calendar = app.test_client().get("/feeds/statements.ics").text
        assert calendar.count("BEGIN:VEVENT") == 2
    with later(app, 31):
        tick()
        (_first, second) = letters("statement-reminder")
        assert "1. Tell us why." not in second.text
        assert "2. Name a person. (by " in second.text
        assert "Overdue" in app.test_client().get("/statements/1").text
        assert "/statements/1" in app.test_client().get("/statements/?late=1").text


def test_another_date_is_proposed_for_one_point_or_for_all_that_are_due_before_it(app, desk, member):
    link, outside = sent(desk, member), app.test_client()
    given = {"propose-date-deadline": day(40), "propose-date-reason": "A holiday.", "propose-date-point": ""}
    assert outside.post(f"{link}/answer", data=said(_0_answer="comments", _0_text="Wiring.")).status_code == 302
    assert "1. Tell us why." not in outside.get(link).text.partition("Which point")[2]
    answered = outside.post(f"{link}/propose-date", data=given | {"propose-date-point": "1"})
    assert answered.status_code == 422
    assert outside.post(f"{link}/propose-date", data=given | {"propose-date-point": "2"}).status_code == 302
    assert stands()[1] == day(40)
    assert "Point: 2. Name a person." in letters("statement-recorded")[-1].text
    far = outside.post(f"{link}/propose-date", data=given | {"propose-date-deadline": day(30 + 366)})
    assert far.status_code == 422
    assert outside.post(f"{link}/propose-date", data=given | {"propose-date-deadline": day(70)}).status_code == 302
    assert stands()[1] == day(70)
    assert ours().asks[2].promised_by is None, "it was to be answered later already"
    sooner = given | {"propose-date-deadline": day(20)}
    assert outside.post(f"{link}/propose-date", data=sooner).status_code == 302
    assert [f"{ask.promised_by:%Y-%m-%d}" for ask in ours().asks[1:]] == [day(20)] * 2


def test_a_point_is_given_up_while_others_wait_and_what_becomes_known_later_counts(app, secretary, desk, member):
    link, outside = sent(desk, member), app.test_client()
    assert desk.post(GIVE_UP, data={"point": "1"}).status_code == 403
    with later(app, 101):
        desk = sign_in(app, secretary)
        assert "Record that a point was never answered" in desk.get("/desk").text
        assert "Close it as not answered" not in desk.get("/desk").text
        assert desk.post(CLOSE).status_code == 403, "others are waited for"
        assert desk.post(GIVE_UP, data={"point": "2"}).status_code == 422
        assert sign_in(app, make_person()).post(GIVE_UP, data={"point": "1"}).status_code == 403
        assert desk.post(GIVE_UP, data={"point": "1", "evidence": "We asked twice."}).status_code == 302
        assert stands() == ("sent", day(30 - 101), ["no answer", "open", "open"])
        page = app.test_client().get("/statements/1").text
        assert "recorded that a point was never answered" in page
        assert "1. Tell us why." in letters("statement-recorded")[-1].text
        assert outside.post(f"{link}/answer", data=said(_1_answer="done", _1_text="Maria.")).status_code == 302
        assert stands() == ("partly-answered", day(150 - 101), ["no answer", "done", "open"])
        assert outside.post(f"{link}/answer", data=said(_0_answer="comments", _0_text="Wiring.")).status_code == 302
        assert stands()[2] == ["commented", "done", "open"]
    with later(app, 241):
        desk = sign_in(app, secretary)
        assert "Close it as not answered" in desk.get("/desk").text
        assert desk.post(CLOSE).status_code == 302
        assert stands() == ("closed", "", ["commented", "done", "no answer"])
        page = app.test_client().get("/statements/1").text
        assert "Some points were answered, others never were" in page
        assert "some points were never answered" in page
    assert broken_promises() == []


def test_what_was_given_up_is_waited_for_no_more_whatever_day_was_proposed(app, secretary, desk, member):
    link, outside = sent(desk, member), app.test_client()
    moved = {"propose-date-point": "1", "propose-date-deadline": day(20), "propose-date-reason": "Our plenary."}
    assert outside.post(f"{link}/propose-date", data=moved).status_code == 302
    assert stands()[1] == day(20)
    with later(app, 112):
        desk = sign_in(app, secretary)
        assert desk.post(GIVE_UP, data={"point": "1"}).status_code == 302
        assert "Leave our answer as it is" not in outside.get(link).text
        rest = said(_1_answer="done", _1_text="Maria.", _2_answer="done", _2_text="Here.")
        assert outside.post(f"{link}/answer", data=rest).status_code == 302
        assert stands() == ("answered", "", ["no answer", "done", "done"])
        assert desk.post(CLOSE, data={"evidence": "Their letters."}).status_code == 302
        assert "Some points were answered, others never were" in app.test_client().get("/statements/1").text
    assert broken_promises() == []


def test_the_days_of_points_are_read_where_a_referral_is_proposed(app, desk, member):
    assert sign_in(app, make_person()).post("/issues/new", data=issue_form()).status_code == 302
    session.rollback()
    assigned = sign_in(app, session.get_one(Person, session.scalars(select(Issue.assigned_id)).one()))
    assert assigned.post("/issues/1/moves/accept", data={"reason": "In scope."}).status_code == 302
    proposed = {"body": "lamp", "purpose": "action", "subject": "Lamps", "text": "They flicker.", "reason": "Its own.",
                "asks-0-text": ASKED[0], "asks-0-deadline": day(20), "asks-1-text": ASKED[1], "deadline": day(30),
                "step": "done"}  # fmt: skip
    assert assigned.post("/issues/1/moves/propose-referral", data=proposed).status_code == 302
    for reader, path in ((app.test_client(), "/issues/1"), (member, "/issues/1/decide")):
        page = reader.get(path)
        assert (page.status_code, "answer wanted by" in page.text) == (200, True)
    given = app.test_client().get("/api/v1/issues/1").json["details"]["proposal"]["given"]
    assert (given["asks"], given["days"], given["deadline"]) == (list(ASKED[:2]), [day(20), None], day(30))


def test_figures_count_a_letter_as_answered_when_each_point_is(app, desk, member):
    link, outside = sent(desk, member), app.test_client()

    def counted():
        session.rollback()
        (body,) = report_of(ours().sent_at.year).bodies
        shown = app.test_client().get("/api/v1/bodies/figures").json["items"][0]
        return (body.answered, body.waiting, body.answers), (shown["answered"], shown["open"])

    assert counted() == ((0, 1, {}), (0, 1))
    assert outside.post(f"{link}/answer", data=said(_0_answer="comments", _0_text="Wiring.")).status_code == 302
    assert counted() == ((0, 1, {"commented": 1}), (0, 1))
    assert "Answered in part" in app.test_client().get("/").text
    rest = said(_1_answer="done", _1_text="Maria.", _2_answer="declined", _2_text="Secret.")
    assert outside.post(f"{link}/answer", data=rest).status_code == 302
    assert counted() == ((1, 0, {"commented": 1, "declined": 1, "done": 1}), (1, 0))


def test_a_letter_that_only_informs_waits_for_the_points_that_have_a_day(app, desk, member):
    link = sent(desk, member, purpose="information", deadline="", **{"asks-2-deadline": ""})
    assert stands()[1] == day(10)
    assert ours().answer_by.date().isoformat() == day(10)
    given = said(_0_answer="comments", _0_text="Wiring.")
    assert app.test_client().post(f"{link}/answer", data=given).status_code == 302
    assert stands() == ("partly-answered", "", ["commented", "open", "open"])
    assert desk.post(CLOSE, data={"evidence": "Nothing more is wanted."}).status_code == 302


def test_letters_from_before_have_the_day_of_their_letter_at_each_point(app, desk, member, db_url):
    link = sent(desk, member, **{"asks-0-deadline": "", "asks-2-deadline": ""})
    moved = {"propose-date-deadline": day(45), "propose-date-reason": "A holiday.", "propose-date-point": ""}
    assert app.test_client().post(f"{link}/propose-date", data=moved).status_code == 302
    with writing():  # days stood with the letter alone
        session.execute(update(StatementAsk).values(promised_by=None, deadline=None))
    upgraded_from_before(db_url, "0087")
    for name, wanted in (("deadline", day(30)), ("promised_by", day(45))):
        session.rollback()
        assert [f"{getattr(ask, name):%Y-%m-%d}" for ask in ours().asks] == [wanted] * 3
