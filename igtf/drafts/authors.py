"""The authors of a draft: as its front matter names them, and as they confirm it by a mail (section 4).

An address in the front matter is taken out before the text is stored; only until then it serves to ask its owner.
For commands.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import yaml
from sqlalchemy import delete, select

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.core.mail import queue_mail, queued_within_a_day
from igtf.core.plaintext import normalise
from igtf.drafts.front import Author
from igtf.drafts.models import Draft, DraftAuthor
from igtf.people.links import link_path
from igtf.people.models import Address, Person
from igtf.people.names import kept_email
from igtf.record.acts import By
from igtf.record.models import Actor, Hat

MOST = 50
MOST_ASKED = 20
"""Addresses that one person gives to be asked within a day, whether they belong to an account or to none."""

Contacts = Mapping[str, str]
"""Name of an author → the e-mail address that the front matter gives."""


def contacts_in(source: str) -> Contacts:
    """Return the addresses in the front matter of a source that has passed the checks, before they are taken out."""
    lines = normalise(source).split("\n")
    if lines[0].rstrip() != "---":
        return {}
    end = next((index for index, line in enumerate(lines[1:], 1) if line.startswith(("---", "..."))), len(lines))
    front = yaml.load("\n".join(lines[1:end]), Loader=yaml.BaseLoader)
    entries = _lowered(front)
    found = entries.get("authors") or entries.get("author")
    return {name: email for name, email in map(_contact, found if isinstance(found, list) else [found]) if email}


def _lowered(entries: Any) -> dict[str, Any]:
    """Return a mapping with its keys as the front matter is read; empty for anything else."""
    return {str(key).strip().lower(): value for key, value in entries.items()} if isinstance(entries, dict) else {}


def _contact(entry: Any) -> tuple[str, str]:
    fields = _lowered(entry)
    name = next((fields[key] for key in ("name", "fullname", "ins") if isinstance(fields.get(key), str)), "")
    given = fields.get("email") or fields.get("e-mail") or ""
    email = given[0] if isinstance(given, list) and given else given
    address = kept_email(email.strip()) if isinstance(email, str) else ""
    return " ".join(name.split()), address if "@" in address and address.isascii() else ""


@dataclass(frozen=True)
class _Link:
    """Which person an author is, and what that person said of it."""

    person_id: int | None = None
    hat_id: int | None = None
    confirmed_at: datetime | None = None
    denied_at: datetime | None = None


def set_authors(draft: Draft, named: Sequence[Author], contacts: Contacts, by: By) -> list[str]:
    """Name the authors anew and return their names.

    Whoever is known by a name stays linked to it; who posts the revision is confirmed by that; everybody else is
    asked, once. Invalid where that would be at too many addresses, which are counted alike whosever they are.
    """
    columns = (DraftAuthor.name, DraftAuthor.organisation, DraftAuthor.person_id, DraftAuthor.hat_id,
               DraftAuthor.confirmed_at, DraftAuthor.denied_at)  # fmt: skip
    of_draft = DraftAuthor.draft_id == draft.id
    rows = session.execute(select(*columns).where(of_draft).order_by(DraftAuthor.position)).all()
    known = {row.name: _Link(row.person_id, row.hat_id, row.confirmed_at, row.denied_at) for row in rows}
    me = session.get_one(Actor, by.author)
    hat = session.get(Hat, by.hat_id) if by.hat_id else None
    names = [(author.name[:200], author.organisation[:200]) for author in named]
    names = names or [(row.name, row.organisation) for row in rows] or [(me.name, hat.organisation if hat else "")]
    session.execute(delete(DraftAuthor).where(of_draft))
    written: set[str] = set()
    for position, (name, organisation) in enumerate(names[:MOST], 1):
        was, email = known.get(name, _Link()), contacts.get(name, "")
        link = _linked(was, name, email, me, by)
        session.add(
            DraftAuthor(draft_id=draft.id, position=position, name=name, organisation=organisation, **vars(link))
        )
        anew = email not in written if email else link.person_id != was.person_id
        if me.kind == "person" and anew and not (link.confirmed_at or link.denied_at):
            _ask(draft, name, link.person_id, email, me)
            written.add(email)
    return [name for name, _organisation in names[:MOST]]


def _linked(link: _Link, name: str, email: str, me: Actor, by: By) -> _Link:
    """Return which person an author is; who posts is it by name alone where nobody else is meant, or who was denied.

    An address means whose it is, and nobody who is found by the name.
    """
    if link.confirmed_at:
        return link
    person_id = link.person_id if link.denied_at or not email else None
    person_id = person_id or _person_meant(name, email)
    another = not link.denied_at and (email or person_id) and person_id != me.id
    if me.kind == "person" and (person_id == me.id or (name == me.name and not another)):
        return _Link(me.id, by.hat_id, by.at)
    return _Link(person_id, link.hat_id, None, link.denied_at)


def _person_meant(name: str, email: str) -> int | None:
    """Return the participant with the address; else the only one who is called so."""
    open_account = (Person.verified_at.is_not(None), Person.deactivated_at.is_(None))
    if email:
        by_address = select(Address.person_id).join(Person, Person.id == Address.person_id)
        return session.scalar(by_address.where(Address.email == email, Address.verified_at.is_not(None), *open_account))
    called = session.scalars(
        select(Person.id).join(Actor, Actor.id == Person.id).where(Actor.name == name, *open_account).limit(2)
    ).all()
    return called[0] if len(called) == 1 else None


def _ask(draft: Draft, name: str, person_id: int | None, given: str, me: Actor) -> None:
    """Ask somebody by mail whether they are an author, once for each draft, while the link works.

    The link is of the name: one that is corrected is asked about anew. Who has no account is written to in the language
    of who names them, as co-authors have one in common. What depends on an address that is ``given``, whether it is
    asked and counts, does not depend on whose it is: else a refusal would tell.
    """
    email, language = given, session.scalar(select(Person.language).where(Person.id == me.id))
    if person_id:
        row = session.execute(
            select(Address.email, Person.language)
            .join(Person, Person.id == Address.person_id)
            .where(Person.id == person_id, Address.verified_at.is_not(None))
            .order_by(Address.is_main.desc(), Address.id)
        ).first()
        email, language = (row.email, row.language) if row else ("", None)
    if email:
        mark = hashlib.sha256(f"{given or person_id} {name}".encode()).hexdigest()[:24]
        counted = f"authorship {me.id}" if given else None
        path = link_path("authorship", {"draft": draft.id, "name": name, "person": person_id})
        asked = queue_mail(
            to=email, template="authorship", key=f"authorship:{draft.id}:{mark}", language=language,
            ref=draft.subject.ref, name=me.name if person_id else me.handle, path=path, known=person_id is not None,
            counted=counted,
        )  # fmt: skip
        if asked and counted and queued_within_a_day(counted) > MOST_ASKED:
            raise Invalid(source=_(
                "Addresses at which people are asked for you within a day: %(num)d at most. Leave the other addresses "
                "out, and give them in a later revision.", num=MOST_ASKED,
            ))  # fmt: skip


def names_of(draft_id: int) -> Sequence[str]:
    """Return the names of the authors of the newest revision."""
    return session.scalars(select(DraftAuthor.name).where(DraftAuthor.draft_id == draft_id)).all()
