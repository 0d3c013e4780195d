"""Liaisons: organisations send them, they sit with the council without a vote, for a time (sections 1 and 8)."""

from datetime import datetime

from sqlalchemy import func, select

from igtf.core.command import command
from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.core.i18n import ngettext
from igtf.council import events
from igtf.council.models import Seat, Term
from igtf.council.seating import check_holds_none, enter_seat, hold_seats, must_seat, plan_seats
from igtf.people.models import Person
from igtf.people.named import hats_held
from igtf.people.roles import give_role
from igtf.people.stakeholders import UNSTATED
from igtf.record.by import By
from igtf.record.numbers import NUMBERS


def _free_seat(group: str) -> Seat:
    """Return a seat without a vote that nobody holds, a new one when there is none."""
    plan_seats()
    held = select(Term.seat_id).where(Term.ended_at.is_(None))
    free = session.scalar(select(Seat).where(~Seat.voting, Seat.id.not_in(held)).order_by(Seat.number).limit(1))
    if free is None:
        last = session.scalar(select(func.max(Seat.number))) or 0
        free = Seat(number=last + 1, region=None, voting=False)
        session.add(free)
    free.stakeholder_group = group
    session.flush()
    return free


def _check_until(until: datetime, at: datetime) -> None:
    years = int(NUMBERS["term_years"])
    if not at < until or (until - at).days > 366 * years:
        raise Invalid(
            until=ngettext(
                "A liaison sits for %(num)d year at most, from today.",
                "A liaison sits for %(num)d years at most, from today.",
                years,
            )
        )


@command
def send(person: Person, *, organisation: str, evidence: str, until: datetime, by: By) -> Term:
    """Let an organisation's liaison sit with the council until ``until``, and give the role.

    NotAllowed unless ``by`` is the secretariat's, which records what the organisation decided; Invalid when the person
    sits already, has no hat, or the time is longer than a term.
    """
    must_seat(by, person)
    hold_seats(by)
    _check_until(until, by.at)
    check_holds_none(person)
    hat = session.scalar(hats_held(person.id).limit(1))
    if hat is None:
        raise Invalid(person=_("This person has no hat yet; everybody takes part under one."))
    seat = _free_seat(hat.counts_as or UNSTATED)
    term = Term(
        seat_id=seat.id, person_id=person.id, hat_id=hat.id, started_at=by.at, ends_at=until, sent_by=organisation
    )
    session.add(term)
    session.flush()
    give_role(person.id, "liaison", at=by.at, hat_id=hat.id)
    sent = events.Sent(seat.number, person.actor.handle or "", organisation, f"{until:%Y-%m-%d}", evidence)
    enter_seat(events.LIAISON, sent, by)
    return term
