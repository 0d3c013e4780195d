"""The worker: the clock, the sequencer, telling, the search of comments, digests, sending; until it is stopped.

What asks servers of others for an answer has threads of its own: nothing here waits for them.
"""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask

from igtf.core.clock import now
from igtf.core.db import renew_statistics
from igtf.core.keeping.shared import Shared
from igtf.core.logs import log
from igtf.discussion.found import index_new
from igtf.discussion.pauses import forget_marks
from igtf.notice.commands import forget_unseen
from igtf.notice.digests import send_digests
from igtf.notice.sending import forget_mails, send_all
from igtf.notice.sequencer import BATCH, alone, give_places
from igtf.notice.telling import pass_over, tell_next
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.once import forget_keys

CLOCK_EVERY = 5.0
"""Seconds between two looks at what the clock has to do; what takes longer, as a slow relay does, goes on after it."""

DIGESTS_EVERY = 60.0
"""Seconds between two looks at whose digest is due, for which all that waits for one is counted by its reader."""

TIDY_EVERY = 3600.0
"""Seconds between two looks at what the planner of queries knows, and at keys, news and mails that are old."""

DOWN_PAUSE = 30.0
"""Seconds that mails wait while the relay is down."""


Stopping = Callable[[], bool]
"""Answers whether to stop."""

ALSO: list[Callable[[Stopping], object]] = []
"""What upper folders keep by the record; each is called again and again, whatever becomes of the others."""

OUTSIDE: dict[Callable[[Stopping], object], int] = {}
"""What upper folders do with servers of others; each is called again and again in so many threads."""


def _never() -> bool:
    return False


def run_clock() -> int:
    """Make the moves of the clock that are due; one that fails is logged and the others go on."""

    def failed(move: str, error: Exception) -> None:
        log.error("clock move failed", move=move, exc_info=error)

    with alone("clock") as mine:
        return run_due(by_clock(now()), failed=failed) if mine else 0


def sequence(stopping: Stopping = _never) -> None:
    """Give places in the log until every committed event has one."""
    while not stopping() and give_places() == BATCH:
        pass


def tell(stopping: Stopping = _never) -> None:
    """Tell of every event that waits."""
    pass_over()
    while not stopping() and tell_next():
        pass


FAILED = object()
"""What a step returned that ended in an error."""


def _safely(app: Flask, step: Callable[..., object], *given: object) -> object:
    """Run one step in a context of its own, with the clock's present offset; an error ends only this step: FAILED."""
    with app.app_context():
        try:
            return step(*given)
        except Exception as error:
            log.error("worker step failed", step=getattr(step, "__name__", "step"), exc_info=error)
            return FAILED


def work_once(app: Flask) -> bool:
    """Do all that waits now, once, and return whether each step came to its end. Errors of single things are logged."""
    steps: list[Callable[..., object]] = [run_clock, sequence, tell, index_new, *ALSO, send_digests]
    ended = [_safely(app, step) for step in steps]
    ended.append(_safely(app, send_all, app.config))
    ended += [_safely(app, outside, _never) for outside in OUTSIDE]
    return FAILED not in ended


def _rounds(app: Flask, stop: threading.Event, pause: float) -> None:
    next_clock = next_digests = next_send = next_tidy = 0.0
    shared: Shared = app.extensions["igtf.shared"]

    def share() -> Stopping:
        """Return what ends a step: the clock, once the step had a share of the time, whatever those before it took."""
        until = max(next_clock, time.monotonic() + pause)
        return lambda: stop.is_set() or time.monotonic() >= until

    while not stop.is_set():
        if time.monotonic() >= next_clock:
            _safely(app, run_clock)
            next_clock = time.monotonic() + CLOCK_EVERY
        if time.monotonic() >= next_tidy:
            _safely(app, renew_statistics)
            _safely(app, forget_keys, stop.is_set)
            _safely(app, forget_unseen)
            _safely(app, forget_marks)
            _safely(app, forget_mails, stop.is_set)
            next_tidy = time.monotonic() + TIDY_EVERY
        for step in (sequence, tell, index_new, *ALSO):
            _safely(app, step, share())
        if time.monotonic() >= next_digests:
            _safely(app, send_digests)
            next_digests = time.monotonic() + DIGESTS_EVERY
        if time.monotonic() >= next_send and _safely(app, send_all, app.config, share()) is False:
            next_send = time.monotonic() + DOWN_PAUSE
        shared.wait(stop, min(pause, max(0.0, next_clock - time.monotonic())))


def _go_outside(
    app: Flask, step: Callable[[Stopping], object], stop: threading.Event, first: float, every: float
) -> None:
    """Do a step again and again, ``first`` and ``every`` in seconds, until ``stop`` is set."""
    pause = first
    while not stop.wait(pause):
        _safely(app, step, stop.is_set)
        pause = every


@contextmanager
def _outside(app: Flask, stop: threading.Event, pause: float) -> Iterator[None]:
    """Do what is done outside while the block runs, its threads in turn each ``pause``; end it behind the block."""
    hands = [
        threading.Thread(target=_go_outside, args=(app, step, stop, turn * pause, several * pause))
        for step, several in OUTSIDE.items()
        for turn in range(1, several + 1)
    ]
    for hand in hands:
        hand.start()
    try:
        yield
    finally:
        stop.set()
        for hand in hands:
            hand.join()


def work(app: Flask, *, pause: float = 1.0, stop: threading.Event | None = None) -> None:
    """Work until ``stop`` is set, or SIGTERM or SIGINT arrives: what is begun is finished, no more.

    ``pause`` is in seconds; a call through Redis ends it. In a thread give ``stop``, for signals reach the main
    thread only.
    """
    stop = stop or threading.Event()
    before = {}
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            before[number] = signal.signal(number, lambda _number, _frame: stop.set())
    try:
        with _outside(app, stop, pause):
            _rounds(app, stop, pause)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
