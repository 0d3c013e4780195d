"""Who routes: the secretariat and the council's chair."""

import pytest

from igtf.people.models import Person
from tests.factories import make_person


@pytest.fixture
def people(db: None) -> tuple[Person, Person]:
    """Return the secretariat and the chair of the council."""
    return make_person(roles=("secretariat",)), make_person(roles=("council-chair",))
