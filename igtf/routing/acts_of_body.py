"""The acts of a body on a statement: by a contact from the mail's link, or by the secretariat with evidence."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.errors import Invalid, Unchanged
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.moments import end_of_day
from igtf.core.sent.submits import Submit
from igtf.drafts.models import Ask
from igtf.drafts.recommending import promised_since, set_ask_status
from igtf.drafts.words import PROMISING
from igtf.record.by import By
from igtf.record.events import record
from igtf.record.models import Subject
from igtf.record.moves import act_name, carries_out, perform, url_of
from igtf.record.once import once_only
from igtf.routing import events
from igtf.routing.awaiting import ANSWERED, PARTLY
from igtf.routing.enclosing import Given, enclose, line_of
from igtf.routing.expecting import asked_still, expected, lines, unanswered, waits_until
from igtf.routing.letters import keep_links, tell_contacts
from igtf.routing.links import get_link_or_404
from igtf.routing.models import Statement, StatementAsk
from igtf.routing.over import is_to_correct
from igtf.routing.passing_on import pass_on
from igtf.routing.points import (
    ANSWERS,
    LATEST_AFTER,
    UNANSWERED,
    answered,
    day_in,
    day_over,
    lacking,
    put_off,
    said,
)
from igtf.routing.queries import body_by, is_over
from igtf.routing.statements import changed, wait_for
from igtf.routing.states import STATEMENT
from igtf.routing.ties import tied_to


@carries_out(STATEMENT, "acknowledge")
def acknowledge(statement: Statement, *, by: By, evidence: str = "") -> events.Received:
    """Say that the statement arrived."""
    statement.acknowledged_at = by.at
    changed(statement, by)
    return tell_contacts(statement, "acknowledge", events.Received(evidence), by)


@carries_out(STATEMENT, "in-process")
def in_process(statement: Statement, *, reference: str, by: By, evidence: str = "") -> events.InProcess:
    """Say that the body deals with it, under its own reference."""
    statement.reference = reference
    statement.acknowledged_at = statement.acknowledged_at or by.at
    changed(statement, by)
    return tell_contacts(statement, "in-process", events.InProcess(reference, evidence), by)


def another_day(wanted: date, first: datetime | None, by: By) -> datetime:
    """Return the end of another day for an answer than ``first``, in either direction.

    Invalid for a day that has passed, or too far after the first one.
    """
    until = end_of_day(wanted)
    if until <= by.at or first is None or until > first + LATEST_AFTER:
        raise Invalid(deadline=_("Give a day to come, at most a year after the date that was asked for."))
    return until


@carries_out(STATEMENT, "propose-date")
def propose_date(
    statement: Statement, *, deadline: date, reason: str, by: By, point: str | None = None
) -> events.DateProposed:  # fmt: skip
    """Propose another date: it is waited for from now on, and the first one stays in the record.

    ``point`` is the number of the one that it is for; without, it is for those that are open and due before it. Invalid
    for what has passed, or is too far after the first one, and for a point that is not waited for; Unchanged for the
    day that counts already.
    """
    chosen = put_off(statement, expected(statement), point, deadline)
    if not chosen:
        raise Invalid(point=_("Choose a point that is open and waited for by a day."))
    until = another_day(deadline, min(one.deadline for one in chosen if one.deadline), by)
    if {one.promised_by for one in chosen} == {until}:
        raise Unchanged
    for one in chosen:
        one.promised_by = until
    statement.subject.due_at, statement.reminded_at = waits_until(statement), None
    keep_links(statement, by)
    changed(statement, by)
    said = f"{chosen[0].number}. {chosen[0].text}" if point else ""
    return tell_contacts(statement, "propose-date", events.DateProposed(f"{deadline:%Y-%m-%d}", reason, said), by)


@carries_out(STATEMENT, "answer")
def answer(
    statement: Statement, *, answers: Sequence[Mapping[str, Any]], by: By, evidence: str = "", files: Given = ()
) -> tuple[events.Answered, str]:
    """Answer the asks, or some of them; the latest answer counts, and an ask left out keeps its earlier one.

    What has none yet stays open with its day; the letter is answered when none is open. What is passed on goes in a
    linked draft to the next body. ``files`` stand with this answer, and may come alone once an ask has one. Invalid
    when no ask has an answer, or nothing new is said.
    """
    given = answered(statement.asks, answers)
    if not given and statement.answered_at is None:
        raise Invalid(answers=str(UNANSWERED))
    brought = enclose(statement, files, came_at=by.at)
    if not given and not brought:
        raise Invalid(answers=_("No answer was changed and no file was added, so nothing was recorded."))
    released = _is_released(statement)
    told = [_settle(ask, row, by) for ask, row in given]
    pass_on(statement, given, by)
    left = unanswered(statement)
    over = (released and left) or is_to_correct(statement)
    wait_for(statement, None if over else waits_until(statement), by)
    statement.answered_at = statement.answered_at or by.at
    statement.acknowledged_at = statement.acknowledged_at or by.at
    changed(statement, by)
    open_still = [] if released or is_over(statement) else lines(statement, asked_still(statement))
    if told:
        _tell_issues(statement, told, open_still, by)
    data = [{"ask": ask.number, "status": ask.status, "answer": ask.answer} for ask, _row in given]
    said = events.Answered(told, data, evidence, [line_of(file) for file in brought], open_still)
    target = PARTLY if left else ANSWERED
    return tell_contacts(statement, "answer", said, by, target=target), target


def _is_released(statement: Statement) -> bool:
    """Return whether no answer is waited for any more, though a point that had a day is open."""
    return statement.subject.due_at is None and bool(expected(statement))


def _tell_issues(statement: Statement, told: Sequence[Text], left: Sequence[Text], by: By) -> None:
    """Write the answer into the timeline of each issue that the statement is about, and the outcome it suggested, with
    what is ``left`` open.

    It is about those that it referred, and those that a recommendation in it addresses.
    """
    given = events.AnsweredOn(statement.body.acronym, f"LS-{statement.subject.ref}", told, left)
    kinds = {"issue": events.ANSWERED_ON, "outcome": events.SUGGESTION_ANSWERED}
    about = select(Subject).where(Subject.id.in_(tied_to(statement.id, "refers", "suggests"))).order_by(Subject.id)
    for subject in session.scalars(about).all():
        record(by, subject, kinds[subject.kind], given)


def _settle(ask: StatementAsk, row: Mapping[str, Any], by: By) -> Text:
    """Write one answer down and return it in words."""
    kind, promised = ANSWERS[row["answer"]], None
    if wanted := day_in(row):
        promised = end_of_day(wanted)
        if promised <= by.at:
            raise day_over(ask.number)
    detail = row.get("text") or ""
    if kind.needs == "body":
        onward = body_by(row["body"])
        if onward is None:
            raise lacking(ask.number, kind)
        detail = f"{onward.acronym}. {detail}" if detail else onward.acronym
    before = ask.promised_by if ask.status in PROMISING else None  # else the day by which an answer was proposed
    ask.status, ask.promised_by, ask.answer = kind.status, promised_since(before, kind.status, promised), detail
    if ask.ask_id:
        set_ask_status(
            session.get_one(Ask, ask.ask_id), kind.status, by=by, answer=detail,
            due=promised.date() if promised else None,
        )  # fmt: skip
    return said(ask.number, ask.text, kind.status, promised, detail)


def answer_by_link(
    token: str, move: str, given: dict[str, Any], *, by: By, once: Submit | None, revision: int | None = None
) -> Statement:
    """Perform a move as the contact whose link it is, once; NotFound or Gone as the link says.

    ``revision`` is that of the page: Stale when somebody answered meanwhile, as from a second tab.
    """
    statement = get_link_or_404(token, by.at).statement
    if statement is None:
        raise RuntimeError("a link to answer has its statement")  # the table holds it so

    def act() -> tuple[Statement, str]:
        link = get_link_or_404(token, by.at)
        done: Statement = perform(STATEMENT, move, statement, given, by=by, revision=revision)
        link.used_at = link.used_at or by.at
        return done, url_of(done.subject)

    return once_only(by, once, act_name(STATEMENT, move, statement), act)
