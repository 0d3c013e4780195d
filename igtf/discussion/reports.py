"""What the moderators have before them: the reports, and who is paused."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select, tuple_

from igtf.core.db import Listing, session
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.workflow import WORKFLOWS
from igtf.discussion.events import PAUSE, WARN
from igtf.discussion.models import Comment, Pause, Report
from igtf.record.models import Actor, Event, Payload, Subject, VoidEvent

MOST = 50
"""What a page of reports shows."""


class What(NamedTuple):
    """Something that was reported: who wrote it, what it is called, where it is read, the title of what it stands on.

    ``steps`` are what moderators can do, each with its address, the first before all; ``wrote`` says why its author
    stands aside.
    """

    author: Actor
    name: Text
    path: str
    title: str
    html: str
    steps: Sequence[tuple[Text, str]]
    wrote: Text


class Reported(NamedTuple):
    """What was reported, and why; ``before``: how often its author was warned or paused already, by kind of event."""

    what: What
    reports: Sequence[Any]
    before: Mapping[str, int]


REPORTABLE: dict[str, Callable[[int, int], What]] = {}
"""Kind → what a part of a subject (its id, the number of the part) is; a concept with such parts adds itself."""

_PLACE = (Report.comment_id, Report.subject_id, Report.part)


def reports_of(comment_id: int) -> Sequence[Any]:
    """Return the reports of a comment that wait for the moderators, oldest first: why, when, by whom."""
    return _reports(Report.comment_id == comment_id)


def _reports(*which: Any) -> Sequence[Any]:
    return session.execute(
        select(*_PLACE, Report.reason, Report.at, Actor).join(Actor, Actor.id == Report.person_id)
        .where(Report.settled_at.is_(None), *which).order_by(Report.id)
    ).all()  # fmt: skip


def has_reported(subject_id: int, part: int, person_id: int | None) -> bool:
    """Return whether a person's report of a part of a subject waits for the moderators."""
    return any(row.Actor.id == person_id for row in _of_part(subject_id, part))


def is_reported(subject_id: int, part: int) -> bool:
    """Return whether any report of a part of a subject waits for the moderators."""
    return bool(_of_part(subject_id, part))


def _of_part(subject_id: int, part: int) -> Sequence[Any]:
    return _reports(Report.subject_id == subject_id, Report.part == part)


def reported() -> list[Reported]:
    """Return that of which reports wait, what waited longest first, at most ``MOST``."""
    places = session.execute(
        select(*_PLACE, Subject.kind).outerjoin(Subject, Subject.id == Report.subject_id)
        .where(Report.settled_at.is_(None)).group_by(*_PLACE, Subject.kind).order_by(func.min(Report.id)).limit(MOST)
    ).all()  # fmt: skip
    comments = _comments([row.comment_id for row in places if row.comment_id])
    reports = defaultdict(list)
    for row in _reports(Report.comment_id.in_(comments) | _parts(places)):
        reports[row[:3]].append(row)
    found = [
        (row[:3], comments[row.comment_id] if row.comment_id else REPORTABLE[row.kind](row.subject_id, row.part))
        for row in places
    ]
    before = judged_before({what.author.id for _place, what in found})
    return [Reported(what, reports[place], before[what.author.id]) for place, what in found]


def _parts(places: Iterable[Any]) -> Any:
    """Return whether a report is of one of the parts of subjects among these places."""
    named = [(row.subject_id, row.part) for row in places if row.subject_id]
    return tuple_(Report.subject_id, Report.part).in_(named)


def _comments(ids: Sequence[int]) -> dict[int, What]:
    rows = session.execute(
        select(Comment, Actor, Subject).join(Actor, Actor.id == Comment.actor_id)
        .join(Subject, Subject.id == Comment.subject_id).where(Comment.id.in_(ids))
    )  # fmt: skip
    return {row.Comment.id: _comment(*row) for row in rows}


def _comment(comment: Comment, author: Actor, subject: Subject) -> What:
    path = f"/comments/{comment.id}"
    name = _("Comment on %(what)s", what=WORKFLOWS[subject.kind].name_of(subject.ref))
    return What(author, name, path, subject.title, comment.html, (
        (_l("Hide"), f"{path}/hide"), (_l("Leave as it is"), f"{path}/keep"), (_l("Warn"), f"{path}/warn"),
        (_l("Pause posting"), f"{path}/pause"),
    ), _l("wrote this comment"))  # fmt: skip


def judged_before(authors: Iterable[int]) -> Mapping[int, Mapping[str, int]]:
    """Return how often each of the authors was warned or paused, by kind of event; not what an appeal made void.

    One query.
    """
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = session.execute(
        select(Comment.actor_id, Event.kind, func.count().label("times"))
        .join(Payload, Payload.data["comment"].as_integer() == Comment.id)
        .join(Event, Event.id == Payload.event_id).outerjoin(VoidEvent, VoidEvent.event_id == Event.id)
        .where(Event.kind.in_((WARN, PAUSE)), Comment.actor_id.in_(authors), VoidEvent.event_id.is_(None))
        .group_by(Comment.actor_id, Event.kind)
    )  # fmt: skip
    for row in rows:
        found[row.actor_id][row.kind] = row.times
    return found


def paused_now(at: datetime) -> Sequence[Any]:
    """Return who is paused at ``at``: the actor, until when, for which comment; those whose pause ends first."""
    return session.execute(_paused(), {"at": at}).all()


@cache
def _paused() -> Listing:
    running = (Pause.until > bindparam("at"), Pause.ended_at.is_(None))
    return (
        select(Actor, Pause.until, Pause.comment_id).join(Actor, Actor.id == Pause.person_id).where(*running)
        .order_by(Pause.until, Pause.id)
    )  # fmt: skip
