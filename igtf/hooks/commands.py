"""Webhooks made, tested, paused and removed by their owner; what became of a message. Nobody's public act: no event."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, select, update

from igtf.core import clock
from igtf.core.command import housekeeping
from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.core.i18n import ngettext
from igtf.hooks.forms import FOLLOWED
from igtf.hooks.models import Hook
from igtf.hooks.queries import HookNews, lost, newest_place
from igtf.hooks.signing import secret_of
from igtf.notice.leases import MOST_ATTEMPTS, delay
from igtf.people.account_mails import tell_person
from igtf.people.models import Person
from igtf.people.passwords import new_token

MOST = 5
"""Webhooks of one person."""

GATHERED = timedelta(seconds=5)
"""For how long entries are gathered into one message."""

GONE = 410
"""The status by which a server says that it wants nothing more (RFC 9110, section 15.5.11)."""


@housekeeping
def add_hook(person: Person, *, address: str, about: str) -> Hook:
    """Add a webhook that is told of what comes from now on, and return it.

    Invalid for one too many, and for one that is there already.
    """
    session.refresh(person, with_for_update=True)
    have = session.scalar(select(func.count()).where(Hook.person_id == person.id)) or 0
    if have >= MOST:
        said = ngettext(
            "You have %(num)d webhook, as many as one person can. Remove one first.",
            "You have %(num)d webhooks, as many as one person can. Remove one first.",
            have,
        )
        raise Invalid(address=said)
    same = exists().where(Hook.person_id == person.id, Hook.address == address, Hook.about == about)
    if session.scalar(select(same)):
        raise Invalid(address=_("You have this webhook already."))
    made = Hook(
        person_id=person.id, address=address, about=about, salt=new_token(), made_at=clock.real_now(),
        read_to=newest_place(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


@housekeeping
def renew_secret(hook: Hook) -> str:
    """Give a webhook another secret, by which its next message is signed, and return it."""
    hook.salt = new_token()
    return secret_of(hook.salt)


@housekeeping
def test(hook: Hook) -> None:
    """Send a webhook a test, at once; one that was paused goes on."""
    hook.tested_at = hook.next_try_at = hook.paused_at = None
    hook.attempts = 0


@housekeeping
def pause(hook: Hook) -> None:
    """Tell a webhook nothing until it goes on."""
    hook.paused_at = clock.real_now()


@housekeeping
def remove(hook: Hook) -> None:
    """Remove a webhook."""
    session.execute(delete(Hook).where(Hook.id == hook.id))


def _is(hook: Any) -> ColumnElement[bool]:
    """Return whether it is this webhook, and not one that got its number after it was removed."""
    same: ColumnElement[bool] = (Hook.id == hook.id) & (Hook.made_at == hook.made_at)
    return same


def _note(hook: Any, **values: Any) -> None:
    session.execute(update(Hook).where(_is(hook)).values(**values))


def _give_up(hook: Any, why: str = "hook-paused") -> None:
    """Pause a webhook and tell its owner why, unless it is paused already, or removed, or the account is closed."""
    now = clock.real_now()
    paused = update(Hook).where(_is(hook), Hook.paused_at.is_(None)).values(paused_at=now).returning(Hook.id)
    if session.scalar(paused):
        owner = session.get_one(Person, hook.person_id)
        if owner.deactivated_at is None:
            tell_person(owner, why, f"hook {hook.id} {now:%Y%m%d%H%M%S}", hook.address)


def pause_beside_tokens(person_id: int) -> None:
    """Pause what tells what a person follows, which nobody else sees: somebody else may have added it. For commands."""
    own = select(Hook).where(Hook.person_id == person_id, Hook.about == FOLLOWED).order_by(Hook.id)
    for hook in session.scalars(own).all():
        _give_up(hook, "hook-stopped")


def _end_lease(hook: Any, **values: Any) -> bool:
    """Let a webhook be claimed again as ``values`` say; return whether nobody did so meanwhile, for a test."""
    mine = (_is(hook), Hook.next_try_at == hook.next_try_at)
    return session.scalar(update(Hook).where(*mine).values(**values).returning(Hook.id)) is not None


@housekeeping
def note_read(hook: Any, news: HookNews) -> None:
    """Note that a webhook has been told all of ``news``; what comes is gathered for a moment, what is there is not."""
    further = (_is(hook), Hook.read_to < news.read_to)
    session.execute(update(Hook).where(*further).values(read_to=news.read_to))
    _end_lease(hook, attempts=0, next_try_at=None if news.more else clock.real_now() + GATHERED)


@housekeeping
def note_taken(hook: Any, news: HookNews, status: int) -> None:
    """Note that the message with ``news`` was taken."""
    _note(hook, taken_at=clock.real_now(), failure="", status=status)
    note_read(hook, news)


@housekeeping
def note_tested(hook: Any, status: int) -> None:
    """Note that a test was taken: how far the webhook has been told is up to the messages."""
    now = clock.real_now()
    _note(hook, tested_at=now, taken_at=now, failure="", status=status)
    _end_lease(hook, attempts=0, next_try_at=now + GATHERED)


@housekeeping
def note_failed(hook: Any, failure: str, status: int | None) -> None:
    """Note that a message was not taken: it is sent again later, or the webhook is paused and its owner told.

    One that its owner paused meanwhile stays so, and one that is to be tested is judged by its test.
    """
    _note(hook, failure=failure, status=status)
    mine = _end_lease(hook, next_try_at=clock.real_now() + delay(hook.attempts))
    if mine and (status == GONE or hook.attempts >= MOST_ATTEMPTS):
        _give_up(hook)


@housekeeping
def note_lost() -> None:
    """Pause the webhooks of whose last attempt nothing was noted, as the worker ended with it."""
    for hook in session.scalars(lost()).all():
        _give_up(hook)
