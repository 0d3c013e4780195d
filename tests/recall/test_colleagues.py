"""Who is of the member's organisation is on no panel: by any name of it, and whenever they came to belong to it."""

import json

from igtf.cli.drawing import lines
from igtf.core.clock import now
from igtf.core.db import session
from igtf.council import seating
from igtf.council.models import Ballot
from igtf.council.queries import tally_seats
from igtf.people.commands import add_hat
from igtf.recall import panel
from tests.council.councils import make_council
from tests.factories import acts_of, broken_promises, by, later, make_person, sign_in, tick
from tests.recall.test_recall import (
    CIVIL,
    URL,
    holders_in_order,
    in_search_of_a_panel,
    move,
    recall,
    volunteers,
)
from tests.routing.acts import make_body
from tests.selection.choosing import sources

HOUSE = "Exemplar House"
ASKS = "Volunteer for the panel"
STANDS_ASIDE = "organisation of the member, so you stand aside"


def recalled(app, organisation=HOUSE):
    """Let 20 people ask for the recall of a member of an organisation; return the secretariat."""
    secretariat, _members = make_council(1)
    member = make_person(organisation=organisation)
    seating.seat(CIVIL + 1, member, by=by(secretariat))
    in_search_of_a_panel(app, member)
    return secretariat


def joins(person, organisation=HOUSE):
    """Give a person one more hat, of an organisation."""
    add_hat(person, stakeholder_group="civil", capacity="personal", organisation=organisation, by=by(person))


def base():
    """Return how many seats are in the base of the panel's ballot."""
    session.rollback()
    return sum(seat.in_base for seat in tally_seats(session.query(Ballot).one(), now()))


def test_who_joined_the_organisation_after_volunteering_comes_into_no_pool(app, db):
    recalled(app)
    people = volunteers(app, 10)
    joins(people[0], " exemplar  house")
    with later(app, 15):
        tick()
        assert recall().subject.state == "volunteers", "nine are left, and a panel has ten"
        volunteers(app, 1)
    with later(app, 30):
        tick()
        assert recall().subject.state == "panel"
        assert people[0].actor.handle not in holders_in_order()
        assert base() == 10
        assert broken_promises() == []


def test_who_joined_the_organisation_before_the_draw_is_passed_over_in_its_order(app, db):
    secretariat = recalled(app)
    desk = sign_in(app, secretariat)
    people = {person.actor.handle: person for person in volunteers(app, 11)}
    with later(app, 15):
        tick()
        move(desk, "announce", **sources(1, 23))
    with later(app, 17):
        move(desk, "enter-value", source="1", numbers="9, 18", evidence="Gazette.")
        in_order = [row["handle"] for row in panel.repeat(recall().file)[1]]
        joins(people[in_order[0]])
        move(sign_in(app, secretariat), "draw")
        assert holders_in_order() == in_order[1:]
        assert base() == 10
        page = desk.get(URL).text
        assert "belongs to the organisation of the member" in page
        text = desk.get(f"{URL}/draw.json").text
        assert json.loads(text)["gone"] == [{"number": 1 + sorted(people).index(in_order[0]), "why": "colleague"}]
        assert "passed over: belongs to the organisation of the member" in "\n".join(lines(text))
        assert broken_promises() == []


def test_a_pool_of_which_too_many_joined_the_organisation_waits_for_more_volunteers(app, db):
    desk = sign_in(app, recalled(app))
    people = volunteers(app, 11)
    with later(app, 15):
        tick()
        for person in people[:2]:
            joins(person)
        tick()
        assert recall().subject.state == "volunteers"
        assert "Too few of the pool can sit on the panel by now" in desk.get(URL).text


def test_who_belongs_to_the_body_of_the_member_by_another_of_its_names_does_not_volunteer(app, db):
    make_body()
    recalled(app, "LAMP")
    ally, other = make_person(organisation="union of  Lamp makers"), make_person(organisation="Another union")
    assert STANDS_ASIDE in move(sign_in(app, ally), "volunteer", 403)
    plain = make_person(organisation="Union of lamp makers")
    assert (ASKS in acts_of(plain), ASKS in acts_of(other)) == (False, True)
    move(sign_in(app, other), "volunteer")
    people = volunteers(app, 9)
    joins(people[0], "Union of lamp makers")
    with later(app, 15):
        tick()
        assert recall().subject.state == "volunteers"
        volunteers(app, 1)
    with later(app, 30):
        tick()
        assert base() == 10


def test_a_member_without_an_organisation_has_no_colleagues(app, db):
    recalled(app, "")
    volunteers(app, 10)
    with later(app, 15):
        tick()
        assert recall().subject.state == "panel"
        assert base() == 10
