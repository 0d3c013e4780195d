"""What the moderators have before them: the reports of comments, and who is paused."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select

from igtf.core.db import Listing, session
from igtf.discussion.models import Comment, Pause, Report
from igtf.record.models import Actor, Subject

MOST = 50
"""Comments that a page of reports shows."""


class Reported(NamedTuple):
    """A comment that was reported, who wrote it, on what it stands, and why it was reported."""

    comment: Comment
    author: Actor
    subject: Subject
    reports: Sequence[Any]


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
    """Return the comments whose reports wait, those that waited longest first, at most ``MOST``; two queries."""
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
    return [Reported(*row, reports[row.Comment.id]) for row in rows]


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
