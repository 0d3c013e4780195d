"""Who is told of an event, by mail and on the desk: its audiences, made into persons with an address, each once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import case, exists, func, select

from igtf.archives.events import AGAIN, ARCHIVE
from igtf.core import clock
from igtf.core.db import session
from igtf.discussion.events import COMMENT
from igtf.discussion.models import Follow, Mute
from igtf.discussion.queries import paused_until
from igtf.people.addresses import REST_AFTER
from igtf.people.models import NO_MAIL, Address, Person
from igtf.record.appealable import APPEALABLE
from igtf.record.audiences import AUDIENCES, come_with
from igtf.record.kinds import kind_of
from igtf.record.models import CLOCK_ID, HIDDEN, IMPORTER_ID, Event, Subject
from igtf.record.queries import left_by

CHUNK = 500

OF_IMPORTS = (ARCHIVE, AGAIN)
"""The acts of an import that tell somebody: what came into a group, and to who follows a subject what changed of it."""


@dataclass(frozen=True)
class Recipient:
    """A person as mails need one: address, pace (at-once, daily, weekly, none), language, time zone, audience.

    ``paused``: until when the person's posting is paused.
    """

    id: int
    email: str
    pace: str
    language: str | None
    time_zone: str
    paused: datetime | None
    audience: str

    @property
    def concerned(self) -> bool:
        """Whether the act is about this person, who is told of it whatever mail they want."""
        return _concerns(self.audience)

    @property
    def mailed(self) -> bool:
        """Whether mail tells of it: the person wants mail, or is concerned."""
        return self.concerned or self.pace != NO_MAIL

    @property
    def at_once(self) -> bool:
        """Whether the mail goes out now, and waits for no digest."""
        return self.concerned or self.pace == "at-once"


def _concerns(audience: str) -> bool:
    return audience in AUDIENCES and AUDIENCES[audience].concerned


def audience_of(event: Event, subject: Subject) -> dict[int, str]:
    """Return the persons to be told, each with the first audience that names them; never who acted.

    Those whom the act names for something are told as such, whatever else they are of; of a decision that can be
    appealed, whoever is of another audience is told as that, and not as one who follows.
    An import tells nobody but ``OF_IMPORTS``: hundreds of mails would say what one look at the list says better. Of
    what a moderator hid, only the hiding itself is told, and to whom an act is about.
    """
    if _imported(event):
        return {}
    found: dict[int, str] = {}
    of_hidden = subject.state == HIDDEN and not event.kind.endswith(".hide")
    kind = kind_of(event.kind)
    told = [name for name in (*kind.names, *kind.tells) if _concerns(name) or not of_hidden]
    if event.kind in APPEALABLE:
        told.sort(key=lambda name: AUDIENCES[name].followed is not None)
    for name in chain.from_iterable((each, *_beside(event, each)) for each in told):
        for person_id in AUDIENCES[name].members(subject, event):
            found.setdefault(person_id, name)
    found.pop(event.actor_id, None)
    return found


def _imported(event: Event) -> bool:
    """Return whether an import wrote an event that tells nobody: its comments are entries of those who wrote them."""
    if event.actor_id == IMPORTER_ID:
        return event.kind not in OF_IMPORTS
    return event.kind == COMMENT and bool(left_by(event.id).get("imported_from"))


def _beside(event: Event, name: str) -> Sequence[str]:
    """Return the audiences that come with one: none with that of a subject which is one of hundreds in an import."""
    return () if event.kind == AGAIN else come_with(name)


def _muted(subject_id: int) -> set[int]:
    follows = exists().where(Follow.person_id == Mute.person_id, Follow.subject_id == Mute.subject_id)
    return set(session.scalars(select(Mute.person_id).where(Mute.subject_id == subject_id, ~follows)))


def reachable(audience: dict[int, str]) -> list[Recipient]:
    """Return those of ``audience`` who are verified and active and have an address, whether they want mail or not.

    To whose address mail comes back day by day, no more goes than to who wants none.
    """
    ids = sorted(audience)
    paused = paused_until(Person.id, clock.now()).label("paused")
    pace = case((Address.returned < REST_AFTER, Person.mail_pace), else_=NO_MAIL).label("mail_pace")
    found: dict[int, Recipient] = {}
    for start in range(0, len(ids), CHUNK):
        rows = session.execute(
            select(Person.id, Address.email, pace, Person.language, Person.time_zone, paused)
            .join(Address, Address.person_id == Person.id)
            .where(
                Person.id.in_(ids[start : start + CHUNK]), Person.deactivated_at.is_(None),
                Person.verified_at.is_not(None), Address.verified_at.is_not(None),
            )
            .order_by(Person.id, Address.is_main.desc(), Address.id)
        )  # fmt: skip
        for row in rows:
            own = (row.id, row.email, row.mail_pace, row.language, row.time_zone, row.paused, audience[row.id])
            found.setdefault(row.id, Recipient(*own))
    return list(found.values())


def _told_first(event: Event) -> set[int]:
    """Return whom those events of the same act reach that tell first: a call that a move opened, for instance.

    They are before it, and after what the same person did by the same move in the same second. Where it is a rule that
    opened or recalled something, it is the clock's.
    """
    through = kind_of(event.kind).through
    if not through:
        return set()
    alike, own = (Event.id < event.id, Event.at == event.at), Event.actor_id == event.actor_id

    def last(*which: Any) -> Any:
        return select(func.coalesce(func.max(Event.id), 0)).where(*alike, *which).scalar_subquery()

    by_rule = (Event.actor_id == CLOCK_ID) & (Event.id > last(Event.actor_id.not_in((event.actor_id, CLOCK_ID))))
    first = session.execute(
        select(Event, Subject)
        .join(Subject, Subject.id == Event.subject_id)
        .where(*alike, own | by_rule, Event.kind.in_(through), Event.id > last(own, Event.kind == event.kind))
    ).all()
    return {reader.id for each in first for reader in recipients(*each)}


def recipients(event: Event, subject: Subject) -> Sequence[Recipient]:
    """Return who gets to know of ``event``: on the desk, and who is ``mailed`` by mail too, now or in a digest."""
    audience, named = audience_of(event, subject), kind_of(event.kind).names
    first, muted = (_told_first(event), _muted(subject.id)) if audience else (set(), set())
    return reachable({
        person: name for person, name in audience.items()
        if _concerns(name) or (person not in first and (name in named or person not in muted))
    })  # fmt: skip
