"""What the tests of attacks share."""

import contextvars
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

from igtf.core.db import database, writing
from igtf.core.errors import Refusal
from igtf.people.queries import get_person_or_404
from igtf.people.signins import make_token


def token_of(handle: str) -> dict[str, str]:
    """Return the header with a new token of a person."""
    return {"Authorization": f"Bearer {make_token(get_person_or_404(handle), 'tests')}"}


def at_once(calls):
    """Return what each call returned, all begun in the same moment."""
    ready = Barrier(len(calls))

    def one(call):
        ready.wait()
        return contextvars.Context().run(call)

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def while_held(statement, calls):
    """Return what the calls answer that begin, one after the other, while somebody else holds what is written.

    Of an answer of the site that is its status.
    """
    held = database().engine.connect().execution_options(igtf_write=True)
    with ThreadPoolExecutor(len(calls)) as pool, held as other, other.begin():
        other.execute(statement)
        begun = []
        for call in calls:
            begun.append(pool.submit(contextvars.Context().run, call))
            time.sleep(0.3)
        other.commit()
        answers = [one.result() for one in begun]
        return [getattr(answer, "status_code", answer) for answer in answers]


def beside(app, first, second, moment=0.5):
    """Return what two acts return, each a transaction of its own: the second begins before the first is committed.

    Of one that is refused that is the refusal. On SQLite the second waits for the first before it reads anything.
    """
    done = Event()

    def opens():
        try:
            with app.app_context(), writing():
                answer = first()
                done.set()
                time.sleep(moment)
            return answer
        finally:
            done.set()

    def follows():
        done.wait()
        with app.app_context():
            try:
                return second()
            except Refusal as refusal:
                return refusal

    with ThreadPoolExecutor(2) as pool:
        begun = [pool.submit(contextvars.Context().run, act) for act in (opens, follows)]
        return [one.result() for one in begun]
