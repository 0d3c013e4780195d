"""Making a recommendation of an approved draft, and following its asks (section 7). For commands."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select

from igtf.core.command import command
from igtf.core.db import session
from igtf.core.finding import search
from igtf.core.moments import end_of_day
from igtf.discussion.commands import follow
from igtf.discussion.models import Follow
from igtf.discussion.queries import related
from igtf.drafts import events
from igtf.drafts.known import addressee_of, bodies_named
from igtf.drafts.models import Ask, AskAnswer, Draft, Recommendation, Revision
from igtf.drafts.revising import post_again
from igtf.drafts.states import RECOMMENDATION
from igtf.drafts.succeeding import succeed
from igtf.drafts.words import ASK_STATES, SETTLED
from igtf.issues import two_step
from igtf.issues.events import Added
from igtf.issues.merging import merged_at_last
from igtf.issues.models import Issue
from igtf.issues.states import ISSUE, OPEN
from igtf.record.by import By
from igtf.record.events import record
from igtf.record.mentions import mention
from igtf.record.models import Subject
from igtf.record.moves import carries_out, creates
from igtf.record.subjects import lock, next_number, open_subject, relate, touch

Until = TypeVar("Until", bound=date)


@carries_out(ISSUE, "recommend")
def recommend(issue: Issue, *, recommendation: str, by: By) -> Added:
    """Record that a published recommendation, by its number, addresses the issue; what was proposed falls."""
    two_step.drop_pending(issue, "recommended", by)
    return Added(f"R-{recommendation}")


def make_recommendation(draft: Draft, *, by: By) -> Recommendation:
    """Make the next recommendation of the newest revision and return it. Inside the act of publishing.

    Its asks are rows from now on, and every open issue that the draft addresses becomes *recommended*; of one that was
    merged, the one that it was merged into.
    """
    made: Recommendation = _make(draft=draft, by=by)
    for person_id in session.scalars(select(Follow.person_id).where(Follow.subject_id == draft.id)).all():
        follow(made.id, person_id=person_id, by=by)
    _recommend_issues(draft, made.subject, by)
    succeed(draft, made.subject, by=by)
    return made


@creates(RECOMMENDATION, "make")
def _make(*, draft: Draft, by: By) -> tuple[Recommendation, events.Made]:
    revision, source = _revision_for(draft, by), draft.subject
    subject = open_subject(
        "recommendation", str(next_number("recommendation")), revision.title, "published", by=by,
        summary=source.summary, topic=source.topic, group_id=source.group_id,
    )  # fmt: skip
    made = Recommendation(
        id=subject.id, subject=subject, revision_id=revision.id, abstract=revision.abstract,
        html=revision.html,
        text=revision.text, toc=revision.toc, hash=revision.hash,
    )  # fmt: skip
    session.add(made)
    session.flush()
    asks = _asks_of(revision, made.id)
    session.add_all(asks)
    session.flush()
    subject.due_at = next_due(asks)
    relate(subject.id, "made-from", draft.id, at=by.at)
    mention(subject.id, made.html)
    search.put(subject.id, subject.title, revision.text)
    return made, events.Made(revision.label, revision.hash, len(asks))


def _revision_for(draft: Draft, by: By) -> Revision:
    """Return the newest revision; a new one with the same text where its former publication was annulled."""
    if session.scalar(select(Recommendation.id).where(Recommendation.revision_id == draft.current_id)):
        post_again(draft, draft.current, note=f"The text of {draft.current.label}, published again.", by=by)
    return draft.current


def _recommend_issues(draft: Draft, recommendation: Subject, by: By) -> None:
    named = related(draft.id, "addresses")
    for target in dict.fromkeys([*named, *merged_at_last(named)]):
        relate(recommendation.id, "addresses", target.id, at=by.at)
        if lock(target).state in OPEN:  # one that ends in the same moment holds no publication up
            recommend(session.get_one(Issue, target.id), recommendation=recommendation.ref, by=by)


def _asks_of(revision: Revision, recommendation_id: int) -> list[Ask]:
    """Return the asks of a revision; an addressee without one is asked to take it up and answer."""
    given = [dict(ask) for ask in revision.asks]
    named = {ask["addressee"] for ask in given}
    action = "Take this recommendation up, and say what will be done about it."
    given += [
        {"addressee": name, "action": action, "due": None, "shown_by": ""} for name in revision.addressees
        if name not in named
    ]  # fmt: skip
    listed, made = bodies_named(ask["addressee"] for ask in given), []
    for number, ask in enumerate(given, 1):
        slug, group = addressee_of(ask["addressee"])
        due = date.fromisoformat(ask["due"]) if ask["due"] else None
        made.append(
            Ask(recommendation_id=recommendation_id, number=number, addressee=ask["addressee"],
                addressee_slug=slug and listed.get(ask["addressee"], slug),
                addressee_group=group, action=ask["action"], due=due, shown_by=ask["shown_by"], status="open")
        )  # fmt: skip
    return made


def still_to_come(ask: Ask, today: date) -> bool:
    """Return whether the day for which an ask waits, promised or asked for, has not passed."""
    until = ask.promised_by or ask.due
    return until is not None and until >= today


def promised_since(before: Until | None, status: str, due: Until | None) -> Until | None:
    """Return the day that is promised after an answer, where ``before`` was: that of the newest one (section 7).

    What is done in part leaves a promise of the rest as it was: of an ask, and of the point of a letter (section 9).
    """
    return due or (before if status == "in part" else None)


def next_due(asks: Sequence[Ask]) -> datetime | None:
    """Return when the next ask is due: the end of that day."""
    dates = [ask.promised_by or ask.due for ask in asks if ask.status not in SETTLED]
    known = [day for day in dates if day]
    return end_of_day(min(known)) if known else None


@command
def set_ask_status(
    ask: Ask, status: str, *, by: By, answer: str, due: date | None = None, evidence: str = ""
) -> Ask:  # fmt: skip
    """Record the newest answer to an ask, which is the one that counts (section 7).

    ``due`` is the date that is promised. ValueError for an unknown status.
    """
    if status not in ASK_STATES:
        raise ValueError(f"unknown status {status}")
    recommendation = session.get_one(Recommendation, ask.recommendation_id)
    lock(recommendation.subject)  # what is due next follows from all asks, and two bodies may answer at once
    session.refresh(ask)
    said = write_answer(ask, status, by=by, answer=answer, due=due, evidence=evidence)
    record(by, recommendation.subject, events.ASK_STATUS, said)
    touch(recommendation.id, by.at)
    return ask


def write_answer(
    ask: Ask, status: str, *, by: By, answer: str, due: date | None = None, evidence: str = ""
) -> events.AskStatus:  # fmt: skip
    """Add an answer to those of an ask and let its status follow; return what the record says of it. For commands."""
    session.add(
        AskAnswer(ask_id=ask.id, status=status, text=answer, evidence=evidence, due=due, at=by.at, actor_id=by.author)
    )
    ask.status, ask.answer, ask.evidence, ask.answered_at = status, answer, evidence, by.at
    ask.promised_by, ask.overdue_told_at = promised_since(ask.promised_by, status, due), None
    recommendation = session.get_one(Recommendation, ask.recommendation_id)
    session.flush()
    if recommendation.subject.phase != "closed":
        recommendation.subject.due_at = next_due(recommendation.asks)
    return events.AskStatus(ask.number, status, answer, str(due) if due else None, evidence)
