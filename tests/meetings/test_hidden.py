"""A point of an agenda that a moderator hides: the minutes say nothing of it, and who edits the others keeps it. Words
that a moderator removes go from agendas too."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from igtf.core.db import session
from igtf.record.models import Event
from tests.factories import broken_promises, issue_form, make_person, sign_in
from tests.meetings.councils import council_called, soon

AGENDA, PUBLISH = "/meetings/1/moves/set-agenda", "/meetings/1/moves/publish-minutes"
SPAM, TITLES = "Pills for sale", ("Pills for sale", "Who pays for transit?")


def points(*rows: tuple[str, str]) -> dict[str, Any]:
    """Return the answers of the form of an agenda with points, each a title and what it is about."""
    each = [{"place": place, "title": title, "length": 10, "about": about}
            for place, (title, about) in enumerate(rows, 1)]  # fmt: skip
    return {f"points-{place}-{name}": value for place, row in enumerate(each) for name, value in row.items()}


def hidden_in_a_meeting(app: Flask) -> tuple[Any, Any]:
    """Return clients of the chair and of a moderator, in a meeting that accepted two issues; one is hidden."""
    _secretary, members, chair = council_called(app, **soon())
    filer, member = sign_in(app, make_person()), sign_in(app, members[1])
    judge = sign_in(app, make_person(roles=("moderator",)))
    for title in TITLES:
        assert filer.post("/issues/new", data=issue_form(title=title)).status_code == 302
    agenda = points(*((f"#{ref}: {title}", f"issue {ref}") for ref, title in enumerate(TITLES, 1)))
    assert chair.post(AGENDA, data=agenda).status_code == 302
    assert chair.post("/meetings/1/moves/open").status_code == 302
    for ref in (1, 2):
        assert member.post(f"/issues/{ref}/moves/volunteer", data={"step": "done"}).status_code == 302
        given = {"reason": f"{TITLES[ref - 1]} is in scope.", "step": "done"}
        assert member.post(f"/issues/{ref}/moves/accept", data=given).status_code == 302
    assert judge.post("/issues/1/moves/hide", data={"reason": "It is spam."}).status_code == 302
    return chair, judge


def test_minutes_record_no_decision_on_what_was_hidden(app: Flask, db: None) -> None:
    chair, _judge = hidden_in_a_meeting(app)
    assert chair.post("/meetings/1/moves/close", data={"step": "done"}).status_code == 302
    form = chair.get(PUBLISH).text
    assert SPAM not in form
    assert form.split("Recorded as decided")[1].split("</ul>")[0].count("<li>") == 1
    assert chair.post(PUBLISH, data={"minutes": "We met.", "step": "done"}).status_code == 302
    page = app.test_client().get("/meetings/1").text
    taken = page.split("Decided in the meeting")[1].split("</ol>")[0]
    assert taken.count("<li>") == 1
    assert "accepted the issue: Who pays for transit? is in scope." in taken
    assert SPAM not in app.test_client().get("/api/v1/meetings/1").text
    assert broken_promises() == []


def test_what_moderators_decide_beside_a_meeting_is_no_decision_of_it(app: Flask, db: None) -> None:
    chair, judge = hidden_in_a_meeting(app)
    assert judge.post("/issues/1/moves/show-again", data={"reason": "It is none."}).status_code == 302
    assert chair.post("/meetings/1/moves/close", data={"step": "done"}).status_code == 302
    form = chair.get(PUBLISH).text
    assert form.count("accepted the issue: Pills for sale is in scope.") == 2, "among the decisions, and in the draft"
    assert ("It is spam." in form, "It is none." in form) == (False, False)
    assert "It is none." not in app.test_client().get("/meetings/1/items/1").text


def test_who_edits_an_agenda_keeps_a_point_that_is_hidden(app: Flask, db: None) -> None:
    chair, judge = hidden_in_a_meeting(app)
    form = chair.get(AGENDA).text
    assert "Hidden by a moderator" not in form
    assert SPAM not in form
    only = ("#2: Who pays for transit?", "issue 2")
    unchanged = chair.post(AGENDA, data=points(only))
    assert (unchanged.status_code, "This is the agenda already" in unchanged.text) == (422, True)
    assert chair.post(AGENDA, data=points(("Words of welcome", ""), only)).status_code == 302
    full = chair.post(AGENDA, data=points(only, *((f"Point {n}", "") for n in range(2, 34))))
    assert (full.status_code, "Give at most 32." in full.text) == (422, True), (
        "or its form had no room once it is shown"
    )
    page = app.test_client().get("/meetings/1").text
    assert "Hidden by a moderator" in page
    assert SPAM not in page.split('id="agenda"')[1].split("</table>")[0]
    assert judge.post("/issues/1/moves/show-again", data={"reason": "It is none."}).status_code == 302
    agenda = app.test_client().get("/meetings/1").text.split('id="agenda"')[1].split("</table>")[0]
    assert "Hidden by a moderator" not in agenda
    assert '<a href="/issues/1"><bdi>#1: Pills for sale</bdi></a>' in agenda
    assert broken_promises() == []


def test_words_removed_from_a_title_go_from_an_agenda_off_which_its_point_was_taken(app: Flask, db: None) -> None:
    _secretary, _members, chair = council_called(app, **soon())
    filer, judge = sign_in(app, make_person()), sign_in(app, make_person(roles=("moderator",)))
    for title in TITLES:
        assert filer.post("/issues/new", data=issue_form(title=title)).status_code == 302
    first, second = (f"#{ref}: {title}" for ref, title in enumerate(TITLES, 1))
    assert chair.post(AGENDA, data=points((first, "issue 1"), (second, "issue 2"))).status_code == 302
    assert chair.post(AGENDA, data=points((second, "issue 2")) | {"reason": "It is spam."}).status_code == 302
    pages = ("/meetings/1", "/feeds/meetings/1.atom")
    assert all(SPAM in app.test_client().get(page).text for page in pages)
    entry = session.scalars(select(Event.id).where(Event.kind == "issue.file").order_by(Event.id)).first()
    given = {"entry": entry, "passage": SPAM, "reason": "It is a brand.", "step": "done"}
    assert filer.post("/record/redact", data=given).status_code == 403
    assert judge.post("/record/redact", data=given).status_code == 302
    for page in (*pages, "/issues/1"):
        assert SPAM not in app.test_client().get(page).text, page
    assert "Who pays for transit?" in app.test_client().get("/meetings/1").text
    assert broken_promises() == []
