"""What ``--quick`` leaves out, and how that is measured: ``--measure`` writes tests/slow.txt anew."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

SLOW = Path(__file__).with_name("slow.txt")

FROM = 0.2
"""Seconds of the processor from which a test is named in slow.txt."""

APART = {"story", "witness"}
"""Fixtures of tests that tell the whole story or start a program of others."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="leave out the story and what tests/slow.txt names")
    parser.addoption("--measure", action="store_true", help="write into tests/slow.txt which tests take long")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--measure"):
        if config.getoption("numprocesses", None):
            raise pytest.UsageError("--measure is for one process: leave out -n")
        config.pluginmanager.register(Measure())


def _apart(item: pytest.Item) -> bool:
    """Tell whether a test is left out whatever it takes."""
    named = set(getattr(item, "fixturenames", ()))
    elsewhere = "postgresql" in named and item.config.getoption("--db") == "sqlite"
    return bool(named & APART) or elsewhere or item.get_closest_marker("apart") is not None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, where asked, what is apart, and what takes a fifth of a second of the processor or more."""
    if not config.getoption("--quick"):
        return
    slow = set(SLOW.read_text().split())
    left_out = [item for item in items if _apart(item) or item.nodeid.partition("[")[0] in slow]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


class Measure:
    """What tests take of the processor, here and in the programs that they start, however busy the machine is."""

    def __init__(self) -> None:
        self.took: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        before = sum(os.times()[:4])
        try:
            return (yield)
        finally:
            name = item.nodeid.partition("[")[0]
            if not _apart(item):
                self.took[name] = max(self.took.get(name, 0), sum(os.times()[:4]) - before)

    def pytest_sessionfinish(self) -> None:
        """Name those that take long; what is said of the files of which nothing ran stays."""
        files = {name.partition("::")[0] for name in self.took}
        others = {name for name in SLOW.read_text().split() if name.partition("::")[0] not in files}
        slow = {name for name, took in self.took.items() if took >= FROM}
        SLOW.write_text("".join(f"{name}\n" for name in sorted(others | slow)))
