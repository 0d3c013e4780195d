"""The proof after the kills: what was acknowledged is in the record once, nothing stands half, each mail went once."""

import json
import time
from collections import Counter

from tests.failover.load import Seen
from tests.failover.site import Site

PATIENCE = 150
"""Seconds without any progress after which a queue is stuck; what was refused once is tried again after two minutes."""


def let_workers_finish(own: Site) -> None:
    """Wait until everything is told and sent; the leases of killed workers, five minutes, are ended here."""
    for table, left in (("outbox", "told_at"), ("mail", "sent_at")):
        own.rows(f"UPDATE {table} SET next_try_at = NULL WHERE {left} IS NULL")
        before, deadline = None, 0.0
        while waits := own.rows(f"SELECT attempts, last_error FROM {table} WHERE {left} IS NULL"):
            if before != len(waits):
                before, deadline = len(waits), time.monotonic() + PATIENCE
            assert time.monotonic() < deadline, f"{table} is not worked off: {waits[:5]}"
            time.sleep(0.2)
    while own.rows("SELECT 1 FROM outbox WHERE log_index IS NULL LIMIT 1"):
        time.sleep(0.2)


def texts(own: Site) -> Counter[str]:
    """Return how often each text of the writers is in the record, as what it was written."""
    taken = own.rows("SELECT data FROM event_payload JOIN event ON id = event_id WHERE kind = 'call.take-position'")
    said = [json.loads(data)["reason"] if isinstance(data, str) else data["reason"] for (data,) in taken]
    said += [text for (text,) in own.rows("SELECT text FROM comment")]
    said += [title for (title,) in own.rows("SELECT title FROM subject WHERE kind = 'issue' AND ref <> '1'")]
    return Counter(said)


def nothing_lost_or_doubled(own: Site, seen: Seen) -> int:
    """Return how many events there are; what nobody got an answer to, and gave up, is there once or not at all."""
    kept = texts(own)
    assert [text for text, count in kept.items() if count > 1] == []
    assert set(seen.acknowledged) - set(kept) == set()
    assert set(kept) - set(seen.acknowledged) - seen.given_up == set()
    [(events, places, last)] = own.rows("SELECT count(*), count(log_index), max(log_index) FROM outbox")
    assert events == places == last
    assert [(events,)] == own.rows("SELECT count(*) FROM event")
    own.igtf("check")
    return int(events)


def mails(own: Site, most_twice: int) -> tuple[int, int]:
    """Return how many mails there are and how many copies too many were sent, at most one for each kill."""
    wanted = dict(own.rows('SELECT "to", count(*) FROM mail GROUP BY "to"'))
    sent = Counter((str(mail["To"]), str(mail["Message-ID"])) for mail in own.relay.mails)
    assert Counter(to for to, _number in sent) == wanted
    comments = own.rows("SELECT count(*) FROM comment")[0][0]
    assert {count >= comments for to, count in wanted.items() if to.startswith("person")} == {True}  # who only follows
    twice = sum(sent.values()) - len(sent)
    assert twice <= most_twice
    return len(sent), twice
