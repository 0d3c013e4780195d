"""Seating the interim council and naming its first chair: the secretariat's acts (sections 1 and 8)."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, true

from igtf.core.command import command
from igtf.core.db import Listing, session, writing
from igtf.core.errors import Invalid, NotFound
from igtf.core.i18n import Text, ngettext
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.moments import day
from igtf.core.policy import require
from igtf.core.workflow import WORKFLOWS
from igtf.council import events, policy
from igtf.council.affiliations import affiliations_of
from igtf.council.models import Ballot, Seat, Term
from igtf.council.purposes import moved
from igtf.council.seats import SEATS
from igtf.council.sitting import in_seat, is_complete, members_now, the_council
from igtf.people.models import Person, Role
from igtf.people.named import hats_held
from igtf.people.responsible import OF_WHAT_IS_OVER, ResponsibleLeft
from igtf.people.roles import end_role, give_role, holders, roles_of
from igtf.people.stakeholders import crowded
from igtf.record.by import By, by_clock
from igtf.record.events import record
from igtf.record.models import Event, Hat, Subject
from igtf.record.numbers import period, whole_number
from igtf.record.queries import handle_of
from igtf.record.subjects import lock, touch

BEFORE_TERM_ENDS: list[Callable[[datetime], None]] = []
"""What has to be settled, as of a moment, before a seat changes hands."""

AFTER_SEATED: list[Callable[[int, int, datetime], list[str]]] = []
"""What follows when a seat, by its number, was taken by a person, by the id, at a moment.

Each returns the ballots, by their numbers, in which the person stands aside.
"""

_OF_SEAT = ("council", "council-chair", "liaison")
"""The roles that end with a seat."""

BY_SEATS: list[Listing] = [select(Ballot.id).where(Ballot.closed_at.is_(None))]
"""The queries of what is open and decided by those who sit: its page says how many they are."""


def plan_seats() -> None:
    """Add the seats of the plan that are not there yet. For commands."""
    known = set(session.scalars(select(Seat.number)))
    session.add_all(
        Seat(number=seat.number, stakeholder_group=seat.group, region=seat.region)
        for seat in SEATS
        if seat.number not in known
    )
    session.flush()


def _seat(number: int) -> Seat:
    found = session.scalar(select(Seat).where(Seat.number == number).with_for_update())
    if found is None:
        raise NotFound(_("There is no seat %(number)s.", number=number))
    return found


def _held(number: int, whose: str) -> tuple[Seat, Term]:
    """Return a seat and the term in it; Invalid when the seat is vacant, or held by another one than by ``whose``."""
    place = _seat(number)
    term = open_term(Term.seat_id == place.id)
    if term is None:
        raise Invalid(seat=_("This seat is vacant."))
    if whose and handle_of(term.person_id) != whose:
        raise Invalid(seat=_("Somebody else has taken this seat meanwhile."))
    return place, term


def hold_seats(by: By) -> None:
    """Let no other act change who sits or chairs until this one is done: all of them take the council's own lock."""
    lock(the_council(by))


def open_term(*where: Any) -> Term | None:
    """Return the term that goes on and fits ``where``, None when there is none."""
    return session.scalar(select(Term).where(Term.ended_at.is_(None), *where))


def check_holds_none(person: Person) -> None:
    """Raise Invalid for whoever holds a seat, with a vote or as a liaison."""
    if open_term(Term.person_id == person.id):
        raise Invalid(person=_("This person holds a seat already."))


def _fitting_hat(seat: Seat, person: Person) -> Hat:
    """Return the newest hat of the person that counts for the seat; Invalid when there is none."""
    for hat in session.scalars(hats_held(person.id)).all():
        if hat.counts_as == seat.stakeholder_group and seat.region in (None, hat.region):
            return hat
    raise Invalid(person=_("This person has no hat of the seat's stakeholder group and region."))


def _check_affiliation(person_id: int, at: datetime) -> None:
    sitting = session.scalars(
        select(Term.person_id).join(Seat, Seat.id == Term.seat_id).where(Term.ended_at.is_(None), Seat.voting)
    ).all()
    known = affiliations_of([person_id, *sitting], at)
    if crowded(known[person_id], [known[other] for other in sitting], whole_number("per_affiliation")):
        raise Invalid(person=ngettext("%(num)d member of this affiliation sits on the council; there can be no more.",
                                      "%(num)d members of this affiliation sit on the council; there can be no more.",
                                      whole_number("per_affiliation")))  # fmt: skip


def _touch_counted(at: datetime) -> None:
    """Say that the pages of what is decided by seats changed: one is vacant, a successor inherits, another chairs."""
    for subject_id in sorted(found for open_now in BY_SEATS for found in session.scalars(open_now).all()):
        touch(subject_id, at)


def must_seat(by: By, person: Person | None = None) -> None:
    """Raise NotAllowed unless the actor may seat ``person`` (None: may end a term)."""
    own = person is not None and person.id == by.actor_id
    require(policy.can_seat(secretariat=roles_of(by.author).has("secretariat"), own=own))


def _first_selected() -> datetime | None:
    """Return when the first selection was confirmed; None as long as the council is the interim one."""
    confirmed = (Subject.kind == "selection", Subject.state == "confirmed")
    return session.scalar(select(func.min(Subject.state_since)).where(*confirmed))


def _interim_ends(at: datetime) -> datetime:
    """Return until when interim members sit, at most: ``interim_days`` from the first seating, which may be ``at``."""
    first = session.scalar(select(func.min(Term.started_at)).where(Term.sent_by == ""))
    return (first or at) + period("interim_days")


SELECTED = _l("The first selection is confirmed; members are selected from then on.")
ELECTED = _l("The council has elected a chair; from then on it elects the next one too.")


def _has_elected() -> bool:
    """Return whether the council has ever elected its chair."""
    return session.scalar(select(Event.id).where(Event.kind == events.CHAIR_ELECTED).limit(1)) is not None


def over_for_good(at: datetime) -> dict[str, Text]:
    """Return why the secretariat seats members, or names the chair, no more at ``at``, by the name of the act."""
    ends = _interim_ends(at)
    seated = SELECTED if _first_selected() else _beyond(ends) if ends <= at else None
    found = {"seat": seated, "chair": ELECTED if _has_elected() else None}
    return {act: why for act, why in found.items() if why is not None}


def _beyond(ends: datetime) -> Text:
    return _l("The interim council sits until %(day)s at most.", day=day(ends))


def may_be_unseated() -> set[int]:
    """Return the numbers of the seats held by interim members and liaisons, whose terms the secretariat may end."""
    selected = _first_selected()
    interim = Term.started_at < selected if selected else true()
    held = select(Seat.number).join(Term, Term.seat_id == Seat.id)
    return set(session.scalars(held.where(Term.ended_at.is_(None), or_(Term.sent_by != "", interim))))


@command
def seat(seat_number: int, person: Person, *, by: By, until: datetime | None = None) -> Term:
    """Seat ``person`` in a vacant seat as an interim member until ``until``, by default the end of the interim council.

    Gives the role *council*. NotAllowed unless ``by`` is the secretariat's; NotFound for an unknown seat;
    Invalid when the seat is held, when the person holds one or has no hat that fits, when the time is
    beyond that end, when two others of the same affiliation sit, and after the first selection.
    """
    must_seat(by, person)
    hold_seats(by)
    plan_seats()
    place, limit = _seat(seat_number), _interim_ends(by.at)
    ends = limit if until is None or until.date() == limit.date() else until
    if _first_selected():
        raise Invalid(seat=str(SELECTED))
    if not by.at < ends <= limit:
        raise Invalid(until=str(_beyond(limit)))
    if open_term(Term.seat_id == place.id):
        raise Invalid(seat=_("This seat is held; end that term first."))
    check_holds_none(person)
    hat = _fitting_hat(place, person)
    _check_affiliation(person.id, by.at)
    return take_seat(place, person, hat.id, until=ends, by=by, kind=events.SEAT)


def enter_seat(kind: str, payload: Any, by: By) -> None:
    """Record an act on the council's seats or chair, on the council itself. For commands."""
    council = the_council(by)
    record(by, council, kind, payload)
    touch(council.id, by.at)


def take_seat(place: Seat, person: Person, hat_id: int, *, until: datetime, by: By, kind: str = events.SELECT) -> Term:
    """Begin a term in a vacant seat, with the role that hangs on it, and record it. For commands."""
    term = Term(seat_id=place.id, person_id=person.id, hat_id=hat_id, started_at=by.at, ends_at=until)
    session.add(term)
    session.flush()
    give_role(person.id, "council", at=by.at, hat_id=hat_id)
    _seated(place, term, by, kind)
    return term


def _seated(place: Seat, term: Term, by: By, kind: str) -> None:
    """Let follow what does when somebody sits in a seat, and record it as ballots are counted by it."""
    aside = [ref for follow in AFTER_SEATED for ref in follow(place.number, term.person_id, by.at)]
    _touch_counted(by.at)
    handle, until = handle_of(term.person_id) or "", term.ends_at.isoformat()
    enter_seat(kind, events.Seated(place.number, handle, until, aside=aside), by)


def seat_again(place: Seat, term: Term, *, by: By) -> None:
    """Let a term go on that was ended, in a seat that is vacant, with the role that hangs on it. For commands."""
    term.ended_at = None
    session.flush()
    give_role(term.person_id, "council" if place.voting else "liaison", at=by.at, hat_id=term.hat_id)
    _seated(place, term, by, events.SELECT)


def vacate(place: Seat, *, reason: Text, by: By, kind: str = events.VACATE) -> None:
    """End the term in a seat, if somebody still holds it, and record it. For commands."""
    hold_seats(by)
    term = open_term(Term.seat_id == place.id)
    if term is not None:
        handle = _end(term, by=by)
        enter_seat(kind, events.Seated(place.number, handle, reason=reason), by)


def _end(term: Term, *, by: By) -> str:
    """End a term with the roles that hang on it; return the member's handle."""
    for settle in BEFORE_TERM_ENDS:
        settle(by.at)
    term.ended_at = by.at
    for role in _OF_SEAT:
        end_role(term.person_id, role, at=by.at)
    handle = handle_of(term.person_id) or ""
    _hand_back(term.person_id, handle, by)
    _touch_counted(by.at)
    return handle


def _hand_back(person_id: int, handle: str, by: By) -> None:
    """End what a member was responsible for, and record it; where it goes on, another one is needed.

    What was given to somebody else in the same moment is that one's.
    """
    answers_for = session.scalars(
        select(Subject).join(Role, Role.subject_id == Subject.id)
        .where(Role.person_id == person_id, Role.name == "responsible", Role.ended_at.is_(None)).order_by(Subject.id)
    ).all()  # fmt: skip
    for subject in answers_for:
        lock(subject)
        if person_id not in holders("responsible", subject.id):
            continue
        end_role(person_id, "responsible", at=by.at, subject_id=subject.id)
        workflow = WORKFLOWS[subject.kind]
        if workflow.possible(workflow.move_by_name["lose-responsible"], subject.state):
            moved(subject, "lose-responsible", by, member=handle)
        else:
            record(by, subject, OF_WHAT_IS_OVER, ResponsibleLeft(handle))
            touch(subject.id, by.at)


def end_with_account(person_id: int, by: By) -> Sequence[tuple[Subject, Text]]:
    """End what whose account is closed was responsible for, and by the clock the term in a seat; both say so."""
    _hand_back(person_id, handle_of(person_id) or "", by)
    _end_all(Term.person_id == person_id, by=by_clock(by.at))
    return ()


@command
def unseat(seat_number: int, *, reason: str, by: By, whose: str = "") -> Term:
    """End the term of an interim member or liaison before its time, with a public reason.

    Invalid when the seat is vacant, or held by another one than by ``whose`` (a handle), and for a member who was
    selected.
    """
    must_seat(by)
    hold_seats(by)
    place, term = _held(seat_number, whose)
    if place.number not in may_be_unseated():
        raise Invalid(seat=_("A member who was selected leaves by resignation, by recall, or when the term ends."))
    vacate(place, reason=reason, by=by, kind=events.UNSEAT)
    return term


@command
def resign(seat_number: int, *, evidence: str, by: By, whose: str = "") -> Term:
    """Record that the holder of a seat resigned; ``evidence`` says where.

    Invalid when the seat is vacant, or held by another one than by ``whose`` (a handle).
    """
    must_seat(by)
    hold_seats(by)
    place, term = _held(seat_number, whose)
    handle = _end(term, by=by)
    enter_seat(events.RESIGN, events.Resigned(place.number, handle, evidence), by)
    return term


@command
def _end_over(terms: Sequence[Term], *, by: By) -> None:
    """End terms that are over, each in an entry that its holder is told of; the others are told once of all."""
    ended = []
    for term in terms:
        number = session.get_one(Seat, term.seat_id).number
        handle = _end(term, by=by)
        enter_seat(events.END_TERM, events.Seated(number, handle), by)
        ended.append(in_seat(session.get_one(Person, term.person_id).actor.name, number))
    enter_seat(events.END_TERMS, events.TermsEnded(ended), by)


def _end_all(*which: Any, by: By) -> int:
    """End the terms that go on and fit ``which``, as they stand once nobody else ends one; return how many."""
    if open_term(*which) is None:
        return 0
    with writing():
        hold_seats(by)
        over = session.scalars(select(Term).where(Term.ended_at.is_(None), *which).order_by(Term.id)).all()
        if over:
            _end_over(over, by=by)
        return len(over)


def end_terms(by: By) -> int:
    """End the terms that have run out by ``by.at``; return how many. For the clock."""
    return _end_all(Term.ends_at <= by.at, by=by)


def end_terms_before(by: By) -> None:
    """End the terms that have run out before who sits, or leads by a seat, acts: the clock may be late."""
    if roles_of(by.actor_id).has(*_OF_SEAT):
        end_terms(by_clock(by.at))


def install_chair(person: Person, *, by: By, kind: str = events.CHAIR, reason: str = "") -> list[Text]:
    """Give the chair of the council to a member, in place of whoever has it; recorded as ``kind``. For commands.

    Return who sits in which seat where it is the first chair, of which the members are told then; else nobody.
    """
    hold_seats(by)
    before, members = None, [] if is_complete() else members_now()
    for former in holders("council-chair"):
        end_role(former, "council-chair", at=by.at)
        before = handle_of(former)
    give_role(person.id, "council-chair", at=by.at)
    _touch_counted(by.at)
    enter_seat(kind, events.ChairNamed(person.actor.handle or "", before, members, reason), by)
    return members


@command
def name_chair(person: Person, *, by: By, reason: str = "") -> None:
    """Name the council's chair, until the council elects one (section 1).

    Invalid for who holds no seat, or chairs already, without a reason where somebody chairs, and once the council has
    elected a chair.
    """
    must_seat(by, person)
    hold_seats(by)
    if _has_elected():
        raise Invalid(person=str(ELECTED))
    if open_term(Term.person_id == person.id, Term.ends_at > by.at) is None or not roles_of(person.id).has("council"):
        raise Invalid(person=_("The chair is a member of the council: seat this person first."))
    if person.id in holders("council-chair"):
        raise Invalid(person=_("This person chairs the council already."))
    if holders("council-chair") and not reason:
        raise Invalid(reason=_("Say why another member shall chair; the reason is public."))
    install_chair(person, by=by, reason=reason)
