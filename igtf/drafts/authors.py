"""The authors of a draft: as its front matter names them, and as they confirm it by a mail (section 4).

An address in the front matter is taken out before the text is stored; only until then it serves to ask its owner.
For commands.
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import delete, select

from igtf.core import clock
from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.core.mail import Mail, queue_mail, queued_within_a_day
from igtf.core.text.plaintext import normalise
from igtf.drafts.front import FrontAuthor, front_data
from igtf.drafts.models import Draft, DraftAuthor
from igtf.people.addresses import mail_address
from igtf.people.links import LASTS, link_path
from igtf.people.models import Address, Person
from igtf.people.names import check_email
from igtf.record.by import By
from igtf.record.models import Actor, Hat

MOST = 50
MOST_ASKED = 20
"""Addresses that one person gives to be asked within a day, whether they belong to an account or to none."""

ASKED_FOR = "authorship "
"""How it begins by what a mail to an author is counted; the number of who named them follows."""

Contacts = Mapping[str, str]
"""Name of an author → the e-mail address that the front matter gives."""


def contacts_in(source: str) -> Contacts:
    """Return the addresses in the front matter of a source that has passed the checks, before they are taken out."""
    lines = normalise(source).split("\n")
    if lines[0].rstrip() != "---":
        return {}
    end = next((index for index, line in enumerate(lines[1:], 1) if line.startswith(("---", "..."))), len(lines))
    entries = _lowered(front_data("\n".join(lines[1:end])))
    found = entries.get("authors") or entries.get("author")
    return {name: email for name, email in map(_contact, found if isinstance(found, list) else [found]) if email}


def _lowered(entries: Any) -> dict[str, Any]:
    """Return a mapping with its keys as the front matter is read; empty for anything else."""
    return {str(key).strip().lower(): value for key, value in entries.items()} if isinstance(entries, dict) else {}


def _contact(entry: Any) -> tuple[str, str]:
    entries = _lowered(entry)
    name = next((entries[key] for key in ("name", "fullname", "ins") if isinstance(entries.get(key), str)), "")
    given = entries.get("email") or entries.get("e-mail") or ""
    email = given[0] if isinstance(given, list) and given else given
    try:
        address = check_email(email.strip()) if isinstance(email, str) else ""
    except Invalid:  # no mail reaches it, or one that reaches somebody else
        address = ""
    return " ".join(name.split()), address


@dataclass(frozen=True)
class _Link:
    """Which person an author is, what that person said of it, and by which address the name is asked."""

    person_id: int | None = None
    hat_id: int | None = None
    confirmed_at: datetime | None = None
    denied_at: datetime | None = None
    addressed: str = ""


def set_authors(draft: Draft, named: Sequence[FrontAuthor], contacts: Contacts, by: By) -> list[str]:
    """Name the authors anew and return their names.

    Whoever is known by a name stays linked to it; who posts the revision is confirmed by that; everybody else is
    asked, once while the link works. Invalid where that would be at too many addresses, which are counted alike
    whosever they are.
    """
    columns = [getattr(DraftAuthor, each.name) for each in fields(_Link)]
    of_draft = DraftAuthor.draft_id == draft.id
    rows = session.execute(
        select(DraftAuthor.name, DraftAuthor.organisation, *columns).where(of_draft).order_by(DraftAuthor.position)
    ).all()
    known = {row.name: _Link(*row[2:]) for row in rows}
    me = session.get_one(Actor, by.author)
    hat = session.get(Hat, by.hat_id) if by.hat_id else None
    names = [(author.name[:200], author.organisation[:200]) for author in named]
    names = names or [(row.name, row.organisation) for row in rows] or [(me.name, hat.organisation if hat else "")]
    session.execute(delete(DraftAuthor).where(of_draft))
    written: set[str] = set()
    for position, (name, organisation) in enumerate(names[:MOST], 1):
        email = contacts.get(name, "")
        link = _linked(known.get(name, _Link()), name, email, me, by)
        session.add(
            DraftAuthor(draft_id=draft.id, position=position, name=name, organisation=organisation, **vars(link))
        )
        asks = email not in written if email else not link.addressed
        if me.kind == "person" and asks and not (link.confirmed_at or link.denied_at):
            _ask(draft, name, link, email, me)
            written.add(email)
    return [name for name, _organisation in names[:MOST]]


def _linked(link: _Link, name: str, email: str, me: Actor, by: By) -> _Link:
    """Return which person an author is; who posts is it by name alone where nobody else is meant, or who was denied.

    An address means whose it is, and nobody who is found by the name. It does so until it is answered or another one is
    given: a later revision without it means the same, or what follows would tell whether somebody was found by it.
    """
    if link.confirmed_at:
        return link
    person_id, addressed = link.person_id, link.addressed
    if link.denied_at:
        mine = person_id == me.id or name == me.name
    elif email:
        person_id, addressed = _owner(email), _mark(email, name)
        mine = person_id == me.id
    elif addressed:
        mine = False  # also where it is the address of who posts, as somebody else gave it, and would be told
    else:
        person_id = person_id or _called(name)
        mine = person_id == me.id if person_id else name == me.name
    if me.kind == "person" and mine:
        return _Link(me.id, by.hat_id, by.at)
    return _Link(person_id, link.hat_id, None, link.denied_at, addressed)


_OPEN = (Person.verified_at.is_not(None), Person.deactivated_at.is_(None))


def _owner(email: str) -> int | None:
    """Return the participant with the address."""
    by_address = select(Address.person_id).join(Person, Person.id == Address.person_id)
    return session.scalar(by_address.where(Address.email == email, Address.verified_at.is_not(None), *_OPEN))


def _called(name: str) -> int | None:
    """Return the only participant who is called so."""
    called = session.scalars(
        select(Person.id).join(Actor, Actor.id == Person.id).where(Actor.name == name, *_OPEN).limit(2)
    ).all()
    return called[0] if len(called) == 1 else None


def _mark(meant: str, name: str) -> str:
    """Return by what it is known that a name is asked by the same address, or is the same person's; it tells neither.

    The link of a mail has it: one to an address ends when another one is given, whosever they are.
    """
    return hmac.digest(str(current_app.secret_key).encode(), f"authorship {meant} {name}".encode(), "sha256").hex()[:24]


def _ask(draft: Draft, name: str, link: _Link, given: str, me: Actor) -> None:
    """Ask somebody by mail whether they are an author, once for each draft while the link works, and then anew.

    The link is of the name: one that is corrected is asked about anew. Who has no account is written to in the language
    of who names them, as co-authors have one in common. What depends on an address that is ``given``, whether it is
    asked and counts, does not depend on whose it is: else a refusal would tell.
    """
    person_id = link.person_id
    email = mail_address(person_id) if person_id else given
    language = session.scalar(select(Person.language).where(Person.id == (person_id or me.id)))
    if email:
        key = f"authorship:{draft.id}:{_mark(given or str(person_id), name)}"
        session.execute(delete(Mail).where(Mail.key == key, Mail.queued_at <= clock.now() - LASTS["authorship"]))
        counted = f"{ASKED_FOR}{me.id}" if given else None
        data = {"draft": draft.id, "name": name, "person": person_id, "addressed": link.addressed,
                "email": email if person_id else ""}  # fmt: skip
        asked = queue_mail(
            to=email, template="authorship", key=key, language=language, ref=draft.subject.ref,
            name=me.name if person_id else me.handle, path=link_path("authorship", data), known=person_id is not None,
            counted=counted,
        )  # fmt: skip
        if asked and counted and queued_within_a_day(counted) > MOST_ASKED:
            raise Invalid(source=_(
                "Addresses at which people are asked for you within a day: %(num)d at most. Leave the other addresses "
                "out, and give them in a later revision.", num=MOST_ASKED,
            ))  # fmt: skip


def named_by_posting(draft: Draft, by: By) -> str:
    """Return by which name who posted a revision has become an author with it; '' where that was known before.

    It is entered as any other confirmation is: a later revision that names others does not undo it.
    """
    if draft.subject.opened_by_id == by.author:
        return ""
    mine = (DraftAuthor.draft_id == draft.id, DraftAuthor.person_id == by.author, DraftAuthor.confirmed_at == by.at)
    return session.scalar(select(DraftAuthor.name).where(*mine)) or ""


def names_of(draft_id: int) -> Sequence[str]:
    """Return the names of the authors of the newest revision."""
    return session.scalars(select(DraftAuthor.name).where(DraftAuthor.draft_id == draft_id)).all()
