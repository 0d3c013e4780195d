"""What always holds of discussion."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select

from igtf.core.db import session
from igtf.discussion.found import not_found
from igtf.discussion.models import Comment, Follow
from igtf.record.invariants import invariant
from igtf.record.models import Subject


@invariant("comments-counted", "The count of comments of each subject is the number of its visible comments.")
def _comments() -> Iterable[Any]:
    counted = (
        select(func.count()).where(Comment.subject_id == Subject.id, Comment.hidden_at.is_(None)).scalar_subquery()
    )
    return session.execute(select(Subject.kind, Subject.ref).where(Subject.comment_count != counted))


@invariant("followers-counted", "The count of followers of each subject is the number of people who follow it.")
def _followers() -> Iterable[Any]:
    counted = select(func.count()).where(Follow.subject_id == Subject.id).scalar_subquery()
    return session.execute(select(Subject.kind, Subject.ref).where(Subject.follower_count != counted))


@invariant(
    "shown-comments-are-found", "Each comment that is shown is found by the words that it has now, and no other."
)
def _found() -> Iterable[Any]:
    return not_found()
