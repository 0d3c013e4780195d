"""What a handle and an address must be like."""

import re
from itertools import count

from sqlalchemy import select

from igtf.core import clock
from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.people.links import LASTS
from igtf.people.models import Registration
from igtf.record.models import Actor

HANDLE = re.compile(r"[a-z](?:[a-z0-9]|-(?=[a-z0-9])){1,29}")
_RESERVED = """
about account admin administrator api body chair claim clock contact council demo deleted editor everyone
hidden igtf importer invite mail moderator new nobody none null operator people postmaster record register
reset root secretariat security sign-in sign-out staff support system verify webmaster
"""
RESERVED = frozenset(_RESERVED.split())
OFFERED = 3
"""Free handles that are named where one is taken."""
LONGEST_EMAIL = 254
"""Characters of an address (RFC 5321, section 4.5.3.1.3)."""


def is_taken(handle: str) -> bool:
    """Return whether somebody has ``handle``, or holds it until the registration is verified."""
    waiting = Registration.asked_at > clock.real_now() - LASTS["verify"]
    return bool(
        session.scalar(select(Actor.id).where(Actor.handle == handle))
        or session.scalar(select(Registration.id).where(Registration.handle == handle, waiting))
    )


def free_handles(wanted: str) -> list[str]:
    """Return OFFERED free handles like ``wanted``."""
    plain = re.sub(r"[^a-z0-9]+", "-", wanted.lower()).strip("-0123456789")[:24].strip("-") or "participant"
    near = re.escape(plain).replace("\\-", "-") + "%"
    known = set(session.scalars(select(Actor.handle).where(Actor.handle.like(near))))
    known |= set(session.scalars(select(Registration.handle).where(Registration.handle.like(near)))) | RESERVED
    found = []
    for number in count(1):
        handle = plain if number == 1 else f"{plain}-{number}"
        if len(handle) >= 2 and handle not in known:
            found.append(handle)
        if len(found) == OFFERED:
            return found
    raise AssertionError


def check_handle(handle: str, *, own: bool = False) -> None:
    """Raise Invalid when ``handle`` cannot be one or is taken; ``own``: the asker holds it already."""
    if not HANDLE.fullmatch(handle):
        said = _("Use 2 to 30 of a-z, 0-9 and single hyphens; begin with a letter, end with a letter or a digit.")
    elif handle in RESERVED or (not own and is_taken(handle)):
        said = _(
            "%(handle)s is taken. These are free: %(free)s.",
            handle=handle,
            free=", ".join(free_handles(handle)),
        )
    else:
        return
    raise Invalid(handle=said)


def check_email(email: str) -> str:
    """Return ``email`` as it is kept: lower case, its domain in ASCII (IDNA). Invalid when no mail could reach it.

    A part before the @ that is not ASCII needs SMTPUTF8 (RFC 6531), which not every relay on the way speaks. One with
    =? is decoded on the way (RFC 2047), and reaches somebody else.
    """
    from email_validator import EmailNotValidError, validate_email  # takes a fiftieth of a start

    try:
        found = validate_email(
            email[: LONGEST_EMAIL + 1], check_deliverability=False, test_environment=True, allow_smtputf8=False
        )
    except EmailNotValidError:
        said = _("This is no e-mail address; it looks like name@organisation.org.")
        if not email.rpartition("@")[0].isascii():
            said = _("Not every mail server takes such letters before the @. Give an address with a to z there.")
        raise Invalid(email=said) from None
    if "=?" in found.local_part:
        raise Invalid(email=_("Mail programs read =? before the @ as another address. Give an address without it."))
    return str(found.ascii_email).lower()


def kept_email(email: str) -> str:
    """Return ``email`` as one would be kept, to look it up; what is no address only in lower case."""
    try:
        return check_email(email)
    except Invalid:
        return email.lower()
