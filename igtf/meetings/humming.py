"""The acts of a hum: asking, answering, closing. An answer is nobody's public act: it leaves no event and no name."""

import secrets
from dataclasses import asdict

from sqlalchemy import case, delete, func, select, update

from igtf.core.command import housekeeping
from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.core.policy import require
from igtf.meetings import events, policy
from igtf.meetings.hum import ANSWERS, fold, mask, site_key, strength_of, token
from igtf.meetings.models import Attendance, Hum, HumCount, HumToken, Meeting
from igtf.meetings.queries import hum_under_way
from igtf.meetings.states import MEETING
from igtf.people.stakeholders import ALL_GROUPS
from igtf.record.by import By
from igtf.record.models import Hat
from igtf.record.moves import carries_out
from igtf.record.numbers import whole_number
from igtf.record.subjects import lock


@carries_out(MEETING, "ask-hum")
def ask_hum(meeting: Meeting, *, question: str, by: By) -> events.HumAsked:
    """Ask those present for a hum; every count is there from the beginning, so that their order says nothing."""
    hum = Hum(meeting_id=meeting.id, question=question, asked_at=by.at, salt=secrets.token_hex(16))
    session.add(hum)
    session.flush()
    session.add_all(
        HumCount(hum_id=hum.id, group=group, answer=answer, masked=mask(site_key(), str(hum.salt), group, answer))
        for group in ALL_GROUPS
        for answer in ANSWERS
    )
    return events.HumAsked(question)


@housekeeping
def answer_hum(meeting: Meeting, *, answer: str, by: By) -> None:
    """Answer the hum that is under way. NotAllowed for who is not present or has answered; Invalid for a wrong answer.

    All counts are written in one statement, so that not even the database's own marks of a row say which one rose.
    The time is not kept, and no page is touched.
    """
    lock(meeting.subject)
    require(MEETING.possible(MEETING.move_by_name["ask-hum"], meeting.subject.state))
    require(policy.can_hum(MEETING.facts(by, meeting)))
    if answer not in ANSWERS:
        raise Invalid(answer=_("Choose one of the answers."))
    hum = hum_under_way(meeting.id)
    group = session.scalar(
        select(Hat.counts_as)
        .join(Attendance, Attendance.hat_id == Hat.id)
        .where(Attendance.meeting_id == meeting.id, Attendance.person_id == by.author)
    )
    if hum is None or hum.salt is None or group is None:
        raise RuntimeError("a hum without salt, or a person without hat")
    session.add(HumToken(hum_id=hum.id, token=token(site_key(), hum.salt, by.author)))
    mine = (HumCount.group == group) & (HumCount.answer == answer)
    session.execute(
        update(HumCount).where(HumCount.hum_id == hum.id).values(masked=HumCount.masked + case((mine, 1), else_=0)),
        execution_options={"synchronize_session": False},
    )


def _counted(hum: Hum) -> dict[tuple[str, str], int]:
    """Return how often each answer was given; nothing where the site has another key since, as that shows only noise.

    Under the key of the beginning the counts add up to the people.
    """
    people = select(func.count()).where(HumToken.hum_id == hum.id).scalar_subquery()
    found, answered = {}, 0
    for row in session.execute(
        select(HumCount.group, HumCount.answer, HumCount.masked, people.label("people")).where(
            HumCount.hum_id == hum.id
        )
    ):
        found[row.group, row.answer] = row.masked - mask(site_key(), str(hum.salt), row.group, row.answer)
        answered = row.people
    return found if sum(found.values()) == answered else {}


def end_hum(meeting: Meeting, hum: Hum, by: By) -> events.HumClosed:
    """Fold the counts, keep what may be shown, and throw salt, tokens and counts away. For commands."""
    counts = _counted(hum)
    parts = fold(counts, whole_number("participation_floor", meeting.subject))
    hum.answered, hum.closed_at, hum.salt = sum(counts.values()), by.at, None
    hum.result = [asdict(part) for part in parts]
    for table in (HumToken, HumCount):
        session.execute(delete(table).where(table.hum_id == hum.id), execution_options={"synchronize_session": False})
    return events.HumClosed(hum.question, strength_of(parts), hum.answered, hum.result)


@carries_out(MEETING, "close-hum")
def close_hum(meeting: Meeting, *, by: By) -> events.HumClosed:
    """Close the hum that is under way; what it showed is told by group, where enough have answered."""
    hum = hum_under_way(meeting.id)
    if hum is None:
        raise RuntimeError("the policy saw a hum under way")
    return end_hum(meeting, hum, by)
