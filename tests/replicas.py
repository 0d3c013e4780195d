"""A primary and its streaming replica on this machine, each of which can be killed and started again."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from tests.databases import GUARD, SERVER_SETTINGS, _unprivileged, binaries, scratch_folder

# A kill of the server must lose nothing that it has confirmed; the system's own memory outlives it.
SETTINGS = SERVER_SETTINGS | {"synchronous_commit": "local", "wal_keep_size": "512MB", "hot_standby_feedback": "on"}
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}


class Node:
    """One database server in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        self.guard: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of its database for SQLAlchemy."""
        return f"postgresql+psycopg://igtf@/postgres?host={self.folder}"

    def connect(self) -> psycopg.Connection:
        """Return a connection that commits each statement."""
        return psycopg.connect(f"host={self.folder} user=igtf dbname=postgres connect_timeout=3", autocommit=True)

    def ask(self, statement: str) -> object:
        """Run one statement and return its first value."""
        with self.connect() as connection:
            row = connection.execute(statement.encode()).fetchone()
        return row[0] if row else None

    def start(self, seconds: float = 40) -> None:
        """Start the server and wait until it answers; what a killed one left behind may be in the way for a moment."""
        deadline = time.monotonic() + seconds
        while True:
            if self.guard is None:
                self._launch()
            try:
                self.connect().close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
            time.sleep(0.1)
            if self._pid() is None:  # it ended at once
                self._end()

    def _launch(self) -> None:
        settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
        command = [str(binaries() / "postgres"), "-D", str(self.data), "-k", str(self.folder), *settings]
        self.guard = subprocess.Popen(
            ["/bin/sh", "-c", GUARD, str(self.folder / "nothing"), *command], stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, cwd=self.folder,
            env=ENVIRONMENT, **_unprivileged(),
        )  # fmt: skip
        time.sleep(0.3)

    def _pid(self) -> int | None:
        """Return the number of the server's process, while there is one."""
        with suppress(OSError, ValueError, IndexError):
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
            if str(self.data).encode() in Path(f"/proc/{pid}/cmdline").read_bytes():  # not another's by now
                return pid
        return None

    def kill(self) -> None:
        """Kill the server at once, as a power cut would."""
        pid = self._pid()
        if pid:
            os.kill(pid, signal.SIGKILL)
        self._end()

    def _end(self) -> None:
        if self.guard and self.guard.stdin:
            self.guard.stdin.close()
            self.guard.wait(timeout=30)
        self.guard = None


def _run(*command: str | Path, folder: Path) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=folder,
                   env=ENVIRONMENT, **_unprivileged())  # fmt: skip


def _new_node() -> Node:
    folder, owner = scratch_folder(), _unprivileged()
    if owner:
        os.chown(folder, owner["user"], owner["group"])
    return Node(folder)


@contextmanager
def pair() -> Iterator[tuple[Node, Node]]:
    """Yield a started primary and its replica; both are stopped and removed afterwards."""
    primary, replica = _new_node(), _new_node()
    try:
        _run(binaries() / "initdb", "--pgdata", primary.data, "--username=igtf", "--auth=trust", "--encoding=UTF8",
             "--locale=C.UTF-8", "--no-sync", "--no-instructions", folder=primary.folder)  # fmt: skip
        primary.start()
        _run(binaries() / "pg_basebackup", "--pgdata", replica.data, "--host", primary.folder, "--username=igtf",
             "--write-recovery-conf", "--checkpoint=fast", "--no-sync", folder=replica.folder)  # fmt: skip
        replica.start()
        yield primary, replica
    finally:
        for node in (replica, primary):
            node.kill()
            shutil.rmtree(node.folder, ignore_errors=True)


def wait_for_replica(primary: Node, replica: Node, seconds: float = 20) -> None:
    """Wait until the replica shows all that the primary has written.

    The primary may keep what no commit waits for, such as a page it tidied while reading, to itself for seconds; the
    mark of a write may stand behind it. A commit of our own sends it out.
    """
    primary.ask("SELECT pg_logical_emit_message(true, 'igtf', 'sent out')")
    place = primary.ask("SELECT pg_current_wal_lsn()::text")
    deadline = time.monotonic() + seconds
    while not replica.ask(f"SELECT pg_last_wal_replay_lsn() >= '{place}'::pg_lsn"):
        if time.monotonic() > deadline:
            raise TimeoutError("the replica does not follow")
        time.sleep(0.02)
