"""What a new revision of a draft does to the calls about it: start anew, review, and a question to each raiser.

``start_anew`` may be called by whatever changes what a call asks about; drafts tell of revisions by
``AFTER_REVISION``.
"""

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select, update

from igtf.consensus import events, lookups
from igtf.consensus.models import Call, Objection, Position
from igtf.consensus.objecting import ask_raiser
from igtf.consensus.states import CALL, UNSETTLED
from igtf.core.db import session
from igtf.drafts.models import Draft
from igtf.drafts.revising import AFTER_REVISION
from igtf.record.acts import By
from igtf.record.models import Subject
from igtf.record.moves import carries_out
from igtf.record.numbers import days
from igtf.record.subjects import touch

ASKED_IN = {"adoption": "call-for-adoption", "last-call": "group-last-call", "council-last-call": "last-call"}
"""Kind of call → the state of the draft in which it still decides what becomes of the draft."""


def length(call: Call) -> timedelta:
    """Return for how long a call that starts anew is open: the least of section 15 for its kind."""
    if call.kind != "council-last-call":
        return timedelta(days=days("call_days"))
    individual = call.about.group_id is None
    return timedelta(days=days("council_last_call_individual_days" if individual else "council_last_call_days"))


@carries_out(CALL, "start-anew")
def start_anew(call: Call, *, why: str, by: By) -> events.StartedAnew:
    """Start a call anew on the newest revision: what was said stays and is shown as said before.

    Positions are asked for again; only an objection that is not settled goes on as it is, with its raiser's
    position. The hats stay fixed.
    """
    raisers = select(Objection.person_id).join(Subject, Subject.id == Objection.id).where(
        Objection.call_id == call.id, Subject.state.in_(UNSETTLED)
    )  # fmt: skip
    call.round += 1
    call.revision_number = lookups.newest_revision(call)
    call.opens_at, call.closes_at = by.at, by.at + length(call)
    call.subject.due_at = call.closes_at
    call.reminded_at = call.review_until = None
    session.execute(
        update(Position).where(Position.call_id == call.id, Position.person_id.in_(raisers)).values(round=call.round),
        execution_options={"synchronize_session": "fetch"},
    )
    touch(call.about_id, by.at)
    return events.StartedAnew(why, lookups.revision_label(call.about, call.revision_number), call.closes_at.isoformat())


@carries_out(CALL, "review")
def review(call: Call, *, by: By) -> events.Reviewed:
    """Give a revision made after the close to all who took a position, for 7 days (section 5)."""
    call.review_until = call.subject.due_at = by.at + timedelta(days=days("late_revision_days"))
    label = lookups.revision_label(call.about, lookups.newest_revision(call))
    return events.Reviewed(label, call.review_until.isoformat())


@carries_out(CALL, "end-review")
def end_review(call: Call, *, by: By) -> None:
    """End the review: nobody raised a new objection, so the chair goes on."""
    call.review_until = call.subject.due_at = None


def _calls(draft: Draft) -> Sequence[Call]:
    found = session.scalars(
        select(Call)
        .join(Subject, Subject.id == Call.id)
        .where(Call.about_id == draft.id, Subject.state.in_(("open", "closed", "review")))
        .order_by(Call.id)
    )
    return [call for call in found if ASKED_IN.get(call.kind) == draft.subject.state]


def _objections(draft: Draft) -> Sequence[Objection]:
    asked = select(Call.id).join(Subject, Subject.id == Call.id).where(
        Call.about_id == draft.id, Subject.state != "withdrawn"
    )  # fmt: skip
    return session.scalars(
        select(Objection)
        .join(Subject, Subject.id == Objection.id)
        .where(Objection.call_id.in_(asked), Subject.state.in_(UNSETTLED))
        .order_by(Objection.id)
    ).all()


def after_revision(draft: Draft, by: By) -> None:
    """Let the calls about a draft follow its new revision, and ask each raiser whether it answers the objection."""
    for call in _calls(draft):
        if call.subject.state == "open":
            start_anew(call, why=_("The draft was revised during the call."), by=by)
        else:
            review(call, by=by)
    for objection in _objections(draft):
        ask_raiser(objection, by=by)


AFTER_REVISION.append(after_revision)
