"""The acts on reviews, and the absence of those who write them."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, select

from igtf.core.db import session
from igtf.core.errors import Invalid, Unchanged
from igtf.core.finding import search
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.moments import stamp
from igtf.core.text.markup import plain
from igtf.core.when import end_ahead
from igtf.core.workflow import Reasoned
from igtf.discussion.commands import follow
from igtf.drafts.events import ReviewRequested
from igtf.drafts.lookups import DIRECTORATE
from igtf.drafts.models import Draft
from igtf.drafts.states import DRAFT
from igtf.groups.events import Absent
from igtf.groups.models import Absence, Group
from igtf.groups.states import GROUP
from igtf.record.by import By
from igtf.record.consequences import Consequence, follows_from
from igtf.record.events import record
from igtf.record.mentions import mention
from igtf.record.models import Actor, Subject
from igtf.record.moves import carries_out, creates
from igtf.record.references import render
from igtf.record.subjects import hold, lock, next_number, open_subject, relate, touch
from igtf.reviews import events
from igtf.reviews.members import members_for
from igtf.reviews.models import Review, ReviewAsked
from igtf.reviews.queries import absences_of, is_hidden
from igtf.reviews.states import GIVEN, OPEN, REVIEW
from igtf.reviews.turn import Member, next_in_turn, placed


def _directorate(acronym: str) -> Subject:
    """Return the directorate of an acronym, locked; Invalid when it is none."""
    found = session.scalar(
        select(Subject).join(Group, Group.id == Subject.id).where(Subject.ref == acronym, *DIRECTORATE)
        .with_for_update(of=Subject).execution_options(populate_existing=True)
    )  # fmt: skip
    if found is None:
        raise Invalid(directorate=_("Choose an active directorate."))
    return found


@carries_out(DRAFT, "request-review")
def request_review(draft: Draft, *, directorate: str, due: date, by: By, note: str = "") -> ReviewRequested:
    """Ask a directorate for a review of the newest revision. Invalid while one of it is still to come."""
    group, until = _directorate(directorate), end_ahead(due, by.at, "due")
    pending = exists().where(
        Review.revision_id == draft.current.id, Review.id == Subject.id, Subject.group_id == group.id,
        Subject.state.in_(OPEN),
    )  # fmt: skip
    if session.scalar(select(pending)):
        raise Invalid(directorate=_("This directorate was asked for a review of this revision already."))
    review = request(draft=draft, group=group, due_at=until, note=note, by=by)
    return ReviewRequested(review.subject.ref, group.ref, draft.current.label, stamp(until))


@creates(REVIEW, "request")
def request(*, draft: Draft, group: Subject, due_at: datetime, note: str, by: By) -> tuple[Review, events.Requested]:
    """Open a review; part of the draft's move *request-review*. Who asks for it follows it."""
    subject = open_subject(
        "review", str(next_number("review")), f"{group.title}: {draft.current.label}", "requested", by=by,
        group_id=group.id, due_at=due_at,
    )  # fmt: skip
    review = Review(
        id=subject.id, subject=subject, draft_id=draft.id, revision=draft.current, note=note, text="", html="",
        answer="", answer_html="",
    )  # fmt: skip
    session.add(review)
    session.flush()
    relate(subject.id, "reviews", draft.id, at=by.at)
    search.put(subject.id, subject.title, note)
    follow(subject.id, person_id=by.author, by=by)
    touch(group.id, by.at)
    return review, events.Requested(group.ref, draft.current.label, stamp(due_at), note)


def _locked_members(review: Review) -> list[Member]:
    """Return the candidates for a review, read under a lock on the directorate, so that no two are chosen at once.

    Nor whose account is closed in the same moment.
    """
    lock(session.get_one(Subject, review.subject.group_id))
    return members_for(review, held=True)


def _give(review: Review, member: Member, by: By) -> None:
    review.reviewer_id = member.id
    session.add(ReviewAsked(review_id=review.id, person_id=member.id, group_id=review.subject.group_id or 0, at=by.at))
    session.flush()
    _touched(review, by)


def _touched(review: Review, by: By) -> None:
    """Say that the pages of the draft and of the directorate changed."""
    touch(review.draft_id, by.at)
    if review.subject.group_id:
        touch(review.subject.group_id, by.at)


@carries_out(REVIEW, "assign")
def assign(review: Review, *, person: str, by: By, reason: str = "") -> events.Assigned:
    """Give the review to a member, by handle.

    Invalid for one who cannot be asked; and without a reason where it is another one's turn, as when that changed
    since the form was opened, or where somebody has the review.
    """
    members = _locked_members(review)
    chosen = next((each for each in placed(members) if each.member.handle == person), None)
    if chosen is None:
        raise Invalid(person=_("Choose a member of the directorate."))
    if not chosen.free:
        raise Invalid(person=_("%(name)s cannot be asked: %(why)s.", name=chosen.member.name, why=chosen.why))
    first = next_in_turn(members)
    if first and first != chosen.member and not reason:
        raise Invalid(reason=_("It is the turn of %(name)s now; say why somebody else is asked.", name=first.name))
    if review.reviewer_id and not reason:
        raise Invalid(reason=_("Say why the review is taken from who has it."))
    former = session.get_one(Actor, review.reviewer_id).handle if review.reviewer_id else None
    _give(review, chosen.member, by)
    turn = first.handle if first and first != chosen.member else ""
    return events.Assigned(person, turn, reason, former or "")


@carries_out(REVIEW, "accept")
def accept(review: Review, *, by: By) -> None:
    """Accept the review; who reviews follows it."""
    follow(review.id, person_id=by.author, by=by)
    _touched(review, by)


@carries_out(REVIEW, "decline")
def decline(review: Review, *, reason: str, by: By) -> tuple[events.Declined, str]:
    """Decline the review: it goes to the member whose turn is next, or back to the directorate when nobody is left."""
    members = _locked_members(review)
    asked = session.scalars(
        select(ReviewAsked)
        .where(ReviewAsked.review_id == review.id, ReviewAsked.person_id == by.author)
        .order_by(ReviewAsked.id.desc())
    ).first()
    if asked:
        asked.declined_at = by.at
    following, state = _pass_on(review, members, by)
    return events.Declined(reason, following), state


def _pass_on(review: Review, members: list[Member], by: By) -> tuple[str, str]:
    """Give a review to the member whose turn is next, or back to the directorate; return the handle, and the state."""
    waits = session.scalar(select(is_hidden(review.draft_id)))
    following = None if waits else next_in_turn(members)  # who has it now has it still: it is never the same one
    review.reviewer_id = None
    if following is None:
        _touched(review, by)
        return "", "requested"
    _give(review, following, by)
    return following.handle, "assigned"


@carries_out(REVIEW, "lose-reviewer")
def lose_reviewer(review: Review, *, member: str, by: By) -> tuple[events.ReviewerLeft, str]:
    """Pass the review on as when it is declined; ``member`` is the handle of who left."""
    following, state = _pass_on(review, _locked_members(review), by)
    return events.ReviewerLeft(member, following), state


def _reviews_of(person_id: int | None, *where: ColumnElement[bool]) -> Sequence[Review]:
    """Return the reviews that a person has and has not delivered, oldest first."""
    has = (Review.reviewer_id == person_id, Subject.state.in_(GIVEN), *where)
    return session.scalars(
        select(Review).join(Subject, Subject.id == Review.id).where(*has).order_by(Review.id)
    ).all()  # fmt: skip


def _lose(reviews: Iterable[Review], person_id: int, by: By) -> None:
    handle = session.get_one(Actor, person_id).handle or ""
    for review in [hold(review) for review in reviews]:
        if review.reviewer_id == person_id and review.subject.state in GIVEN:  # else it was given away or delivered now
            lose_reviewer(review, member=handle, by=by)


@follows_from("group.leave", "group.step-down")
def after_leaving(group: Group, by: By) -> Iterator[Consequence]:
    """Pass on what who leaves a directorate reviews for it."""
    reviews = _reviews_of(by.actor_id, Subject.group_id == group.id)
    if reviews:
        yield Consequence(
            "review.lose-reviewer", [review.subject for review in reviews],
            lambda: _("You have not delivered it: it goes to the member whose turn is next, or back to the "
                      "directorate when nobody can be asked."),
            lambda: _lose(reviews, by.author, by),
        )  # fmt: skip


def pass_on_with_account(person_id: int, by: By) -> Sequence[tuple[Subject, Text]]:
    """Pass on what whose account is closed reviews, in each directorate; the reviews say so."""
    _lose(_reviews_of(person_id), person_id, by)
    return ()


@carries_out(REVIEW, "deliver")
def deliver(review: Review, *, verdict: str, text: str, by: By) -> events.Delivered:
    """Deliver the review; MarkupRefused for bad Markdown."""
    review.verdict, review.text, review.html, review.delivered_at = verdict, text, render(text), by.at
    review.subject.due_at, review.subject.topic = None, verdict
    mention(review.id, review.html)
    search.put(review.id, review.subject.title, f"{review.note}\n{plain(text)}")
    _touched(review, by)
    return events.Delivered(verdict, hashlib.sha256(text.encode()).hexdigest())


@carries_out(REVIEW, "answer")
def answer(review: Review, *, answer: str, by: By) -> events.Answered:
    """Answer the review for the editors."""
    review.answer, review.answer_html, review.answered_by_id = answer, render(answer), by.author
    mention(review.id, review.answer_html)
    _touched(review, by)
    return events.Answered(hashlib.sha256(answer.encode()).hexdigest())


@carries_out(REVIEW, "remind")
def remind(review: Review, *, by: By) -> None:
    """Remind, once, of a review that is overdue."""
    review.reminded_at = by.at
    _touched(review, by)


def wait_for_draft(draft: Subject, hidden: bool, by: By) -> None:
    """Give the reviews of a draft that is shown again the time that they had left when it was hidden."""
    own = select(Review).join(Subject, Subject.id == Review.id).where(
        Review.draft_id == draft.id, Subject.state.in_(OPEN), Subject.due_at > draft.state_since
    ).order_by(Review.id)  # fmt: skip
    for review in () if hidden else session.scalars(own).all():
        assert review.subject.due_at is not None, "the query asks for it"
        review.subject.due_at += by.at - draft.state_since
        touch(review.id, by.at)
        record(by, review.subject, events.GO_ON, events.WentOn(stamp(review.subject.due_at)))


@carries_out(REVIEW, "lapse")
def lapse(review: Review, *, by: By) -> None:
    """End a review that was not delivered before its draft closed."""
    _touched(review, by)


@carries_out(REVIEW, "withdraw")
def withdraw(review: Review, *, reason: str, by: By) -> Reasoned:
    """End a request that is asked for no longer."""
    _touched(review, by)
    return Reasoned(reason)


@carries_out(REVIEW, "end-with-group")
def end_with_group(review: Review, *, reason: Text, by: By) -> Reasoned:
    """End a request because those who would review are no directorate any more."""
    touch(review.draft_id, by.at)
    return Reasoned(reason)


@carries_out(GROUP, "declare-absence")
def declare_absence(group: Group, *, starts: date, until: date, by: By) -> Absent:
    """Declare that one reviews nothing from the first to the last day.

    Invalid where the last is over, or before the first; Unchanged for the days that are declared already.
    """
    if any((one.starts, one.ends) == (starts, until) for one in absences_of(group.id, by.author)):
        raise Unchanged
    end_ahead(until, by.at, "until")
    if until < starts:
        raise Invalid(until=_("The last day lies before the first."))
    session.add(Absence(group_id=group.id, person_id=by.author, starts=starts, ends=until))
    return Absent(f"{starts:%Y-%m-%d}", f"{until:%Y-%m-%d}")


@carries_out(GROUP, "end-absence")
def end_absence(group: Group, *, by: By) -> None:
    """End one's absences in this group."""
    for absence in absences_of(group.id, by.author):
        absence.ended_at = by.at
