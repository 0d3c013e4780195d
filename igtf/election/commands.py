"""The acts of an election of the chair: calling, nominating, voting, counting, and taking office."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.finding import search
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.moments import stamp
from igtf.core.wording import in_english
from igtf.council.events import CHAIR_ELECTED
from igtf.council.seating import hold_seats, install_chair
from igtf.discussion.commands import follow
from igtf.election import events, lookups, policy, queries
from igtf.election.counting import ranked, rotated
from igtf.election.forms import NOBODY
from igtf.election.models import Candidate, ChairVote, Election
from igtf.election.policy import ElectionFacts
from igtf.election.states import ELECTION
from igtf.people.models import Person
from igtf.people.roles import end_role, holders
from igtf.record.by import By, by_clock
from igtf.record.models import CLOCK_ID, Actor
from igtf.record.moves import carries_out, creates
from igtf.record.numbers import period, share, whole_number
from igtf.record.subjects import next_number, open_subject, touch

_TITLE = ELECTION.titles.add(_l("Chair of the council, called in %(year)s"))
NOBODY_FITS = _l("Nobody who was elected can take office.")


@creates(ELECTION, "call")
def call(*, by: By) -> tuple[Election, events.Called]:
    """Call the election of the chair: nominations are open for ``chair_nomination_days``.

    Invalid while one is running.
    """
    number = next_number("election")  # locks the series, so that of two calls in one moment one sees the other
    if queries.running():
        raise Invalid({"": [str(policy.RUNNING)]})
    until = by.at + period("chair_nomination_days")
    title = in_english(_TITLE.of(year=by.at.year))
    subject = open_subject(
        "election", str(number), title, "nominating", by=by, due_at=until,
        summary=f"The members of the council elect their chair for {whole_number('chair_days')} days. "
                "The stakeholder group rotates.",
    )  # fmt: skip
    group = lookups.last_group()
    election = Election(id=subject.id, subject=subject, last_group=group, nominations_until=until, seats=[])
    session.add(election)
    session.flush()
    if by.actor_id != CLOCK_ID:
        follow(subject.id, person_id=by.author, by=by)
    search.put(subject.id, title, subject.summary)
    return election, events.Called(stamp(until), group)


def _candidacy(election: Election, person_id: int) -> Select[Candidate]:
    return select(Candidate).where(Candidate.election_id == election.id, Candidate.person_id == person_id)


@carries_out(ELECTION, "nominate")
def nominate(election: Election, *, person: str, reason: str, by: By) -> events.Named:
    """Nominate another member, who follows the election from now on; Invalid for who is nominated already."""
    row = next((row for row in lookups.members(by.at) if row.handle == person), None)
    if row is None:
        raise Invalid(person=_("Only who holds a seat of the council can chair it."))
    if row.person_id == by.actor_id:
        raise Invalid(person=_("To nominate yourself, choose: stand for the chair."))
    if session.scalar(_candidacy(election, row.person_id)):
        raise Invalid(person=_("This person is nominated already."))
    session.add(
        Candidate(election_id=election.id, person_id=row.person_id, nominated_by_id=by.author, reason=reason, at=by.at)
    )
    follow(election.id, person_id=row.person_id, by=by)
    return events.Named(person, row.name, reason)


@carries_out(ELECTION, "stand")
def stand(election: Election, *, reason: str, by: By) -> events.Named:
    """Accept a nomination, or stand without one."""
    candidate = session.scalar(_candidacy(election, by.author))
    if candidate is None:
        candidate = Candidate(election_id=election.id, person_id=by.author, nominated_by_id=by.author)
        session.add(candidate)
    candidate.reason, candidate.answer, candidate.at = reason, "accepted", by.at
    follow(election.id, person_id=by.author, by=by)
    actor = session.get_one(Actor, by.author)
    return events.Named(actor.handle or "", actor.name, reason)


@carries_out(ELECTION, "decline")
def decline(election: Election, *, by: By) -> events.Named:
    """Decline; who accepted this candidate accepts nobody for that."""
    candidate, actor = session.scalars(_candidacy(election, by.author)).one(), session.get_one(Actor, by.author)
    candidate.answer = "declined"
    return events.Named(actor.handle or "", actor.name)


@carries_out(ELECTION, "decline-office")
def decline_office(election: Election, *, by: By) -> tuple[events.InOffice, str]:
    """Decline the chair before taking it; elected is the next who fits by now and whom enough seats accept."""
    session.scalars(_candidacy(election, by.author)).one().answer = "declined"
    session.flush()
    name, (person_id, aside) = session.get_one(Actor, by.author).name, _next_elected(election, by.at)
    election.elected_id = person_id
    if person_id is None:
        return events.InOffice(name, reason=NOBODY_FITS, passed_over=aside), "no-result"
    instead = session.get_one(Actor, person_id).name
    said = _l("%(name)s is elected, whom enough seats accept too.", name=instead)
    return events.InOffice(name, reason=said, passed_over=aside), "elected"


@carries_out(ELECTION, "give-up")
def give_up(election: Election, *, by: By) -> events.InOffice:
    """Leave the chair and keep the seat; the clock ends the office, and lets follow what does (``end``).

    Who stands in the next election, or is elected in it already, declines there too: else the chair would come back.
    """
    end_role(by.author, "council-chair", at=by.at)
    for late in queries.votes_over(by.at):
        close(late, by=by_clock(by.at))
    for coming in queries.coming_for(by.author):
        (decline_office if coming.subject.state == "elected" else decline)(coming, by=by)
    return events.InOffice(session.get_one(Actor, election.elected_id).name)


@carries_out(ELECTION, "open-vote")
def open_vote(election: Election, *, by: By) -> tuple[events.VoteOpened, str]:
    """Freeze the seats that are filled and the group that waits, and open the vote for ``chair_vote_days``.

    Where nobody stands, nobody is elected.
    """
    standing = lookups.stands(queries.candidates(election, by.at))
    election.last_group = lookups.last_group()  # another chair may have been named since the call
    if not standing:
        _over(election, by)
        return events.VoteOpened([_lp("result", "nobody")], [], "", []), "no-result"
    able, aside = rotated(standing, election.last_group)
    election.seats = [str(row.number) for row in lookups.members(by.at)]
    election.votes_until = election.subject.due_at = by.at + timedelta(
        days=whole_number("chair_vote_days", election.subject)
    )
    candidates, waiting = ([one.name for one in some] for some in (able, aside))
    return events.VoteOpened(candidates, waiting, stamp(election.votes_until), election.seats), "voting"


def _over(election: Election, by: By) -> None:
    election.closed_at, election.subject.due_at = by.at, None


@carries_out(ELECTION, "vote")
def vote(election: Election, *, accepts: list[str], by: By, facts: ElectionFacts) -> events.Voted:
    """Say whom the actor's seat accepts, replacing what it said before; Invalid for the same again."""
    chosen = sorted(set(accepts) - {NOBODY})
    named = lookups.able(queries.candidates(election, by.at), election.last_group)
    if not set(chosen) <= set(named):
        raise Invalid(accepts=_("Only who stands, and is not set aside by the rotation, can be accepted."))
    seat = facts.seat or 0
    held = queries.votes(election.id).get(seat)
    if held is not None and (held.accepts, held.person_id) == (chosen, by.author):
        raise Invalid(accepts=_("This is your vote already, so nothing was recorded."))
    if held is None:
        held = ChairVote(election_id=election.id, seat_number=seat)
        session.add(held)
    held.accepts, held.person_id, held.at = chosen, by.author, by.at
    return events.Voted(seat, chosen, [named[handle] for handle in chosen] or [_l("none of them")])


@carries_out(ELECTION, "close")
def close(election: Election, *, by: By) -> tuple[events.Counted, str]:
    """Count and freeze the result. Who is elected takes office when the last elected chair leaves it."""
    result = queries.tally(election, queries.candidates(election, by.at), by.at)
    election.result = result
    _over(election, by)
    if result["elected"] is None:
        why = _l(
            "No candidate is accepted by %(base)s of the base and %(group)s of each stakeholder group.",
            base=share("half_share", election.subject),
            group=share("group_share", election.subject),
        )
        return events.Counted("", "", why, result), "no-result"
    row = next(row for row in result["candidates"] if row["handle"] == result["elected"])
    election.elected_id = session.scalar(select(Actor.id).where(Actor.handle == row["handle"]))
    _begins(election, max(by.at, queries.office_ends() or by.at))
    return events.Counted(row["name"], f"{election.starts_at:%Y-%m-%d}", "", result), "elected"


def _begins(election: Election, at: datetime) -> None:
    """Let who was elected take office at a moment, and chair for ``chair_days`` from then on."""
    election.starts_at = election.subject.due_at = at
    election.ends_at = at + period("chair_days", election.subject)


@carries_out(ELECTION, "take-office")
def take_office(election: Election, *, by: By) -> tuple[events.InOffice, str]:
    """Give the chair to who was elected, or where they do not fit by now, to the next whom enough seats accept."""
    hold_seats(by)  # who leaves the seat in the same moment does not chair the council without one
    person_id, aside = _next_elected(election, by.at)
    if person_id is not None:
        return _in_office(election, session.get_one(Person, person_id), aside, by), "in-office"
    election.subject.due_at = None
    name = session.get_one(Actor, election.elected_id).name
    return events.InOffice(name, reason=NOBODY_FITS, passed_over=aside), "no-result"


def _next_elected(election: Election, at: datetime) -> tuple[int | None, list[Text]]:
    """Return the first whom enough seats accept, who fits by now and has not declined; and who does not fit, with why.

    None where nobody is left.
    """
    sits, declined = {row.handle: row for row in lookups.members(at)}, queries.declined(election.id)
    aside: list[Text] = []
    for row in ranked((election.result or {})["candidates"]):
        seat = sits.get(row["handle"])
        why = _unfit(seat, row["group"])
        if seat is not None and not why and row["handle"] not in declined:
            return seat.person_id, aside
        aside += [_l("%(name)s, %(why)s", name=row["name"], why=why)] if why else []
    return None, aside


def _unfit(seat: Any, group: str) -> Text:
    """Return why who was elected from a seat of ``group`` cannot take office by now; '' when they can."""
    if seat is None:
        return _l("holds no seat any more")
    return "" if seat.group == group else _l("sits for another stakeholder group by now")


def _in_office(election: Election, person: Person, aside: list[Text], by: By) -> events.InOffice:
    """Give the chair to a person, whom the election names as elected from now on."""
    members = install_chair(person, by=by, kind=CHAIR_ELECTED)
    election.elected_id, election.subject.due_at = person.id, election.ends_at
    return events.InOffice(person.actor.name, f"{election.ends_at:%Y-%m-%d}", passed_over=aside, members=members)


@carries_out(ELECTION, "call-next")
def call_next(election: Election, *, by: By) -> events.InOffice:
    """Call the election of the successor; the chair stays until somebody is elected."""
    call(by=by)
    return events.InOffice(session.get_one(Actor, election.elected_id).name, f"{election.ends_at:%Y-%m-%d}")


@carries_out(ELECTION, "end")
def end(election: Election, *, by: By) -> events.InOffice:
    """Note that the chair's office has ended, and what follows: the council has a chair again as soon as it can."""
    name = session.get_one(Actor, election.elected_id).name
    return events.InOffice(name, reason=_followed(election, by))


def _followed(election: Election, by: By) -> Text:
    """Return in a sentence who chairs the council after a chair; without a successor, an election is called at once."""
    if election.elected_id in set(holders("council-chair")):
        return _l("The same member was elected again, and chairs the council by that election.")
    if not queries.vacant_chair():
        return _l("A successor has taken office.")
    elected = queries.elected()
    if elected is not None:
        _begins(elected, by.at)
        touch(elected.id, by.at)
        return _l("The chair is vacant; who was elected takes office at once.")
    if queries.running():
        return _l("The chair is vacant until somebody is elected; the election is under way.")
    call(by=by)
    return _l("The chair is vacant; an election is called.")


def call_where_vacant(by: By) -> int:
    """Call an election where a chair who was named has left and nobody follows, and return 1; else 0. For the clock.

    The secretariat has as many days to name another as nominations are open.
    """
    since = by.at - period("chair_nomination_days")
    if not queries.left_without_chair(since) or queries.running() or queries.elected() is not None:
        return 0
    call(by=by)
    return 1
