"""The doorstep: the same answer as Flask's while nothing changes, nobody else's page, and no harm when it is blind."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from igtf.core import clock
from igtf.core.keeping import doorstep
from igtf.core.keeping.doorstep import Doorstep
from tests.core.test_keptpages import keeping, keeping_over, read  # noqa: F401 (fixtures)
from tests.factories import issue_form, make_person, sign_in

OF_EACH = {"X-Request-Id", "Content-Length"}


@pytest.fixture
def step(keeping: Flask) -> Doorstep:  # noqa: F811
    """Return the doorstep of a site with one issue."""
    with keeping.app_context():
        sign_in(keeping, make_person()).post("/issues/new", data=issue_form())
    found = keeping.wsgi_app
    assert isinstance(found, Doorstep)
    return found


@pytest.fixture
def made(step: Doorstep, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Return what tells how many requests went on to Flask."""
    calls, inner = [0], step.inner

    def counted(environ, start_response):
        calls[0] += 1
        return inner(environ, start_response)

    monkeypatch.setattr(step, "inner", counted)
    return lambda: calls[0]


def reader(keeping: Flask) -> FlaskClient:  # noqa: F811
    return keeping.test_client(use_cookies=False)


def test_the_second_reader_gets_it_as_small_as_all_later_ones(keeping: Flask, made) -> None:  # noqa: F811
    said = {"Accept-Encoding": "br"}
    first, second, third = (reader(keeping).get("/issues/1", headers=said) for _time in range(3))
    assert made() == 1
    assert len(second.data) < len(first.data)
    assert second.data == third.data
    assert read(second) == read(first)
    assert second.content_length == len(second.data)


@pytest.mark.parametrize("path", ["/", "/issues/", "/issues/1", "/issues/?state=submitted", "/search?q=landlocked"])
@pytest.mark.parametrize("accept", ["text/html", "text/plain"])
def test_it_answers_as_flask_does(keeping: Flask, made, path: str, accept: str) -> None:  # noqa: F811
    said = {"Accept": accept, "Accept-Encoding": "br"}
    first, again = (reader(keeping).get(path, headers=said) for _time in range(2))
    assert made() == 1
    assert (again.status_code, read(again)) == (200, read(first))
    assert again.headers["X-Request-Id"] != first.headers["X-Request-Id"]
    alike = [sorted((n, v) for n, v in answer.headers if n not in OF_EACH) for answer in (first, again)]
    assert alike[0] == alike[1]
    assert "Content-Security-Policy" in again.headers

    unchanged = reader(keeping).get(path, headers=said | {"If-None-Match": first.headers["ETag"]})
    assert (made(), unchanged.status_code, unchanged.data) == (1, 304, b"")
    assert unchanged.headers["ETag"] == first.headers["ETag"]
    assert "Content-Type" not in unchanged.headers
    assert unchanged.headers["Vary"] == first.headers["Vary"]
    assert "Content-Security-Policy" in unchanged.headers
    assert reader(keeping).get(path, headers=said | {"If-None-Match": 'W/"another"'}).status_code == 200


@pytest.mark.parametrize(
    "other",
    [{"Cookie": "igtf=forged"}, {"Cookie": "lang=en; igtf=forged"}, {"Cookie": "written=0/1"},
     {"Authorization": "Bearer x"}, {"Accept": "text/plain"}, {"Accept-Language": "pseudo"},
     {"Cookie": "lang=pseudo"}, {"Host": "other.example"}, {"Accept-Encoding": "gzip"}],
    ids=str,
)  # fmt: skip
def test_whoever_says_something_else_is_sent_on(keeping: Flask, made, other) -> None:  # noqa: F811
    for _time in range(2):
        reader(keeping).get("/issues/1")
    assert made() == 1
    reader(keeping).get("/issues/1", headers=other)
    assert made() == 2
    reader(keeping).get("/issues/1?page=2")
    reader(keeping).head("/issues/1")
    assert made() == 4


def test_an_act_and_a_minute_make_pages_anew(keeping: Flask, made, monkeypatch) -> None:  # noqa: F811
    assert "Another one" not in reader(keeping).get("/issues/").text
    with keeping.app_context():
        writer = sign_in(keeping, make_person())
    asked = made()
    writer.post("/issues/new", data=issue_form(title="Another one"))
    assert "Another one" in reader(keeping).get("/issues/").text
    assert made() == asked + 2
    reader(keeping).get("/issues/")
    assert made() == asked + 2
    later = clock.real_now().replace(microsecond=0).timestamp() + 61
    monkeypatch.setattr(clock, "real_now", lambda: clock.datetime.fromtimestamp(later, clock.UTC))
    reader(keeping).get("/issues/")
    assert made() == asked + 3


def test_a_silent_database_sends_everything_on(keeping: Flask, step, made, monkeypatch):  # noqa: F811
    reader(keeping).get("/issues/1")
    real, asked = step.state, []
    monkeypatch.setattr(step, "state", lambda: asked.append(1))
    for _time in range(3):
        assert reader(keeping).get("/issues/1").status_code == 200
    assert (made(), len(asked)) == (4, 1), "it is asked once, then left alone for some seconds"
    monkeypatch.setattr(step, "state", real)
    monkeypatch.setattr(step, "_blind_until", 0.0)
    reader(keeping).get("/issues/1")
    assert made() == 4
    database = keeping.extensions["igtf.db"]
    assert database.glance("SELECT nothing FROM nowhere") is None
    assert database.glance("SELECT 7") == 7


def test_what_it_remembers_is_bounded(keeping: Flask, step, made, monkeypatch) -> None:  # noqa: F811
    monkeypatch.setattr(doorstep, "_MOST", 3)
    for number in range(6):
        reader(keeping).get(f"/issues/1?number={number}")
    assert len(step._known) == 3
    reader(keeping).get("/issues/1", headers={"Accept": "text/html," + "x" * 1000})
    assert len(step._known) == 3
    for path in ("/sign-in", "/verify/not-a-token", "/issues/77", "/healthz"):
        reader(keeping).get(path)
    assert len(step._known) == 3
    reader(keeping).get("/issues/1?number=5")
    assert made() == 11
