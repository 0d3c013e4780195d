"""What ends with a group: the issues and drafts that it gives back, and what is under way in its work (section 3).

What belongs to upper floors ends by a move of its own table, which they carry out: ``end-with-group``.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import aliased

from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import always
from igtf.core.workflow import WORKFLOWS, Move, Reasoned
from igtf.groups.models import Group
from igtf.record.by import By
from igtf.record.models import Subject

END = "end-with-group"
"""The move of calls, meetings, reviews and whatever else a group has under way by which it ends with the group."""

GIVEN_BACK: dict[str, tuple[str, ...]] = {"issue": ("in-group",), "draft": ("group-draft", "parked", "expired")}
"""Kind → the states in which a group that concludes gives it back."""

STAYS: dict[str, Callable[[], ColumnElement[bool]]] = {}
"""Kind → the condition of what stays as it is when its group ends, although it is under way: upper floors fill it."""

_WORDS: tuple[tuple[str, Text], ...] = (
    ("issue", _l("Issues that return to the clearing house")),
    ("draft", _l("Drafts that become individual")),
    ("call", _l("Calls and polls that are withdrawn")),
    ("meeting", _l("Meetings that are cancelled")),
    ("consultation", _l("Consultations that are withdrawn")),
    ("review", _l("Reviews that are withdrawn")),
)


def left_in_ended(*which: ColumnElement[bool]) -> Sequence[Any]:
    """Return kind and ref of the subjects, of which these conditions hold, that are in a group that has ended."""
    group = aliased(Subject)
    return session.execute(
        select(Subject.kind, Subject.ref)
        .join(group, group.id == Subject.group_id)
        .where(group.phase == "closed", *which)
    ).all()


def end_move(
    label: Text, said: Text, sources: tuple[str, ...], target: str, who: Text, tells: tuple[str, ...], *,
    soon: bool = False, event: type = Reasoned,
) -> Move:  # fmt: skip
    """Return the row by which what is under way in ``sources`` ends with its group; ``who`` leads it otherwise.

    ``soon`` and ``event`` are those of the ``Move``.
    """
    return Move(
        END, label, said, sources, target, who, always, None, event, tells, soon=soon,
        follows=_l("Follows when its group concludes, is declined or given up."),
    )  # fmt: skip


def ending() -> dict[str, tuple[str, ...]]:
    """Return kind → the states in which what is under way ends with its group."""
    tables = {kind: workflow.move_by_name.get(END) for kind, workflow in WORKFLOWS.items()}
    return {kind: move.sources for kind, move in tables.items() if move}


def is_in(states: dict[str, tuple[str, ...]]) -> ColumnElement[bool]:
    """Return whether a subject is in one of the ``states`` of its kind, and is none that stays as it is (``STAYS``)."""
    return or_(*(
        (Subject.kind == kind) & Subject.state.in_(names) & ~STAYS.get(kind, false)()
        for kind, names in states.items()
    ))  # fmt: skip


def in_states(group: Group, states: dict[str, tuple[str, ...]]) -> Sequence[Any]:
    """Return the subjects in the work of a group that are in one of the ``states`` of their kind, oldest first."""
    query = select(Subject).where(Subject.group_id == group.id, is_in(states))
    return session.scalars(query.order_by(Subject.kind, Subject.id)).all()


def end_under_way(group: Group, reason: Text, *, by: By) -> None:
    """End by their own move the calls, meetings, reviews and others of a group that ends, with the reason."""
    for subject in in_states(group, ending()):
        workflow = WORKFLOWS[subject.kind]
        workflow.commands[END](workflow.load(by.actor_id, subject.ref), reason=reason, by=by)


def what_ends(group: Group) -> list[tuple[Text, list[Subject]]]:
    """Return in words what becomes of a group's work at its end, with the subjects; what it gives back only once it
    has worked."""
    rows = in_states(group, ending() | GIVEN_BACK)
    found = [(label, [row for row in rows if row.kind == kind]) for kind, label in _WORDS]
    return [(label, subjects) for label, subjects in found if subjects]
