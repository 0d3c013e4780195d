"""How somebody is known: a sign-in on a device and tokens of the API, of which only hashes are kept."""

from collections.abc import Callable

from sqlalchemy import or_, select, update

from igtf.core import clock
from igtf.core.command import housekeeping, in_passing
from igtf.core.db import session
from igtf.people.entry import check_has_account, fingerprint, hold_account
from igtf.people.models import ApiToken, Authenticator, Passkey, Person, SignIn
from igtf.people.passwords import new_token, token_hash

BESIDE_TOKENS: list[Callable[[int], None]] = []
"""What is stopped as every token of a person ends, in the concepts above: whoever had one may have begun it."""


def has_factor(person_id: int) -> bool:
    """Return whether a person has a second factor."""
    found = (select(kind.id).where(kind.person_id == person_id).exists() for kind in (Authenticator, Passkey))
    return bool(session.scalar(select(or_(*found))))


def make_token(person: Person, label: str, *, reads_only: bool = False) -> str:
    """Make a token for the API, perhaps for reading alone, and return it; only its hash is kept.

    Invalid for a closed account, and a profile without one, to which it would open nothing; NotAllowed where it has
    another password by now.
    """
    check_has_account(person)
    return _make_token(person, label, reads_only, fingerprint(person))


@housekeeping
def _make_token(person: Person, label: str, reads_only: bool, knew: str) -> str:
    hold_account(person, knew)
    token = new_token()
    session.add(ApiToken(
        person_id=person.id, token_hash=token_hash(token), label=label, reads_only=reads_only, made_at=clock.real_now()
    ))  # fmt: skip
    return token


@housekeeping
def end_token(person_id: int, token_id: int) -> None:
    """End a token of a person, where there is one."""
    own = (ApiToken.id == token_id, ApiToken.person_id == person_id, ApiToken.ended_at.is_(None))
    session.execute(update(ApiToken).where(*own).values(ended_at=clock.real_now()))


@housekeeping
def end_tokens(person_id: int) -> None:
    """End every token of a person, and stop what goes with them."""
    own = (ApiToken.person_id == person_id, ApiToken.ended_at.is_(None))
    session.execute(update(ApiToken).where(*own).values(ended_at=clock.real_now()))
    for stop in BESIDE_TOKENS:
        stop(person_id)


def token_given(token: str) -> ApiToken | None:
    """Return the API token that a program gave; None when it ended or the account is closed."""
    return session.scalar(
        select(ApiToken)
        .join(Person, Person.id == ApiToken.person_id)
        .where(
            ApiToken.token_hash == token_hash(token),
            ApiToken.ended_at.is_(None),
            Person.deactivated_at.is_(None),
        )
    )


@housekeeping
def sign_in(person_id: int, agent: str) -> str:
    """Begin a sign-in on a device and return its token, which goes into the cookie."""
    token, at = new_token(), clock.real_now()
    session.add(SignIn(token_hash=token_hash(token), person_id=person_id, started_at=at, seen_at=at, agent=agent[:200]))
    return token


@housekeeping
def sign_out(token: str) -> None:
    """End the sign-in of a token."""
    session.execute(update(SignIn).where(SignIn.token_hash == token_hash(token)).values(ended_at=clock.real_now()))


@housekeeping
def end_sign_ins(person_id: int, *, but: str = "", only: int | None = None) -> None:
    """End a person's sign-ins: all but the one of token ``but``, or only the one with the number ``only``."""
    mine = update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    mine = mine.where(SignIn.id == only) if only is not None else mine.where(SignIn.token_hash != token_hash(but))
    session.execute(mine.values(ended_at=clock.real_now()))


@in_passing
def seen(token: str) -> None:
    """Note that a sign-in is in use."""
    session.execute(update(SignIn).where(SignIn.token_hash == token_hash(token)).values(seen_at=clock.real_now()))
