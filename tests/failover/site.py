"""Sites in parts: a primary and its replica, Redis, three web processes and two workers; or two and one over a file.

Each sends its mail to an SMTP relay.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from config import ROOT
from igtf import create_app
from igtf.consensus.commands import open_call
from igtf.core.clock import now
from igtf.core.database.schema import migrate
from igtf.core.workflow import WORKFLOWS
from igtf.discussion.commands import follow
from igtf.issues.queries import get_issue_or_404
from igtf.people.signins import make_token
from igtf.record.moves import perform
from tests.factories import by, issue_form, make_person
from tests.notice.relay import Relay, running
from tests.performance.server import free_port
from tests.redises import RedisServer, redis_server
from tests.replicas import Node, pair, wait_for_replica

PASSWORD = "a long enough password"
WRITERS, READERS, FOLLOWERS = 3, 3, 4


class Process:
    """A command of ``igtf`` that runs in the background, its lines in a file."""

    def __init__(self, arguments: list[str], settings: dict[str, str], log: Path) -> None:
        self.arguments, self.settings, self.log = arguments, settings, log
        self.start()

    def start(self) -> None:
        """Start it; it is not waited for."""
        with self.log.open("ab") as lines:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "igtf.cli", *self.arguments], cwd=ROOT, env=os.environ | self.settings,
                stdout=lines, stderr=lines, start_new_session=True,
            )  # fmt: skip

    def kill(self, number: int = signal.SIGKILL) -> None:
        """End it with all that it has started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
        self.process.wait(timeout=30)


@dataclass
class Site:
    """The parts that every site has; ``tokens`` and ``handles`` are of the persons who write."""

    relay: Relay
    settings: dict[str, str]
    ports: list[int]
    parts: dict[str, Process]
    tokens: list[str]
    handles: list[str]

    def rows(self, statement: str) -> list[Any]:
        """Run one statement in the database and return its rows."""
        raise NotImplementedError

    def victims(self) -> dict[str, tuple[Callable[[], None], Callable[[], None]]]:
        """Return by name how each part is killed and started again."""
        return {name: (part.kill, part.start) for name, part in self.parts.items()}

    def igtf(self, *arguments: str) -> str:
        """Return what a command says of the site; it has to end well."""
        done = subprocess.run([sys.executable, "-m", "igtf.cli", *arguments], cwd=ROOT, capture_output=True, text=True,
                              env=os.environ | self.settings, timeout=120)  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def wait_until_served(self) -> None:
        """Wait until every web process answers from a database, at most a minute."""
        deadline = time.monotonic() + 60
        for port in self.ports:
            while not self._serves(port):
                if time.monotonic() > deadline:
                    raise TimeoutError(f"nothing answers at {port}")
                time.sleep(0.1)

    def _serves(self, port: int) -> bool:
        with suppress(OSError):
            return bool(urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).status == 200)
        return False


@dataclass
class Cluster(Site):
    """A site on PostgreSQL: with a replica and Redis."""

    primary: Node
    replica: Node
    redis: RedisServer

    def rows(self, statement: str) -> list[Any]:
        """Run one statement on the primary and return its rows."""
        with self.primary.connect() as connection:
            asked = connection.execute(statement.encode())
            return asked.fetchall() if asked.description else []

    def victims(self) -> dict[str, tuple[Callable[[], None], Callable[[], None]]]:
        """Return by name how each part is killed and started again, the servers too."""
        servers = {"Redis": self.redis, "replica": self.replica, "primary": self.primary}
        return super().victims() | {name: (part.kill, part.start) for name, part in servers.items()}


@dataclass
class OneFile(Site):
    """A site on SQLite."""

    file: Path

    def rows(self, statement: str) -> list[Any]:
        """Run one statement in the file and return its rows."""
        with closing(sqlite3.connect(self.file, timeout=60)) as connection, connection:
            return connection.execute(statement).fetchall()


def _people(settings: dict[str, str]) -> tuple[list[str], list[str]]:
    """Make who writes and who follows, the issue that they write on and a call about it.

    Return the tokens and handles of writers.
    """
    app = create_app({"DATABASE_URL": settings["IGTF_DATABASE_URL"], "VAR": settings["IGTF_VAR"],
                      "ARGON2_COST": settings["IGTF_ARGON2_COST"]})  # fmt: skip
    with app.app_context():
        people = [make_person(f"writer{number}") for number in range(WRITERS + 1)]
        given = {name: text for name, text in issue_form().items() if name != "step"}
        form = WORKFLOWS["issue"].move_by_name["file"].form
        assert form is not None
        names = [field.name for field in form() if field.name != "hat"]
        perform(WORKFLOWS["issue"], "file", None, {name: given.get(name, "") for name in names}, by=by(people[0]))
        subject = get_issue_or_404(None, "1").subject
        for _number in range(FOLLOWERS):
            reader = make_person()
            follow(subject.id, person_id=reader.id, by=by(reader))
        lead = make_person("lead", roles=("council", "council-chair"))
        open_call(subject, kind="question", question="Is it ready?", closes_at=now() + timedelta(days=14), by=by(lead))
        tokens = [make_token(person, "load") for person in people]
    app.extensions["igtf.db"].dispose()
    return tokens, [f"writer{number}" for number in range(WRITERS + 1)]


@contextmanager
def _started(folder: Path, settings: dict[str, str], webs: int, workers: int) -> Iterator[dict[str, Any]]:
    """Yield what every site has, started after its people were made; all of it is stopped afterwards."""
    port = free_port()
    settings = settings | {
        "IGTF_VAR": str(folder), "IGTF_MAIL": "smtp", "IGTF_SMTP_PORT": str(port), "IGTF_PROXIES": "1",
        "IGTF_SECRET_KEY": "only for tests, forty characters or more", "IGTF_ARGON2_COST": "1,8,1",
        "IGTF_WEB_WORKERS": "1",
    }  # fmt: skip
    tokens, handles = _people(settings)
    ports = [free_port() for _number in range(webs)]
    commands = {f"web {n + 1}": ["web", "--port", str(web)] for n, web in enumerate(ports)}
    commands |= {f"worker {n + 1}": ["worker"] for n in range(workers)}
    parts: dict[str, Process] = {}
    with running(Relay(), port) as relay:
        try:
            for name, arguments in commands.items():
                parts[name] = Process(arguments, settings, folder / f"{name}.log")
            yield {"relay": relay, "settings": settings, "ports": ports, "parts": parts, "tokens": tokens,
                   "handles": handles}  # fmt: skip
        finally:
            for part in parts.values():
                part.kill()


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Yield the started site on PostgreSQL; all of it is stopped afterwards."""
    with ExitStack() as stack:
        primary, replica = stack.enter_context(pair())
        redis = stack.enter_context(redis_server())
        settings = {
            "IGTF_DATABASE_URL": primary.url, "IGTF_REPLICA_URL": replica.url, "IGTF_REDIS_URL": redis.url,
        }  # fmt: skip
        migrate(primary.url)
        shared = stack.enter_context(_started(folder, settings, webs=3, workers=2))
        wait_for_replica(primary, replica)
        made = Cluster(**shared, primary=primary, replica=replica, redis=redis)
        made.wait_until_served()
        yield made


@contextmanager
def one_file(folder: Path) -> Iterator[OneFile]:
    """Yield the started site on SQLite; all of it is stopped afterwards."""
    file = folder / "igtf.sqlite3"
    settings = {"IGTF_DATABASE_URL": f"sqlite:///{file}", "IGTF_LIMITS": "0"}
    migrate(settings["IGTF_DATABASE_URL"])
    with _started(folder, settings, webs=2, workers=1) as shared:
        made = OneFile(**shared, file=file)
        made.wait_until_served()
        yield made
