"""What was done in a meeting: the moves made on its points between opening and closing; and minutes drafted from it.

Reads only. What only adds to a subject (a support, a reminder) is no step, nor what the clock warns of or moderators
decide; positions are named. Of the steps those are decisions that lead to another state, or can be appealed.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import func, select

from igtf.core.i18n import Text, ngettext
from igtf.core.i18n import gettext as _
from igtf.core.wording import listed, name_said
from igtf.core.workflow import WORKFLOWS
from igtf.discussion.judging import DECIDED
from igtf.discussion.moderating import HIDING
from igtf.discussion.timeline import TimelineEntry, entries
from igtf.meetings import agenda
from igtf.meetings.hum import parts_of, strength_of
from igtf.meetings.lookups import hums_of, left_open_until
from igtf.meetings.models import AgendaItem, Meeting
from igtf.meetings.points import Point
from igtf.meetings.presence import presence_in
from igtf.people.stakeholders import ALL_GROUPS
from igtf.record.appealable import APPEALABLE
from igtf.record.kinds import moves_state
from igtf.record.models import Event

_LONGEST = 300
_POSITION = "ballot.take-position"


@cache
def _steps() -> frozenset[str]:
    """Return the kinds of acts that are a step.

    What only adds to its subject is none, nor what the clock warns of, nor what moderators decide beside the meeting.
    """
    moves = (
        (f"{flow.kind}.{move.name}", move)
        for flow in WORKFLOWS.values() for move in flow.moves
        if not (flow.kind in HIDING and move.name in DECIDED)
    )  # fmt: skip
    return frozenset(kind for kind, move in moves if not move.appends and (_decides(kind) or not move.clock))


def _decides(kind: str) -> bool:
    return moves_state(kind) or kind in APPEALABLE


def _number(meeting: Meeting, *moves: str) -> Any:
    kinds = [f"meeting.{move}" for move in moves]
    return select(func.max(Event.id)).where(Event.subject_id == meeting.id, Event.kind.in_(kinds)).scalar_subquery()


def during(meeting: Meeting) -> Sequence[TimelineEntry]:
    """Return the steps and positions on the points of a meeting from its opening to its closing, oldest first.

    All of them, in one query. The record's own order decides, as several acts may fall into one second. What came after
    the time until which a meeting may be left open was done outside, whoever closes it and when.
    """
    if meeting.opened_at is None:
        return []
    about = select(AgendaItem.subject_id).where(AgendaItem.meeting_id == meeting.id, AgendaItem.subject_id.is_not(None))
    condition = Event.subject_id.in_(about) & Event.kind.in_(sorted({*_steps(), _POSITION}))
    condition &= (Event.id > _number(meeting, "open")) & (Event.at <= left_open_until(meeting))
    if meeting.closed_at is not None:
        condition &= Event.id < _number(meeting, "close", "run-out")
    return list(reversed(entries(condition, limit=None)))


def is_step(entry: TimelineEntry) -> bool:
    """Return whether an act was a step of the procedure on its subject."""
    return entry.kind in _steps()


def is_decision(entry: TimelineEntry) -> bool:
    """Return whether an act was a step by which something is decided."""
    return is_step(entry) and _decides(entry.kind)


def _on_one_line(said: Text) -> str:
    text = " ".join(str(said).split())
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def sentence(entry: TimelineEntry) -> str:
    """Return who did what, with the reason if there was one, on one line."""
    who = name_said(entry.actor.kind, entry.actor.name)
    reasons = [_on_one_line(text) for label, text in entry.texts if not str(label)]
    said = f"{who} {entry.said}"
    return f"{said}: {reasons[0]}" if reasons else f"{said}."


def decisions(meeting: Meeting, points: Sequence[Point]) -> list[tuple[int, str]]:
    """Return the decisions that were taken in a meeting, as (number of the event, what was decided).

    None on what a moderator hid, of which nothing is said.
    """
    titles = {point.about.id: point.title for point in points if point.about}
    return [
        (entry.number, f"{titles[entry.subject_id]}: {sentence(entry)}")
        for entry in during(meeting) if entry.subject_id in titles and is_decision(entry)
    ]  # fmt: skip


def _plain(text: str) -> str:
    """Return a text as Markdown shows it, whatever marks it has."""
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", text)


def _positions(acts: Sequence[TimelineEntry]) -> list[str]:
    names = list(dict.fromkeys(entry.actor.name for entry in acts if entry.kind == _POSITION))
    if not names:
        return []
    taken = ngettext("%(num)d position was taken: %(names)s.", "%(num)d positions were taken: %(names)s.",
                     len(names), names=listed(names))  # fmt: skip
    return [str(taken)]


def _present(meeting: Meeting) -> str:
    groups: Counter[str] = Counter()
    for row in presence_in(meeting.id)[1]:
        groups[row.counts_as] += row.people
    shown = "; ".join(f"{label} {groups[name]}" for name, label in ALL_GROUPS.items() if groups[name])
    people = ngettext("%(num)d person was present", "%(num)d people were present", groups.total())
    return f"{people}: {shown}." if groups else _("Nobody said that they were present.")


def _section(number: int, point: Point, acts: Sequence[TimelineEntry]) -> str:
    lines = [sentence(entry) for entry in acts if is_step(entry)] + _positions(acts)
    body = "\n".join(f"* {_plain(line)}" for line in lines) or _("No step of the procedure was taken.")
    return f"## {number}. {_plain(point.title)}\n\n{body}"


def _hums(meeting: Meeting) -> list[str]:
    """Return the section about the hums that were held, if there were any; a hum decides nothing."""
    said = [
        ngettext("“%(question)s”: %(strength)s (%(num)d answer).", "“%(question)s”: %(strength)s (%(num)d answers).",
                 hum.answered or 0, question=hum.question, strength=strength_of(parts_of(hum.result)))
        for hum in hums_of(meeting.id)
    ]  # fmt: skip
    lines = "\n".join(f"* {_plain(line)}" for line in said)
    title = _("Hums")
    return [f"## {title}\n\n{lines}"] if said else []


def draft(meeting: Meeting) -> str:
    """Return the draft of the minutes in Markdown: who was there, what happened to each point, and the hums."""
    acts = during(meeting)
    parts = [
        _section(number, point, [entry for entry in acts if point.about and entry.subject_id == point.about.id])
        for number, point in enumerate(agenda.agenda_of(meeting), 1)
    ]
    return "\n\n".join([_plain(_present(meeting)), *parts, *_hums(meeting)])
