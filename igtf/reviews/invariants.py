"""What always holds of reviews."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import exists, func, or_, select

from igtf.core.db import session
from igtf.drafts.models import DraftAuthor
from igtf.groups.kinds import REVIEWING
from igtf.groups.models import Group
from igtf.record.invariants import invariant
from igtf.record.models import Subject
from igtf.reviews.models import Review, ReviewAsked


@invariant("review-has-reviewer", "A review that is given, accepted or delivered names a reviewer who was asked.")
def _reviewers() -> Iterable[Any]:
    asked = exists().where(ReviewAsked.review_id == Review.id, ReviewAsked.person_id == Review.reviewer_id)
    return session.execute(
        select(Subject.ref)
        .join(Review, Review.id == Subject.id)
        .where(Subject.state.in_(("assigned", "accepted", "delivered", "answered")), ~asked)
    )


@invariant("review-has-verdict", "A review has its result and text once it is delivered, and not before.")
def _verdicts() -> Iterable[Any]:
    delivered = Subject.state.in_(("delivered", "answered"))
    return session.execute(
        select(Subject.ref)
        .join(Review, Review.id == Subject.id)
        .where(
            or_(
                delivered != Review.verdict.is_not(None),
                delivered & (Review.text == ""),
                Subject.topic.is_distinct_from(Review.verdict),
            )
        )
    )


@invariant("review-by-directorate", "Reviews are given by groups whose members review drafts.")
def _directorates() -> Iterable[Any]:
    reviews = exists().where(Group.id == Subject.group_id, Group.kind.in_(REVIEWING))
    return session.execute(select(Subject.ref).where(Subject.kind == "review", ~reviews))


@invariant("no-author-reviews", "Nobody is given a review of a draft whose author they are, or delivers one.")
def _authors() -> Iterable[Any]:
    given = (
        select(func.max(ReviewAsked.at))
        .where(ReviewAsked.review_id == Review.id, ReviewAsked.person_id == Review.reviewer_id)
        .correlate(Review)
    )  # of this review, and not of any: it stands within another question
    before = DraftAuthor.confirmed_at < func.coalesce(Review.delivered_at, given.scalar_subquery())
    wrote = exists().where(DraftAuthor.draft_id == Review.draft_id, DraftAuthor.person_id == Review.reviewer_id, before)
    return session.execute(select(Subject.ref).join(Review, Review.id == Subject.id).where(wrote))
