"""What a body passes on goes to the next one once and whole; the latest answer counts."""

from typing import Any

import pytest
from sqlalchemy import select

from igtf.core.db import session, writing
from igtf.record.models import Event, File, Payload, Relation, Subject
from igtf.record.queries import left_by
from igtf.routing.choices import frame_of
from igtf.routing.models import Statement
from igtf.routing.queries import get_statement_or_404
from tests.factories import broken_promises, later
from tests.routing.acts import day, make_body
from tests.routing.test_files import PDF, PNG, put

SHA = "a" * 64
LETTER = {
    "sender": "council", "body": "lamp", "purpose": "action", "subject": "Lamps", "text": "They flicker.",
    "minority": "Two of us like it.", "contacts": "The working group on lamps", "cc-0": "bulb", "cc-1": "wire",
    "asks-0-text": "Tell us why.", "asks-1-text": "Send the plans.", "attachments-0-title": "A study",
    "attachments-0-url": "https://study.example/a.pdf", "attachments-0-sha256": SHA,
    "attachments-1-title": "The body", "attachments-1-url": "/bodies/wire", "attachments-1-sha256": "",
}  # fmt: skip
EVIDENCE = {"evidence": "A letter."}


@pytest.fixture
def ours(desk, member) -> str:
    """Send a letter of two points, with all that can go along, to LAMP; return its path."""
    make_body("bulb")
    make_body("wire")
    files = put((PDF, "study.pdf", "The study"), (PNG, "map.png"))
    drafted = member.post("/statements/new", data=LETTER | {"deadline": day(30)} | files)
    assert drafted.location == "/statements/1", drafted.text
    send(desk, member, 1)
    return "/statements/1"


def send(desk: Any, member: Any, number: int) -> None:
    assert member.post(f"/statements/{number}/moves/approve", data={"step": "done"}).status_code == 302
    assert desk.post(f"/statements/{number}/moves/send", data={"channel": "mail", "step": "done"}).status_code == 302


def answer(desk: Any, *bodies: str) -> None:
    """Record an answer for LAMP: to each point the body to which it passes it on, *done*, or nothing."""
    given: dict[str, str] = dict(EVIDENCE)
    for place, body in enumerate(bodies):
        row = {"answer": "done", "text": "See there."} if body == "done" else {"answer": "passed-on", "body": body}
        given |= {f"answers-{place}-{name}": value for name, value in row.items()} if body else {}
    recorded = desk.post("/statements/1/moves/answer", data=given)
    assert recorded.status_code == 302, recorded.text


def onward() -> list[tuple[str, str, list[str]]]:
    """Return where each letter went that passes something on, how it stands, and its points."""
    session.rollback()
    session.expire_all()
    rows = session.scalars(
        select(Statement).join(Relation, Relation.subject_id == Statement.id)
        .where(Relation.kind == "passes-on").order_by(Statement.id)
    )  # fmt: skip
    return [(one.body.subject.ref, one.subject.state, [ask.text for ask in one.asks]) for one in rows]


def test_all_that_went_along_goes_along_with_what_is_passed_on(app, desk, member, ours):
    answer(desk, "bulb")
    first, made = get_statement_or_404(None, "1"), get_statement_or_404(None, "2")
    assert made.minority == "Two of us like it."
    assert frame_of(made) == frame_of(first) | {"cc": ["wire"]}, "but no copy for whom it is sent to"
    kept = select(File.number, File.title, File.name, File.mimetype, File.size, File.sha256)
    files = [
        session.execute(kept.where(File.subject_id == one.id).order_by(File.number)).all() for one in (first, made)
    ]
    assert (files[0] == files[1], [row.title for row in files[1]]) == (True, ["The study", "map.png"])
    assert app.test_client().get("/statements/2/files/1").data == PDF
    assert broken_promises() == []


def test_a_point_goes_to_a_body_once_however_often_it_is_said(app, desk, member, ours):
    answer(desk, "bulb", "bulb")
    both = ["Tell us why.", "Send the plans."]
    reworded = {"purpose": "action", "subject": "Lamps", "text": "They flicker.", "deadline": day(30),
                "asks-0-text": "Say why.", "asks-1-text": "Send plans."}  # fmt: skip
    assert member.post("/statements/2/moves/edit", data=reworded).status_code == 302
    answer(desk, "bulb", "bulb")
    assert onward() == [("bulb", "draft", ["Say why.", "Send plans."])], "a draft that was worded anew is the same one"
    send_by_other_way(desk, member, 2)
    answer(desk, "", "bulb")
    answer(desk, "wire", "")
    assert [(to, state, points) for to, state, points in onward()][1:] == [("wire", "draft", both[:1])]


def send_by_other_way(desk: Any, member: Any, number: int) -> None:
    assert member.post(f"/statements/{number}/moves/approve", data={"step": "done"}).status_code == 302
    way = {"channel": "other", "evidence": "A receipt.", "step": "done"}
    assert desk.post(f"/statements/{number}/moves/send", data=way).status_code == 302


def test_what_was_passed_on_is_dropped_where_the_body_answers_otherwise(app, desk, member, ours):
    answer(desk, "bulb", "bulb")
    assert member.post("/statements/2/moves/approve", data={"step": "done"}).status_code == 302
    answer(desk, "done", "")
    assert onward() == [
        ("bulb", "dropped", ["Tell us why.", "Send the plans."]),
        ("bulb", "draft", ["Send the plans."]),
    ]
    dropped = session.scalars(select(Event.id).where(Event.kind == "statement.drop")).one()
    assert "LAMP answered LS-1 otherwise." in app.test_client().get("/statements/2").text
    assert left_by(dropped)["reason"]
    answer(desk, "", "wire")
    assert [(to, state) for to, state, _points in onward()][1:] == [("bulb", "dropped"), ("wire", "draft")]
    answer(desk, "", "done")
    assert [state for _to, state, _points in onward()] == ["dropped"] * 3
    numbers = session.scalars(select(Subject.ref).where(Subject.kind == "statement").order_by(Subject.id)).all()
    assert numbers == ["1", "2", "3", "4"]
    assert broken_promises() == []


def test_what_is_left_keeps_the_words_of_the_draft_that_is_dropped(app, desk, member, ours):
    answer(desk, "bulb", "bulb")
    theirs = {"purpose": "action", "subject": "For bulbs", "text": "LAMP passed this on.", "deadline": day(40),
              "contacts": "The working group on bulbs", "cc-0": "lamp", "asks-0-text": "Send us the plans, BULB.",
              "asks-0-deadline": day(50), "asks-1-text": "Tell us why.", "asks-2-text": "Name who can help.",
              "attachments-0-title": "A map", "attachments-0-url": "https://map.example/b.pdf",
              "attachments-0-sha256": SHA}  # fmt: skip
    assert member.post("/statements/2/moves/edit", data=theirs | put((PNG + b"1", "bulb.png"))).status_code == 302
    assert member.post("/statements/2/moves/approve", data={"step": "done"}).status_code == 302
    answer(desk, "done", "")
    assert onward()[1] == ("bulb", "draft", ["Send us the plans, BULB.", "Name who can help."])
    dropped, made = get_statement_or_404(None, "2"), get_statement_or_404(None, "3")
    kept = ("purpose", "text", "html", "minority", "deadline", "drafted_by_id")
    assert [getattr(made, name) for name in kept] == [getattr(dropped, name) for name in kept]
    assert (made.subject.title, frame_of(made)) == ("For bulbs", frame_of(dropped))
    assert [ask.deadline for ask in made.asks] == [dropped.asks[0].deadline, None]
    files = select(File.name).where(File.subject_id == made.id).order_by(File.number)
    assert "bulb.png" in session.scalars(files).all()
    assert broken_promises() == []


def test_a_day_that_passed_meanwhile_is_not_kept_for_what_is_left(app, desk, member, ours):
    answer(desk, "bulb", "bulb")
    theirs = {"purpose": "action", "subject": "For bulbs", "text": "So.", "deadline": day(5), "asks-0-text": "Why?",
              "asks-1-text": "Plans?", "asks-1-deadline": day(4)}  # fmt: skip
    assert member.post("/statements/2/moves/edit", data=theirs).status_code == 302
    with later(app, 10) as now:
        answer(desk, "done", "")
        made = get_statement_or_404(None, "3")
        assert made.deadline > now
        assert [(ask.text, ask.deadline) for ask in made.asks] == [("Plans?", None)]


def test_what_was_passed_on_is_not_passed_on_again_once_it_was_answered_and_closed(app, desk, member, ours):
    answer(desk, "bulb", "")
    send_by_other_way(desk, member, 2)
    told = EVIDENCE | {"answers-0-answer": "done", "answers-0-text": "See there."}
    assert desk.post("/statements/2/moves/answer", data=told).status_code == 302
    assert member.post("/statements/2/moves/close", data={"evidence": "Done."}).status_code == 302
    answer(desk, "bulb", "bulb")
    assert onward() == [("bulb", "closed", ["Tell us why."]), ("bulb", "draft", ["Send the plans."])]


@pytest.mark.parametrize("withheld", ["its points", "all that it says"])
def test_a_letter_whose_entry_names_no_points_brings_what_was_passed_on_with_it(app, desk, member, ours, withheld):
    answer(desk, "bulb", "wire")
    reworded = {"purpose": "action", "subject": "Lamps", "text": "They flicker.", "deadline": day(30),
                "asks-0-text": "Say why."}  # fmt: skip
    assert member.post("/statements/2/moves/edit", data=reworded).status_code == 302
    session.rollback()
    with writing():
        drafts = select(Payload).join(Event, Event.id == Payload.event_id).where(Event.kind == "statement.draft")
        for payload in session.scalars(drafts):
            kept = {name: said for name, said in (payload.data or {}).items() if name != "points"}
            payload.data = kept if withheld == "its points" else None
    answer(desk, "bulb", "wire")
    both = [("bulb", "draft", ["Say why."]), ("wire", "draft", ["Send the plans."])]
    assert onward() == both
    answer(desk, "", "bulb")
    assert onward() == [both[0], ("wire", "dropped", ["Send the plans."]), ("bulb", "draft", ["Send the plans."])]
