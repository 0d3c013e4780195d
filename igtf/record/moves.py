"""Carrying out the tables of the procedure: one transaction, one decision, one event for each move.

``carries_out(WORKFLOW, "name")`` binds a command to its move. Around the command's own few lines it takes the
lock, checks the revision the actor saw, asks the policy, enters the new state, records the event and touches
the page; so no command can forget one of them.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import signature
from typing import Any, Protocol

from sqlalchemy import select

from igtf.core.command import command, rehearsed
from igtf.core.db import Base, session
from igtf.core.errors import Stale, WrongState
from igtf.core.i18n import gettext as _
from igtf.core.policy import require
from igtf.core.sent.submits import Submit
from igtf.core.wording import name_said
from igtf.core.workflow import WORKFLOWS, Move, Nothing, Workflow
from igtf.record.by import By
from igtf.record.due import settle_before
from igtf.record.events import record
from igtf.record.models import Actor, Event, Payload, Subject
from igtf.record.once import once_only
from igtf.record.stated import speaking_of
from igtf.record.subjects import check_cleared, enter, hold, touch


class Thing(Protocol):
    """The row of a concept's own table, with its subject."""

    subject: Subject


def _last_change(subject: Subject) -> str:
    """Return the sentence that says who changed the subject last, and how; what only adds to it is no change."""
    said = {f"{subject.kind}.{move.name}": move.said for move in WORKFLOWS[subject.kind].moves if move.revises}
    row = session.execute(
        select(Actor.kind.label("who"), Actor.name, Event.kind)
        .join(Actor, Actor.id == Event.actor_id)
        .where(Event.subject_id == subject.id, Event.kind.in_(said))
        .order_by(Event.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return _("This was changed while you were writing. Look at it again, then submit once more.")
    who = name_said(row.who, row.name)
    return _("Meanwhile %(who)s %(said)s. Look at it again, then submit once more.", who=who, said=said[row.kind])


def _answer(given: Any, move: Move) -> tuple[Any, str | None]:
    """Split a command's answer into payload and chosen target, and hold it to the table."""
    payload, target = given if isinstance(given, tuple) else (given, None)
    payload = Nothing() if payload is None else payload
    if move.back:
        return payload, target
    if target is None and isinstance(move.target, str):
        target = move.target
    if (target is not None and target not in move.targets) or (target is None and move.targets):
        raise ValueError(f"{move.name} cannot lead to {target}")
    return payload, target


def admit(workflow: Workflow, move: Move, thing: Thing | None, by: By) -> Any:
    """Return the facts by which ``move`` is open to the actor now; else raise WrongState or NotAllowed, saying why."""
    if thing is not None:
        possible = workflow.possible(move, thing.subject.state)
        if not possible:
            raise WrongState(str(possible.reason))
    with speaking_of(thing.subject if thing else None):
        facts = workflow.facts(by, thing)
        require(move.policy(facts))
        return facts


def bound(workflow: Workflow, name: str) -> Callable[..., Any]:
    """Return what carries out a move whose command cannot be imported, being in a concept above or in a module that
    imports the one that asks.

    Asked for as a module is loaded: KeyError then for a move that the table does not have, and without its command the
    program does not start (``workflow.unbound``).
    """
    move = workflow.move_by_name[name]

    def run(thing: Any, **given: Any) -> Any:
        return workflow.commands[move.name](thing, **given)

    return run


def act_name(workflow: Workflow, name: str, thing: Thing | None) -> str:
    """Return the name of one act, to which the key of a submit belongs: the move, and the subject it is made of."""
    return f"{workflow.kind}.{name} {thing.subject.id if thing else 'new'}"


def carries_out(workflow: Workflow, name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorator: bind a command to a move of an existing subject.

    The function gets the thing, locked and re-read, ``by``, the form's fields, and, when it names them, the ``facts``
    by which the actor was admitted, and ``beside``, empty: what it puts there are rows of tables whose key is the
    number of the event. It returns the payload dataclass, or ``(payload, target)`` where the move leaves the target
    open. Raises NotAllowed, WrongState, Stale, Invalid, and leaves nothing half done.
    """
    move = workflow.move_by_name[name]

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        named = signature(function).parameters

        @command
        @wraps(function)
        def run(thing: Thing, *, by: By, revision: int | None = None, **given: Any) -> Any:
            thing = hold(thing)
            subject = thing.subject
            check_cleared(subject, revision)
            facts, beside = admit(workflow, move, thing, by), dict[type[Base], Mapping[str, Any]]()
            if revision not in (None, subject.revision) and not move.appends:
                raise Stale(_last_change(subject))
            given |= {name: value for name, value in (("facts", facts), ("beside", beside)) if name in named}
            before = subject.state
            payload, target = _answer(function(thing, by=by, **given), move)
            if target is not None:
                enter(subject, target, by.at)
            if move.revises:
                subject.revision += 1
            session.flush()
            record(by, subject, f"{workflow.kind}.{name}", payload, before=before, beside=beside)
            touch(subject.id, by.at)
            return thing

        workflow.commands[name] = run
        return run

    return decorate


def creates(workflow: Workflow, name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorator: bind a command to the move that brings a subject into being.

    The function gets ``by`` and the form's fields and returns ``(thing, payload)``.
    """
    move = workflow.move_by_name[name]

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @command
        @wraps(function)
        def run(*, by: By, **given: Any) -> Any:
            admit(workflow, move, None, by)
            thing, payload = function(by=by, **given)
            record(by, thing.subject, f"{workflow.kind}.{name}", _answer((payload, thing.subject.state), move)[0])
            return thing

        workflow.commands[name] = run
        return run

    return decorate


def perform(
    workflow: Workflow, name: str, thing: Thing | None, given: dict[str, Any], *, by: By,
    revision: int | None = None, once: Submit | None = None,
) -> Any:  # fmt: skip
    """Perform a move by its name, as every door does; return the thing.

    ``once`` is the submit: a second one of this act with the same key raises AlreadyDone with the first one's place,
    or Reused when it asks for something else, and nothing is done twice. KeyError when the kind has no such move.
    """
    run = workflow.commands[name]
    settle_before(by)

    def act() -> tuple[Any, str]:
        done = run(by=by, **given) if thing is None else run(thing, by=by, revision=revision, **given)
        return done, url_of(done.subject)

    return once_only(by, once, act_name(workflow, name, thing), act)


def rehearse(
    workflow: Workflow, name: str, thing: Thing | None, given: dict[str, Any], *, by: By,
    revision: int | None = None, once: Submit | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Raise what ``perform`` would raise now, else return what the act would leave in the record; not in a transaction.

    What it wrote is taken back, as that of a move that is refused at last.
    """

    def act() -> dict[str, Any]:
        done = perform(workflow, name, thing, given, by=by, revision=revision, once=once)
        return _last_payload(done.subject.id, f"{workflow.kind}.{name}")

    return rehearsed(act)


def _last_payload(subject_id: int, kind: str) -> dict[str, Any]:
    """Return the data of the newest entry of a kind about a subject."""
    left = select(Payload.data).join(Event, Event.id == Payload.event_id)
    left = left.where(Event.subject_id == subject_id, Event.kind == kind).order_by(Event.id.desc()).limit(1)
    return session.scalar(left) or {}


def url_of(subject: Subject) -> str:
    """Return the path of a subject's page."""
    return f"/{WORKFLOWS[subject.kind].collection}/{subject.ref}"


def shown_title(subject: Any) -> str:
    """Return the title of a subject, or of a row with kind and title, to who reads: that of the council in words."""
    return WORKFLOWS[subject.kind].title_of(subject.title)
