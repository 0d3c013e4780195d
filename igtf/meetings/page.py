"""What the pages of meetings show beside what every subject's page has."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import request
from flask_login import current_user

from igtf.core import clock
from igtf.core.errors import Invalid
from igtf.core.forms import day_of
from igtf.core.i18n import gettext as _
from igtf.core.policy import Decision
from igtf.core.text.plaintext import plain_figures, whole
from igtf.core.when import clock_time
from igtf.core.workflow import WORKFLOWS
from igtf.groups.calling import LONGEST
from igtf.meetings import agenda, planner, policy, queries
from igtf.meetings.hum import ANSWERS, all_together, parts_of
from igtf.meetings.lookups import CANCELLED, HELD, documents_due
from igtf.meetings.models import Meeting
from igtf.meetings.owners import OWNERS, owner_for, owner_of
from igtf.meetings.presence import presence_in
from igtf.meetings.queries import documents_wanted
from igtf.meetings.states import MEETING
from igtf.meetings.words import DECISIONS
from igtf.people.balance import Balance, balance_of
from igtf.people.countries import country
from igtf.people.visitor import acting
from igtf.record.models import Subject
from igtf.record.moves import shown_title

CANDIDATES = 6
_FIRST_HOUR, _STEP = 2, 4
_MINUTES = 90


def meeting_content(meeting: Meeting) -> dict[str, Any]:
    """Return the content of a meeting's page; callables are called only when a template asks for them."""
    state = meeting.subject.state
    met = state in ("open", *HELD)
    return {
        "coming": state == "called", "met": met, "live": state == "open", "ahead": state in ("called", "open"),
        "listing": state in MEETING.move_by_name["attend"].sources,
        "follows_work": agenda.follows_work(meeting),
        "takes_place": state != CANCELLED,
        "ends_at": meeting.starts_at + timedelta(minutes=meeting.length),
        "documents_due": documents_wanted(meeting),
        "zone": current_user.time_zone,
        "agenda": lambda: agenda.agenda_of(meeting),
        "papers": lambda: _papers(meeting),
        "decisions": DECISIONS,
        "attendance": lambda: _attendance(meeting) if met else None,
        "owner": lambda: owner_of(meeting), "how": lambda: owner_for(meeting),
        "members": lambda: owner_for(meeting).present(meeting) if met else [],
        "answers": ANSWERS,
        "own": {"may_hum": lambda: policy.can_hum(queries.meeting_facts(acting(), meeting))},
    }  # fmt: skip


def _papers(meeting: Meeting) -> dict[str, Any]:
    found = queries.papers_of(meeting.id)
    due = documents_due(meeting.starts_at, meeting.subject)
    hums = [
        {"question": row.text, "open": row.at is None, "answered": row.answered, "parts": parts,
         "whole": all_together(parts)}
        for row in reversed(found["hum"])
        for parts in (parts_of(row.result),)
    ]  # fmt: skip
    documents = [(row, row.at > due) for row in found["document"]]
    return {
        "document": documents, "decision": [row for row in found["decision"] if row.state != "recorded"],
        "recorded": [row for row in found["decision"] if row.state == "recorded"],
        "correction": list(reversed(found["correction"])), "hum": hums,
    }  # fmt: skip


@dataclass(frozen=True)
class Present:
    """The first of those present, how many there are, their balance; how many are remote, how many new."""

    named: Sequence[Any]
    people: int
    balance: Balance
    remote: int
    newcomers: int


def _attendance(meeting: Meeting) -> Present:
    named, counts = presence_in(meeting.id)
    return Present(
        named,
        sum(row.people for row in counts),
        balance_of(counts),
        sum(row.people for row in counts if row.mode == "remote"),
        sum(row.people for row in counts if row.newcomer),
    )


def _day_asked() -> date:
    given = request.args.get("day", "")
    if not given:
        return (clock.now() + timedelta(days=21)).date()
    try:
        return day_of(given)
    except ValueError as refusal:
        raise Invalid(day=str(refusal)) from refusal


def _times_asked() -> list[str]:
    """Return the times of the day (UTC) that were asked for, else one every four hours."""
    given = [text for text in re.split(r"[\s,;]+", plain_figures(request.args.get("times", ""))) if text]
    try:
        times = [f"{clock_time(text):%H:%M}" for text in given]
    except ValueError as refusal:
        raise Invalid(times=_("Write times as hours and minutes in UTC, such as 09:00, 14:30.")) from refusal
    return list(dict.fromkeys(times))[:CANDIDATES] or [f"{_FIRST_HOUR + _STEP * n:02d}:00" for n in range(CANDIDATES)]


def _may_call(owner: Any) -> Decision:
    """Return whether the present reader may call a meeting of a group or of the council now."""
    workflow = WORKFLOWS[owner.subject.kind]
    return workflow.decide(workflow.move_by_name["call-meeting"], workflow.facts(acting(), owner), owner.subject.state)


def plan() -> dict[str, Any]:
    """Return what the planner's page shows for the group, day, times and length that the address asks for."""
    day, times = _day_asked(), _times_asked()
    length = min(max(whole(plain_figures(request.args.get("length", ""))) or _MINUTES, 15), LONGEST)
    choices, acronym = queries.owners(), request.args.get("group", "")
    owner = queries.owner_named(acronym) if acronym else None
    group: Subject | None = owner.subject if owner else None
    if group and group.ref not in dict(choices):  # it does not meet yet, or no longer
        choices.append((group.ref, shown_title(group)))
    people, past = (OWNERS[group.kind].people(group), queries.past_of(group)) if group else ([], [])
    moments = [datetime.fromisoformat(f"{day}T{text}:00+00:00") for text in times]
    night = planner.night_of(group)
    held = [planner.PastMeeting(moment, length, night) for moment in moments]
    found = [planner.candidate(people, meeting, past) for meeting in held] if people else []
    return {
        "group": group, "choices": choices, "day": day, "times": ", ".join(times), "length": length,
        "candidates": found, "best": planner.best(found), "past": len(past), "zone": current_user.time_zone,
        "country": country, "night": night, "may_call": _may_call(owner) if owner else None,
    }  # fmt: skip
