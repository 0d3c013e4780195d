"""Everything is killed in turn under load: nothing acknowledged is lost or doubled, and reading goes on."""

import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest

from config import ROOT
from tests.failover.load import Load, Seen
from tests.failover.report import write
from tests.failover.site import Site, site
from tests.replicas import wait_for_replica

ROUNDS = 1
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


def _kill(own: Site, seen: Seen, name: str) -> Round:
    """Kill a part, start it again, and wait until a write is acknowledged after that."""
    kill, start = own.victims()[name]
    names = ("written", "write answered with 503", "read", "read answered")
    time.sleep(BEFORE)
    before = [_total(seen, what) for what in names]
    kill()
    time.sleep(DOWN)
    start()
    began = time.monotonic()
    while max(seen.acknowledged.values()) < began:
        assert time.monotonic() < began + 60, f"nothing is written after {name} came back"
        time.sleep(0.05)
    back = max(0.0, min(at for at in list(seen.acknowledged.values()) if at >= began) - began)
    own.wait_until_served()
    time.sleep(AFTER)
    written, refused, read, unread = (_total(seen, what) - old for what, old in zip(names, before, strict=True))
    return Round(name, written, refused, read - unread, unread, back)


def _rows(own: Site, statement: str) -> list[Any]:
    with own.primary.connect() as connection:
        return connection.execute(statement.encode()).fetchall()


def _let_workers_finish(own: Site) -> None:
    """Wait until everything is told and sent; the leases of killed workers, five minutes, are ended here."""
    for table, left in (("outbox", "told_at"), ("mail", "sent_at")):
        with own.primary.connect() as connection:
            connection.execute(f"UPDATE {table} SET next_try_at = NULL WHERE {left} IS NULL".encode())
        deadline = time.monotonic() + 90
        while _rows(own, f"SELECT 1 FROM {table} WHERE {left} IS NULL LIMIT 1"):
            assert time.monotonic() < deadline, f"{table} is not worked off"
            time.sleep(0.2)
    while _rows(own, "SELECT 1 FROM outbox WHERE log_index IS NULL LIMIT 1"):
        time.sleep(0.2)


def _nothing_lost_or_doubled(own: Site, seen: Seen) -> None:
    kept = Counter(text for (text,) in _rows(own, "SELECT text FROM comment"))
    assert [text for text, count in kept.items() if count > 1] == []
    assert set(kept) == set(seen.acknowledged)  # every writer went on until it knew
    [(events, places, last)] = _rows(own, "SELECT count(*), count(log_index), max(log_index) FROM outbox")
    assert events == places == last
    check = subprocess.run([sys.executable, "-m", "igtf.cli", "check"], cwd=ROOT, env=os.environ | own.settings,
                           capture_output=True, text=True, timeout=120)  # fmt: skip
    assert check.returncode == 0, check.stdout + check.stderr
    wait_for_replica(own.primary, own.replica)
    assert own.replica.ask("SELECT count(*) FROM event") == events


def _mails(own: Site, most_twice: int) -> tuple[int, int]:
    """Return how many mails there are and how many copies too many were sent, at most one for each kill."""
    wanted = dict(_rows(own, 'SELECT "to", count(*) FROM mail GROUP BY "to"'))
    sent = Counter((str(mail["To"]), str(mail["Message-ID"])) for mail in own.relay.mails)
    assert Counter(to for to, _number in sent) == wanted
    comments = _rows(own, "SELECT count(*) FROM comment")[0][0]
    assert {count >= comments for to, count in wanted.items() if to.startswith("person")} == {True}  # who only follows
    twice = sum(sent.values()) - len(sent)
    assert twice <= most_twice
    return len(sent), twice


@pytest.mark.long
def test_everything_is_killed_in_turn_under_load(tmp_path):
    began = time.monotonic()
    with site(tmp_path) as own:
        with Load(own) as seen:
            rounds = [_kill(own, seen, name) for _round in range(ROUNDS) for name in own.victims()]
        assert seen.failed == []
        assert seen.unseen == []
        _let_workers_finish(own)
        _nothing_lost_or_doubled(own, seen)
        kills = sum(one.name.startswith("worker") + 2 * (one.name == "primary") for one in rounds)
        mails = _mails(own, most_twice=kills)
    write(rounds, seen, mails, time.monotonic() - began)
