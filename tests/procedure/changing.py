"""A change of the procedure from proposal to adoption, by the commands."""

from datetime import datetime, timedelta

from igtf.consensus.states import CALL
from igtf.core.db import session
from igtf.core.workflow import WORKFLOWS
from igtf.council.states import BALLOT
from igtf.people.models import Person
from igtf.procedure.states import CHANGE
from igtf.record.by import by_clock
from igtf.record.models import Subject
from tests.factories import by

DECLARED = {"result": "consensus", "decided": "It changes.", "tradeoffs": "None.", "look_again": "Never.", "dealt": ""}


def newest(kind: str):
    """Return the newest thing of a kind whose names are numbers."""
    session.rollback()
    ref = session.query(Subject.ref).filter(Subject.kind == kind).order_by(Subject.id.desc()).limit(1).scalar()
    return WORKFLOWS[kind].load(None, ref)


def called(lead: Person, proposer: Person, numbers: dict[str, str], at: datetime):
    """Return a change that ``lead`` has called, supported by who leads it."""
    rows = [{"number": name, "value": value} for name, value in numbers.items()]
    change = CHANGE.commands["propose"](
        title="Other numbers", numbers=rows, reason="They serve better.", by=by(proposer, at)
    )
    CHANGE.commands["call"](change, question="Shall it change?", days=28, by=by(lead, at))
    CALL.commands["take-position"](newest("call"), position="support", by=by(lead, at))
    return change


def to_ballot(members: dict[int, Person], numbers: dict[str, str], at: datetime):
    """Return a change that is on the ballot, with the moment of its opening.

    The first member leads what the second one proposed.
    """
    lead, proposer, *_rest = members.values()
    change, call = called(lead, proposer, numbers, at), newest("call")
    at += timedelta(days=28)
    CALL.commands["close"](call, by=by_clock(at))
    CALL.commands["declare"](call, by=by(lead, at), **DECLARED)
    CHANGE.commands["to-ballot"](change, came_in="Nothing.", by=by(lead, at))
    return change, at


def adopt(members: dict[int, Person], numbers: dict[str, str], at: datetime) -> datetime:
    """Let the council adopt new numbers in a ballot that begins at ``at`` or later; return when they are in force."""
    _change, at = to_ballot(members, numbers, at)
    ballot = newest("ballot")
    for member in members.values():
        BALLOT.commands["take-position"](ballot, position="yes", by=by(member, at))
    BALLOT.commands["close"](ballot, by=by_clock(ballot.closes_at))
    return ballot.closes_at
