"""The acts after a meeting: minutes, objections to decisions, and what was confirmed without."""

from typing import Any

from sqlalchemy import exists, select

from igtf.core.db import session
from igtf.core.errors import Invalid, Unchanged
from igtf.core.i18n import gettext as _
from igtf.core.i18n import in_language
from igtf.core.moments import stamp
from igtf.meetings import events
from igtf.meetings.agenda import agenda_of
from igtf.meetings.commands import index
from igtf.meetings.drafting import decisions as decisions_taken
from igtf.meetings.lookups import decisions_open
from igtf.meetings.models import Meeting, MeetingCorrection, MeetingDecision
from igtf.meetings.states import MEETING
from igtf.record.by import By
from igtf.record.events import record
from igtf.record.mentions import mention
from igtf.record.moves import carries_out
from igtf.record.numbers import period
from igtf.record.references import render_below
from igtf.record.subjects import touch


@carries_out(MEETING, "publish-minutes")
def publish_minutes(
    meeting: Meeting, *, minutes: str, by: By, decisions: list[dict[str, Any]] | None = None
) -> tuple[events.MinutesPublished, str]:
    """Publish the minutes; what was decided by moves is recorded with them, others are open to objection.

    Invalid for a decision that is there twice.
    """
    texts = [str(row["text"]) for row in decisions or () if row.get("text")]
    if len(set(texts)) < len(texts):
        raise Invalid(decisions=_("A decision is there twice."))
    meeting.minutes, meeting.minutes_html, meeting.minutes_at = minutes, render_below(minutes).html, by.at
    mention(meeting.id, meeting.minutes_html)
    with in_language(None):  # what is kept for all readers
        taken = decisions_taken(meeting, agenda_of(meeting))
    session.add_all(
        MeetingDecision(meeting_id=meeting.id, number=number, text=text, state="recorded", event_id=event)
        for number, (event, text) in enumerate(taken, 1)
    )
    session.add_all(
        MeetingDecision(meeting_id=meeting.id, number=number, text=text, state="open")
        for number, text in enumerate(texts, len(taken) + 1)
    )
    index(meeting)
    touch(meeting.subject.group_id or 0, by.at)
    until = by.at + period("decision_days", meeting.subject)
    meeting.subject.due_at = until if texts else None
    listed = "\n".join(f"{number}. {text}" for number, text in enumerate(texts, len(taken) + 1))
    recorded = "\n".join(f"{number}. {text}" for number, (_event, text) in enumerate(taken, 1))
    published = events.MinutesPublished(listed, stamp(until) if texts else "", recorded)
    return published, "minuted" if texts else "done"


@carries_out(MEETING, "correct")
def correct(meeting: Meeting, *, text: str, by: By) -> events.Corrected:
    """Correct published minutes: they stay as they are, the correction stands before them with its day.

    Unchanged for a correction that stands there already.
    """
    if session.scalar(
        select(exists().where(MeetingCorrection.meeting_id == meeting.id, MeetingCorrection.text == text))
    ):
        raise Unchanged
    html = render_below(text).html
    session.add(MeetingCorrection(meeting_id=meeting.id, at=by.at, by_id=by.author, text=text, html=html))
    mention(meeting.id, html)
    touch(meeting.subject.group_id or 0, by.at)
    return events.Corrected(text)


@carries_out(MEETING, "object")
def object_to_decision(meeting: Meeting, *, decision: str | int, reason: str, by: By) -> tuple[events.Contested, str]:
    """Object to a decision that waits; it is not confirmed then, and with the last of them the meeting is done.

    Invalid for one that does not wait.
    """
    found = session.get(MeetingDecision, (meeting.id, int(decision)), populate_existing=True)
    if found is None or found.state != "open":
        raise Invalid(decision=_("Choose a decision that is open to objection."))
    found.state, found.objector_id, found.reason = "contested", by.author, reason
    return events.Contested(found.text, reason), "minuted" if decisions_open(meeting.id) else "done"


@carries_out(MEETING, "settle")
def settle(meeting: Meeting, *, by: By) -> events.Settled:
    """Confirm each decision to which nobody objected; each leaves an event of its own, so that it can be appealed."""
    rows = session.scalars(
        select(MeetingDecision).where(MeetingDecision.meeting_id == meeting.id).order_by(MeetingDecision.number)
    ).all()
    for row in rows:
        if row.state == "open":
            row.state = "confirmed"
            record(by, meeting.subject, events.CONFIRMED, events.Confirmed(row.number, row.text))
    meeting.subject.due_at = None
    confirmed, contested = ("\n".join(f"{row.number}. {row.text}" for row in rows if row.state == state)
                            for state in ("confirmed", "contested"))  # fmt: skip
    touch(meeting.subject.group_id or 0, by.at)
    return events.Settled(confirmed, contested)


def give_back(meeting_id: int, number: int, by: By) -> None:
    """Open a confirmed decision to objection again, because an appeal against it was upheld."""
    row = session.get_one(MeetingDecision, (meeting_id, number))
    row.state, row.reason = "contested", "An appeal was upheld."
    touch(meeting_id, by.at)
