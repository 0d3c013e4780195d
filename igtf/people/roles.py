"""Roles: who holds which, and the table of what each is for (procedure, section 1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import bindparam, select, update

from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, memo, session
from igtf.core.errors import Invalid, Stale
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.people.models import Person, Role
from igtf.people.signins import end_sign_ins, end_tokens, has_factor
from igtf.people.stakeholders import OFFICE, UNSTATED
from igtf.record.models import Actor, Hat, Subject
from igtf.record.subjects import lock

ROLES: dict[str, tuple[Text, Text]] = {
    "chair": (_l("Chair"), _l("the charter; later the responsible member, after notice to the group")),
    "secretary": (_l("Secretary"), _l("the chairs")),
    "delegate": (_l("Delegate"), _l("the chairs")),
    "editor": (_l("Editor"), _l("the chairs")),
    "shepherd": (_l("Shepherd"), _l("the chairs")),
    "responsible": (_l("Responsible member"), _l("volunteering, or the council chair")),
    "council": (_l("Council member"), _l("selection; at the start the secretariat")),
    "liaison": (_l("Liaison"), _l("the organisation that sends the liaison; no vote")),
    "council-chair": (_l("Council chair"), _l("election by the council; until the first one the secretariat")),
    "contact": (_l("Contact of a body"), _l("the body, confirmed by the secretariat")),
    "moderator": (_l("Moderator"), _l("the council")),
    "panelist": (_l("Panel volunteer"), _l("volunteering; a panel on an appeal is drawn by lot")),
    "secretariat": (_l("Secretariat"), _l("the council; at the start the operator of the site")),
}
"""Role → its name and who makes it. Those with a subject are held in a group, draft or body."""

GIVEN = ("moderator", "secretariat")
"""Roles that the council makes, given on the secretariat's page; seats, groups, drafts and bodies give theirs."""
CLEARING_HOUSE = ("council", "council-chair", "secretariat")
MODERATORS = ("moderator", "secretariat")
SECURED = ("chair", "secretary", "delegate", "council", "council-chair", "moderator", "secretariat")
"""Whoever decides for others signs in with a second factor, unless the site is set up otherwise."""
SEATED = ("council", "liaison")
"""Who sits with the council, each under the hat that the seat was taken with."""
LEADS_COUNCIL = ("council-chair", "secretariat")
"""Who calls and leads the council's meetings, and writes their minutes."""


def are_asked_for() -> bool:
    """Return whether a second factor is asked for here: not in a demonstration, where anyone is anyone."""
    return bool(current_app.config["SECOND_FACTOR"]) and not current_app.config["DEMO"]


@dataclass(frozen=True)
class Roles:
    """The roles one actor holds now."""

    held: frozenset[tuple[str, int | None]]

    def has(self, *names: str, of: int | None = None) -> bool:
        """Return whether one of ``names`` is held for the whole, or in the subject ``of``."""
        return any((name, None) in self.held or (of is not None and (name, of) in self.held) for name in names)

    @property
    def clearing_house(self) -> bool:
        """Whether the actor belongs to the clearing house: the council's members and the secretariat."""
        return self.has(*CLEARING_HOUSE)

    @property
    def moderates(self) -> bool:
        """Whether the actor sees what a moderator hid: the moderators and the secretariat."""
        return self.has(*MODERATORS)


NO_ROLES = Roles(frozenset())


def verified_at(person_id: Any) -> Any:
    """Return the expression for when a person's address was verified; nothing where the account is closed."""
    open_account = Person.id == person_id, Person.deactivated_at.is_(None)
    return select(Person.verified_at).where(*open_account).scalar_subquery()


@prepared
def _verified() -> Listing:
    return select(verified_at(bindparam("person")))


def is_verified(person_id: int | None) -> bool:
    """Return whether a person has an open account and a verified address."""
    return person_id is not None and fetch(_verified(), {"person": person_id}).scalar() is not None


@prepared
def _held() -> Listing:
    return select(Role.name, Role.subject_id).where(Role.person_id == bindparam("person"), Role.ended_at.is_(None))


def roles_of(person_id: int | None) -> Roles:
    """Return the roles that a person holds now (none for an anonymous reader); one query for each request.

    Within a write transaction they are read again: there they are what is decided on.
    """
    if person_id is None:
        return NO_ROLES
    known: dict[int, Roles] = memo("roles")
    if person_id not in known:
        rows = fetch(_held(), {"person": person_id}).all()
        known[person_id] = Roles(frozenset((name, subject_id) for name, subject_id in rows))
    return known[person_id]


def sees_hidden(person_id: int | None) -> bool:
    """Return whether a person may see what a moderator hid: the moderators and the secretariat."""
    return roles_of(person_id).moderates


def holders(name: str, subject_id: int | None = None) -> Iterable[int]:
    """Return the ids of the persons who hold the role ``name`` now, of the whole or in a subject."""
    where = Role.subject_id == subject_id if subject_id else Role.subject_id.is_(None)
    return session.scalars(
        select(Role.person_id).where(Role.name == name, where, Role.ended_at.is_(None)).order_by(Role.id)
    ).all()


def sits_under(hat_id: int) -> bool:
    """Return whether a seat of the council is held under a hat, with a vote or as a liaison."""
    held = (Role.hat_id == hat_id, Role.name.in_(SEATED), Role.ended_at.is_(None))
    return session.scalar(select(Role.id).where(*held).limit(1)) is not None


def check_not_closed(person_id: int) -> None:
    """Raise Invalid where an account was closed meanwhile. For commands that give its person something to do.

    Asked once that is written, which waits for a closing of the same moment, and one that comes after ends it.
    """
    if session.scalar(select(Person.deactivated_at).where(Person.id == person_id)) is not None:
        name = session.scalar(select(Actor.name).where(Actor.id == person_id))
        raise Invalid({"": [_("The account of %(name)s was closed. Name somebody else.", name=name)]})


def hold_council() -> None:
    """Let no other act change who sits on the council, or chairs it, until this one is done. For commands.

    All of them take the council's own lock; while nobody has ever sat on it there is none to take.
    """
    council = session.scalar(select(Subject).where(Subject.kind == "council"))
    if council is not None:
        lock(council)


def _check_sits(person_id: int) -> None:
    """Raise Stale where the seat of who is to answer for something ended meanwhile.

    Asked once that is written, behind what ends a seat in the same moment; one that comes after hands it back.
    """
    hold_council()
    if not roles_of(person_id).has("council"):
        name = session.scalar(select(Actor.name).where(Actor.id == person_id))
        raise Stale(_("Meanwhile %(name)s left the council. Look at this again, then submit once more.", name=name))


def give_role(
    person_id: int, name: str, *, at: datetime, subject_id: int | None = None, hat_id: int | None = None
) -> Role:
    """Give a role from ``at``; KeyError for an unknown one. Holding it already changes nothing. For commands.

    Invalid where the account was closed in the same moment, Stale where who becomes responsible left the council in it.
    The secretariat gets its hat with the role. Where the role needs a second factor and the person has none, what is
    signed in ends: the next sign-in adds one.
    """
    ROLES[name]
    where = Role.subject_id == subject_id if subject_id else Role.subject_id.is_(None)
    held = session.scalar(
        select(Role).where(Role.person_id == person_id, Role.name == name, where, Role.ended_at.is_(None))
    )
    if held:
        return held
    role = Role(person_id=person_id, name=name, subject_id=subject_id, hat_id=hat_id, started_at=at)
    session.add(role)
    if name == "secretariat":
        session.add(
            Hat(actor_id=person_id, stakeholder_group=UNSTATED, capacity=OFFICE, organisation="", region="none",
                counts_as=UNSTATED, started_at=at)
        )  # fmt: skip
    session.flush()
    check_not_closed(person_id)
    if name == "responsible":
        _check_sits(person_id)
    if name in SECURED and are_asked_for() and not has_factor(person_id):
        end_sign_ins(person_id)
        end_tokens(person_id)
    return role


def end_role(person_id: int, name: str, *, at: datetime, subject_id: int | None = None) -> None:
    """End a role as of ``at``, where it is held, and the hat that goes with it. For commands."""
    where = Role.subject_id == subject_id if subject_id else Role.subject_id.is_(None)
    session.execute(
        update(Role)
        .where(Role.person_id == person_id, Role.name == name, where, Role.ended_at.is_(None))
        .values(ended_at=at)
    )
    if name == "secretariat":
        _end_hat(person_id, at)


def end_roles(person_id: int, *, at: datetime) -> None:
    """End all roles of a person as of ``at``, and the hat that goes with one. For commands."""
    session.execute(update(Role).where(Role.person_id == person_id, Role.ended_at.is_(None)).values(ended_at=at))
    _end_hat(person_id, at)


def _end_hat(person_id: int, at: datetime) -> None:
    """End the hat of the secretariat, where a person wears it."""
    worn = (Hat.actor_id == person_id, Hat.capacity == OFFICE, Hat.ended_at.is_(None))
    session.execute(update(Hat).where(*worn).values(ended_at=at))
