"""Web processes and the worker over one SQLite file are killed at random moments: no act is lost, doubled or half."""

import random
import time

import pytest

from tests.failover import report
from tests.failover.load import Load, Seen
from tests.failover.proof import let_workers_finish, mails, nothing_lost_or_doubled, texts
from tests.failover.rounds import kill
from tests.failover.site import OneFile, one_file

SEED, ROUNDS = 2013, 9
GIVES_UP = 0.5
"""How many of those who get no answer send their text never again."""


def repeat(own: OneFile, seen: Seen) -> None:
    """Send everything once more under its key: it answers what it answered, and what was given up is there now.

    A browser is led to the act itself, where it was led to the page that it stood on.
    """
    for text, send in seen.sends.items():
        status, body, place = send()
        assert status in (200, 201, 302), body
        assert status == 302 or place == seen.places.setdefault(text, place), text
    assert texts(own) == dict.fromkeys(seen.sends, 1)


def signed(own: OneFile, events: int) -> None:
    """Wait until the record is signed with all its entries, which happens each minute, and verify it."""
    deadline = time.monotonic() + 120
    while f"{events} entries are signed" not in own.igtf("verify", f"http://127.0.0.1:{own.ports[0]}"):
        assert time.monotonic() < deadline
        time.sleep(2)


@pytest.mark.long
def test_web_and_worker_are_killed_at_random_moments_over_one_file(tmp_path):
    began, chance = time.monotonic(), random.Random(SEED)
    with one_file(tmp_path) as own:
        with Load(own, "comment", "position", "issue", pause=0.05, readers=1, gives_up=GIVES_UP, chance=chance) as seen:
            order = [name for _round in range(ROUNDS // len(own.parts)) for name in own.parts]
            chance.shuffle(order)
            rounds = [kill(own, seen, name, before=chance.uniform(0.2, 2), down=chance.uniform(0, 1), after=0)
                      for name in order]  # fmt: skip
        assert seen.failed == []
        assert seen.unseen == []
        let_workers_finish(own)
        nothing_lost_or_doubled(own, seen)
        given_up = {text: count for text, count in texts(own).items() if text in seen.given_up}
        repeat(own, seen)
        let_workers_finish(own)
        events = nothing_lost_or_doubled(own, seen)
        signed(own, events)
        sent = mails(own, most_twice=sum(name.startswith("worker") for name in order))
    report.write_kills(
        rounds, seen, sent, seed=SEED, stood=len(given_up), events=events, seconds=time.monotonic() - began
    )
