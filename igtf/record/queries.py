"""Loading a subject, or the thing that stands behind it, by its kind and reference."""

from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.sql.base import ExecutableOption

from igtf.core.db import session
from igtf.core.errors import NotFound
from igtf.core.i18n import gettext as _
from igtf.core.workflow import WORKFLOWS
from igtf.record.models import Subject

Row = TypeVar("Row")


def missing(kind: str, ref: str) -> NotFound:
    """Return the refusal that says that there is no subject ``ref`` of ``kind``."""
    return NotFound(_("There is no %(kind)s %(ref)s.", kind=WORKFLOWS[kind].label, ref=ref))


def subject_of(kind: str, ref: str) -> Subject:
    """Return the subject ``ref`` of ``kind``; NotFound when there is none."""
    found = session.scalar(select(Subject).where(Subject.kind == kind, Subject.ref == ref))
    if found is None:
        raise missing(kind, ref)
    return found


def thing_of(table: type[Row], kind: str, ref: str, *options: ExecutableOption) -> Row:
    """Return the row of a concept's own table for the subject ``ref`` of ``kind``; NotFound when there is none."""
    own: Any = table
    found = session.scalar(
        select(table).options(*options).join(Subject, Subject.id == own.id)
        .where(Subject.kind == kind, Subject.ref == ref)
    )  # fmt: skip
    if found is None:
        raise missing(kind, ref)
    return found
