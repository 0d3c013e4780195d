"""``make bench``: the main pages and a write at two sizes of the record, beside a ladder, into docs/bench.md.

python -m tests.performance.bench [--db sqlite|postgresql|both] [--sizes 1000,100000] [--only NAME] [--no-file]
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from igtf import create_app
from igtf.core.db import migrate
from tests.databases import binaries, cluster
from tests.performance import data, report
from tests.performance.cases import Case, count_queries, reading, writing
from tests.performance.ladder import RUNGS
from tests.performance.load import Measured, hammer, request
from tests.performance.report import Row
from tests.performance.samples import Samples, cookie_of, make_samples
from tests.performance.server import SETTINGS, serving

ROUNDS = 3
"""Each case is measured in several rounds, and the ladder in each of them: so that noise falls on all."""

SECONDS = 4.0
WARM = 24
WRITES = 40


@contextmanager
def database(engine: str, folder: Path) -> Iterator[str]:
    """Yield the URL of a database of its own: a file in ``folder``, or a private cluster."""
    if engine == "sqlite":
        yield f"sqlite:///{folder}/bench.sqlite3"
        (folder / "bench.sqlite3").unlink()
        return
    with cluster() as postgresql, postgresql.fresh(migrate) as url:
        yield url


def _measure(cases: list[tuple[int, Case]], only: str) -> dict[tuple[str, str], Measured]:
    found: dict[tuple[str, str], Measured] = {}
    for round_ in range(ROUNDS):
        for port, case in cases:
            if only and only not in case.name and case.reader:
                continue
            if round_ == 0:
                hammer(port, [case.make(number) for number in range(WARM)], SECONDS)
            start = WARM + round_ * case.count
            asked = [case.make(number) for number in range(start, start + case.count)]
            found.setdefault((case.name, case.reader), Measured()).add(hammer(port, asked, SECONDS))
            print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return found


def _rows(url: str, folder: Path, samples: Samples, only: str) -> list[Row]:
    """Serve the program and the ladder over ``url`` and return a row for each case."""
    app = create_app({"DATABASE_URL": url, "VAR": str(folder), "TESTING": True})
    cookie = cookie_of(app, samples.token)
    log = str(folder / "server.log")
    with serving("ladder", url, log) as steps, serving("program", url, log) as port:
        ladder = [Case(words, "", lambda _n, rung=rung: request(f"/{rung}")) for rung, words in RUNGS.items()]  # type: ignore[misc]
        pages = list(reading(port, samples, cookie))
        write = writing(port, cookie)
        write.count = WRITES
        for case in [*pages, write]:
            count_queries(app, case)
        found = _measure([(steps, case) for case in ladder] + [(port, case) for case in [*pages, write]], only)
    app.extensions["igtf.db"].engine.dispose()
    last = found[list(RUNGS.values())[-1], ""].rate
    cases = [case for case in [*ladder, *pages, write] if (case.name, case.reader) in found]
    return [Row(case, found[case.name, case.reader], last) for case in cases]


def measure(engine: str, size: int, only: str) -> list[Row]:
    """Return the rows of one engine at one size, over a database made and removed here."""
    folder = Path(tempfile.mkdtemp(prefix="igtf-bench-"))
    try:
        with database(engine, folder) as url:
            if engine == "sqlite":
                migrate(url)
            app = create_app({"DATABASE_URL": url, "VAR": str(folder)})
            with app.app_context():
                samples = make_samples()
                data.load(size, data.progress)
            app.extensions["igtf.db"].engine.dispose()
            return _rows(url, folder, samples, only)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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
    """Measure, print, and write docs/bench.md."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--db", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--sizes", default="1000,100000")
    parser.add_argument("--only", default="", help="measure only the pages whose name has this in it")
    parser.add_argument("--no-file", action="store_true", help="print only")
    asked = parser.parse_args()
    os.environ.update(SETTINGS)
    results: report.Results = {}
    for engine in _engines(asked.db):
        for size in map(int, asked.sizes.split(",")):
            print(f"{engine}, {size} issues", file=sys.stderr, flush=True)
            results.setdefault(engine, {})[size] = measure(engine, size, asked.only)
            print(report.table(results[engine][size]), flush=True)
            if not asked.no_file:  # after each size: what was measured outlasts an interruption
                report.write(results)


if __name__ == "__main__":
    main()
