"""A text as one file that needs nothing else: HTML with its style inside, and PDF where WeasyPrint is installed."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from threading import Lock
from typing import Any

from flask import current_app, render_template
from markupsafe import Markup

from igtf.core.errors import Refusal
from igtf.core.i18n import Text, ngettext
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.text import typesetting
from igtf.core.text.breaking import breakable

_one_at_a_time = Lock()

PATIENCE = 3.0
"""Seconds for which a reader waits for the PDF of another one; a long text takes a minute, and each wait a thread."""

LONGEST = 45
"""Seconds after which the making of a PDF is broken off; nginx gives an answer up after 60, as it comes."""

AGAIN = 600
"""Seconds for which what was broken off is not tried again: while it is, the PDFs of others are not made."""


class Busy(Refusal):
    """Another PDF is being made here."""

    status = 503
    title: Text = _l("Another PDF is being made")


class TooLong(Refusal):
    """A PDF was not made within its time."""

    status = 501
    title: Text = _l("This PDF takes too long")


class NotInstalled(Refusal):
    """What this needs is not installed here; the message says what."""

    status = 501
    title: Text = _l("This is not installed here")


def single_file(template: str, **content: Any) -> str:
    """Return a page as one file: ``template`` puts ``style`` into its head."""
    style = (Path(str(current_app.static_folder)) / "paper.css").read_text(encoding="utf-8")
    return render_template(template, style=Markup(f"<style>\n{style}</style>"), **content)


def pdf(html: str, key: str, *instead: tuple[str, str]) -> bytes:
    """Return the PDF of a single-file page, kept under ``key``. NotInstalled when it cannot be made here.

    Busy while others are made; TooLong when it is not done within LONGEST seconds, and for a while after.
    ``instead`` leads to what else there is of the page: (label, path). Nothing is fetched while it is made but what the
    page holds itself.
    """
    kept = Path(current_app.config["VAR"]) / "pdf" / f"{key}.pdf"
    if not _is_there(kept, instead):
        if not _one_at_a_time.acquire(timeout=PATIENCE):
            said = _("Please try again in a minute. The plain text and the single-file HTML can be printed as well.")
            raise Busy(said, *instead)
        try:
            if not _is_there(kept, instead):  # else the one before was the same
                _keep(kept, _made(html, instead))
        except TooLong:
            _keep(_broken_off(kept), b"")
            raise
        finally:
            _one_at_a_time.release()
    return kept.read_bytes()


def forget_papers() -> None:
    """Forget every PDF that is kept here, as words were removed from a text; each is made anew when it is asked for."""
    shutil.rmtree(Path(current_app.config["VAR"]) / "pdf", ignore_errors=True)


def _broken_off(kept: Path) -> Path:
    """Return the file whose age tells when the making of a PDF was broken off."""
    return kept.with_suffix(".late")


def _is_there(kept: Path, instead: tuple[tuple[str, str], ...]) -> bool:
    """Return whether a PDF is kept; TooLong when it was broken off a short time ago."""
    late = _broken_off(kept)
    if late.is_file() and time.time() - late.stat().st_mtime < AGAIN:
        raise _too_long(instead)
    return kept.is_file()


def _too_long(instead: tuple[tuple[str, str], ...]) -> TooLong:
    said = ngettext(
        "It was not done within %(num)d second and was broken off. The page says the same and can be printed.",
        "It was not done within %(num)d seconds and was broken off. The page says the same and can be printed.",
        LONGEST,
    )
    return TooLong(said, *instead)


def _made(html: str, instead: tuple[tuple[str, str], ...] = ()) -> bytes:
    typesetter = [sys.executable, "-I", typesetting.__file__, str(LONGEST), str(os.getpid())]
    done = subprocess.run(typesetter, input=breakable(html).encode(), capture_output=True)
    if done.returncode == typesetting.BROKEN_OFF:
        raise _too_long(instead)
    if done.returncode == typesetting.NOT_INSTALLED:
        raise NotInstalled(
            _(
                "PDF needs WeasyPrint and Pango: install the extra “pdf” of this program and Debian's package "
                "libpangoft2-1.0-0. The plain text and the single-file HTML can be printed as well."
            ),
            *instead,
        )
    if done.returncode:
        raise RuntimeError(f"no PDF was made: {done.stderr.decode(errors='replace')}")
    return done.stdout


def _keep(path: Path, data: bytes) -> None:
    """Keep a PDF under its name once all of it is on the disk; of one for which there is no room nothing stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        part = Path(file.name)
        try:
            file.write(data)
            file.flush()
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
