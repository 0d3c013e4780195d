"""Importing again: what changed in the archive since changes here, unless it was changed here too."""

from collections.abc import Iterable, Sequence

from sqlalchemy import exists, select

from igtf.archives import events
from igtf.archives.calls import has_declared_call
from igtf.archives.commands import (
    Import,
    WrittenCounts,
    add_remarks,
    declared,
    note_item,
    seen_of,
    settle,
    summary_of,
    tell_closing,
)
from igtf.archives.matching import KeptRemark, Pair, digest, digests, keys_for, paired, renamed
from igtf.archives.meaning import Meaning
from igtf.archives.models import ArchiveItem
from igtf.archives.reading import ArchivedIssue
from igtf.core.clock import now
from igtf.core.command import command, housekeeping
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.discussion.importing import replace_comment
from igtf.discussion.models import Comment
from igtf.issues.commands import reword, unmerge
from igtf.issues.models import Issue
from igtf.record.by import By, by_importer
from igtf.record.events import record
from igtf.record.models import HIDDEN, Event, StateChange, VoidEvent
from igtf.record.subjects import count, enter, hold, touch, unrelate

Outcome = tuple[str, str | None]
"""A state of an issue, and its result."""

Left = list[str]
"""Places of a row, added to as they are left as they are here."""

HERE = "It changed in the archive and was changed here too: it was left as it is here."


def remarks_known(issue: Issue) -> Sequence[ArchiveItem]:
    """Return the remarks of an issue that were imported, in their order."""
    own = select(ArchiveItem).where(ArchiveItem.subject_id == issue.id, ArchiveItem.comment_id.is_not(None))
    return session.scalars(own.order_by(ArchiveItem.comment_id)).all()


def _outcome(meaning: Meaning) -> Outcome:
    return meaning.state, meaning.result


def _stands(issue: Issue) -> Outcome:
    return issue.subject.state, issue.result


def _seen(item: ArchiveItem) -> Outcome:
    """Return which outcome the archive had last."""
    return item.seen["state"], item.seen["result"]


def _agreed(issue: Issue, item: ArchiveItem) -> Outcome:
    """Return the outcome that archive and site had last both: the issue stands there as long as nobody changes it here.

    What the archive had since was left, as it had been changed here.
    """
    if _stands(issue) == _seen(item):
        return _seen(item)
    state, result = item.seen.get("agreed") or _seen(item)
    return state, result


def _is_as_brought(issue: Issue, item: ArchiveItem) -> bool:
    """Return whether an issue stands where archive and site had it last both, and nobody led it back there.

    What was changed here and annulled since was not changed here.
    """
    agreed = _agreed(issue, item)
    if _stands(issue) != agreed or agreed == _seen(item):
        return _stands(issue) == agreed
    changed = (StateChange.subject_id == issue.id, Event.kind.not_in((events.AGAIN, events.CLOSED, "issue.annul")))
    holds = Event.id.not_in(select(VoidEvent.event_id))
    query = select(StateChange.event_id).join(Event, Event.id == StateChange.event_id).where(*changed, holds)
    return session.scalar(query.limit(1)) is None


def changed_since(issue: Issue, item: ArchiveItem, row: ArchivedIssue, meaning: Meaning, pairs: Iterable[Pair]) -> bool:
    """Return whether a row differs from how the archive had it last; ``pairs`` are its remarks, as ``paired``.

    Also where its outcome was left, and can be taken now.
    """
    if _is_as_brought(issue, item) and _agreed(issue, item) != _outcome(meaning):
        return True
    said = any(known is None or known.seen["text"] != digest(each.remark.text) for each, known in pairs)
    return said or any(item.seen[name] != value for name, value in seen_of(row, meaning).items())


@housekeeping
def learn_labels(issue: Issue, key: str, row: ArchivedIssue) -> None:
    """Take the labels that a row has as those that it had last, where nobody knows which it had."""
    hold(issue)
    item = session.get_one(ArchiveItem, key)
    item.seen = {**item.seen, "labels": digests(row.labels)}


@housekeeping
def rename(issue: Issue, kept: Sequence[KeptRemark]) -> None:
    """Know the remarks of accounts that were renamed by their new names; here nothing else changes."""
    hold(issue)
    known = remarks_known(issue)
    pairs = renamed(paired(kept, known))
    for (_each, item), key in zip(pairs, keys_for((each for each, _item in pairs), (item.key for item in known)),
                                  strict=True):  # fmt: skip
        item.key = key


def lacks_closing(issue: Issue, key: str, row: ArchivedIssue, meaning: Meaning) -> bool:
    """Return whether the record does not say when an issue was closed there, as imports of former times did not.

    It stands as it was brought, and its state was changed neither there nor here since.
    """
    item = session.get_one(ArchiveItem, key)
    if row.open or {_outcome(meaning), _stands(issue)} != {_agreed(issue, item)}:
        return False
    return not session.scalar(select(exists().where(StateChange.subject_id == issue.id)))


@command
def add_closing(issue: Issue, row: ArchivedIssue) -> None:
    """Leave in the record when an issue was closed there, where that ``lacks_closing``."""
    hold(issue)
    issue.subject.state_since = row.ended
    tell_closing(issue, row)
    count(issue.id)  # it happened long ago


@command
def bring_up(
    running: Import,
    issue: Issue,
    row: ArchivedIssue,
    meaning: Meaning,
    kept: Sequence[KeptRemark],
    *,
    original: Issue | None,
) -> tuple[WrittenCounts, Left]:
    """Bring an issue up to what the archive has now; return what was written, and the places left as they are HERE."""
    issue, left, calls = hold(issue), Left(), 0
    key, by = running.key(row.number), by_importer(now())
    rename(issue, kept)
    item, stood = session.get_one(ArchiveItem, key), issue.subject.state
    agreed, elsewhere = _agreed(issue, item), _outcome(meaning) != _seen(item)
    changed: list[Text] = [*_words(issue, item, row, by, left), *_topic(issue, item, meaning, left)]
    comments, said = _comments(running, issue, row, kept, by, left)
    changed += [*said, *_state(running, issue, item, row, meaning, original=original, by=by, left=left)]
    if is_to_declare(issue, meaning):
        calls = declared(issue, row, meaning)
        changed.append("call")
    seen = seen_of(row, meaning)
    if _outcome(meaning) not in (agreed, _stands(issue)):
        seen["agreed"] = list(agreed)
    if item.seen["labels"] != seen["labels"]:
        changed.append("labels")
    again = events.ImportedAgain(row.url, changed, row.state.lower(), new_labels=_new_labels(item, row),
                                 meant=meaning.said if elsewhere or "state" in changed else "")  # fmt: skip
    note_item(key, issue.id, {**seen, "former": sorted(_labels_had(item).difference(seen["labels"]))}, row)
    issue.subject.revision += 1
    record(by, issue.subject, events.AGAIN, again, before=stood)
    touch(issue.id, by.at)
    return WrittenCounts(comments, calls), left


def is_to_declare(issue: Issue, meaning: Meaning) -> bool:
    """Return whether a label stands for a call that is not here yet; what is hidden gets none, as it would name it."""
    shown = issue.subject.state != HIDDEN
    return shown and meaning.call is not None and not has_declared_call(issue.subject, meaning.call)


def _new_labels(item: ArchiveItem, row: ArchivedIssue) -> str:
    """Return the labels that the archive never had: the record is not to say anew what was removed from it."""
    had = _labels_had(item)
    return ", ".join(label for label in row.labels if digest(label) not in had)


def _labels_had(item: ArchiveItem) -> set[str]:
    return {*item.seen["labels"], *item.seen.get("former", ())}


def _words(issue: Issue, item: ArchiveItem, row: ArchivedIssue, by: By, left: Left) -> list[str]:
    there = {"title": row.title, "body": row.body}
    changed = [name for name, new in there.items() if item.seen[name] != digest(new)]
    if not changed:
        return []
    here = {"title": issue.subject.title, "body": issue.description}
    if any(item.seen[name] != digest(text) for name, text in here.items()):
        left += changed
        return []
    reword(issue, title=row.title, summary=summary_of(row), description=row.body, by=by)
    return changed


def _topic(issue: Issue, item: ArchiveItem, meaning: Meaning, left: Left) -> list[str]:
    if meaning.topic == item.seen["topic"]:
        return []
    if issue.subject.topic != item.seen["topic"]:
        left.append("labels")
        return []
    issue.subject.topic = meaning.topic
    return ["topic"]


def _state(
    running: Import, issue: Issue, item: ArchiveItem, row: ArchivedIssue, meaning: Meaning, *, original: Issue | None,
    by: By, left: Left,
) -> list[str]:  # fmt: skip
    if not _is_as_brought(issue, item):
        left += ["state"] * (_outcome(meaning) != _seen(item))
        return []
    if _outcome(meaning) == _agreed(issue, item):
        return []
    enter(issue.subject, meaning.state, by.at)
    unrelate(running.group.id, "works-on", issue.id)
    unmerge(issue)
    settle(issue, running, row, meaning, original, opened=row.updated)
    return ["state"]


def _comments(
    running: Import, issue: Issue, row: ArchivedIssue, kept: Sequence[KeptRemark], by: By, left: Left
) -> tuple[int, list[Text]]:  # fmt: skip
    """Return how many comments were added, and what is said of the new and the edited ones."""
    new, changed = [], 0
    known = remarks_known(issue)
    for each, item in paired(kept, known):
        if item is None:
            new.append(each)
        elif item.seen["text"] != digest(each.remark.text):
            comment = session.get_one(Comment, item.comment_id)
            if digest(comment.text) == item.seen["text"]:
                replace_comment(comment, issue.subject, text=each.remark.text, html=each.html, by=by)
                changed += 1
            else:
                left.append(f"{each.remark.place}.body")
            item.seen = {"text": digest(each.remark.text)}
    many = add_remarks(running, issue, row, new, [item.key for item in known])
    added: Text = _ln("%(num)d new comment", "%(num)d new comments", len(new))
    edited = _ln("%(num)d edited comment", "%(num)d edited comments", changed)
    return many, [added] * bool(new) + [edited] * bool(changed)
