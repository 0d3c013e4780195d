"""The relations that were stated of an issue, and who stated them: only what was stated is taken back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from igtf.core.database.conditions import among
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.issues.words import RELATABLE
from igtf.record.models import HIDDEN, Event, Payload, Relation, Subject
from igtf.record.relations import RELATIONS

_OTHER = aliased(Subject)


def tied(issue_id: Any) -> list[ColumnElement[bool]]:
    """Return the conditions of the relations (``Relation``) that were stated of an issue, to issues that are shown."""
    return [
        Relation.subject_id == issue_id, among(Relation.kind, tuple(dict(RELATABLE))),
        _OTHER.id == Relation.target_id, _OTHER.state != HIDDEN,
    ]  # fmt: skip


def stated_by() -> Any:
    """Return who stated the relation of a query last, as a scalar query; NULL where its entry does not say which."""
    return (
        select(Event.actor_id)
        .join(Payload, Payload.event_id == Event.id)
        .where(
            Event.subject_id == Relation.subject_id, Event.kind == "issue.relate",
            Payload.data["relation"].as_string() == Relation.kind, Payload.data["other"].as_string() == _OTHER.ref,
        )
        .order_by(Event.id.desc())
        .limit(1)
        .correlate(Relation, _OTHER)
        .scalar_subquery()
    )  # fmt: skip


def is_tied(issue_id: Any) -> ColumnElement[bool]:
    """Return the condition that a relation was stated of an issue and stands."""
    return exists().where(*tied(issue_id))


def is_tied_by(issue_id: Any, person_id: Any) -> ColumnElement[bool]:
    """Return the condition that a relation which a person stated of an issue stands."""
    return exists().where(*tied(issue_id), stated_by() == person_id)


def ties(issue_id: int, *, of: int | None = None) -> Sequence[Any]:
    """Return the relations that were stated of an issue and stand, of one person's where ``of`` is given.

    Each is (kind, target_id, ref, title, by_id), in the order of its kind and the other issue.
    """
    given = select(
        Relation.kind, Relation.target_id, _OTHER.ref, _OTHER.title, stated_by().label("by_id")
    ).where(*tied(issue_id), *([stated_by() == of] if of else []))  # fmt: skip
    return session.execute(given.order_by(Relation.kind, Relation.target_id)).all()


def named(kind: str, ref: str, *, reverse: bool = False) -> Text:
    """Return a relation to the issue of a number, as read from its subject or in reverse from its target."""
    own = RELATIONS[kind]
    return _l("%(relation)s #%(n)s", relation=own.reverse if reverse else own.label, n=ref)
