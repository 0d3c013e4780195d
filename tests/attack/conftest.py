"""Who attacks: a person with every role of the house, who has filed an issue."""

import pytest

from tests.factories import issue_form, make_person, sign_in


@pytest.fixture
def filer(app, db):
    person = make_person("amadou", roles=("secretariat", "council", "moderator"))
    client = sign_in(app, person)
    assert client.post("/issues/new", data=issue_form()).status_code == 302
    return client
