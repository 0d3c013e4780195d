"""Loading ballots, their frozen seats with the positions, their lists, and the facts that decisions need."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from igtf.core.database.conditions import among_given
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.core.policy import late
from igtf.council import tally
from igtf.council.alternate import alternate_of
from igtf.council.counting import heard, inherited, seat_of, seats_again
from igtf.council.models import Ballot, BallotPosition, BallotSeat, Council, Seat, Term
from igtf.council.policy import BallotFacts, CouncilFacts, SeatsStanding
from igtf.council.purposes import PURPOSES
from igtf.council.running import is_balloted
from igtf.council.states import BALLOT, COUNCIL
from igtf.council.tally import RECUSE
from igtf.drafts.models import Draft, Revision
from igtf.drafts.writers import leads_drafts
from igtf.groups.charter_states import PENDING
from igtf.groups.models import Charter
from igtf.issues.models import PENDING as PENDING_TWO_STEP
from igtf.issues.models import TwoStep, TwoStepObjection
from igtf.issues.topics import TOPICS_ASKED
from igtf.people.models import Person, Role
from igtf.people.roles import LEADS_COUNCIL, is_verified, roles_of
from igtf.people.stakeholders import UNSTATED
from igtf.record.by import By
from igtf.record.models import CLOCK_ID, Actor, Event, Hat, Subject
from igtf.record.numbers import period, whole_number
from igtf.record.queries import ROW, having, thing_of


@BALLOT.loader
def get_ballot_or_404(person_id: int | None, ref: str) -> Ballot:
    """Return a ballot by its number; NotFound when there is none. Ballots are public."""
    return thing_of(Ballot, "ballot", ref)


@COUNCIL.loader
def get_council_or_404(person_id: int | None, ref: str) -> Council:
    """Return the council; NotFound under another name, and before anybody was seated."""
    return thing_of(Council, "council", ref)


@COUNCIL.facts_by
def council_facts(by: By, council: Council | None) -> CouncilFacts:
    """Return what decisions on the council's own acts need to know; two queries."""
    if by.actor_id in (None, CLOCK_ID):
        return CouncilFacts(signed_in=False)
    return CouncilFacts(True, is_verified(by.actor_id), roles_of(by.actor_id).has(*LEADS_COUNCIL))


def holds(at: Any) -> Any:
    """Return the condition that a term is held at ``at``: neither ended nor run out."""
    return Term.ended_at.is_(None) & (Term.ends_at > at)


@BALLOT.facts_by
def facts_for(by: By, ballot: Ballot | None) -> BallotFacts:
    """Return what decisions on a ballot need to know; one query, and one when it is asked how the seats stand."""
    if ballot is None:
        return BallotFacts(signed_in=by.actor_id is not None)
    over, stop = by.at >= ballot.closes_at, tally.STOPPED.get(ballot.rule, "")
    if by.actor_id is None:
        return BallotFacts(signed_in=False, over=over, stop=stop)
    if by.actor_id == CLOCK_ID:
        runs = alternate_of(ballot.id) is not None
        return BallotFacts(signed_in=False, clock=True, over=over, stop=stop, alternate=_alternate(ballot, runs=runs))
    row = _member(by, ballot)
    if row is None:
        return BallotFacts(signed_in=True, over=over, stop=stop)
    facts = BallotFacts(
        signed_in=True, verified=row.verified_at is not None, over=over, stop=stop,
        leads=_leads(row, by, ballot),
        council_chair=row.chair_id == by.actor_id, deferred=ballot.deferred_by_id is not None,
        early=by.at >= ballot.opens_at + period("early_close_days", ballot.subject),
        alternate=_alternate(ballot, runs=row.alternate), panel=ballot.panel,
        chairs=row.chairs, objected=row.objected, declined=row.declined,
    )  # fmt: skip
    if ballot.closed_at or not (row.number or facts.council_chair or facts.leads):
        return facts
    return replace(facts, **_seat(row, ballot), standing=late(lambda: _standing(row, by, ballot)))


def _leads(row: Any, by: By, ballot: Ballot) -> bool:
    """Return whether a ballot is led by the office that an actor holds now, beside the council's chair."""
    purpose = PURPOSES[ballot.purpose]
    if purpose.of_clearing_house or purpose.opened_by_asking:
        return False
    opened = purpose.led_by_opener and ballot.opened_by_id == by.actor_id and row.sits is not None
    return bool(row.responsible or opened)


def _seat(row: Any, ballot: Ballot) -> dict[str, Any]:
    """Return what an actor who has a say needs to know of the own seat."""
    return {
        "seat": row.number,
        "inside": ballot.panel and row.sits is not None,
        "recused": row.value == RECUSE,
        "was_vacant": row.number is not None and row.holder_id is None,
        "recused_for": row.recused_for,
    }  # fmt: skip


def _standing(row: Any, by: By, ballot: Ballot) -> SeatsStanding:
    """Return how the seats stand for an actor who has a say."""
    rows = board(ballot.id, by.at)
    seats = tally_seats(ballot, by.at, rows)
    in_base = {seat.number for seat in seats if seat.in_base}
    found = [pair for pair in zip(rows, seats, strict=True) if pair[1].in_base and pair[1].stops]
    others = [discuss for discuss, _seat in found if discuss.number != row.number]
    alone = found[0][0] if len(found) == 1 else None
    aside = [held.sitting_id for held, seat in zip(rows, seats, strict=True) if seat.recused]
    age = period("lone_discuss_days", ballot.subject)
    return SeatsStanding(
        settled=tally.may_close_early(seats, ballot.opens_at, by.at, whole_number("early_close_days", ballot.subject)),
        asked=any(discuss.number == row.number and looks_again(discuss) for discuss, _seat in found),
        may_second=tuple(discuss.number for discuss in others if row.number not in discuss.seconds),
        seconds=tuple(discuss.number for discuss in others if row.number in discuss.seconds),
        discusses=len(found),
        seconded=alone is not None and not in_base.isdisjoint(alone.seconds),
        stood=alone is not None and alone.stands_since + age <= by.at,
        lone_seat=alone.number if alone else None,
        chair_aside=row.chair_id in {None, *aside, alone.sitting_id if alone else None},
    )


def looks_again(row: Any) -> bool:
    """Return whether the holder of a Discuss is asked to look again: it was inherited, or a newer revision is there."""
    return inherited(row) or is_older(row)


def is_older(row: Any) -> bool:
    """Return whether a position was taken on an earlier revision than the newest."""
    return bool(None not in (row.newest, row.revision_number) and row.revision_number < row.newest)


def _alternate(ballot: Ballot, *, runs: bool) -> str:
    return "open" if runs else "held" if ballot.lone_seat else ""


def _member(by: By, ballot: Ballot) -> Any:
    """Return who chairs the council, the frozen seat that the actor holds now, and whether an alternate ballot runs."""
    given = {"me": by.actor_id, "ballot": ballot.id, "at": by.at}
    return fetch(_membership(panel=ballot.panel), given).first()


@prepared
def _membership(*, panel: bool) -> Listing:
    me: Any = bindparam("me")
    number: Any = bindparam("ballot")
    at: Any = bindparam("at", type_=Term.ends_at.type)
    chair = select(Role.person_id).where(
        Role.name == "council-chair", Role.subject_id.is_(None), Role.ended_at.is_(None)
    ).order_by(Role.id.desc()).limit(1).scalar_subquery()  # fmt: skip
    runs = is_balloted(number)
    own = (BallotPosition.ballot_id == number, BallotPosition.seat_number == BallotSeat.number)
    held = BallotSeat.holder_id == Person.id if panel else BallotSeat.number == Seat.number
    return (
        select(
            chair.label("chair_id"), runs.label("alternate"), Person.verified_at, BallotSeat.number,
            BallotSeat.holder_id, _recused_for(Person.id), Term.id.label("sits"), BallotPosition.value,
            responsible_for(me, number).label("responsible"), of_own_group(me, number).label("chairs"),
            own_objection(me, number).label("objected"), own_refusal(me, number).label("declined"),
        )
        .select_from(Person)
        .outerjoin(Term, (Term.person_id == Person.id) & holds(at))
        .outerjoin(Seat, Seat.id == Term.seat_id)
        .outerjoin(BallotSeat, held & (BallotSeat.ballot_id == number))
        .outerjoin(BallotPosition, and_(*own))
        .where(Person.id == me, Person.deactivated_at.is_(None))
    )  # fmt: skip


def board(ballot_id: int, at: datetime) -> Sequence[Any]:
    """Return the frozen seats by number, each with its position, who took it, and who holds it at ``at``.

    What comes after a ballot's time has run out does not matter any more: ``moment`` is ``at`` or, before it, the end.
    """
    return boards([ballot_id], at).get(ballot_id, [])


def end_of_ballot() -> Any:
    """Return the expression for the moment from which nothing counts in a ballot any more, also if that is to come."""
    return case((Ballot.closed_at < Ballot.closes_at, Ballot.closed_at), else_=Ballot.closes_at)


def _moment() -> Any:
    """Return the expression for ``at``, or the end of a ballot when that came before."""
    end = end_of_ballot()
    now: Any = bindparam("at", type_=Ballot.closes_at.type)
    return case((end < now, end), else_=now)


def held(moment: Any) -> Any:
    """Return the condition that a term was held at a moment, even if it has ended since."""
    return (Term.started_at <= moment) & (Term.ends_at > moment) & (Term.ended_at.is_(None) | (Term.ended_at > moment))


def _recused_for(sits: Any) -> Any:
    """Return the column of what a frozen seat is recused for, with the person ``sits`` in it: as it was frozen, or for
    what a successor stands aside."""
    successor = case((or_(BallotSeat.holder_id != sits, BallotSeat.holder_id.is_(None)), BallotSeat.successor_for))
    return func.coalesce(BallotSeat.recused_for, successor).label("recused_for")


def boards(ballot_ids: Sequence[int], at: datetime) -> dict[int, list[Any]]:
    """Return the boards of several ballots by their ids, with the newest revision of what each decides on.

    A panel's seats have no successors; a council's are held by whoever had the term at the moment that counts.
    """
    found: dict[int, list[Any]] = {}
    for row in fetch(_boards(), {"ballots": ballot_ids, "at": at}).all():
        found.setdefault(row.ballot_id, []).append(row)
    return found


@prepared
def _boards() -> Listing:
    sitting, taker, moment = aliased(Actor), aliased(Actor), _moment()
    newest = (
        select(Revision.number).join(Draft, Draft.current_id == Revision.id)
        .where(Draft.id == Ballot.decides_on_id).scalar_subquery()
    )  # fmt: skip
    sits = case((Ballot.panel, BallotSeat.holder_id), else_=Term.person_id)
    confirmed = exists().where(
        Hat.actor_id == BallotSeat.holder_id, Hat.organisation == BallotSeat.affiliation,
        Hat.confirmed_at <= Ballot.opens_at, Hat.started_at <= Ballot.opens_at,
        Hat.ended_at.is_(None) | (Hat.ended_at > Ballot.opens_at),
    )  # fmt: skip
    return (
        select(
            BallotSeat.ballot_id, BallotSeat.number, BallotSeat.holder_id, BallotSeat.name,
            BallotSeat.stakeholder_group, BallotSeat.region, BallotSeat.affiliation, confirmed.label("confirmed"),
            _recused_for(sits),
            BallotPosition.value, BallotPosition.ground, BallotPosition.text, BallotPosition.comment,
            BallotPosition.revision_number, BallotPosition.at, BallotPosition.stands_since, BallotPosition.seconds,
            BallotPosition.asked_since, BallotPosition.set_aside_at, BallotPosition.person_id.label("taken_by_id"),
            taker.name.label("taken_by"),
            sits.label("sitting_id"), sitting.name.label("sitting_name"), Term.started_at.label("seated_at"),
            func.coalesce(newest, Ballot.revision_number).label("newest"), moment.label("moment"), Subject.procedure,
        )
        .join(Ballot, Ballot.id == BallotSeat.ballot_id)
        .join(Subject, Subject.id == Ballot.id)
        .outerjoin(BallotPosition, (BallotPosition.ballot_id == BallotSeat.ballot_id)
                   & (BallotPosition.seat_number == BallotSeat.number))
        .outerjoin(taker, taker.id == BallotPosition.person_id)
        .outerjoin(Seat, (Seat.number == BallotSeat.number) & ~Ballot.panel)
        .outerjoin(Term, (Term.seat_id == Seat.id) & held(moment))
        .outerjoin(sitting, sitting.id == sits)
        .where(among_given(BallotSeat.ballot_id, "ballots"))
        .order_by(BallotSeat.number)
    )  # fmt: skip


def tally_seats(ballot: Ballot, at: datetime, rows: Sequence[Any] | None = None) -> list[tally.TallySeat]:
    """Return the seats as they count at ``at``; of a closed ballot as they were frozen when it closed."""
    if ballot.result is not None:
        return seats_again(ballot.result)
    return [seat_of(row) for row in (board(ballot.id, at) if rows is None else rows)]


def heard_in(ballots: Sequence[Any], at: datetime) -> dict[int, tuple[int, int]]:
    """Return of rows of ballots, by id, how many seats of the base have a position at ``at``, and how many are in it.

    One query; of a closed one it is what was counted when it closed.
    """
    going = [ballot.id for ballot in ballots if ballot.result is None]
    rows = boards(going, at) if going else {}
    return {ballot.id: heard(tally_seats(ballot, at, rows.get(ballot.id, []))) for ballot in ballots}


@cache
def visible_ballots() -> Listing:
    """Return the query of the ballots' rows, to be paginated by last activity."""
    decided = aliased(Subject)
    return (
        select(
            *ROW, Ballot.purpose, Ballot.result, Ballot.organisations,
            decided.kind.label("decided_kind"), decided.ref.label("decided_ref"),
        )
        .join(Ballot, Ballot.id == Subject.id)
        .join(decided, decided.id == Ballot.decides_on_id)
        .where(Subject.kind == "ballot")
    )  # fmt: skip


def subjects_of(ballot_id: int) -> Select[int]:
    """Return the query of a ballot and the ballots that decide on it."""
    return select(Ballot.id).where((Ballot.id == ballot_id) | (Ballot.decides_on_id == ballot_id))


BALLOT.narrowing["purpose"] = having(Ballot.purpose)
BALLOT.known |= {"purpose": PURPOSES, "topic": TOPICS_ASKED}


def group_of_seat(person_id: int) -> str:
    """Return the stakeholder group of the voting seat that a person holds, 'unstated' for who holds none."""
    own = select(Seat.stakeholder_group).join(Term, Term.seat_id == Seat.id)
    return session.scalar(own.where(Seat.voting, Term.person_id == person_id, Term.ended_at.is_(None))) or UNSTATED


def text_hash(subject: Subject) -> str | None:
    """Return the hash of the text that a ballot on a draft or a charter decides on now, None of anything else."""
    query = {
        "draft": select(Revision.hash).join(Draft, Draft.current_id == Revision.id).where(Draft.id == subject.id),
        "group": select(Charter.hash).where(Charter.group_id == subject.id, Charter.state.in_(PENDING)),
    }.get(subject.kind)
    return None if query is None else session.scalar(query)


def responsible_for(person: Any, ballot: Any) -> ColumnElement[bool]:
    """Return the condition that a person is responsible now for what a ballot decides on, or for its group.

    An alternate ballot has the responsible member of the ballot whose Discuss it is about.
    """
    own, asked, subject, role = aliased(Ballot), aliased(Ballot), aliased(Subject), aliased(Role)
    before = select(asked.decides_on_id).where(asked.id == own.decides_on_id).correlate(own).scalar_subquery()
    return exists().where(
        own.id == ballot, subject.id == own.id, role.name == "responsible", role.person_id == person,
        role.ended_at.is_(None), role.subject_id.in_((own.decides_on_id, before, subject.group_id)),
    )  # fmt: skip


def of_own_group(person: Any, ballot: Any) -> ColumnElement[bool]:
    """Return the condition that a person leads the group whose draft a ballot decides on, or the group itself."""
    own = aliased(Subject)
    return exists().where(own.id == ballot, leads_drafts(person, own.group_id))


def own_objection(person: Any, ballot: Any) -> ColumnElement[bool]:
    """Return the condition that a person objected to the decision in two steps that a ballot is about."""
    own = aliased(Ballot)
    return exists().where(
        own.id == ballot, own.purpose == "two-step", TwoStep.issue_id == own.decides_on_id, PENDING_TWO_STEP,
        TwoStepObjection.two_step_id == TwoStep.id, TwoStepObjection.person_id == person,
    )  # fmt: skip


def own_refusal(person: Any, ballot: Any) -> ColumnElement[bool]:
    """Return the condition that a ballot is about the refusal of a BoF by a person."""
    own, refusal, newer = aliased(Ballot), aliased(Event), aliased(Event)
    again = exists().where(newer.subject_id == refusal.subject_id, newer.kind == refusal.kind, newer.id > refusal.id)
    return exists().where(
        own.id == ballot, own.purpose == "bof-after-refusal", refusal.subject_id == own.decides_on_id,
        refusal.kind == "group.decline", refusal.actor_id == person, ~again,
    )  # fmt: skip
