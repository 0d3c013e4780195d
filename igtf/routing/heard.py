"""What was heard of a letter: who recorded what its body said, and which contacts it did not reach.

A mail to a contact that was sent and has an error came back with that.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, bindparam, cast, exists, literal, or_, select
from sqlalchemy.orm import aliased

from igtf.core.command import housekeeping
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch
from igtf.core.mail import Mail, came_back
from igtf.record.models import Actor, Event, Payload
from igtf.routing.events import HEARD
from igtf.routing.models import Contact, ContactLink

WITH_LINK = ("statement-letter", "statement-reminder", "statement-reopened")
"""The mails about a statement that bring a contact a new link to answer it (``letters.write_to``)."""


@housekeeping
def mail_came_back(actor_id: int, number: str, said: str) -> None:
    """Note what a mail server said of the mail with the Message-ID ``number``, where that went to a contact, who is the
    actor."""
    key = number.strip("<>").partition("@")[0].replace(".", ":")
    came_back(key, said, Mail.to.in_(select(Contact.email).where(Contact.actor_id == actor_id)))


def not_reached(statement_id: int) -> Sequence[str]:
    """Return the names of the contacts whom the mail with a letter does not reach, as it stands; one query."""
    return fetch(_not_reached(), {"statement": statement_id}).scalars().all()


@prepared
def _not_reached() -> Listing:
    return _failed(bindparam("statement")).with_only_columns(Contact.name).order_by(Contact.name)


def reaches_somebody_not(statement_id: Any) -> ColumnElement[bool]:
    """Return the condition that the mail with a letter does not reach one of the contacts."""
    return _failed(statement_id).exists()


def _failed(statement_id: Any) -> Select[Any]:
    """Return the query of contacts to whom the newest mail with a link to answer was tried in vain, or came back."""
    later = aliased(ContactLink)
    own = (later.statement_id == ContactLink.statement_id, later.contact_id == ContactLink.contact_id)
    return (
        select(Contact)
        .join(ContactLink, ContactLink.contact_id == Contact.id)
        .join(Mail, Mail.key.in_([literal(f"{name}:") + cast(ContactLink.id, String) for name in WITH_LINK]))
        .where(
            ContactLink.statement_id == statement_id, Contact.ended_at.is_(None), Mail.attempts > 0,
            Mail.last_error.is_not(None), ~exists().where(*own, later.id > ContactLink.id),
        )
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
