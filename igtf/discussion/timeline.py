"""The timeline: loading its entries, who did what and when with the texts and comments that it carries."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from igtf.core import clock
from igtf.core.database.prepared import Prepared, prepared
from igtf.core.db import Listing, fetch, part_of, session
from igtf.core.i18n import Text
from igtf.core.workflow import WORKFLOWS
from igtf.discussion.events import COMMENT, EDIT
from igtf.discussion.models import Comment
from igtf.discussion.queries import on_part
from igtf.people.visitor import hat_shown
from igtf.record.appealable import APPEALABLE, appeal_until, is_own, of_oneself, within_appeal
from igtf.record.kinds import kind_of, moves_state, texts_of
from igtf.record.models import Actor, Event, Hat, Payload, StateChange, Subject, VoidEvent
from igtf.record.moves import url_of

TIMELINE_PAGE = 60


class Who(NamedTuple):
    """Who acted, as pages and mails name them."""

    kind: str
    handle: str | None
    name: str


class ShownComment(NamedTuple):
    """What is shown of a comment."""

    id: int
    actor_id: int
    text: str
    html: str
    quoted: str | None
    edited_at: datetime | None
    hidden_at: datetime | None
    hidden_reason: str | None
    resolved_at: datetime | None


class TimelineEntry(NamedTuple):
    """One entry of a timeline: who did what, when, and the texts it carries.

    ``comment`` when it is one; ``on`` says which part of the text that is on. ``void_by``: the number of the appeal
    that made it void. ``appeal_until``: until when it can be appealed; None for what is no decision, void already, or
    out of time. ``redacted``: words of it were removed.
    """

    number: int
    at: datetime
    actor: Who
    hat: dict[str, Any] | None
    said: Text
    decision: bool
    texts: list[tuple[Text, Any]]
    comment: ShownComment | None
    kind: str
    subject_id: int | None
    void_by: str | None
    on: str
    appeal_until: datetime | None
    redacted: bool

    @property
    def is_plain(self) -> bool:
        """Whether it says no more than others of its kind: no comment, no decision, no words of its own."""
        return not (self.comment or self.decision or self.void_by or self.redacted) and all(
            str(label) for label, _text in self.texts
        )


def _until(row: Any, now: datetime) -> datetime | None:
    own = row.void_by or row.within or is_own(row.kind, row.who, row.before, row.after, row.group_id)
    own = own or of_oneself(row.kind, row.handle, row.data)
    until = None if own else appeal_until(row.kind, row.at, row.procedure)
    return until if until and until >= now else None


def _entry(row: Any, now: datetime) -> TimelineEntry:
    kind = kind_of(row.kind)
    hat = hat_shown(row) if row.stakeholder_group else None
    comment = ShownComment(*row[-len(ShownComment._fields) :]) if row.kind == COMMENT else None
    return TimelineEntry(
        row.number, row.at, Who(row.who, row.handle, row.name), hat, kind.said_in(row.data), moves_state(row.kind),
        texts_of(kind, row.data or {}), comment, row.kind, row.subject_id, row.void_by,
        on_part(row.commented, row.part) if comment else "", _until(row, now), row.salt == "",
    )  # fmt: skip


_voider = aliased(Subject)


@cache
def _stream() -> Listing:
    return (
        select(
            Event.id.label("number"), Event.kind, Event.at, Event.subject_id, Payload.data, Payload.salt,
            Actor.kind.label("who"), Actor.handle, Actor.name,
            Hat.stakeholder_group, Hat.counts_as, Hat.capacity, Hat.organisation,
            Subject.kind.label("commented"), Subject.procedure, Subject.group_id, Comment.part,
            _voider.ref.label("void_by"), StateChange.before, StateChange.after,
            (Event.kind.like("ballot.%") & within_appeal(Event.subject_id)).label("within"),
            *part_of(Comment, ShownComment),
        )
        .join(Actor, Actor.id == Event.actor_id)
        .outerjoin(Hat, Hat.id == Event.hat_id)
        .outerjoin(Payload, Payload.event_id == Event.id)
        .outerjoin(Comment, Comment.event_id == Event.id)
        .outerjoin(Subject, Subject.id == Event.subject_id)
        .outerjoin(StateChange, StateChange.event_id == Event.id)
        .outerjoin(VoidEvent, VoidEvent.event_id == Event.id)
        .outerjoin(_voider, _voider.id == VoidEvent.by_id)
        .order_by(Event.id.desc())
    )  # fmt: skip


def _entries(query: Listing | Prepared[Listing], given: Mapping[str, Any] | None = None) -> Sequence[TimelineEntry]:
    now = clock.now()
    return [_entry(row, now) for row in fetch(query, given).all()]


def entries(condition: ColumnElement[bool], *, limit: int | None = TIMELINE_PAGE) -> Sequence[TimelineEntry]:
    """Return the newest entries whose ``Event`` meets a condition (``limit`` None: all), newest first; one query."""
    return _entries(_stream().where(condition).limit(limit))


@prepared
def _timeline(show: str, *, older: bool) -> Listing:
    query = _stream().where(Event.subject_id == bindparam("subject")).limit(TIMELINE_PAGE)
    if show == "discussion":
        query = query.where(Event.kind == COMMENT)
    elif show == "decisions":
        query = query.where(Event.kind.not_like("comment.%"))
    return query.where(Event.id < bindparam("before")) if older else query


def with_edited(found: Sequence[TimelineEntry]) -> Sequence[TimelineEntry]:
    """Return entries as they are, but each edit of a comment with that comment as it is now; at most one query."""
    edits = [entry.number for entry in found if entry.kind == EDIT]
    if not edits:
        return found
    edited = select(Payload.event_id, *part_of(Comment, ShownComment)).where(
        Payload.event_id.in_(edits), Comment.id == Payload.data["comment"].as_integer()
    )
    comments = {number: ShownComment(*row) for number, *row in session.execute(edited)}
    return [entry._replace(comment=comments.get(entry.number, entry.comment)) for entry in found]


def entries_of(subject_id: int, *, show: str = "all", before: int | None = None) -> Sequence[TimelineEntry]:
    """Return the newest entries of a subject, newest first; ``show`` is all, discussion or decisions.

    At most ``TIMELINE_PAGE``; older ones with ``before`` the number of an entry. One query.
    """
    query = _timeline(show if show in ("discussion", "decisions") else "all", older=bool(before))
    return _entries(query, {"subject": subject_id, "before": before})


class StateDecision(NamedTuple):
    """The decision by which a subject came into its state, who made it, and until when it can be appealed."""

    number: int
    said: Text
    at: datetime
    until: datetime
    actor: Who


@cache
def _led_here(kind: str, state: str) -> bool:
    """Return whether a decision that can be appealed leads subjects of a kind into a state."""
    workflow = WORKFLOWS[kind]
    return any(state in move.targets and f"{kind}.{move.name}" in APPEALABLE for move in workflow.moves)


@prepared
def _last_change() -> Listing:
    return (
        select(Event.id, Event.kind, Event.at, Actor.kind.label("who"), Actor.handle, Actor.name, VoidEvent.by_id,
               Payload.data, StateChange.before, StateChange.after,
               within_appeal(StateChange.subject_id).label("within"))
        .join(StateChange, StateChange.event_id == Event.id)
        .join(Actor, Actor.id == Event.actor_id)
        .outerjoin(VoidEvent, VoidEvent.event_id == Event.id)
        .outerjoin(Payload, Payload.event_id == Event.id)
        .where(StateChange.subject_id == bindparam("subject"))
        .order_by(StateChange.event_id.desc()).limit(1)
    )  # fmt: skip


def decided(subject: Subject, newest: Callable[[], Sequence[TimelineEntry]] | None) -> StateDecision | None:
    """Return the decision by which a subject came into its state; None for what is none, or is out of time.

    ``newest`` returns the newest entries of its timeline; without it, or where they do not reach back to that decision,
    it takes a query of its own. It takes nothing where no decision leads into that state.
    """
    if not _led_here(subject.kind, subject.state):
        return None
    entries = newest() if newest else ()
    last = next((entry for entry in entries if entry.decision), None)
    if last is not None:
        until = last.appeal_until if last.kind in APPEALABLE else None
        return StateDecision(last.number, last.said, last.at, until, last.actor) if until else None
    return _decided_before(subject) if newest is None or len(entries) == TIMELINE_PAGE else None


def reasons_of(subject: Subject, newest: Callable[[], Sequence[TimelineEntry]] | None) -> list[Any]:
    """Return for which reason a subject came into its state, where that is one to which a reason leads.

    ``newest`` and the query are those of ``decided``.
    """
    if not WORKFLOWS[subject.kind].state_by_name[subject.state].reasoned:
        return []
    entries = newest() if newest else ()
    texts = next((entry.texts for entry in entries if entry.decision), None)
    if texts is None and (newest is None or len(entries) == TIMELINE_PAGE):
        row = fetch(_last_change(), {"subject": subject.id}).first()
        texts = texts_of(kind_of(row.kind), row.data or {}) if row else []
    return [text for label, text in texts or () if not str(label)]


def _decided_before(subject: Subject) -> StateDecision | None:
    row = fetch(_last_change(), {"subject": subject.id}).first()
    if row is None or row.by_id or row.within or is_own(row.kind, row.who, row.before, row.after, subject.group_id):
        return None
    until = appeal_until(row.kind, row.at, subject.procedure)
    if until is None or until < clock.now():
        return None
    return StateDecision(row.id, kind_of(row.kind).said_in(row.data), row.at, until, Who(row.who, row.handle, row.name))


def place_of(subject: Subject, number: int) -> str:
    """Return the address at which the entry ``number`` stands in the timeline of ``subject``; at most two queries.

    That is the subject's page itself as long as no more entries than it shows came after.
    """
    comment = session.scalar(select(Comment.id).where(Comment.event_id == number))
    after = select(Event.id).where(Event.subject_id == subject.id, Event.id > number).limit(TIMELINE_PAGE)
    is_old = len(session.scalars(after).all()) == TIMELINE_PAGE
    asked = f"?before={number + 1}" if is_old else ""
    return f"{url_of(subject)}{asked}#{f'c{comment}' if comment else f'e{number}'}"
