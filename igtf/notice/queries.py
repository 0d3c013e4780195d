"""What pages of notice show: who is told of what, the mails of the demonstration, the acts in a feed."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from igtf.core.database.conditions import among
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.core.errors import NotFound
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.mail import Mail
from igtf.core.sent.files import Enclosed
from igtf.core.workflow import WORKFLOWS
from igtf.discussion.events import SHOW
from igtf.discussion.models import Comment, CommentVersion, Follow
from igtf.discussion.queries import takes_words
from igtf.discussion.timeline import Who, entries
from igtf.issues.models import Support
from igtf.notice.mails import Told, told
from igtf.notice.models import TopicFollow, Unseen
from igtf.record.audiences import AUDIENCES
from igtf.record.kinds import EventKind, event_kinds, kind_of, texts_of, worded_by_data
from igtf.record.models import HIDDEN, Actor, Event, File, Payload, Subject
from igtf.record.queries import ROW

FEED = 50
"""Acts in a feed."""

MAILS = 100
"""Mails on the page of the demonstration."""

OTHER = _l("On everything, and on people")


@dataclass(frozen=True)
class ToldRow:
    """An act and who is told of it; no audience: nobody is told by mail."""

    event: str
    act: Text
    audiences: list[Text]


def followed_topics(person_id: int | None) -> list[str]:
    """Return the topics that a person follows, EVERYTHING among them."""
    own = select(TopicFollow.topic).where(TopicFollow.person_id == person_id).order_by(TopicFollow.topic)
    return list(session.scalars(own))


def followed_subjects(person_id: int, kind: str | None) -> Listing:
    """Return the query of the subjects that a person follows (of a kind, where one is named), to be paginated.

    With ``since``, and whether the person ``opened`` or ``supports`` it; never what a moderator hid.
    """
    supports = exists().where(Support.issue_id == Subject.id, Support.person_id == person_id)
    query = (
        select(
            *ROW, Follow.since, (Subject.opened_by_id == person_id).label("opened"),
            supports.label("supports"),
        )
        .join(Follow, Follow.subject_id == Subject.id)
        .where(Follow.person_id == person_id, Subject.state != HIDDEN)
    )  # fmt: skip
    return query.where(Subject.kind == kind) if kind else query


class ToldAct(NamedTuple):
    """An act that a person was told of: its number, who did what and when; of one that is told at once its days."""

    number: int
    who: Who
    said: Text
    at: datetime
    days: list[tuple[Text, Text]]


class PersonNews(NamedTuple):
    """What is new to a person: subjects with their acts, the newest first; where older acts begin, None at the end.

    ``newest``: the number of what came to the desk last, of all that was there as the page was made; 0 for nothing.
    """

    subjects: list[tuple[Any, list[ToldAct]]]
    older: int | None
    newest: int


_told = aliased(Unseen)
_LAST = select(func.max(_told.number)).where(_told.person_id == bindparam("person")).scalar_subquery().label("newest")


def _days(kind: EventKind) -> tuple[str, ...]:
    days: tuple[str, ...] = getattr(kind.payload, "DAYS", ())
    return days


@cache
def _telling() -> list[str]:
    """Return the kinds of acts of which more is told than that they were done: those that are told at once and say a
    day, for when a meeting was called, or is moved to; and those whose sentence depends on what they left."""
    return [name for name, kind in event_kinds().items() if kind.soon and _days(kind)] + worded_by_data()


@prepared
def _unseen(limit: int, *, older: bool) -> Listing:
    query = (
        select(
            Event.id.label("number"), Event.kind.label("event"), Event.at, Actor.kind.label("who"), Actor.handle,
            Actor.name, Subject.id, Subject.kind, Subject.ref, Subject.title,
            Subject.state, Subject.phase, Payload.data, _LAST,
        )
        .select_from(Unseen)
        .join(Event, Event.id == Unseen.event_id)
        .join(Subject, Subject.id == Event.subject_id)
        .join(Actor, Actor.id == Event.actor_id)
        .outerjoin(Payload, (Payload.event_id == Event.id) & among(Event.kind, _telling()))
        .where(Unseen.person_id == bindparam("person"), Subject.state != HIDDEN)
        .order_by(Unseen.event_id.desc())
        .limit(limit + 1)
    )  # fmt: skip
    return query.where(Unseen.event_id < bindparam("before")) if older else query


def news_of(person_id: int, limit: int, before: int | None = None) -> PersonNews:
    """Return what a person was told of and has not marked as seen: the newest acts, ``limit`` of them.

    Of those before the act with the number ``before``, where one is given; one query.
    """
    rows: Sequence[Any] = fetch(_unseen(limit, older=before is not None), {"person": person_id, "before": before}).all()
    subjects: dict[int, tuple[Any, list[ToldAct]]] = {}
    for row in rows[:limit]:
        kind = kind_of(row.event)
        days = {name: row.data.get(name) for name in _days(kind)} if row.data else {}
        who, said = Who(row.who, row.handle, row.name), kind.said_in(row.data)
        act = ToldAct(row.number, who, said, row.at, texts_of(kind, days))
        subjects.setdefault(row.id, (row, []))[1].append(act)
    older = rows[limit - 1].number if len(rows) > limit else None
    return PersonNews(list(subjects.values()), older, rows[0].newest if rows else 0)


def told_table() -> list[tuple[Text, list[ToldRow]]]:
    """Return who is told, from the tables of the procedure: for each kind of subject its acts."""
    parts: dict[Text, list[ToldRow]] = {}
    for name, kind in event_kinds().items():
        workflow = WORKFLOWS.get(name.partition(".")[0])
        move = workflow.move_by_name.get(name.partition(".")[2]) if workflow else None
        heading = workflow.plural if workflow and move else OTHER
        audiences = [AUDIENCES[audience].label for audience in kind.tells]
        parts.setdefault(heading, []).append(ToldRow(name, move.labels if move else kind.said, audiences))
    last = parts.pop(OTHER, [])
    return [*parts.items(), (OTHER, last)]


def sent_mails(to: str) -> Sequence[Any]:
    """Return the newest MAILS to an address that contains ``to``, newest first: for the demonstration only."""
    return session.execute(
        select(
            Mail.id, Mail.to, Mail.subject, func.substr(Mail.text, 1, 200).label("begins"),
            Mail.queued_at, Mail.sent_at, Mail.attempts, Mail.last_error,
        )
        .where(Mail.to != "", Mail.to.contains(to, autoescape=True))
        .order_by(Mail.id.desc())
        .limit(MAILS)
    ).all()  # fmt: skip


_OURS = re.compile(r"<(event|digest)\.([0-9]{1,9})\.([0-9]{1,9})@")


def address_told(number: str, person_id: int) -> str:
    """Return the address to which the mail to a person with a Message-ID went; '' where it is none that is known."""
    found = _OURS.match(number)
    if not found or int(found[3]) != person_id:
        return ""
    return session.scalar(select(Mail.to).where(Mail.key == ":".join(found.groups()))) or ""


def subject_of(subject_id: int | None) -> Subject | None:
    """Return the subject that a link to stop mail names, hidden or not; None without one."""
    return session.get(Subject, subject_id) if subject_id else None


def get_subject_or_404(subject_id: int, person_id: int) -> Subject:
    """Return a subject by its id, as a person may see it; NotFound when there is none."""
    found = session.get(Subject, subject_id)
    if found is None:
        raise NotFound(_("There is no such page."))
    subject: Subject = WORKFLOWS[found.kind].load(person_id, found.ref).subject
    return subject


def comment_told(event_id: int, subject_id: int) -> Comment | None:
    """Return the comment on a subject that an event made; None for another act, and for one on another subject."""
    own = (Comment.event_id == event_id, Comment.subject_id == subject_id)
    return session.scalar(select(Comment).where(*own))


def lost_words_since(subject_id: int, event_id: int) -> bool:
    """Return whether a moderator may have removed words from a subject after an event; with 0, ever."""
    removed = exists().where(Event.id > event_id, takes_words())
    return session.scalar(select(Subject.id).where(Subject.id == subject_id, removed)) is not None


def hidden_words(subject_id: int) -> list[str]:
    """Return the texts of the comments on a subject that moderators hid, former ones too; mails told of them."""
    hid = (Comment.subject_id == subject_id, Comment.hidden_at.is_not(None))
    former = select(CommentVersion.text).join(Comment, Comment.id == CommentVersion.comment_id).where(*hid)
    return [*session.scalars(select(Comment.text).where(*hid)), *session.scalars(former)]


def count_mails() -> int:
    """Return how many mails there are, but for those that go to nobody."""
    return session.scalar(select(func.count()).where(Mail.to != "")) or 0


def get_mail_or_404(number: int) -> Mail:
    """Return one mail; NotFound when there is none."""
    found = session.get(Mail, number)
    if found is None or not found.to:
        raise NotFound(_("There is no mail %(number)s.", number=number))
    return found


def enclosed(mail: Mail) -> list[Enclosed]:
    """Return the files that go along with a mail, with their bytes; not those that a moderator emptied since."""
    if not mail.files:
        return []
    whole = (File.id.in_(mail.files), ~File.emptied)
    rows = session.execute(select(File.name, File.mimetype, File.data).where(*whole).order_by(File.id))
    return [Enclosed(*row) for row in rows]


def subjects_in_feed(kind: str | None, *, where: Sequence[Any] = (), within: Subject | None = None) -> Sequence[Any]:
    """Return the subjects that were active last: those of a kind, or one with a group's work."""
    query = select(Subject).where(Subject.state != HIDDEN)
    if within is not None:
        query = query.where(or_(Subject.id == within.id, Subject.group_id == within.id))
    elif kind:
        query = query.where(Subject.kind == kind)
    query = query.where(*where)
    return session.scalars(query.order_by(Subject.active_at.desc(), Subject.id.desc()).limit(2 * FEED)).all()


def subjects_by(ids: Sequence[int]) -> Sequence[Any]:
    """Return the subjects with these ids, those that were active last first."""
    return session.scalars(
        select(Subject).where(Subject.id.in_(ids)).order_by(Subject.active_at.desc(), Subject.id.desc())
    ).all()


def acts_of(subjects: Sequence[Subject]) -> list[Told]:
    """Return the newest acts on the given subjects, newest first; one query."""
    by_id = {subject.id: subject for subject in subjects}
    found = entries(Event.subject_id.in_(by_id), limit=FEED)
    return [told(entry, by_id[entry.subject_id]) for entry in found if entry.subject_id]


def removals(subject_ids: Collection[int]) -> dict[int, datetime]:
    """Return when words were last removed from subjects, or from others with the same text, by their ids; one query,
    none without any."""
    if not subject_ids:
        return {}
    gone = select(Subject.id, func.max(Event.at)).join(Event, takes_words()).where(Subject.id.in_(subject_ids))
    return dict(session.execute(gone.group_by(Subject.id)).all())


def shown_again(since: datetime | None) -> dict[int, datetime]:
    """Return when comments were last shown again since a moment, by their numbers; one query, none without a moment."""
    if since is None:
        return {}
    again = select(Payload.data["comment"].as_integer(), Event.at).join(Payload, Payload.event_id == Event.id)
    rows = session.execute(again.where(Event.kind == SHOW, Event.at >= since).order_by(Event.at))
    return {number: at for number, at in rows if number is not None}
