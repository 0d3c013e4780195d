"""Named invariants over the whole database: run by ``igtf check``, in production too, and after every test walk."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from igtf.core.db import session
from igtf.core.finding import search, tokens
from igtf.core.workflow import WORKFLOWS
from igtf.record.hashing import payload_hash
from igtf.record.kinds import event_kinds
from igtf.record.models import HIDDEN, Event, Outbox, Payload, Subject


@dataclass(frozen=True)
class Invariant:
    """A promise: its name, its sentence, and a query for whatever breaks it."""

    name: str
    sentence: str
    offenders: Callable[[], Iterable[Any]]


INVARIANTS: list[Invariant] = []
_SHOWN = 5


def invariant(name: str, sentence: str) -> Callable[[Callable[[], Iterable[Any]]], Callable[[], Iterable[Any]]]:
    """Decorator: the function returns what breaks the promise ``sentence``; nothing when it holds."""

    def bind(function: Callable[[], Iterable[Any]]) -> Callable[[], Iterable[Any]]:
        INVARIANTS.append(Invariant(name, sentence, function))
        return function

    return bind


def broken() -> Iterable[tuple[str, str, list[Any]]]:
    """Yield each invariant's name and sentence with the first few things that break it (none: it holds)."""
    for promise in INVARIANTS:
        yield promise.name, promise.sentence, [tuple(row) for row in list(promise.offenders())[:_SHOWN]]


@invariant("phase-follows-state", "The phase of each subject is that of its state.")
def _phases() -> Iterable[Any]:
    phases = {(w.kind, s.name): s.phase for w in WORKFLOWS.values() for s in w.states}
    rows = session.execute(select(Subject.kind, Subject.state, Subject.phase, func.min(Subject.ref)).group_by(
        Subject.kind, Subject.state, Subject.phase))  # fmt: skip
    return [row for row in rows if phases.get((row.kind, row.state)) != row.phase]


@invariant("deadline-named", "Where a subject has a deadline, its state says what for.")
def _deadlines() -> Iterable[Any]:
    said = {(w.kind, s.name) for w in WORKFLOWS.values() for s in w.states if s.due}
    due = select(Subject.kind, Subject.state, func.min(Subject.ref)).where(Subject.due_at.is_not(None))
    rows = session.execute(due.group_by(Subject.kind, Subject.state))
    return [row for row in rows if (row.kind, row.state) not in said]


@invariant("nothing-without-event", "Each subject has at least one event.")
def _events() -> Iterable[Any]:
    known = select(Event.id).where(Event.subject_id == Subject.id).exists()
    return session.execute(select(Subject.kind, Subject.ref).where(~known))


@invariant("found-by-title", "Each subject that is not hidden is found by every word of its title.")
def _found() -> Iterable[Any]:
    searched = search.TEXTS.c
    whole = func.replace(searched.title, Subject.title, "") != searched.title  # most have it as it stands
    rows = session.execute(
        select(Subject.kind, Subject.ref, Subject.title, searched.title.label("searched"))
        .outerjoin(search.TEXTS, searched.rowid == Subject.id)
        .where(Subject.state != HIDDEN, whole.is_not(True))
    )
    return [
        (row.kind, row.ref) for row in rows if not {*tokens.asked(row.title)} <= {*tokens.words(row.searched or "")}
    ]


@invariant("hidden-not-found", "No subject that a moderator hid is found by its words.")
def _hidden() -> Iterable[Any]:
    searched = select(Subject.kind, Subject.ref).join(search.TEXTS, search.TEXTS.c.rowid == Subject.id)
    return session.execute(searched.where(Subject.state == HIDDEN))


@invariant("known-kinds", "Each event is of a kind that the program knows.")
def _kinds() -> Iterable[Any]:
    known = event_kinds()
    return [
        row for row in session.execute(select(Event.kind, func.count()).group_by(Event.kind)) if row.kind not in known
    ]


@invariant("payload-hash", "The salted hash of each payload that was not redacted is the one in its event.")
def _hashes() -> Iterable[Any]:
    rows = session.execute(
        select(Event.id, Event.payload_hash, Payload.salt, Payload.data).join(Payload, Payload.event_id == Event.id)
    )
    return [(row.id,) for row in rows if row.salt and payload_hash(row.salt, row.data) != row.payload_hash]


@invariant("one-outbox-row", "Each event has its row in the outbox and its payload.")
def _outbox() -> Iterable[Any]:
    return session.execute(
        select(Event.id)
        .outerjoin(Outbox, Outbox.event_id == Event.id)
        .outerjoin(Payload, Payload.event_id == Event.id)
        .where((Outbox.event_id.is_(None)) | (Payload.event_id.is_(None)))
    )
