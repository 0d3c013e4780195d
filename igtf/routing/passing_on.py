"""What a body passes on to another one: it goes there once and whole, by the latest answer. For commands only."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.record.by import By, by_clock
from igtf.record.models import Subject
from igtf.routing.brought import brought
from igtf.routing.choices import frame_of
from igtf.routing.enclosing import take_along
from igtf.routing.models import Statement, StatementAsk
from igtf.routing.over import is_to_correct
from igtf.routing.points import ANSWERS
from igtf.routing.statements import draft, drop, usual_day
from igtf.routing.ties import concerns


def pass_on(statement: Statement, given: Sequence[tuple[StatementAsk, Mapping[str, Any]]], by: By) -> None:
    """Draft one linked statement to each body that something was passed on to, where none brings it there already.

    One that is not sent yet is dropped as soon as a point of it was answered otherwise; what else it brings is drafted
    anew, as it words that. Nothing goes on of a letter that is to be corrected. Invalid where a body passes something
    on to itself.
    """
    bodies = {ask.number: row["body"] if ANSWERS[row["answer"]].needs == "body" else "" for ask, row in given}
    if statement.body.subject.ref in bodies.values():
        raise Invalid(answers=_("Choose another body: this one cannot pass it on to itself."))
    wanted, there = {(number, slug) for number, slug in bodies.items() if slug}, set[tuple[int, str]]()
    dropped: dict[str, tuple[Statement, set[int]]] = {}
    for letter, numbers in brought(statement):
        slug = letter.body.subject.ref
        left = {number for number in numbers if bodies.get(number, slug) == slug}
        if left == numbers or letter.sent_at:
            there |= {(number, slug) for number in numbers}
        else:
            said = _l("%(body)s answered LS-%(n)s otherwise.", body=statement.body.acronym, n=statement.subject.ref)
            drop(letter, reason=said, by=by_clock(by.at))
            wanted |= {(number, slug) for number in left}
            dropped[slug] = letter, numbers
    wanted = wanted - there if wanted and not is_to_correct(statement) else set()
    for slug in dict.fromkeys(slug for _number, slug in sorted(wanted)):
        asks = [ask for ask in statement.asks if (ask.number, slug) in wanted]
        _draft(statement, slug, asks, by, *dropped.get(slug, ()))


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
    return said or (usual_day(by) if purpose == "action" else None)


def _ahead(until: datetime | None, by: By) -> date | None:
    return until.date() if until and until > by.at else None


def _sender(statement: Statement) -> str:
    group_id = statement.subject.group_id
    return session.get_one(Subject, group_id).ref if group_id else "council"
