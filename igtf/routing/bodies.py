"""The acts on bodies: listing them, and naming and ending their contacts."""

from typing import Any

from sqlalchemy import Select, and_, or_, select

from igtf.core.db import session, writing
from igtf.core.errors import Invalid
from igtf.core.finding import search
from igtf.core.i18n import gettext as _
from igtf.core.mail import queue_mail
from igtf.core.text.links import NO_LINK, is_link
from igtf.core.text.plaintext import whole
from igtf.people.names import check_email
from igtf.record.by import By
from igtf.record.models import Actor, Subject
from igtf.record.moves import carries_out, creates
from igtf.record.subjects import open_subject, relate
from igtf.routing import events, registry
from igtf.routing.awaiting import WAITING, awaited
from igtf.routing.choices import parents
from igtf.routing.letters import revoke_links, write_to
from igtf.routing.models import Body, Contact, Statement
from igtf.routing.naming import bodies_named
from igtf.routing.over import is_unsent, pointless
from igtf.routing.queries import body_named
from igtf.routing.states import BODY


def hold_list() -> None:
    """Let no other act change the entries of the list until this one is done: each is read beside all others.

    For commands. The first entry stands for the list; while that is empty there is none to hold.
    """
    session.scalar(select(Body.id).order_by(Body.id).limit(1).with_for_update(key_share=True))


@creates(BODY, "list")
def list_body(
    *, slug: str, acronym: str, name: str, kind: str, mandate: str, by: By, parent: str = "", url: str = "",
    topics: str = "", family: str = "", members: str = "",
) -> tuple[Body, events.Listed]:  # fmt: skip
    """List a body. Invalid when its slug or acronym means one of the list already, or its parent is none of it."""
    hold_list()
    check_short_name(slug)
    above = check_entry(None, acronym=acronym, url=url, parent=parent)
    subject = open_subject("body", slug, name, "listed", by=by)
    body = Body(
        id=subject.id, subject=subject, acronym=acronym, kind=kind, parent_id=above.id if above else None,
        url=url, family=family, mandate=" ".join(mandate.split()), topics=topics_of(topics), members=members,
    )  # fmt: skip
    session.add(body)
    session.flush()
    if above:
        relate(body.id, "under", above.id, at=by.at)
    index(body)
    return body, events.Listed(acronym, name, kind)


def check_short_name(slug: str) -> None:
    """Raise Invalid for the short name of a new body by which texts name another: as it has it, or as its acronym."""
    if bodies_named([slug], formerly=False):
        raise Invalid(slug=_("This short name is in the list already."))


def check_entry(body: Body | None, *, acronym: str, url: str, parent: str) -> Body | None:
    """Return the body above; Invalid when the entry of a (new) body could not read so.

    An acronym by which texts name another body, however it is written, would lead what is asked of that one here.
    """
    meant = bodies_named([acronym], formerly=False).get(acronym)
    if meant and (body is None or (meant != body.subject.ref and acronym != body.acronym)):
        raise Invalid(acronym=_("This acronym is in the list already."))
    if url and not is_link(url):
        raise Invalid(url=str(NO_LINK))
    above = body_named(parent, "parent") if parent else None
    if body and above and body.id in (above.id, *(row.id for row in parents(above))):
        raise Invalid(parent=_("A body is not part of itself, nor of one that is part of it."))
    return above


def topics_of(lines: str) -> list[str]:
    """Return the topics of a text with one on a line."""
    return [line.strip() for line in lines.split("\n") if line.strip()]


def index(body: Body) -> None:
    """Let a body be found by what its entry says."""
    title = f"{body.acronym} {body.subject.title}"
    search.put(body.id, title, f"{body.mandate}\n{', '.join(body.topics)}")


def seed_bodies(by: By) -> int:
    """List the bodies the program starts with that are not in the list yet; return how many were added."""
    with writing():
        known = set(session.scalars(select(Subject.ref).where(Subject.kind == "body")))
        new = [body for slug, body in registry.bodies().items() if slug not in known]
        for body in new:
            list_body(
                slug=body.slug, acronym=body.acronym, name=body.name, kind=str(body.kind),
                mandate=body.mandate, parent=body.parent, url=body.url, topics="\n".join(body.topics),
                family=body.family, members=body.members, by=by,
            )  # fmt: skip
        return len(new)


@carries_out(BODY, "add-contact")
def add_contact(
    body: Body, *, name: str, email: str, language: str, evidence: str, by: By, role: str = ""
) -> events.ContactNamed:
    """Add a contact that the body named, who is told; what waits for an answer is sent to the contact, or informs.

    Invalid for an address that is one already.
    """
    address = check_email(email)
    held = (Contact.body_id == body.id, Contact.email == address, Contact.ended_at.is_(None))
    if session.scalar(select(Contact.id).where(*held)):
        raise Invalid(email=_("This address is a contact of the body already."))
    actor = Actor(kind="contact", name=actor_name(name, body))
    session.add(actor)
    session.flush()
    contact = Contact(body_id=body.id, actor_id=actor.id, name=name, role=role, email=address, language=language,
                      confirmed_at=by.at)  # fmt: skip
    session.add(contact)
    session.flush()
    queue_mail(to=address, template="contact-named", key=f"contact-named:{contact.id}", language=language,
               contact=contact, body=body)  # fmt: skip
    _write_standing(body, contact, by)
    return events.ContactNamed(name, role, evidence)


def actor_name(name: str, body: Body) -> str:
    """Return how a contact is called who acts for a body."""
    return f"{name} ({body.acronym})"


def _write_standing(body: Body, contact: Contact, by: By) -> None:
    """Send a contact what the body owes an answer to, or is informed by, with links of their own."""
    for statement in session.scalars(_standing(body)).all():
        write_to(statement, contact, "statement-letter", by)


def name_again(contact: Contact, appeal: str, by: By) -> None:
    """Let somebody be a contact again, as an appeal was upheld, who is told by which; former links stay revoked."""
    contact.ended_at = None
    session.flush()
    queue_mail(to=contact.email, template="contact-named", key=f"contact-named:{contact.id}:appeal {appeal}",
               language=contact.language, contact=contact, body=contact.body, appeal=appeal)  # fmt: skip
    _write_standing(contact.body, contact, by)


def _standing(body: Body) -> Select[Any]:
    """Return the query of the letters that a body owes an answer, and of those by which it is informed."""
    informs = and_(
        Subject.state.in_(WAITING), Statement.answer_by.is_(None), ~pointless(Subject.id), ~is_unsent(Subject.id)
    )  # fmt: skip
    letters = select(Statement).join(Subject, Subject.id == Statement.id).order_by(Statement.id)
    return letters.where(Statement.to_body_id == body.id, or_(awaited(), informs))


@carries_out(BODY, "end-contact")
def end_contact(body: Body, *, contact: str, reason: str, by: By) -> events.ContactNamed:
    """End a contact; its links are revoked with it."""
    found = contact_of(body.id, contact)
    found.ended_at = by.at
    revoke_links(found, by)
    return events.ContactNamed(found.name, found.role, reason)


def contact_of(body_id: int, contact: str) -> Contact:
    """Return a contact of a body by the number that a form gives; Invalid for any other."""
    found = session.get(Contact, whole(contact) or 0)
    if found is None or found.body_id != body_id or found.ended_at:
        raise Invalid(contact=_("Choose a contact of this body."))
    return found
