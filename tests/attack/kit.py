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


_WAITS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def _meet(finished):
    """Wait until another act is over or waits for this one; on SQLite, where nobody sees that, for a moment."""
    postgresql = database().engine.dialect.name == "postgresql"
    end = time.monotonic() + (10 if postgresql else 0.5)
    while not finished.wait(0.05) and time.monotonic() < end:
        if postgresql:
            with database().engine.connect() as connection:
                if connection.exec_driver_sql(_WAITS).scalar():
                    return


def beside(app, first, second):
    """Return what two acts return, each a transaction of its own: the second begins before the first is committed.

    Of one that is refused that is the refusal. On SQLite the second waits for the first before it reads anything.
    """
    done, finished = Event(), Event()

    def opens():
        try:
            with app.app_context(), writing():
                answer = first()
                done.set()
                _meet(finished)
            return answer
        finally:
            done.set()

    def follows():
        done.wait()
        try:
            with app.app_context():
                return second()
        except Refusal as refusal:
            return refusal
        finally:
            finished.set()

    with ThreadPoolExecutor(2) as pool:
        begun = [pool.submit(contextvars.Context().run, act) for act in (opens, follows)]
        return [one.result() for one in begun]
