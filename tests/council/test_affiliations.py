"""The cap on members of one affiliation asks all hats, and tells what is confirmed from what is only said."""

import pytest

from igtf.core.db import session
from igtf.council.models import Term
from igtf.people.commands import add_hat
from igtf.record.models import Hat
from tests.factories import by, make_person, sign_in

UNION = "Exemplar Union"


def at_the_union(person, *, confirmed):
    """Add a hat for the union to a person, under the one with which the person came."""
    add_hat(person, stakeholder_group="private", capacity="for", organisation=UNION, confirmed=confirmed,
            by=by(person))  # fmt: skip
    return person


def seat(app, secretariat, number, person):
    given = {"act": "seat", "seat-seat": str(number), "seat-person": person.actor.handle}
    return sign_in(app, secretariat).post("/council/seats", data=given)


@pytest.mark.parametrize("laid_down", [False, True])
def test_no_third_of_an_organisation_sits_under_another_hat(app, db, laid_down):
    secretariat = make_person(roles=("secretariat",))
    people = [at_the_union(make_person(), confirmed=True) for _each in range(3)]
    for number, person in zip((28, 29), people, strict=False):
        assert seat(app, secretariat, number, person).status_code == 302
    if laid_down:
        hat = session.query(Hat).filter(Hat.actor_id == people[2].id, Hat.organisation == UNION).one()
        assert sign_in(app, people[2]).post(f"/account/hats/{hat.id}/end").status_code == 302
    refused = seat(app, secretariat, 30, people[2])
    assert refused.status_code == 422
    assert "2 members of this affiliation sit on the council; there can be no more." in refused.text
    assert "<bdi>Exemplar Union</bdi> (2)" in app.test_client().get("/council/").text
    assert seat(app, secretariat, 30, make_person()).status_code == 302
    session.rollback()
    assert session.query(Term).count() == 3


def test_a_confirmation_that_is_taken_back_counts_no_more(app, db):
    secretariat = make_person(roles=("secretariat",))
    first, second, third = (at_the_union(make_person(), confirmed=True) for _each in range(3))
    for number, person in ((28, first), (29, second)):
        assert seat(app, secretariat, number, person).status_code == 302
    assert seat(app, secretariat, 30, third).status_code == 422
    hat = session.query(Hat).filter(Hat.actor_id == second.id, Hat.organisation == UNION).one()
    taken = sign_in(app, secretariat).post(f"/secretariat/hats/{hat.id}/take-back", data={"reason": "She left in May."})
    assert taken.status_code == 302
    assert seat(app, secretariat, 30, third).status_code == 302


def test_what_is_not_confirmed_binds_who_says_it_and_keeps_out_nobody_else(app, db):
    secretariat = make_person(roles=("secretariat",))
    for number in (28, 29):
        assert seat(app, secretariat, number, make_person(organisation=UNION)).status_code == 302
    assert app.test_client().get("/council/").text.count("Exemplar Union – stated, not confirmed") == 2
    people = app.test_client().get("/people/").text
    assert people.count("Civil society · Exemplar Union – stated, not confirmed") == 2
    for unproven in (make_person(organisation=UNION), at_the_union(make_person(), confirmed=False)):
        assert "there can be no more" in seat(app, secretariat, 30, unproven).text
    for number in (23, 24):
        proven = at_the_union(make_person(group="government"), confirmed=True)
        assert seat(app, secretariat, number, proven).status_code == 302
    third = at_the_union(make_person(group="government"), confirmed=True)
    assert "Private sector · for Exemplar Union<" in app.test_client().get("/people/").text
    assert "there can be no more" in seat(app, secretariat, 25, third).text
