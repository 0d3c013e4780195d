"""Files of a statement: added and taken off until it is sent, and those that an answer brings. For commands only."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, literal, select

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import Text, ngettext
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.sent.files import MOST_FILES, MOST_TOGETHER, SentFile, megabytes, without_marks
from igtf.core.wording import Numeral
from igtf.record.models import File
from igtf.routing.files import files_of
from igtf.routing.models import Statement

Given = Iterable[Mapping[str, Any]]
"""Rows of ``file``, a SentFile or None, and ``title``, '' for the name of the file."""


def enclose(statement: Statement, given: Given, *, came_at: datetime | None = None) -> Sequence[Any]:
    """Add files to those of a statement, or to those of the answer at ``came_at``; return all of these, or
    none where none is given.

    Invalid when one is there already, or when they are too many or too large together.
    """
    sent = [row for row in given if row.get("file")]
    if not sent:
        return []
    for row in sent:
        _add(statement, row["file"], without_marks(row.get("title") or ""), came_at)
    found = [row for row in files_of(statement.id) if row.came_at == came_at]
    if len(found) > MOST_FILES:
        raise Invalid(files=ngettext("%(num)d file goes along at most; these would be %(all)d.",
                                     "%(num)d files go along at most; these would be %(all)d.", MOST_FILES,
                                     all=len(found)))  # fmt: skip
    if sum(row.size for row in found) > MOST_TOGETHER:
        raise Invalid(files=_("The files are larger than %(most)s together. Leave one out, or give a link to it.",
                              most=megabytes(MOST_TOGETHER)))  # fmt: skip
    return found


def _add(statement: Statement, file: SentFile, title: str, came_at: datetime | None) -> None:
    same = session.scalar(select(File.name).where(File.subject_id == statement.id, File.sha256 == file.sha256))
    if same:
        raise Invalid(files=_("%(name)s is there already, as %(same)s: the same bytes. Leave it out.",
                              name=file.name, same=same))  # fmt: skip
    last = session.scalar(select(func.max(File.number)).where(File.subject_id == statement.id)) or 0
    session.add(
        File(subject_id=statement.id, number=last + 1, title=title or file.name, name=file.name, size=file.size,
             mimetype=file.mimetype, sha256=file.sha256, data=file.data, came_at=came_at)
    )  # fmt: skip
    session.flush()


def take_along(statement: Statement, earlier: Statement) -> None:
    """Let the files that go along with an earlier statement go along with one that has none yet, too."""
    kept = (File.number, File.title, File.name, File.mimetype, File.size, File.sha256, File.data)
    whole = (File.subject_id == earlier.id, File.came_at.is_(None), ~File.emptied)
    theirs = select(literal(statement.id), *kept).where(*whole)
    session.execute(insert(File).from_select([File.subject_id, *kept], theirs))


def change(statement: Statement, given: Given, remove: Iterable[str]) -> bool:
    """Take off the files of these numbers and add others, before a statement is sent; return whether any differs."""
    numbers = [int(number) for number in remove]
    if numbers:
        session.execute(delete(File).where(File.subject_id == statement.id, File.number.in_(numbers)))
    return bool(enclose(statement, given) or numbers)


def line_of(file: Any) -> Text:
    """Return a file as the letter and the record name it: title, name, size, SHA-256."""
    named = file.title if file.title == file.name else f"{file.title} ({file.name})"
    return _l("%(file)s, %(size)s bytes, SHA-256 %(sha256)s", file=named, size=Numeral(file.size), sha256=file.sha256)
