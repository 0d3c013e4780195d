"""A council for tests, seated by the commands; and a ballot that two objections opened."""

from igtf.core.clock import now
from igtf.core.db import session
from igtf.council import seating
from igtf.council.models import Ballot, Seat, Term
from igtf.council.seats import SEATS
from igtf.issues import commands as issues
from igtf.issues.models import Issue
from igtf.people.models import Person
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.models import Actor
from tests.factories import by, make_person

COUNTRY_OF = {
    "african": "KE", "asia_pacific": "JP", "eastern_european": "PL", "grulac": "BR", "weog": "DE", None: "KE",
}  # fmt: skip


def make_council(per_group: int = 1, organisation: str = "") -> tuple[Person, dict[int, Person]]:
    """Return the secretariat, and an interim council by seat: the first ``per_group`` seats of each group.

    ``organisation`` is that of each member; {} in it stands for the seat's number.
    """
    secretariat = make_person(roles=("secretariat",))
    members: dict[int, Person] = {}
    for group in ("government", "private", "civil", "technical", "intergovernmental"):
        for plan in [seat for seat in SEATS if seat.group == group][:per_group]:
            affiliation = organisation.format(plan.number)
            person = make_person(group=group, country=COUNTRY_OF[plan.region], organisation=affiliation)
            seating.seat(plan.number, person, by=by(secretariat))
            members[plan.number] = person
    run_due(by_clock(now()))  # the council begins to sit
    return secretariat, members


def in_seat(number: int) -> str:
    """Return how the secretariat's page names a seat with who holds it now."""
    session.rollback()
    held = session.query(Actor.handle).join(Term, Term.person_id == Actor.id).join(Seat, Seat.id == Term.seat_id)
    return f"{number} {held.filter(Seat.number == number, Term.ended_at.is_(None)).scalar()}"


def make_issue(member: Person, **changes: str) -> Issue:
    """Return an issue with a pending proposal of ``member`` to decline it."""
    words = {"title": "Costs of interconnection", "summary": "Who sets them?", "layer": "use",
             "topic": "communications-infrastructure"} | changes  # fmt: skip
    issue: Issue = issues.file(by=by(make_person()), **words)
    issues.propose_decline(issue, reason="Not about the Internet.", by=by(member))
    return issue


def make_ballot(members: dict[int, Person]) -> Ballot:
    """Return a ballot on a proposal that the second and third member of ``members`` objected to."""
    first, second, third, *_rest = members.values()
    issue = make_issue(first)
    for member in (second, third):
        issues_object(issue, member)
    return session.query(Ballot).order_by(Ballot.id.desc()).limit(1).one()


def issues_object(issue: Issue, member: Person) -> None:
    """Let ``member`` object to what is pending on ``issue``."""
    from igtf.issues.states import ISSUE

    ISSUE.commands["object"](issue, reason="It is.", by=by(member))
