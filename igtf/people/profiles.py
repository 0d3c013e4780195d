"""People whom an import names: unclaimed profiles, and the hats that a source states for them.

A profile has no address and no sign-in. It is claimed with the secretariat's approval (``accounts.claim``).
"""

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.text.plaintext import shorten, visible
from igtf.people.commands import add_hat, add_person
from igtf.people.models import Person
from igtf.people.names import free_handles
from igtf.record.by import By
from igtf.record.models import Hat

LONGEST = 200
"""Characters of a name or an organisation, as in the forms."""


def _named(text: str) -> str:
    """Return what a source calls somebody as it may stand in a list: one line, no hidden sign, no address."""
    return shorten(visible(text), LONGEST)


def imported_profile(name: str, *, source: str, by: By, country: str | None = None) -> Person:
    """Return the profile of who is called ``name`` in ``source``, made as unclaimed when it is not there yet.

    Whoever claimed it may call themselves otherwise here; nobody becomes another one of the source by that.
    """
    name = _named(name)
    called = (Person.source == source, Person.source_name == name)
    found = session.scalar(select(Person).where(*called).order_by(Person.id).limit(1))
    return found or add_person(handle=free_handles(name)[0], name=name, at=by.at, country=country, source=source, by=by)


def imported_hat(person: Person, *, stakeholder_group: str, organisation: str, country: str | None, by: By) -> Hat:
    """Return a person's hat of this kind, added as the source states it (section 1: it counts as stated)."""
    organisation = _named(organisation)
    found = session.scalar(
        select(Hat).where(
            Hat.actor_id == person.id, Hat.stakeholder_group == stakeholder_group, Hat.organisation == organisation,
            Hat.country.is_not_distinct_from(country),
        )
    )  # fmt: skip
    return found or add_hat(
        person, stakeholder_group=stakeholder_group, capacity="for" if organisation else "personal",
        organisation=organisation, country=country or "", confirmed=True, by=by,
    )  # fmt: skip
