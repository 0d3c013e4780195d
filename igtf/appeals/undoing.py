"""What an upheld appeal does to a kind of event and to a kind of subject: what a row of the tables in ``effects`` says.

Beside them what each row is given, and what several rows share.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from igtf.appeals.models import Appeal
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.discussion.queries import related
from igtf.record.by import By
from igtf.record.models import Event, StateChange, Subject, VoidEvent


@dataclass
class Fall:
    """What one upheld appeal annuls: the subjects so far, by their ids, and how each is called."""

    appeal: Appeal
    by: By
    done: dict[int, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class Undone:
    """The events of one subject that become void, in their order, and the state before; None: it was opened by them.

    Those that are void already are none of them, nor are annulments, which stay.
    """

    events: Sequence[Event]
    before: str | None


def moves_after(subject: Subject, event: Event, moves: Sequence[str]) -> Select[datetime]:
    """Return the query of when a subject made one of some moves, since an event."""
    return select(Event.at).where(Event.subject_id == subject.id, Event.kind.in_(moves), Event.at >= event.at)


def first_after(subject: Subject, event: Event, moves: Sequence[str]) -> datetime | None:
    """Return when a subject made the first of some moves since an event; None when it made none.

    Where no moves are named all that came after the event followed from it.
    """
    return session.scalar(moves_after(subject, event, moves).order_by(Event.id).limit(1)) if moves else event.at


@dataclass(frozen=True)
class Undoing:
    """What an upheld appeal does to one kind of event, beside bringing its subject back to the state before."""

    effect: Callable[[Any, Event, By], Text] | None = None
    """Undoes what it did to columns, roles and seats, and returns in a sentence what cannot be undone."""
    led_to: Callable[[Subject], Iterable[Subject]] | None = None
    """Returns the subjects whose later moves followed from it, and are void with it."""
    led_by: tuple[str, ...] = ()
    """The moves by which it led to them: only they, and what came after, are void. Without any, all that came after."""
    began: Callable[[Subject, Event, Sequence[str]], datetime | None] = first_after
    """Returns from when on the moves of one of them followed from it, of ``led_by``; None when none did."""
    echo: str = ""
    """The kind of the entry that the same act left on what its subject is about: void with it."""
    alone: Callable[[Subject, Event], Undone] | None = None
    """Returns what of its subject is void with it, where what came after it holds; None: all that came after is."""
    tell: Callable[[Any, Sequence[Event], By], None] | None = None
    """Tells those who read no page, such as a body, that such events of a thing are annulled, and how it stands now."""


NOTHING_ELSE = Undoing()
"""Its subject has the state before again, if it led to another one; nothing else was done that could be undone."""


def appeal_upheld(event: Event) -> str:
    """Return the name of the appeal by which an event is void."""
    return session.scalars(
        select(Subject.ref).join(VoidEvent, VoidEvent.by_id == Subject.id).where(VoidEvent.event_id == event.id)
    ).one()


def related_by(*kinds: str) -> Callable[[Subject], Iterable[Subject]]:
    """Return what yields the subjects that a subject has relations of some kinds to."""
    return lambda subject: [found for kind in kinds for found in related(subject.id, kind)]


def only_itself(subject: Subject, event: Event) -> Undone:
    """Return that an event is void, and its subject stays in its state."""
    return Undone([event], subject.state)


def only_its_move(_subject: Subject, event: Event) -> Undone:
    """Return that an event is void, and its subject goes back to the state before it."""
    return Undone([event], session.get_one(StateChange, event.id).before)


@dataclass(frozen=True)
class GoingBack:
    """How one kind of subject goes back."""

    target: Callable[[Any, str | None, Any], str | None]
    """Returns the state it goes to, of that before the decision (None: it was opened by what is annulled) and the
    ``Fall``; None: it stays as it is."""
    settle: Callable[[Any, str, By], None] | None = None
    """Makes it whole in the state that it is about to enter again: its deadline, and that nothing is pending on it."""
    decides: bool = False
    """It decides on what it is about, so it falls with that also where it was opened before, if it was open then or
    came to its state since."""


def before_or(state: str) -> Callable[[Any, str | None, Fall], str | None]:
    """Return what gives the state before, and ``state`` to what was opened by what is annulled."""
    return lambda _thing, before, _fall: before or state
