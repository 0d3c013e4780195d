"""The board of drafts: all that are on their way, by state, within what one page can show."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import aliased

from igtf.core.db import Listing, session
from igtf.drafts.queries import all_drafts
from igtf.drafts.states import DRAFT
from igtf.people.models import Role
from igtf.record.filters import conditions
from igtf.record.models import Actor, Subject

BOARD = ("individual", "call-for-adoption", "group-draft", "group-last-call", "write-up", "submitted", "last-call",
         "ballot", "approved", "parked")  # fmt: skip
"""The states of the board, in the order of the procedure; what is over is found in the list."""
BOARD_MOST = 25
"""Drafts of one state on the board; the list has the others."""


def _rows() -> Listing:
    """Return the query of the rows of drafts, with who is responsible for each, itself or for its group."""
    member, chairs = aliased(Actor), aliased(Role)
    responsible = (
        select(func.min(member.name)).join(chairs, chairs.person_id == member.id)
        .where(chairs.name == "responsible", chairs.ended_at.is_(None),
               chairs.subject_id.in_((Subject.id, Subject.group_id)))
        .correlate(Subject).scalar_subquery()
    )  # fmt: skip
    return all_drafts().add_columns(Subject.state_since, responsible.label("responsible"))


def board(asked: Mapping[str, str | None]) -> dict[str, Sequence[Any]]:
    """Return the drafts on their way by state, under the filters asked for, the longest waiting first; one query.

    One more than ``BOARD_MOST`` of a state says that there are others.
    """
    shown = [name for name in BOARD if asked["state"] in (None, name)]
    there = _rows().where(*conditions(DRAFT, {**asked, "state": None}))
    longest = there.order_by(Subject.state_since, Subject.id).limit(BOARD_MOST + 1)
    parts = [select(longest.where(Subject.state == name).subquery()) for name in shown]
    rows: dict[str, list[Any]] = {name: [] for name in shown}
    for row in session.execute(union_all(*parts)) if parts else ():
        rows[row.state].append(row)
    return {name: sorted(found, key=lambda row: (row.state_since, row.id)) for name, found in rows.items()}
