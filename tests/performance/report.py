"""The report of a measurement, as Markdown."""

import os
import platform
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.performance.cases import Case
from tests.performance.load import Measured
from tests.performance.picture import Track, picture

FOLDER = Path(__file__).resolve().parents[2] / "docs"
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
READERS = {
    "": "–", "unchanged": "anonymous, 304", "kept": "anonymous, kept", "first": "anonymous, first",
    "signed in": "signed in",
}  # fmt: skip
MOST_GROWTH = 1.5


@dataclass
class Row:
    """One case with what it took, and the rates of the rung it is measured by, each right before one of its rounds."""

    case: Case
    measured: Measured = field(default_factory=Measured)
    rungs: list[float] = field(default_factory=list)

    @property
    def rung(self) -> float:
        return sum(self.rungs) / len(self.rungs)

    @property
    def ratio(self) -> float:
        """The rate as a multiple of the rung's."""
        return self.measured.rate / self.rung

    @property
    def median(self) -> float:
        """The median as a multiple of what the rung took for a request: what a noisy machine adds cancels out."""
        return self.measured.percentile(0.5) * self.rung

    @property
    def key(self) -> tuple[str, str]:
        return self.case.name, self.case.reader


@dataclass
class Result:
    """The rows of one engine at one size, what loading took, and what the program takes: its limits are goals too."""

    rows: list[Row]
    load_seconds: float
    gigabytes: float
    memory: list[int]
    start: float
    help: float


Results = dict[str, dict[int, Result]]
"""Engine → size → result."""

_COLUMNS = ("what", "reader", "req/s", "p50 ms", "p99 ms", "ratio", "goal", "", "SELECT", "writes", "bytes")


def table(rows: list[Row]) -> str:
    """Return the rows as a table of Markdown."""
    lines = ["| " + " | ".join(_COLUMNS) + " |", "|---|---|" + "---:|" * (len(_COLUMNS) - 2)]
    for row in rows:
        told, done, goal = row.case.queries, row.measured, row.case.goal
        reads = told["SELECT"] + told["WITH"]
        writes = told["INSERT"] + told["UPDATE"] + told["DELETE"]
        met = "" if goal is None else "✓" if row.ratio >= goal else "✗"
        lines.append(
            f"| {row.case.name} | {READERS[row.case.reader]} | {done.rate:.0f} | {done.percentile(0.5):.1f} | "
            f"{done.percentile(0.99):.1f} | {row.ratio:.2f} | {goal or ''} | {met} | {reads} | {writes} | {done.size} |"
        )
    return "\n".join(lines)


def grown(sizes: dict[int, Result]) -> list[tuple[Row, dict[int, float]]]:
    """Return each case of the smallest size with its median at the others, as multiple of the smallest's."""
    smallest = min(sizes)
    medians = {size: {row.key: row.median for row in result.rows} for size, result in sizes.items()}
    found = []
    for row in sizes[smallest].rows:
        if row.case.reader:
            known = {size: own[row.key] / row.median for size, own in sorted(medians.items()) if row.key in own}
            found.append((row, known))
    return found


def growth(sizes: dict[int, Result]) -> str:
    """Return how the median of each case grows with the size, by the ladder's measure."""
    others = sorted(sizes)[1:]
    lines = [
        "| what | reader | " + " | ".join(f"{size:,}" for size in others) + " | |",
        "|---|---|" + "---:|" * (len(others) + 1),
    ]
    for row, known in grown(sizes):
        if len(known) > 1:
            met = "✓" if max(known.values()) <= MOST_GROWTH else "✗"
            figures = " | ".join(f"{known[size]:.2f}" if size in known else "" for size in others)
            lines.append(f"| {row.case.name} | {READERS[row.case.reader]} | {figures} | {met} |")
    return "\n".join(lines)


def house(sizes: dict[int, Result]) -> str:
    """Return what loading and the program itself took, by size."""
    lines = ["| issues | loaded in | disk | workers (≤ 150 MB) | start (≤ 1.5 s) | `igtf --help` (≤ 0.4 s) |",
             "|---:|---:|---:|---:|---:|---:|"]  # fmt: skip
    lines += [
        f"| {size:,} | {known.load_seconds:.0f} s | {known.gigabytes:.1f} GB | {', '.join(map(str, known.memory))} MB "
        f"| {known.start:.1f} s | {known.help:.2f} s |"
        for size, known in sizes.items()
    ]  # fmt: skip
    return "\n".join(lines)


def _machine() -> str:
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text().splitlines() if facts.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return (
        f"{os.cpu_count()} processors ({names[0] if names else platform.machine()}), Python {platform.python_version()}"
    )


_INTRO = """# How fast it is

Made by `make bench` on {day}, on a shared machine with {machine}, IGTF {release}. The load comes from the same
machine: 8 connections on loopback, 2 web processes of one thread, each case in {rounds}. The
machine is noisy: the ratios count, not the figures beside them. *ratio* is the rate as a multiple of that of **r**,
the rung of one Core query of 50 rows and a template, measured right before each round; of a write, of the rung of one
durable insert. *goal* is the least ratio. *304*: the reader has the page; *kept*: the page was made for
another reader; *first*: nobody had asked for that address; *signed in*: the page was made for another reader who is
signed in, so what all of them share is kept, and what is the reader's own is made. *writes* are INSERT, UPDATE and
DELETE statements; *bytes* those of the compressed body. The worker does not run, and requests are logged as JSON, as a
site in use does ([deploy](deploy.md)). Both databases lie on the disk and wait for it at each commit.
{nginx}
"""
_NO_NGINX = "nginx is not installed here (Debian has it: `apt-get install nginx-light`): its rung is left out.\n"


def write(results: Results, rounds: str) -> None:
    """Write docs/bench.md and docs/bench.svg."""
    first = next(iter(next(iter(results.values())).values())).rows[0].case.name
    parts = [
        _INTRO.format(day=f"{datetime.now(UTC):%Y-%m-%d}", machine=_machine(), release=version("igtf"), rounds=rounds,
                      nginx="" if "nginx" in first else _NO_NGINX),
    ]  # fmt: skip
    for engine, sizes in results.items():
        parts += [f"## {ENGINES[engine]}, {size:,} issues\n\n{table(known.rows)}\n" for size, known in sizes.items()]
        parts.append(f"## {ENGINES[engine]}: loading and the program itself\n\n{house(sizes)}\n")
        if len(sizes) > 1:
            words = f"Median at each size ÷ median at {min(sizes):,}, both as multiples of r; at most {MOST_GROWTH}."
            parts.append(f"## {ENGINES[engine]}: growth\n\n{words}\n\n{growth(sizes)}\n")
    if any(len(sizes) > 1 for sizes in results.values()):
        parts.insert(1, "![How the median of each page grows with the number of issues](bench.svg)\n")
        (FOLDER / "bench.svg").write_text(picture(_tracks(results), MOST_GROWTH))
    (FOLDER / "bench.md").write_text("\n".join(parts))


def _tracks(results: Results) -> list[Track]:
    return [
        Track(f"{row.case.name}, {READERS[row.case.reader]}", ENGINES[engine], known)
        for engine, sizes in results.items()
        for row, known in grown(sizes) if row.case.reader in ("first", "signed in") and len(known) > 1
    ]  # fmt: skip
