"""What taking back a decision on a letter means, to a body or of one, beside its state; and to which state it goes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from igtf.appeals.undoing import Undone, only_itself
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.discussion.queries import related
from igtf.record.by import By, by_clock
from igtf.record.models import Event, StateChange, Subject, VoidEvent
from igtf.record.queries import left_by
from igtf.record.subjects import unrelate
from igtf.routing.after_sending import due_again, is_responded, let_wait, stand_again, unsettle
from igtf.routing.awaiting import ANSWERED, PARTLY, WAITING
from igtf.routing.brought import left_of
from igtf.routing.correcting import draft_correction
from igtf.routing.expecting import unanswered, waits_until
from igtf.routing.giving_up import ask_again
from igtf.routing.incoming import tell_annulled
from igtf.routing.models import Statement
from igtf.routing.over import is_to_correct
from igtf.routing.points import OWED, points_in
from igtf.routing.states import STATEMENT

FILED = _l("The issue that was filed from it stays; it is an issue like any other.")


def apart_from_raised(statement: Statement, _event: Event, _by: By) -> Text:
    """Let a statement of a body and the issue that was filed from it show each other no more."""
    for issue in related(statement.id, "from-statement", reverse=True):
        unrelate(issue.id, "from-statement", statement.id)
    return FILED


def written_there(_statement: Statement, _event: Event, _by: By) -> Text:
    """Say that a comment stays."""
    return _l("What was written into the discussion stays there.")


def wanted_again(statement: Statement, _event: Event, _by: By) -> Text:
    """Let a statement of a body wait for our answer again."""
    owed = [point for point in points_in(statement.asks) if point.status in OWED]
    if not any(point.promised_by for point in owed):  # of a day that was offered they may have known nothing
        stand_again(statement, owed)
    statement.subject.due_at = due_again(statement)
    return ""


def responded_still(statement: Statement, _event: Event, _by: By) -> Text:
    """Let the letter of a body wait for the response again that was dropped."""
    statement.subject.due_at = due_again(statement)
    return ""


def was_sent(statement: Statement, _event: Event, by: By) -> Text:
    unsettle(statement, by)
    return _l("It was sent; a correcting statement is drafted.")


def unclosed(statement: Statement, event: Event, by: By) -> Text:
    statement.closed_evidence = None
    return waits_again(statement, event, by)


def waits_again(statement: Statement, event: Event, by: By) -> Text:
    """Let points that were recorded as never answered be open again; the letter waits for them, unless for none."""
    released, left = _is_released(statement), left_by(event.id)
    given = left.get("answers", ())
    ask_again(statement, given, event.at, by)
    if not released and (given or left.get("result") not in (None, "no longer waited for")):
        statement.subject.due_at = waits_until(statement)
    return ""


def _is_released(statement: Statement) -> bool:
    """Return whether nothing is waited for though the body did not answer all: what was asked no longer stands."""
    return statement.subject.due_at is None and statement.subject.state in WAITING


def tell(statement: Statement, events: Sequence[Event], by: By) -> None:
    """Tell the body that decisions are annulled, and how its letter, or ours to it, stands without them.

    Not of one of ours whose sending is annulled, too: it stays closed, and a correction is drafted.
    """
    if statement.direction == "in" or not is_to_correct(statement):
        tell_annulled(statement, events, statement.subject.state, by)


def _standing(statement: Statement, before: str) -> str:
    """Return the state of a letter that was in the state ``before``, as it stands by what was answered since.

    One of a body to which we respond stays taken up; one of ours of which a point is open was answered in part.
    """
    if statement.direction == "in":
        return "taken-up" if is_responded(statement) else before
    return PARTLY if before == ANSWERED and unanswered(statement) else before


def with_closing(subject: Subject, given_up: Event) -> Undone:
    """Return what is void with the giving up of a point: also the entry that closed its letter as nothing was open.

    Of one that was closed with open points nothing was waited for any more, so it stays closed.
    """
    closed = session.execute(
        select(Event, StateChange.before).join(StateChange, StateChange.event_id == Event.id)
        .where(Event.subject_id == subject.id, Event.kind == "statement.close", Event.id > given_up.id,
               Event.id.not_in(select(VoidEvent.event_id)))
        .order_by(Event.id.desc()).limit(1)
    ).one_or_none()  # fmt: skip
    if closed is None or subject.state != "closed":
        return only_itself(subject, given_up)
    upon = closed.before == ANSWERED or left_by(closed.Event.id).get("answers")
    return Undone([closed.Event, given_up], closed.before) if upon else only_itself(subject, given_up)


def _is_overtaken(statement: Statement) -> bool:
    """Return whether nothing is left for a letter that was dropped: what it passed on went otherwise since, or each
    outcome that it suggests was decided about since, as by another letter."""
    outcomes = related(statement.id, "suggests")
    decided = [outcome.state != "suggested" or _is_suggested_by_another(outcome, statement) for outcome in outcomes]
    return not left_of(statement).left or (bool(decided) and all(decided))


def _is_suggested_by_another(outcome: Subject, statement: Statement) -> bool:
    letters = (one for one in related(outcome.id, "suggests", reverse=True) if one.id != statement.id)
    return any(one.state not in ("dropped", "corrected") for one in letters)


def goes_to(statement: Statement, before: str | None, fall: Any) -> str | None:
    """Return the state to which a letter goes, as ``GoingBack`` has it; one whose sending falls is to be corrected."""
    if statement.direction == "in":
        state = _standing(statement, before or "received")
        return None if state == statement.subject.state else state
    if statement.sent_at is None:
        return None if statement.subject.state == "dropped" and _is_overtaken(statement) else before or "dropped"
    if before not in (None, "draft", "approved"):
        return _standing(statement, before)
    let_wait(statement, fall.by, apart=fall.done)
    if statement.subject.state in STATEMENT.move_by_name["correct"].sources:
        draft_correction(statement, why="An appeal was upheld.", by=by_clock(fall.by.at))
    return None
