"""What processes share in Redis: kept pages, counted limits, calls to the worker; and how they go on without it."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from flask import Flask
from redis import Redis

from igtf import create_app
from igtf.core.keeping import shared
from igtf.core.keeping.pages import KeptPage
from igtf.core.keeping.shared_pages import packed, unpacked
from igtf.core.limits import limiter
from igtf.notice.queries import count_mails
from igtf.notice.worker import work
from tests.conftest import SETTINGS, Client
from tests.core.test_keptpages import read
from tests.counting import reads
from tests.factories import issue_form, make_person, sign_in
from tests.redises import RedisServer, redis_server

Make = Callable[..., Flask]


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture
def make(
    db_url: str, redis: RedisServer, tmp_path: object, one_moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Make]:  # fmt: skip
    """Yield what makes one process of a site that shares a Redis, in a moment that does not pass."""
    monkeypatch.setattr(shared, "PAUSE", 0.1)
    made = []

    def process(**settings: object) -> Flask:
        app = create_app({**SETTINGS, "DATABASE_URL": db_url, "REDIS_URL": redis.url, "VAR": str(tmp_path),
                          "KEPT_PAGES": 1, **settings})  # fmt: skip
        app.test_client_class = Client
        made.append(app)
        return app

    yield process
    for app in made:
        app.extensions["igtf.db"].dispose()


def _queries(app: Flask, path: str) -> tuple[int, bytes]:
    with reads(app) as asked:
        answer = app.test_client().get(path, headers={"Accept-Encoding": "br"})
    assert answer.status_code == 200
    return len(asked), read(answer)


def test_a_page_is_made_once_for_all_processes_until_something_happens(make, redis):
    one, other = make(), make()
    with one.app_context():
        writer = sign_in(one, make_person())
        writer.post("/issues/new", data=issue_form())
    for path in ("/issues/", "/issues/1"):
        made, body = _queries(one, path)
        assert made > 1
        assert _queries(other, path) == (1, body)
    writer.post("/issues/1/comments", data={"body": "Something new"})
    assert b"Something new" not in body
    made, after = _queries(other, "/issues/1")
    assert made > 1
    assert after != body
    assert _queries(one, "/issues/1") == (1, after)

    redis.kill()
    try:
        writer.post("/issues/1/comments", data={"body": "Without Redis"})
        for app in (one, other):
            made, body = _queries(app, "/issues/1")
            assert made > 1
            assert _queries(app, "/issues/1") == (0, body)
    finally:
        redis.start()
    time.sleep(0.1)
    writer.post("/issues/1/comments", data={"body": "With Redis again"})
    assert _queries(one, "/issues/1")[0] > 1
    assert _queries(other, "/issues/1")[0] == 1


def test_what_is_no_page_in_redis_is_made_anew():
    page = KeptPage(b"<p>one\ntwo", (("Content-Type", "text/html"),), "tag", "state")
    assert unpacked(packed(page)) == page
    for damaged in (b"", b"\n", b"[]\nx", b"[1, 2, 3]\nx", b'"abc"\nx', b"\xff\n"):
        assert unpacked(damaged) is None


def test_limits_are_counted_together_and_by_each_process_without_redis(make, redis):
    one, other = make(LIMITS=True), make(LIMITS=True)
    given = {"email": "nobody@people.example", "password": "wrong password"}
    said = [app.test_client().post("/sign-in", data=given).status_code for app in (one, other) * 6]
    assert said[:10] == [422] * 10
    assert said[10:] == [429] * 2
    redis.kill()
    try:
        assert one.test_client().post("/sign-in", data=given).status_code == 422
        assert one.test_client().get("/sign-in").status_code == 200
    finally:
        redis.start()
        until = time.monotonic() + 20
        while limiter._storage_dead and time.monotonic() < until:  # there is one of it for all applications
            one.test_client().post("/sign-in", data=given)
            time.sleep(0.1)
    assert not limiter._storage_dead, "it counts in Redis again"


def test_the_worker_is_called_by_a_write_and_comes_by_itself_without_redis(make, redis, monkeypatch):
    monkeypatch.undo()
    app = make()
    with app.app_context():
        make_person(roles=("secretariat", "council", "moderator"))
        writer = sign_in(app, make_person())
    stop = threading.Event()
    worker = threading.Thread(target=work, args=(app,), kwargs={"pause": 3.0, "stop": stop})
    worker.start()
    try:
        while not Redis.from_url(redis.url).pubsub_numsub("igtf:calls")[0][1]:
            time.sleep(0.02)
        for title, most in (("Called", 1.5), ("Called again", 1.5), ("Not called", 8)):
            if title == "Not called":
                redis.kill()
            time.sleep(0.3)
            with app.app_context():
                before = count_mails()
            began = time.monotonic()
            assert writer.post("/issues/new", data=issue_form(title=title)).status_code == 302
            while time.monotonic() < began + 10:
                with app.app_context():
                    if count_mails() > before:
                        break
                time.sleep(0.02)
            assert time.monotonic() - began < most, title
    finally:
        stop.set()
        worker.join(timeout=20)
        redis.start()
