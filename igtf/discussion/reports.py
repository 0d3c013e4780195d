"""Reports of comments, as the moderators have them before them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select

from igtf.core.db import session
from igtf.discussion.models import Comment, Report
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
