"""Commands are the only writers: one transaction each, and nothing changes without an event.

One that another transaction got in the way of is done over, unless it is part of a larger one, which is.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from igtf.core.db import again_after_collision, database, in_transaction, session, writing
from igtf.core.logs import log

P = ParamSpec("P")
R = TypeVar("R")


def note_event() -> None:
    """Tell the running command that an event was recorded (called by ``igtf.record``)."""
    session.info["events"] = session.info.get("events", 0) + 1


def _whole(act: Callable[[], R]) -> R:
    """Do ``act``, and again where it is a transaction of its own that met another one (``again_after_collision``)."""
    return act() if in_transaction() else again_after_collision(act)


def command(function: Callable[P, R]) -> Callable[P, R]:
    """Run ``function`` as one write transaction; RuntimeError when it recorded no event."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        def act() -> R:
            with writing() as own:
                before = own.info.get("events", 0)
                answer = function(*args, **kwargs)
                if own.info.get("events", 0) == before:
                    raise RuntimeError(f"{function.__module__}.{function.__name__} recorded no event")
                return answer

        return _whole(act)

    return run


class _TakenBack(Exception):
    """Ends a rehearsal, so that nothing of it lasts."""


def rehearsed(act: Callable[[], R]) -> R:
    """Return what ``act``, a command, would return now, or raise what it would; what it wrote is taken back.

    RuntimeError within a transaction, which would be taken back with it.
    """
    if in_transaction():
        raise RuntimeError("an act is rehearsed on its own")

    def attempt() -> R:
        with suppress(_TakenBack), writing():
            done = act()
            raise _TakenBack
        return done

    return again_after_collision(attempt)


def housekeeping(function: Callable[P, R]) -> Callable[P, R]:
    """Run ``function`` as one write transaction that is nobody's public act: sign-ins, following, delivery."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        def act() -> R:
            with writing():
                return function(*args, **kwargs)

        return _whole(act)

    return run


def in_passing(function: Callable[P, object]) -> Callable[P, None]:
    """Run ``function`` as housekeeping of a page that is only read: what cannot be written now is let go."""
    keep = housekeeping(function)

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        if database().is_silent():
            return
        try:
            keep(*args, **kwargs)
        except (DBAPIError, PoolTimeout) as error:
            log.warning("not kept", what=function.__name__, error=type(error).__name__)

    return run
