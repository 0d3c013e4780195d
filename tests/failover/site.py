"""The site: a primary and its replica, Redis, an SMTP relay, three web processes and two workers."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from config import ROOT
from igtf import create_app
from igtf.core.schema import migrate
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
    """All parts of the site; ``tokens`` and ``handles`` are of the persons who write."""

    primary: Node
    replica: Node
    redis: RedisServer
    relay: Relay
    settings: dict[str, str]
    ports: list[int]
    parts: dict[str, Process]
    tokens: list[str]
    handles: list[str]

    def victims(self) -> dict[str, tuple[Callable[[], None], Callable[[], None]]]:
        """Return by name how each part is killed and started again."""
        servers = {"Redis": self.redis, "replica": self.replica, "primary": self.primary}
        return {name: (part.kill, part.start) for name, part in (self.parts | servers).items()}

    def wait_until_served(self, seconds: float = 60) -> None:
        """Wait until every web process answers from a database."""
        deadline = time.monotonic() + seconds
        for port in self.ports:
            while not self._serves(port):
                if time.monotonic() > deadline:
                    raise TimeoutError(f"nothing answers at {port}")
                time.sleep(0.1)

    def _serves(self, port: int) -> bool:
        with suppress(OSError):
            return bool(urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).status == 200)
        return False


def _people(settings: dict[str, str]) -> tuple[list[str], list[str]]:
    """Make who writes and who follows, and the issue that they write on; return the tokens and handles of writers."""
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
        tokens = [make_token(person, "load") for person in people]
    app.extensions["igtf.db"].dispose()
    return tokens, [f"writer{number}" for number in range(WRITERS + 1)]


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """Yield the started site; all of it is stopped afterwards."""
    with ExitStack() as stack:
        primary, replica = stack.enter_context(pair())
        redis, port = stack.enter_context(redis_server()), free_port()
        relay = stack.enter_context(running(Relay(), port))
        settings = {
            "IGTF_DATABASE_URL": primary.url, "IGTF_REPLICA_URL": replica.url, "IGTF_REDIS_URL": redis.url,
            "IGTF_VAR": str(folder), "IGTF_MAIL": "smtp", "IGTF_SMTP_PORT": str(port), "IGTF_PROXIES": "1",
            "IGTF_SECRET_KEY": "only for tests, forty characters or more", "IGTF_ARGON2_COST": "1,8,1",
            "IGTF_WEB_WORKERS": "1",
        }  # fmt: skip
        migrate(primary.url)
        tokens, handles = _people(settings)
        wait_for_replica(primary, replica)
        ports = [free_port() for _number in range(3)]
        commands = {f"web {n + 1}": ["web", "--port", str(web)] for n, web in enumerate(ports)}
        commands |= {f"worker {n + 1}": ["worker"] for n in range(2)}
        parts: dict[str, Process] = {}
        stack.callback(lambda: [part.kill() for part in parts.values()])
        for name, arguments in commands.items():
            parts[name] = Process(arguments, settings, folder / f"{name}.log")
        made = Site(primary, replica, redis, relay, settings, ports, parts, tokens, handles)
        made.wait_until_served()
        yield made
