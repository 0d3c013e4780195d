"""A text as one file that needs nothing else: HTML with its style inside, and PDF where WeasyPrint is installed."""

import os
import shutil
import tempfile
from pathlib import Path
from threading import Lock
from typing import Any, cast

from flask import current_app, render_template
from markupsafe import Markup

from igtf.core.breaking import breakable
from igtf.core.errors import Refusal
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l

_one_at_a_time = Lock()

PATIENCE = 3.0
"""Seconds for which a reader waits for the PDF of another one; a long text takes a minute, and each wait a thread."""


class Busy(Refusal):
    """Another PDF is being made here."""

    status = 503
    title: Text = _l("Another PDF is being made")


class NotInstalled(Refusal):
    """What this needs is not installed here; the message says what."""

    status = 501
    title: Text = _l("This is not installed here")


def single_file(template: str, **content: Any) -> str:
    """Return a page as one file: ``template`` puts ``style`` into its head."""
    style = (Path(str(current_app.static_folder)) / "paper.css").read_text(encoding="utf-8")
    return render_template(template, style=Markup(f"<style>\n{style}</style>"), **content)


def pdf(html: str, key: str) -> bytes:
    """Return the PDF of a single-file page, kept under ``key``. NotInstalled when it cannot be made here.

    Busy while others are made. Nothing is fetched while it is made but what the page holds itself.
    """
    kept = Path(current_app.config["VAR"]) / "pdf" / f"{key}.pdf"
    if kept.is_file():
        return kept.read_bytes()
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        raise Busy(_("Please try again in a minute. The plain text and the single-file HTML can be printed as well."))
    try:
        if not kept.is_file():  # else the one before was the same
            _keep(kept, _made(html))
    finally:
        _one_at_a_time.release()
    return kept.read_bytes()


def forget_papers() -> None:
    """Forget every PDF that is kept here, as words were removed from a text; each is made anew when it is asked for."""
    shutil.rmtree(Path(current_app.config["VAR"]) / "pdf", ignore_errors=True)


def _made(html: str) -> bytes:
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as missing:
        raise NotInstalled(
            _(
                "PDF needs WeasyPrint and Pango: install the extra “pdf” of this program and Debian's package "
                "libpangoft2-1.0-0. The plain text and the single-file HTML can be printed as well."
            )
        ) from missing
    nothing_else = URLFetcher(allowed_protocols=("data",))
    return cast(bytes, HTML(string=breakable(html), url_fetcher=nothing_else).write_pdf(pdf_variant="pdf/ua-1"))


def _keep(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    os.replace(file.name, path)
