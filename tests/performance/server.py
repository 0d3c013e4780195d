"""A server process for measurements: the program or the ladder, served as ``igtf serve`` does.

python -m tests.performance.server program|ladder PORT
"""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config import ROOT
from tests.performance.load import once, request

HOST = "127.0.0.1"
SETTINGS = {
    "IGTF_WEB_WORKERS": "2", "IGTF_WEB_THREADS": "1", "IGTF_LIMITS": "0", "IGTF_ARGON2_COST": "1,8,1",
    "IGTF_LOG": "json", "IGTF_SECRET_KEY": "only for measurements, forty characters",
}  # fmt: skip


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Server:
    """Where a server listens, and the number of its first process."""

    port: int
    pid: int

    def memory(self) -> list[int]:
        """Return the resident memory of each of its workers, in MB."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        known = [re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{child}/status").read_text()) for child in children]
        return [int(found[1]) // 1024 for found in known if found]


@contextmanager
def serving(what: str, url: str, log: str) -> Iterator["Server"]:
    """Yield a server of ``what`` (program or ladder) over the database at ``url``; its lines go to ``log``.

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
        yield Server(port, server.pid)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def _wait(port: int, server: subprocess.Popen[bytes], every: float = 0.1) -> None:
    deadline = time.monotonic() + 30
    while server.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection((HOST, port), 1).close()
            return
        except OSError:
            time.sleep(every)
    raise RuntimeError("the server does not answer")


def start_seconds(url: str, folder: str) -> float:
    """Return how long ``igtf serve`` takes until it answers, over the database at ``url``.

    The program is compiled before, as ``.ci/environment`` installs it; what was changed since would be compiled at each
    start where Python is told to write no bytecode.
    """
    subprocess.run([sys.executable, "-m", "compileall", "-q", "config.py", "igtf", "migrations"], check=True, cwd=ROOT)
    port, program = free_port(), Path(sys.executable).with_name("igtf")
    given = os.environ | SETTINGS | {"IGTF_DATABASE_URL": url, "IGTF_VAR": folder}
    began = time.monotonic()
    with subprocess.Popen(
        [program, "serve", "--port", str(port)], env=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            _wait(port, server, every=0.01)
            once(port, request("/"))
            return time.monotonic() - began
        finally:
            server.send_signal(signal.SIGINT)


def help_seconds() -> float:
    """Return how long ``igtf --help`` takes, the best of three."""
    program, taken = Path(sys.executable).with_name("igtf"), []
    for _try in range(3):
        began = time.monotonic()
        subprocess.run([program, "--help"], check=True, stdout=subprocess.DEVNULL)
        taken.append(time.monotonic() - began)
    return min(taken)


if __name__ == "__main__":
    sys.modules["rich"] = None  # type: ignore[assignment]  # the log would load 4 MB of what only the tests install
    from igtf.cli import loaded
    from igtf.cli.serving import run_site
    from tests.performance import ladder

    run_site(loaded() if sys.argv[1] == "program" else ladder.create_app(), HOST, int(sys.argv[2]))
