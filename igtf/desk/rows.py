"""A row of what waits for a person, and the conditions that all rows share."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, cast, exists, literal, null, or_, select
from sqlalchemy.orm import aliased

from igtf.core import clock
from igtf.core.clock import moment
from igtf.core.database.conditions import by_index
from igtf.core.db import Listing, UTCDateTime
from igtf.core.i18n import Text
from igtf.drafts.writers import only_writers_lead, wrote
from igtf.groups.models import Membership
from igtf.issues.models import Issue
from igtf.people.models import Role
from igtf.people.offices import DUTIES, vacant
from igtf.record.annulment import withdrawn_by_appeal
from igtf.record.models import Relation, Subject
from igtf.record.queries import is_

Where = Callable[[Any], ColumnElement[bool]]

SECRETARIAT, COUNCIL = ("secretariat",), ("council",)
"""Roles of which one is needed for an act (``Waits.only``)."""

UNDATED = cast(null(), UTCDateTime())
"""The deadline of what has none, on a subject that may have one (``Waits.due``)."""


@dataclass(frozen=True)
class Waits:
    """Subjects that wait for an act of a person: ``where`` takes the person's id, or the parameter that stands for it.

    ``move`` is the move that does it, when there is just one, so that a desk has the act beside the subject; ``page``
    the path of the page where it is done, when it is no move; of a part of the subject's own page from # on, of one
    below it from a dot on. ``leads`` returns such a path for each of some subjects, by their ids; one query.
    ``oldest``: where thousands may wait in one state, a few that waited longest are taken, by the index of states.
    ``only``: the roles without any of which, wherever they are held, nothing can wait; the query leaves the row out.
    ``due``: the deadline of what waits, where that of the subject may be another one's (``UNDATED``: it has none);
    ``due_as`` is how it is said, a mode of ``core.page.elements.time``, and ``due_word`` what it is for.
    ``invites``: it is open to many, and nobody in particular waits for this person.
    ``first``: the part of the condition that is asked first, where the rest is dear: rows with the same ``first`` are
    asked together, and only where it finds a subject.
    """

    name: str
    act: Text
    part: str
    where: Where
    move: str = ""
    page: str = ""
    leads: Callable[[Collection[int]], Mapping[int, str]] | None = None
    oldest: bool = False
    only: tuple[str, ...] = ()
    due: Any = None
    due_as: str = "until"
    due_word: Text = ""
    invites: bool = False
    first: Where | None = None

    def condition(self, me: Any) -> ColumnElement[bool]:
        """Return the whole condition: ``first`` with what else has to hold."""
        return self.where(me) if self.first is None else self.first(me) & self.where(me)


def holds(me: Any, *names: str, of: Any = None) -> ColumnElement[bool]:
    """Return whether the person holds one of the roles: of the whole, or in the subject ``of``."""
    where = Role.subject_id.is_(None) if of is None else Role.subject_id == of
    return exists().where(Role.person_id == me, Role.name.in_(names), where, Role.ended_at.is_(None))


def placed(me: Any, names: Iterable[str], *places: Any) -> ColumnElement[bool]:
    """Return whether the person holds one of the roles of the whole, or in one of the subjects ``places``.

    For what is asked first: who does an act there is one of them.
    """
    where = or_(Role.subject_id.is_(None), *(Role.subject_id == place for place in places))
    return exists().where(Role.person_id == me, Role.name.in_(tuple(names)), Role.ended_at.is_(None), where)


def officer(me: Any, duty: str, of: Any) -> ColumnElement[bool]:
    """Return whether the person holds an office in the group ``of`` that is for ``duty``."""
    return holds(me, *DUTIES[duty].roles, of=of)


def in_charge(me: Any, duty: str, group: Any) -> ColumnElement[bool]:
    """Return whether the person does ``duty`` in a group: by office, or responsible for it where nobody has one."""
    return officer(me, duty, group) | (holds(me, "responsible", of=group) & vacant(duty, group))


def decides(me: Any, group: Any) -> ColumnElement[bool]:
    """Return whether the person decides about a draft for a group: one of its officers who did not write the draft.

    Where all of them did, the responsible member of the group.
    """
    instead = holds(me, "responsible", of=group) & only_writers_lead(group, Subject.id)
    return (officer(me, "drafts", group) | instead) & ~wrote(me, Subject.id)


def member(me: Any) -> ColumnElement[bool]:
    """Return whether the person is a member of the group that the subject belongs to."""
    return exists().where(
        Membership.group_id == Subject.group_id, Membership.person_id == me, Membership.ended_at.is_(None)
    )


def missed() -> ColumnElement[bool]:
    """Return whether the subject is a meeting that nobody opened within a day of its time."""
    return is_("meeting", "called") & (Subject.due_at < moment(clock.now, timedelta(days=-1)))


def assigned(me: Any, *states: str) -> ColumnElement[bool]:
    """Return whether an issue in one of the states is assigned to the person.

    The kind is asked of who has any issue at all: for everybody else the index of states, where thousands may wait,
    is not read.
    """
    any_at_all = select(literal("issue")).where(exists().where(Issue.assigned_id == me)).scalar_subquery()
    own = exists().where(by_index(Issue.id, Subject.id), Issue.assigned_id == me)
    return (Subject.kind == any_at_all) & Subject.state.in_(states) & own


def groups_of(me: Any, duty: str) -> Listing:
    """Return the groups in which the person holds an office that is for ``duty``."""
    return select(Role.subject_id).where(
        Role.person_id == me, Role.name.in_(DUTIES[duty].roles), Role.subject_id.is_not(None), Role.ended_at.is_(None)
    )


def asked_about(*states: str) -> ColumnElement[bool]:
    """Return whether a call on the subject is in one of the states."""
    call = aliased(Subject)
    return exists().where(
        Relation.target_id == Subject.id, Relation.kind == "asks-about", call.id == Relation.subject_id,
        call.state.in_(states),
    )  # fmt: skip


def last_asked(kind: str, *states: str, chair: Any = None) -> ColumnElement[bool]:
    """Return whether the newest call of ``kind`` on the subject that no appeal took back is in one of the states.

    ``chair``: and it is of a group for which that person decides about drafts.
    """
    call, later = aliased(Subject), aliased(Subject)
    link, other = aliased(Relation), aliased(Relation)
    newer = exists().where(
        other.target_id == link.target_id, other.kind == "asks-about", later.id == other.subject_id,
        later.topic == kind, later.id > call.id, ~withdrawn_by_appeal(later),
    ).correlate(call, link)  # fmt: skip
    found = exists().where(
        link.target_id == Subject.id, link.kind == "asks-about", call.id == link.subject_id, call.topic == kind,
        call.state.in_(states), ~withdrawn_by_appeal(call), ~newer,
    )  # fmt: skip
    return found if chair is None else found.where(decides(chair, call.group_id))


def responsible(me: Any | None = None) -> ColumnElement[bool]:
    """Return whether a member (``me``) is responsible for the subject, itself or as that of its group."""
    places = or_(Role.subject_id == Subject.id, Role.subject_id == Subject.group_id)
    found = exists().where(Role.name == "responsible", Role.ended_at.is_(None), places)
    return found if me is None else found.where(Role.person_id == me)
