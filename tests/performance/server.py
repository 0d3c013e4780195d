"""A server process for measurements: the program or the ladder, served as ``igtf serve`` does.

python -m tests.performance.server program|ladder PORT
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

HOST = "127.0.0.1"
SETTINGS = {
    "IGTF_WEB_WORKERS": "2", "IGTF_WEB_THREADS": "1", "IGTF_LIMITS": "0", "IGTF_ARGON2_COST": "1,8,1",
    "IGTF_SECRET_KEY": "only for measurements, forty characters",
}  # fmt: skip


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(what: str, url: str, log: str) -> Iterator[int]:
    """Yield the port of a server of ``what`` (program or ladder) over the database at ``url``; its lines go to ``log``.

    RuntimeError when it does not answer within 30 seconds.
    """
    port = free_port()
    with open(log, "ab") as lines:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.performance.server", what, str(port)],
            env=os.environ | SETTINGS | {"IGTF_DATABASE_URL": url}, stdout=lines, stderr=lines,
        )  # fmt: skip
    try:
        _wait(port, server)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while server.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection((HOST, port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")


if __name__ == "__main__":
    from igtf import create_app
    from igtf.cli.serving import run_site
    from tests.performance import ladder

    run_site(create_app() if sys.argv[1] == "program" else ladder.create_app(), HOST, int(sys.argv[2]))
