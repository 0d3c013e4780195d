"""Whom a handle names: every form that asks for one takes it as people write it, and no closed account."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from igtf.people.models import Person
from igtf.people.secretariat import deactivate
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
    data = {"topic": "landlocked", "editors": handle}
    return sign_in(app, chair).post("/drafts/draft-ines-landlocked/moves/adopt", data=data)


def _nominate(app: Flask, secretariat: Person, handle: str) -> TestResponse:
    """Nominate somebody for a seat of the council."""
    sign_in(app, secretariat).post("/selections/new", data=call_form())
    data = {"handle": handle, "reason": "Good.", "step": "done"}
    return sign_in(app, make_person()).post(f"{URL}/moves/nominate", data=data)


def _seat(app: Flask, secretariat: Person, handle: str) -> TestResponse:
    """Seat somebody in the interim council."""
    data = {"act": "seat", "seat-seat": "28", "seat-handle": handle}
    return sign_in(app, secretariat).post("/council/seats", data=data)


DOORS = pytest.mark.parametrize("door", [_propose, _adopt, _nominate, _seat])


@DOORS
@pytest.mark.parametrize("written", ["@noor", "NOOR", " @Noor "])
def test_a_handle_is_taken_as_it_is_written(app, db, door, written):
    secretariat = make_person(roles=("secretariat",))
    make_person("noor")
    done = door(app, secretariat, written)
    assert done.status_code == 302, done.text


@DOORS
def test_a_closed_account_is_named_by_none(app, db, door):
    secretariat, gone = make_person(roles=("secretariat",)), make_person("gone")
    deactivate(gone, reason="Left.", by=by(secretariat))
    refused = door(app, secretariat, "@Gone")
    assert refused.status_code == 422
    assert "Nobody here has the handle gone." in refused.text
