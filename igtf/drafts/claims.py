"""Which drafts say that they replace others, while the sides of both have not agreed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from igtf.core.database.conditions import among
from igtf.core.db import session
from igtf.drafts.models import DraftReplacement
from igtf.record.models import HIDDEN, Relation, Subject

GIVEN_UP = ("replaced", "withdrawn", "expired", HIDDEN)
"""The states of a draft that takes the place of no other one."""


def claimed(draft: Any) -> ColumnElement[bool]:
    """Return whether another draft that was not given up says it replaces this one, whose side has not agreed."""
    new = aliased(Subject)
    return exists().where(
        DraftReplacement.old_id == draft, DraftReplacement.old_agreed_at.is_(None), new.id == DraftReplacement.new_id,
        ~among(new.state, GIVEN_UP),
    )  # fmt: skip


def claims_on(draft_id: int) -> Sequence[Any]:
    """Return name, title and reason of each draft that says so, where ``claimed`` holds of this one."""
    return session.execute(
        select(Subject.ref, Subject.title, DraftReplacement.reason)
        .join(DraftReplacement, DraftReplacement.new_id == Subject.id)
        .where(
            DraftReplacement.old_id == draft_id,
            DraftReplacement.old_agreed_at.is_(None),
            Subject.state.not_in(GIVEN_UP),
        )
        .order_by(Subject.id)
    ).all()


def claims(draft: Any) -> ColumnElement[bool]:
    """Return whether a draft says that it replaces another one, and the sides of both have not agreed."""
    return exists().where(Relation.subject_id == draft, Relation.kind == "would-replace")


def claims_of(draft_id: int) -> list[tuple[str, str]]:
    """Return the name of each draft of which this one says so, where ``claims`` holds of it, as a form offers it."""
    names = session.scalars(
        select(Subject.ref)
        .join(Relation, Relation.target_id == Subject.id)
        .where(Relation.subject_id == draft_id, Relation.kind == "would-replace")
        .order_by(Subject.id)
    )
    return [(name, name) for name in names]


def claim_to_agree(draft_id: int) -> tuple[str, str] | None:
    """Return the name of a draft that this one is said to replace, and why, where its own side has not agreed."""
    row = session.execute(
        select(Subject.ref, DraftReplacement.reason)
        .join(DraftReplacement, DraftReplacement.old_id == Subject.id)
        .where(DraftReplacement.new_id == draft_id, DraftReplacement.new_agreed_at.is_(None))
        .order_by(DraftReplacement.at).limit(1)
    ).one_or_none()  # fmt: skip
    return (row.ref, row.reason) if row else None
