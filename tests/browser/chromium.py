"""Chromium for tests and screenshots: no script unless asked, nothing but our own server.

It is Debian's shell without windows: the program with windows builds a toolbar for each person who browses, headless
too, which takes four times as long.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserType, sync_playwright

QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def launch(kind: BrowserType, *more: str) -> Browser:
    """Return a headless Chromium from the search path, begun with ``more``; LookupError says what to install."""
    path = shutil.which("chromium-headless-shell")
    if path is None:
        raise LookupError('no Chromium here: apt-get install chromium-headless-shell, or run with -m "not browser"')
    # As root Chromium refuses to start with its sandbox.
    arguments = [*QUIET, *more, "--no-sandbox"] if os.getuid() == 0 else [*QUIET, *more]
    return kind.launch(executable_path=path, args=arguments)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield a Chromium as ``launch`` returns it; one at a time in a process, which launches others of its kind."""
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium)
        yield browser
        browser.close()
