"""Erasing what people say of themselves, where law or privacy requires it to go (procedure, section 12).

A statement of interest, the line about a person and the name lie beside the record, in which their entries say only
that they came, and nobody hides them. So they go with the entry by which they came, unless others came since.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from igtf.core.db import session
from igtf.discussion.redacting import ERASERS
from igtf.people import events
from igtf.people.found import index
from igtf.people.models import InterestStatement, Person
from igtf.people.shown import note_shown
from igtf.record.models import Actor, Event, Payload


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


def _changed_since(event: Event) -> set[str]:
    """Return the fields of a profile that its person changed after an entry."""
    later = (Event.actor_id == event.actor_id, Event.kind == events.PROFILE, Event.id > event.id)
    found = session.scalars(select(Payload.data).join(Event, Event.id == Payload.event_id).where(*later))
    return {name for data in found for name in (data or {}).get("changed", ())}


ERASERS |= {events.JOIN: _name, events.PROFILE: _profile, events.INTEREST: _interest}
