"""What was heard of a letter: who recorded what its body said, and which contacts it did not reach."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import String, bindparam, cast, literal, or_, select

from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch
from igtf.core.mail import Mail
from igtf.record.models import Actor, Event, Payload
from igtf.routing.events import HEARD
from igtf.routing.models import Contact, ContactLink


def not_reached(statement_id: int) -> Sequence[str]:
    """Return the names of the contacts to whom the mail with a letter was tried and does not go out; one query."""
    return fetch(_not_reached(), {"statement": statement_id}).scalars().all()


@prepared
def _not_reached() -> Listing:
    letter = Mail.key == literal("statement-letter:") + cast(ContactLink.id, String)
    tried = (Mail.sent_at.is_(None), Mail.attempts > 0, Mail.last_error.is_not(None))
    return (
        select(Contact.name)
        .join(ContactLink, ContactLink.contact_id == Contact.id).join(Mail, letter)
        .where(ContactLink.statement_id == bindparam("statement"), Contact.ended_at.is_(None), *tried)
        .order_by(Contact.name)
    )  # fmt: skip


class Recorded(NamedTuple):
    """Who recorded an act of a body, and when: its contact or the secretariat, and on what evidence the latter did."""

    by_contact: bool
    name: str
    evidence: str
    at: datetime


def recorded(statement_id: int) -> Mapping[str | int, Recorded]:
    """Return who recorded what a body said to a statement: by the name of the move, and by the number of each point
    the latest answer to it; one query.
    """
    found: dict[str | int, Recorded] = {}
    for row in fetch(_recorded(), {"statement": statement_id}).all():
        data = row.data or {}
        known = Recorded(row.who == "contact", row.name, data.get("evidence", ""), row.at)
        found |= dict.fromkeys([row.kind.partition(".")[2], *(one["ask"] for one in data.get("answers", ()))], known)
    return found


@prepared
def _recorded() -> Listing:
    acts = [Event.kind == f"statement.{name}" for name in HEARD]
    return (
        select(Event.kind, Event.at, Actor.kind.label("who"), Actor.name, Payload.data)
        .join(Actor, Actor.id == Event.actor_id)
        .join(Payload, Payload.event_id == Event.id)
        .where(Event.subject_id == bindparam("statement"), or_(*acts))
        .order_by(Event.id)
    )
