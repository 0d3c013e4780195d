"""Web processes and clients that are slow, many, or do not read: the next request is fast, memory stays bounded."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from waitress import wasyncore

from config import ROOT
from igtf.cli import webworker
from igtf.core.text import typesetting
from tests.cli.served import BETWEEN, LARGE, PAGE, SILENCE, TO_SEND, WAITING, create_app
from tests.performance.load import once, request
from tests.performance.server import free_port

FAST = 0.5
"""Seconds within which the next request is answered; the machine may be busy with other tests."""


@contextlib.contextmanager
def served(processes: int, silence: float = SILENCE):
    """Yield the first process of a site of so many web processes, and its port."""
    port = free_port()
    site = [sys.executable, "-m", "tests.cli.served", str(port), str(processes), str(silence)]
    process = subprocess.Popen(site, cwd=ROOT)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            once(port, request("/"))  # the port is open before the web process is there
            break
        time.sleep(0.05)
    try:
        yield process, port
    finally:
        process.send_signal(signal.SIGTERM)
        ended = process.wait(timeout=20)
    assert ended == 0


@pytest.fixture(scope="module")
def server():
    with served(1) as found:
        yield found


def web_process(process: subprocess.Popen[bytes]) -> int:
    """Return the id of the process that answers."""
    return int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0])


def memory(process: subprocess.Popen[bytes]) -> int:
    """Return the mebibytes that the web process holds by itself."""
    return (
        int(Path(f"/proc/{web_process(process)}/smaps_rollup").read_text().split("Private_Dirty:")[1].split()[0])
        // 1024
    )


def seconds(port: int, path: str = "/") -> float:
    """Return how long the fastest of three answers took."""
    taken = []
    for _time in range(3):
        began = time.perf_counter()
        assert once(port, request(path))[0] == 200
        taken.append(time.perf_counter() - began)
    return min(taken)


def talk(port: int, text: bytes, buffer: int = 0) -> socket.socket:
    connection = socket.socket()
    if buffer:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    connection.settimeout(20)
    connection.connect(("127.0.0.1", port))
    connection.sendall(text)
    return connection


def everything(connection: socket.socket) -> bytes:
    """Return all that comes until the other side closes."""
    found = bytearray()
    with contextlib.suppress(ConnectionResetError):
        while part := connection.recv(65536):
            found += part
    connection.close()
    return bytes(found)


def papers(within: int) -> int:
    """Return how many processes of this machine make a PDF within so many seconds."""
    words = [b"-I", typesetting.__file__.encode(), b"%d" % within]
    found = 0
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            found += path.read_bytes().split(b"\0")[1:4] == words
    return found


def until(holds: Callable[[], bool], within: float) -> None:
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_slow_senders_hold_no_thread_and_are_told_when_their_time_is_over(server):
    process, port = server
    before = memory(process)
    slow = [talk(port, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n") for _each in range(200)]
    slow += [talk(port, b"GET / HTT") for _each in range(200)]
    began = time.monotonic()
    assert seconds(port) < FAST
    while time.monotonic() < began + TO_SEND + 1.5:
        for connection in slow[::50]:
            with contextlib.suppress(OSError):
                connection.sendall(b"x")
        assert seconds(port) < FAST
        time.sleep(0.2)
    said = [everything(connection) for connection in slow]
    answers = Counter(answer[:12] for answer in said)
    assert answers[b"HTTP/1.1 408"] + answers[b"HTTP/1.0 408"] >= len(slow) - len(slow[::50])
    assert b"did not arrive in time" in said[1]
    assert memory(process) - before < 40


def test_bodies_that_do_not_come_to_their_end_take_little_memory(server):
    process, port = server
    before = memory(process)
    begun = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n" + b"x" * 400_000
    slow = [talk(port, begun) for _each in range(200)]
    assert seconds(port) < FAST
    assert memory(process) - before < 40
    for connection in slow:
        connection.close()


def test_clients_that_never_read_hold_no_thread_and_bounded_memory(server):
    process, port = server
    before = memory(process)
    deaf = [talk(port, request("/large"), buffer=4096) for _each in range(6)]
    time.sleep(0.5)
    assert seconds(port, "/slow") < FAST + 0.3
    time.sleep(SILENCE + 1.5)
    received = len(everything(deaf[0]))
    assert received < LARGE  # it was cut off
    assert seconds(port) < FAST
    for connection in deaf[1:]:
        connection.close()
    assert memory(process) - before < 150


def test_who_sends_many_requests_along_and_reads_slowly_holds_no_thread(server):
    process, port = server
    before = memory(process)
    slow = [talk(port, request("/page") * 100, buffer=size) for size in (4096, *[65536] * 5)]
    until, took = time.monotonic() + 2 * SILENCE, []
    while time.monotonic() < until:
        for connection in slow[1:]:
            connection.recv(100_000)
        began = time.monotonic()
        assert once(port, request("/"))[0] == 200
        took.append(time.monotonic() - began)
        time.sleep(0.05)
    # A machine with other work may let two come late. Where a thread is held, one waits until the slow are given up.
    assert (max(took) < SILENCE, sorted(took)[-3] < FAST) == (True, True), took
    got = len(everything(slow[0]))
    assert got < 2 * PAGE  # it read nothing, and was cut off before the second answer was made
    for connection in slow[1:]:
        connection.close()
    assert memory(process) - before < 40


def test_requests_that_are_sent_along_are_answered_in_their_order(server):
    _process, port = server
    last = request("/slow", {"Connection": "close"})
    found = everything(talk(port, request("/page") * 20 + request("/", body=b"abc") + last))
    assert found.count(b"HTTP/1.1 200 OK") == 22
    assert len(found) > 20 * PAGE
    assert found.index(b"3 bytes") < found.index(b"done")


def test_a_page_that_is_unchanged_costs_no_connection(server):
    _process, port = server
    asked = b"GET /unchanged HTTP/1.1\r\nHost: x\r\n%s\r\n"
    connection = talk(port, asked % b"")
    for _time in range(3):
        answer = connection.recv(65536)
        assert answer.startswith(b"HTTP/1.1 304")
        assert b"close" not in answer
        connection.sendall(asked % b"")
    assert connection.recv(65536).startswith(b"HTTP/1.1 304")
    connection.sendall(asked % b"Connection: close\r\n")
    assert b"Connection: close" in everything(connection)


def test_an_event_is_sent_when_it_happens(server):
    _process, port = server
    began = time.monotonic()
    connection = talk(port, request("/events"))
    first = connection.recv(65536)
    while b"one" not in first:
        first += connection.recv(65536)
    assert b"two" not in first
    assert time.monotonic() - began < BETWEEN
    assert b"two" in everything(connection)


@contextlib.contextmanager
def serving(page: Flask):
    """Yield the server of ``page`` in this process, and its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = webworker.make_server(page, listener, 1, others=False)
    yield server, listener.getsockname()[1]
    server.task_dispatcher.shutdown()
    for channel in list(server.active_channels.values()):
        channel.handle_close()
    wasyncore.close_all(server._map)
    listener.close()


def answered(server: webworker.WebServer, connection: socket.socket, ends: bytes) -> bool:
    """Return whether what comes ends with ``ends``."""
    answer = bytearray()
    until = time.monotonic() + 20
    connection.setblocking(False)
    while not answer.endswith(ends) and time.monotonic() < until:
        server.turn(0.1)
        with contextlib.suppress(BlockingIOError):
            answer += connection.recv(1_000_000)
    connection.close()
    return answer.endswith(ends)


@pytest.mark.parametrize("size", [100, 40_000, PAGE, LARGE])
def test_the_loop_leaves_a_connection_alone_while_a_thread_sends_on_it(monkeypatch, size):
    seen, sent = [], []

    class Watched(webworker.Channel):
        def send(self, data, do_close=True):
            seen.append(bool(self.writable()))
            sent.append(len(data))
            return super().send(data, do_close)

    monkeypatch.setattr(webworker.WebServer, "channel_class", Watched)
    page = create_app(1)
    page.add_url_rule("/sized", view_func=lambda: b"x" * size, endpoint="sized")
    with serving(page) as (here, port):
        assert answered(here, talk(port, request("/sized")), b"x" * size)
    assert seen
    assert not any(seen)
    assert (sent[0] > size) == (size < webworker.SHORT)  # the head goes with the page


@pytest.mark.parametrize("size", [100, PAGE])
def test_who_waited_long_for_an_answer_is_not_silent_when_it_comes(monkeypatch, size):
    class LookedAt(webworker.Channel):
        def send(self, data, do_close=True):
            self.check(time.time())
            return super().send(data, do_close)

    monkeypatch.setattr(webworker.WebServer, "channel_class", LookedAt)
    monkeypatch.setattr(webworker, "SILENCE", 0.2)
    page = create_app(1)
    page.add_url_rule("/late", view_func=lambda: time.sleep(0.4) or b"x" * size, endpoint="late")
    with serving(page) as (here, port):
        assert answered(here, talk(port, request("/late")), b"x" * size)


def test_who_comes_as_a_silent_client_is_given_up_is_not_taken_for_it(monkeypatch):
    monkeypatch.setattr(webworker, "SILENCE", 0.2)
    with serving(create_app(1)) as (here, port), closing(talk(port, b"")) as silent:
        while not here.active_channels:
            here.turn(0.1)
        (taken,) = here.active_channels.values()
        time.sleep(0.3)
        here.looks_at = 0.0
        assert answered(here, talk(port, request("/")), b"0 bytes")
        assert not taken.connected
        assert silent.recv(1) == b""


def test_a_reader_that_is_slow_but_reads_gets_all(server):
    _process, port = server
    connection = talk(port, request("/large"), buffer=65536)
    got = 0
    while got < 4_000_000:
        got += len(connection.recv(1_000_000))
        time.sleep(0.002)
    assert got + len(everything(connection)) > LARGE


def test_who_comes_when_too_many_wait_is_sent_away_with_a_sentence(server):
    _process, port = server
    many = [talk(port, request("/slow")[:-4] + b"\r\nConnection: close\r\n\r\n") for _each in range(100)]
    said = [everything(connection) for connection in many]
    answers = Counter(answer.split(b"\r\n")[0].split(b" ", 1)[1] for answer in said)
    assert answers[b"200 OK"] >= WAITING
    assert answers[b"503 Service Unavailable"] == 100 - answers[b"200 OK"] > 0
    assert all(b"Please try again in a minute" in answer for answer in said if b" 503 " in answer[:16])
    assert seconds(port) < FAST


def test_a_request_that_is_too_large_or_no_request_is_refused(server):
    _process, port = server
    large = talk(port, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n")
    assert everything(large).startswith(b"HTTP/1.1 413")
    head = talk(port, b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 100_000)
    assert b" 431 " in everything(head)[:20]
    assert b" 400 " in everything(talk(port, b"\x16\x03\x01\x02\r\n\r\n"))[:20]
    assert once(port, request("/", body=b"x" * 3_000_000))[2] == b"3000000 bytes"
    assert seconds(port) < FAST


def test_who_comes_while_one_process_is_busy_is_answered_by_the_other():
    with served(2) as (_process, port):
        answered = set()
        while len(answered) < 2:  # both are there
            answered.add(once(port, request("/process"))[2])
        took = []
        for _time in range(9):
            with closing(talk(port, request("/events", {"Connection": "close"}))) as busy:
                came = b""
                while b"one" not in came:  # a process is at it, until it says the second
                    came += busy.recv(100)
                began = time.perf_counter()
                assert once(port, request("/"))[0] == 200
                took.append(time.perf_counter() - began)
                assert b"two" in everything(busy)
    # A machine with other work may let the idle one come too late for what is left to it. Nothing left: seven of nine.
    assert sorted(took)[-4] < BETWEEN / 2, took


def test_a_pdf_that_takes_too_long_leaves_nothing_behind_and_takes_the_server_no_memory():
    with served(1, silence=webworker.SILENCE) as (process, port):
        before = memory(process)
        late = talk(port, request("/paper/60000/4", {"Connection": "close"}))
        until(lambda: papers(4) > 0, 20)
        assert seconds(port) < FAST
        assert everything(late).startswith(b"HTTP/1.1 501")
        assert not papers(4)
        assert once(port, request("/paper/1/60"))[0] == 200
        assert memory(process) - before < 10


def test_a_pdf_ends_with_the_process_that_makes_it():
    with served(1) as (process, port):
        asked = talk(port, request("/paper/60000/61"))
        until(lambda: papers(61) > 0, 20)
        os.kill(web_process(process), signal.SIGKILL)
        asked.close()
        until(lambda: not papers(61), 10)
