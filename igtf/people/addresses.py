"""The addresses of persons: how they get them, and to which mail goes. Nothing here records an event."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update

from igtf.core import clock
from igtf.core.command import housekeeping
from igtf.core.database.adding import add_row
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.core.mail import Mail
from igtf.people.models import Address, Person

REST_AFTER = 5
"""Days on which mail came back from an address because of the address, until no news goes there."""
_DAY, _AFRESH = timedelta(days=1), timedelta(days=30)
"""What comes back within a day counts once; after so long without, it is counted anew: the mailbox may have been full.
"""


def give_address(person_id: int, email: str, *, verified_at: datetime | None) -> None:
    """Give a person an address that nobody has; mail goes to it where it goes to none so far."""
    fetch(_one_at_a_time(), {"person": person_id})  # one is the first
    is_first = fetch(_main_of(), {"person": person_id}).first() is None
    add_row(Address, {"person_id": person_id, "email": email, "verified_at": verified_at, "is_main": is_first})


@prepared
def _one_at_a_time() -> Listing:
    return select(Person.id).where(Person.id == bindparam("person")).with_for_update()


@prepared
def _main_of() -> Listing:
    return select(Address.id).where(Address.person_id == bindparam("person"), Address.is_main)


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


@housekeeping
def mail_came_back(email: str, said: str, *, of_address: bool, person_id: int | None = None) -> None:
    """Note that mail to an address came back, what the mail server said, and whether the address is why.

    Nothing is noted of an address that nobody has, and where ``person_id`` is given, of one that somebody else has.
    """
    found = session.scalars(select(Address).where(Address.email == email).with_for_update()).first()
    if found is None or person_id not in (None, found.person_id):
        return
    now, last = clock.real_now(), found.returned_at
    found.returned_said = said
    if last is None or now - last > _DAY:
        before = 0 if last is None or now - last > _AFRESH else found.returned
        found.returned, found.returned_at = before + of_address, now


@housekeeping
def mail_arrives(person_id: int, address_id: int) -> None:
    """Forget that mail to an address of a person came back: the person says that it works."""
    own = (Address.id == address_id, Address.person_id == person_id)
    session.execute(update(Address).where(*own).values(returned=0, returned_at=None, returned_said=""))
