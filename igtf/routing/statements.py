"""The acts of this side on liaison statements: drafting, approving, sending, reminding, dropping."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import delete, select, update

from igtf.core.db import session
from igtf.core.errors import Invalid, Unchanged
from igtf.core.finding import search
from igtf.core.i18n import gettext as _
from igtf.core.when import end_ahead
from igtf.core.workflow import Reasoned
from igtf.issues.models import Issue
from igtf.issues.queries import is_pending
from igtf.issues.states import ISSUE, REFERABLE
from igtf.people.models import Person
from igtf.record.by import By
from igtf.record.events import record
from igtf.record.mentions import mention
from igtf.record.models import Relation, Subject
from igtf.record.moves import bound, carries_out, creates
from igtf.record.numbers import period
from igtf.record.references import render
from igtf.record.subjects import hold, next_number, open_subject, relate, touch
from igtf.routing import events, frames
from igtf.routing.after_sending import let_wait, settle
from igtf.routing.choices import points_responded
from igtf.routing.expecting import waits_until
from igtf.routing.letters import answer_by, apart, copy_to, digest, letter, offered, write_to, write_to_all
from igtf.routing.models import Statement, StatementAsk
from igtf.routing.points import UNSAID, broken, check_promises, replies_of
from igtf.routing.queries import body_named, contacts, first_day
from igtf.routing.states import STATEMENT

Tied = Mapping[str, Iterable[int]]
"""Kind of relation (refers, carries, suggests, passes-on, answers, corrects) → the subjects, by their ids."""

_UNTIED: Tied = MappingProxyType({})

COUNCIL = "The council"

_refer = bound(ISSUE, "refer")


def changed(statement: Statement, by: By) -> None:
    """Say that whatever a statement has to do with looks different; the issues that it refers wait for the first day.

    That is the first of all statements about them. An issue on which a proposal is pending waits for that.
    """
    related = _touch_around(statement, by)
    referred = update(Subject).where(
        Subject.id.in_([target_id for target_id, kind in related if kind == "refers"]),
        Subject.kind == "issue", Subject.state == "referred", ~is_pending(Subject.id),
    )  # fmt: skip
    session.execute(referred.values(due_at=first_day(Subject.id)))


def _touch_around(statement: Statement, by: By) -> Sequence[Any]:
    """Say that whatever a statement has to do with looks different, and return it: (id, kind of relation)."""
    related = session.execute(
        select(Relation.target_id, Relation.kind)
        .where(Relation.subject_id == statement.id)
        .order_by(Relation.target_id, Relation.kind)
    ).all()
    for target_id, _kind in related:
        touch(target_id, by.at)
    return related


def wait_for(statement: Statement, until: datetime | None, by: By) -> None:
    """Wait until a day for what is open; where it is still to come, nobody was reminded of that yet."""
    statement.subject.due_at = until
    if until and until > by.at:
        statement.reminded_at = None


class AskedPoint(NamedTuple):
    """A point of a statement: its words, the ask of a recommendation that it words, the day that it has of its own."""

    text: str
    ask_id: int | None = None
    deadline: datetime | None = None


def write_asks(statement: Statement, asks: Iterable[AskedPoint]) -> None:
    """Replace the asks of a draft; where none is given, its purpose says what is asked."""
    found = [asked for asked in asks if asked.text] or [AskedPoint(UNSAID[statement.purpose])]
    session.execute(delete(StatementAsk).where(StatementAsk.statement_id == statement.id))
    session.add_all(
        StatementAsk(statement_id=statement.id, number=number, **asked._asdict())
        for number, asked in enumerate(found, 1)
    )
    session.flush()
    session.expire(statement, ["asks"])


def index(statement: Statement) -> None:
    """Let a statement be found by its name, its subject, its body and its text. For commands."""
    subject, body = statement.subject, statement.body
    said = f"{body.acronym} {body.subject.title}\n{statement.text}"
    search.put(statement.id, f"LS-{subject.ref} {subject.title}", said)


def _deadline(day: date | None, by: By, field: str = "deadline") -> datetime | None:
    return end_ahead(day, by.at, field) if day else None


def _asked(row: Mapping[str, Any], ask_id: int | None, of_letter: date | None, by: By) -> AskedPoint:
    """Return a point as it is given: with a day of its own where that is another one than the letter's."""
    day = row.get("deadline")
    return AskedPoint(row.get("text") or "", ask_id, None if day == of_letter else _deadline(day, by, "asks"))


def _has_passed(statement: Statement, at: datetime) -> bool:
    """Return whether the day of one of its points has passed."""
    return any(ask.deadline and ask.deadline <= at for ask in statement.asks)


def usual_day(by: By) -> date:
    """Return the day by which an answer to what is drafted now is wanted, where no other is set (section 9)."""
    return (by.at + period("answer_days")).date()


@creates(STATEMENT, "draft")
def draft(
    *, body: str, purpose: str, subject: str, text: str, by: By, sender: str = "council", deadline: date | None = None,
    asks: Sequence[Mapping[str, Any]] = (), consensus: str = "", minority: str = "", drafted_by: int | None = None,
    ask_ids: Sequence[int | None] = (), replies: Sequence[dict[str, Any]] = (), tied: Tied = _UNTIED, why: str = "",
    html: str | None = None, passes_on: Sequence[int] = (), **frame: Any,
) -> tuple[Statement, events.Drafted]:  # fmt: skip
    """Draft a statement to a body, of the council or of a group (``sender``: its acronym).

    ``asks`` are its points, each with ``text`` and the ``deadline`` that it has of its own.
    What follows from another act names its source: to what it is ``tied``, the ``ask_ids`` beside ``asks``, who answers
    for the draft, the ``replies`` to what a body asked, the ``html`` of the text where it was made before, and the
    numbers of the points of another letter that it ``passes_on``.
    ``frame`` is what goes along, as ``frames.put`` takes it. Invalid for a body that is not listed.
    """
    target = body_named(body)
    check_promises(replies, by.at)
    group = None if sender == "council" else _group(sender)
    opened = open_subject("statement", str(next_number("statement")), subject, "draft", by=by,
                          group_id=group.id if group else None)  # fmt: skip
    statement = Statement(
        id=opened.id, subject=opened, body=target, to_body_id=target.id, from_text=group.title if group else COUNCIL,
        purpose=purpose, text=text, html=render(text) if html is None else html, deadline=_deadline(deadline, by),
        consensus=consensus, minority=minority, replies=list(replies), drafted_by_id=drafted_by or _person(by),
    )  # fmt: skip
    session.add(statement)
    session.flush()
    mention(statement.id, statement.html)
    padded = [*ask_ids, *(None for _ in asks)]
    write_asks(statement, [_asked(row, own, deadline, by) for row, own in zip(asks, padded, strict=False)])
    for kind, ids in tied.items():
        for subject_id in ids:
            relate(statement.id, kind, subject_id, at=by.at)
    frames.put(statement, by, **frame)
    index(statement)
    return statement, events.Drafted(target.acronym, purpose, why, passes_on)


def _person(by: By) -> int | None:
    return session.scalar(select(Person.id).where(Person.id == by.author))


def _group(acronym: str) -> Subject:
    found = session.scalar(select(Subject).where(Subject.kind == "group", Subject.ref == acronym))
    if found is None:
        raise Invalid(sender=_("Choose the council or a group that you chair."))
    return found


def _matched(statement: Statement, asks: Sequence[AskedPoint]) -> list[AskedPoint]:
    """Return the asks of a new wording, each with the recommendation's ask that it words.

    That is told by the text, else by the place. Invalid when one of the recommendation is not among them.
    """
    left, said = {ask.number: ask for ask in statement.asks}, dict[int, StatementAsk]()
    rows = {number: asked for number, asked in enumerate(asks, 1) if asked.text}
    for number, asked in rows.items():
        same = next((other for other, ask in left.items() if ask.text == asked.text), None)
        if same is not None:
            said[number] = left.pop(same)
    said |= {number: left.pop(number) for number in rows if number in left and number not in said}
    if any(ask.ask_id for ask in left.values()):
        raise Invalid(asks=_("Each ask of the recommendation has to be in its letter. Reword it, or drop the letter."))
    return [asked._replace(ask_id=said[number].ask_id if number in said else None) for number, asked in rows.items()]


@carries_out(STATEMENT, "edit")
def edit(
    statement: Statement, *, purpose: str, subject: str, text: str, by: By, deadline: date | None = None,
    asks: Sequence[Mapping[str, Any]] = (), consensus: str = "", minority: str = "",
    answers: Sequence[Mapping[str, Any]] = (),
    **frame: Any,
) -> events.Edited:  # fmt: skip
    """Change the wording of a draft, and what it ``answers`` to the points of a body. Invalid when nothing changed."""
    replies = replies_of(answers, points_responded(statement.id))
    check_promises(replies, by.at)
    given = {"purpose": purpose, "text": text, "consensus": consensus, "minority": minority, "replies": replies,
             "deadline": _deadline(deadline, by)}  # fmt: skip
    differs = [name for name, value in given.items() if value != getattr(statement, name)]
    differs += ["subject"] if subject != statement.subject.title else []
    wanted = _matched(statement, [_asked(row, None, deadline, by) for row in asks]) or [AskedPoint(UNSAID[purpose])]
    before = [(ask.text, ask.deadline) for ask in statement.asks]
    differs += ["asks"] if [(asked.text, asked.deadline) for asked in wanted] != before else []
    differs += frames.put(statement, by, **frame)
    if not differs:
        raise Unchanged
    for name, value in given.items():
        setattr(statement, name, value)
    former = statement.html
    statement.subject.title, statement.html = subject, render(text)
    mention(statement.id, statement.html, former)
    write_asks(statement, wanted)
    index(statement)
    return events.Edited(differs)


@carries_out(STATEMENT, "approve")
def approve(statement: Statement, *, by: By) -> None:
    """Approve the statement as it reads; it can no longer be edited.

    Invalid after its deadline, after the day of a point, or after a day that it promises.
    """
    if statement.deadline and statement.deadline <= by.at:
        raise Invalid({"": [_("Its deadline has passed. Edit the draft and give it another one.")]})
    if _has_passed(statement, by.at):
        raise Invalid({"": [_("The day of a point has passed. Edit the draft and give it another one.")]})
    if broken(statement.replies, by.at):
        raise Invalid({"": [_("A day that it promises the body has passed. Edit the draft and give another one.")]})
    statement.approved_by_id = by.author
    _touch_around(statement, by)


@carries_out(STATEMENT, "send")
def send(statement: Statement, *, channel: str, by: By, evidence: str = "") -> events.Sent:
    """Send: the exact text, its hash, the channel and the time are kept; the issues it refers are referred.

    From then on each point has its day: its own, or that of the letter. Invalid after one of these days or one that it
    promises, for a body without a contact, and for another channel
    without evidence.
    The contacts are those of one moment: who is named or ended meanwhile is so before, or after.
    """
    if channel == "other" and not evidence:
        raise Invalid(evidence=_("Say what shows that it was sent: a receipt, a link, a reference."))
    if statement.deadline and statement.deadline <= by.at:
        raise Invalid({"": [_("Its deadline has passed. Take it back into draft and give it another one.")]})
    if _has_passed(statement, by.at):
        raise Invalid({"": [_("The day of a point has passed. Take it back into draft and give it another one.")]})
    if broken(statement.replies, by.at):
        said = _("A day that it promises the body has passed. Take it back into draft and give another one.")
        raise Invalid({"": [said]})
    hold(statement.body)
    exact = letter(statement, by)
    statement.sent_at, statement.channel, statement.channel_evidence = by.at, channel, evidence or None
    statement.sent_text, statement.sent_hash = exact, digest(exact)
    _give_days(statement, answer_by(statement, by.at))
    told = write_to_all(statement, "statement-letter", by) if channel == "mail" else 0
    if channel == "mail" and not told:
        raise Invalid(
            channel=_(
                "%(acronym)s has no contact. Add one on its page, or choose another way.",
                acronym=statement.body.acronym,
            )
        )
    relate(statement.id, "sent-to", statement.to_body_id, at=by.at)
    copies = copy_to(statement)
    _refer_issues(statement, by)
    settle(statement, by)
    _touch_around(statement, by)
    return events.Sent(
        channel, statement.sent_hash, told + copies, evidence, statement.body.acronym,
        f"{statement.answer_by:%Y-%m-%d}" if statement.answer_by else "",
    )  # fmt: skip


def _give_days(statement: Statement, whole: datetime | None) -> None:
    """Let each point be answered by its own day, else by that of the ``whole`` letter, and wait for the first of these.

    A letter that has no day itself is due with its first point.
    """
    for ask in statement.asks:
        ask.deadline = ask.deadline or whole
    statement.subject.due_at = waits_until(statement)
    statement.answer_by = whole or statement.subject.due_at


def _refer_issues(statement: Statement, by: By) -> None:
    for issue in _referred(statement):
        if issue.subject.state in REFERABLE:
            _refer(issue, statement=statement.subject.ref, body=statement.body.acronym, by=by)


def _referred(statement: Statement) -> Sequence[Issue]:
    there = (Relation.subject_id == statement.id, Relation.kind == "refers")
    query = select(Issue).join(Relation, Relation.target_id == Issue.id).where(*there)
    return session.scalars(query.order_by(Relation.target_id)).all()


@carries_out(STATEMENT, "remind")
def remind(statement: Statement, *, by: By) -> events.Reminded:
    """Remind the contacts, each with a fresh link, but for those who have stopped reminders."""
    statement.reminded_at = by.at
    changed(statement, by)
    told, quiet = apart(contacts(statement.to_body_id))
    for contact in told:
        write_to(statement, contact, "statement-reminder", by, offered=offered(contact, statement, by))
    return events.Reminded(len(told), len(quiet))


@carries_out(STATEMENT, "drop")
def drop(statement: Statement, *, reason: str, by: By) -> Reasoned:
    """Give the statement up before it is sent; the issues it would refer say so.

    The outcome that it would suggest waits again, and so does the letter of a body that it would answer.
    """
    changed(statement, by)
    for issue in _referred(statement):
        record(by, issue.subject, events.LETTER_DROPPED, events.LetterDropped(reason, f"LS-{statement.subject.ref}"))
    let_wait(statement, by)
    return Reasoned(reason)


@carries_out(STATEMENT, "redraft")
def redraft(statement: Statement, *, reason: str, by: By) -> Reasoned:
    """Let a statement be worded and approved once more; its asks stay those of the recommendation that it carries."""
    _touch_around(statement, by)
    return Reasoned(reason)
