"""The report of a measurement, as Markdown."""

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.performance.cases import Case
from tests.performance.load import Measured

FILE = Path(__file__).resolve().parents[2] / "docs" / "bench.md"
READERS = {"": "–", "anonymous": "anonymous", "unchanged": "anonymous, unchanged (304)", "signed in": "signed in"}


@dataclass(frozen=True)
class Row:
    """One case with what it took, and the rate of the ladder's last rung in the same rounds."""

    case: Case
    measured: Measured
    last_rung: float

    @property
    def cost(self) -> float:
        """How many times the cost of the last rung."""
        return self.last_rung / self.measured.rate


Results = dict[str, dict[int, list[Row]]]
"""Engine → size → rows."""

_COLUMNS = ("what", "reader", "req/s", "p50 ms", "p99 ms", "× last rung", "SELECT", "writes", "bytes")


def table(rows: list[Row]) -> str:
    """Return the rows as a table of Markdown."""
    lines = ["| " + " | ".join(_COLUMNS) + " |", "|---|---|" + "---:|" * (len(_COLUMNS) - 2)]
    for row in rows:
        told, done = row.case.queries, row.measured
        reads = told["SELECT"] + told["WITH"]
        writes = told["INSERT"] + told["UPDATE"] + told["DELETE"]
        lines.append(
            f"| {row.case.name} | {READERS[row.case.reader]} | {done.rate:.0f} | {done.percentile(0.5):.1f} | "
            f"{done.percentile(0.99):.1f} | {row.cost:.2f} | {reads} | {writes} | {done.size} |"
        )
    return "\n".join(lines)


def growth(sizes: dict[int, list[Row]]) -> str:
    """Return how much each case costs at the largest size, as multiple of the smallest: by the ladder's measure."""
    small, large = min(sizes), max(sizes)
    before = {(row.case.name, row.case.reader): row for row in sizes[small]}
    lines = [f"| what | reader | cost at {large:,} ÷ cost at {small:,} |", "|---|---|---:|"]
    for row in sizes[large]:
        known = before.get((row.case.name, row.case.reader))
        if known and row.case.reader:
            lines.append(f"| {row.case.name} | {READERS[row.case.reader]} | {row.cost / known.cost:.2f} |")
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
machine: 8 connections on loopback, 2 web processes of one thread, {rounds}. The machine is noisy: the ratios to
the ladder count, not the figures beside them. The ladder runs in the same rounds under the same server: a bare
Flask answer, a template, the same with one query. *× last rung* is the cost of a request as a multiple of the
last rung's. *writes* are INSERT, UPDATE and DELETE statements; *bytes* are those of the compressed body. The
worker does not run. SQLite lies on the disk and waits for it; PostgreSQL is a private cluster in memory that
does not.
"""


def write(results: Results) -> None:
    """Write docs/bench.md."""
    parts = [
        _INTRO.format(day=f"{datetime.now(UTC):%Y-%m-%d}", machine=_machine(), release=version("igtf"),
                      rounds="each case in three rounds of 100 requests (40 writes)"),
    ]  # fmt: skip
    for engine, sizes in results.items():
        name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[engine]
        parts += [f"## {name}, {size:,} issues\n\n{table(rows)}\n" for size, rows in sizes.items()]
        if len(sizes) > 1:
            parts.append(f"## {name}: growth\n\n{growth(sizes)}\n")
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text("\n".join(parts))
