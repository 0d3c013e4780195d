"""What moderators decide about a subject and who opened it, and what participants report to them (section 12).

The commands are the same for each kind that has the moves of ``judging``; what hiding means to a kind beside its
state is ``Hiding``.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.finding import search
from igtf.core.policy import require
from igtf.core.workflow import Nothing, Reasoned, Workflow
from igtf.discussion import pauses
from igtf.discussion.commands import report_subject, settle
from igtf.discussion.events import Paused
from igtf.discussion.policy_judging import Words
from igtf.discussion.removing import drop_mails
from igtf.discussion.reports import REPORTABLE, WARNED, Read, as_wholes
from igtf.record.by import By
from igtf.record.models import HIDDEN, Event, StateChange, Subject
from igtf.record.moves import carries_out


@dataclass(frozen=True)
class Hiding:
    """What hiding and showing again means to the subjects of a kind, and what moderators read of one.

    ``index`` lets one be found again; ``falls`` ends what is pending on one that is hidden; ``due`` is the deadline of
    one that comes back into a state. ``read`` says what moderators read of several, by their ids.
    """

    words: Words
    index: Callable[[Any], None]
    falls: Callable[[Any, By], None]
    due: Callable[[Any, str, By], datetime | None]
    read: Callable[[Collection[int]], Mapping[int, Read]]


HIDING: dict[str, Hiding] = {}
"""Kind → what hiding means to it."""
AROUND: dict[str, Callable[[Subject, bool, By], None]] = {}
"""Kind → what it means to what an upper floor keeps of one of it, such as what is found by its title or waits for it.

Told the subject, which is in the state before still, and whether it is hidden; the upper floor binds it.
"""


def _report(thing: Any, *, reason: str, by: By) -> Nothing:
    """Report a subject to the moderators, who alone read why."""
    report_subject(thing.id, reason=reason, by=by)
    return Nothing()


def _keep(thing: Any, *, reason: str, by: By) -> Reasoned:
    """Leave a reported subject as it is, with a public reason; its reports are settled."""
    settle(thing.id, by=by)
    return Reasoned(reason)


def _hide(thing: Any, *, reason: str, by: By) -> Reasoned:
    """Hide spam or abuse: nothing but the trace is left to see or to find; its reports are settled."""
    settle(thing.id, by=by)
    take_away(thing, by)
    return Reasoned(reason)


def _show_again(thing: Any, *, reason: str, by: By) -> tuple[Reasoned, str]:
    """Show a hidden subject again, in the state that it was hidden in, with the deadline of that."""
    came = (StateChange.subject_id == thing.id, StateChange.after == HIDDEN)
    state = session.scalars(
        select(StateChange.before).where(*came).order_by(StateChange.event_id.desc()).limit(1)
    ).one()
    put_back(thing, state, by)
    return Reasoned(reason), state


def _warn(thing: Any, *, reason: str, by: By) -> Reasoned:
    """Warn who opened a subject, with a public reason."""
    return Reasoned(reason)


def _pause(thing: Any, *, reason: str, days: int, beside: dict[Any, Any], by: By) -> Paused:
    """Pause the posting of who opened a subject for some days, with a public reason. Invalid for too many days."""
    until, row = pauses.begun(thing.subject.opened_by_id, days, by)
    beside.update(row)
    return Paused(reason, until)


def _end_pause(thing: Any, *, reason: str, by: By) -> Reasoned:
    """End the pause of who opened a subject before its time, with a public reason."""
    require(pauses.ended(thing.subject.opened_by_id, by))
    return Reasoned(reason)


_COMMANDS: dict[str, Callable[..., Any]] = {
    "report": _report, "keep": _keep, "hide": _hide, "show-again": _show_again, "warn": _warn, "pause": _pause,
    "end-pause": _end_pause,
}  # fmt: skip


def take_away(thing: Any, by: By) -> None:
    """Let a subject that is about to be hidden be found no more, and what is pending on it fall. For commands.

    Of the mails that tell of it and still wait, those go that are to whom an act is about.
    """
    search.remove(thing.id)
    drop_mails(thing.id)
    _around(thing.subject, by, hidden=True)
    HIDING[thing.subject.kind].falls(thing, by)


def put_back(thing: Any, state: str, by: By) -> None:
    """Let a subject that comes back into ``state`` be found again, with the deadline of that. For commands."""
    hiding = HIDING[thing.subject.kind]
    hiding.index(thing)
    _around(thing.subject, by, hidden=False)
    thing.subject.due_at = hiding.due(thing, state, by)


def _around(subject: Subject, by: By, *, hidden: bool) -> None:
    if subject.kind in AROUND:
        AROUND[subject.kind](subject, hidden, by)


def judged_by_moderators(workflow: Workflow, hiding: Hiding) -> None:
    """Carry out the moves of ``judging`` for a kind, and let its reports come before the moderators."""
    HIDING[workflow.kind] = hiding
    for name, command in _COMMANDS.items():
        carries_out(workflow, name)(command)
    REPORTABLE[workflow.kind] = partial(as_wholes, workflow, hiding.read, hiding.words.aside)
    WARNED[f"{workflow.kind}.warn"] = select(Subject.opened_by_id).where(Subject.id == Event.subject_id)
