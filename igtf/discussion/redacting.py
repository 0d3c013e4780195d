"""Removing from the record what law or privacy requires to go (procedure, section 12).

The words of an entry go from its payload, and with them its salt: its hash stays, and so the record is proven as
before. Numbers, names, days and what was chosen stay. Of a comment, or of what another concept adds to ``ERASERS``,
the text that lies beside the record goes too, once it is hidden. Of any other text a passage goes that the moderator
gives, and a mark says where it stood (``removing``). Of a file what is in it goes (``emptying``).
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from igtf.core.command import command, rehearsed
from igtf.core.db import session
from igtf.core.errors import Invalid, NotFound
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import require
from igtf.core.text.paper import forget_papers
from igtf.discussion import events, policy
from igtf.discussion.audiences import STANDS_FOR, comment_author
from igtf.discussion.emptying import empty
from igtf.discussion.models import Comment, CommentVersion
from igtf.discussion.moderating import HIDING
from igtf.discussion.queries import comment_facts
from igtf.discussion.removing import Removed, from_mails, remove
from igtf.record.audiences import named_in
from igtf.record.by import By
from igtf.record.events import record
from igtf.record.kinds import emptied, in_words, kind_of, texts_of, words_in
from igtf.record.models import Event, Payload, Subject
from igtf.record.queries import left_by
from igtf.record.subjects import clear, lock, touch

ERASERS: dict[str, Callable[[Event], bool]] = {}
"""Kind of entry → what erases the text that it made; returns whether there was any. Invalid while that is shown."""

CONCERNS: dict[str, Callable[[int], Iterable[int]]] = {}
"""Kind → whom a subject of it is about, by its id, beside who stands for what moderators judge."""


def get_entry_or_404(number: int) -> Event:
    """Return an entry of the record by its number; NotFound when there is none."""
    found = session.get(Event, number)
    if found is None:
        raise NotFound(_("There is no entry %(n)s in the record.", n=number))
    return found


def words_of(event: Event) -> list[tuple[Text, Any]]:
    """Return what would be removed of an entry, as it is read: its labels and texts."""
    kind, data = kind_of(event.kind), _payload(event).data or {}
    going = {name: data[name] for name in words_in(kind, data)}
    quoted = texts_of(kind, going)
    kept = [in_words(going[name]) for name in getattr(kind.payload, "UNSHOWN", ()) if name in going]
    return quoted + [(_l("Kept, and shown on no page"), words) for words in kept]


def check_may_redact(event: Event, by: By) -> None:
    """Raise NotAllowed for whoever is no moderator, or is in a case of their own.

    That is their own entry, or one about their account, comment or reply, on what they opened or write, or on an appeal
    or a recall in which they are involved: a passage goes from all of it, for good.
    """
    facts = comment_facts(by)
    concerned = facts.is_moderator and by.actor_id in _concerned(event)
    require(policy.can_redact(facts, own=event.actor_id == by.actor_id, concerned=concerned))


def _concerned(event: Event) -> set[int]:
    found = {*comment_author(event)}
    subject = _subject_of(event)
    if subject is None:
        return found.union(*(named_in(event, field) for field in getattr(kind_of(event.kind).payload, "HANDLES", ())))
    if subject.kind in HIDING:
        found.add(subject.opened_by_id)
    if subject.kind in STANDS_FOR:
        found |= {*STANDS_FOR[subject.kind](subject.id, _part(event))}
    if subject.kind in CONCERNS:
        found |= {*CONCERNS[subject.kind](subject.id)}
    return found


def _subject_of(event: Event) -> Subject | None:
    return session.get(Subject, event.subject_id) if event.subject_id else None


def _part(event: Event) -> Any:
    """Return the number of the part of its subject that an entry leads to; None where it is about the whole."""
    return next((left_by(event.id).get(name) for name in getattr(kind_of(event.kind).payload, "PLACES", ())), None)


def _check_may_take(entries: Iterable[Event], by: By) -> None:
    """Raise NotAllowed where a passage goes from what others said in a case of the actor, whichever entry was named."""
    concerned = any(event.actor_id != by.actor_id and by.actor_id in _concerned(event) for event in entries)
    require(policy.can_redact(comment_facts(by), concerned=concerned))


def _payload(event: Event) -> Payload:
    return session.get_one(Payload, event.id)


def redact(event: Event, *, reason: str, by: By, passage: str = "", file: str = "") -> None:
    """Remove the words of an entry, and the text that it made, with a public reason.

    With a ``passage`` only that goes: from all texts of the subject of the entry, and from all entries on it. With the
    number of a ``file`` of that subject only what is in it.

    NotAllowed as ``check_may_redact`` says. Invalid when nothing is left to remove, and for a text that is shown: it is
    hidden first, or a passage of it is given.
    """
    _redact(event, reason=reason, by=by, passage=passage, file=file)
    forget_papers()


def foretell(event: Event, *, reason: str, by: By, passage: str = "", file: str = "") -> Removed:
    """Return what ``redact`` would remove, or raise what it would raise; nothing lasts. Not within a transaction."""
    return rehearsed(lambda: _redact(event, reason=reason, by=by, passage=passage, file=file))


@command
def _redact(event: Event, *, reason: str, by: By, passage: str, file: str) -> Removed:
    check_may_redact(event, by)
    subject = _subject_of(event)
    kind, left = events.REDACT, events.Redacted(reason, event.id)
    if passage:
        removed = remove(passage, event.subject_id or 0)
        _check_may_take(removed.entries, by)
    else:
        removed = Removed([lock(subject).id] if subject else [], [], 0, [])  # mails are queued before, or after
        if file:
            kind, left = events.REMOVE_FILE, events.FileRemoved(reason, event.id, empty(event, file))
        else:
            _remove_words(event)
        for subject_id in removed.ids:
            clear(subject_id)
    record(by, subject, kind, left)
    for subject_id in removed.ids:
        touch(subject_id, by.at)
    return removed


def _remove_words(event: Event) -> None:
    payload = session.get_one(Payload, event.id, with_for_update=True)
    data, kind = dict(payload.data or {}), kind_of(event.kind)
    words = words_in(kind, data)
    left = {name: emptied(kind, name, data[name]) for name in words}
    kept = {*_strings(left)}
    read = [str(text) for _label, text in words_of(event)]
    read += [text for text in _strings([data[name] for name in words]) if text not in kept]
    erased = event.kind in ERASERS and ERASERS[event.kind](event)
    if not words and not erased:
        raise Invalid(entry=_("This entry holds no words that could be removed. Of a text give the passage that goes."))
    if words:
        payload.data, payload.salt = data | left, ""
        from_mails(event.id, read)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def check_hidden(hidden_at: datetime | None) -> None:
    """Raise Invalid for a text that is shown: it is hidden first, with a reason that can be appealed."""
    if hidden_at is None:
        raise Invalid(entry=_("It is shown: hide it first, then its text can be removed."))


def _comment(event: Event) -> bool:
    """Erase a comment that is hidden, with its former texts."""
    comment = session.scalars(select(Comment).where(Comment.event_id == event.id).with_for_update()).one()
    check_hidden(comment.hidden_at)
    had = bool(comment.text)
    comment.text = comment.html = ""
    former = update(CommentVersion).where(CommentVersion.comment_id == comment.id)
    session.execute(former.values(text="", html=""))
    return had


ERASERS[events.COMMENT] = _comment
