"""Contacts of bodies: asked from time to time whether they still are, confirmed, and given links to write to us."""

from datetime import datetime, timedelta

from sqlalchemy import select

from igtf.core.command import housekeeping
from igtf.core.db import session, writing
from igtf.core.text.passages import REMOVED
from igtf.people.names import kept_email
from igtf.record.by import By
from igtf.record.models import Actor, Event, Payload
from igtf.record.moves import carries_out
from igtf.routing import events
from igtf.routing.bodies import actor_name, contact_of
from igtf.routing.changes import show_anew
from igtf.routing.letters import revoke_links, sent_since, write_to, write_to_nobody, write_with_link
from igtf.routing.models import Body, Contact, Statement
from igtf.routing.queries import unconfirmed
from igtf.routing.spending import spend
from igtf.routing.states import BODY, STATEMENT


@carries_out(BODY, "ask-contacts")
def ask_contacts(body: Body, *, by: By) -> events.ContactsAsked:
    """Write to each contact who has to be confirmed, with a link to a page with one button."""
    asked = session.scalars(
        select(Contact).where(Contact.body_id == body.id, unconfirmed(by.at)).order_by(Contact.id)
    ).all()
    for contact in asked:
        contact.asked_at = by.at
        write_with_link(contact, "confirm", "contact-confirm", by)
    return events.ContactsAsked(len(asked))


@carries_out(BODY, "confirm-contact")
def confirm_contact(body: Body, *, contact: str, by: By, evidence: str = "") -> events.ContactNamed:
    """Confirm that a contact still answers for the body, for ``contact_days``."""
    found = contact_of(body.id, contact)
    found.confirmed_at, found.asked_at = by.at, None
    return events.ContactNamed(found.name, found.role, evidence)


@carries_out(BODY, "send-link")
def send_link(body: Body, *, contact: str, by: By) -> events.ContactNamed:
    """Send a contact a link by which one statement can be sent to us."""
    found = contact_of(body.id, contact)
    write_with_link(found, "write", "contact-write", by)
    return events.ContactNamed(found.name, found.role, "")


@carries_out(STATEMENT, "revoke-link")
def revoke_link(statement: Statement, *, contact: str, reason: str, again: str, by: By) -> events.LinkRevoked:
    """Revoke the links of a contact to a statement, and send a new one where that is wanted."""
    found = contact_of(statement.to_body_id, contact)
    revoke_links(found, by, statement=statement)
    if again == "yes":
        write_to(statement, found, "statement-letter", by)
    return events.LinkRevoked(found.name, reason, again == "yes")


def confirm_by_link(token: str, *, by: By) -> Contact:
    """Confirm the contact whose link it is; NotFound or Gone as the link says."""
    with writing():
        link = spend(token, "confirm", by)
        confirm_contact(link.contact.body, contact=str(link.contact_id), by=by)
        return link.contact


def erase_contact(event: Event) -> bool:
    """Put a mark in the place of the name of whom an entry named as a contact, wherever it acted; return whether there
    was one."""
    name = (session.get_one(Payload, event.id).data or {}).get("name")
    named = session.scalars(
        select(Contact).where(Contact.body_id == event.subject_id, Contact.name == name).with_for_update()
    ).all()
    for contact in named:
        contact.name, contact.role = REMOVED, ""
        session.get_one(Actor, contact.actor_id).name = actor_name(REMOVED, contact.body)
        show_anew(contact.body_id)
    return bool(named)


@housekeeping
def stop_mail(contact: Contact, *, at: datetime) -> None:
    """Stop announcements and reminders to a contact. Nothing is recorded, as of persons."""
    held = session.get_one(Contact, contact.id, with_for_update=True)
    held.quiet_since = held.quiet_since or at


@housekeeping
def resume_mail(contact: Contact) -> None:
    """Let announcements and reminders to a contact come again."""
    session.get_one(Contact, contact.id, with_for_update=True).quiet_since = None


@housekeeping
def ask_for_link(statement: Statement, email: str, *, at: datetime) -> None:
    """Mail the letter with a new link to a contact of the body who has this address; at most once in an hour.

    Nothing is recorded and nobody is told whether there is one, nor by how long it takes: else an address could be
    found out by guessing.
    """
    contact = session.scalar(
        select(Contact).where(
            Contact.body_id == statement.to_body_id, Contact.email == kept_email(email),
            Contact.ended_at.is_(None),
        ).with_for_update()
    )  # fmt: skip
    if contact is None or sent_since(statement, contact, at - timedelta(hours=1)):
        write_to_nobody(statement, at)
    else:
        write_to(statement, contact, "statement-letter", By(contact.actor_id, at))
