"""Writing what an archive holds: each row with its comments, its state and its call in one transaction."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from markupsafe import Markup
from sqlalchemy import select

from igtf.archives import events
from igtf.archives.calls import add_declared_call
from igtf.archives.linking import Renewed, keep
from igtf.archives.matching import KeptRemark, digest, digests, keys_for
from igtf.archives.meaning import Meaning
from igtf.archives.models import ArchiveItem
from igtf.archives.reading import ArchivedIssue
from igtf.core.clock import now
from igtf.core.command import command
from igtf.core.db import session
from igtf.core.text.markup import plain
from igtf.core.text.plaintext import MarkupRefused, shorten, visible
from igtf.discussion.importing import ImportedComment, add_comments
from igtf.discussion.models import Comment
from igtf.groups.models import Group
from igtf.issues.assigning import next_assigned
from igtf.issues.commands import add_issue
from igtf.issues.models import MOST_SUMMARY, Issue
from igtf.issues.texts import key_of, written_elsewhere
from igtf.people.profiles import imported_profile
from igtf.record.by import By, by_importer
from igtf.record.events import record
from igtf.record.subjects import relate, touch

SOURCE = "github.com"
"""The source of the profiles: an account has the same name in every archive."""


@dataclass
class Import:
    """One import that runs: into which group, from which repository; profiles met so far, and what was written."""

    group: Group
    repo: str
    people: set[str] = field(default_factory=set)
    comments: int = 0
    calls: int = 0
    updated: int = 0
    unused: Counter[str] = field(default_factory=Counter)

    def key(self, number: int) -> str:
        """Return the key of an issue of this archive."""
        return key_of(self.repo, number)

    def count(self, written: "WrittenCounts") -> None:
        """Count what a row wrote, once that is done."""
        self.comments += written.comments
        self.calls += written.calls


class WrittenCounts(NamedTuple):
    """How many comments and calls came with a row."""

    comments: int
    calls: int


def remarks_of(key: str, row: ArchivedIssue) -> tuple[list[KeptRemark], list[tuple[str, str]]]:
    """Return the remarks of a row with their HTML, and (field, sentence) for those whose text is refused."""
    kept, faults = [], []
    for remark in row.comments:
        try:
            kept.append(KeptRemark(key, remark, written_elsewhere(remark.text, key)))
        except MarkupRefused as refusal:
            faults.append((f"{remark.place}.body", str(refusal)))
    return kept, faults


def person_of(running: Import, name: str) -> int:
    """Return the id of the profile of an account, made as unclaimed when it is new.

    It is looked for each time: the row that it was made with may have been taken back.
    """
    profile: int = imported_profile(name, source=SOURCE, by=by_importer(now())).id
    running.people.add(name)
    return profile


def summary_of(row: ArchivedIssue) -> str:
    """Return the beginning of the text of a row as its summary; the title where there is no text."""
    return visible(shorten(plain(row.body, limit=200_000) or row.title, MOST_SUMMARY))


def seen_of(row: ArchivedIssue, meaning: Meaning) -> dict[str, Any]:
    """Return what is kept of a row to see later whether it changed in the archive."""
    return {"title": digest(row.title), "body": digest(row.body), "state": meaning.state, "result": meaning.result,
            "topic": meaning.topic, "labels": digests(row.labels)}  # fmt: skip


def note_item(key: str, subject_id: int, seen: dict[str, Any], row: ArchivedIssue) -> None:
    """Keep how the archive had an issue."""
    session.merge(ArchiveItem(key=key, subject_id=subject_id, seen=seen, seen_at=row.updated))


def add_remarks(
    running: Import, issue: Issue, row: ArchivedIssue, kept: Sequence[KeptRemark], taken: Iterable[str] = ()
) -> int:
    """Add the remarks to an issue, each by its author and on its day; return how many. ``taken`` are keys in use."""
    said = [
        ImportedComment(By(person_of(running, each.remark.author), each.remark.at), each.remark.text, each.html)
        for each in kept
    ]
    made = add_comments(issue.subject, said, imported_from=row.url)
    session.add_all(
        ArchiveItem(key=key, subject_id=issue.id, comment_id=comment.id, seen={"text": digest(each.remark.text)},
                    seen_at=row.updated)
        for key, each, comment in zip(keys_for(kept, taken), kept, made, strict=True)
    )  # fmt: skip
    return len(made)


def settle(
    issue: Issue, running: Import, row: ArchivedIssue, meaning: Meaning, original: Issue | None, *, opened: datetime
) -> None:  # fmt: skip
    """Let the issue stand where ``meaning`` says: in the work of the group, with its result, or as a duplicate.

    ``opened`` is since when it is open, if it is.
    """
    subject = issue.subject
    subject.group_id, issue.result = running.group.id, meaning.result
    issue.state_before = "open" if row.open else None
    subject.state_since = opened if row.open else row.ended
    if row.open:
        relate(running.group.id, "works-on", issue.id, at=row.updated)
    if original is not None:
        relate(issue.id, "duplicate-of", original.id, at=original.subject.active_at)


def tell_closing(issue: Issue, row: ArchivedIssue) -> None:
    """Leave in the record when an issue was closed where it comes from: until then the group worked on it."""
    record(by_importer(row.ended), issue.subject, events.CLOSED, events.ClosedElsewhere(row.url), before="in-group")


def declared(issue: Issue, row: ArchivedIssue, meaning: Meaning) -> int:
    """Add the call that a label stands for, if one does; return how many there are."""
    if not meaning.call:
        return 0
    add_declared_call(issue.subject, row, meaning.call)
    return 1


def read_there(comment: Comment, text: str) -> Markup | None:
    """Return the HTML of a new text of a comment that came from an archive; None for any other comment."""
    key = session.scalar(
        select(Issue.import_key)
        .join(ArchiveItem, ArchiveItem.subject_id == Issue.id)
        .where(ArchiveItem.comment_id == comment.id)
    )
    return None if key is None else written_elsewhere(text, key)


@command
def bring_in(
    running: Import, row: ArchivedIssue, meaning: Meaning, kept: Sequence[KeptRemark], original: Issue | None
) -> WrittenCounts:
    """Bring a row in as an issue of the group, with its comments and its call; return how many."""
    filed, key = By(person_of(running, row.author), row.created), running.key(row.number)
    issue = add_issue(
        title=row.title, summary=summary_of(row), description=row.body, source=running.repo, import_key=key,
        evidence=f"* <{row.url}> {running.repo}#{row.number}", topic=meaning.topic, state=meaning.state,
        group_id=running.group.id, assigned=next_assigned(filed.author), by=filed,
    )  # fmt: skip
    record(filed, issue.subject, events.FILED, events.FiledElsewhere(row.title, row.url))
    comments = add_remarks(running, issue, row, kept)
    settle(issue, running, row, meaning, original, opened=row.created)
    if not row.open:
        tell_closing(issue, row)
    labels = ", ".join(row.labels)
    record(by_importer(now()), issue.subject, events.IMPORTED,
           events.Imported(row.url, row.state.lower(), labels, meaning.said))  # fmt: skip
    note_item(key, issue.id, seen_of(row, meaning), row)
    calls = declared(issue, row, meaning)
    touch(issue.id, row.updated)
    return WrittenCounts(comments, calls)


@command
def sum_up(running: Import, imported: int, texts: list[Renewed]) -> None:
    """Tell the group, once, what the archive brought, and keep the ``texts`` that have links now."""
    keep(texts)
    by = by_importer(now())
    said = events.ArchiveImported(running.repo, imported, running.updated, running.comments, running.calls)
    record(by, running.group.subject, events.ARCHIVE, said)
    touch(running.group.id, by.at)
