"""What the clock owes consultations: the reminder, and closing; and who is reminded."""

from datetime import datetime

from sqlalchemy import exists, false, func, select, union

from igtf.consultations.models import INVITED, Consultation, ConsultationInvitation, Reply
from igtf.consultations.states import CONSULTATION
from igtf.core import clock
from igtf.core.clock import NOW
from igtf.core.db import Listing, session
from igtf.discussion.queries import paused_until
from igtf.groups.models import Membership
from igtf.people.models import Person
from igtf.record.deadlines import days_after
from igtf.record.due import falls_due
from igtf.record.models import Subject
from igtf.record.numbers import period


def silent_people(consultation_id: int) -> list[int]:
    """Return who was asked by name or as a member of the group that asks, has an account and has not replied.

    Where only those who are invited reply, the members are not asked; nobody is whose posting is paused until its end.
    """
    asked = select(ConsultationInvitation.person_id).where(ConsultationInvitation.consultation_id == consultation_id)
    members = (
        select(Membership.person_id)
        .join(Subject, Subject.group_id == Membership.group_id)
        .join(Consultation, Consultation.id == Subject.id)
        .where(Consultation.id == consultation_id, Consultation.admits != INVITED, Membership.ended_at.is_(None))
    )
    people = union(asked, members).subquery()
    replied = exists().where(Reply.consultation_id == consultation_id, Reply.person_id == people.c.person_id)
    there = exists().where(Person.id == people.c.person_id, Person.deactivated_at.is_(None))
    closes = select(Consultation.closes_at).where(Consultation.id == consultation_id).scalar_subquery()
    paused = func.coalesce(paused_until(people.c.person_id, clock.now()) >= closes, false())
    silent = select(people.c.person_id).where(~replied, there, ~paused)
    return list(session.scalars(silent.order_by(people.c.person_id)))


def _waits_long_enough(consultation: Consultation, _at: datetime) -> bool:
    """Return whether a consultation waits for somebody, and is open for longer than from its reminder to its end."""
    if consultation.closes_at is None or consultation.opened_at is None:
        return False
    least = period("consultation_reminder_days", consultation.subject)
    return consultation.closes_at - consultation.opened_at > least and bool(silent_people(consultation.id))


@falls_due(CONSULTATION, "remind", Consultation, only=_waits_long_enough)
def consultations_to_remind(there: Listing) -> Listing:
    """Return the query of the open consultations that end soon and were not reminded of."""
    soon = Consultation.closes_at <= days_after(clock.now, "consultation_reminder_days")
    ends = there.where(Consultation.reminded_at.is_(None), Consultation.closes_at > NOW, soon)
    return ends.order_by(Consultation.closes_at)


@falls_due(CONSULTATION, "close", Consultation)
def consultations_to_close(there: Listing) -> Listing:
    """Return the query of the open consultations whose closing time has come."""
    return there.where(Consultation.closes_at <= NOW).order_by(Consultation.closes_at)
