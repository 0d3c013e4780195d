"""Calls and objections through the front door: success and refusal together."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from igtf.consensus import queries
from igtf.consensus.commands import open_call, take_position
from igtf.consensus.models import Call, Objection, Position, Second
from igtf.consensus.objecting import second
from igtf.consensus.states import OBJECTION
from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.errors import Invalid
from igtf.core.mail import Mail
from igtf.core.moments import months_after
from igtf.desk.waiting import on_desk
from igtf.notice.worker import work_once
from igtf.people.commands import add_hat
from igtf.people.roles import give_role
from igtf.record.audiences import AUDIENCES
from igtf.record.by import By, by_clock
from igtf.record.due import run_due
from igtf.record.models import Event, Hat, Relation
from igtf.record.queries import subject_of
from tests.consensus.world import DECLARATION
from tests.factories import (
    broken_promises,
    by,
    issue_form,
    later,
    make_delegate,
    make_person,
    sign_in,
    state_of,
    take_back,
)

ESTIMATE = {"result": "consensus", "reason": "One objection, which can be met."}


@pytest.fixture
def lead(app, db):
    """Return the council chair, who leads calls that belong to no group."""
    return make_person("lead", roles=("council", "council-chair"))


@pytest.fixture
def call(app, lead):
    """Return a question that is open for 14 days; what it asks about is an issue here, any subject would do."""
    sign_in(app, lead).post("/issues/new", data=issue_form())
    subject = subject_of("issue", "1")
    return open_call(subject, kind="question", question="Is the text ready?", closes_at=now() + timedelta(days=14),
                     by=by(lead))  # fmt: skip


def test_a_position_is_taken_changed_and_refused_after_the_end(app, call, lead):
    assert session.get(Relation, (call.id, "asks-about", call.about_id))
    assert app.test_client().post("/calls/1/moves/take-position", data={"position": "support"}).status_code == 403
    person = make_person()
    client = sign_in(app, person)
    wrong = client.post("/calls/1/moves/take-position", data={"position": "perhaps", "reason": "My reason"})
    assert wrong.status_code == 422
    assert b"My reason" in wrong.data
    assert client.post("/calls/1/moves/take-position", data={"position": "support"}).status_code == 302
    again = client.post("/calls/1/moves/take-position", data={"position": "support"})
    assert again.status_code == 422
    assert b"your position already" in again.data
    changed = client.post("/calls/1/moves/take-position", data={"position": "need-time", "reason": "Two weeks more."})
    assert changed.status_code == 302
    page = client.get("/calls/1")
    assert page.status_code == 200
    assert b"Two weeks more." in page.data
    assert b"Before:" in page.data
    session.rollback()
    assert session.scalars(select(Position.value)).all() == ["need-time"]
    kinds = session.scalars(select(Event.kind).where(Event.subject_id == call.id).order_by(Event.id)).all()
    assert kinds == ["call.open", "call.take-position", "call.take-position"]
    with later(app, 14):
        late = client.post("/calls/1/moves/take-position", data={"position": "support"})
        assert late.status_code == 403
        assert b"This call closed at" in late.data
        assert run_due(by_clock(now())) == 1
        assert run_due(by_clock(now())) == 0
        assert state_of("call", "1") == "closed"
        assert client.post("/calls/1/moves/take-position", data={"position": "support"}).status_code == 409
    assert set(AUDIENCES["position takers"].members(call.subject, None)) == {person.id}
    assert list(AUDIENCES["call lead"].members(call.subject, None)) == [lead.id]


def test_the_newest_positions_and_objections_stand_on_the_page_and_all_of_them_in_lists(app, call, lead):
    for number in range(14):
        client = sign_in(app, make_person(group=("civil", "technical")[number % 2]))
        given = {"position": "support", "reason": f"Reason {number}."}
        assert client.post("/calls/1/moves/take-position", data=given).status_code == 302
    page = app.test_client().get("/calls/1").text
    table = page[page.index("<h2>Positions</h2>") : page.index('href="/calls/1/positions"')]
    assert "Reason 13." in table
    assert "Reason 2." in table
    assert "Reason 1." not in table
    assert "Shown here: 12 of 14." in table
    assert page.count(">7 people<") == 2, "each stakeholder group is counted whole"
    assert ">14 people<" in page, "and so is their region"
    every = app.test_client().get("/calls/1/positions").text
    assert every.index("Reason 13.") < every.index("Reason 0.")
    for number in range(13):
        given = {"title": f"Objection {number}", "reason": "It costs.", "change": "Pay."}
        assert client.post("/calls/1/moves/object", data=given).status_code == 302
    objections = app.test_client().get("/calls/1").text
    objections = objections[objections.index('id="objections"') : objections.index("<h2>Positions</h2>")]
    assert objections.count("Change asked for:") == 12
    assert "Shown here: 12 of 13." in objections
    assert 'href="/objections/?call=1"' in objections
    assert app.test_client().get("/calls/9/positions").status_code == 404
    with later(app, 15):
        run_due(by_clock(now()))
        assert "13 objections stand in the way" in app.test_client().get("/calls/1").text
        assert sign_in(app, lead).post("/calls/1/moves/declare", data=DECLARATION).status_code == 403


def test_the_hat_is_fixed_with_the_first_position(app, call):
    person = make_person(group="civil")
    take_position(call, position="support", by=by(person))
    add_hat(person, stakeholder_group="technical", capacity="personal", organisation="", by=by(person))
    first = session.scalars(select(Position.hat_id)).one()
    client = sign_in(app, person)
    named = "Your hat in this call is fixed since your first position: Civil society"
    assert named in client.get("/calls/1").text
    other = by(person).hat_id
    refused = client.post("/calls/1/moves/take-position", data={"position": "abstain", "hat": str(other)})
    assert refused.status_code == 422
    with pytest.raises(Invalid, match=f"{named}. Choose that one."):
        take_position(call, position="abstain", by=by(person))
    kept = client.post("/calls/1/moves/take-position", data={"position": "abstain", "hat": str(first)})
    assert kept.status_code == 302
    session.rollback()
    assert session.execute(select(Position.hat_id, Position.value)).one() == (first, "abstain")


def test_a_position_under_a_hat_that_was_laid_down_is_not_taken_under_the_one_that_is_left(app, call):
    person = make_person(group="civil")
    civil, client = by(person).hat_id, sign_in(app, person)
    add_hat(person, stakeholder_group="private", capacity="personal", organisation="", by=by(person))
    left = by(person).hat_id
    assert f'<option value="{civil}">' in client.get("/calls/1").text
    assert client.post(f"/account/hats/{civil}/end").status_code == 302
    posted = {"position": "support", "reason": "It is short.", "hat": str(civil)}
    refused = client.post("/calls/1/moves/take-position", data=posted)
    assert (refused.status_code, "It is short." in refused.text) == (422, True)
    assert f'<option value="{left}"' in refused.text.partition("You act as")[2]
    session.rollback()
    assert session.scalars(select(Position.hat_id)).all() == []
    assert client.post("/calls/1/moves/take-position", data=posted | {"hat": str(left)}).status_code == 302
    session.rollback()
    assert session.scalars(select(Position.hat_id)).all() == [left]


def test_an_objection_is_seconded_under_the_hat_that_is_fixed_in_the_call(app, call):
    raiser, person = make_person(), make_person(group="civil")
    objection = {"reason": "Landlocked countries pay.", "change": "Add a section on costs."}
    sign_in(app, raiser).post("/calls/1/moves/object", data=objection)
    take_position(call, position="can-live-with", by=by(person))
    first = by(person).hat_id
    add_hat(person, stakeholder_group="technical", capacity="personal", organisation="", by=by(person))
    client = sign_in(app, person)
    refused = client.post("/objections/1/moves/second", data={"hat": str(by(person).hat_id)})
    assert refused.status_code == 422
    with pytest.raises(Invalid, match="Your hat in this call is fixed"):
        second(session.query(Objection).one(), by=by(person))
    assert client.post("/objections/1/moves/second", data={"hat": str(first)}).status_code == 302
    assert session.scalars(select(Second.hat_id)).all() == [first]


def test_who_seconded_an_objection_takes_the_name_back_while_it_is_open(app, call):
    raiser, person = sign_in(app, make_person()), sign_in(app, make_person())
    raiser.post("/calls/1/moves/object", data={"reason": "Costs.", "change": "A section on costs."})
    withdraw = "/objections/1/moves/withdraw-second"
    assert "You do not second this objection." in person.post(withdraw).text
    assert person.post("/objections/1/moves/second", data={}).status_code == 302
    assert "You do not second this objection." in raiser.post(withdraw).text
    assert withdraw in person.get("/objections/1").text
    assert person.post(withdraw).status_code == 302
    session.rollback()
    assert session.scalars(select(Second.person_id)).all() == []
    assert subject_of("objection", "1").support_count == 0
    assert person.post("/objections/1/moves/second", data={}).status_code == 302
    assert raiser.post("/objections/1/moves/retract", data={}).status_code == 302
    assert person.post(withdraw).status_code == 409


def test_what_is_done_after_a_confirmation_was_taken_back_stands_under_the_hat_as_it_counts_since(app, call):
    raiser, person = make_person(), make_delegate("delegate", group="government")
    sign_in(app, raiser).post("/calls/1/moves/object", data={"reason": "Costs.", "change": "A section on costs."})
    take_position(call, position="can-live-with", by=by(person))
    confirmed = by(person).hat_id
    take_back(app, person)
    client, held = sign_in(app, person), select(Position.hat_id).where(Position.person_id == person.id)
    assert session.scalars(held).one() == confirmed, "what was said before was counted, and stays"
    add_hat(person, stakeholder_group="civil", capacity="personal", organisation="", by=by(person))
    refused = client.post("/calls/1/moves/take-position", data={"position": "support", "hat": str(by(person).hat_id)})
    assert (refused.status_code, "Your hat in this call is fixed" in client.get("/calls/1").text) == (422, True)
    goes_on = session.scalars(select(Hat.id).where(Hat.actor_id == person.id, Hat.capacity == "for",
                                                   Hat.ended_at.is_(None))).one()  # fmt: skip
    under = {"hat": str(goes_on)}
    assert client.post("/objections/1/moves/second", data=under).status_code == 302
    objects = {"reason": "Prices.", "change": "Leave them out."}
    assert client.post("/calls/1/moves/object", data=objects | under).status_code == 302
    session.rollback()
    assert session.get_one(Hat, goes_on).counts_as == "unstated"
    raised = session.scalars(select(Objection.hat_id).where(Objection.person_id == person.id)).one()
    assert {raised, session.scalars(held).one(), *session.scalars(select(Second.hat_id))} == {goes_on}


@pytest.mark.parametrize("move", ["retract", "confirm"])
def test_an_objection_is_let_go_under_the_hat_that_is_fixed_in_the_call(app, call, move):
    """Under another one its raiser would be counted in two groups."""
    raiser = make_person()
    client, fixed = sign_in(app, raiser), by(raiser).hat_id
    client.post("/calls/1/moves/object", data={"reason": "Costs.", "change": "A section on costs."})
    add_hat(raiser, stakeholder_group="government", capacity="personal", organisation="", by=by(raiser))
    if move == "confirm":
        with writing():
            session.scalars(select(Objection)).one().asked_about = "draft-x-01"
    path = f"/objections/1/moves/{move}"
    other = session.scalars(select(Hat.id).where(Hat.actor_id == raiser.id, Hat.id != fixed)).one()
    form = client.get(path).text
    assert [f'value="{hat}"' in form for hat in (fixed, other)] == [True, False]
    given = {"position": "support", "hat": str(other)}
    assert client.post(path, data=given).status_code == 422
    with pytest.raises(Invalid, match="fixed since your first position"):
        OBJECTION.commands[move](OBJECTION.load(None, "1"), position="support", by=By(raiser.id, now(), other))
    session.rollback()
    assert state_of("objection", "1") == "raised"
    assert client.post(path, data=given | {"hat": str(fixed)}).status_code == 302
    session.rollback()
    assert session.scalars(select(Position.hat_id)).one() == fixed
    acts = Event.kind.in_(("call.take-position", f"objection.{move}"))
    assert session.scalars(select(Event.hat_id).where(acts)).all() == [fixed, fixed]


def acts_on_call(person_id):
    """Return the parts of the desk on which the call is, each with the address of the act that is offered there."""
    session.rollback()
    items = [item for item in on_desk(person_id) if item.row.kind == "call"]
    return [(item.part, address) for item in items for _act, address in item.acts if item.part != "soon"]


def test_an_objection_is_answered_and_dealt_with_before_consensus_is_declared(app, call, lead):
    with writing():
        give_role(lead.id, "responsible", subject_id=call.about_id, at=now())
    raiser, other = make_person(), make_person()
    client, chair, second = sign_in(app, raiser), sign_in(app, lead), sign_in(app, other)
    incomplete = client.post("/calls/1/moves/object", data={"reason": "Landlocked countries pay."})
    assert incomplete.status_code == 422
    assert b"Say which change would remove it." in incomplete.data
    given = {"reason": "Landlocked countries pay.", "change": "Add a section on costs."}
    assert client.post("/calls/1/moves/object", data=given).status_code == 302
    assert session.scalars(select(Position.value)).all() == ["object"]
    moved_on = client.post("/calls/1/moves/take-position", data={"position": "support"})
    assert moved_on.status_code == 403
    assert b"Your objection 1 is not settled" in moved_on.data
    assert client.post("/objections/1/moves/second", data={}).status_code == 403
    assert second.post("/objections/1/moves/second", data={}).status_code == 302
    assert second.post("/objections/1/moves/second", data={}).status_code == 403
    assert second.post("/objections/1/moves/retract", data={}).status_code == 403
    assert second.post("/objections/1/moves/answer", data={"answer": "No."}).status_code == 403
    early = chair.post("/calls/1/moves/declare", data=DECLARATION | {"result": "divergence"})
    assert early.status_code == 409
    with later(app, 15):
        run_due(by_clock(now()))
        unanswered = chair.post("/calls/1/moves/declare", data=DECLARATION | {"result": "divergence"})
        assert unanswered.status_code == 403
        assert b"Without an answer: Objection 1." in unanswered.data
        assert b'href="/calls/1">Back to its page' in unanswered.data
        assert acts_on_call(lead.id) == [("me", "/calls/1#objections")]
        assert chair.post("/objections/1/moves/let-stand", data={"reason": "It is right."}).status_code == 409
        assert chair.post("/objections/1/moves/answer", data={"answer": "Section 4 says so."}).status_code == 302
        hasty = chair.post("/calls/1/moves/declare", data=DECLARATION)
        assert hasty.status_code == 403
        assert b"publish an estimate first" in hasty.data
        assert acts_on_call(lead.id) == [("me", "/calls/1/moves/estimate")]
        assert chair.post("/calls/1/moves/estimate", data=ESTIMATE).status_code == 302
        assert acts_on_call(lead.id) == [("others", None)]
        assert b"can react to the estimate until" in chair.post("/calls/1/moves/declare", data=DECLARATION).data
    with later(app, 18):
        assert acts_on_call(lead.id) == [("me", "/calls/1/moves/declare")]
        merely = chair.post("/calls/1/moves/declare", data=DECLARATION)
        assert merely.status_code == 422
        assert b"answered but not settled: Objection 1." in merely.data
        assert b"Speed against detail." in merely.data
        assert chair.post("/objections/1/moves/let-stand", data={"reason": "It is right."}).status_code == 302
        standing = chair.post("/calls/1/moves/declare", data=DECLARATION | {"result": "full-consensus"})
        assert standing.status_code == 422
        assert b"while an objection stands: Objection 1." in standing.data
        assert chair.post("/objections/1/moves/accommodate", data={"reason": "Section 4 is new."}).status_code == 302
        assert second.post("/calls/1/moves/declare", data=DECLARATION).status_code == 403
        form = chair.get("/calls/1/moves/declare").text
        assert "Objection 1 “Landlocked countries pay.”: Accommodated. Section 4 is new." in form
        undealt = chair.post("/calls/1/moves/declare", data=DECLARATION | {"dealt": ""})
        assert undealt.status_code == 422
        check = chair.post("/calls/1/moves/declare", data=DECLARATION | {"step": ""})
        assert b"Nothing is recorded yet." in check.data
        said = {"decided": "The text goes on.\n\nSee https://www.example.org/costs."}
        assert chair.post("/calls/1/moves/declare", data=DECLARATION | said).status_code == 302
    assert state_of("call", "1") == "consensus"
    assert state_of("objection", "1") == "accommodated"
    page = app.test_client().get("/calls/1")
    apart = '<p dir="auto">The text goes on.</p><p dir="auto">See <a href="https://www.example.org/costs"'
    assert page.text.count(apart) == 2, "above, and in the declaration"
    assert b"New figures on costs." in page.data
    assert b"Speed against detail." in page.data
    assert app.test_client().get("/objections/1").status_code == 200
    assert b"Add a section on costs." in app.test_client().get("/objections/1").data


def test_an_objection_is_called_one_wherever_it_is_linked(app, call, lead):
    raiser, reader = make_person(), app.test_client()
    given = {"reason": "Landlocked countries pay.", "change": "Add a section on costs."}
    done = sign_in(app, raiser).post("/calls/1/moves/object", data=given, follow_redirects=True).text
    assert '<a href="/objections/1">Objection 1: Raised.</a>' in done
    assert "<bdi>Objection 1</bdi>" in sign_in(app, lead).get("/desk").text
    sign_in(app, lead).post("/objections/1/moves/answer", data={"answer": "Section 4 says so."})
    work_once(app)
    link = '<a href="/objections/1">Objection 1: <bdi>Landlocked countries pay.</bdi></a>'
    assert link in sign_in(app, raiser).get("/calls/1").text
    relation = '<a href="/objections/1"><bdi>Objection 1</bdi>: <bdi>Landlocked countries pay.</bdi></a>'
    assert relation in reader.get("/calls/1").text
    for address in ("/objections/1", "/objections/", "/search?q=objection+1", "/search?q=landlocked"):
        assert '<p class="kicker"><b><bdi>Objection 1</bdi></b>' in reader.get(address).text, address
    assert "/objections/" not in reader.get("/search?q=%231").text, "this is the name of an issue alone"
    assert ': <a href="/objections/1">Objection 1 · ' in reader.get(f"/people/{raiser.actor.handle}").text
    session.rollback()
    mine = Mail.to.contains(raiser.actor.handle)
    texts = " ".join(session.scalars(select(Mail.subject + " " + Mail.text).where(mine)))
    assert ("bjection 1" in texts, "bjection #1" in texts) == (True, False)
    body = {"body": "See objection 1 and objection #1, not #1."}
    assert sign_in(app, raiser).post("/issues/1/comments", data=body).status_code == 302
    said = reader.get("/issues/1").text
    for to, name in (("objections", "objection 1"), ("objections", "objection #1"), ("issues", "#1")):
        assert f'<a href="/{to}/1" rel="nofollow ugc noopener">{name}</a>' in said, name


def test_a_retracted_objection_leaves_the_position_its_raiser_names(app, call, lead):
    raiser = make_person()
    client = sign_in(app, raiser)
    for reason in ("Too early.", "Too narrow."):
        client.post("/calls/1/moves/object", data={"reason": reason, "change": "Wait."})
    assert client.post("/objections/1/moves/retract", data={"position": "support"}).status_code == 302
    session.rollback()
    assert session.scalars(select(Position.value)).one() == "object"
    assert client.post("/objections/2/moves/retract", data={}).status_code == 302
    session.rollback()
    assert session.scalars(select(Position.value)).one() == "can-live-with"
    kinds = session.scalars(select(Event.kind).where(Event.subject_id == call.id).order_by(Event.id)).all()
    assert kinds == ["call.open", "call.object", "call.object", "call.take-position"]


@pytest.mark.parametrize("move", ["retract", "confirm"])
def test_the_positions_of_a_call_stay_as_they_were_declared_on(app, call, lead, move):
    """What is let go of afterwards settles the objection; who held which position then is what was declared on."""
    raiser, supporter = make_person("raiser"), make_person("other")
    client, other, chair = (sign_in(app, person) for person in (raiser, supporter, lead))
    path, supports = f"/objections/1/moves/{move}", {"position": "support"}
    assert other.post("/calls/1/moves/take-position", data=supports).status_code == 302
    assert client.post("/calls/1/moves/object", data={"reason": "Too early.", "change": "Wait."}).status_code == 302
    assert chair.post("/objections/1/moves/answer", data={"answer": "No."}).status_code == 302
    if move == "confirm":
        with writing():
            session.scalars(select(Objection)).one().asked_about = "draft-x-01"
    assert 'name="position"' in client.get(path).text
    for days, name, said in ((15, "estimate", "reason"), (19, "declare", "dealt")):
        with later(app, days):
            run_due(by_clock(now()))
            given = DECLARATION | {"result": "divergence", said: "One objects."}
            assert chair.post(f"/calls/1/moves/{name}", data=given).status_code == 302
    with later(app, 160):
        run_due(by_clock(now()))
        client, other = sign_in(app, raiser), sign_in(app, supporter)
        assert other.post("/calls/1/moves/take-position", data={"position": "abstain"}).status_code == 409
        assert 'name="position"' not in client.get(path).text
        if move == "confirm":
            assert "The call is over: your position in it stays as it was." in client.get("/objections/1").text
        assert client.post(path, data=supports).status_code == 302
        held = app.test_client().get("/api/v1/calls/1/positions").json["items"]
    assert {one["by"]: one["position"] for one in held} == {"other": "support", "raiser": "object"}
    assert state_of("objection", "1") == ("retracted" if move == "retract" else "accommodated")
    timeline = app.test_client().get("/objections/1").text.partition("Timeline")[2]
    assert "Support" not in timeline
    assert broken_promises() == []


DISPOSED = (
    ("set-aside", {"reason": "Another question."}, "not-bearing"),
    ("outweigh", {"reason": "Access weighs more.", "alternatives": "A fund, and a waiver."}, "outweighed"),
)


def test_dispositions_with_their_reasons(app, call, lead):
    chair = sign_in(app, lead)
    for number, (move, given, state) in enumerate(DISPOSED, 1):
        client, path = sign_in(app, make_person()), f"/objections/{number}/moves"
        client.post("/calls/1/moves/object", data={"reason": "Too early.", "change": "Wait."})
        assert chair.post(f"{path}/{move}", data=given).status_code == 409
        chair.post(f"{path}/answer", data={"answer": "It was announced in time."})
        assert client.post(f"{path}/{move}", data=given).status_code == 403
        assert chair.post(f"{path}/{move}", data={}).status_code == 422
        assert chair.post(f"{path}/{move}", data=given).status_code == 302
        assert state_of("objection", str(number)) == state
    session.rollback()
    said = session.scalars(select(Objection.disposition).order_by(Objection.id)).all()
    assert said == [given["reason"] for _move, given, _state in DISPOSED]


def test_an_options_poll_is_counted_by_the_clock(app, call, lead):
    open_call(
        call.about, kind="options", question="Which model?", closes_at=now() + timedelta(days=7), by=by(lead),
        options=["Stay as it is", "A new body", "Improve the present one"],
    )  # fmt: skip
    person = make_person()
    client = sign_in(app, person)
    assert client.post("/calls/2/moves/take-position", data={"position": "support"}).status_code == 403
    assert client.post("/calls/1/moves/choose", data={}).status_code == 403
    taken = "Positions and objections are taken."
    assert [taken in client.get(f"/calls/{number}").text for number in (1, 2)] == [True, False]
    assert "Choices among the options are taken" in client.get("/calls/2").text
    form = client.get("/calls/2/moves/choose")
    assert b"Improve the present one" in form.data
    nothing = client.post("/calls/2/moves/choose", data={"choices-0-option": "1"})
    assert nothing.status_code == 422
    unknown = client.post("/calls/2/moves/choose", data={"choices-0-option": "9", "choices-0-value": "prefer"})
    assert unknown.status_code == 422
    chosen = {
        "choices-0-option": "1",
        "choices-0-value": "reject",
        "choices-1-option": "3",
        "choices-1-value": "prefer",
    }
    done = client.post("/calls/2/moves/choose", data=chosen)
    assert done.status_code == 302, done.text
    assert client.post("/calls/2/moves/choose", data=chosen).status_code == 422
    page = client.get("/calls/2").text
    assert '<a href="/calls/2/people">' in page
    assert client.get("/calls/2/people").status_code == 200
    improve, stay = (page.index(f'<th scope="row" dir="auto">{option}') for option in ("Improve", "Stay"))
    assert improve < stay
    assert '<td class="num" data-label="Prefer">1</td>' in page[improve:stay]
    assert '<td class="num" data-label="Reject">1</td>' in page[stay:]
    assert 'aria-label="Prefer 1"' in page[stay:]
    assert 'aria-label="Reject 1"' in page[stay:]
    with later(app, 8):
        run_due(by_clock(now()))
        assert state_of("call", "2") == "counted"
        assert client.post("/calls/2/moves/choose", data=chosen).status_code == 409


def test_what_cannot_be_opened(app, call, lead):
    soon = now() + timedelta(days=1)
    for given in ({"options": ["one"]}, {"options": ["same", " same "]}):
        with pytest.raises(Invalid):
            open_call(call.about, kind="options", question="Which?", closes_at=soon, by=by(lead), **given)
    with pytest.raises(Invalid, match="future"):
        open_call(call.about, kind="question", question="Now?", closes_at=now() - timedelta(days=1), by=by(lead))
    assert session.scalars(select(Call.id)).all() == [call.id]


def test_a_withdrawn_call_ends_what_is_left_to_do(app, call, lead):
    client, chair = sign_in(app, make_person()), sign_in(app, lead)
    client.post("/calls/1/moves/object", data={"reason": "Too early.", "change": "Wait."})
    assert client.post("/calls/1/moves/withdraw", data={"reason": "x"}).status_code == 403
    rows = ((chair, "Answer the objection"), (client, "Waits for those who decide on your objection"))
    assert all(row in who.get("/desk").text for who, row in rows)
    assert chair.post("/calls/1/moves/withdraw", data={"reason": "The text changes."}).status_code == 302
    assert state_of("call", "1") == "withdrawn"
    answered = chair.post("/objections/1/moves/answer", data={"answer": "Later."})
    assert answered.status_code == 403
    assert b"The call was withdrawn" in answered.data
    assert not any(row in who.get("/desk").text for who, row in rows)


def test_lists_and_pages(app, call, lead):
    empty = app.test_client().get("/objections/")
    assert b"No objection here" in empty.data
    page = app.test_client().get("/calls/")
    assert b"Open, closing first" in page.data
    assert b"Is the text ready?" in page.data
    assert b"No call here" in app.test_client().get("/calls/?state=withdrawn").data
    shown = app.test_client().get("/calls/1")
    assert b"Not heard from yet:" in shown.data
    assert b"participation floor" in shown.data
    assert app.test_client().get("/calls/77").status_code == 404
    assert app.test_client().get("/objections/77").status_code == 404


def test_every_open_call_stands_in_the_list(app, call, lead, monkeypatch):
    open_call(call.about, kind="question", question="Is it short enough?", closes_at=now() + timedelta(days=30),
              by=by(lead))  # fmt: skip
    monkeypatch.setattr(queries, "SOON", 1)
    page = app.test_client().get("/calls/").text
    order = [page.index(each) for each in (">Open, closing first<", "Is the text ready?", ">Open, closing later<",
                                           "Is it short enough?")]  # fmt: skip
    assert order == sorted(order)
    assert page.count("Is it short enough?") == page.count("Is the text ready?") == 1


def test_a_floor_withholds_a_score_and_never_a_position(app, call):
    for _person in range(3):
        client = sign_in(app, make_person(group="civil"))
        assert client.post("/calls/1/moves/take-position", data={"position": "support"}).status_code == 302

    def heard():
        page = app.test_client().get("/calls/1").text
        return page[page.index("Across stakeholder groups") : page.index("Across regions")]

    assert "O Object" not in heard()
    assert "outside this score" not in heard()
    assert (
        "One group alone was heard enough for a score, so nothing can be said across groups: Civil society." in heard()
    )
    for claimed in ("Weakest:", "All groups heard together", "agreement across"):
        assert claimed not in heard(), "three who agree are no agreement between groups"
    objection = {"reason": "Too early.", "change": "Wait."}
    for people in (1, 2):
        client = sign_in(app, make_person(group="government"))
        assert client.post("/calls/1/moves/object", data=objection).status_code == 302
        shown = heard()
        silent, little = shown[shown.index("Not heard from yet:") :].split("<br>")[:2]
        assert "Government" not in silent
        assert f"Heard too little for a score:</b> Government ({people}; 3 needed)" in little
        assert f"Disagreement outside this score: Government ({people})." in shown
        assert f'<svg role="img" class="little" aria-label="Object {people}"' in shown
        assert '<span class="small">too few for a score</span>' in shown
        assert "O Object" in shown
    last = sign_in(app, make_person(group="government"))
    assert last.post("/calls/1/moves/take-position", data={"position": "support"}).status_code == 302
    assert "too little" not in heard()
    assert "outside this score" not in heard()
    assert "Weakest: Government" in heard()
    assert "All groups heard together: 0." in heard()
    assert "One group alone" not in heard()
    assert 'class="little"' not in heard()


def test_a_call_in_which_nobody_spoke_is_withdrawn_and_not_declared(app, call, lead):
    with writing():
        give_role(lead.id, "responsible", subject_id=call.about_id, at=now())
    chair = sign_in(app, lead)
    with later(app, 15):
        run_due(by_clock(now()))
        for result in ("full-consensus", "consensus", "divergence"):
            refused = chair.post("/calls/1/moves/declare", data=DECLARATION | {"result": result, "dealt": ""})
            assert refused.status_code == 403
            assert "Nobody took a position, so there is nothing to declare." in refused.text
        assert acts_on_call(lead.id) == [("me", "/calls/1/moves/withdraw")]
        assert chair.post("/calls/1/moves/withdraw", data={"reason": "Nobody answered."}).status_code == 302
    assert state_of("call", "1") == "withdrawn"


def test_who_decides_reads_on_the_form_what_it_is_about(app, call, lead):
    raiser, chair = sign_in(app, make_person()), sign_in(app, lead)
    given = {"reason": "Landlocked countries pay.\n\nThey pay twice.", "change": "Add a section on costs."}
    raiser.post("/calls/1/moves/object", data=given)
    assert raiser.get("/objections/1/moves/answer").status_code == 403
    asked = chair.get("/objections/1/moves/answer").text
    above = asked[: asked.index('<form class="form"')]
    assert '<p dir="auto">They pay twice.</p>' in above
    assert '<p dir="auto">Add a section on costs.</p>' in above
    assert "<h2>Answer</h2>" not in above
    chair.post("/objections/1/moves/answer", data={"answer": "Section 4 has it."})
    for move in ("answer", "accommodate", "set-aside", "outweigh", "let-stand"):
        asked = chair.get(f"/objections/1/moves/{move}").text
        assert '<p dir="auto">Add a section on costs.</p>' in asked, move
        assert '<p dir="auto">Section 4 has it.</p>' in asked, move
    assert '<p dir="auto">Section 4 has it.</p>' in raiser.get("/objections/1/moves/retract").text
    with later(app, 15):
        run_due(by_clock(now()))
        assert raiser.get("/calls/1/moves/estimate").status_code == 403
        asked = chair.get("/calls/1/moves/estimate").text
        above = asked[: asked.index('<form class="form"')]
        assert "Not heard from yet:</b> Government" in above
        assert "Heard too little for a score:</b> Civil society (1; 3 needed)" in above
        assert "Add a section on costs." in above
        assert "Section 4 has it." in above
        doubt = "As things stand it could not be declared: Consensus."
        assert f"{doubt}</b> No consensus while an objection is answered but not settled: Objection 1." in above
        assert chair.post("/calls/1/moves/estimate", data=ESTIMATE).status_code == 302, "it is said, and not refused"
        assert raiser.post("/objections/1/moves/retract", data={"position": "support"}).status_code == 302
        assert "As things stand" not in chair.get("/calls/1/moves/estimate").text
    with later(app, 19):
        asked = chair.get("/calls/1/moves/declare").text
        above = asked[: asked.index('<form class="form"')]
        assert "Not heard from yet:</b> Government" in above, "of whom nothing is known is before who declares"
        assert "Heard too little for a score:</b> Civil society (1; 3 needed)" in above


@pytest.mark.parametrize("move", ["set-aside", "outweigh"])
def test_full_consensus_means_that_nobody_objects(app, call, lead, move):
    raiser, chair = sign_in(app, make_person()), sign_in(app, lead)
    raiser.post("/calls/1/moves/object", data={"reason": "Too early.", "change": "Wait."})
    chair.post("/objections/1/moves/answer", data={"answer": "It was announced."})
    given = {"reason": "Access weighs more.", "alternatives": "A fund."}
    assert chair.post(f"/objections/1/moves/{move}", data=given).status_code == 302
    with later(app, 15):
        run_due(by_clock(now()))
        chair.post("/calls/1/moves/estimate", data=ESTIMATE)
    with later(app, 18):
        form = chair.get("/calls/1/moves/declare").text
        assert 'value="full-consensus"' not in form
        assert 'value="consensus"' in form
        assert "Full consensus means that nobody objects." in form
        full = chair.post("/calls/1/moves/declare", data=DECLARATION | {"result": "full-consensus"})
        assert full.status_code == 422
        assert "found not to bear on the question: Objection 1. With that it is consensus at most." in full.text
        assert chair.post("/calls/1/moves/declare", data=DECLARATION).status_code == 302
    assert state_of("call", "1") == "consensus"


@pytest.mark.parametrize("move", ["set-aside", "outweigh"])
def test_who_is_overruled_is_told_what_is_left(app, call, lead, move):
    person, other = make_person(), make_person()
    raiser, chair, reader = sign_in(app, person), sign_in(app, lead), app.test_client()
    raiser.post("/calls/1/moves/object", data={"reason": "Too early.", "change": "Wait."})
    sign_in(app, other).post("/calls/1/moves/take-position", data={"position": "support"})
    chair.post("/objections/1/moves/answer", data={"answer": "It was announced."})
    left = "Whoever raised it can attach a minority statement"
    assert left not in reader.get("/objections/1").text
    given = {"reason": "Access weighs more.", "alternatives": "A fund."}
    assert chair.post(f"/objections/1/moves/{move}", data=given).status_code == 302
    assert f"{left} once the call has closed" in reader.get("/objections/1").text
    work_once(app)
    session.rollback()
    mine = select(Mail).where(Mail.to == f"{person.actor.handle}@people.example").order_by(Mail.id.desc())
    told = session.scalars(mine).first()
    assert left in " ".join(told.text.split())
    assert left in told.html

    def waits(who):
        session.rollback()
        return [url for item in on_desk(who.id) for act, url in item.acts if "ppeal" in act or "minority" in act]

    dissent, appeal = "/calls/1/moves/dissent", "/calls/1#declared"

    with later(app, 15):
        run_due(by_clock(now()))
        chair.post("/calls/1/moves/estimate", data=ESTIMATE)
    with later(app, 18):
        run_due(by_clock(now()))
        assert (waits(person), waits(other)) == ([dissent], [])
        assert chair.post("/calls/1/moves/declare", data=DECLARATION).status_code == 302
        until = months_after(now(), 2)
        objection, page = reader.get("/objections/1").text, reader.get("/calls/1").text
        assert f'appeal the declaration until {until:%-d %B %Y}. <a href="{appeal}">' in objection
        (declared,) = re.findall(r'<div class="notice" id="declared">.*?</div>', page, re.DOTALL)
        (address,) = re.findall(r'href="(/appeals/new\?decision=\d+)"', declared)
        assert f"until {until:%-d %B %Y}" in declared
        assert "declared the result" in sign_in(app, person).get(address).text
        work_once(app)
        session.rollback()
        declared = session.scalars(mine.where(Mail.text.contains("declared the result"))).first()
        for part in (declared.text, declared.html):
            assert "/calls/1/moves/dissent" in part
            assert "/appeals/new?decision=" in part
    with later(app, 70):
        assert waits(person) == [dissent, appeal]
        raiser = sign_in(app, person)
        given = {"title": "Too early", "text": "Nobody knew."}
        assert raiser.post(dissent, data=given).status_code == 302
        assert not waits(person)
        assert raiser.post("/minority-statements/1/moves/take-back", data={"reason": "No."}).status_code == 302
        assert waits(person) == [dissent, appeal]
    with later(app, 18 + 63):
        assert not waits(person)
        assert "/appeals/new" not in reader.get("/calls/1").text


def test_who_leads_the_call_does_not_dispose_of_an_objection_of_their_own(app, call, lead):
    chair = sign_in(app, lead)
    assert chair.post("/calls/1/moves/object", data={"reason": "Too early.", "change": "Wait."}).status_code == 302
    other = {"reason": "Too late.", "change": "Hurry."}
    assert sign_in(app, make_person()).post("/calls/1/moves/object", data=other).status_code == 302
    given = {"reason": "Access weighs more.", "alternatives": "A fund."}
    for number in (1, 2):
        chair.post(f"/objections/{number}/moves/answer", data={"answer": "It was announced."})
    refused = chair.post("/objections/1/moves/outweigh", data=given)
    assert refused.status_code == 403
    assert "You stand aside here: you raised this objection." in refused.text
    assert chair.post("/objections/2/moves/outweigh", data=given).status_code == 302
    assert chair.post("/objections/1/moves/retract", data={"position": "can-live-with"}).status_code == 302


def test_the_forms_of_a_call_say_under_which_hat_whoever_has_one_acts_and_ask_who_has_several(app, call):
    person = make_person(group="civil")
    client = sign_in(app, person)
    for move in ("take-position", "object"):
        page = client.get(f"/calls/1/moves/{move}").text
        assert ("You act as: <bdi>Civil society</bdi>." in page, 'name="hat"' in page) == (True, False), move
    add_hat(person, stakeholder_group="government", capacity="for", organisation="Ministry", by=by(person))
    for move in ("take-position", "object"):
        page = client.get(f"/calls/1/moves/{move}").text
        assert ("You act as: " in page, 'name="hat"' in page) == (False, True), move
