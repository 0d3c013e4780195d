"""What taking back a decision on an issue, a call, a ballot or what else is under way means beside its state.

What was ended before its time goes on for as long as was left of it.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import exists, select

from igtf.appeals.effects_groups import asked_last
from igtf.appeals.effects_letters import FILED
from igtf.appeals.effects_parts import STAYS_LISTED
from igtf.consensus.closing import is_passed_over, set_closing
from igtf.consensus.models import Call
from igtf.consensus.renewing import give_to_review, renew
from igtf.consensus.revisions import newest_revision
from igtf.consultations.commands import index
from igtf.consultations.models import Consultation
from igtf.consultations.words import SUMMARY
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.workflow import UNDER_WAY
from igtf.council.closing import freeze_result, reopen, wait_no_more
from igtf.council.models import Ballot, BallotPosition
from igtf.council.queries import text_hash
from igtf.council.states import COUNTED
from igtf.discussion.moderating import take_away
from igtf.discussion.queries import related
from igtf.drafts.models import Draft
from igtf.drafts.states import ENDED, IN_A_GROUP
from igtf.groups.handing import set_free
from igtf.issues.models import Issue, Outcome
from igtf.issues.states import MERGED
from igtf.procedure.models import Change
from igtf.procedure.policy import RUNNING
from igtf.record.by import By
from igtf.record.mentions import mention
from igtf.record.models import Event, Relation, StateChange, Subject
from igtf.record.queries import left_by, subject_of
from igtf.record.subjects import relate, unrelate
from igtf.reviews.models import Review
from igtf.routing.changes import reads_as_before, unrevise
from igtf.routing.letters import keep_links_about
from igtf.routing.models import BodyChange
from igtf.selection import sources
from igtf.selection.models import Selection
from igtf.selection.seating import seat_numbers, seats_to_fill


def _left(until: datetime, event: Event, by: By) -> datetime:
    """Return until when something lasts that ends ``until`` and lost the time since an event."""
    return by.at + max(until - event.at, event.at - event.at)


def _newest(subject_id: int, kind: str) -> dict[str, Any]:
    """Return what the newest act of a kind on a subject left."""
    newest = select(Event.id).where(Event.subject_id == subject_id, Event.kind == kind)
    return left_by(session.scalar(newest.order_by(Event.id.desc()).limit(1)))


def closed_again(issue: Issue, event: Event, by: By) -> Text:
    """Give an issue that was reopened its result back, or the issue that it duplicates; and the group that had it."""
    before, said = session.get_one(StateChange, event.id).before, left_by(event.id)
    if said.get("group"):
        home = subject_of("group", said["group"])
        issue.subject.group_id, issue.state_before = home.id, said["before"] or None
        relate(home.id, "works-on", issue.id, at=by.at)
    if before == MERGED:
        into = subject_of("issue", _newest(issue.id, "issue.merge")["into"])
        relate(issue.id, "duplicate-of", into.id, at=by.at)
    elif before == "resolved":
        issue.result = _newest(issue.id, "issue.resolve")["result"]
    return ""


def not_seen(thing: Any, _event: Event, by: By) -> Text:
    """Let a subject that is hidden again be found no more, and what is pending on it fall."""
    take_away(thing, by)
    return ""


def apart_from_issue(outcome: Outcome, _event: Event, _by: By) -> Text:
    """Let an outcome and the issue that was filed from it show each other no more."""
    for issue in related(outcome.id, "from-outcome", reverse=True):
        unrelate(issue.id, "from-outcome", outcome.id)
    return FILED


def detached(outcome: Outcome, _event: Event, _by: By) -> Text:
    """Take an outcome from the issue that it was attached to."""
    for issue in related(outcome.id, "attached-to"):
        unrelate(outcome.id, "attached-to", issue.id)
    return ""


def entry_before(change: BodyChange, _event: Event, by: By) -> Text:
    """Let the entry of a body read as before a change of it."""
    unrevise(change, by=by)
    return "" if reads_as_before(change) else STAYS_LISTED


def put_back(ballot: Ballot, _event: Event, by: By) -> Text:
    """Let the chair put a lone Discuss to an alternate ballot anew."""
    ballot.lone_seat = None
    if ballot.closed_at is None:
        wait_no_more(ballot, by)
    return ""


def not_set_aside(ballot: Ballot, event: Event, _by: By) -> Text:
    """Let a Discuss stop its ballot again."""
    position = session.get(BallotPosition, (ballot.id, left_by(event.id)["seat"]))
    if position is not None:
        position.set_aside_at = position.set_aside_on = None
    return ""


GOES_ON = ("recommendation", "procedure")
"""The purposes of ballots that go on when their recall is annulled: what they decide on is in the state *ballot*."""


def stays_recalled(ballot: Ballot) -> bool:
    """Return whether a recalled ballot does not go on when its recall is annulled, nor what it decided on with it.

    A draft that reads otherwise by now has been asked about anew; changes of the procedure are balloted one by one.
    """
    decided = ballot.decides_on
    if ballot.purpose not in GOES_ON or ballot.text_hash not in (None, text_hash(decided)):
        return True
    other = (Subject.kind == decided.kind, Subject.state == "ballot", Subject.id != decided.id)
    return ballot.purpose == "procedure" and bool(session.scalar(select(exists().where(*other))))


def balloted_again(ballot: Ballot, event: Event, by: By) -> Text:
    """Open a ballot again that was recalled, unless it stays so, or numbers were revised since."""
    if stays_recalled(ballot) or _revised_since(ballot.decides_on_id, event):
        return _l("The ballot stays recalled; what it was about can be put to another one.")
    reopen(ballot, event.at, by)
    return ""


def _goes_on(subject: Subject, fall: Any) -> bool:
    """Return whether what was ended can go on: its group has not ended, or goes on too."""
    return _ended(subject.group_id, fall) is None


def _ended(group_id: int | None, fall: Any) -> Subject | None:
    """Return the group with a number where it has ended, and does not go on too."""
    group = session.get(Subject, group_id) if group_id else None
    return group if group and group.phase == "closed" and group.id not in fall.done else None


def _asked_otherwise(call: Call) -> bool:
    """Return whether another call of this kind was opened on the same since."""
    other = exists().where(Call.about_id == call.about_id, Call.kind == call.kind, Call.id != call.id,
                           Call.opens_at > call.opens_at, Subject.id == Call.id,
                           Subject.phase.in_(("work", "waiting", "decided")))  # fmt: skip
    return bool(session.scalar(select(other)))


def asked_again(call: Call, event: Event, by: By) -> Text:
    """Let a call that was withdrawn have the time that it had left."""
    if _asked_otherwise(call):
        return ""
    if session.get_one(StateChange, event.id).before == "open":
        set_closing(call, _left(call.closes_at, event, by))
    return ON_NEWEST if revised_meanwhile(call) else ""


ON_NEWEST = _l("A revision was posted since, so the call goes on about that one.")


def revised_meanwhile(call: Call) -> bool:
    """Return whether a revision came of what a call asks about while it did not run, so that nobody was asked of it."""
    return newest_revision(call) != call.revision_number and not is_passed_over(call)


def replies_again(consultation: Consultation, event: Event, by: By) -> Text:
    """Let a consultation that was withdrawn while it was open have the time that it had left."""
    if session.get_one(StateChange, event.id).before == "open" and consultation.closes_at:
        consultation.closes_at = consultation.subject.due_at = _left(consultation.closes_at, event, by)
        consultation.reminded_at = None
        keep_links_about(consultation.subject, by)
    return ""


def no_summary(consultation: Consultation, _event: Event, _by: By) -> Text:
    """Take the summary of a consultation back; it stays readable in the record."""
    for name in SUMMARY:
        setattr(consultation, name, "")
    before, consultation.summary_html = consultation.summary_html, []
    mention(consultation.id, "", "\n".join(before))
    consultation.summed_up_at = consultation.summed_up_by_id = None
    index(consultation)
    return ""


def reviewed_still(review: Review, event: Event, by: By) -> Text:
    """Let a review that was withdrawn be due again."""
    due = datetime.fromisoformat(_newest(review.id, "review.request")["due"].removesuffix(" UTC"))
    review.subject.due_at, review.reminded_at = _left(due.replace(tzinfo=UTC), event, by), None
    return ""


def _revised_since(change_id: int, event: Event) -> bool:
    """Return whether a change of the procedure reads otherwise than when a decision was made."""
    later = (Event.subject_id == change_id, Event.kind == "procedure-change.revise", Event.id > event.id)
    return bool(session.scalar(select(exists().where(*later))))


def _seats_taken(selection: Selection) -> bool:
    """Return whether another selection fills a seat of one that was withdrawn, or has filled it since."""
    busy = select(Selection).join(Subject, Subject.id == Selection.id)
    others = session.scalars(busy.where(Subject.phase.in_(UNDER_WAY), Selection.id != selection.id)).all()
    taken = {number for other in others for number in seat_numbers(other)}
    free = set(seats_to_fill(selection)) - taken
    return selection.subject.state == "withdrawn" and not free.issuperset(seat_numbers(selection))


def selected_still(selection: Selection, event: Event, by: By) -> Text:
    """Let a selection that was withdrawn wait again for what it waited for."""
    before = session.get_one(StateChange, event.id).before
    if before == "nominating":
        selection.nominations_until = _left(selection.nominations_until, event, by)
        selection.subject.due_at = selection.nominations_until
    elif before == "announced":
        selection.subject.due_at = sources.last(selection.file["sources"])
    elif before == "drawn" and selection.objections_until:
        selection.objections_until = _left(selection.objections_until, event, by)
        selection.subject.due_at = max(selection.objections_until, selection.starts_at)
    return ""


def issue_goes_to(issue: Issue, before: str | None, fall: Any) -> str | None:
    """Return the state before; an issue whose group has ended leaves that and stays as it is."""
    if before != "in-group" or _goes_on(issue.subject, fall):
        return before
    unrelate(issue.subject.group_id or 0, "works-on", issue.id)
    issue.state_before = issue.subject.group_id = None
    return None


def call_goes_to(call: Call, before: str | None, fall: Any) -> str | None:
    """Return the state before, asking about the newest revision; one that was asked otherwise since stays withdrawn.

    So is one whose group has ended, as nobody is left there to lead it; the council leads its own.
    """
    if call.subject.state == "withdrawn" and (_asked_otherwise(call) or not _goes_on(call.subject, fall)):
        return None
    if before in RUNNING and call.kind != "council-last-call" and not _goes_on(call.subject, fall):
        return "withdrawn"
    if before in RUNNING and revised_meanwhile(call):
        return _asked_anew(call, before, fall.by)
    return before or "withdrawn"


def _asked_anew(call: Call, before: str, by: By) -> str:
    """Ask about the revision that was posted while the call did not run; return the state in which that is done."""
    if before == "open":
        renew(call, by)
        return "open"
    give_to_review(call, by)
    return "review"


def ballot_goes_to(ballot: Ballot, before: str | None, fall: Any) -> str | None:
    """Return the state before of one that is open; it is recalled where it was opened by what is annulled, or counted
    and *annulled*."""
    if ballot.closed_at is None and before != "open":
        freeze_result(ballot, fall.by)
        return "recalled"
    if ballot.closed_at is None:
        return before
    return "annulled" if ballot.subject.state in COUNTED else None


def _balloted(thing: Any, fall: Any) -> bool:
    """Return whether a ballot on it runs, or is about to: its recall is annulled, after what followed from that."""
    done = select(Relation.target_id).where(Relation.subject_id == fall.appeal.id, Relation.kind == "annuls")
    recalled = Ballot.id.in_(fall.done) & Ballot.id.not_in(done) & (Subject.state == "recalled")
    goes_on = exists().where(Ballot.decides_on_id == thing.id, Subject.id == Ballot.id,
                             Ballot.closed_at.is_(None) | recalled)  # fmt: skip
    return bool(session.scalar(select(goes_on)))


def draft_goes_to(draft: Draft, before: str | None, fall: Any) -> str | None:
    """Return the state before; that of a last call where its ballot does not go on.

    What goes on once its group has ended, or the one that was asked to adopt it, is its authors', as nobody is left
    there to lead it; one that is approved already stays that group's.
    """
    target = "last-call" if before == "ballot" and not _balloted(draft, fall) else before
    subject, after = draft.subject, target or draft.subject.state
    asked = asked_last(subject) if after == "call-for-adoption" else None
    group = _ended(subject.group_id or asked, fall)
    if group is None or after in (*ENDED, "approved"):
        return target
    if subject.group_id:
        set_free(subject, group, before=subject.state, by=fall.by)
    return "individual" if after in IN_A_GROUP else target


def change_goes_to(change: Change, before: str | None, fall: Any) -> str | None:
    """Return the state before; *proposed* where its numbers are others since, *called* where its ballot is over."""
    if before in ("called", "ballot") and _revised_since(change.id, fall.appeal.event):
        return None if change.subject.state == "proposed" else "proposed"  # the call was about other numbers
    return "called" if before == "ballot" and not _balloted(change, fall) else before


def outcome_goes_to(outcome: Outcome, before: str | None, _fall: Any) -> str | None:
    """Return the state before; where only that it waited again is void, what was decided about it since stands."""
    return None if before == "suggested" and outcome.subject.state != "waiting" else before


def selection_goes_to(selection: Selection, before: str | None, _fall: Any) -> str | None:
    """Return the state before, unless another selection fills a seat of it, or has filled it since."""
    return None if _seats_taken(selection) else before


def entry_goes_to(change: BodyChange, before: str | None, _fall: Any) -> str | None:
    """Return the state before, where the entry of the body reads as before the change."""
    return before if reads_as_before(change) else None


def with_its_group(thing: Any, before: str | None, fall: Any) -> str | None:
    """Return the state before, unless the group has ended."""
    return before if _goes_on(thing.subject, fall) else None
