"""A point of an agenda, whoever meets; and the columns that every query for points reads."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from igtf.core.i18n import gettext as _
from igtf.core.i18n import in_language, offered
from igtf.core.workflow import WORKFLOWS
from igtf.drafts.models import Revision, cited
from igtf.record.models import HIDDEN, Subject

REVISION = (Revision.name, Revision.number, Revision.at.label("revised_at"))
"""Of a draft the revision that the meeting has before it; the query joins it, or has nothing there."""

SUBJECT = (
    Subject.id, Subject.kind, Subject.ref, Subject.title, Subject.state, Subject.phase, Subject.due_at, Subject.touched,
)  # fmt: skip


@dataclass(frozen=True)
class Point:
    """One point: ``about`` is a subject's row, ``revision`` that of the draft it is about, ``paper`` the path of its
    page, ``why`` in words. ``hidden``: a moderator hid what it is about, and nothing is said of that.
    """

    title: str
    minutes: int
    why: str
    about: Any = None
    revision: str | None = None
    paper: str | None = None
    revised_at: datetime | None = None
    late: bool = False
    hidden: bool = False


def point(row: Any, title: str, minutes: int, why: str, due: datetime) -> Point:
    """Return the point of a row with the columns above; nothing of what a moderator hid."""
    if row.state == HIDDEN:
        return Point(_("Hidden by a moderator"), minutes, why, hidden=True)
    named, paper = (cited(row.name, row.number), f"/drafts/{row.name}/{row.number}") if row.name else (None, None)
    late = row.revised_at is not None and row.revised_at > due
    return Point(title, minutes, why, row if row.id else None, named, paper, row.revised_at, late)


def name_of(row: Any) -> str:
    """Return by which name an agenda says what a point is about: kind and number, such as “issue 42”."""
    return f"{row.kind} {row.ref}"


def title_of(row: Any) -> str:
    """Return how a subject is called on an agenda: its short name and title."""
    workflow = WORKFLOWS[row.kind]
    name = workflow.name_of(row.ref)
    return row.title if row.title == name else f"{name}: {workflow.title_of(row.title)}"


def title_set(title: str, row: Any) -> str:
    """Return the title of a point as it was set; for one that an agenda made, in any language, that of the reader."""
    if row.id is None or row.state == HIDDEN or not (WORKFLOWS[row.kind].titles or title.endswith(row.title)):
        return title
    own = title_of(row)
    return own if title == own or title in {_title_in(code, row) for code in offered()} else title


def _title_in(code: str, row: Any) -> str:
    with in_language(code):
        return title_of(row)
