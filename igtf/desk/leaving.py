"""What the site keeps of a person beside the public record: taken along as a file, removed when they leave."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, or_, select, update

from igtf.core import clock
from igtf.core.command import command
from igtf.core.db import session
from igtf.core.mail import Mail, absolute
from igtf.discussion.commands import unfollow
from igtf.discussion.models import Follow, Mute, Report
from igtf.discussion.pauses import keep_marks
from igtf.hooks.models import Hook
from igtf.notice.keys import without_keys
from igtf.notice.models import DigestItem, TopicFollow, Unseen
from igtf.notice.queries import followed_topics
from igtf.people import factors
from igtf.people.entry import check_present, fingerprint, hold_account
from igtf.people.models import (
    Address,
    ApiToken,
    Authenticator,
    InterestStatement,
    Invitation,
    Passkey,
    Person,
    Registration,
    Role,
    SignIn,
)
from igtf.people.secretariat import deactivate
from igtf.record.by import By
from igtf.record.models import HIDDEN, Hat, Subject
from igtf.record.moves import shown_title, url_of
from igtf.routing.letters import TO_CONTACTS

_PROFILE = ("country", "languages", "about", "joined_at", "verified_at", "source", "source_name")
_PREFERENCES = ("mail_pace", "language", "time_zone")
_ROWS: dict[str, tuple[Any, Any, tuple[str, ...]]] = {
    "addresses": (Address, Address.person_id, ("email", "verified_at", "is_main", "returned", "returned_at",
                                                    "returned_said")),
    "hats": (Hat, Hat.actor_id, ("stakeholder_group", "capacity", "organisation", "country", "region", "counts_as",
                                 "confirmed_at", "refused_at", "ended_at", "evidence")),
    "statements_of_interest": (InterestStatement, InterestStatement.person_id, ("version", "at", "text")),
    "sign_ins": (SignIn, SignIn.person_id, ("agent", "started_at", "seen_at", "ended_at")),
    "authenticators": (Authenticator, Authenticator.person_id, ("name", "made_at", "used_at")),
    "passkeys": (Passkey, Passkey.person_id, ("name", "made_at", "used_at")),
    "tokens": (ApiToken, ApiToken.person_id, ("label", "reads_only", "made_at", "ended_at")),
    "webhooks": (Hook, Hook.person_id, ("address", "about", "made_at", "taken_at", "paused_at")),
}  # fmt: skip
"""Name in the file → the table, the column that says whose a row is, what is told of a row."""

_NOBODY_ELSES = (Address, SignIn, ApiToken, *factors.TABLES, Mute, DigestItem, Unseen, TopicFollow, Hook)
"""What goes with an account that its person closes; beside it what they follow, which is counted."""


def _told(thing: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in names}


def _places(table: Any, person_id: int) -> list[dict[str, Any]]:
    """Return the subjects of the rows that a person has in a table, since when."""
    rows = session.execute(
        select(Subject, table.since).join(table, table.subject_id == Subject.id)
        .where(table.person_id == person_id, Subject.state != HIDDEN).order_by(table.since, table.subject_id)
    )  # fmt: skip
    return [
        {"title": shown_title(subject), "url": absolute(url_of(subject)), "since": since} for subject, since in rows
    ]


def _roles(person_id: int) -> list[dict[str, Any]]:
    rows = session.execute(
        select(Role, Subject).outerjoin(Subject, Subject.id == Role.subject_id)
        .where(Role.person_id == person_id).order_by(Role.id)
    )  # fmt: skip
    return [
        _told(role, ("name", "started_at", "ended_at")) | {"in": absolute(url_of(subject)) if subject else None}
        for role, subject in rows
    ]


def _reports(person_id: int) -> list[dict[str, Any]]:
    """Return what a person reported, and why: a comment, a subject, or a part of one by its number."""
    rows = session.execute(
        select(Report, Subject).outerjoin(Subject, Subject.id == Report.subject_id)
        .where(Report.person_id == person_id).order_by(Report.id)
    )  # fmt: skip
    return [
        {"of": absolute(url_of(subject) if subject else f"/comments/{report.comment_id}")}
        | _told(report, ("part", "reason", "at", "settled_at"))
        for report, subject in rows
    ]


def own_data(person: Person) -> dict[str, Any]:
    """Return what is kept of a person; what they did is public, at the addresses under ``record``."""
    handle = person.actor.handle
    rows = {
        name: [_told(row, told) for row in session.scalars(select(table).where(owner == person.id).order_by(table.id))]
        for name, (table, owner, told) in _ROWS.items()
    }
    return {
        "made_at": clock.real_now(),
        "profile": {"handle": handle, "name": person.actor.name, **_told(person, _PROFILE)},
        "preferences": _told(person, _PREFERENCES), **rows, "roles": _roles(person.id), "reports": _reports(person.id),
        "follows": _places(Follow, person.id), "no_mail_about": _places(Mute, person.id),
        "topics_followed": followed_topics(person.id), "mails": _mails(person.id),
        "record": {"page": absolute(f"/people/{handle}"), "json": absolute(f"/api/v1/events?actor={handle}")},
    }  # fmt: skip


def _mails(person_id: int) -> list[dict[str, Any]]:
    """Return the mails that went to the addresses of a person since they have them and are kept still (``MAIL_KEPT``),
    the oldest first.

    Of an address that somebody else had before, those were that person's. What opens something by itself, such as a
    link for a new password, is left out: it was for who reads the mail.
    """
    theirs = or_(Address.verified_at.is_(None), Mail.queued_at >= Address.verified_at)
    own = select(Mail).join(Address, Address.email == Mail.to).where(Address.person_id == person_id, theirs)
    return [
        _told(mail, ("to", "subject", "queued_at", "sent_at")) | {"text": without_keys(mail.text)}
        for mail in session.scalars(own.order_by(Mail.id))
    ]


def _emails(person_id: int) -> Sequence[str]:
    return session.scalars(select(Address.email).where(Address.person_id == person_id)).all()


def leave(person: Person, *, password: str, by: By) -> None:
    """Close one's own account as the secretariat would, and remove what is nobody else's business.

    A last mail says so. Invalid for a wrong password, NotAllowed for the last of the secretariat, and where the
    password is another one by now.
    """
    check_present(person, password)
    _leave(person, fingerprint(person), by=by)


@command
def _leave(person: Person, knew: str, *, by: By) -> None:
    """Close the account of a person whose password was checked before anybody had to wait.

    What goes by address goes first: the mail that says goodbye is queued with the closing, and waits until it is sent.
    """
    hold_account(person, knew)  # what is queued in this moment waits, and is not queued
    keep_marks(person.id, by.at)
    _forget_addresses(person.id)
    deactivate(person, reason="", by=by)
    followed = select(Follow.subject_id).where(Follow.person_id == person.id).order_by(Follow.subject_id)
    for subject_id in session.scalars(followed).all():
        unfollow(subject_id, person_id=person.id, by=by)
    for table in _NOBODY_ELSES:
        session.execute(delete(table).where(table.person_id == person.id))
    session.execute(update(Hat).where(Hat.actor_id == person.id).values(evidence=""))


def _forget_addresses(person_id: int) -> None:
    """Remove what is kept by the addresses of a person: mails, invitations, registrations that nobody finished.

    A letter to a contact of a body goes to the body, and stays. Of a mail that is counted the row stays, empty: one
    less would tell who caused it whose the address was, and let somebody open accounts without end.
    """
    emails = _emails(person_id)
    to_contacts = or_(*(Mail.key.startswith(beginning, autoescape=True) for beginning in TO_CONTACTS))
    own = (Mail.to.in_(emails), ~to_contacts)
    counts = (*own, Mail.counted.is_not(None))
    gone: dict[str, Any] = {
        "to": "", "subject": "", "text": "", "html": None, "headers": {}, "last_error": None,
        "sent_at": func.coalesce(Mail.sent_at, clock.now()),
    }  # fmt: skip
    session.execute(update(Mail).where(*counts).values(gone))
    session.execute(delete(Mail).where(*own))
    session.execute(delete(Invitation).where(or_(Invitation.person_id == person_id, Invitation.email.in_(emails))))
    session.execute(delete(Registration).where(Registration.email.in_(emails)))
