"""What the officers of a group may do: one table, the same for pages, the API and mail (procedure, sections 1 to 5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from igtf.core.database.conditions import among
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.people.models import Role
from igtf.people.roles import Roles, holders
from igtf.record.models import Subject


@dataclass(frozen=True)
class Duty:
    """Something that officers of a group do for it, and the roles that may do it."""

    label: Text
    roles: tuple[str, ...]


OFFICES = ("chair", "delegate", "secretary", "responsible")
"""The roles in a group, in the order in which the table shows them."""

DUTIES: dict[str, Duty] = {
    "take-up": Duty(_l("take up issues"), ("chair", "delegate")),
    "return": Duty(_l("return issues to the clearing house"), ("chair", "delegate", "responsible")),
    "ask": Duty(_l("ask the group a question, poll options"), ("chair", "delegate", "responsible")),
    "lead": Duty(_l("lead calls, answer objections, declare"), ("chair", "delegate")),
    "drafts": Duty(_l("bring drafts on their way: adoption, last call, write-up"), ("chair", "delegate")),
    "consult": Duty(_l("hold consultations of the group"), ("chair", "delegate")),
    "statements": Duty(_l("draft liaison statements of the group"), ("chair", "delegate")),
    "meetings": Duty(_l("call meetings and lead them"), ("chair", "delegate")),
    "minutes": Duty(_l("write the minutes of meetings"), ("chair", "delegate", "secretary")),
    "reviews": Duty(_l("give reviews to members of a directorate"), ("chair", "secretary")),
    "milestones": Duty(_l("propose milestones, edit dates, note progress"), ("chair", "delegate", "secretary")),
    "charter": Duty(_l("write a revision of the charter"), ("chair", "delegate", "secretary", "responsible")),
    "officers": Duty(_l("name secretaries and delegates, and end them"), ("chair",)),
    "establish": Duty(_l("establish a correspondence group or directorate below"), ("chair",)),
    "oversee": Duty(
        _l("approve milestones, move revisions of the charter, announce chairs, rest, wake, conclude"),
        ("responsible",),
    ),
}


def may(roles: Roles, duty: str, *, of: int | None) -> bool:
    """Return whether these roles may do ``duty`` in the group ``of`` (None: no group). KeyError for no duty."""
    return of is not None and any((name, of) in roles.held for name in DUTIES[duty].roles)


def leads_for_council(roles: Roles, *subjects: int | None) -> bool:
    """Return whether these roles may lead a call of the council: responsible for one of ``subjects``, which is what it
    asks about or the group of that; or the chair of the council, who leads it where nobody is responsible."""
    return roles.has("council-chair") or any(("responsible", each) in roles.held for each in subjects if each)


def vacant(duty: str, group: Any) -> ColumnElement[bool]:
    """Return the condition that nobody holds an office for ``duty`` in the group with a number."""
    held = aliased(Role)
    return ~exists().where(held.subject_id == group, among(held.name, DUTIES[duty].roles), held.ended_at.is_(None))


def unchaired() -> ColumnElement[bool]:
    """Return the condition that nobody chairs the council."""
    held = aliased(Role)
    return ~exists().where(held.name == "council-chair", held.subject_id.is_(None), held.ended_at.is_(None))


def overseen(group: Any) -> ColumnElement[bool]:
    """Return the condition that somebody is the responsible member of the group with a number."""
    held = aliased(Role)
    return exists().where(held.subject_id == group, held.name == "responsible", held.ended_at.is_(None))


def is_in_charge(roles: Roles, duty: str, *, of: int | None) -> bool:
    """Return whether these roles do ``duty`` in a group: by office, or responsible for it where nobody has one."""
    instead = of is not None and ("responsible", of) in roles.held
    return may(roles, duty, of=of) or (instead and bool(session.scalar(select(vacant(duty, of)))))


def may_somewhere(roles: Roles, duty: str) -> bool:
    """Return whether these roles may do ``duty`` in any group."""
    return any(name in DUTIES[duty].roles for name, subject in roles.held if subject is not None)


def officers(duty: str, group_id: int) -> set[int]:
    """Return the persons whose office in a group is for ``duty``."""
    return {person for role in DUTIES[duty].roles for person in holders(role, group_id)}


def in_charge(duty: str, group_id: int) -> set[int]:
    """Return the persons whose office in a group is for ``duty``; its responsible member where nobody has one."""
    return officers(duty, group_id) or set(holders("responsible", group_id))


def groups_with(person_id: int | None, duty: str) -> Sequence[Any]:
    """Return id, ref (acronym) and title of the active groups in which a person's office is for ``duty``.

    For the choices of forms; nobody, None, has none.
    """
    if person_id is None:
        return []
    return session.execute(
        select(Subject.id, Subject.ref, Subject.title)
        .distinct()
        .join(Role, Role.subject_id == Subject.id)
        .where(
            Role.person_id == person_id, Role.name.in_(DUTIES[duty].roles), Role.ended_at.is_(None),
            Subject.kind == "group", Subject.state == "active",
        )
        .order_by(Subject.ref)
    ).all()  # fmt: skip
