"""Bringing lists in: every row is imported or reported with its reason, none twice; and contributions to a meeting.

Authors of imported contributions become unclaimed profiles (no address, no sign-in); the hat as the row states
it stays with the issue. Each row is its own transaction, so that a bad one does not stop the rest.
"""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from itertools import zip_longest
from typing import Any

from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.command import command
from igtf.core.db import session
from igtf.core.errors import Invalid, Refusal
from igtf.core.forms import clean
from igtf.core.i18n import gettext as _
from igtf.core.text.plaintext import MarkupRefused, mask_addresses, remove_addresses, shorten, visible
from igtf.core.wording import Numeral
from igtf.issues import events
from igtf.issues.assigning import next_assigned
from igtf.issues.commands import add_issue
from igtf.issues.models import MOST_SUMMARY, Issue
from igtf.people.countries import country, read_countries
from igtf.people.profiles import imported_hat, imported_profile
from igtf.record.by import By, by_importer
from igtf.record.events import record

Progress = Callable[[int, int], None]

SECTORS = {
    "civil society": "civil", "private sector": "private", "government": "government", "academia": "technical",
    "technical community": "technical", "intergovernmental organisation": "intergovernmental", "other": "unstated",
}  # fmt: skip
"""How the sectors of a contribution count; anything else is reported and counts as not stated."""

OLDEST = datetime(1900, 1, 1, tzinfo=UTC)
"""A date before this is a slip of some program; near the year 1 it is one that half of the zones cannot show."""

MOST_TITLE = 200
"""Characters of a title."""
MOST_NUMBER = 999_999_999
"""The largest number under which something is imported."""
MOST_COLUMNS = 100
"""Columns of a list: each row that is shorter is filled up to all of them."""

csv.field_size_limit(10_000_000)
"""Characters of a cell: what is too long is refused in its row, and not the whole file with it."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass
class ImportReport:
    """What became of the rows: counts, and a line (row, field, reason) for whatever was not taken as it stood."""

    imported: int = 0
    known: int = 0
    refused: int = 0
    lines: list[str] = field(default_factory=list)

    def say(self, row: int | str, name: str, reason: str) -> None:
        """Add a line about a field of a row, which is named by its number or in words."""
        self.lines.append(f"{row if isinstance(row, str) else f'row {row}'}, {name}: {reason}")

    def totals(self) -> str:
        """Return the counts as a sentence."""
        return _("%(imported)s imported, %(known)s known already, %(refused)s refused.",
                 imported=Numeral(self.imported), known=Numeral(self.known), refused=Numeral(self.refused))  # fmt: skip


def each(
    rows: list[Any], report: ImportReport, progress: Progress, take: Callable[[int, Any], bool],
    called: Callable[[int, Any], int | str] = lambda index, _row: index,
) -> ImportReport:  # fmt: skip
    """Take every row (number from 1, row) and return the report; a row that is refused does not stop the others.

    ``take`` returns whether the row is new, and raises what it cannot take; ``called`` names a row in the report.
    """
    for index, row in enumerate(rows, 1):
        try:
            if take(index, row):
                report.imported += 1
            else:
                report.known += 1
        except Invalid as refusal:
            report.refused += 1
            for name, sentences in refusal.errors.items():
                report.say(called(index, row), name or "row", " ".join(sentences))
        except (Refusal, MarkupRefused) as refusal:
            report.refused += 1
            report.say(called(index, row), "row", str(refusal))
        progress(index, len(rows))
    return report


def decoded(data: bytes) -> str:
    """Return a file as text; Invalid when it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(file=_("The file is not text in UTF-8 (byte %(start)s).", start=error.start)) from error


def json_in(data: bytes) -> Any:
    """Return what a file of JSON holds; Invalid, with the place, when it is none or is cut off."""
    try:
        return json.loads(decoded(data))
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno, "what": error.msg.removesuffix(" at")}
        sentence = _(
            "The file is cut off or is no JSON: %(what)s in line %(line)d, column %(column)d. Nothing was imported.",
            **where,
        )
        raise Invalid(file=sentence) from error
    except (RecursionError, ValueError) as error:
        raise Invalid(file=_("The file cannot be read as JSON. Nothing was imported.")) from error


def import_contributions(data: bytes, *, source: str, progress: Progress = lambda _done, _all: None) -> ImportReport:
    """Import contributions to a meeting (JSON: a list of objects) as unclassified issues; return the report.

    Invalid when the file is no such list. Importing again adds nothing.
    """
    rows = json_in(data)
    if not isinstance(rows, list):
        raise Invalid(file=_("The file is not a list of contributions."))
    report = ImportReport()
    return each(rows, report, progress, lambda index, row: _contribution(index, row, source, report))


def text_of(row: dict[str, Any], name: str, *, needed: bool = False) -> str:
    """Return the text in a field of a row, cleaned; Invalid when it is no text, or missing where it is needed."""
    value = row.get(name)
    if value is not None and not isinstance(value, str):
        raise Invalid({name: [_("This must be text.")]})
    text = clean(_CONTROLS.sub(" ", value or ""))
    if needed and not text:
        raise Invalid({name: [_("This is missing.")]})
    return text


def is_number(value: Any) -> bool:
    """Return whether a value of a row is a number under which it can be imported, from 0 on."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_NUMBER


def moment_in(text: str, zone: tzinfo | None = None) -> datetime:
    """Return, in UTC, the moment that ``text`` (ISO 8601) names; ``zone`` is that of a text which names none.

    ValueError when it is no moment, has no zone at all, or is older than OLDEST.
    """
    found = datetime.fromisoformat(text)
    found = found if found.tzinfo else found.replace(tzinfo=zone)
    if found.tzinfo is None or found < OLDEST:
        raise ValueError(text)
    try:
        return found.astimezone(UTC)
    except OverflowError as error:  # the last day of the year 9999
        raise ValueError(text) from error


def _contribution(index: int, row: Any, source: str, report: ImportReport) -> bool:
    if not isinstance(row, dict):
        raise Invalid(row=_("This is not an object."))
    number = row.get("n")
    if not is_number(number):
        raise Invalid(n=_("The number of the contribution is missing."))
    key = f"{source}:{number}"
    if session.scalar(select(Issue.id).where(Issue.import_key == key)):
        return False
    title, abstract = shorten(visible(text_of(row, "title", needed=True)), MOST_TITLE), text_of(row, "abstract")
    body = "\n".join(line.strip() for line in text_of(row, "body").split("\n"))
    description = mask_addresses(f"{abstract}\n\n---\n\n{body}".strip() if body else abstract)
    _store(
        key=key, title=title, summary=visible(shorten(abstract or body, MOST_SUMMARY)), description=description,
        source=source, author=text_of(row, "author", needed=True), hat=_hat(index, row, report),
    )  # fmt: skip
    return True


def _hat(index: int, row: dict[str, Any], report: ImportReport) -> dict[str, Any]:
    """Return the hat as the row states it; what cannot be read is reported and left open."""
    sector = text_of(row, "sector")
    group = SECTORS.get(sector.casefold())
    if group is None:
        report.say(index, "sector", f"'{sector[:80]}' is none of ours: counts as not stated.")
    organisation = text_of(row, "organization")
    if remove_addresses(organisation) != organisation:
        report.say(index, "organization", "holds an e-mail address, which was left out.")
        organisation = remove_addresses(organisation).strip()
    codes = row.get("iso2")
    if not isinstance(codes, list) or not all(isinstance(code, str) and country(code) for code in codes):
        codes = read_countries(text_of(row, "region"))
    if len(codes) != 1:
        report.say(index, "region", f"'{text_of(row, 'region')[:80]}' is not one country: no region.")
    return {
        "stakeholder_group": group or "unstated", "organisation": organisation,
        "country": codes[0] if len(codes) == 1 else None,
    }  # fmt: skip


@command
def _store(
    *, key: str, title: str, summary: str, description: str, source: str, author: str, hat: dict[str, Any]
) -> None:
    at = now()
    importer = by_importer(at)
    person = imported_profile(author, source=source, country=hat["country"], by=importer)
    worn = imported_hat(person, by=importer, **hat)
    issue = add_issue(
        title=title, summary=summary, description=description, source=source, import_key=key,
        assigned=next_assigned(person.id), by=By(person.id, at, worn.id),
    )  # fmt: skip
    record(By(importer.actor_id, at, worn.id), issue.subject, "issue.file", events.Filed(title, None, source))


@dataclass(frozen=True)
class ImportedTable:
    """What a CSV file holds: rows, each by the names of its heading, and the columns that nobody reads."""

    rows: list[dict[str, str]]
    unread: list[str]

    def say_unread(self, report: ImportReport) -> None:
        """Report the columns that nobody reads."""
        if self.unread:
            report.say("heading", ", ".join(self.unread), "Nobody reads this; it is left out.")


_SEPARATORS = ",;\t"
"""What parts cells: spreadsheets write another sign than the comma where that parts decimals."""

_BEYOND = ""
"""The name, which no column has, under which a row holds what stands beyond its heading."""


def _separator(text: str, needed: tuple[str, ...]) -> str:
    """Return the sign by which the heading of a CSV file has all that is ``needed``; the comma where none is."""
    heading = re.split(r"[\r\n]", text, maxsplit=1)[0].casefold()
    for sign in _SEPARATORS:
        if {*needed} <= {clean(cell).strip('"') for cell in heading.split(sign)}:
            return sign
    return ","


def table(text: str, needed: tuple[str, ...], also: tuple[str, ...] = ()) -> ImportedTable:
    """Return what a CSV file holds, in which names of columns are in small letters; ``also`` is read where it is there.

    Invalid when the heading lacks a column or has one twice, or the file is damaged.
    """
    lines = io.StringIO(text, newline="")  # so lines may end as any system ends them
    reader = csv.reader(lines, strict=True, delimiter=_separator(text, needed))
    try:
        heading = [clean(cell) for cell in next(reader, [])]
        names = [cell.casefold() for cell in heading]
        if len(names) > MOST_COLUMNS:
            raise csv.Error
        missing = set(needed) - set(names)
        if missing:
            raise Invalid(file=_("The heading of the file lacks: %(missing)s.", missing=", ".join(sorted(missing))))
        twice = [name for name in {*needed, *also} if names.count(name) > 1]
        if twice:
            raise Invalid(file=_("The heading of the file names twice: %(names)s.", names=", ".join(sorted(twice))))
        rows = [_row(names, cells) for cells in reader if cells]
    except csv.Error as error:
        raise Invalid(file=_("The file is damaged in line %(line)s or before: a quotation mark has no end or is not "
                             "doubled, or it is no CSV.", line=reader.line_num)) from error  # fmt: skip
    unread = [shorten(cell, 60) for cell in heading if cell and cell.casefold() not in {*needed, *also}]
    return ImportedTable(rows, unread)


def _row(names: list[str], cells: list[str]) -> dict[str, str]:
    row = {name: cell for name, cell in zip(names, cells, strict=False) if name}
    beyond = [cell for name, cell in zip_longest(names, cells, fillvalue="") if not name and cell.strip()]
    return row | {_BEYOND: ",".join(beyond)} if beyond else row


def fits(row: dict[str, Any]) -> None:
    """Invalid for a row with more than the heading has names for: an unquoted comma cuts a text in two."""
    if _BEYOND in row:
        said = shorten(row[_BEYOND], 60)
        raise Invalid({"": [_("The row has more cells than the heading: “%(said)s” stands in none of its columns. "
                              "Put a text that holds commas in quotation marks.", said=said)]})  # fmt: skip
