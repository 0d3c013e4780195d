"""What the measurements are made with keeps the promises of the record, on both engines."""

import json
import time
from collections import Counter

from flask import Flask
from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from igtf.core.clock import now
from igtf.core.db import Base, session
from igtf.core.keeping.counts import SECONDS, kept
from igtf.desk.queries import open_now
from igtf.discussion.events import COMMENT, CommentMade
from igtf.figures.commands import keep_figures
from igtf.figures.models import Figure, Progress
from igtf.issues.queue import QueueFilters, queue
from igtf.record.models import Event, Payload, Subject
from tests.factories import broken_promises
from tests.performance import data
from tests.performance.cases import pages_of
from tests.performance.samples import Samples, make_samples
from tests.performance.sizes import Sizes


def test_what_is_loaded_keeps_every_promise(app, db):
    samples = make_samples()
    before = session.query(Subject).filter(Subject.kind == "issue").count()
    data.load(60, samples)
    assert broken_promises() == []
    copies = Sizes(60).copies
    loaded = 60 + copies["ballot"] + copies["open ballot"]
    assert session.query(Subject).filter(Subject.kind == "issue").count() == before + loaded
    _assert_nothing_points_nowhere()
    _assert_pages(app, samples)


def _assert_nothing_points_nowhere() -> None:
    """Each reference leads to a row, though rows are loaded with the checks of references off."""
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            other = aliased(key.column.table)
            there = exists().where(other.c[key.column.name] == key.parent)
            lost = select(func.count()).select_from(table).where(key.parent.is_not(None), ~there)
            assert (table.name, key.parent.name, session.scalar(lost)) == (table.name, key.parent.name, 0)


def _assert_pages(app: Flask, samples: Samples) -> None:
    client = app.test_client()
    for page in pages_of(samples):
        for path in (page.paths[0], page.paths[-1]):
            assert client.get(path).status_code == 200, path
    assert [row.due_at for row in open_now() if row.due_at]
    waiting = [(row.decided or row.pending is not None, row.state_since) for row in queue(QueueFilters(), now())]
    assert waiting == sorted(waiting)
    said = session.scalars(select(Payload.data).join(Event, Event.id == Payload.event_id).where(Event.kind == COMMENT))
    left = Counter(json.dumps(data, sort_keys=True) for data in said)
    assert list(left) == [json.dumps(vars(CommentMade(0)), sort_keys=True)], "as the command leaves it"
    assert left.total() > 20


def test_the_figures_of_what_is_loaded_are_those_the_worker_would_make(app, db):
    data.load(40, make_samples())
    loaded = _figures()
    session.get_one(Progress, "figures").rules = ""
    session.commit()
    keep_figures()
    assert _figures() == loaded


def _figures() -> dict[tuple[str, ...], int]:
    session.rollback()
    return {(row.slice, row.what, row.name, row.bucket): row.number for row in session.query(Figure)}


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
