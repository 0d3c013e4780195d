"""Looking things up for pages: proposed changes, what was sent to bodies and came from them, letters, files."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, String, bindparam, case, cast, func, literal, or_, select, union
from sqlalchemy.orm import aliased

from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.core.errors import NotFound
from igtf.core.i18n import gettext as _
from igtf.core.mail import Mail
from igtf.issues.models import Issue, IssueVersion
from igtf.record.models import HIDDEN, Actor, Event, File, Payload, Relation, Subject
from igtf.record.queries import ROW
from igtf.routing.events import HEARD
from igtf.routing.models import Contact, ContactLink, Statement
from igtf.routing.over import pointless

TIED = (
    "refers", "suggests", "carries", "passes-on", "answers", "corrects", "see-also", "encloses", "copied-to",
    "concerns",
)  # fmt: skip
"""Relations that a letter names."""


def visible_changes() -> Listing:
    """Return the query of proposed changes, to be paginated by last activity."""
    return (
        select(
            *ROW, Actor.name,
        )
        .join(Actor, Actor.id == Subject.opened_by_id)
        .where(Subject.kind == "body-change")
    )  # fmt: skip


def tied_to(statement_id: int, *kinds: str) -> CompoundSelect[Any]:
    """Return the query of the subjects, by id, that a statement is tied to in one of ``kinds``, and of the issues that
    a recommendation which it carries addresses.
    """
    addresses, carries = aliased(Relation), aliased(Relation)
    carried = select(carries.target_id).where(carries.subject_id == statement_id, carries.kind == "carries")
    return union(
        select(Relation.target_id).where(Relation.subject_id == statement_id, Relation.kind.in_(kinds)),
        select(addresses.target_id).where(addresses.subject_id.in_(carried), addresses.kind == "addresses"),
    )


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


def letters_with(digest: str) -> Sequence[Statement]:
    """Return the statements whose exact text has this SHA-256 (hex)."""
    return session.scalars(select(Statement).where(Statement.sent_hash == digest).order_by(Statement.id)).all()


def files_of(statement_id: int) -> Sequence[Any]:
    """Return the files of a statement and of its answers by number, without their bytes; one query."""
    return session.execute(
        select(File.id, File.number, File.title, File.name, File.mimetype, File.size, File.sha256, File.came_at)
        .where(File.subject_id == statement_id)
        .order_by(File.number)
    ).all()


def file_or_404(statement_id: int, number: int) -> Any:
    """Return name, media type, hash and bytes of a file of a statement; NotFound when there is none."""
    found = session.execute(
        select(File.name, File.mimetype, File.sha256, File.data)
        .where(File.subject_id == statement_id, File.number == number)
    ).one_or_none()  # fmt: skip
    if found is None:
        raise NotFound(_("This statement has no file %(number)d.", number=number))
    return found


def concerns(statement_id: int) -> Sequence[Any]:
    """Return what a statement refers, carries, passes on, answers, corrects or encloses, and who gets a copy.

    What a moderator has hidden is not there. An issue has the title that it had when the statement was sent;
    ``reworded_at``: when it was worded anew after that, or since the statement is there.
    """
    return concerned_by(statement_id)[0]


def concerned_by(statement_id: int) -> tuple[Sequence[Any], bool]:
    """Return what a statement ``concerns``, and whether all that it is about, hidden or not, is over; one query."""
    one, letter = aliased(IssueVersion), aliased(Subject)
    then = select(one.title).where(one.issue_id == Subject.id, one.until > Statement.sent_at).order_by(one.number)
    since = Issue.worded_at > func.coalesce(Statement.sent_at, letter.opened_at)
    rows = session.execute(
        select(Relation.kind.label("relation"), Subject.id, Subject.kind, Subject.ref,
               func.coalesce(then.limit(1).scalar_subquery(), Subject.title).label("title"), Subject.state,
               Subject.phase, case((since, Issue.worded_at)).label("reworded_at"),
               pointless(Statement.id).label("over"))
        .join(Subject, Subject.id == Relation.target_id)
        .join(Statement, Statement.id == Relation.subject_id)
        .join(letter, letter.id == Statement.id)
        .outerjoin(Issue, Issue.id == Subject.id)
        .where(Relation.subject_id == statement_id, Relation.kind.in_(TIED))
        .order_by(Relation.kind, Subject.id)
    ).all()  # fmt: skip
    return [row for row in rows if row.state != HIDDEN], any(row.over for row in rows)
