"""Loading reviews, their lists, and the facts that decisions on them need."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, select
from sqlalchemy.orm import aliased

from igtf.core import clock
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.drafts.models import Draft, Revision, cited
from igtf.drafts.states import DRAFT
from igtf.drafts.writers import speaks_for, wrote
from igtf.groups.models import Absence
from igtf.groups.queries import not_over
from igtf.issues.topics import TOPICS_ASKED
from igtf.people.offices import is_in_charge
from igtf.people.roles import roles_of, verified_at
from igtf.record.by import By
from igtf.record.deadlines import is_late
from igtf.record.models import HIDDEN, Actor, Hat, Subject
from igtf.record.queries import ROW, having, thing_of
from igtf.reviews.models import Review, ReviewAsked
from igtf.reviews.policy import ReviewFacts
from igtf.reviews.states import OPEN, REVIEW
from igtf.reviews.words import VERDICT_WORDS


@REVIEW.loader
def get_review_or_404(_person_id: int | None, ref: str) -> Review:
    """Return a review by its number; NotFound when there is none."""
    return thing_of(Review, "review", ref)


@REVIEW.facts_by
def facts_for(by: By, review: Review | None) -> ReviewFacts:
    """Return what decisions on a review need to know; two queries, one more for a responsible member."""
    late = review is not None and is_late(review.subject, OPEN, by.at)
    if by.actor_id is None or review is None:
        return ReviewFacts(signed_in=by.actor_id is not None, late=late)
    me = by.actor_id
    row = fetch(_known(), {"me": me, "draft": review.draft_id}).one()
    return ReviewFacts(
        signed_in=True,
        verified=row.verified is not None,
        leads=leads(me, review.subject.group_id),
        is_reviewer=review.reviewer_id == me,
        is_requester=review.subject.opened_by_id == me,
        edits=row.wrote,
        answers=row.answers,
        late=late,
        waits=row.waits,
    )


@prepared
def _known() -> Listing:
    me: Any = bindparam("me")
    draft: Any = bindparam("draft")
    return select(
        verified_at(me).label("verified"),
        wrote(me, draft).label("wrote"),
        speaks_for(me, draft).label("answers"),
        is_hidden(draft).label("waits"),
    )


def leads(person_id: int | None, group_id: int | None) -> bool:
    """Return whether a person leads a directorate: its chairs and secretary, or its responsible member without any."""
    return is_in_charge(roles_of(person_id), "reviews", of=group_id)


@cache
def visible_reviews() -> Listing:
    """Return the query of reviews as lists and other pages show them."""
    directorate = aliased(Subject)
    return (
        select(
            *ROW, Actor.name.label("reviewer"), directorate.ref.label("directorate"),
        )
        .join(Review, Review.id == Subject.id)
        .join(directorate, directorate.id == Subject.group_id)
        .outerjoin(Actor, Actor.id == Review.reviewer_id)
        .where(Subject.kind == "review")
    )  # fmt: skip


def _late(_on: str) -> ColumnElement[bool]:
    review = aliased(Review)
    waits = exists().where(review.id == Subject.id, is_hidden(review.draft_id))
    return Subject.state.in_(OPEN) & (Subject.due_at <= clock.now()) & ~waits


REVIEW.narrowing |= {"verdict": having(Review.verdict), "late": _late}
REVIEW.known |= {"verdict": VERDICT_WORDS, "late": ("1",), "topic": TOPICS_ASKED}


def reviews_by(group_id: int) -> Sequence[Any]:
    """Return the reviews of a directorate: those to come first, by when they are due, then the newest."""
    return session.execute(
        visible_reviews().where(Subject.group_id == group_id)
        .order_by(Subject.state.not_in(OPEN), Subject.due_at.is_(None), Subject.due_at, Subject.id.desc()).limit(50)
    ).all()  # fmt: skip


def people_of(review: Review) -> dict[str, Any]:
    """Return who asked for a review under which hat, the reviewer, who answered, the draft and the directorate."""
    opener, reviewer, answerer = aliased(Actor), aliased(Actor), aliased(Actor)
    draft, directorate, newest = aliased(Subject), aliased(Subject), aliased(Revision)
    row = session.execute(
        select(opener.id, opener.kind, opener, Hat, reviewer, answerer, draft, directorate, newest.number, newest.name)
        .select_from(Subject)
        .join(opener, opener.id == Subject.opened_by_id)
        .join(draft, draft.id == review.draft_id)
        .join(Draft, Draft.id == draft.id)
        .join(newest, newest.id == Draft.current_id)
        .join(directorate, directorate.id == Subject.group_id)
        .outerjoin(Hat, Hat.id == Subject.opened_hat_id)
        .outerjoin(reviewer, reviewer.id == review.reviewer_id)
        .outerjoin(answerer, answerer.id == review.answered_by_id)
        .where(Subject.id == review.id)
    ).one()
    names = ("opener", "hat", "reviewer", "answerer", "draft", "directorate")
    found = dict(zip(names, row[2:8], strict=True))
    return found | {"newest": cited(row.name, row.number)}


def station_of(review: Subject, draft: Subject) -> str:
    """Return the station of a review on its way: where its draft stands while it is to come; '' once it is there."""
    return DRAFT.state_by_name[draft.state].station if review.state in OPEN else ""


def asked_for(review_id: int) -> Sequence[Any]:
    """Return who was asked for a review, in their order, and when they declined."""
    return session.execute(
        select(ReviewAsked.at, ReviewAsked.declined_at, Actor.kind, Actor.handle, Actor.name)
        .join(Actor, Actor.id == ReviewAsked.person_id)
        .where(ReviewAsked.review_id == review_id)
        .order_by(ReviewAsked.id)
    ).all()


def absences_of(group_id: int, person_id: int) -> Sequence[Absence]:
    """Return the absences of a member that are not over."""
    return session.scalars(
        select(Absence).where(
            Absence.group_id == group_id, Absence.person_id == person_id, not_over(clock.now().date())
        ).order_by(Absence.starts, Absence.id)
    ).all()  # fmt: skip


def waits_for_draft() -> ColumnElement[bool]:
    """Return whether the draft of a review is hidden, which may be undone: until then nobody is asked to review it."""
    return is_hidden(Review.draft_id)


def is_hidden(draft_id: Any) -> ColumnElement[bool]:
    """Return whether a draft is hidden."""
    draft = aliased(Subject)
    return exists().where(draft.id == draft_id, draft.state == HIDDEN)
