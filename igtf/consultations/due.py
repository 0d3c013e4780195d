"""What the clock owes consultations: the reminder, and closing; and who is reminded."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import exists, select, union

from igtf.consultations.models import INVITED, Consultation, Invitation, Reply
from igtf.consultations.states import CONSULTATION
from igtf.core.db import session
from igtf.groups.models import Membership
from igtf.record.models import Subject
from igtf.record.numbers import days_after, whole_number


def silent_people(consultation_id: int) -> list[int]:
    """Return who was asked by name or as a member of the group that asks, and has not replied.

    Where only those who are invited reply, the members are not asked.
    """
    asked = select(Invitation.person_id).where(Invitation.consultation_id == consultation_id)
    members = (
        select(Membership.person_id)
        .join(Subject, Subject.group_id == Membership.group_id)
        .join(Consultation, Consultation.id == Subject.id)
        .where(Consultation.id == consultation_id, Consultation.admits != INVITED, Membership.ended_at.is_(None))
    )
    people = union(asked, members).subquery()
    replied = exists().where(Reply.consultation_id == consultation_id, Reply.person_id == people.c.person_id)
    return list(session.scalars(select(people.c.person_id).where(~replied).order_by(people.c.person_id)))


@CONSULTATION.due_by("remind")
def consultations_to_remind(at: datetime) -> Iterable[Consultation]:
    """Return the open consultations that end soon, were not reminded of, and wait for somebody; none is so short."""
    found = session.scalars(
        select(Consultation)
        .join(Subject, Subject.id == Consultation.id)
        .where(Subject.kind == "consultation", Subject.state == "open", Consultation.reminded_at.is_(None),
               Consultation.closes_at > at, Consultation.closes_at <= days_after(at, "consultation_reminder_days"))
        .order_by(Consultation.closes_at, Consultation.id)
    ).all()  # fmt: skip
    return [one for one in found if _long_enough(one) and silent_people(one.id)]


def _long_enough(consultation: Consultation) -> bool:
    if consultation.closes_at is None or consultation.opened_at is None:
        return False
    least = timedelta(days=whole_number("consultation_reminder_days", consultation.subject))
    return consultation.closes_at - consultation.opened_at > least


@CONSULTATION.due_by("close")
def consultations_to_close(at: datetime) -> Iterable[Consultation]:
    """Return the open consultations whose closing time has come."""
    return session.scalars(
        select(Consultation)
        .join(Subject, Subject.id == Consultation.id)
        .where(Subject.kind == "consultation", Subject.state == "open", Consultation.closes_at <= at)
        .order_by(Consultation.closes_at, Consultation.id)
    )
