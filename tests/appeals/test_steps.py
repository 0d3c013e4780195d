"""The steps of an appeal on its own page: what each needs, who takes it, and who is turned away."""

from igtf.appeals.climbing import members, rung_now
from igtf.council import seating
from igtf.council.models import Seat, Term
from igtf.record.models import Hold
from tests.appeals.house import GROUND, House, decided, decision, state, upheld
from tests.appeals.test_appeals import the_appeal
from tests.factories import broken_promises, later, make_person, sign_in, state_of, tick

SO = {"reason": "For this and against that."}
FOUND = {"verdict": "denied", "reason": "Each point is answered."}


def filed(app, house):
    """Appeal the acceptance of an issue; return a function: somebody's step on that appeal, and what the page says."""
    house.accepted()
    form = {"decision": str(decision("issue.accept").id)} | GROUND
    made = sign_in(app, house.appellant).post("/appeals/new", data=form | {"step": "done"})
    assert made.location == "/appeals/1", made.text

    def step(person, name, status=302, **given):
        answer = sign_in(app, person).post(f"/appeals/1/moves/{name}", data={"step": "done"} | given)
        assert answer.status_code == status, answer.text
        return answer.text

    return step


def deciders(house):
    return [house.person(row.person_id) for row in members(the_appeal())]


def test_the_council_puts_an_appeal_to_the_ballot_and_a_panel_has_the_last_word(app, db):
    house = House()
    step, outside = filed(app, house), make_person()
    member, *_others = deciders(house)
    assert rung_now(the_appeal()).name == "council"
    for name, given in (("acknowledge", {}), ("stand-aside", SO)):
        assert "the page names them" in step(outside, name, 403, **given)
    for name, given in (("to-ballot", SO), ("decide", FOUND)):
        step(member, name, 409, **given)
    step(member, "acknowledge")
    step(member, "acknowledge", 409)
    assert "a member recuses instead" in step(member, "stand-aside", 403, **SO)
    assert "decides on an appeal by a ballot" in step(member, "decide", 403, **FOUND)
    assert "what speaks for it" in step(member, "to-ballot", 422)
    assert "the page names them" in step(outside, "to-ballot", 403, **SO)
    step(member, "to-ballot", **SO)
    for person, name in ((member, "to-ballot"), (house.appellant, "withdraw")):
        assert "The council is balloting on this appeal" in step(person, name, 403, **SO)
    house.vote(house.newest("ballot"), "abstain")
    assert state_of("appeal", "1") == "decided"
    with later(app, 23):
        assert "This is for who made the appeal." in step(member, "next-rung", 403, **SO)
        assert "what the decision did not answer" in step(house.appellant, "next-rung", 422)
        step(house.appellant, "next-rung", **SO)
        assert "drawn by lot first" in step(house.panel[0], "acknowledge", 403)
        tick()
        first, *rest = deciders(house)
        step(first, "stand-aside", 422)
        step(first, "stand-aside", **SO)
        assert "stood aside" in step(first, "acknowledge", 403)
        one, two, _three = deciders(house)
        assert {person.id for person in rest} < {person.id for person in deciders(house)}
        step(one, "acknowledge")
        assert "nobody ballots" in step(one, "to-ballot", 403, **SO)
        assert "the page names them" in step(outside, "decide", 403, **FOUND)
        assert "Give the reasons" in step(one, "decide", 422, verdict="denied")
        assert "Choose what you find." in step(one, "decide", 422, reason="So.")
        assert "Each point is answered." in step(one, "decide", 200, step="", **FOUND)
        step(one, "decide", **FOUND)
        assert "the others are waited for" in step(one, "decide", 403, **FOUND)
        assert state_of("appeal", "1") == "acknowledged"
        step(two, "decide", **FOUND)
        assert state_of("appeal", "1") == "closed"
        step(house.appellant, "next-rung", 409, **SO)
    assert broken_promises() == []


def test_who_put_an_appeal_to_the_ballot_leads_it_while_they_sit_on_the_council(app, db):
    house = House()
    step = filed(app, house)
    member, *others = deciders(house)
    step(member, "acknowledge")
    step(member, "to-ballot", **SO)
    recall = "/ballots/1/moves/recall"
    assert "for the member who put it to the ballot" in sign_in(app, others[0]).post(recall, data=SO).text
    assert sign_in(app, member).get(recall).status_code == 200
    held = db.session.query(Seat.number).join(Term, Term.seat_id == Seat.id).filter(Term.person_id == member.id)
    seating.unseat(held.scalar(), reason="Left.", by=house.by(house.desk))
    gone = sign_in(app, member).post(recall, data=SO | {"step": "done"})
    assert (gone.status_code, "for the member who put it to the ballot" in gone.text) == (403, True)


def test_who_made_an_appeal_withdraws_it_with_a_reason(app, db):
    house = House()
    step = filed(app, house)
    assert "have time still" in step(house.appellant, "next-rung", 403, **SO)
    assert "This is for who made the appeal." in step(deciders(house)[0], "withdraw", 403, **SO)
    assert "Say why; the reason is public." in step(house.appellant, "withdraw", 422)
    assert db.session.query(Hold).filter(Hold.lifted_at.is_(None)).count() == 1
    step(house.appellant, "withdraw", reason="They answered me.")
    db.session.rollback()
    assert db.session.query(Hold).filter(Hold.lifted_at.is_(None)).count() == 0
    assert "They answered me." in app.test_client().get("/appeals/1").text
    step(house.appellant, "withdraw", 409, **SO)
    step(deciders(house)[0], "acknowledge", 409)
    assert broken_promises() == []


def test_what_an_appeal_annulled_on_an_outcome_can_be_done_anew(app, db):
    house, note = House(), {"reason": "Nothing follows."}
    given = {"occasion": "IGF", "year": 2026, "session_name": "", "title": "One", "text": "Text.", "url": ""}
    outcome, path = house.do(house.filer, "outcome", "enter", **given), "/outcomes/1/moves/note"
    member, reader = sign_in(app, house.member), app.test_client()
    assert member.post(path, data=note).status_code == 302
    assert member.post(path, data=note).status_code == 409
    assert "annulled" not in reader.get("/outcomes/1").text
    upheld(house, decision("outcome.note"))
    assert (state(outcome), "annulled" in reader.get("/outcomes/1").text) == ("waiting", True)
    assert member.post(path, data=note).status_code == 302
    assert broken_promises() == []


def test_who_is_denied_what_another_appeal_took_back_is_not_told_that_it_stands(app, db):
    house = House()
    house.accepted()
    accepted = decision("issue.accept")
    people = (house.appellant, make_person())
    first, second = (house.do(one, "appeal", "file", decision=accepted.id, **GROUND) for one in people)
    decided(house, first, "upheld")
    decided(house, second, "denied")
    assert (state(first), state(second)) == ("closed", "closed"), "no rung is left that could take it back again"
    page = app.test_client().get(f"/appeals/{second.subject.ref}").text
    assert "The decision was annulled before; nothing is left to take back." in page
    assert "The appellant may go to the next rung." not in page
    assert broken_promises() == []
