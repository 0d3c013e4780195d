"""A letter as a file, and how whoever has one checks it: by its text or its hash, against what was sent."""

import re
from collections.abc import Sequence

from flask import current_app

from igtf.core.i18n import gettext as _
from igtf.core.i18n import in_language
from igtf.core.text.paper import pdf, single_file
from igtf.routing.files import letters_with
from igtf.routing.letters import digest, plain_lines
from igtf.routing.models import Statement

_BEGINS = re.compile(r"^Liaison statement LS-\d+$", re.MULTILINE)
_ENDS = re.compile(r"^-{20,}$", re.MULTILINE)
_QUOTED = re.compile(r"^> ?", re.MULTILINE)


def paper_pdf(statement: Statement) -> bytes:
    """Return a letter as PDF: the exact text, its number and hash, how to check it. NotInstalled without WeasyPrint.

    It is kept for readers of all languages, so that what stands there beside the text is in English.
    """
    base = str(current_app.config["BASE_URL"]).rstrip("/")
    with in_language("en"):
        html = single_file("statements/paper.html", thing=statement, subject=statement.subject, base=base)
    page = f"/statements/{statement.subject.ref}"
    instead = ((_("Its page"), page), (_("The exact text"), f"{page}/letter.txt"))
    return pdf(html, f"letter-{statement.subject.ref}-{digest(statement.sent_text or '')}", *instead)


def text_within(text: str) -> str:
    """Return the letter that stands within a text, such as the whole mail that brought it, with plain line ends."""
    begins = _BEGINS.search(plain_lines(text))
    if begins is None:
        unquoted = _QUOTED.sub("", text)
        return text_within(unquoted) if unquoted != text else plain_lines(text)
    rest = plain_lines(text)[begins.start() :]
    ends = _ENDS.search(rest)
    return plain_lines(rest[: ends.start()] if ends else rest)


def letters_of(given: str) -> tuple[str, Sequence[Statement]]:
    """Return the SHA-256 (hex) of a letter or the one given in its place, and the statements whose letter it is."""
    bare = given.strip().lower()
    found = bare if re.fullmatch("[0-9a-f]{64}", bare) else digest(text_within(given))
    return found, letters_with(found)
