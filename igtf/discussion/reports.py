"""What the moderators have before them: the reports of comments, and who is paused."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select

from igtf.core.db import Listing, session
from igtf.discussion.events import PAUSE, WARN
from igtf.discussion.models import Comment, Pause, Report
from igtf.record.models import Actor, Event, Payload, Subject, VoidEvent

MOST = 50
"""Comments that a page of reports shows."""


class Reported(NamedTuple):
    """A comment that was reported, who wrote it, on what it stands, why it was reported.

    ``before``: how often its author was warned or paused already, by kind of event.
    """

    comment: Comment
    author: Actor
    subject: Subject
    reports: Sequence[Any]
    before: Mapping[str, int]


def reports_of(comment_ids: Iterable[int]) -> Mapping[int, Sequence[Any]]:
    """Return the reports that wait for the moderators by comment, oldest first: why, when, by whom; one query."""
    found: dict[int, list[Any]] = defaultdict(list)
    rows = session.execute(
        select(Report.comment_id, Report.reason, Report.at, Actor).join(Actor, Actor.id == Report.person_id)
        .where(Report.comment_id.in_(comment_ids), Report.settled_at.is_(None)).order_by(Report.id)
    )  # fmt: skip
    for row in rows:
        found[row.comment_id].append(row)
    return found


def reported() -> list[Reported]:
    """Return the comments whose reports wait, those that waited longest first, at most ``MOST``; three queries."""
    waiting = (
        select(Report.comment_id, func.min(Report.id).label("first"))
        .where(Report.settled_at.is_(None)).group_by(Report.comment_id).subquery()
    )  # fmt: skip
    rows = session.execute(
        select(Comment, Actor, Subject).join(waiting, waiting.c.comment_id == Comment.id)
        .join(Actor, Actor.id == Comment.actor_id)
        .join(Subject, Subject.id == Comment.subject_id).order_by(waiting.c.first).limit(MOST)
    ).all()  # fmt: skip
    reports = reports_of([row.Comment.id for row in rows])
    before = judged_before({row.Actor.id for row in rows})
    return [Reported(*row, reports[row.Comment.id], before[row.Actor.id]) for row in rows]


def judged_before(authors: Iterable[int]) -> Mapping[int, Mapping[str, int]]:
    """Return how often each of the authors was warned or paused, by kind of event; not what an appeal made void.

    One query.
    """
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = session.execute(
        select(Comment.actor_id, Event.kind, func.count().label("times"))
        .join(Payload, Payload.data["comment"].as_integer() == Comment.id)
        .join(Event, Event.id == Payload.event_id).outerjoin(VoidEvent, VoidEvent.event_id == Event.id)
        .where(Event.kind.in_((WARN, PAUSE)), Comment.actor_id.in_(authors), VoidEvent.event_id.is_(None))
        .group_by(Comment.actor_id, Event.kind)
    )  # fmt: skip
    for row in rows:
        found[row.actor_id][row.kind] = row.times
    return found


def paused_now(at: datetime) -> Sequence[Any]:
    """Return who is paused at ``at``: the actor, until when, for which comment; those whose pause ends first."""
    return session.execute(_paused(), {"at": at}).all()


@cache
def _paused() -> Listing:
    running = (Pause.until > bindparam("at"), Pause.ended_at.is_(None))
    return (
        select(Actor, Pause.until, Pause.comment_id).join(Actor, Actor.id == Pause.person_id).where(*running)
        .order_by(Pause.until, Pause.id)
    )  # fmt: skip
