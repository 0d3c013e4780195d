"""Links between the texts of an archive, also to what was brought in after the text that names it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, true, update

from igtf.archives.models import ArchiveItem
from igtf.core.db import session
from igtf.core.text.references import names_in
from igtf.discussion.models import Comment
from igtf.issues.models import Issue
from igtf.issues.texts import described, key_of, written_elsewhere
from igtf.record.mentions import mention
from igtf.record.references import MOST
from igtf.record.subjects import count


@dataclass(frozen=True)
class Renewed:
    """A text whose HTML has links that it lacked: which column of which row, on which subject, and the HTML.

    One that is not ``shown``, as a hidden comment, mentions nothing.
    """

    column: Any
    row_id: int
    subject_id: int
    html: str
    shown: bool


def renewed(repo: str) -> list[Renewed]:
    """Return the texts of the archive ``repo`` that name others of it which have come since they were made HTML."""
    return [
        Renewed(column, row.row_id, row.subject_id, html, row.shown)
        for column, row in _texts(repo)
        if any(name.kind == "issue" for name in names_in(row.text, MOST)) and (html := _read(column, row)) != row.html
    ]


def _texts(repo: str) -> Iterator[tuple[Any, Any]]:
    """Yield the descriptions and the comments that came from an archive, each with the column of its HTML."""
    ours = Issue.import_key.startswith(key_of(repo, ""), autoescape=True)
    descriptions = select(
        Issue.id.label("row_id"), Issue.id.label("subject_id"), Issue.description.label("text"),
        Issue.description_html.label("html"), Issue.import_key, true().label("shown"),
    ).where(ours)  # fmt: skip
    comments = (
        select(
            Comment.id.label("row_id"),
            Comment.subject_id,
            Comment.text,
            Comment.html,
            Issue.import_key,
            Comment.hidden_at.is_(None).label("shown"),
        )
        .join(ArchiveItem, ArchiveItem.comment_id == Comment.id)
        .join(Issue, Issue.id == Comment.subject_id)
        .where(ours)
    )
    for column, query in ((Issue.description_html, descriptions), (Comment.html, comments)):
        for row in session.execute(query).all():
            yield column, row


def _read(column: Any, row: Any) -> str:
    read = described if column.class_ is Issue else written_elsewhere
    return read(row.text, row.import_key)


def keep(texts: list[Renewed]) -> None:
    """Keep the HTML of texts that was made anew; their pages change. For commands: records no event."""
    for each in texts:
        table = each.column.class_
        session.execute(update(table).where(table.id == each.row_id).values({each.column: each.html}))
        if each.shown:
            mention(each.subject_id, each.html)
        count(each.subject_id)
