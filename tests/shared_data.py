"""Real files beside the project, for tests that run only where those files are.

The folder is IGTF_SHARED_DATA, or shared/data beside this checkout. Load this module as a plugin
(`pytest_plugins = ["tests.shared_data"]` in tests/conftest.py). A test marked with `real_file` does not
run where its file is absent; it is then deselected and listed by name at the end of the run, so that
nobody takes a green run for a full one.
"""

import os
from pathlib import Path
from typing import Any

import pytest

NOT_RUN = pytest.StashKey[list[str]]()
ROOT = Path(__file__).resolve().parent.parent


def shared(relative: str) -> Path | None:
    """The real file of that name below the shared data folder, or None where it is absent."""
    folder = Path(os.environ.get("IGTF_SHARED_DATA") or ROOT.parent / "shared" / "data")
    path = folder / relative
    return path if path.exists() else None


def real_file(relative: str) -> pytest.MarkDecorator:
    """Mark a test as needing a real file; several marks need all their files."""
    return pytest.mark.real_file(relative)


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known and start the list of tests that were not run."""
    config.addinivalue_line("markers", "real_file(relative): needs this file of the shared data folder")
    config.stash[NOT_RUN] = []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take out the tests whose files are absent, and remember their names."""
    missing = {item: _missing(item) for item in items}
    absent = [item for item in items if missing[item]]
    config.stash[NOT_RUN] += [f"{item.nodeid} ({', '.join(missing[item])})" for item in absent]
    if absent:
        items[:] = [item for item in items if not missing[item]]
        config.hook.pytest_deselected(items=absent)


def _missing(item: pytest.Item) -> list[str]:
    wanted = [mark.args[0] for mark in item.iter_markers("real_file")]
    return [relative for relative in wanted if shared(relative) is None]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of pytest-xdist hands its list to the process that reports."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["not_run"] = session.config.stash[NOT_RUN]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over a worker's list; all workers collect the same tests, so each name once."""
    listed = node.config.stash[NOT_RUN]
    output = getattr(node, "workeroutput", {})
    listed += [name for name in output.get("not_run", []) if name not in listed]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the tests that did not run for want of their real file."""
    names = terminalreporter.config.stash[NOT_RUN]
    if names:
        terminalreporter.section(f"not run: {len(names)} tests on real files that are absent")
        for name in names:
            terminalreporter.write_line(name)
