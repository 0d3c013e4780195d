"""The count of a hum as a stream: bounded in time and in places, and nothing in it that the page does not show."""

from threading import BoundedSemaphore

import pytest

from igtf.meetings import streaming
from tests.factories import sign_in
from tests.meetings.test_hum import room

STREAM = "/meetings/1/hum/stream"


class Clock:
    """A clock that goes on when somebody sleeps."""

    def __init__(self):
        self.now = 0.0

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.fixture
def stopped(monkeypatch):
    """Let time pass only while the stream sleeps."""
    clock = Clock()
    monkeypatch.setattr(streaming, "time", clock)
    return clock


def test_a_stream_tells_what_changed_and_ends_in_time(stopped):
    said = iter(["1 answer", "1 answer", *["2 answers"] * 100])
    found = list(streaming.events(lambda: next(said), BoundedSemaphore(1)))
    assert found[0].startswith("retry: ")
    assert found[1:] == ["data: 1 answer\n\n", "data: 2 answers\n\n"]
    assert stopped.now <= streaming.SECONDS


def test_without_a_place_it_is_one_look_and_places_are_given_back(stopped):
    places = BoundedSemaphore(1)
    first = streaming.events(lambda: "1 answer", places)
    assert next(first).startswith("retry: ")
    second = list(streaming.events(lambda: "1 answer", places))
    assert second[1:] == ["data: 1 answer\n\n"]
    assert int(second[0].split()[1]) >= streaming.AGAIN_LATER
    first.close()  # the browser went away
    assert places.acquire(blocking=False)
    places.release()
    assert list(streaming.events(lambda: None, places))[1:] == ["event: closed\ndata: -\n\n"]
    assert [streaming.places(threads) for threads in (1, 4, 8)] == [1, 1, 2]


def test_the_stream_of_a_hum_over_its_life(app, db, stopped):
    client, clients, _people, _chair = room(app, ["civil", "technical", "government"])
    reader = app.test_client()
    assert reader.get(STREAM).status_code == 204
    assert reader.get("/meetings/99/hum/stream").status_code == 404
    assert reader.post(STREAM).status_code == 405
    assert "hum.js" not in reader.get("/meetings/1").text
    client.post("/meetings/1/moves/ask-hum", data={"question": "Shall we?"})
    page, tag = reader.get("/meetings/1").text, reader.get("/meetings/1").headers["ETag"]
    assert f'data-stream="{STREAM}"' in page
    with reader.get(page.split('<script src="')[1].split('"')[0]) as script:
        assert script.mimetype == "text/javascript"
        assert len(script.data) <= 2_000
    clients[0].post("/meetings/1/hum", data={"answer": "loud"})
    assert "1 answer so far" in reader.get("/meetings/1", headers={"If-None-Match": tag}).text  # by reloading too
    answer = reader.get(STREAM, buffered=False, headers={"Accept-Encoding": "gzip, br, zstd"})
    assert answer.mimetype == "text/event-stream"
    assert answer.headers["Cache-Control"] == "no-store"
    chunks = iter(answer.response)
    assert next(chunks).decode().startswith("retry: ")
    assert next(chunks).decode() == "data: 1 answer so far.\n\n"
    clients[1].post("/meetings/1/hum", data={"answer": "none"})
    assert next(chunks).decode() == "data: 2 answers so far.\n\n"
    client.post("/meetings/1/moves/close-hum")
    assert next(chunks).decode().startswith("event: closed")
    assert list(chunks) == []
    answer.close()
    assert reader.get(STREAM).status_code == 204
    assert sign_in(app, _chair).get(STREAM).status_code == 204
