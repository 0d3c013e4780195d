"""What the tests of attacks share."""

import contextvars
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from igtf.core.db import database
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
