"""Statements that bodies send us: received, and what becomes of them (procedure, section 9)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.errors import Invalid, NotAllowed, Reused, Unchanged
from igtf.core.i18n import gettext as _
from igtf.core.moments import end_of_day
from igtf.core.sent.submits import Submit
from igtf.core.when import end_ahead
from igtf.core.workflow import WORKFLOWS, Reasoned
from igtf.discussion.commands import comment
from igtf.issues.commands import file
from igtf.record.awaited import due_of
from igtf.record.by import By
from igtf.record.kinds import kind_of
from igtf.record.mentions import mention
from igtf.record.models import Actor, Event, Subject
from igtf.record.moves import carries_out, creates, url_of
from igtf.record.once import earlier, once_only
from igtf.record.references import render
from igtf.record.subjects import next_number, open_subject, relate
from igtf.routing import events
from igtf.routing.acts_of_body import another_day, answer
from igtf.routing.after_sending import due_again
from igtf.routing.choices import answered_by, waiting_for_us
from igtf.routing.enclosing import Given, enclose, line_of
from igtf.routing.letters import digest, offered, plain_lines, tell_contact, write_to
from igtf.routing.models import Body, Contact, ContactLink, Statement, StatementAsk
from igtf.routing.naming import named
from igtf.routing.owing import first_day
from igtf.routing.points import point_line, points_in, put_off, replies_of
from igtf.routing.queries import body_named, contacts
from igtf.routing.quoting import as_comment
from igtf.routing.spending import spend
from igtf.routing.statements import AskedPoint, draft, index, write_asks
from igtf.routing.states import STATEMENT


@creates(STATEMENT, "receive")
def receive(
    *, body: str, purpose: str, subject: str, text: str, by: By, asks: Sequence[Mapping[str, Any]] = (),
    deadline: date | None = None, about: str = "", reference: str = "", evidence: str = "", files: Given = (),
) -> tuple[Statement, events.IncomingReceived]:  # fmt: skip
    """Receive a statement of a body: from its contact, or recorded by the secretariat with evidence.

    ``asks`` are the points that it lists, each with ``text`` and the ``deadline`` that it has of its own; those without
    wait for that of the letter. ``about`` names what it speaks of; a statement of ours among that is one it answers.
    Invalid for a body that is not listed, and for a day that a contact asks for and that has passed: a letter that
    reached the secretariat late is recorded as it is. NotAllowed for a contact of another body.
    """
    sender = body_named(body)
    matters, ahead_of = named(about, "about"), by.at if _writes_for(sender, by) else None
    exact = plain_lines(f"{subject}\n\n{text}")
    due = _until(deadline, "deadline", ahead_of)
    asked = [_asked(row, ahead_of) for row in asks if row.get("text")]
    opened = open_subject("statement", str(next_number("statement")), subject, "received", by=by)
    statement = Statement(
        id=opened.id, subject=opened, direction="in", body=sender, to_body_id=sender.id, from_text=sender.subject.title,
        purpose=purpose, text=text, html=render(text), deadline=due, consensus="", minority="",
        reference=reference or None, sent_text=exact, sent_hash=digest(exact), channel_evidence=evidence or None,
    )  # fmt: skip
    session.add(statement)
    session.flush()
    mention(statement.id, statement.html)
    opened.due_at = _ask(statement, asked)
    brought = [line_of(file) for file in enclose(statement, files)]
    relate(statement.id, "from-body", sender.id, at=by.at)
    for matter in matters:
        relate(statement.id, "answers" if matter.kind == "statement" else "concerns", matter.id, at=by.at)
    index(statement)
    _tell(statement, "statement-received")
    named_so = [WORKFLOWS[matter.kind].kept_name_of(matter.ref) for matter in matters]
    return statement, events.IncomingReceived(
        sender.acronym, purpose, named_so, statement.sent_hash or "", evidence, brought,
        [point_line(number, point.text, point.deadline) for number, point in enumerate(asked, 1)],
    )  # fmt: skip


def _ask(statement: Statement, asked: Sequence[AskedPoint]) -> datetime | None:
    """Write down what a letter asks, and return the first day for which it waits for us."""
    write_asks(statement, asked)
    return first_day(statement, points_in(statement.asks))


def _writes_for(body: Body, by: By) -> bool:
    """Return whether a contact of a body writes, and not somebody of ours; NotAllowed for a contact of another one."""
    own = session.scalar(select(Contact.body_id).where(Contact.actor_id == by.actor_id))
    if own not in (None, body.id):
        raise NotAllowed(_("A contact writes for the own body only."))
    return own is not None


def _until(day: date | None, field: str, ahead_of: datetime | None) -> datetime | None:
    """Return the end of a day that a body asks for; Invalid beside ``field`` where it has to be ahead and is over."""
    if day is None:
        return None
    return end_ahead(day, ahead_of, field) if ahead_of else end_of_day(day)


def _asked(row: Mapping[str, Any], ahead_of: datetime | None) -> AskedPoint:
    return AskedPoint(row["text"], deadline=_until(row.get("deadline"), "asks", ahead_of))


def _tell(statement: Statement, template: str, **more: Any) -> None:
    """Write to the contact who sent a statement; to all of the body, when none of them did."""
    found = contacts(statement.to_body_id)
    sender = [one for one in found if one.actor_id == statement.subject.opened_by_id]
    for contact in sender or found:
        tell_contact(statement, contact, template, **more)


def tell_annulled(statement: Statement, events: Sequence[Event], state: str, by: By) -> None:
    """Tell the body that decisions on its statement, or on ours to it, are annulled, and in which state that is now.

    Where we wait for an answer to ours again, each of its contacts gets a link to answer.
    """
    acts = [(session.get_one(Actor, event.actor_id).name, kind_of(event.kind).said) for event in events]
    if statement.direction == "out" and due_of(statement.subject):
        for contact in contacts(statement.to_body_id):
            write_to(statement, contact, "statement-reopened", by, acts=acts, offered=offered(contact, statement, by))
        return
    label = STATEMENT.state_by_name[state].label
    _tell(statement, "statement-annulled", acts=acts, state=label, waits=state == "received")


def _taken_up(statement: Statement, target: Subject) -> events.TakenUp:
    """Tell the body what became of its statement."""
    name = WORKFLOWS[target.kind].kept_name_of(target.ref)
    _tell(statement, "statement-taken-up", name=name, target=target, place=url_of(target))
    return events.TakenUp(name)


@carries_out(STATEMENT, "open-issue")
def open_issue(statement: Statement, *, by: By, **given: str) -> events.TakenUp:
    """File an issue from a statement of a body; both show each other."""
    issue = file(by=by, **given)
    relate(issue.id, "from-statement", statement.id, at=by.at)
    return _taken_up(statement, issue.subject)


@carries_out(STATEMENT, "attach")
def attach(statement: Statement, *, matter: str, by: By) -> events.TakenUp:
    """Put a statement of a body into the discussion of a call, a draft or another subject, as a comment.

    Invalid unless one matter is named.
    """
    found = named(matter, "matter")
    if len(found) != 1:
        raise Invalid(matter=_("Name one matter."))
    comment(found[0], text=as_comment(statement), by=by)
    relate(statement.id, "concerns", found[0].id, at=by.at)
    return _taken_up(statement, found[0])


@carries_out(STATEMENT, "count-as-answer")
def count_as_answer(statement: Statement, *, answers: Sequence[Mapping[str, Any]], by: By) -> events.TakenUp:
    """Record what a statement of a body says to each point of ours, with itself as the evidence."""
    ours = answered_by(statement)
    if ours is None:
        raise RuntimeError("what counts as an answer answers one of ours")  # the policy holds it so
    answer(ours, answers=answers, by=by, evidence=f"LS-{statement.subject.ref}")
    return _taken_up(statement, ours.subject)


@carries_out(STATEMENT, "respond")
def respond(statement: Statement, *, by: By, answers: Sequence[Mapping[str, Any]] = (), **given: Any) -> events.TakenUp:
    """Draft our response to a statement of a body: what it ``answers`` to each point counts once it is sent.

    One that was noted waits for us again, by the days that it gives. Invalid where the body lists points and none of
    them is answered.
    """
    replies = replies_of(answers, points_in(statement.asks))
    tied = {"answers": [statement.id]}
    statement.subject.due_at = due_again(statement)
    made: Statement = draft(body=statement.body.subject.ref, tied=tied, replies=replies, by=by, **given)
    return events.TakenUp(f"LS-{made.subject.ref}")


@carries_out(STATEMENT, "offer-date")
def offer_date(
    statement: Statement, *, deadline: date, reason: str, by: By, point: str | None = None
) -> events.DateProposed:
    """Propose another date for our answer to a body: the desk waits for it from now on, the first stays in the record.

    ``point`` is the number of the one that it is for; without, it is for those that wait for us and are due before it.
    Invalid for a day that has passed, or too far after the first one, and for a point that does not wait for us;
    Unchanged for the day that counts already.
    """
    points = points_in(statement.asks)
    chosen = put_off(statement, waiting_for_us(statement), point, deadline)
    if not chosen and (points or point):
        raise Invalid(point=_("Choose a point that waits for our answer by a day."))
    until = another_day(deadline, _first(statement, chosen), by)
    if {one.promised_by for one in chosen} == {until} or (not chosen and statement.subject.due_at == until):
        raise Unchanged
    statement.subject.due_at = until
    if chosen:
        for one in chosen:
            one.promised_by = until
        statement.subject.due_at = first_day(statement, points)
    said = f"{chosen[0].number}. {chosen[0].text}" if point else ""
    _tell(statement, "statement-put-off", until=until, reason=reason, point=said)
    return events.DateProposed(f"{deadline:%Y-%m-%d}", reason, said)


def _first(statement: Statement, points: Sequence[StatementAsk]) -> datetime | None:
    """Return the first day that a body gave for some points of its letter, or we did; without points the letter's."""
    days = [point.deadline or statement.deadline or point.promised_by for point in points]
    return min((day for day in days if day), default=statement.deadline)


@carries_out(STATEMENT, "note")
def note(statement: Statement, *, reason: str, by: By) -> Reasoned:
    """Note a statement of a body, with the reason why nothing follows."""
    statement.subject.due_at = None
    _tell(statement, "statement-noted", reason=reason)
    return Reasoned(reason)


_WRITE = "write"


def write_by_link(token: str, given: Mapping[str, Any], *, by: By, once: Submit | None) -> Statement:
    """Receive a statement from the contact whose link it is; NotFound or Gone as the link says, once."""

    def act() -> tuple[Statement, str]:
        link = spend(token, "write", by)
        body: Body = link.contact.body
        made: Statement = receive(body=body.subject.ref, by=by, **given)
        return made, url_of(made.subject)

    return once_only(by, once, _WRITE, act)


def written_by(link: ContactLink, once: Submit | None, at: datetime) -> str | None:
    """Return where the statement is that this very form brought by a link, sent at ``at`` again; None without one."""
    try:
        return earlier(By(link.contact.actor_id, at), once, _WRITE)
    except Reused:  # other words, for which a link that works once has no room
        return None
