"""What becomes of a call whose text changes: it starts anew, or the late revision is reviewed.

``start_anew`` may be called by whatever changes what a call asks about; what a draft's revision does is in
``revised``.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from igtf.consensus import events, revisions
from igtf.consensus.closing import set_closing
from igtf.consensus.models import Call, Objection, Position
from igtf.consensus.states import CALL, UNSETTLED
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.drafts.calls import last_call_number
from igtf.record.by import By
from igtf.record.models import Subject
from igtf.record.moves import carries_out
from igtf.record.numbers import period
from igtf.record.subjects import touch


def length(call: Call) -> timedelta:
    """Return for how long a call that starts anew is open: the least of section 15 for its kind."""
    if call.kind != "council-last-call":
        return period("call_days", call.subject)
    return period(last_call_number(call.about), call.subject)


@carries_out(CALL, "start-anew")
def start_anew(call: Call, *, why: Text, by: By) -> events.StartedAnew:
    """Start a call anew on the newest revision: what was said stays and is shown as said before.

    Positions are asked for again; only an objection that is not settled goes on as it is, with its raiser's
    position. The hats stay fixed.
    """
    renew(call, by)
    return events.StartedAnew(
        why, revisions.revision_label(call.about, call.revision_number), call.closes_at.isoformat()
    )


def renew(call: Call, by: By) -> None:
    """Begin the next round of a call, on the newest revision. For commands."""
    raisers = select(Objection.person_id).join(Subject, Subject.id == Objection.id).where(
        Objection.call_id == call.id, Subject.state.in_(UNSETTLED)
    )  # fmt: skip
    call.round += 1
    call.revision_number = revisions.newest_revision(call)
    set_closing(call, by.at + length(call))
    call.opens_at = by.at
    call.review_until = None
    session.execute(
        update(Position).where(Position.call_id == call.id, Position.person_id.in_(raisers)).values(round=call.round),
        execution_options={"synchronize_session": "fetch"},
    )
    touch(call.about_id, by.at)


@carries_out(CALL, "review")
def review(call: Call, *, by: By) -> events.Reviewed:
    """Give a revision made after the close to all who took a position, for ``late_revision_days`` (section 5)."""
    until = give_to_review(call, by)
    label = revisions.revision_label(call.about, revisions.newest_revision(call))
    return events.Reviewed(label, until.isoformat())


def give_to_review(call: Call, by: By) -> datetime:
    """Begin the time in which the newest revision is reviewed, and return its end. For commands."""
    until = by.at + period("late_revision_days", call.subject)
    call.review_until = call.subject.due_at = until
    return until


@carries_out(CALL, "end-review")
def end_review(call: Call, *, by: By) -> None:
    """End the review: nobody raised a new objection, so the chair goes on, and declares on the revision reviewed."""
    call.review_until = call.subject.due_at = None
    call.revision_number = revisions.newest_revision(call)
