"""Who may do what in an election of the chair; one sentence for each no."""

from dataclasses import dataclass

from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import Decision, check
from igtf.discussion.policy import OVER, participant


@dataclass(frozen=True)
class ElectionFacts:
    """What decisions on an election need to know of the actor and the election.

    ``seat``: the number of the seat of the council that the actor holds. ``votes``: it was filled when the vote opened.
    ``running``: an election is under way. ``early``: an elected chair's year does not end soon. ``answer``: what the
    actor said as candidate ('' for who is none). ``elected``: the actor is whom it names as elected; ``chairs``: the
    actor chairs the council. ``over``: the time of this step has run out; ``voted``: that of the vote.
    """

    signed_in: bool
    verified: bool = False
    clock: bool = False
    secretariat: bool = False
    seat: int | None = None
    votes: bool = False
    running: bool = False
    early: bool = False
    answer: str = ""
    elected: bool = False
    chairs: bool = False
    over: bool = False
    voted: bool = False


MEMBERS = _l("This is for the members of the council.")
RUNNING = _l("An election of the chair is under way already.")


def can_call(facts: ElectionFacts) -> Decision:
    """A member, the secretariat or the clock, where none is under way and the chair's term ends soon."""
    free = check(
        (not facts.running, RUNNING),
        (not facts.early, _l("The chair's term goes on; the next election is called shortly before it ends.")),
    )
    who = check(
        (facts.seat is not None or facts.secretariat, _l("A member of the council or the secretariat calls it."))
    )
    return free if facts.clock else participant(facts) and who and free


def _member(facts: ElectionFacts) -> Decision:
    return participant(facts) and check((facts.seat is not None, MEMBERS), (not facts.over, OVER))


def can_nominate(facts: ElectionFacts) -> Decision:
    """Any member, in time."""
    return _member(facts)


def can_stand(facts: ElectionFacts) -> Decision:
    """Any member, nominated or not, in time."""
    return _member(facts) and check((facts.answer != "accepted", _l("You stand already.")))


def can_decline(facts: ElectionFacts) -> Decision:
    """A candidate, until the vote has closed."""
    return participant(facts) and check(
        (bool(facts.answer), _l("This is for who was nominated.")),
        (facts.answer != "declined", _l("You declined already.")),
        (not facts.voted, OVER),
    )


def can_decline_office(facts: ElectionFacts) -> Decision:
    """Who was elected, before taking office."""
    return participant(facts) and check((facts.elected, _l("This is for who was elected.")))


def can_give_up(facts: ElectionFacts) -> Decision:
    """Who chairs the council by this election."""
    return participant(facts) and check(
        (facts.elected and facts.chairs, _l("This is for who chairs the council by this election."))
    )


def can_vote(facts: ElectionFacts) -> Decision:
    """Who holds a seat that was filled when the vote opened, until it closes."""
    return _member(facts) and check(
        (facts.votes, _l("Your seat was vacant when the vote opened, so it is not part of its base."))
    )
