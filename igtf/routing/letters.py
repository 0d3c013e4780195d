"""The letter of a statement: its exact text, the links to answer it, and the mails. For commands only.

The letter is in English, so that its hash does not depend on who reads it.
"""

from datetime import timedelta

from sqlalchemy import update

from igtf.core.db import session
from igtf.core.mail import absolute, queue_mail
from igtf.people.passwords import new_token, token_hash
from igtf.record.acts import By
from igtf.record.moves import url_of
from igtf.record.numbers import days
from igtf.routing.models import Contact, ContactLink, Statement
from igtf.routing.queries import concerns, contacts

PURPOSE_WORDS = {"action": "for action", "comment": "for comment", "information": "for information"}
_CONCERNS = {"refers": "Issue", "carries": "Recommendation", "passes-on": "Passed on from"}


def letter(statement: Statement, by: By) -> str:
    """Return the exact text of a statement as it is sent at ``by.at``, ending with a line end."""
    head = [
        ("From", f"{statement.from_text}, Internet Governance Task Force"),
        ("To", f"{statement.body.subject.title} ({statement.body.acronym})"),
        ("Date", f"{by.at:%Y-%m-%d}"),
        ("Purpose", PURPOSE_WORDS[statement.purpose]),
        ("Deadline", f"{statement.deadline:%Y-%m-%d}" if statement.deadline else ""),
        ("Subject", statement.subject.title),
        *((_CONCERNS[row.relation], f"{row.title}, {absolute(url_of(row))}") for row in concerns(statement.id)),
        ("Consensus", statement.consensus),
    ]
    lines = [f"Liaison statement LS-{statement.subject.ref}", ""]
    lines += [f"{label}: {value}" for label, value in head if value]
    lines += ["", statement.text, "", "What is asked:"]
    lines += [f"{ask.number}. {ask.text}" for ask in statement.asks]
    if statement.minority:
        lines += ["", "Minority statements:", statement.minority]
    return "\n".join(lines) + "\n"


def write_to(statement: Statement, contact: Contact, template: str, by: By) -> None:
    """Queue the mail ``template`` about a statement to one contact, with a link of its own to answer."""
    token, expires = new_token(), by.at + timedelta(days=days("link_days", statement.subject))
    link = ContactLink(
        token_hash=token_hash(token), statement_id=statement.id, contact_id=contact.id, purpose="answer",
        expires_at=expires,
    )  # fmt: skip
    session.add(link)
    session.flush()
    queue_mail(
        to=contact.email, template=template, key=f"{template}:{link.id}", language=contact.language,
        statement=statement, subject=statement.subject, contact=contact, link=absolute(f"/answer/{token}"),
        expires_at=expires,
    )  # fmt: skip


def write_to_all(statement: Statement, template: str, by: By) -> int:
    """Queue the mail ``template`` to each contact of the body; return to how many."""
    found = contacts(statement.to_body_id)
    for contact in found:
        write_to(statement, contact, template, by)
    return len(found)


def revoke_links(contact: Contact, by: By) -> None:
    """Revoke every link that a contact holds."""
    session.execute(
        update(ContactLink)
        .where(ContactLink.contact_id == contact.id, ContactLink.revoked_at.is_(None))
        .values(revoked_at=by.at)
    )
