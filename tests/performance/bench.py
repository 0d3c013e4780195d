"""``make bench``: the main pages and writes at several sizes of the record, beside a ladder, into docs/bench.md.

python -m tests.performance.bench [--db sqlite|postgresql|both] [--sizes 1000,100000] [--only NAME] [--no-file]
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask

from igtf import create_app
from igtf.core.database.schema import migrate
from tests.databases import binaries, cluster
from tests.performance import data, report
from tests.performance.cases import Case, count_queries, pages_of, reading, settled, writing
from tests.performance.ladder import READ, RUNGS, WRITTEN, nginx
from tests.performance.load import hammer, request
from tests.performance.report import Result, Row
from tests.performance.samples import Samples, cookie_of, make_samples
from tests.performance.server import SETTINGS, free_port, help_seconds, serving, start_seconds

ROUNDS = 3
"""Each case is measured in several rounds, with its rung right before each of them: so that noise falls on both."""

SECONDS, RUNG_SECONDS, WARM_SECONDS = 0.7, 0.5, 0.3
CLUSTER = {"listen_addresses": "", "max_connections": "60", "shared_buffers": "512MB", "log_min_messages": "fatal"}
"""PostgreSQL as it comes, durable, with the memory that a small server gives it."""


@contextmanager
def database(engine: str) -> Iterator[tuple[str, Path]]:
    """Yield the URL of a database of its own and the folder it is in: a file, or a private cluster on the disk."""
    folder = Path(tempfile.mkdtemp(prefix="igtf-bench-"))
    try:
        if engine == "sqlite":
            url = f"sqlite:///{folder}/bench.sqlite3"
            migrate(url)
            yield url, folder
        else:
            with cluster(folder, CLUSTER) as postgresql, postgresql.fresh(migrate) as url:
                yield url, folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def size_of(folder: Path) -> float:
    """Return how many GB a folder takes on the disk."""
    told = subprocess.run(["du", "-sk", folder], check=True, capture_output=True, text=True).stdout
    return int(told.split()[0]) / 1024**2


class Measuring:
    """The servers, and the next number of a request: no two are the same."""

    def __init__(self, ladder: int, static: int | None, program: int) -> None:
        self.ports = {"static": static or 0}
        self.ladder, self.program = ladder, program
        self.rungs = {
            name: Case(words, "", lambda _n, rung=name: self._rung(rung))  # type: ignore[misc]
            for name, words in RUNGS.items() if name != "static" or static
        }  # fmt: skip
        self.numbers = count(1)

    @staticmethod
    def _rung(name: str) -> bytes:
        given = {"title": "Prices", "body": "Prices should follow cost; who checks? " * 3}
        return request(f"/{name}", None, urlencode(given).encode() if name == WRITTEN else None)

    def run(self, case: Case, seconds: float) -> float:
        """Return the rate of a case, measured for ``seconds``."""
        return self._hammer(case, seconds).rate

    def _hammer(self, case: Case, seconds: float) -> "report.Measured":
        rung = next((name for name, own in self.rungs.items() if own is case), None)
        port = self.program if rung is None else self.ports.get(rung, self.ladder)
        return hammer(port, map(case.make, self.numbers), seconds)

    def rows(self, cases: list[Case]) -> list[Row]:
        """Return a row for each rung and each case."""
        rows = [Row(case) for case in [*self.rungs.values(), *cases]]
        for round_ in range(ROUNDS):
            for row in rows:
                if round_ == 0:
                    self._hammer(row.case, WARM_SECONDS)
                rung = self.rungs[WRITTEN if row.case.kind == "write" else READ]
                row.rungs.append(self._hammer(rung, RUNG_SECONDS).rate)
                row.measured.add(self._hammer(row.case, SECONDS))
            print(f"  round {round_ + 1} of {ROUNDS}", file=sys.stderr, flush=True)
        return rows


def _cases(app: Flask, port: int, samples: Samples, only: str) -> list[Case]:
    cookies = {who: settled(port, cookie_of(app, token)) for who, token in samples.tokens.items()}
    with app.app_context():
        cases = [*reading(port, pages_of(samples), cookies), *writing(port, cookies)]
    chosen = [case for case in cases if only in case.name]
    for number, case in enumerate(chosen):
        count_queries(app, case, 10**6 + number)
    return chosen


def _served(url: str, folder: Path, samples: Samples, only: str) -> tuple[list[Row], list[int]]:
    """Serve the program and the ladder over ``url``; return a row for each case, and the memory of the workers."""
    app = create_app({"DATABASE_URL": url, "VAR": str(folder), "TESTING": True})
    log = str(folder / "server.log")
    with ExitStack() as stack:
        steps, program = (stack.enter_context(serving(what, url, log)) for what in ("ladder", "program"))
        port = free_port()
        static = port if stack.enter_context(nginx(port)) else None
        cases = _cases(app, program.port, samples, only)
        rows = Measuring(steps.port, static, program.port).rows(cases)
        memory = program.memory()
    app.extensions["igtf.db"].dispose()
    return rows, memory


def measure(engine: str, size: int, only: str) -> Result:
    """Return what was measured with one engine at one size, over a database made and removed here."""
    with database(engine) as (url, folder):
        app = create_app({"DATABASE_URL": url, "VAR": str(folder)})
        with app.app_context():
            samples, began = make_samples(), time.monotonic()
            data.load(size, samples, data.progress)
            loaded = time.monotonic() - began
        app.extensions["igtf.db"].dispose()
        gigabytes = size_of(folder)
        rows, memory = _served(url, folder, samples, only)
        return Result(rows, loaded, gigabytes, memory, start_seconds(url, str(folder)), help_seconds())


def _engines(asked: str) -> list[str]:
    try:
        binaries()
    except LookupError as missing:
        if asked == "postgresql":
            sys.exit(str(missing))
        print(missing, file=sys.stderr)
        return ["sqlite"]
    return ["sqlite", "postgresql"] if asked == "both" else [asked]


def main() -> None:
    """Measure, print, and write docs/bench.md with its picture."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--db", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--sizes", default="1000,100000,1000000")
    parser.add_argument("--only", default="", help="measure only the pages whose name has this in it")
    parser.add_argument("--no-file", action="store_true", help="print only")
    asked = parser.parse_args()
    os.environ.update(SETTINGS)
    results: report.Results = {}
    for engine in _engines(asked.db):
        for size in map(int, asked.sizes.split(",")):
            print(f"{engine}, {size} issues", file=sys.stderr, flush=True)
            known = results.setdefault(engine, {})
            known[size] = measure(engine, size, asked.only)
            print(report.table(known[size].rows), report.house(known), sep="\n\n", flush=True)
            if not asked.no_file:  # after each size: what was measured outlasts an interruption
                report.write(results, f"{ROUNDS} rounds of {SECONDS} s")
        if len(results[engine]) > 1:
            print(report.growth(results[engine]), flush=True)


if __name__ == "__main__":
    main()
