"""What taking back a decision about an office means: who got it leaves it, and who had it has it again.

Only while the office is still as that decision left it: what was decided about it since then stays.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from igtf.appeals.words import STANDS, UPHELD
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.council.events import CHAIR
from igtf.council.models import Seat, Term
from igtf.council.seating import open_term, seat_again, vacate
from igtf.drafts.models import Draft
from igtf.drafts.responsible import wait_for_responsible as draft_waits
from igtf.groups.deadlines import wait_for_responsible
from igtf.groups.models import Group, Membership
from igtf.people.models import Person, Role
from igtf.people.offices import OFFICES
from igtf.people.roles import end_role, holders, roles_of
from igtf.record.by import By
from igtf.record.models import Event, Subject
from igtf.record.queries import left_by

_NOT_AGAIN = _l("Nobody is given an office back who cannot hold it any more.")
_LAST_CHAIR = _l("The group would be without a chair; who was appointed stays until another one is announced.")


def _of_act(event: Event) -> tuple[Sequence[Role], Sequence[Role]]:
    """Return the roles that an act gave, and those that it ended."""
    chairs = Role.subject_id.is_(None) & (Role.name == "council-chair")  # who was seated in the same second stays
    held_in = chairs if event.kind == CHAIR else Role.subject_id == event.subject_id
    found = select(Role).where(held_in).order_by(Role.id)
    given = session.scalars(found.where(Role.started_at == event.at)).all()
    return given, session.scalars(found.where(Role.ended_at == event.at)).all()


def _may_hold(role: Role) -> bool:
    """Return whether who held a role can hold it again: an open account, the seat or membership that it needs."""
    person, of = session.get_one(Person, role.person_id), role.subject_id
    if person.deactivated_at is not None:
        return False
    roles = roles_of(role.person_id)
    if role.name in ("responsible", "council-chair"):
        return roles.has("council") and not roles.has("chair", of=of)
    if role.name == "editor":
        return session.get_one(Subject, of).group_id is not None and not roles.has("editor", of=of)
    member = session.get(Membership, (of, role.person_id))
    return member is not None and member.ended_at is None and not roles.has(*OFFICES, of=of)


def give_back(ended: Sequence[Role]) -> Text:
    """Give offices that ended back to who can hold them; return what is said where somebody cannot."""
    again = [role for role in ended if _may_hold(role)]
    for role in again:
        role.ended_at = None
    session.flush()
    return _NOT_AGAIN if len(again) < len(ended) else ""


def offices_back(_thing: Any, event: Event, by: By) -> Text:
    """Undo what an act did to the offices of a group, a draft or the council's chair."""
    given, ended = _of_act(event)
    subject = session.get_one(Subject, event.subject_id)
    over = subject.phase == "closed" and subject.state != "expired"
    if over or any(role.ended_at for role in given):
        return STANDS
    if any(role.name == "chair" for role in given) and not (
        set(holders("chair", subject.id)) - {role.person_id for role in given} or any(map(_may_hold, ended))
    ):
        return _LAST_CHAIR
    for role in given:
        end_role(role.person_id, role.name, at=by.at, subject_id=role.subject_id)
    session.expire_all()
    said = give_back(ended)
    _wait_anew(subject, by)
    return said


def _wait_anew(subject: Subject, by: By) -> None:
    """Let a group or a draft wait for a responsible member, where it has none any more."""
    if subject.kind == "group":
        wait_for_responsible(session.get_one(Group, subject.id), by.at)
    elif subject.kind == "draft" and subject.state == "submitted":
        draft_waits(session.get_one(Draft, subject.id), by)


def _seat_of(event: Event) -> Seat:
    data = left_by(event.id)
    return session.scalars(select(Seat).where(Seat.number == data["seat"])).one()


def unseat(_thing: Any, event: Event, by: By) -> Text:
    """End the term that began with a seating."""
    place = _seat_of(event)
    if open_term(Term.seat_id == place.id, Term.started_at == event.at) is None:
        return STANDS
    vacate(place, reason=UPHELD, by=by)
    return _l("What was decided while these members sat stands; each such decision is appealed by itself.")


def seat_back(_thing: Any, event: Event, by: By) -> Text:
    """Let a term go on that the secretariat ended, while nobody else sits there."""
    place = _seat_of(event)
    term = session.scalars(select(Term).where(Term.seat_id == place.id, Term.ended_at == event.at)).one()
    if open_term(Term.seat_id == place.id) or open_term(Term.person_id == term.person_id) or term.ends_at <= by.at:
        return STANDS
    if session.get_one(Person, term.person_id).deactivated_at is not None:
        return _NOT_AGAIN
    seat_again(place, term, by=by)
    return ""
