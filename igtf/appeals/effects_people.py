"""What taking back a decision of the secretariat about an account means: its hats, its roles, whether it is open."""

from typing import Any

from sqlalchemy import ColumnElement, select

from igtf.appeals.undoing import appeal_upheld
from igtf.appeals.words import STANDS, UPHELD
from igtf.core import clock
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.mail import queue_mail
from igtf.people.account_mails import tell_person
from igtf.people.commands import worn_anew
from igtf.people.models import Invitation, Person, Role
from igtf.people.policy import LAST
from igtf.people.roles import ROLES, end_role, give_role, holders, roles_of, sits_under
from igtf.people.secretariat import close_account, open_account
from igtf.record.by import By
from igtf.record.models import Actor, Event, Hat
from igtf.record.queries import left_by


def _person(event: Event) -> Person:
    handle = left_by(event.id)["person"]
    return session.scalars(select(Person).join(Actor, Actor.id == Person.id).where(Actor.handle == handle)).one()


def tell_annulled(person: Person, said: str, event: Event, what: Any = "") -> None:
    """Tell a person what is so now of their account, as an act on it is annulled, and by which appeal."""
    tell_person(person, said, f"annulled {event.id}", what, appeal=appeal_upheld(event))


def _hat(event: Event, *where: Any) -> Hat | None:
    """Return the hat that was decided on, if it is still as ``where`` has it."""
    data, found = left_by(event.id), select(Hat).where(Hat.actor_id == _person(event).id, *where)
    of_it = (Hat.organisation == data["organisation"], Hat.stakeholder_group == data["stakeholder_group"])
    return session.scalar(found.where(*of_it).order_by(Hat.id.desc()).limit(1))


def unconfirmed(_thing: Any, event: Event, by: By) -> Text:
    hat = _hat(event, Hat.confirmed_at == event.at, Hat.ended_at.is_(None))
    if hat is None or sits_under(hat.id):
        return STANDS
    worn_anew(hat, by.at, confirmed=False)
    tell_annulled(_person(event), "take-back-hat", event, hat.organisation)
    return ""


def _refused_by(event: Event) -> tuple[ColumnElement[bool], ...]:
    return (Hat.refused_at == event.at, Hat.ended_at.is_(None), Hat.confirmed_at.is_(None))


def asked_again(_thing: Any, event: Event, _by: By) -> Text:
    hat = _hat(event, *_refused_by(event))
    if hat is None:
        return STANDS
    hat.refused_at = None
    tell_annulled(_person(event), "ask-hat-again", event, hat.organisation)
    return ""


def confirmed_again(_thing: Any, event: Event, by: By) -> Text:
    hat = _hat(event, *_refused_by(event))
    if hat is None:
        return STANDS
    worn_anew(hat, by.at, confirmed=True)
    tell_annulled(_person(event), "confirm-hat", event, hat.organisation)
    return ""


def opened(_thing: Any, event: Event, by: By) -> Text:
    person = _person(event)
    if person.deactivated_at != event.at:
        return STANDS
    open_account(person)
    tell_annulled(person, "reopen", event)
    return _l("The account is open again, without its former roles.")


def closed(_thing: Any, event: Event, by: By) -> Text:
    person = _person(event)
    if person.deactivated_at is not None:
        return STANDS
    close_account(person, by)
    tell_annulled(person, "close", event, UPHELD)
    return ""


def no_role(_thing: Any, event: Event, by: By) -> Text:
    person, name = _person(event), left_by(event.id)["role"]
    given = (Role.person_id == person.id, Role.name == name, Role.started_at == event.at, Role.ended_at.is_(None))
    if session.scalar(select(Role.id).where(*given)) is None:
        return STANDS
    if name == "secretariat" and list(holders(name)) == [person.id]:
        return LAST
    end_role(person.id, name, at=by.at)
    tell_annulled(person, "end-role", event, ROLES[name][0])
    return ""


def role_again(_thing: Any, event: Event, by: By) -> Text:
    person, name = _person(event), left_by(event.id)["role"]
    if person.deactivated_at is not None or roles_of(person.id).has(name):
        return STANDS
    give_role(person.id, name, at=by.at)
    tell_annulled(person, "give-role", event, ROLES[name][0])
    return ""


def unclaimed(_thing: Any, event: Event, _by: By) -> Text:
    person = _person(event)
    sent = select(Invitation).where(Invitation.person_id == person.id, Invitation.sent_at.is_not(None))
    invitation = session.scalars(sent.order_by(Invitation.id.desc())).first()
    if person.password_hash or invitation is None or invitation.used_at:
        return _l("The profile has been taken over, and stays with who did so.")
    invitation.refused_at = clock.real_now()
    queue_mail(to=invitation.email, template="invite/annulled", key=f"claim-annulled:{event.id}", profile=person.actor,
               appeal=appeal_upheld(event), language=invitation.language)  # fmt: skip
    return ""
