"""Rounds: a part of a site is killed under load, and started again."""

import time
from dataclasses import dataclass

from tests.failover.load import Seen
from tests.failover.site import Site

BEFORE, DOWN, AFTER = 1.5, 2.5, 1.5
"""Seconds of load before a part is killed, while it is gone, and after it is back."""


@dataclass
class Round:
    """What happened while a part was gone and came back."""

    name: str
    written: int
    refused: int
    read: int
    unread: int
    back: float


def _total(seen: Seen, start: str) -> int:
    return sum(count for what, count in list(seen.answers.items()) if what.startswith(start))


def kill(
    own: Site, seen: Seen, name: str, *, before: float = BEFORE, down: float = DOWN, after: float = AFTER
) -> Round:
    """Kill a part, start it again, and wait until a write is acknowledged after that; times are in seconds."""
    end, start = own.victims()[name]
    names = ("written", "write answered with 503", "read", "read answered")
    time.sleep(before)
    then = [_total(seen, what) for what in names]
    end()
    time.sleep(down)
    start()
    began = time.monotonic()
    while max(seen.acknowledged.values(), default=0) < began:
        assert time.monotonic() < began + 60, f"nothing is written after {name} came back"
        time.sleep(0.05)
    back = max(0.0, min(at for at in list(seen.acknowledged.values()) if at >= began) - began)
    own.wait_until_served()
    time.sleep(after)
    written, refused, read, unread = (_total(seen, what) - old for what, old in zip(names, then, strict=True))
    return Round(name, written, refused, read - unread, unread, back)
