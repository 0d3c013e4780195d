"""The files of letters, and letters by the hash of their text."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.errors import Hidden, NotFound
from igtf.core.i18n import gettext as _
from igtf.record.models import File
from igtf.record.moves import url_of
from igtf.routing.models import Statement


def letters_with(digest: str) -> Sequence[Statement]:
    """Return the statements whose exact text has this SHA-256 (hex)."""
    return session.scalars(select(Statement).where(Statement.sent_hash == digest).order_by(Statement.id)).all()


def files_of(statement_id: int) -> Sequence[Any]:
    """Return the files of a statement and of its answers by number, without their bytes; one query."""
    return session.execute(
        select(File.id, File.number, File.title, File.name, File.mimetype, File.size, File.sha256, File.came_at,
               File.emptied)
        .where(File.subject_id == statement_id)
        .order_by(File.number)
    ).all()  # fmt: skip


def file_or_404(statement: Statement, number: int) -> Any:
    """Return name, media type, hash and bytes of a file of a statement; NotFound when there is none, Hidden for one
    that a moderator emptied.
    """
    found = session.execute(
        select(File.name, File.mimetype, File.sha256, File.data)
        .where(File.subject_id == statement.id, File.number == number)
    ).one_or_none()  # fmt: skip
    if found is None:
        raise NotFound(_("This statement has no file %(number)d.", number=number))
    if not found.data:
        page = (_("Its page"), url_of(statement.subject))
        raise Hidden(_("What was in this file was removed by a moderator."), page)
    return found
