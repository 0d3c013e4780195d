"""A small site, of short patience, under real web processes: ``python -m tests.cli.served PORT PROCESSES SILENCE``."""

import os
import sys
import time
from collections.abc import Iterator

from flask import Flask, Response, request

from igtf.cli import serving, webworker
from igtf.core import i18n
from igtf.core.text import paper

SILENCE, TO_SEND, WAITING = 1.5, 3.0, 20
LARGE = 40_000_000
PAGE = 500_000
BETWEEN = 1.0
"""Seconds between two events."""


def create_app(processes: int) -> Flask:
    """Return a site of so many processes.

    It says what it got and which process answers, answers after a while, or with more than any buffer holds.
    """
    app = Flask(__name__)
    app.config.update(WEB_WORKERS=processes, WEB_THREADS=2 // processes, LANGUAGES="en", PRODUCTION=False)
    i18n.init_app(app)
    app.add_url_rule("/", view_func=lambda: f"{len(request.get_data())} bytes", methods=["GET", "POST"], endpoint="own")
    app.add_url_rule("/process", view_func=lambda: str(os.getpid()), endpoint="process")
    app.add_url_rule("/slow", view_func=lambda: time.sleep(0.3) or "done", endpoint="slow")
    app.add_url_rule("/unchanged", view_func=lambda: ("", 304), endpoint="unchanged")
    app.add_url_rule("/page", view_func=lambda: b"x" * PAGE, endpoint="page")
    app.add_url_rule("/large", view_func=lambda: b"x" * LARGE, endpoint="large")
    app.add_url_rule("/events", view_func=lambda: Response(events()), endpoint="events")
    app.add_url_rule("/paper/<int:lines>/<int:within>", view_func=made, endpoint="paper")
    return app


def made(lines: int, within: int) -> bytes | tuple[str, int]:
    """Return the PDF of a page of so many lines, 501 where it is not done within so many seconds."""
    paper.LONGEST = within
    try:
        return paper._made("<p>a line</p>" * lines)
    except paper.TooLong as late:
        return str(late.message), late.status


def events() -> Iterator[str]:
    """Yield two events, some time apart."""
    yield "one\n"
    time.sleep(BETWEEN)
    yield "two\n"


if __name__ == "__main__":
    webworker.SILENCE, webworker.TO_SEND, webworker.WAITING = float(sys.argv[3]), TO_SEND, WAITING
    serving.run_site(create_app(int(sys.argv[2])), "127.0.0.1", int(sys.argv[1]))
