"""The addresses of persons: how they get them, and to which mail goes. Nothing here records an event."""

from datetime import datetime

from sqlalchemy import exists, select, update

from igtf.core.db import session
from igtf.core.mail import Mail
from igtf.people.models import Address, Person


def give_address(person_id: int, email: str, *, verified_at: datetime | None) -> None:
    """Give a person an address that nobody has; mail goes to it where it goes to none so far."""
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())  # one is the first
    has_main = session.scalar(select(exists().where(Address.person_id == person_id, Address.is_main)))
    session.add(Address(person_id=person_id, email=email, verified_at=verified_at, is_main=not has_main))
    session.flush()


def mail_address(person_id: int) -> str:
    """Return the address to which mail to a person goes; '' for one without a verified one."""
    verified = (Address.person_id == person_id, Address.verified_at.is_not(None))
    chosen = select(Address.email).where(*verified).order_by(Address.is_main.desc(), Address.id)
    return session.scalars(chosen).first() or ""


def lead_news(former: str, to: str) -> None:
    """Let what waits to be sent to a former address of a person, and tells what others did, go to another of theirs.

    Who reads the former one may be somebody else by then. What was sent to prove that somebody reads it stays.
    """
    waiting = (Mail.sent_at.is_(None), Mail.news, Mail.to == former)
    session.execute(update(Mail).where(*waiting).values(to=to), execution_options={"synchronize_session": False})
