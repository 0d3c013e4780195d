"""Loading what the account of a person shows to that person alone: addresses, sign-ins, tokens, second factors."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select

from igtf.core import clock
from igtf.core.db import session
from igtf.core.errors import NotFound
from igtf.core.i18n import gettext as _
from igtf.core.wording import listed
from igtf.people.models import Address, ApiToken, Authenticator, Factor, Passkey, RecoveryCode, SignIn
from igtf.people.visitor import UNUSED


def addresses_of(person_id: int) -> Sequence[Address]:
    """Return the addresses of a person, the one for mail first. For the person and the secretariat only."""
    return session.scalars(
        select(Address).where(Address.person_id == person_id).order_by(Address.is_main.desc(), Address.id)
    ).all()


SIGN_INS = 12
"""How many sign-ins an account shows, the last used; the others are ended together."""


def sign_ins_of(person_id: int) -> Sequence[Any]:
    """Return the sign-ins of a person that still work, the last used first: (SignIn, how many there are in all).

    At most SIGN_INS.
    """
    return session.execute(
        select(SignIn, func.count().over().label("all"))
        .where(
            SignIn.person_id == person_id,
            SignIn.ended_at.is_(None),
            SignIn.seen_at > clock.real_now() - UNUSED,
        )
        .order_by(SignIn.seen_at.desc(), SignIn.id.desc())
        .limit(SIGN_INS)
    ).all()


def tokens_of(person_id: int) -> Sequence[ApiToken]:
    """Return the API tokens of a person that still work."""
    return session.scalars(
        select(ApiToken).where(ApiToken.person_id == person_id, ApiToken.ended_at.is_(None)).order_by(ApiToken.id)
    ).all()


FACTORS: dict[str, type[Factor]] = {"app": Authenticator, "passkey": Passkey}
"""Kind → table of the second factors."""


class Factors(NamedTuple):
    """What a person can prove a sign-in with beside the password, and how many recovery codes are left."""

    apps: Sequence[Authenticator]
    passkeys: Sequence[Passkey]
    codes: int

    @property
    def how_many(self) -> int:
        """How many factors there are; the recovery codes are none."""
        return len(self.apps) + len(self.passkeys)


def factors_of(person_id: int) -> Factors:
    """Return the second factors of a person, the oldest first."""
    apps = select(Authenticator).where(Authenticator.person_id == person_id).order_by(Authenticator.id)
    passkeys = select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id)
    codes = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.person_id == person_id)
    return Factors(session.scalars(apps).all(), session.scalars(passkeys).all(), session.scalar(codes) or 0)


def get_factor_or_404(person_id: int, kind: str, number: int) -> Factor:
    """Return an app or a passkey of a person; NotFound when it is not the person's."""
    found = session.get(FACTORS[kind], number)
    if found is None or found.person_id != person_id:
        raise NotFound(_("You have no such second factor."))
    return found


_BROWSERS = (("Firefox/", "Firefox"), ("Edg/", "Edge"), ("Chrom", "Chromium"), ("Safari/", "Safari"))
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
            ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


def device_name(agent: str) -> str:
    """Return what a browser calls itself, in two words where it is known."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return listed(part for part in (browser, system) if part) or agent[:60]
