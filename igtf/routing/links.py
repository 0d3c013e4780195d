"""The links by which contacts act, loaded by their token."""

from datetime import datetime

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.errors import Gone, NotFound
from igtf.core.i18n import gettext as _
from igtf.core.workflow import Move
from igtf.people.passwords import token_hash
from igtf.record.by import By
from igtf.routing.models import Contact, ContactLink, Statement
from igtf.routing.states import STATEMENT

ANSWERING = ("acknowledge", "answer", "in-process", "propose-date")
"""The moves of a contact, in the order of the page."""


def used_up() -> Gone:
    """Return the refusal of a link that works once and was used."""
    return Gone(
        _(
            "This link works once, and was used: what it was for is recorded. Ask the secretariat for a new one if "
            "you need it."
        )
    )


def link_of(token: str, purpose: str) -> ContactLink:
    """Return the link of a token, good still or not; NotFound for an unknown one or one that is for something else."""
    link = session.scalar(select(ContactLink).where(ContactLink.token_hash == token_hash(token)))
    if link is None or link.purpose != purpose:
        raise NotFound(_("This link is not one of ours. Copy it whole from the mail, to its last letter."))
    return link


def get_link_or_404(token: str, at: datetime, purpose: str = "answer") -> ContactLink:
    """Return the link of a token for a purpose.

    NotFound as ``link_of`` says, Gone for one that was revoked or has expired, and for one that was used where it
    works once. One to confirm that was used is returned: its page says that this is done.
    """
    link = link_of(token, purpose)
    if link.revoked_at is not None or link.contact.ended_at is not None:  # also one that was sent in the same moment
        raise _ended(link, _("This link was revoked; nothing was changed."))
    if link.used_at is not None and purpose == "confirm":
        return link
    if link.expires_at <= at:
        raise _ended(link, _("This link has expired; nothing was changed."))
    if link.used_at is not None and purpose != "answer":
        raise used_up()
    return link


def _ended(link: ContactLink, said: str) -> Gone:
    """Return the refusal of a link that has ended, with the way to a new one."""
    if link.statement is None:
        return Gone(_("%(ended)s Ask the secretariat for a new one.", ended=said))
    path = f"/statements/{link.statement.subject.ref}/link"
    return Gone(said, (_("Get a new link"), path))


def open_to(contact: Contact, letter: Statement, at: datetime) -> list[Move]:
    """Return what a contact can do with our letter: on the page of the link, and offered by the mail that brings it."""
    facts = STATEMENT.facts(By(contact.actor_id, at), letter)
    moves = [STATEMENT.move_by_name[name] for name in ANSWERING]
    return [move for move in moves if STATEMENT.decide(move, facts, letter.subject.state)]
