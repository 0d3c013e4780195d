"""A process of its own for each PDF: HTML comes in, the PDF goes out: ``python -I typesetting.py SECONDS PID``.

So it can be broken off wherever it is, and the memory that it took is free again. It knows nothing of the program,
whose loading would take as long as that of WeasyPrint.
"""

import os
import signal
import sys
import threading
import time

BROKEN_OFF = -signal.SIGALRM
"""How it ends when its time is over."""

NOT_INSTALLED = 69
"""How it ends where WeasyPrint or Pango is missing (sysexits.h: a service is unavailable)."""

LOOKS = 0.5
"""Seconds between two looks whether the process that asked is there."""


def _end_with(asked: int) -> None:
    while os.getppid() == asked:
        time.sleep(LOOKS)
    os._exit(1)


def typeset(page: str) -> bytes:
    """Return the PDF of a page; ImportError or OSError where that cannot be made here. Nothing is fetched for it."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    made: bytes = HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=("data",))).write_pdf(
        pdf_variant="pdf/ua-1"
    )
    return made


def main(seconds: int, asked: int) -> None:
    """Make one PDF within ``seconds``: the system ends the process then; it also ends with the one that ``asked``."""
    signal.alarm(seconds)
    threading.Thread(target=_end_with, args=(asked,), daemon=True).start()
    page = sys.stdin.buffer.read().decode()
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        sys.exit(NOT_INSTALLED)
    sys.stdout.buffer.write(typeset(page))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
