"""Who leads a call, and who of them judges it: nobody does what they wrote, proposed or lead."""

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import aliased

from igtf.consensus.models import Call
from igtf.core.database.conditions import among
from igtf.core.db import session
from igtf.drafts.writers import leads_drafts, only_writers_lead, wrote
from igtf.people.models import Role
from igtf.people.offices import DUTIES, leads_for_council, may
from igtf.people.roles import Roles
from igtf.record.models import Actor, Subject


def leaders(call: Any) -> Select[Any]:
    """Return the query of the persons (``person``) who lead the call with a number, and are asked to bring it on.

    A call of a group is led by its chairs and delegates, and where none of them is there who did not write what it asks
    about, by the responsible member of the group; a council last call, or one without a group, by the responsible
    member of what it asks about or of its group, and where there is none by the council chair.
    """
    own, asked, held, other = aliased(Subject), aliased(Call), aliased(Role), aliased(Role)
    group, about = own.group_id, asked.about_id
    council = (asked.kind == "council-last-call") | group.is_(None)

    def overseen(role: Any) -> Any:
        return (role.name == "responsible") & or_(role.subject_id == about, role.subject_id == group)

    in_place = (held.name == "responsible") & only_writers_lead(group, about)
    by_office = (held.subject_id == group) & or_(among(held.name, DUTIES["lead"].roles), in_place)
    nobody = ~exists().where(overseen(other), other.ended_at.is_(None))
    chairs_council = (held.name == "council-chair") & held.subject_id.is_(None) & nobody
    return select(held.person_id.label("person")).where(
        own.id == call, asked.id == own.id, held.ended_at.is_(None),
        or_(~council & by_office, council & (overseen(held) | chairs_council)),
    )  # fmt: skip


def leads(person: Any, call: Any) -> ColumnElement[bool]:
    """Return the condition that a person is one of the ``leaders`` of the call with a number."""
    found = leaders(call)
    is_one: ColumnElement[bool] = exists(found.where(found.selected_columns.person == person))
    return is_one


def judges(call: Call) -> list[str]:
    """Return the names of who leads a call and does not stand aside: who wrote the draft, proposed the change of the
    procedure, or chairs the draft's group when the council asks."""
    people = leaders(call.id)
    aside = [wrote(Actor.id, call.about_id)]
    if call.about.kind == "procedure-change":
        aside.append(Actor.id == call.about.opened_by_id)
    if call.kind == "council-last-call":
        aside.append(leads_drafts(Actor.id, call.subject.group_id))
    names = select(Actor.name).where(Actor.id.in_(people), ~or_(*aside)).order_by(Actor.id)
    return list(session.scalars(names))


def chairs_group(roles: Roles, call: Call) -> bool:
    """Return whether an actor with these roles leads the group whose draft the council asks about in its last call."""
    return call.kind == "council-last-call" and may(roles, "drafts", of=call.subject.group_id)


def may_lead(row: Any, roles: Roles, call: Call) -> bool:
    """Return whether an actor may lead ``call``: who does (``leaders``), or could in their place.

    That is who may ask the group, where it asks the group itself, and who leads for the council where that asks.
    """
    group = call.subject.group_id
    if call.kind == "council-last-call" or group is None:
        return leads_for_council(roles, call.about_id, group)
    return row.leads or (call.about_id == group and may(roles, "ask", of=group))
