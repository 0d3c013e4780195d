"""What became known of an ask otherwise than by its letter is not asked for again (sections 7, 9)."""

import pytest
from sqlalchemy import select, update

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.drafts.models import Ask
from igtf.figures.report import report_of
from igtf.record.by import by_importer
from igtf.routing import bodies
from igtf.routing.models import Statement, StatementAsk
from igtf.routing.queries import bodies as listed_bodies
from igtf.routing.queries import body_named
from tests.drafts.samples import GOOD
from tests.factories import issue_form, later, make_person, sign_in, tick
from tests.routing.acts import name_contact
from tests.routing.test_over import due_of, reminders
from tests.routing.test_recommendations import URL, publish, send_letter

TWO = GOOD.replace("  - addressee: Private sector\n    action: Publish reference offers.\n",
                   "  - addressee: ITU\n    action: Name who answers.\n    due: 2099-01-31\n")  # fmt: skip
PATH = f"{URL}/moves/record-answer"
NOTHING = "what became of all that it asks is known otherwise"
APPROVE, SEND = "/statements/1/moves/approve", "/statements/1/moves/send"
LEFT, DROP = "Nothing is left to send it for", "Drop the statement: nothing is left to send it for"
SEEN = "Known otherwise: no answer is waited for"


@pytest.fixture
def drafted(app, db):
    """Return the secretariat; R-1 asks two things of the ITU, and its letter waits for approval."""
    bodies.seed_bodies(by_importer(now()))
    desk, author = make_person(roles=("secretariat", "council")), sign_in(app, make_person("ines"))
    author.post("/issues/new", data=issue_form())
    publish(app, desk, author, "landlocked", TWO)
    return desk


@pytest.fixture
def sent(app, drafted):
    """Return the secretariat; R-1 asks two things of the ITU, and its letter was sent."""
    send_letter(app, drafted)
    return drafted


def known(app, desk, number: int, status: str) -> None:
    given = {"ask": str(number), "status": status, "answer": "A table.", "evidence": "Their site.", "step": "done"}
    assert sign_in(app, desk).post(PATH, data=given).status_code == 302


def test_a_letter_waits_for_what_is_left_of_what_it_asks(app, sent):
    reader = app.test_client()
    with writing():
        session.execute(update(StatementAsk).where(StatementAsk.number == 2).values(deadline=due_of("statement", 1)))
    wanted = due_of("statement", 1)
    with writing():
        session.execute(update(Statement).values(reminded_at=now()))
    known(app, sent, 1, "commented")
    assert (due_of("statement", 1), SEEN in reader.get("/statements/1").text) == (wanted, False), "it waits on"
    assert session.scalars(select(Statement.reminded_at)).one() is not None, "nor is its body reminded anew"
    known(app, sent, 1, "done")
    assert due_of("statement", 1) == wanted, "the other one is open"
    assert reader.get("/statements/1").text.count(SEEN) == 1
    known(app, sent, 2, "declined")
    assert due_of("statement", 1) is None
    page = reader.get("/statements/1").text
    assert (NOTHING in page, "Not answered yet" in page) == (True, False)
    known(app, sent, 1, "in part")
    assert due_of("statement", 1) == wanted, "the latest answer counts"


def test_nobody_is_reminded_of_what_is_done_and_its_letter_is_closed_with_evidence(app, sent):
    name_contact(body_named("itu"), sent)
    client = sign_in(app, sent)
    early = client.post("/statements/1/moves/close", data={"evidence": "Their site."})
    assert (early.status_code, "not before" in early.text) == (403, True)
    known(app, sent, 1, "done")
    known(app, sent, 2, "done")
    with later(app, 600):
        tick()
        assert reminders() == 0
        reader = app.test_client()
        assert "Overdue" not in reader.get("/statements/1").text
        itu = next(row for row in reader.get("/api/v1/bodies/figures").json["items"] if row["ref"] == "itu")
        assert (itu["sent"], itu["open"], itu["late"], itu["never"]) == (1, 0, 0, 0)
        client = sign_in(app, sent)
        assert client.post("/statements/1/moves/close", data={"evidence": ""}).status_code == 422
        assert client.post("/statements/1/moves/close", data={"evidence": "Their site."}).status_code == 302
        asks = reader.get(f"/api/v1{URL}").json["details"]["asks"]
        assert [ask["status"] for ask in asks] == ["done", "done"]


def test_a_body_may_answer_what_is_known_otherwise_and_the_letter_is_answered_with_the_last(app, sent):
    client, reader = sign_in(app, sent), app.test_client()
    known(app, sent, 2, "done")
    given = {"answers-0-answer": "done", "answers-0-text": "A table.", "evidence": "Their letter."}
    assert client.post("/statements/1/moves/answer", data=given).status_code == 302
    shown = reader.get("/api/v1/statements/1").json
    assert (shown["state"], shown["due_at"]) == ("partly-answered", None)
    given = {"answers-1-answer": "declined", "answers-1-text": "Nobody does.", "evidence": "Their letter."}
    assert client.post("/statements/1/moves/answer", data=given).status_code == 302
    assert reader.get("/api/v1/statements/1").json["state"] == "answered"
    assert reader.get(f"/api/v1{URL}").json["details"]["asks"][1]["status"] == "declined", "the latest answer counts"


def test_form_and_api_say_of_which_points_nothing_is_waited_for(app, sent):
    known(app, sent, 1, "done")
    form = sign_in(app, sent).get("/statements/1/moves/answer").text
    assert (form.count(SEEN), form.count("Answer wanted by")) == (1, 1)
    asks = app.test_client().get("/api/v1/statements/1").json["details"]["asks"]
    assert [(ask["status"], ask["settled"]) for ask in asks] == [("open", True), ("open", False)]


def test_a_letter_says_what_was_known_otherwise_when_it_was_sent(app, drafted):
    known(app, drafted, 1, "done")
    send_letter(app, drafted)
    known(app, drafted, 2, "done")
    (text,) = session.scalars(select(Statement.sent_text))
    first, second = text.partition("What is asked:\n")[2].splitlines()[:2]
    assert first.startswith("1. Collect the prices of transit")
    assert first.endswith(f"({SEEN.lower()})")
    assert second.startswith("2. Name who answers.")
    assert SEEN.lower() not in second


def waits(kind="itu") -> tuple[int, int]:
    """Return how many letters to a body wait and are overdue by the yearly report, which the list says too."""
    session.rollback()
    (listed,) = (row for row in listed_bodies(now()) if row.ref == kind)
    said = [(body.waiting, body.overdue) for body in report_of(now().year).bodies if body.ref == kind]
    assert (said or [(0, 0)]) == [(listed.waiting, listed.late)]
    return listed.waiting, listed.late


def test_the_yearly_report_waits_for_what_is_known_otherwise_no_more_than_the_list_does(app, sent):
    name_contact(body_named("itu"), sent)
    assert waits() == (1, 0)
    known(app, sent, 1, "done")
    assert waits() == (1, 0), "the other one is open"
    known(app, sent, 2, "declined")
    assert waits() == (0, 0)
    with later(app, 200):
        assert waits() == (0, 0)
        known(app, sent, 1, "in part")
        assert waits() == (1, 1), "the latest answer counts"


def test_nobody_is_asked_for_what_was_settled_before_the_letter_was_sent(app, drafted):
    chair = sign_in(app, make_person(roles=("council", "council-chair")))
    client, sending = sign_in(app, drafted), {"channel": "other", "evidence": "By courier.", "step": "done"}
    known(app, drafted, 1, "done")
    assert client.get("/statements/1").text.count(SEEN) == 1
    assert chair.post(APPROVE, data={"step": "done"}).status_code == 302, "the other one is open"
    known(app, drafted, 2, "declined")
    refused = client.post(SEND, data=sending)
    assert (refused.status_code, LEFT in refused.text) == (403, True)
    desk = client.get("/desk").text
    assert (DROP in desk, "Send the statement" in desk) == (True, False)
    with writing():
        session.execute(update(Ask).where(Ask.number == 1).values(status="no answer"))
    assert LEFT not in client.get(SEND).text, "it was never asked for"
    known(app, drafted, 1, "done")
    assert chair.post("/statements/1/moves/drop", data={"reason": "They did it all."}).status_code == 302
    assert client.post("/statements/1/moves/redraft", data={"reason": "We ask anew."}).status_code == 302
    refused = chair.post(APPROVE, data={"step": "done"})
    assert (refused.status_code, LEFT in refused.text) == (403, True)
    known(app, drafted, 2, "in part")
    assert chair.post(APPROVE, data={"step": "done"}).status_code == 302, "the latest answer counts"
    assert client.post(SEND, data=sending).status_code == 302
