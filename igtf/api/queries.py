"""The lists of the API: subjects of any kind, people, entries of the record, comments. One query each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from igtf.api.columns import orders_of, with_more
from igtf.api.inputs import PAGED, asked, moment_asked
from igtf.api.shapes import link_of
from igtf.core.clock import now
from igtf.core.database.conditions import among
from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.finding import search
from igtf.core.i18n import gettext as _
from igtf.core.workflow import WORKFLOWS, Workflow
from igtf.discussion.events import REOPEN, SHOW
from igtf.discussion.models import Comment, Follow
from igtf.discussion.queries import takes_words
from igtf.issues.alike import alike
from igtf.issues.topics import TOPICS
from igtf.people.directory import narrowed_people
from igtf.people.lists import KNOWN
from igtf.people.models import Person
from igtf.proof.queries import event_rows
from igtf.record.about import topic_of, topic_of_any
from igtf.record.awaited import due
from igtf.record.filters import called, conditions, known_of, not_known, require_known, rules_of
from igtf.record.kinds import event_kinds
from igtf.record.models import HIDDEN, Actor, Event, Hat, Outbox, Payload, Subject

EVENT_FILTERS = ("since", "kind", "subject", "ref", "actor")
MOST_AGAIN = 500
"""Comments that were shown or opened again and are looked for by their numbers; where it is more, all are listed."""


def subject_rows(kind: str = "") -> Any:
    """Return the query of what lists show of the subjects of a kind, or of any."""
    group, opener = aliased(Subject), aliased(Actor)
    topic = topic_of(kind) if kind else topic_of_any()
    return (
        select(
            Subject.id, Subject.kind, Subject.ref, Subject.title, Subject.summary, Subject.state,
            Subject.phase,
            topic.label("topic"), group.ref.label("group"), opener.handle.label("opened_by"), Subject.opened_at,
            Subject.active_at, Subject.state_since, due().label("due_at"), Subject.revision, Subject.comment_count,
            Subject.support_count, Subject.follower_count,
        )
        .outerjoin(group, group.id == Subject.group_id)
        .join(opener, opener.id == Subject.opened_by_id)
    )  # fmt: skip


def listed(workflow: Workflow) -> Any:
    """Return the query of a collection under this request's filters; never what a moderator hid."""
    kind = workflow.kind
    query = with_more(subject_rows(kind), kind).where(Subject.kind == kind, Subject.state != HIDDEN)
    given = asked(*rules_of(workflow), "since", "q", "sort", paged=PAGED)
    require_known({**known_of(workflow), "sort": list(orders_of(workflow))}, given)
    if "since" in given:
        query = query.where(Subject.active_at >= moment_asked(given["since"], "since"))
    if "q" in given:
        hits = search.find(given["q"], most=search.FILTERED)
        query = query.where(Subject.id.in_([hit.subject_id for hit in hits]))
    return query.where(*conditions(workflow, given))


def _known() -> Any:
    """Return the query of whoever has a verified address or an imported profile, also when the account was closed."""
    return (
        select(
            Person.id, Actor.handle, Actor.name, Person.country, Person.joined_at,
            Person.joined_at.label("active_at"), Person.password_hash.is_not(None).label("claimed"),
            Person.deactivated_at.label("closed_at"),
        )
        .join(Actor, Actor.id == Person.id)
        .where(or_(Person.verified_at.is_not(None), Person.source.is_not(None)))
    )  # fmt: skip


def to_try() -> tuple[str, str]:
    """Return the numbers of an issue in work and of a call that takes positions, the newest ones; 1 without one."""
    newest = select(Subject.ref).order_by(Subject.id.desc()).limit(1)
    issue = session.scalar(newest.where(Subject.kind == "issue", Subject.phase == "work"))
    takes = (Subject.kind == "call", Subject.state == "open", Subject.topic != "options", Subject.due_at > now())
    return issue or "1", session.scalar(newest.where(*takes)) or "1"


def people() -> Any:
    """Return the query of the people who take part under this request's filters, those of the directory."""
    given = asked("name", *KNOWN, paged=PAGED)
    require_known(KNOWN, given)
    return _known().where(Person.deactivated_at.is_(None), *narrowed_people(**given))


def hats_of(ids: Sequence[int]) -> dict[int, list[Hat]]:
    """Return the present hats of people by person."""
    found: dict[int, list[Hat]] = {number: [] for number in ids}
    query = select(Hat).where(Hat.actor_id.in_(ids), Hat.ended_at.is_(None)).order_by(Hat.id)
    for hat in session.scalars(query):
        found[hat.actor_id].append(hat)
    return found


def person_row(handle: str) -> Any:
    """Return the row of the person with a handle (in any case), with ``closed_at``; None when there is none."""
    return session.execute(_known().where(Actor.handle == handle.lower())).one_or_none()


def event_conditions(given: dict[str, str]) -> list[ColumnElement[bool]]:
    """Return what the filters ask of the entries of the record; a query more where they ask for somebody's.

    Invalid for a reference without its kind of subject, and for what is not there: who reads on for ever would wait
    for it in vain.
    """
    if "ref" in given and "subject" not in given:
        raise Invalid(subject=_("Say the kind of subject too."))
    subject = given.get("subject", "")
    require_known({"kind": sorted(event_kinds()), "subject": list(WORKFLOWS), "ref": called(subject)}, given)
    found = [Event.kind == given["kind"]] if "kind" in given else []
    if subject:
        found.append(Subject.kind == subject)
    if "ref" in given:
        found.append(Subject.ref == given["ref"])
    if "actor" in given:
        found.append(Event.actor_id == _actor_id(given["actor"]))
    return found


def _actor_id(handle: str) -> int:
    """Return the number of who has a handle: with it the entries are found by their index, however many others did."""
    found = session.scalar(select(Actor.id).where(Actor.handle == handle.lower()))
    if found is None:
        raise Invalid(actor=not_known(handle))
    return found


def events(conditions: list[ColumnElement[bool]], mark: int | None, limit: int, *, onwards: bool) -> Sequence[Any]:
    """Return entries of the record: ``onwards`` those after a place in the log, else the newest before a number."""
    query = event_rows().where(*conditions).limit(limit)
    if onwards:
        return session.execute(query.where(Outbox.log_index > (mark or 0)).order_by(Outbox.log_index)).all()
    older = query if mark is None else query.where(Event.id < mark)
    return session.execute(older.order_by(Event.id.desc())).all()


def event_row(number: int) -> Any:
    """Return the entry of the record with a number, as ``event_rows`` has it; None when there is none."""
    if number >= 2**31:  # no number of a row
        return None
    return session.execute(event_rows().where(Event.id == number)).one_or_none()


def _comments() -> Any:
    return (
        select(Comment, Event.at, Actor, Hat, Subject.revision)
        .join(Subject, Subject.id == Comment.subject_id)
        .join(Event, Event.id == Comment.event_id)
        .join(Actor, Actor.id == Comment.actor_id)
        .outerjoin(Hat, Hat.id == Event.hat_id)
    )


def commented_since(subject_id: int, text: str) -> list[ColumnElement[bool]]:
    """Return the condition that a comment on a subject was made or changed since a date or moment.

    Also when it was shown or opened again, which its row does not say; no condition, so all of them, where words were
    removed since: it is kept nowhere from which. One query. Invalid for what is no moment.
    """
    since = moment_asked(text, "since")
    again = session.scalars(_changed_unsaid(subject_id, since)).all()
    if len(again) == MOST_AGAIN or not all(again):
        return []
    changed = (Event.at, Comment.edited_at, Comment.hidden_at, Comment.resolved_at)
    return [or_(Comment.id.in_(again), *(moment >= since for moment in changed))]


def _changed_unsaid(subject_id: int, since: datetime) -> Any:
    """Return the query of the numbers of the comments that were shown or opened again, 0 where words were removed."""
    removed = exists().where(Event.at >= since, takes_words())
    again = select(Payload.data["comment"].as_integer()).join(Event, Event.id == Payload.event_id)
    again = again.where(Event.subject_id == subject_id, among(Event.kind, (SHOW, REOPEN)), Event.at >= since)
    return union_all(select(literal(0)).where(Subject.id == subject_id, removed), again).limit(MOST_AGAIN)


def comments(
    subject_id: int, where: Sequence[ColumnElement[bool]], after: int | None, limit: int
) -> Sequence[Any]:  # fmt: skip
    """Return the comments on a subject under conditions, oldest first, after the one numbered ``after``."""
    query = _comments().where(Comment.subject_id == subject_id, *where).order_by(Comment.id).limit(limit)
    if after:
        query = query.where(Comment.id > after)
    return session.execute(query).all()


def comment_row(number: int) -> Any:
    """Return the row of the comment with a number, as ``comments`` has it; NoResultFound when there is none."""
    return session.execute(_comments().where(Comment.id == number)).one()


def said_asked() -> tuple[str, dict[str, str]]:
    """Return the words that comments are to have, and the filters of their subjects; Invalid without words."""
    given = asked("q", "kind", *rules_of(None), paged=("before", "limit"))
    kind = given.get("kind")
    if "q" not in given:
        raise Invalid(q=_("Give the words that the comments have."))
    require_known({**known_of(WORKFLOWS.get(kind or "")), "kind": list(WORKFLOWS)}, given)
    return given.pop("q"), given


def alike_issues() -> list[dict[str, Any]]:
    """Return the issues that may say the same as the title and summary of this request, as whoever files one sees them.

    Invalid without either.
    """
    given = asked("title", "summary", "topic")
    require_known({"topic": list(TOPICS)}, given)
    if not {"title", "summary"} & given.keys():
        raise Invalid(title=_("Give a title, a summary, or both."))
    found = alike(given.get("title", ""), given.get("summary", ""), topic=given.get("topic"))
    return [link_of(row) | {"supporters": row.support_count} for row in found]


def followed(person_id: int) -> Any:
    """Return the query of what a person follows, of any kind; never what a moderator hid."""
    asked(paged=PAGED)
    followed = subject_rows().join(Follow, Follow.subject_id == Subject.id)
    return followed.where(Follow.person_id == person_id, Subject.state != HIDDEN)
