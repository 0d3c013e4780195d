"""``igtf serve``: 500 connections at once beside hundreds that dawdle all get an answer, and the next one is fast."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from config import ROOT
from igtf.core.database.schema import migrate
from tests.cli.test_webworker import everything, seconds, talk
from tests.performance.load import request
from tests.performance.server import _wait, free_port

MANY = 500
CLOSING = {"Connection": "close"}


@pytest.fixture
def port(sqlite, tmp_path):
    """Yield the port of a site under ``igtf serve``, as it is by default."""
    with sqlite.fresh(migrate) as url:
        own = free_port()
        settings = {"IGTF_DATABASE_URL": url, "IGTF_VAR": str(tmp_path), "IGTF_ARGON2_COST": "1,8,1"}
        with (tmp_path / "log").open("wb") as log:
            server = subprocess.Popen([sys.executable, "-m", "igtf.cli", "serve", "--port", str(own)], cwd=ROOT,
                                      env=os.environ | settings, stdout=log, stderr=log)  # fmt: skip
        _wait(own, server)
        yield own
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def test_five_hundred_connections_at_once_beside_hundreds_that_dawdle(port):
    assert seconds(port, "/issues/") < 2
    dawdling = [
        talk(port, b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\na") for _each in range(300)
    ]
    dawdling += [talk(port, b"GET / HT") for _each in range(100)]
    began = time.monotonic()
    with ThreadPoolExecutor(MANY) as pool:
        connections = list(pool.map(lambda _n: talk(port, request("/issues/", CLOSING)), range(MANY)))
        said = list(pool.map(everything, connections))
    taken = time.monotonic() - began
    answers = Counter(answer[9:12] for answer in said)
    assert answers[b"200"] + answers[b"503"] == MANY, answers
    assert answers[b"200"] > MANY / 4
    assert all(b"Please try again in a minute" in answer for answer in said if answer[9:12] == b"503")
    assert taken < 20
    assert seconds(port, "/issues/") < 1
    for connection in dawdling:
        connection.close()
