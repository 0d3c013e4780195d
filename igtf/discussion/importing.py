"""Comments that come from an archive: written with the day and the author they have there. For commands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import select

from igtf.core.db import session
from igtf.discussion import events
from igtf.discussion.mentions import mentioned_in
from igtf.discussion.models import Comment, CommentVersion
from igtf.record.by import By
from igtf.record.events import record, record_numbered
from igtf.record.mentions import mention
from igtf.record.models import Subject
from igtf.record.references import render
from igtf.record.subjects import touch

READ_THERE: list[Callable[[Comment, str], Markup | None]] = []
"""What reads the text of a comment that came from elsewhere, and returns None for any other; archives stand above."""


@dataclass(frozen=True)
class ImportedComment:
    """A comment to be imported: by whom and when, its text (Markdown, without addresses) and the HTML of it."""

    by: By
    text: str
    html: str


def add_comments(subject: Subject, said: Sequence[ImportedComment], *, imported_from: str) -> list[Comment]:
    """Add comments to ``subject`` in their order and return them; ``imported_from`` is the link to their source."""
    payload = events.CommentMade(0, imported_from=imported_from)
    event_ids = [record_numbered(each.by, subject, events.COMMENT, payload) for each in said]
    made = [
        Comment(subject_id=subject.id, event_id=event_id, actor_id=each.by.author, text=each.text, html=each.html)
        for each, event_id in zip(said, event_ids, strict=True)
    ]
    session.add_all(made)
    session.flush()
    mention(subject.id, "\n".join(each.html for each in said))
    if made:
        touch(subject.id, said[-1].by.at, comment_count=len(made))
    return made


def html_of(comment: Comment, text: str) -> Markup:
    """Return a new text of a comment as HTML: one that came from elsewhere goes on speaking of what is there."""
    there = (read(comment, text) for read in READ_THERE)
    return next((html for html in there if html is not None), None) or render(text)


def replace_comment(comment: Comment, subject: Subject, *, text: str, html: str, by: By) -> None:
    """Replace the text of a comment, edited here or changed at its source; the former one stays readable."""
    mentioned, before = _first_mentioned(comment, html), comment.html
    session.add(CommentVersion(comment_id=comment.id, text=comment.text, html=comment.html, until=by.at))
    comment.text, comment.html, comment.edited_at = text, html, by.at
    if comment.hidden_at is None:
        mention(subject.id, html, before)
    record(by, subject, events.EDIT, events.CommentMade(comment.id, mentioned=", ".join(mentioned)))
    touch(subject.id, by.at)


def _first_mentioned(comment: Comment, html: str) -> list[str]:
    """Return whom a new text of a comment mentions that none before it did."""
    now = mentioned_in(html)
    if not now:
        return []
    former = session.scalars(select(CommentVersion.html).where(CommentVersion.comment_id == comment.id))
    before = {handle for text in (comment.html, *former) for handle in mentioned_in(text)}
    return [handle for handle in now if handle not in before]
