"""Submits are acts that are done once: a double click, a lost answer or a repeated call finds what the first one did.

Each form has a key, and a caller of the API brings one. It belongs to an act by its name: the forms of a page share
their key.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar, cast

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.exc import IntegrityError

from igtf.core.adding import add_row
from igtf.core.clock import real_now
from igtf.core.command import housekeeping
from igtf.core.db import Listing, again_after_collision, fetch, in_transaction, session, writing
from igtf.core.errors import AlreadyDone, Refusal, Unreachable
from igtf.core.prepared import prepared
from igtf.record.acts import By
from igtf.record.models import Once

Result = TypeVar("Result")

KNOWN = timedelta(days=30)
"""For how long a second submit is known to be one, in real time: nobody sends a form again that was open as long."""

AT_ONCE = 1_000
"""Keys that are forgotten in one transaction: nobody waits for it longer than for an act."""


_OF_KEY = (Once.actor_id == bindparam("actor"), Once.key == bindparam("key"))


def earlier(by: By, once: str | None, name: str) -> str | None:
    """Return where the result of an earlier submit of the act ``name`` with the same key is; None without one."""
    if not (once and by.actor_id):
        return None
    return cast("str | None", fetch(_earlier(), {"actor": by.actor_id, "key": once, "act": name}).scalar())


@prepared
def _earlier() -> Listing:
    return select(Once.url).where(*_OF_KEY, Once.act == bindparam("act"))


def acts_under(by: By, once: str) -> Sequence[str]:
    """Return the names of the acts that were done under a key."""
    return fetch(_acts_under(), {"actor": by.actor_id, "key": once}).scalars().all()


@prepared
def _acts_under() -> Listing:
    return select(Once.act).where(*_OF_KEY)


def once_only(by: By, once: str | None, name: str, act: Callable[[], tuple[Result, str]]) -> Result:
    """Do ``act``, which returns its result and where that is, once for the key ``once``; return the result.

    A second submit of the act ``name`` with the same key raises AlreadyDone with the first one's place. It is looked
    for where the second one is refused: by the act itself, or by the database, which takes a key once; not where the
    database is away. What it refused because somebody else was at it in the same moment (a deadlock, a row that has to
    be the only one) is done over from the start, where the act meets what the other one did.
    """

    def attempt() -> Result:
        with writing():
            done, url = act()
            if once:
                add_row(Once, {"actor_id": by.author, "key": once, "act": name, "at": real_now(), "url": url})
            return done

    def refuse_second() -> None:
        known = earlier(by, once, name)
        if known:
            raise AlreadyDone(known)

    def attempt_alone() -> Result:
        try:
            return attempt()
        except Unreachable:
            raise
        except (Refusal, IntegrityError):
            refuse_second()
            raise

    if in_transaction():  # what the database refuses ends it
        refuse_second()
        return attempt()
    return again_after_collision(attempt_alone)


@housekeeping
def _forget(number: int) -> int:
    """Forget at most ``number`` keys that are no longer known, the oldest first; return how many went."""
    old = select(Once.at).where(Once.at < real_now() - KNOWN).order_by(Once.at).limit(number).subquery()
    until = session.scalar(select(func.max(old.c.at)))
    if until is None:
        return 0
    gone = session.execute(delete(Once).where(Once.at <= until), execution_options={"synchronize_session": False})
    return gone.rowcount  # type: ignore[attr-defined,no-any-return]


def forget_keys(stopping: Callable[[], bool] = lambda: False) -> None:
    """Forget the keys of submits that nobody sends again, some at a time so that no act waits for it."""
    while not stopping() and _forget(AT_ONCE):
        pass
