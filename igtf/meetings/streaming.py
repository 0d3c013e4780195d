"""The number of answers to a hum as a stream of events, for whoever has script on: only what the page shows anyway.

A stream holds a thread of the server. So it ends after some seconds, and the browser asks again; and only a few run
at a time in each process: whoever finds no place gets one number, and is told to ask again later.
"""

import random
import time
from collections.abc import Callable, Iterator
from threading import BoundedSemaphore
from typing import Any

from flask import Flask, Response, current_app

from igtf.core.i18n import in_language, language, ngettext
from igtf.meetings import queries

SECONDS = 8.0
"""How long a stream lasts."""

STEP = 1.0
"""Seconds between two looks at the database."""

AGAIN, AGAIN_LATER = 2_000, 5_000
"""Milliseconds after which the browser asks again: after its stream, and when there was no place."""


def places(threads: int) -> int:
    """Return how many streams may run at a time in a process with so many threads: a quarter of them, at least one."""
    return max(1, threads // 4)


def sentence(answers: int) -> str:
    """Return how many have answered, in words."""
    return str(ngettext("%(num)d answer so far.", "%(num)d answers so far.", answers))


def events(look: Callable[[], str | None], room: Any) -> Iterator[str]:
    """Yield the events of one stream: each sentence that ``look`` returns when it changed; *closed* once it is None.

    ``room`` is a semaphore of the places; without a free one the stream is a single look.
    """
    placed, last, end = room.acquire(blocking=False), "", time.monotonic() + SECONDS
    try:
        pause = AGAIN if placed else AGAIN_LATER
        yield f"retry: {random.randint(pause, pause * 2)}\n\n"  # not all of a hall in the same moment
        while True:
            said = look()
            if said is None:
                yield "event: closed\ndata: -\n\n"
                return
            if said != last:
                yield f"data: {said}\n\n"
                last = said
            if not placed or time.monotonic() + STEP > end:
                return
            time.sleep(STEP)
    finally:
        if placed:
            room.release()


def _look(app: Flask, meeting_id: int, spoken: str) -> str | None:
    """Look once, in a context and a transaction of its own: none is held while the stream waits."""
    with app.app_context(), in_language(spoken):
        answers = queries.answers_so_far(meeting_id)
        return None if answers is None else sentence(answers)


def answer(meeting_id: int) -> Response:
    """Return the stream of a meeting's hum; 204, which ends the asking, when no hum is under way."""
    if queries.answers_so_far(meeting_id) is None:
        return Response(status=204, mimetype="text/event-stream")
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    room = app.extensions.setdefault("igtf.hum-streams", BoundedSemaphore(places(app.config["WEB_THREADS"])))
    spoken = language()
    return Response(
        events(lambda: _look(app, meeting_id, spoken), room), mimetype="text/event-stream",
        headers={
            "Cache-Control": "no-store", "X-Accel-Buffering": "no",
            "Content-Encoding": "identity",  # what compresses answers would keep the events until their end
        },
    )  # fmt: skip
