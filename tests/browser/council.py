"""The council as walks need it: seats filled by command, positions taken in browsers; and what must hold after each."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.council import seating
from igtf.council.models import Ballot
from igtf.council.states import BALLOT
from igtf.people.models import Person
from igtf.record.moves import perform
from tests.browser.walking import Walker, World
from tests.factories import broken_promises, by, make_person

# Seats of five stakeholder groups: number, handle, group, country.
COUNCIL = (
    (1, "gov-kenya", "government", "KE"),
    (17, "gov-finland", "government", "FI"),
    (23, "private-one", "private", "IN"),
    (24, "private-two", "private", "BR"),
    (28, "civil-one", "civil", "SN"),
    (29, "civil-two", "civil", "DE"),
    (33, "technical-one", "technical", "JP"),
    (38, "igo-one", "intergovernmental", "CH"),
)


def seat_council(office: Person) -> None:
    """Seat the council and name its chair, as the secretariat."""
    for number, handle, group, country in COUNCIL:
        seating.seat(number, make_person(handle, group=group, country=country), by=by(office))
    seating.name_chair(person("gov-finland"), by=by(office))


def person(handle: str) -> Person:
    """Return a person by handle."""
    return session.scalars(select(Person).where(Person.actor.has(handle=handle))).one()


def work_is_sound(world: World) -> None:
    """Every named invariant holds."""
    found: dict[str, Any] = {}
    world.do(lambda: found.update(broken_promises()))
    assert not found


def pass_charter(world: World, responsible: Walker, title: str) -> None:
    """Three members of different groups take their positions in the browser; the ballot closes early."""
    for handle in ("civil-one", "technical-one", "gov-kenya"):
        take_position(world, handle, title, "yes", "Yes")
    world.do(lambda: the_others(("civil-one", "technical-one", "gov-kenya")))
    world.pass_days(7)
    responsible.menu("Council")
    responsible.follow(title)
    responsible.sees("It passes: all conditions hold.")
    responsible.step("Close early")
    responsible.state("Passed")


def take_position(world: World, handle: str, question: str, value: str, label: str, **more: str) -> Walker:
    """A member takes a position in the open ballot; return the member, who sees it in the roll call."""
    member = world.enter(handle)
    member.menu("Council")
    member.follow(question)
    member.fill(position=value, **more)
    member.press("Check my position")
    member.press(f"Record my position: {label}")
    row = member.page.locator("table.rollcall tr", has_text=f"{handle.title()} Exemplar")
    assert label in row.inner_text()
    return member


def the_others(done: Sequence[str]) -> None:
    """The other members have no objection to what is balloted on."""
    ballot = session.scalars(select(Ballot).order_by(Ballot.id.desc()).limit(1)).one()
    for _number, handle, _group, _country in COUNCIL:
        if handle not in done:
            perform(BALLOT, "take-position", ballot, {"position": "no-objection"}, by=by(person(handle)))
