"""Where all of the secretariat stand aside in a draw, who makes the secretariat is asked to add somebody to it."""

from igtf.core.clock import now
from igtf.core.db import writing
from igtf.council import seating
from igtf.people.roles import end_role, give_role, holders
from tests.council.councils import make_council
from tests.factories import acts_of, by, later, make_person, sign_in, tick
from tests.recall.test_recall import URL as RECALL_URL
from tests.recall.test_recall import in_search_of_a_panel, volunteers
from tests.selection.choosing import call_form, called, candidate, move, sources

ALL_ASIDE = "Nobody of the secretariat may act here, as all stand aside: add somebody to it"


def test_where_all_of_the_secretariat_stand_who_makes_it_is_asked_to_add_somebody(app, db):
    secretariat, members = make_council(1)
    chair, other, *_others = members.values()
    seating.name_chair(chair, by=by(secretariat))
    insider = candidate()
    sign_in(app, secretariat).post("/selections/new", data=call_form(seats=["29", "30"]))
    move(sign_in(app, insider), "stand", reason="I know networks.")
    with writing():
        give_role(insider.id, "secretariat", at=now())
    assert [person for person in (chair, other, insider) if ALL_ASIDE in acts_of(person)] == []
    with writing():
        end_role(secretariat.id, "secretariat", at=now())
    assert [person for person in (chair, other, insider) if ALL_ASIDE in acts_of(person)] == [chair]
    desk = sign_in(app, chair)
    assert 'href="/secretariat/role' in desk.get("/desk").text
    named = {"person": other.actor.handle, "role": "secretariat", "reason": "The only one there stands.", "meant": "y"}
    assert desk.post("/secretariat/role", data=named).status_code == 302
    assert ALL_ASIDE not in acts_of(chair)
    backing = {"person": insider.actor.handle, "constituency": "Civil society caucus", "evidence": "Minutes."}
    move(sign_in(app, other), "put-forward", hat=by(other).hat_id, **backing)


def test_where_who_would_answer_an_objection_stands_too_somebody_is_added_to_the_secretariat(app, db):
    secretariat, members = make_council(1)
    chair = members[28]
    seating.name_chair(chair, by=by(secretariat))
    desk, people = called(app, "JP", "PL")
    with later(app, 16):
        tick()
        move(desk, "fill")
        move(sign_in(app, make_person()), "object", person=people[0].actor.handle, reason="Holds two offices.")
        with writing():
            for held in holders("secretariat"):
                end_role(held, "secretariat", at=now())
            give_role(people[1].id, "secretariat", at=now())
        assert ALL_ASIDE not in acts_of(chair), "who chairs the council answers it"
        with writing():
            end_role(chair.id, "council-chair", at=now())
            give_role(people[0].id, "council-chair", at=now())
        assert ALL_ASIDE in acts_of(people[0])


def test_where_all_of_the_secretariat_may_sit_on_a_panel_somebody_else_draws_it(app, db):
    secretariat, members = make_council(1)
    chair, member, other = members[1], members[28], make_person()
    seating.name_chair(chair, by=by(secretariat))
    in_search_of_a_panel(app, member)
    people = volunteers(app, 12)
    with later(app, 15):
        tick()
        assert ALL_ASIDE not in acts_of(chair)
        with writing():
            end_role(secretariat.id, "secretariat", at=now())
            give_role(people[0].id, "secretariat", at=now())
            give_role(member.id, "secretariat", at=now())
        for person in (people[0], member):
            move(sign_in(app, person), "announce", 403, url=RECALL_URL, **sources(1, 23))
        assert [person for person in (chair, people[0], member, other) if ALL_ASIDE in acts_of(person)] == [chair]
        named = {"person": other.actor.handle, "role": "secretariat", "reason": "Nobody is free.", "meant": "y"}
        assert sign_in(app, chair).post("/secretariat/role", data=named).status_code == 302
        assert ALL_ASIDE not in acts_of(chair)
        move(sign_in(app, other), "announce", url=RECALL_URL, hat=by(other).hat_id, **sources(1, 23))
