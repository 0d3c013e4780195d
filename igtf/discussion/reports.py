"""What the moderators have before them: the reports, and who is paused."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from markupsafe import Markup
from sqlalchemy import ColumnElement, bindparam, case, exists, literal, select, tuple_, union_all
from sqlalchemy.orm import aliased

from igtf.core.db import Listing, session
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import Decision
from igtf.core.workflow import WORKFLOWS, Workflow
from igtf.discussion.events import WARN
from igtf.discussion.models import Comment, Pause, Report
from igtf.discussion.policy import CommentFacts, can_hide, can_keep, can_pause, can_warn
from igtf.discussion.policy_judging import Judging
from igtf.discussion.queries import comment_facts, known_of_author
from igtf.people.roles import roles_of
from igtf.people.visitor import acting
from igtf.record.by import By
from igtf.record.kinds import kind_of
from igtf.record.models import Actor, Event, Payload, Subject, VoidEvent
from igtf.record.moves import url_of

MOST = 50
"""What a page of reports shows."""


class What(NamedTuple):
    """Something that was reported: who wrote it, what it is called, where it is read, the title of what it stands on.

    That is its own where a subject was reported as a whole.
    ``steps`` are what is open to the moderator who asks, each with its address, the first before all; ``wrote`` says
    why its author stands aside, and who stands for it ``beside`` them.
    """

    author: Actor
    name: Text
    path: str
    title: str
    html: str
    steps: Sequence[tuple[Text, str]]
    wrote: Text
    beside: Collection[int] = ()


class ReportedItem(NamedTuple):
    """What was reported, and why; ``before``: how often its author was warned or paused already ("warn", "pause")."""

    what: What
    reports: Sequence[Any]
    before: Mapping[str, int]


class PausedNow(NamedTuple):
    """Somebody whose posting is paused, and until when; what it is for, where that is read, and where it is ended."""

    actor: Actor
    until: datetime
    name: Text
    path: str
    ends: str


Place = tuple[int, int | None]
"""A subject that was reported, by its id, and the number of the part of it that is meant; None: it as a whole."""

REPORTABLE: dict[str, Callable[[Collection[Place]], Mapping[Place, What]]] = {}
"""Kind → what its subjects, or parts of them, are, all of a page at once; a concept that has such adds itself."""

WARNED: dict[str, Any] = {
    WARN: select(Comment.actor_id).join(Payload, Payload.data["comment"].as_integer() == Comment.id)
    .where(Payload.event_id == Event.id),
}  # fmt: skip
"""Kind of the entry of a warning → the query for whom it warned (``Event``); a concept that has such adds its own."""

QUEUE = "/comments/reported"
"""Where moderators have all of it before them, whatever was reported."""

_PLACE = (Report.comment_id, Report.subject_id, Report.part)


def reports_of(comment_id: int) -> Sequence[Any]:
    """Return the reports of a comment that wait for the moderators, oldest first: why, when, by whom."""
    return _reports(Report.comment_id == comment_id)


def _reports(*which: Any) -> Sequence[Any]:
    return session.execute(
        select(*_PLACE, Report.reason, Report.at, Actor).join(Actor, Actor.id == Report.person_id)
        .where(Report.settled_at.is_(None), *which).order_by(Report.id)
    ).all()  # fmt: skip


def reports_on(subject_id: int, part: int | None = None) -> Sequence[Any]:
    """Return the reports of a subject as a whole, or of a part of it, as ``reports_of`` those of a comment."""
    return _reports(Report.subject_id == subject_id, Report.part == part)


def reporters_of(subject_id: int, part: int) -> set[int]:
    """Return whose reports of a part of a subject wait for the moderators."""
    return {row.Actor.id for row in reports_on(subject_id, part)}


def reported() -> list[ReportedItem]:
    """Return that of which reports wait, what waited longest first, at most ``MOST``; some queries for each kind."""
    places = session.execute(_places()).all()
    comments = _comments([row.comment_id for row in places if row.comment_id])
    subjects: dict[str, list[Place]] = defaultdict(list)
    for row in places:
        if row.subject_id:
            subjects[row.kind].append((row.subject_id, row.part))
    parts = {kind: REPORTABLE[kind](own) for kind, own in subjects.items()}
    reports = defaultdict(list)
    for row in _reports(_on_any([*comments], [place for own in subjects.values() for place in own])):
        reports[row[:3]].append(row)
    found = [
        (row[:3], comments[row.comment_id] if row.comment_id else parts[row.kind][row.subject_id, row.part])
        for row in places
    ]
    before = judged_before({what.author.id for _place, what in found})
    return [ReportedItem(what, reports[place], before[what.author.id]) for place, what in found]


def waiting(*columns: Any) -> Listing:
    """Return the query of the reports that wait for the moderators, those that came first on top."""
    return select(*columns).where(Report.settled_at.is_(None)).order_by(Report.at, Report.id)


@cache
def _places() -> Listing:
    """Return the query of what was reported first: each place at its first report, found by the index of what waits."""
    earlier = aliased(Report)
    before = (earlier.settled_at.is_(None), tuple_(earlier.at, earlier.id) < tuple_(Report.at, Report.id))
    same = (
        (earlier.comment_id == Report.comment_id,),
        (earlier.subject_id == Report.subject_id, earlier.part == Report.part),
        (earlier.subject_id == Report.subject_id, earlier.part.is_(None), Report.part.is_(None)),
    )
    first = [~exists().where(*before, *place) for place in same]
    return waiting(*_PLACE, Subject.kind).outerjoin(Subject, Subject.id == Report.subject_id).where(*first).limit(MOST)


def _on_any(comments: Collection[int], places: Collection[Place]) -> ColumnElement[bool]:
    """Return the condition that a report which waits is of one of the comments, or on one of the places.

    Each way is a query of its own, which an index answers; in one condition they had SQLite read all that waits.
    """
    parts: dict[int, list[int]] = defaultdict(list)
    for subject_id, part in places:
        if part is not None:
            parts[subject_id].append(part)
    wholes = [subject_id for subject_id, part in places if part is None]
    ways = [
        Report.comment_id.in_(comments), Report.subject_id.in_(wholes) & Report.part.is_(None),
        *((Report.subject_id == subject_id) & Report.part.in_(own) for subject_id, own in parts.items()),
    ]  # fmt: skip
    return Report.id.in_(union_all(*(select(Report.id).where(Report.settled_at.is_(None), way) for way in ways)))


def _comments(ids: Sequence[int]) -> dict[int, What]:
    by = acting()
    known = (
        *known_of_author(Comment.actor_id, by.at),
        exists().where(Pause.comment_id == Comment.id).label("had_its_pause"),
    )
    rows = session.execute(
        select(Comment, Actor, Subject, *known).join(Actor, Actor.id == Comment.actor_id)
        .join(Subject, Subject.id == Comment.subject_id).where(Comment.id.in_(ids))
    ).all()  # fmt: skip
    reader = comment_facts(by)
    return {row.Comment.id: _comment(row, _facts_in(row, reader, by)) for row in rows}


def _facts_in(row: Any, reader: CommentFacts, by: By) -> CommentFacts:
    """Return what decisions need of a comment of the queue: each has a report that waits."""
    return replace(
        reader, is_author=row.Comment.actor_id == by.actor_id, is_hidden=row.Comment.hidden_at is not None,
        is_reported=True, author_has_account=row.has_account, author_is_paused=row.author_paused is not None,
        had_its_pause=row.had_its_pause,
    )  # fmt: skip


_STEPS: tuple[tuple[Text, str, Callable[[CommentFacts], Decision]], ...] = (
    (_l("Hide"), "hide", can_hide), (_l("Leave as it is"), "keep", can_keep), (_l("Warn"), "warn", can_warn),
    (_l("Pause posting"), "pause", can_pause),
)  # fmt: skip


def _comment(row: Any, facts: CommentFacts) -> What:
    comment, subject, path = row.Comment, row.Subject, f"/comments/{row.Comment.id}"
    steps = [(label, f"{path}/{verb}") for label, verb, may in _STEPS if may(facts)]
    name = _("Comment on %(what)s", what=WORKFLOWS[subject.kind].name_of(subject.ref))
    return What(row.Actor, name, path, subject.title, comment.html, steps, _l("you wrote this comment"))


def judged_before(authors: Iterable[int]) -> Mapping[int, Mapping[str, int]]:
    """Return how often each of the authors was warned or paused ("warn", "pause"); not what an appeal made void.

    One query.
    """
    whom = case(*((Event.kind == kind, of.correlate(Event).scalar_subquery()) for kind, of in WARNED.items()))
    warned = select(whom.label("author"), Event.id.label("entry")).where(Event.kind.in_(WARNED)).subquery()
    acts = union_all(
        select(warned, literal("warn").label("verb")).where(warned.c.author.in_(authors)),
        select(Pause.person_id, Pause.event_id, literal("pause")).where(Pause.person_id.in_(authors)),
    ).subquery()
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for row in session.execute(
        select(acts).outerjoin(VoidEvent, VoidEvent.event_id == acts.c.entry).where(VoidEvent.event_id.is_(None))
    ):
        found[row.author][row.verb] += 1
    return found


def paused_now(at: datetime) -> list[PausedNow]:
    """Return who is paused at ``at``, those whose pause ends first."""
    return [_paused_for(row) for row in session.execute(_paused(), {"at": at})]


@cache
def _paused() -> Listing:
    running = (Pause.until > bindparam("at"), Pause.ended_at.is_(None))
    return (
        select(Actor, Pause.until, Pause.comment_id, Subject.kind, Subject.ref, Event.kind.label("act"), Payload.data)
        .join(Actor, Actor.id == Pause.person_id).join(Event, Event.id == Pause.event_id)
        .join(Payload, Payload.event_id == Event.id).join(Subject, Subject.id == Event.subject_id)
        .where(*running).order_by(Pause.until, Pause.event_id)
    )  # fmt: skip


def _paused_for(row: Any) -> PausedNow:
    """Return for what a pause is: a comment, a subject, or the part of one that the act leads to."""
    if row.comment_id:
        path = f"/comments/{row.comment_id}"
        return PausedNow(row.Actor, row.until, _("the comment"), path, f"{path}/end-pause")
    name, places = WORKFLOWS[row.kind].name_within(row.ref), getattr(kind_of(row.act).payload, "PLACES", {})
    path = next((place.format(**row.data) for place in places.values()), url_of(row))
    part = {field: row.data[field] for field in places}
    return PausedNow(row.Actor, row.until, name, path, step(row, "end-pause", **part))


def step(subject: Any, move: str, **part: int) -> str:
    """Return the path of a moderator's move on a subject, or a ``part`` of it, which leads back to the queue."""
    return f"{url_of(subject)}/moves/{move}?{urlencode(part | {'back': QUEUE}, safe='/')}"


class Read(NamedTuple):
    """What a moderator reads of a subject, the facts of its kind that hiding asks for, who stands for it beside."""

    text: Markup
    facts: Any
    beside: Collection[int] = ()


def as_wholes(
    workflow: Workflow, read: Callable[[Collection[int]], Mapping[int, Read]], wrote: Text, places: Collection[Place]
) -> dict[Place, What]:
    """Return what the moderators see of subjects that were reported, with the steps that are open to who asks.

    One query beside those of ``read``, which takes their ids.
    """
    by = acting()
    ids = [subject_id for subject_id, _whole in places]
    texts, moderator = read(ids), roles_of(by.actor_id).moderates
    found: dict[Place, What] = {}
    for row in session.execute(_wholes(), {"ids": ids, "at": by.at}):
        text, author = texts[row.Subject.id], (row.has_account, row.author_paused is not None, row.had_its_pause)
        own = by.actor_id in (row.Actor.id, *text.beside)
        facts = replace(text.facts, judging=Judging(moderator, own, True, False, *author))
        found[row.Subject.id, None] = _whole(workflow, row, text, facts, wrote)
    return found


@cache
def _wholes() -> Listing:
    for_it = exists().where(Event.subject_id == Subject.id, Pause.event_id == Event.id,
                            Pause.person_id == Subject.opened_by_id, Pause.comment_id.is_(None))  # fmt: skip
    known = (*known_of_author(Subject.opened_by_id, bindparam("at")), for_it.label("had_its_pause"))
    ids = Subject.id.in_(bindparam("ids", expanding=True))
    return select(Subject, Actor, *known).join(Actor, Actor.id == Subject.opened_by_id).where(ids)


def _whole(workflow: Workflow, row: Any, text: Read, facts: Any, wrote: Text) -> What:
    subject = row.Subject
    moves = [workflow.move_by_name[name] for name in ("hide", "keep", "warn", "pause")]
    steps = [(move.label, step(subject, move.name)) for move in moves if workflow.decide(move, facts, subject.state)]
    said = Markup("<p>{}</p>{}").format(subject.summary, text.text)
    return What(
        row.Actor, workflow.full_name_of(subject.ref), url_of(subject), subject.title, said, steps, wrote, text.beside
    )
