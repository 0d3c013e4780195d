"""A Redis on this machine that can be killed and started again."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from tests.performance.server import HOST, free_port

GUARD = '"$@" & server=$!; cat >/dev/null; kill -TERM $server; wait $server'
"""As for databases: the server ends when the tests close their end of the pipe, also by being killed."""


class RedisServer:
    """A server that keeps nothing on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"redis://{HOST}:{self.port}/0"

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = ["redis-server", "--port", str(self.port), "--bind", HOST, "--save", "", "--appendonly", "no",
                   "--dir", str(self.folder), "--pidfile", str(self.folder / "pid"), "--maxmemory", "64mb",
                   "--maxmemory-policy", "volatile-lru"]  # fmt: skip
        self.guard = subprocess.Popen(["/bin/sh", "-c", GUARD, "redis", *command], stdin=subprocess.PIPE,
                                      stdout=subprocess.DEVNULL, start_new_session=True)  # fmt: skip
        deadline = time.monotonic() + 10
        while True:
            try:
                Redis.from_url(self.url).ping()
                return
            except RedisError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def kill(self) -> None:
        """Kill it at once; all it held is gone."""
        if self.guard.stdin and not self.guard.stdin.closed:
            os.kill(int((self.folder / "pid").read_text()), signal.SIGKILL)
            self.guard.stdin.close()
            self.guard.wait(timeout=10)


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """Yield a started server; it is stopped and removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="igtf-redis-"))
    server = RedisServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder)
