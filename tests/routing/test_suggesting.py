"""An outcome suggested to the Multistakeholder Advisory Group, through the front door: drafted, sent, answered."""

import pytest
from sqlalchemy import select

from igtf.core.db import session
from igtf.notice.recipients import audience_of
from igtf.record.models import Event, Relation, Subject
from igtf.routing.suggesting import MAG
from tests.factories import broken_promises, make_person, sign_in, states, stations
from tests.routing.acts import make_body, name_contact

REASON = {"reason": "It asks for a *discussion*, which is the programme's."}


@pytest.fixture
def house(app, db):
    """Return the clients of a filer, a member, the council chair and the secretariat, and the last; an outcome."""
    people = [make_person(), make_person(roles=("council",)), make_person(roles=("council", "council-chair")),
               make_person(roles=("secretariat",))]  # fmt: skip
    outcome = {"occasion": "IGF", "year": "2026", "session_name": "Room 4", "title": "Who oversees the root zone?",
               "text": "It was *said* there.", "url": "https://igf.example/4"}  # fmt: skip
    signed_in = [sign_in(app, person) for person in people]
    assert signed_in[0].post("/outcomes/new", data=outcome).status_code == 302
    return *signed_in, people[-1]


def test_an_outcome_is_suggested_by_a_statement_whose_answer_stands_beside_it(app, house):
    asker, member, chair, desk, secretary = house
    body = make_body(MAG, "Plans the programme of the forum.")
    name_contact(body, secretary, "mag@forum.example")
    follower = make_person()
    sign_in(app, follower).post("/outcomes/1/follow")
    assert asker.post("/outcomes/1/moves/suggest", data=REASON).status_code == 403
    assert member.post("/outcomes/1/moves/suggest", data={}).status_code == 422
    wild = member.post("/outcomes/1/moves/suggest", data={"reason": "|a" * 60 + "|\n" + "|-" * 60 + "|"})
    assert (wild.status_code, "|a|a|a" in wild.text) == (422, True), "what no statement can show is refused, and kept"
    assert states("statement") == []
    assert member.post("/outcomes/1/moves/suggest", data=REASON).status_code == 302
    assert (states("outcome"), states("statement")) == (["suggested"], ["draft"])
    page = app.test_client().get("/outcomes/1").text
    assert 'href="/statements/1"' in page
    assert "suggested by" in page.lower()
    letter = app.test_client().get("/statements/1").text
    assert list(stations(letter)) == ["Outcome", "Clearing house", "Sent", "Answered"]
    for words in ("This came out of IGF (2026), in the session “Room 4”.", "<em>discussion</em>", "<em>said</em>",
                  "Consider this for the programme of the forum", 'href="/outcomes/1"'):  # fmt: skip
        assert words in letter
    assert chair.post("/statements/1/moves/approve", data={"step": "done"}).status_code == 302
    assert desk.post("/statements/1/moves/send", data={"channel": "mail", "step": "done"}).status_code == 302
    exact = app.test_client().get("/statements/1/letter.txt").text
    assert "Outcome" in exact.partition("This came out of")[0]
    assert "https://igf.example/4" in exact
    answered = desk.post("/statements/1/moves/answer", data={
        "evidence": "Their letter.", "answers-0-answer": "done", "answers-0-text": "It is a main session.",
    })  # fmt: skip
    assert answered.status_code == 302, answered.text
    session.rollback()
    answer, beside = session.scalars(select(Event).order_by(Event.id.desc()).limit(2)).all()
    assert (answer.kind, beside.kind) == ("statement.answer", "outcome.body-answered")
    told = audience_of(answer, session.get_one(Subject, answer.subject_id))
    assert told[follower.id] == "concerned"
    page = app.test_client().get("/outcomes/1").text
    assert "It is a main session." in page
    assert '<bdi><a href="/statements/1">LS-1</a></bdi>' in page
    assert broken_promises() == []


def test_an_outcome_waits_again_when_its_statement_is_dropped(app, house):
    _asker, member, chair, _desk, _secretary = house
    make_body(MAG, "Plans the programme of the forum.")
    member.post("/outcomes/1/moves/suggest", data=REASON)
    assert member.post("/outcomes/1/moves/wait-again").status_code == 404
    assert chair.post("/statements/1/moves/drop", data={"reason": "The programme is closed."}).status_code == 302
    assert (states("outcome"), states("statement")) == (["waiting"], ["dropped"])
    assert member.post("/outcomes/1/moves/suggest", data=REASON).status_code == 302
    assert states("statement") == ["dropped", "draft"]
    assert broken_promises() == []


def test_without_the_group_in_the_list_nothing_is_suggested(app, house):
    _asker, member, _chair, _desk, _secretary = house
    refused = member.post("/outcomes/1/moves/suggest", data=REASON)
    assert refused.status_code == 409
    assert "is not in the list of bodies" in refused.text
    assert (states("outcome"), states("statement")) == (["waiting"], [])
    assert session.scalars(select(Relation.kind)).all() == []
