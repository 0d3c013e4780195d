"""What a body passes on to another one: it goes there once and whole, by the latest answer. For commands only."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.record.acts import By, by_clock
from igtf.record.models import Event, Relation, Subject
from igtf.record.numbers import whole_number
from igtf.record.queries import left_by
from igtf.routing.choices import frame_of
from igtf.routing.enclosing import take_along
from igtf.routing.lookups import concerns
from igtf.routing.models import Statement, StatementAsk
from igtf.routing.over import is_unsent
from igtf.routing.points import ANSWERS
from igtf.routing.statements import draft
from igtf.routing.states import STATEMENT


def pass_on(statement: Statement, given: Sequence[tuple[StatementAsk, Mapping[str, Any]]], by: By) -> None:
    """Draft one linked statement to each body that something was passed on to, where none brings it there already.

    One that is not sent yet is dropped as soon as a point of it was answered otherwise; what else it brings is drafted
    anew, as it words that. Invalid where a body passes something on to itself.
    """
    bodies = {ask.number: row["body"] if ANSWERS[row["answer"]].needs == "body" else "" for ask, row in given}
    if statement.body.subject.ref in bodies.values():
        raise Invalid(answers=_("Choose another body: this one cannot pass it on to itself."))
    wanted, there = {(number, slug) for number, slug in bodies.items() if slug}, set[tuple[int, str]]()
    dropped: dict[str, tuple[Statement, set[int]]] = {}
    for letter, numbers in _brought(statement):
        slug = letter.body.subject.ref
        left = {number for number in numbers if bodies.get(number, slug) == slug}
        if left == numbers or letter.sent_at:
            there |= {(number, slug) for number in numbers}
        else:
            said = _l("%(body)s answered LS-%(n)s otherwise.", body=statement.body.acronym, n=statement.subject.ref)
            STATEMENT.commands["drop"](letter, reason=said, by=by_clock(by.at))
            wanted |= {(number, slug) for number in left}
            dropped[slug] = letter, numbers
    wanted -= there
    for slug in dict.fromkeys(slug for _number, slug in sorted(wanted)):
        asks = [ask for ask in statement.asks if (ask.number, slug) in wanted]
        _draft(statement, slug, asks, by, *dropped.get(slug, ()))


def _brought(statement: Statement) -> list[tuple[Statement, set[int]]]:
    """Return the letters by which points of a statement go to other bodies, and which: one that was answered and closed
    brought them, too, one that was dropped or corrected, or whose sending is void, did not."""
    rows = session.execute(
        select(Statement, Event)
        .join(Subject, Subject.id == Statement.id)
        .join(Relation, Relation.subject_id == Statement.id)
        .join(Event, Event.subject_id == Statement.id)
        .where(Relation.target_id == statement.id, Relation.kind == "passes-on", Event.kind == "statement.draft",
               Subject.state.not_in(("dropped", "corrected")), ~is_unsent(Statement.id))
        .order_by(Statement.id)
    ).all()  # fmt: skip
    return [(row.Statement, _numbers(statement, row.Statement, row.Event)) for row in rows]


def is_overtaken(letter: Statement) -> bool:
    """Return whether nothing is left that a letter which is not on its way has to pass on: its body answered each
    point otherwise since, or other letters bring them."""
    first = select(Statement).join(Relation, Relation.target_id == Statement.id)
    source = session.scalar(first.where(Relation.subject_id == letter.id, Relation.kind == "passes-on"))
    if source is None:
        return False
    drafted = select(Event).where(Event.subject_id == letter.id, Event.kind == "statement.draft")
    own, status = _numbers(source, letter, session.scalars(drafted).one()), ANSWERS["passed-on"].status
    left = {ask.number for ask in source.asks if ask.number in own and ask.status == status}
    return left <= {number for other, numbers in _brought(source) if other.id != letter.id for number in numbers}


def _numbers(statement: Statement, letter: Statement, drafted: Event) -> set[int]:
    """Return the numbers of the points of a statement that a letter brings to another body, as the entry of its draft
    says; where that does not, those that were passed on to the body in the same act, and those of the same words."""
    named = left_by(drafted.id).get("points")
    if named:
        return set(named)
    said = select(Event.id).where(
        Event.subject_id == statement.id, Event.kind == "statement.answer", Event.at == drafted.at
    )
    name, status = letter.body.acronym, ANSWERS["passed-on"].status
    then = {
        row["ask"]
        for row in left_by(session.scalar(said)).get("answers", ())
        if row["status"] == status and (row["answer"] == name or row["answer"].startswith(f"{name}. "))
    }
    words, ids = {ask.text for ask in letter.asks}, {ask.ask_id for ask in letter.asks if ask.ask_id}
    return then | {ask.number for ask in statement.asks if ask.text in words or ask.ask_id in ids}


def _draft(
    statement: Statement, slug: str, asks: Sequence[StatementAsk], by: By, dropped: Statement | None = None,
    had: Collection[int] = (),
) -> None:  # fmt: skip
    """Draft the letter that brings points of a statement to another body, with all that went along with that.

    Where it takes the place of one that was ``dropped``, with the points that this ``had``, it has the words of that.
    """
    related, words = concerns(statement.id), dropped or statement
    goes_along = {kind: [row.id for row in related if row.relation == kind] for kind in ("refers", "carries")}
    frame, points = frame_of(words), _as_worded(statement, asks, dropped, had) if dropped else asks
    made = draft(
        body=slug, purpose=words.purpose, subject=words.subject.title, text=words.text, by=by,
        sender=_sender(statement), deadline=_deadline(dropped, words.purpose, by),
        asks=[{"text": ask.text, "deadline": _ahead(ask.deadline, by) if dropped else None} for ask in points],
        ask_ids=[ask.ask_id for ask in points],
        consensus=words.consensus, minority=words.minority, drafted_by=words.drafted_by_id,
        html=words.html, tied={"passes-on": [statement.id]} | goes_along, passes_on=[ask.number for ask in asks],
        why=f"{statement.body.acronym} passed LS-{statement.subject.ref} on.",
        **frame | {"cc": [copied for copied in frame["cc"] if copied != slug]},
    )  # fmt: skip
    take_along(made, words)


def _as_worded(
    statement: Statement, asks: Sequence[StatementAsk], letter: Statement, had: Collection[int]
) -> list[StatementAsk]:  # fmt: skip
    """Return points of a statement as a letter words them, and what that asks beside those that it ``had`` of it.

    Which is which is told by the text and the ask of a recommendation, else by the place.
    """
    left, said = list(letter.asks), dict[int, StatementAsk]()
    brought = [ask for ask in statement.asks if ask.number in had]
    for ask in brought:
        same = (one for one in left if one.text == ask.text or (ask.ask_id and one.ask_id == ask.ask_id))
        found = next(same, None)
        if found is not None:
            said[ask.number] = found
            left.remove(found)
    for ask in brought:
        if left and ask.number not in said:
            said[ask.number] = left.pop(0)
    return [*(said.get(ask.number, ask) for ask in asks), *left]


def _deadline(dropped: Statement | None, purpose: str, by: By) -> date | None:
    """Return by when an answer is wanted: as a letter said that was dropped, while that is to come."""
    said = _ahead(dropped.deadline, by) if dropped else None
    return said or ((by.at + timedelta(days=whole_number("answer_days"))).date() if purpose == "action" else None)


def _ahead(until: datetime | None, by: By) -> date | None:
    return until.date() if until and until > by.at else None


def _sender(statement: Statement) -> str:
    group_id = statement.subject.group_id
    return session.get_one(Subject, group_id).ref if group_id else "council"
