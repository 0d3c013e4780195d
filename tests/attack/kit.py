"""What the tests of attacks share."""

import contextvars
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

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
