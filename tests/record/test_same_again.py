"""An act that changes nothing is no act (section 13): the same answers again leave no entry, and nobody gets a mail."""

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select

from igtf.core.db import session
from igtf.core.mail import Mail
from igtf.issues.models import IssueTranslationVersion
from igtf.notice.worker import work_once
from igtf.record.models import Event
from tests.consensus.conftest import world
from tests.factories import issue_form, make_person, sign_in
from tests.groups.making import bof
from tests.routing.test_recommendations import URL, member_of, published

__all__ = ["published", "world"]
SO_ALREADY = "Nothing was changed, so nothing was recorded."


def left(app) -> tuple[int, int]:
    """Return how many entries and mails there are, once the worker has nothing left to do."""
    work_once(app)
    session.rollback()
    return session.scalar(select(func.count(Event.id))) or 0, session.scalar(select(func.count(Mail.id))) or 0


def twice(app, client: FlaskClient, path: str, given: dict[str, Any]) -> None:
    """Post the same answers two times, each time from a form that is opened anew."""
    before = left(app)
    assert client.post(path, data=given).status_code == 302
    after = left(app)
    assert after[0] > before[0]
    again = client.post(path, data=given)
    assert (again.status_code, SO_ALREADY in again.text) == (422, True), again.text
    assert left(app) == after


def test_the_same_words_on_an_issue_are_recorded_once(app, db):
    sign_in(app, make_person()).post("/issues/new", data=issue_form())
    client, other = sign_in(app, make_person()), sign_in(app, make_person())
    words = {"language": "fr", "title": "Coûts", "summary": "Qui les fixe ?"}
    twice(app, client, "/issues/1/moves/translate", words)
    assert SO_ALREADY in other.post("/issues/1/moves/translate", data=words).text
    assert session.scalars(select(IssueTranslationVersion.title)).all() == [], "it is no former wording"
    assert other.post("/issues/1/moves/translate", data=words | {"title": "Les coûts"}).status_code == 302
    body = {"body": "ITU", "reason": "It could."}
    twice(app, client, "/issues/1/moves/suggest-body", body)
    assert other.post("/issues/1/moves/suggest-body", data=body).status_code == 302, "another one says so too"
    assert client.post("/issues/1/moves/suggest-body", data=body | {"reason": "It did."}).status_code == 302


def test_the_same_answer_to_an_objection_is_recorded_once(app, world):
    world.object(world.raises)
    path = "/objections/1/moves/answer"
    twice(app, world.chair, path, {"answer": "See section 3."})
    world.post(world.author, path, {"answer": "See section 3."})  # an editor stands behind it too
    world.post(world.chair, path, {"answer": "See section 4."})


def test_who_is_named_for_a_group_is_told_once(app, db):
    proposer, second, _member = bof(app)
    client, one, two = sign_in(app, proposer), make_person(), make_person(group="technical")
    path, handles = "/groups/icost/moves/name-others", [one.actor.handle, two.actor.handle]
    given = {"chairs": ", ".join(handles), "second": second.actor.handle, "step": "done"}
    twice(app, client, path, given)
    assert SO_ALREADY in client.post(path, data=given | {"chairs": ", ".join(handles[::-1]), "second": ""}).text
    third = make_person()
    assert client.post(path, data=given | {"second": third.actor.handle}).status_code == 302
    session.rollback()
    said = app.test_client().get("/groups/icost").text
    assert third.actor.name in said


def test_the_same_answer_and_report_on_an_ask_are_recorded_once(app, published):
    desk, _author = published
    client = sign_in(app, desk)
    given = {"ask": "1", "status": "promised", "answer": "We will.", "evidence": "Minutes", "due": "2030-01-01"}
    twice(app, client, f"{URL}/moves/record-answer", given)
    later = given | {"due": "2031-01-01"}
    twice(app, client, f"{URL}/moves/record-answer", later)
    twice(app, client, f"{URL}/moves/record-answer", given | {"status": "commented", "due": ""})
    committed = sign_in(app, member_of("Transit Exemplar"))
    promise = {"ask": "2", "what": "We publish offers.", "step": "done"}
    page = committed.get(f"{URL}/moves/commit").text
    hat = [part.partition('"')[0] for part in page.partition('name="hat"')[2].split('value="')[1:]]
    for worn in hat:
        if committed.post(f"{URL}/moves/commit", data=promise | {"hat": worn}).status_code == 302:
            break
    told = {"commitment": "1", "result": "in part", "report": "Half of them are out.", "hat": worn}
    twice(app, committed, f"{URL}/moves/report", told)
