"""Who writes a draft, who ever wrote it, and who decides about it where all who lead did."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, exists, or_, select, union
from sqlalchemy.orm import aliased

from igtf.core.database.conditions import among
from igtf.core.db import session
from igtf.drafts.models import Draft, DraftAuthor, Revision
from igtf.people.models import Role
from igtf.people.offices import DUTIES
from igtf.people.roles import Roles
from igtf.record.models import Event, Subject

CONFIRMED = "draft.confirm-authorship"
"""The entry by which somebody says to be an author."""


def _edited(draft: Any) -> Select[Any]:
    """Return the query of the persons (``person``) who edited a draft until others did, and posted a revision then."""
    former, posted = aliased(Role), aliased(Revision)
    then = exists().where(posted.draft_id == former.subject_id, posted.by_id == former.person_id,
                          posted.at > former.started_at, posted.at <= former.ended_at).correlate(former)  # fmt: skip
    edited = select(former.person_id.label("person")).where(former.subject_id == draft, former.name == "editor", then)
    return edited.correlate_except(former)


def _confirmed(draft: Any) -> Select[Any]:
    """Return the query of the persons (``person``) who confirmed to be an author of a draft, whoever is named now."""
    entry = aliased(Event)
    confirmed = select(entry.actor_id.label("person")).where(entry.subject_id == draft, entry.kind == CONFIRMED)
    return confirmed.correlate_except(entry)


def _any(ways: Iterable[Select[Any]], person: Any) -> ColumnElement[bool]:
    return or_(*(way.where(way.selected_columns.person == person).exists() for way in ways))


def wrote_once(person: Any, draft: Any) -> ColumnElement[bool]:
    """Return the condition that a person wrote a revision of a draft as its editor, or confirmed to be its author, and
    may be neither any more."""
    return _any((_edited(draft), _confirmed(draft)), person)


def _who_writes(draft: Any) -> tuple[Select[Any], ...]:
    """Return the queries of the persons (``person``) who posted a draft, are confirmed as its authors, or edit it.

    Each takes the draft from around it, however far out: else it would find who wrote any.
    """
    posted, author, editor = aliased(Subject), aliased(DraftAuthor), aliased(Role)
    return (
        select(posted.opened_by_id.label("person")).where(posted.id == draft, posted.kind == "draft")
        .correlate_except(posted),
        select(author.person_id.label("person")).where(author.draft_id == draft, author.confirmed_at.is_not(None))
        .correlate_except(author),
        select(editor.person_id.label("person"))
        .where(editor.subject_id == draft, editor.name == "editor", editor.ended_at.is_(None))
        .correlate_except(editor),
    )  # fmt: skip


def _who_wrote(draft: Any) -> tuple[Select[Any], ...]:
    """Return these, and the queries of those who ``wrote_once``: they have written it, also once others are named."""
    return *_who_writes(draft), _edited(draft), _confirmed(draft)


def wrote(person: Any, draft: Any) -> ColumnElement[bool]:
    """Return the condition that a person posted the draft with a number, is confirmed as its author, or edits it.

    Or ``wrote_once``.
    """
    return _any(_who_wrote(draft), person)


def has_written(person_id: int, draft_id: int) -> bool:
    """Return whether ``wrote`` holds of a person and a draft."""
    return bool(session.scalar(select(wrote(person_id, draft_id))))


def speaks_for(person: Any, draft: Any) -> ColumnElement[bool]:
    """Return the condition that a person wrote a draft, as ``wrote`` says, and not one who only ``wrote_once``."""
    return _any(_who_writes(draft), person)


def writers(draft: Any) -> CompoundSelect[Any]:
    """Return the query of the persons of whom ``wrote`` holds for the draft with a number."""
    return union(*_who_wrote(draft))


def writers_of(drafts: Collection[int]) -> CompoundSelect[Any]:
    """Return the query of the persons of whom ``wrote`` holds for several drafts: ``person``, ``draft``."""
    ways = (way.add_columns(Draft.id.label("draft")) for way in _who_wrote(Draft.id))
    return union(*(way.where(Draft.id.in_(drafts)) for way in ways))


def only_writers_lead(group: Any, draft: Any) -> ColumnElement[bool]:
    """Return the condition that nobody leads a group's work on a draft who did not write it; on what is none, nobody.

    Then the responsible member of the group decides in their place.
    """
    lead = aliased(Role)
    another = exists().where(
        lead.subject_id == group, among(lead.name, DUTIES["drafts"].roles), lead.ended_at.is_(None),
        ~wrote(lead.person_id, draft),
    ).correlate_except(lead)  # fmt: skip
    return ~another


def leads_drafts(person: Any, group: Any) -> ColumnElement[bool]:
    """Return the condition that a person leads a group's work on drafts; nobody leads that of what has no group."""
    lead = aliased(Role)
    return exists().where(
        lead.subject_id == group, lead.person_id == person, among(lead.name, DUTIES["drafts"].roles),
        lead.ended_at.is_(None),
    ).correlate_except(lead)  # fmt: skip


def stands_in(roles: Roles, group_id: int | None, draft_id: int) -> bool:
    """Return whether somebody with these roles decides for a group about a draft, as all who lead it wrote it."""
    overseer = group_id is not None and roles.has("responsible", of=group_id)
    return overseer and bool(session.scalar(select(only_writers_lead(group_id, draft_id))))
