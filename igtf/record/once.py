"""Submits are acts that are done once: a double click, a lost answer or a repeated call finds what the first one did.

Each form has a key, and a caller of the API brings one. It belongs to an act by its name: the forms of a page share
their key. It belongs to what was asked too, of which a fingerprint is kept with it. Who goes back to a page, writes
another text and sends that has not clicked twice: it is refused, and the form is shown again with it and a new key,
so that no text is lost and nobody who was unsure whether the first one arrived says the same in two wordings. The API
refuses it with 422, as the IETF's draft on the header field Idempotency-Key has it.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.exc import IntegrityError

from igtf.core.clock import real_now
from igtf.core.command import housekeeping
from igtf.core.database.adding import add_row
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, again_after_collision, fetch, in_transaction, session, writing
from igtf.core.errors import AlreadyDone, Refusal, Reused, Unreachable
from igtf.core.sent.submits import Submit
from igtf.record.by import By
from igtf.record.models import Once

Result = TypeVar("Result")

KNOWN = timedelta(days=30)
"""For how long a second submit is known to be one, in real time: nobody sends a form again that was open as long."""

AT_ONCE = 1_000
"""Keys that are forgotten in one transaction: nobody waits for it longer than for an act."""


_OF_KEY = (Once.actor_id == bindparam("actor"), Once.key == bindparam("key"))


def same(done: Any, once: Submit) -> bool:
    """Return whether what was done under the key of ``once`` was asked for in the same words."""
    return done.asked in (None, once.asked)


def earlier(by: By, once: Submit | None, name: str) -> str | None:
    """Return where the result of an earlier submit of the act ``name`` with the same key is; None without one.

    Raises Reused where that one asked for something else.
    """
    if not (once and by.actor_id):
        return None
    done: Any = fetch(_earlier(), {"actor": by.actor_id, "key": once.key, "act": name}).one_or_none()
    if done is None:
        return None
    if not same(done, once):
        raise Reused
    return str(done.url)


@prepared
def _earlier() -> Listing:
    return select(Once.url, Once.asked).where(*_OF_KEY, Once.act == bindparam("act"))


def done_under(by: By, once: Submit) -> Sequence[Any]:
    """Return what was done under a key: the name of each act, and the fingerprint of what was asked."""
    return fetch(_done_under(), {"actor": by.actor_id, "key": once.key}).all()


@prepared
def _done_under() -> Listing:
    return select(Once.act, Once.asked).where(*_OF_KEY)


def once_only(by: By, once: Submit | None, name: str, act: Callable[[], tuple[Result, str]]) -> Result:
    """Do ``act``, which returns its result and where that is, once for the key ``once``; return the result.

    A second submit of the act ``name`` with the same key raises AlreadyDone with the first one's place, or Reused when
    it asks for something else. The first is looked for where the second one is refused: by the act itself, or by the
    database, which takes a key once; not where the database is away. What it refused because somebody else was at it in
    the same moment (a deadlock, a row that has to be the only one) is done over from the start, where the act meets
    what the other one did.
    """

    def attempt() -> Result:
        with writing():
            done, url = act()
            if once:
                add_row(Once, {"actor_id": by.author, "key": once.key, "asked": once.asked, "act": name,
                               "at": real_now(), "url": url})  # fmt: skip
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
