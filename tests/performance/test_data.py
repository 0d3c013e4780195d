"""What the measurements are made with keeps the promises of the record, on both engines."""

import time

from igtf.core.clock import now
from igtf.core.db import session
from igtf.core.kept import SECONDS, kept
from igtf.desk.queries import open_now
from igtf.issues.queue import Asked, queue
from igtf.record.invariants import broken
from igtf.record.models import Event, Subject
from tests.performance import data
from tests.performance.samples import make_samples


def test_loaded_issues_keep_every_promise(app, db):
    samples = make_samples()
    data.load(60)
    assert [name for name, _sentence, offenders in broken() if offenders] == []
    assert session.query(Subject).filter(Subject.kind == "issue").count() == 61
    client = app.test_client()
    for path in (samples.draft, samples.ballot, "/issues/50", "/search?q=prices", "/"):
        assert client.get(path).status_code == 200
    assert [row.due_at for row in open_now() if row.due_at]
    waiting = [row.state_since for row in queue(Asked(), now())]
    assert waiting == sorted(waiting)
    assert session.query(Event).filter(Event.kind == "comment.add").count() > 20


def test_long_counts_are_kept_for_a_while(app, db, monkeypatch):
    calls: list[str] = []

    @kept(quick=-1.0)
    def count(what: str) -> int:
        calls.append(what)
        return len(calls)

    assert (count("a"), count("a")) == (1, 2)
    monkeypatch.setattr(app, "testing", False)
    assert (count("a"), count("a"), count("b")) == (3, 3, 4)
    later = time.monotonic() + SECONDS
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert count("a") == 5
