"""The letter of a statement: its exact text, the links to answer it, and the mails. For commands only.

The letter is in English, so that its hash does not depend on who reads it.
"""

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, TypeVar

from flask import current_app
from sqlalchemy import ColumnElement, Select, exists, func, select, update

from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.mail import absolute, queue_mail
from igtf.core.moments import end_of_day
from igtf.core.replies import returns_to
from igtf.core.stopping import stop_headers, stop_url
from igtf.core.transports import thread_headers
from igtf.core.wording import in_english
from igtf.issues.words import PURPOSES
from igtf.people.passwords import new_token, token_hash
from igtf.record.awaited import due_of
from igtf.record.by import By
from igtf.record.events import data_of
from igtf.record.kinds import kind_of, texts_of
from igtf.record.models import Actor, Relation, Subject
from igtf.record.moves import url_of
from igtf.record.numbers import period
from igtf.routing.choices import points_responded
from igtf.routing.enclosing import line_of
from igtf.routing.expecting import expected, has_days_apart, lines
from igtf.routing.files import files_of
from igtf.routing.links import open_to
from igtf.routing.models import Contact, ContactLink, Statement, StatementAsk
from igtf.routing.points import ANSWERS, UNSAID, day_of, own_day, promised_in, said, whole_day
from igtf.routing.queries import contacts
from igtf.routing.states import STATEMENT
from igtf.routing.ties import concerns

TO_CONTACTS = ("statement-", "contact-", "charter-review:")
"""How the keys of mails begin that go to an address as that of a contact, whoever has an account with it."""


STOPPABLE = frozenset({
    "charter-review", "contact-call", "contact-consultation", "contact-extended", "contact-later-call",
    "contact-withdrawn", "contact-withdrawn-call", "statement-reminder",
})  # fmt: skip
"""The mails that a contact stops with one click: announcements and reminders. What a body is asked, what is recorded in
its name, and whether somebody still is its contact goes to whom it named (section 9)."""


def links_about(ids: Collection[int]) -> Select[int]:
    """Return the query of the links about subjects: to a statement, about something else, or of a body's contact."""
    about = func.coalesce(ContactLink.statement_id, ContactLink.about_id, Contact.body_id)
    return select(ContactLink.id).join(Contact, Contact.id == ContactLink.contact_id).where(about.in_(ids))


Payload = TypeVar("Payload")
_CONCERNS = {
    "refers": "Issue", "suggests": "Outcome", "carries": "Recommendation", "passes-on": "Passed on from",
    "answers": "In response to", "corrects": "Corrects", "see-also": "Related", "copied-to": "Copy to",
}  # fmt: skip
"""Relation → how the letter calls it, in the order of the letter."""


def letter(statement: Statement, by: By) -> str:
    """Return the exact text of a statement as it is sent at ``by.at``, ending with a line end."""
    tied = sorted(
        (row for row in concerns(statement.id) if row.relation in _CONCERNS),
        key=lambda row: list(_CONCERNS).index(row.relation),
    )
    due = answer_by(statement, by.at)
    head = [
        ("From", f"{statement.from_text}, {current_app.config['SITE_NAME']}"),
        ("Contact", statement.contacts),
        ("To", f"{statement.body.subject.title} ({statement.body.acronym})"),
        ("Attention", "; ".join(_attention(statement))),
        ("Date", f"{by.at:%Y-%m-%d}"),
        ("Purpose", in_english(PURPOSES[statement.purpose]).lower()),
        ("Deadline", f"{due:%Y-%m-%d}" if due else ""),
        ("Subject", statement.subject.title),
        *((_CONCERNS[row.relation], f"{row.title}, {absolute(url_of(row))}") for row in tied),
        ("Consensus", statement.consensus),
    ]
    lines = [f"Liaison statement LS-{statement.subject.ref}", ""]
    lines += [f"{label}: {value}" for label, value in head if value]
    lines += ["", statement.text, *_replied(statement)]
    if asks_something(statement):
        lines += ["", "What is asked:", *(_in_letter(statement, ask) for ask in statement.asks)]
    if statement.minority:
        lines += ["", "Minority statements:", statement.minority]
    lines += _enclosed(statement)
    return plain_lines("\n".join(lines))


def _in_letter(statement: Statement, ask: StatementAsk) -> str:
    day = own_day(statement, ask)
    wanted = f"answer wanted by {day:%Y-%m-%d}" if day else ""
    said = "known otherwise: no answer is waited for" if ask.settled else wanted
    return f"{ask.number}. {ask.text}" + (f" ({said})" if said else "")


def replied(statement: Statement) -> list[Text]:
    """Return what a statement of ours answers to points of a body's letter, one line each."""
    points = {point.number: point for point in points_responded(statement.id)} if statement.replies else {}
    return [
        said(reply["point"], points[reply["point"]].text, ANSWERS[reply["answer"]].status, promised_in(reply),
             reply["text"])
        for reply in statement.replies if reply["point"] in points
    ]  # fmt: skip


def _replied(statement: Statement) -> list[str]:
    lines = [in_english(line) for line in replied(statement)]
    return ["", "Our answers to your points:", *lines] if lines else []


def answer_by(statement: Statement, at: datetime) -> datetime | None:
    """Return when an answer is due to what is sent at a moment: the day set, else that of the procedure, at its end.

    What only informs or responds waits for no answer unless a day is set.
    """
    if statement.deadline or statement.purpose in ("information", "response"):
        return statement.deadline
    return end_of_day((at + period("answer_days", statement.subject)).date())


def deadline_in(statement: Statement, at: datetime) -> tuple[datetime | None, bool]:
    """Return the deadline as the letter of a statement says it, and whether it follows from its being sent ``at``.

    It follows where nobody set one, and changes with each day on which the statement is not sent.
    """
    if statement.direction == "in" or statement.sent_at or statement.subject.phase == "closed":
        return whole_day(statement), False
    return answer_by(statement, at), statement.deadline is None


def asks_something(statement: Statement) -> bool:
    """Return whether a statement asks; one that informs or responds may not.

    The point that a body answers there all the same was the subject in earlier letters.
    """
    asks, unsaid = [ask.text for ask in statement.asks], UNSAID[statement.purpose]
    return statement.purpose not in ("information", "response") or asks not in ([unsaid], [statement.subject.title])


def _attention(statement: Statement) -> list[str]:
    """Return name and role of each contact of the body."""
    return [f"{one.name}, {one.role}" if one.role else one.name for one in contacts(statement.to_body_id)]


def _enclosed(statement: Statement) -> list[str]:
    """Return the lines on what goes along."""
    own = [f"{row.title}, {absolute(url_of(row))}" for row in concerns(statement.id) if row.relation == "encloses"]
    others = [f"{one['title']}, {one['url']}, SHA-256 {one['sha256']}" for one in statement.attachments]
    lines = ["", "Documents that go along:", *(f"* {line}" for line in (*own, *others))] if own or others else []
    files = [f"* {in_english(line_of(file))}, {absolute(file_path(statement, file))}" for file in along(statement)]
    return [*lines, "", "Files that go along:", *files] if files else lines


def along(statement: Statement) -> list[Any]:
    """Return the files that go along with a statement: none that its answers brought, or that a moderator emptied."""
    return [file for file in files_of(statement.id) if file.came_at is None and not file.emptied]


def file_path(statement: Statement, file: Any) -> str:
    """Return the path from which a file of a statement is fetched."""
    return f"{url_of(statement.subject)}/files/{file.number}"


def plain_lines(text: str) -> str:
    """Return a text with plain line ends, without blanks at their ends and empty lines around it."""
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n")) + "\n"


def digest(text: str) -> str:
    """Return the SHA-256 (hex) of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def _last_day(at: datetime, subject: Subject) -> datetime:
    """Return until when a link about a subject works that is sent ``at``: until its date at least, where it has one."""
    return max(at + period("link_days", subject), subject.due_at or at)


def _last_day_of(statement: Statement, at: datetime) -> datetime:
    """Return until when a link to answer a statement works: until the last day of its open points at least."""
    days = [day_of(statement, point) for point in expected(statement)]
    return max(_last_day(at, statement.subject), *(day for day in days if day), at)


def keep_links(statement: Statement, by: By) -> None:
    """Let the links by which a statement can be answered work as long as its date, which was moved, asks for."""
    _keep(ContactLink.statement_id == statement.id, _last_day_of(statement, by.at), by)


def keep_links_about(subject: Subject, by: By) -> None:
    """Let the links by which contacts send a statement about a subject work as long as its date, which was moved."""
    _keep(ContactLink.about_id == subject.id, _last_day(by.at, subject), by)


def _keep(which: ColumnElement[bool], last: datetime, by: By) -> None:
    working = (which, ContactLink.revoked_at.is_(None), ContactLink.expires_at > by.at)
    session.execute(update(ContactLink).where(*working, ContactLink.expires_at < last).values(expires_at=last))


def link_for(
    contact: Contact, purpose: str, by: By, *, statement: Statement | None = None, about: Subject | None = None
) -> tuple[ContactLink, str]:
    """Return a new link of a contact for one purpose (and statement, or what it is about), and its whole address."""
    token, of = new_token(), statement.subject if statement else about or contact.body.subject
    link = ContactLink(
        token_hash=token_hash(token), statement_id=statement.id if statement else None, contact_id=contact.id,
        about_id=about.id if about else None, purpose=purpose, sent_at=by.at,
        expires_at=_last_day_of(statement, by.at) if statement else _last_day(by.at, of),
    )  # fmt: skip
    session.add(link)
    session.flush()
    return link, absolute(f"/{purpose}/{token}")


def sent_since(statement: Statement, contact: Contact, since: datetime) -> bool:
    """Return whether a link to answer a statement was sent to a contact after a moment."""
    return bool(session.scalar(select(exists().where(
        ContactLink.statement_id == statement.id, ContactLink.contact_id == contact.id, ContactLink.sent_at > since,
    ))))  # fmt: skip


def write_to(statement: Statement, contact: Contact, template: str, by: By, **more: Any) -> None:
    """Queue the mail ``template`` about a statement to one contact, with a link of its own to answer.

    The letter brings its files; a reminder does not carry them again.
    """
    link, address = link_for(contact, "answer", by, statement=statement)
    until = due_of(statement.subject)
    apart = until == statement.subject.due_at and has_days_apart(statement)  # nothing is open once the matter is over
    queue_mail(
        to=contact.email, template=template, key=f"{template}:{link.id}", language=contact.language,
        statement=statement, subject=statement.subject, contact=contact, link=address, expires_at=link.expires_at,
        files=[file.id for file in along(statement)] if template == "statement-letter" else [],
        open_points=lines(statement, expected(statement), in_words=True) if apart else (), until=until,
        **_about(statement.subject, contact, template), **more,
    )  # fmt: skip


def offered(contact: Contact, statement: Statement, by: By) -> set[str]:
    """Return the names of the moves that the page of a new link offers a contact, for a mail that says them."""
    return {move.name for move in open_to(contact, statement, by.at)}


def write_to_nobody(statement: Statement, at: datetime) -> None:
    """Do as much as where a letter with a new link is queued, and send nothing: how long it takes tells nothing."""
    token = new_token()
    queue_mail(
        to=None, template="statement-letter", key=f"no-letter:{token_hash(token)}", statement=statement,
        subject=statement.subject, contact={"name": "Nobody"}, link=absolute(f"/answer/{token}"),
        expires_at=_last_day_of(statement, at), open_points=(), until=due_of(statement.subject),
        files=[file.id for file in along(statement)],
    )  # fmt: skip


def write_with_link(
    contact: Contact, purpose: str, template: str, by: By, *, about: Subject | None = None, **more: Any
) -> None:
    """Queue the mail ``template`` to a contact, with a link for one purpose that is no statement's."""
    link, address = link_for(contact, purpose, by, about=about)
    queue_mail(
        to=contact.email, template=template, key=f"{template}:{link.id}", language=contact.language, contact=contact,
        body=contact.body, link=address, expires_at=link.expires_at, about=about,
        **_about(about, contact, template), **more,
    )  # fmt: skip


def write_again(link: ContactLink, template: str, mark: str, **more: Any) -> None:
    """Queue the mail ``template`` to a contact about what one of their links is about, once for each ``mark``.

    It brings no new link: the one that they have still works, if they have not used it.
    """
    contact = link.contact
    queue_mail(
        to=contact.email, template=template, key=f"{template}:{link.id}:{mark}", language=contact.language,
        contact=contact, body=contact.body, about=link.about, expires_at=None if link.used_at else link.expires_at,
        **_about(link.about, contact, template), **more,
    )  # fmt: skip


def _about(about: Subject | None, contact: Contact, template: str) -> dict[str, Any]:
    """Return the headers that keep the mails to a contact about a subject together and let them come back, and the link
    by which a contact stops such mails, where they can be stopped."""
    together = (thread_headers(about.id, current_app.config) if about else {}) | returns_to(contact.actor_id)
    if template not in STOPPABLE:
        return {"headers": together}
    stop = stop_url(contact.actor_id, contact.body_id)
    return {"stop": stop, "headers": together | stop_headers(stop)}


def apart(contacts: Iterable[Contact]) -> tuple[list[Contact], list[Contact]]:
    """Return those of the contacts who want announcements and reminders, and those who have stopped them."""
    found = list(contacts)
    return [one for one in found if not one.quiet_since], [one for one in found if one.quiet_since]


def pass_over(contact: Contact, about: Subject, by: By) -> None:
    """Note that a contact who wants no announcements gets none about a subject: the link is nobody's."""
    link, _address = link_for(contact, "write", by, about=about)
    link.revoked_at = by.at


def copy_to(statement: Statement) -> int:
    """Queue a copy of a statement to each contact of the bodies that get one; return to how many."""
    bodies = select(Relation.target_id).where(Relation.subject_id == statement.id, Relation.kind == "copied-to")
    found = session.scalars(
        select(Contact).where(Contact.body_id.in_(bodies), Contact.ended_at.is_(None)).order_by(Contact.id)
    ).all()
    for contact in found:
        tell_contact(statement, contact, "statement-copy", files=[file.id for file in along(statement)])
    return len(found)


def tell_contact(statement: Statement, contact: Contact, template: str, **more: Any) -> None:
    """Queue the mail ``template`` about a statement to a contact, without a link, once for each act."""
    subject = statement.subject
    queue_mail(
        to=contact.email, template=template, key=f"{template}:{statement.id}:{subject.revision}:{contact.id}",
        language=contact.language, statement=statement, subject=subject, contact=contact,
        **_about(subject, contact, template), **more,
    )  # fmt: skip


def tell_contacts(statement: Statement, name: str, left: Payload, by: By, *, target: str = "") -> Payload:
    """Tell each contact of the body what the act ``name`` leaves in the record of a statement, and return that.

    ``target``: the state to which it leads, where the act chooses that. So a body knows what is recorded in its name,
    and a contact sees when somebody else used the link.
    """
    kind, move, actor = kind_of(f"statement.{name}"), STATEMENT.move_by_name[name], session.get_one(Actor, by.author)
    state = STATEMENT.state_by_name[target or str(move.target or statement.subject.state)]
    for contact in contacts(statement.to_body_id):
        tell_contact(
            statement, contact, "statement-recorded", who=actor.name, said=kind.said, state=state.label,
            by_contact=actor.kind == "contact", texts=texts_of(kind, data_of(left)),
        )  # fmt: skip
    return left


def write_to_all(statement: Statement, template: str, by: By) -> int:
    """Queue the mail ``template`` to each contact of the body; return to how many."""
    found = contacts(statement.to_body_id)
    for contact in found:
        write_to(statement, contact, template, by)
    return len(found)


def revoke_links(contact: Contact, by: By, *, statement: Statement | None = None) -> None:
    """Revoke every link that a contact holds, or those to one statement."""
    held = [ContactLink.contact_id == contact.id, ContactLink.revoked_at.is_(None)]
    held += [ContactLink.statement_id == statement.id] if statement else []
    session.execute(update(ContactLink).where(*held).values(revoked_at=by.at))
