"""Whom a handle names: every form that asks for one takes it as people write it, and no closed account."""

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.errors import Invalid
from igtf.people.commands import add_person
from igtf.people.models import Person
from igtf.people.named import people_named, person_named
from igtf.people.secretariat import deactivate
from igtf.record.models import Actor
from tests.drafts.making import draft_of, submit
from tests.drafts.neighbours import make_call, make_group, put
from tests.factories import by, issue_form, make_person, sign_in
from tests.groups.making import propose_form
from tests.selection.choosing import URL, call_form


def _propose(app: Flask, secretariat: Person, handle: str) -> TestResponse:
    """Name the second proposer of a group."""
    client, chairs = sign_in(app, make_person()), (make_person(), make_person(group="technical"))
    client.post("/issues/new", data=issue_form())
    return client.post("/groups/new", data=propose_form(secretariat, *chairs) | {"second": handle})


def _adopt(app: Flask, secretariat: Person, handle: str) -> TestResponse:
    """Name the editor of a draft that a group adopts."""
    writer, chair = sign_in(app, make_person("ines")), make_person()
    writer.post("/issues/new", data=issue_form())
    submit(writer)
    draft, group = draft_of(), make_group("transit", chair)
    put(draft.id, "call-for-adoption")
    put(make_call("1", "adoption", draft.id, chair, group_id=group.id).id, "consensus")
    data = {"name": "landlocked", "editors": handle}
    return sign_in(app, chair).post("/drafts/draft-ines-landlocked/moves/adopt", data=data)


def _nominate(app: Flask, secretariat: Person, handle: str) -> TestResponse:
    """Nominate somebody for a seat of the council."""
    sign_in(app, secretariat).post("/selections/new", data=call_form())
    data = {"person": handle, "reason": "Good.", "step": "done"}
    return sign_in(app, make_person()).post(f"{URL}/moves/nominate", data=data)


def _seat(app: Flask, secretariat: Person, handle: str) -> TestResponse:
    """Seat somebody in the interim council."""
    data = {"act": "seat", "seat-seat": "28", "seat-person": handle}
    return sign_in(app, secretariat).post("/council/seats", data=data)


DOORS = pytest.mark.parametrize("door", [_propose, _adopt, _nominate, _seat])


@DOORS
@pytest.mark.parametrize("written", ["@noor", "NOOR", " @Noor ", "Noor Exemplar", " noor  exemplar"])
def test_a_handle_is_taken_as_it_is_written(app, db, door, written):
    secretariat = make_person(roles=("secretariat",))
    make_person("noor")
    done = door(app, secretariat, written)
    assert done.status_code == 302, done.text


@DOORS
def test_the_longest_name_that_a_person_may_have_is_taken(app, db, door):
    secretariat, noor, longest = make_person(roles=("secretariat",)), make_person("noor"), f"Noor {'Exemplar' * 9} II"
    with writing():
        session.get_one(Actor, noor.id).name = longest
    done = door(app, secretariat, longest)
    assert (len(longest), done.status_code) == (80, 302), done.text


@DOORS
def test_a_closed_account_is_named_by_none(app, db, door):
    secretariat, gone = make_person(roles=("secretariat",)), make_person("gone")
    deactivate(gone, reason="Left.", by=by(secretariat))
    refused = door(app, secretariat, "@Gone")
    assert refused.status_code == 422
    assert "Nobody here has the handle gone." in refused.text


@pytest.mark.parametrize(("written", "sentence"), [
    ("Noor Exem", "Nobody here has the handle exem. Did you mean @noor (Noor Exemplar)?"),
    ("exemplar, noor", "Nobody here has the handle exemplar. Did you mean @"),
    ("Nobody At All", "Nobody here has the handle nobody, at, all.<"),
    ("Alike Exemplar", "called Alike Exemplar: @alike (Alike Exemplar), @other (Alike Exemplar). Give"),
    ("noor, Alike Ex", "Did you mean @alike (Alike Exemplar), @other (Alike Exemplar)?"),
    ("noor, @alike", "Name one person."),
])  # fmt: skip
def test_who_may_be_meant_is_said_where_a_name_is_not_that_of_one_person(app, db, written, sentence):
    secretariat = make_person(roles=("secretariat",))
    for handle in ("noor", "alike", "other", "gone"):
        make_person(handle)
    with writing():
        session.scalars(select(Actor).where(Actor.handle == "other")).one().name = "Alike Exemplar"
    deactivate(session.scalars(select(Person).join(Actor).where(Actor.handle == "gone")).one(), reason="Left.",
               by=by(secretariat))  # fmt: skip
    refused = _propose(app, secretariat, written)
    assert refused.status_code == 422
    assert sentence in refused.text
    assert "@gone" not in refused.text


def test_a_full_name_is_not_read_as_the_handles_of_others(app, db):
    secretariat = make_person(roles=("secretariat",))
    for handle in ("amina", "diallo", "adiallo"):
        make_person(handle)
    with writing():
        session.scalars(select(Actor).where(Actor.handle == "adiallo")).one().name = "Amina Diallo"
    refused = _propose(app, secretariat, "amina  Diallo")
    assert refused.status_code == 422
    assert (
        "amina Diallo is a full name, and its words are handles too. Did you mean @adiallo (Amina Diallo), "
        "@amina (Amina Exemplar), @diallo (Diallo Exemplar)? Give the handles, each with @." in refused.text
    )
    session.rollback()
    for written, named in (("@amina @diallo", ["amina", "diallo"]), ("amina, diallo", ["amina", "diallo"]),
                           ("@adiallo", ["adiallo"]), ("diallo amina", ["diallo", "amina"])):  # fmt: skip
        assert [row.handle for row in people_named(written, "people")] == named
    assert _propose(app, secretariat, "@adiallo").status_code == 302


@pytest.mark.parametrize(("name", "written", "part"), [
    ("Иван Примеров", "иван примеров", "ПРИМЕР"),
    ("Élodie Łukasz", "élodie łukasz", "ÉLOD"),
])  # fmt: skip
def test_a_name_is_found_in_any_script_and_however_it_is_written(app, db, name, written, part):
    add_person(handle="noor", name=name, at=now(), email="noor@people.example", verified=True)
    session.rollback()
    for said in (name, written, name.upper()):
        assert person_named(said, "person").handle == "noor"
    with pytest.raises(Invalid, match=r"Did you mean @noor"):
        person_named(part, "person")
    listed = app.test_client().get("/people/", query_string={"name": part})
    assert name in listed.text
    assert name not in app.test_client().get("/people/", query_string={"name": f"{part}x"}).text


def test_several_are_named_by_handles_and_names_in_their_order(app, db):
    make_person("noor")
    make_person("ines", group="technical")
    make_person("alike")
    session.rollback()
    assert [row.handle for row in people_named("Ines Exemplar, noor; @alike", "people")] == ["ines", "noor", "alike"]
    assert [row.handle for row in people_named("@noor ines, Noor Exemplar", "people")] == ["noor", "ines"]
    for written in ("Ines Exemplar، noor؛ @alike", "Ines Exemplar、noor，@alike"):  # the commas of other keyboards
        assert [row.handle for row in people_named(written, "people")] == ["ines", "noor", "alike"]


def test_a_form_that_names_people_leads_to_their_list(app, db):
    form = sign_in(app, make_person()).get("/groups/new").text
    assert 'A handle, or a full name that one person has. <a href="/people/">Who takes part</a>' in form
