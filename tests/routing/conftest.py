"""Who routes: the secretariat and the council's chair."""

import pytest

from igtf.people.models import Person
from tests.factories import make_person, sign_in
from tests.routing.acts import make_body, name_contact


@pytest.fixture
def people(db: None) -> tuple[Person, Person]:
    """Return the secretariat and the chair of the council."""
    return make_person(roles=("secretariat",)), make_person(roles=("council-chair",))


@pytest.fixture
def secretary(db):
    """Return the secretary of a house that knows one body, with a contact."""
    person = make_person(roles=("secretariat",))
    name_contact(make_body(), person)
    return person


@pytest.fixture
def desk(app, secretary):
    """Return the client of the secretary."""
    return sign_in(app, secretary)


@pytest.fixture
def member(app, db, desk):
    """Return the client of a member of the council, who chairs it."""
    return sign_in(app, make_person(roles=("council", "council-chair")))
