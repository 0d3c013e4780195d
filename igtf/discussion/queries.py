"""Loading comments and the facts that decisions on them need, relations, and what a subject's page depends on."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy import Text as Words
from sqlalchemy.orm import aliased

from igtf.core import clock
from igtf.core.database.prepared import prepared
from igtf.core.database.wholes import number_of
from igtf.core.db import Listing, fetch, in_transaction, session
from igtf.core.errors import NotFound
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.policy import late
from igtf.core.workflow import WORKFLOWS
from igtf.discussion.events import REDACT
from igtf.discussion.heard import HEARD
from igtf.discussion.models import Comment, CommentVersion, Follow, Pause, PauseMark, Report
from igtf.discussion.parts import PARTS, Parts
from igtf.discussion.policy import CommentFacts
from igtf.people.models import Person
from igtf.people.roles import roles_of, sees_hidden, verified_at
from igtf.people.shown import times_shown
from igtf.record.awaited import due_of
from igtf.record.by import By
from igtf.record.models import HIDDEN, Event, Relation, Subject
from igtf.record.relations import MENTIONS


def comment_facts(by: By, comment: Comment | None = None, *, on: Subject | None = None) -> CommentFacts:
    """Return what decisions on comments need to know of the actor and the comment, or of the subject to comment on.

    Whoever is about to write waits for a move of that subject which is being made, and knows how it ends.
    """
    parts = _parts_of(comment) if comment is not None and comment.part is not None else None
    reporters = _reporters(comment) if comment is not None else ()
    author, number = (comment.actor_id, comment.id) if comment is not None else (None, None)
    given = {"me": by.actor_id, "author": author, "comment": number, "at": by.at,
             "on": number_of(on) if on is not None else None}  # fmt: skip
    known = fetch(_known(in_transaction()), given).one()
    return CommentFacts(
        signed_in=by.actor_id is not None,
        verified=known.verified is not None,
        paused=known.paused,
        heard=known.paused is not None and _heard(by, comment, on),
        is_author=comment is not None and comment.actor_id == by.actor_id,
        is_hidden=comment is not None and comment.hidden_at is not None,
        is_moderator=late(lambda: roles_of(by.actor_id).moderates),
        is_on_part=parts is not None and parts.edits is not None,
        is_resolved=comment is not None and comment.resolved_at is not None,
        edits=comment is not None and parts is not None and parts.edits is not None
        and parts.edits(by, comment.subject_id),
        is_reported=bool(reporters),
        has_reported=by.actor_id in reporters,
        author_has_account=known.has_account,
        author_is_paused=known.author_paused is not None,
        had_its_pause=known.had_its_pause,
        is_gone=on is not None and known.state == HIDDEN and on.opened_by_id != by.actor_id
        and not sees_hidden(by.actor_id),
    )  # fmt: skip


def _heard(by: By, comment: Comment | None, on: Subject | None) -> bool:
    subject = session.get_one(Subject, comment.subject_id) if comment is not None else on
    return subject is not None and heard_on(subject, by.author)


def heard_on(subject: Subject, person_id: int) -> bool:
    """Return whether a person whose posting is paused may comment on a subject all the same."""
    return subject.kind in HEARD and HEARD[subject.kind](subject.id, person_id)


def settled_by(event: Event) -> ColumnElement[bool]:
    """Return whether a ``Report`` was settled by an event, on what that is about; also one that is open again since,
    as an appeal annulled it."""
    return or_(Report.settled_at == event.at, Report.settled_at.is_(None) & (Report.at <= event.at))


def binds(person_id: Any) -> Any:
    """Return whether a pause binds a person: their own, or that of a closed account whose address they came with."""
    own = aliased(Pause)
    theirs = select(own.event_id).where(own.person_id == person_id).correlate_except(own)
    since = select(PauseMark.event_id).where(PauseMark.person_id == person_id).correlate_except(PauseMark)
    return Pause.event_id.in_(union_all(theirs, since))


def paused_until(person_id: Any, at: Any) -> Any:
    """Return the expression for until when the posting of a person is paused ``at`` a moment; nothing if it is not."""
    running = (binds(person_id), Pause.until > at, Pause.ended_at.is_(None))
    return select(func.max(Pause.until)).where(*running).scalar_subquery()


@prepared
def _paused() -> Listing:
    return select(paused_until(bindparam("person"), bindparam("at")).label("until"))


def no_posting_until(by: By) -> datetime | None:
    """Return until when the posting of whoever acts is paused, None if it is not: for what opens something new."""
    until: datetime | None = fetch(_paused(), {"person": by.actor_id, "at": by.at}).one().until
    return until


def known_of_author(person_id: Any, at: Any) -> tuple[Any, Any]:
    """Return the expressions for what moderators know of who wrote something, ``has_account`` and ``author_paused``.

    The latter is until when their posting is paused ``at`` a moment.
    """
    has_account = exists().where(Person.id == person_id, Person.password_hash.is_not(None))
    return has_account.label("has_account"), paused_until(person_id, at).label("author_paused")


class KnownAuthor(NamedTuple):
    """What moderators know of who opened a subject, or wrote a part of it, as ``policy.Judged`` has it."""

    author_has_account: bool
    author_is_paused: bool
    had_its_pause: bool


def author_on(subject_id: int, person_id: int, at: datetime) -> KnownAuthor:
    """Return what moderators know ``at`` a moment of who opened a subject, or wrote a part of it; one query."""
    row = fetch(_author(), {"subject": subject_id, "author": person_id, "at": at}).one()
    return KnownAuthor(row.has_account, row.author_paused is not None, row.had_its_pause)


@prepared
def _author() -> Listing:
    who: Any = bindparam("author", type_=Integer())
    mine = (Pause.event_id == Event.id, Pause.person_id == who, Pause.comment_id.is_(None))
    for_it = exists().where(Event.subject_id == bindparam("subject"), *mine)
    return select(*known_of_author(who, bindparam("at")), for_it.label("had_its_pause"))


@prepared
def _pause() -> Listing:
    return (
        select(Subject.kind, Subject.ref, Pause.event_id)
        .join(Event, Event.subject_id == Subject.id).join(Pause, Pause.event_id == Event.id)
        .where(binds(bindparam("person")), Pause.until > bindparam("at"), Pause.ended_at.is_(None))
        .order_by(Pause.until.desc(), Pause.event_id.desc()).limit(1)
    )  # fmt: skip


def pause_of(person_id: int, at: datetime) -> Any:
    """Return kind and ref of the subject on which the posting of a person was paused, and the event; None if not."""
    return fetch(_pause(), {"person": person_id, "at": at}).first()


def pause_runs_until(event_id: int, at: datetime) -> datetime | None:
    """Return until when the pause that an event made runs; None for what made none, and for one over ``at`` then."""
    running = (Pause.event_id == event_id, Pause.until > at, Pause.ended_at.is_(None))
    return session.scalar(select(Pause.until).where(*running))


@prepared
def _known(waits: bool) -> Listing:
    """Return the query for what is known of the actor, of who wrote a comment, and of the subject to comment on."""
    me: Any = bindparam("me", type_=Integer())
    author: Any = bindparam("author", type_=Integer())
    at: Any = bindparam("at")
    state = select(Subject.state).where(Subject.id == bindparam("on", type_=Integer()))
    if waits:
        state = state.with_for_update(read=True, key_share=True)  # what the entry of the record locks in any case
    return select(
        state.scalar_subquery().label("state"), verified_at(me).label("verified"), paused_until(me, at).label("paused"),
        *known_of_author(author, at),
        exists().where(Pause.comment_id == bindparam("comment", type_=Integer())).label("had_its_pause"),
    )  # fmt: skip


def _reporters(comment: Comment) -> Collection[int]:
    """Return who reported the comment, of the reports that wait for the moderators."""
    return session.scalars(
        select(Report.person_id).where(Report.comment_id == comment.id, Report.settled_at.is_(None))
    ).all()


def _parts_of(comment: Comment) -> Parts:
    return PARTS[session.scalars(select(Subject.kind).where(Subject.id == comment.subject_id)).one()]


def on_part(kind: str | None, part: int | None) -> str:
    """Return the words that say which part of a subject of ``kind`` a comment is on; empty for the whole.

    Empty also for a kind whose text has no parts.
    """
    parts = PARTS.get(kind or "")
    return parts.on(part) if parts and part else ""


def get_comment_or_404(comment_id: int) -> Comment:
    """Return a comment by its number; NotFound when there is none."""
    found = session.get(Comment, comment_id)
    if found is None:
        raise NotFound(_("There is no comment %(comment_id)s.", comment_id=comment_id))
    return found


def get_commented_or_404(person_id: int | None, comment_id: int) -> Subject:
    """Return the subject of a comment, as visible to a person; NotFound when there is no such comment, or none seen."""
    subject = session.get_one(Subject, get_comment_or_404(comment_id).subject_id)
    WORKFLOWS[subject.kind].load(person_id, subject.ref)
    return subject


def part_answered(comment: Comment, subject: Subject) -> int | None:
    """Return the part that an answer to a comment is on too; None for the whole, and for a part that is gone."""
    stands = comment.part and PARTS[subject.kind].text(subject.id, comment.part) is not None
    return comment.part if stands else None


def takes_words() -> ColumnElement[bool]:
    """Return whether an ``Event`` may have taken words from the ``Subject`` of a query.

    It may be on another subject that has the same text; each of these is touched then.
    """
    told = or_(Event.subject_id == Subject.id, Subject.cleared.is_not(None) & (Event.at <= Subject.active_at))
    return (Event.kind == REDACT) & told


TEXTS = 25
"""Former texts of a comment on one page."""


def comment_versions(comment_id: int, before: int | None) -> tuple[Sequence[CommentVersion], int | None]:
    """Return former texts of a comment, newest first, and the number before which older ones are; TEXTS at most.

    They are those before the number ``before``, None for the newest.
    """
    known = (CommentVersion.comment_id == comment_id, *([CommentVersion.id < before] if before else []))
    newest = select(CommentVersion).where(*known).order_by(CommentVersion.id.desc()).limit(TEXTS + 1)
    found = session.scalars(newest).all()
    return found[:TEXTS], found[TEXTS - 1].id if len(found) > TEXTS else None


LATEST = 25
"""Subjects of a group's work that are looked at for acts of the same moment."""

IN_MINUTES = timedelta(hours=2)
"""Before and after a moment of which a page may say in how many minutes it comes, or how many passed."""


@prepared
def _around() -> Any:
    here: Any = bindparam("here")
    both: Any = (here, bindparam("beside"))
    acted = Relation.kind != literal_column(f"'{MENTIONS}'")  # that it mentions another subject its page does not show
    there = select(Relation.target_id).where(Relation.subject_id.in_(both), acted)
    back = select(Relation.subject_id).where(Relation.target_id.in_(both))
    near = union_all(there, back, select(bindparam("group", type_=Integer())))
    following = exists().where(Follow.person_id == bindparam("person"), Follow.subject_id == here)
    moment = Subject.due_at.type
    soon = Subject.due_at.between(bindparam("passed", type_=moment), bindparam("ahead", type_=moment))
    each = (Subject.touched, Subject.id, case((soon, bindparam("minute", type_=Integer())), else_=0))
    sums = [cast(func.coalesce(func.sum(one), 0), Words) for one in each]
    touched = select(sums[0] + " " + sums[1] + " " + sums[2]).where(Subject.id.in_(near)).scalar_subquery()
    latest = select(Subject.active_at, Subject.touched).where(Subject.group_id == here)
    work = latest.order_by(Subject.active_at.desc()).limit(LATEST).subquery()
    newest, acts = select(func.max(work.c.active_at)), select(func.sum(work.c.touched))
    return select(
        touched.label("touched"), newest.scalar_subquery().label("newest"), acts.scalar_subquery().label("acts"),
        following.label("following"), times_shown().label("people"),
        exists().where(Subject.group_id == here, soon).label("soon"),
        paused_until(bindparam("person"), bindparam("at")).label("paused"),
    )  # fmt: skip


class Around(NamedTuple):
    """What the page of a subject depends on beside it.

    ``version`` changes with each subject that is related to it or to the one near it, or begins or ends to be, its
    group, what is in its work if it is a group, and how people are shown; and each minute while something falls due
    around it. Then whether the reader follows it, and until when their posting is paused.
    """

    version: str
    following: bool
    paused: datetime | None


def around(subject: Subject, person_id: int | None, near: int | None = None) -> Around:
    """Return what the page of a subject depends on beside it, and beside another one ``near``, in one query.

    Two acts can have the same second, and one that waited for its turn an earlier one than what is there: how often
    the ``LATEST`` of a group's work were touched tells them apart.
    """
    at = clock.now()
    minute = int(at.timestamp()) // 60
    given = {"here": subject.id, "beside": near or 0, "group": subject.group_id or 0, "person": person_id, "at": at,
             "passed": at - IN_MINUTES, "ahead": at + IN_MINUTES, "minute": minute}  # fmt: skip
    row = fetch(_around(), given).one()
    version = f"{row.touched} {row.newest} {row.acts} {row.people} {minute if row.soon else ''}"
    return Around(version, bool(row.following), row.paused)


def related(subject_id: int, kind: str, *, reverse: bool = False) -> Sequence[Subject]:
    """Return the subjects related by ``kind``; ``reverse`` from the other side."""
    here, there = (Relation.target_id, Relation.subject_id) if reverse else (Relation.subject_id, Relation.target_id)
    return session.scalars(
        select(Subject).join(Relation, there == Subject.id).where(here == subject_id, Relation.kind == kind)
        .order_by(Subject.id)
    ).all()  # fmt: skip


def state_label(kind: str, state: str) -> Text:
    """Return the label of a state of a kind."""
    return WORKFLOWS[kind].state_by_name[state].label


def due_word(kind: str, state: str) -> Text:
    """Return what the deadline of a subject of a kind is for while it is in a state: 'closes', 'answer due'."""
    return WORKFLOWS[kind].state_by_name[state].due


DUES_SAID: dict[str, Callable[[Sequence[Any]], Mapping[int, tuple[datetime | None, Text]]]] = {}
"""Kind → until when those of some of its subjects wait, by their ids, and what for, of which that is not for the state
alone to say; one query at most."""


def dues_said(rows: Iterable[Any]) -> dict[int, tuple[datetime | None, Text]]:
    """Return by their ids until when those of ``rows`` wait, and what for, of which ``DUES_SAID`` says it.

    One query at most for each such kind of which one has a deadline.
    """
    dated = [row for row in rows if row.due_at is not None and row.kind in DUES_SAID]
    found: dict[int, tuple[datetime | None, Text]] = {}
    for kind in {row.kind for row in dated}:
        found |= DUES_SAID[kind]([row for row in dated if row.kind == kind])
    return found


def due_said(subject: Subject) -> tuple[datetime | None, Text]:
    """Return the deadline of a subject and what it is for, in the words of its own page; None where none is shown."""
    return dues_said([subject]).get(subject.id) or (due_of(subject), due_word(subject.kind, subject.state))


def due_label(word: Text) -> str:
    """Return what a deadline is for as it begins a line: 'Closes', 'Answer due'."""
    word = str(word)
    return f"{word[:1].upper()}{word[1:]}"
