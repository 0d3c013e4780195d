"""Erasing what people say of themselves, where law or privacy requires it to go (procedure, section 12).

A statement of interest, the line about a person, the name and the organisation that a hat names lie beside the record,
and nobody hides them. So they go with the entry by which they came, unless others came since.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.discussion.redacting import ERASERS
from igtf.people import events
from igtf.people.found import index
from igtf.people.models import InterestStatement, Person
from igtf.people.policy import SEAT_FIRST
from igtf.people.roles import sits_under
from igtf.people.shown import note_shown
from igtf.record.models import IMPORTER_ID, Actor, Event, Hat, Payload


def _data(event: Event) -> Mapping[str, Any]:
    return session.get_one(Payload, event.id).data or {}


def _interest(event: Event) -> bool:
    """Erase the version of a statement of interest that an entry published; the other versions stay."""
    own = (InterestStatement.person_id == event.actor_id, InterestStatement.version == _data(event).get("version"))
    shown = update(InterestStatement).where(*own, InterestStatement.text != "").values(text="", html="")
    return session.scalar(shown.returning(InterestStatement.id)) is not None


def _name(event: Event) -> bool:
    """Put the handle in the place of the name that somebody has since an entry."""
    actor = session.get_one(Actor, event.actor_id)
    if actor.kind != "person" or actor.name == actor.handle or "name" in _changed_since(event):
        return False
    actor.name = str(actor.handle)
    note_shown()
    index(actor.id)
    return True


def _profile(event: Event) -> bool:
    """Erase the name and the line about a person that an entry brought."""
    brought, since = _data(event).get("changed", ()), _changed_since(event)
    person = session.get_one(Person, event.actor_id)
    had = "about" in brought and "about" not in since and bool(person.about)
    if had:
        person.about = ""
    return ("name" in brought and _name(event)) or had


def _hat(event: Event) -> bool:
    """Erase the organisation that a hat names, from each hat of its person that names it, and of an import at once from
    all that it brought then. They go on as personal ones, and count as they did. Invalid for the hat of a seat."""
    whose = Hat.started_at == event.at if event.actor_id == IMPORTER_ID else Hat.actor_id == event.actor_id
    named = (whose, Hat.organisation == _data(event).get("organisation"), Hat.organisation != "")
    hats = session.scalars(select(Hat).where(*named).order_by(Hat.id).with_for_update()).all()
    if any(sits_under(hat.id) for hat in hats):
        raise Invalid(entry=str(SEAT_FIRST))
    for hat in hats:
        hat.organisation, hat.capacity = "", "personal"
    for person_id in {hat.actor_id for hat in hats}:
        index(person_id)
    note_shown()
    return bool(hats)


def _changed_since(event: Event) -> set[str]:
    """Return the fields of a profile that its person changed after an entry."""
    later = (Event.actor_id == event.actor_id, Event.kind == events.PROFILE, Event.id > event.id)
    found = session.scalars(select(Payload.data).join(Event, Event.id == Payload.event_id).where(*later))
    return {name for data in found for name in (data or {}).get("changed", ())}


ERASERS |= {
    events.JOIN: _name, events.PROFILE: _profile, events.INTEREST: _interest, events.HAT: _hat, events.END_HAT: _hat,
}  # fmt: skip
