"""What forms and commands of ballots read from the database, below the tables of moves."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, bindparam, exists, select
from sqlalchemy.orm import aliased

from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.core.moments import months_after
from igtf.council.models import Ballot, BallotPosition, BallotSeat, Seat, Term
from igtf.council.tally import STOPS
from igtf.drafts.lookups import leads_drafts
from igtf.drafts.models import Draft, Revision
from igtf.groups.charter_states import PENDING
from igtf.groups.models import Charter
from igtf.issues.models import PENDING as PENDING_TWO_STEP
from igtf.issues.models import TwoStep, TwoStepObjection
from igtf.people.models import Role
from igtf.people.stakeholders import UNSTATED, Affiliations
from igtf.record.models import Event, Hat, Subject
from igtf.record.numbers import whole_number


def laid_down_after(at: datetime, subject: Subject | None) -> datetime:
    """Return since when a hat that was laid down still binds its wearer at ``at``, as ``subject`` runs (section 15)."""
    return months_after(at, -whole_number("former_hat_months", subject))


def organisations_of(person_ids: Iterable[int], at: datetime, subject: Subject | None = None) -> dict[int, list[str]]:
    """Return the organisations that each person belongs to, confirmed or not, as it matters for ``subject``."""
    found: dict[int, list[str]] = {}
    for row in _hats(person_ids, at, subject):
        found.setdefault(row.actor_id, []).append(row.organisation)
    return found


def binds(hat: Any, at: datetime, subject: Subject | None = None) -> Any:
    """Return the condition that a hat binds its wearer at ``at``, as ``subject`` runs.

    It is worn then or was laid down not long before, or a seat is held under it.
    """
    worn = hat.ended_at.is_(None) | (hat.ended_at > laid_down_after(at, subject))
    return worn | hat.id.in_(select(Term.hat_id).where(Term.ended_at.is_(None)))


def _hats(person_ids: Iterable[int], at: datetime, subject: Subject | None) -> Sequence[Any]:
    """Return the hats that bind persons at ``at``."""
    confirmed = Hat.confirmed_at.is_not(None) & Hat.refused_at.is_(None)
    return session.execute(
        select(Hat.actor_id, Hat.organisation, confirmed.label("confirmed"))
        .where(Hat.actor_id.in_(list(person_ids)), binds(Hat, at, subject)).order_by(Hat.id)
    ).all()  # fmt: skip


def affiliations_of(
    person_ids: Iterable[int], at: datetime, subject: Subject | None = None
) -> defaultdict[int, Affiliations]:  # fmt: skip
    """Return the affiliations of each person by all hats that bind them, for the caps on those of one organisation."""
    hats: dict[int, list[Any]] = {}
    for row in _hats(person_ids, at, subject):
        hats.setdefault(row.actor_id, []).append(row)
    found = {
        person: Affiliations.of(
            (row.organisation for row in rows if row.confirmed),
            (row.organisation for row in rows if not row.confirmed),
        )
        for person, rows in hats.items()
    }
    return defaultdict(Affiliations, found)


def fixed_hat(ballot: Ballot, person_id: int | None) -> Hat | None:
    """Return the hat of a person in a ballot: that of the seat; in a panel that of the first position, None before."""
    given = {"ballot": ballot.id, "person": person_id or 0}
    return cast("Hat | None", fetch(_fixed_hat(ballot.panel), given).scalar())


@prepared
def _fixed_hat(panel: bool) -> Select[Hat]:
    person: Any = bindparam("person")
    seat = select(Term.hat_id).where(Term.person_id == person, Term.ended_at.is_(None))
    first = select(Event.hat_id).where(
        Event.subject_id == bindparam("ballot"), Event.actor_id == person, Event.kind == "ballot.take-position"
    )
    fixed = first.order_by(Event.id).limit(1) if panel else seat
    return select(Hat).where(Hat.id == fixed.scalar_subquery())


def position_of(ballot_id: int, person_id: int | None) -> BallotPosition | None:
    """Return the position that a person took in a ballot, for a seat of theirs; None when there is none yet."""
    mine = (BallotPosition.ballot_id == ballot_id, BallotPosition.person_id == person_id)
    return session.scalar(select(BallotPosition).where(*mine))


def group_of_seat(person_id: int) -> str:
    """Return the stakeholder group of the voting seat that a person holds, 'unstated' for who holds none."""
    own = select(Seat.stakeholder_group).join(Term, Term.seat_id == Seat.id)
    return session.scalar(own.where(Seat.voting, Term.person_id == person_id, Term.ended_at.is_(None))) or UNSTATED


def current_revision(ballot: Ballot) -> int | None:
    """Return the revision that a position taken now is on: the draft's newest, else the one that was balloted."""
    if ballot.decides_on.kind != "draft":
        return ballot.revision_number
    return cast("int | None", fetch(_newest(), {"draft": ballot.decides_on_id}).scalar())


@prepared
def _newest() -> Listing:
    newest = select(Revision.number).join(Draft, Draft.current_id == Revision.id)
    return newest.where(Draft.id == bindparam("draft"))


def text_hash(subject: Subject) -> str | None:
    """Return the hash of the text that a ballot on a draft or a charter decides on now, None of anything else."""
    query = {
        "draft": select(Revision.hash).join(Draft, Draft.current_id == Revision.id).where(Draft.id == subject.id),
        "group": select(Charter.hash).where(Charter.group_id == subject.id, Charter.state.in_(PENDING)),
    }.get(subject.kind)
    return None if query is None else session.scalar(query)


def newest_ballot(subject_id: int) -> str:
    """Return the number of the last ballot on a subject; NoResultFound when there was none."""
    on_it = select(Subject.ref).join(Ballot, Ballot.id == Subject.id).where(Ballot.decides_on_id == subject_id)
    return session.scalars(on_it.order_by(Ballot.id.desc()).limit(1)).one()


def discusses(ballot_id: int) -> Sequence[Any]:
    """Return the positions of a ballot that are a Discuss or a Block, with the name of the seat's holder then."""
    return session.execute(
        select(BallotPosition.seat_number, BallotPosition.ground, BallotSeat.name)
        .join(BallotSeat, (BallotSeat.ballot_id == BallotPosition.ballot_id)
              & (BallotSeat.number == BallotPosition.seat_number))
        .where(BallotPosition.ballot_id == ballot_id, BallotPosition.value.in_(STOPS))
        .order_by(BallotPosition.seat_number)
    ).all()  # fmt: skip


def said_for_another(ballot_id: int, value: str, text: str) -> bool:
    """Return whether a text stands in a ballot as the reason of another position than ``value``."""
    return bool(session.scalar(select(exists().where(
        BallotPosition.ballot_id == ballot_id, BallotPosition.value != value, BallotPosition.text == text
    ))))  # fmt: skip


def lone_discuss(ballot_id: int) -> BallotPosition | None:
    """Return the Discuss that was put to the alternate ballot, None when it was cleared since."""
    return session.scalar(
        select(BallotPosition)
        .join(Ballot, (Ballot.id == BallotPosition.ballot_id) & (Ballot.lone_seat == BallotPosition.seat_number))
        .where(Ballot.id == ballot_id, BallotPosition.value.in_(STOPS))
    )


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


def alternate_of(ballot_id: int) -> Ballot | None:
    """Return the alternate ballot that runs on a Discuss of this ballot, None when there is none."""
    return session.scalar(select(Ballot).where(Ballot.decides_on_id == ballot_id, Ballot.closed_at.is_(None)))
