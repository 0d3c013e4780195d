"""What the clock owes: the moves that nobody makes, each with the query of the things for which it is due."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import select

from igtf.core import clock
from igtf.core.database.conditions import among
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, writing
from igtf.core.errors import WrongState
from igtf.core.i18n import Text
from igtf.core.keeping.counts import kept
from igtf.core.workflow import WORKFLOWS, Workflow
from igtf.record.by import By
from igtf.record.models import Subject
from igtf.record.numbers import Versions, later_versions
from igtf.record.subjects import hold

Due = Callable[..., list[Any]]
"""What returns the things, to look at, for which a move is due at a moment."""

Failed = Callable[[str, Exception], None]
"""What is told the name of an act of the clock, and what went wrong with it."""

ALSO_DUE: list[Callable[[By], int]] = []
"""What the clock does beside moves of subjects, such as ending terms; each returns how many acts it did."""


BEFORE_ACTS: list[Callable[[By], object]] = []
"""What of that is done before somebody acts, given the act, where the clock is late: it decides who may act at all."""


def settle_before(by: By) -> None:
    """Do what the clock owes before an act is decided on; it stays done where the act is refused."""
    for settle in BEFORE_ACTS:
        settle(by)


_FIRST: set[str] = set()
"""The moves of the clock, such as ``selection.confirm``, that come before all others of the same moment."""


def falls_due(
    workflow: Workflow, name: str, model: type[Any], *, first: bool = False,
    only: Callable[[Any, datetime], bool] = lambda _thing, _at: True,
) -> Callable[[Callable[[Listing], Listing]], Due]:  # fmt: skip
    """Decorator of what narrows a query to the things for which the clock's move ``name`` is due at ``clock.NOW``.

    It is given the query of all of ``model`` from whose states the move starts, joined with their subjects. ``only``
    says of a thing that was found, and the moment, whether the move is due indeed; ``first``: it comes before the other
    moves, where the clock was late and several are due. The clock asks again and again, so the query is worked out once
    for the versions of the procedure that there are.
    """
    _FIRST.update([f"{workflow.kind}.{name}"] if first else [])
    states = workflow.move_by_name[name].sources
    there = (
        select(model)
        .join(Subject, Subject.id == model.id)
        .where(Subject.kind == workflow.kind, among(Subject.state, states))
    )

    def bind(narrow: Callable[[Listing], Listing]) -> Due:
        @prepared
        def query(_versions: Versions, most: int | None) -> Listing:
            whole = narrow(there).order_by(model.id)
            return whole if most is None else whole.limit(most)

        def due(at: datetime, most: int | None = None) -> list[Any]:
            with clock.stopped(at):
                return [thing for thing in fetch(query(later_versions(), most)).scalars() if only(thing, at)]

        workflow.due[name] = due
        return due

    return bind


def _due_still(thing: Any, due: Due, act: Callable[..., Any], by: By) -> int:
    """Perform an act of the clock, if it is due under the lock too; return how many acts that was.

    An act that came between, such as a longer time or an objection in the last second, has touched the thing.
    """
    with writing():
        held = hold(thing)
        if held.subject.touched != thing.subject.touched and held.id not in {each.id for each in due(by.at)}:
            return 0
        act(held, by=by)
        return 1


@contextmanager
def _apart(act: str, failed: Failed | None) -> Iterator[None]:
    """Let what goes wrong within the block be told, and end only the block; raise it when nobody is told."""
    try:
        yield
    except WrongState:  # somebody else moved it meanwhile
        pass
    except Exception as error:
        if failed is None:
            raise
        failed(act, error)


LATE, MOST_LATE = timedelta(hours=1), 100
"""How long a move of the clock is due before it is late, as the clock looks every few seconds and tries again; and how
many are looked at of those that are."""


@kept()
def late_moves() -> list[tuple[Text, Subject]]:
    """Return the clock's moves that are late, up to ``MOST_LATE``: the label of each, and the subject it is owed to.

    The clock stands still, or the move fails each time. A query for each move there is.
    """
    at = clock.now() - LATE
    late = (
        (workflow.move_by_name[name].label, thing.subject)
        for workflow in WORKFLOWS.values()
        for name, due in workflow.due.items()
        for thing in due(at, MOST_LATE)
        if thing.subject.state_since <= at
    )
    return list(islice(late, MOST_LATE))


def run_due(by: By, *, failed: Failed | None = None) -> int:
    """Perform whatever of the clock is due at the moment of ``by``; return how many acts were performed.

    ``failed`` is told what went wrong with one thing, and the others go on; without it the error is raised.
    """
    done = 0
    for also in ALSO_DUE:
        with _apart(also.__name__, failed):
            done += also(by)
    moves = [(f"{workflow.kind}.{name}", workflow, name) for workflow in WORKFLOWS.values() for name in workflow.due]
    for act, workflow, name in sorted(moves, key=lambda move: move[0] not in _FIRST):
        due = workflow.due[name]
        with _apart(act, failed):
            for thing in due(by.at):
                with _apart(act, failed):
                    done += _due_still(thing, due, workflow.commands[name], by)
    return done
