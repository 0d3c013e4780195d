"""Who may do what in a ballot, and who seats the council; one sentence for each no."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from igtf.core.policy import Decision, check
from igtf.discussion.policy import participant


@dataclass(frozen=True)
class BallotFacts:
    """What decisions on a ballot need to know of the actor and the ballot.

    ``seat``: the number of the frozen seat that the actor holds now. ``over``: its time has run out.
    ``early``: the days before early closing have passed. ``settled``: every seat of the base has a position
    and no Discuss stands.
    """

    signed_in: bool
    verified: bool = False
    clock: bool = False
    seat: int | None = None
    was_vacant: bool = False
    recused_for: str | None = None
    is_opener: bool = False
    council_chair: bool = False
    deferred: bool = False
    over: bool = False
    early: bool = False
    settled: bool = False


OVER = _l("The time of this ballot has run out; what comes later is not counted.")
HOLDERS = _l("This is for the holders of the seats that were frozen when the ballot opened.")
WAS_VACANT = _l("Your seat was vacant when the ballot opened, so it is not part of its base.")
RECUSED = _l("You are recused: you belong to an addressee or an author's organisation, or are involved yourself.")
OPENER = _l("This is for the council chair, and for the responsible member who opened the ballot.")


def _holder(facts: BallotFacts) -> Decision:
    return participant(facts) and check(
        (facts.seat is not None, HOLDERS),
        (not facts.was_vacant, WAS_VACANT),
        (facts.recused_for is None, RECUSED),
        (not facts.over, OVER),
    )


def can_take_position(facts: BallotFacts) -> Decision:
    """The holder of a frozen seat who is not recused, until the ballot's time has run out."""
    return _holder(facts)


def can_defer(facts: BallotFacts) -> Decision:
    """Any member of the ballot, once (section 6)."""
    return _holder(facts) and check((not facts.deferred, _l("A ballot is deferred once, and this one was.")))


def can_close(facts: BallotFacts) -> Decision:
    """The clock, when the time has run out."""
    return check((facts.over, _l("The time of this ballot has not run out.")))


def _leads(facts: BallotFacts) -> Decision:
    return participant(facts) and check(
        (facts.is_opener or facts.council_chair, OPENER),
        (not facts.over, OVER),
    )


def can_close_early(facts: BallotFacts) -> Decision:
    """The council chair or the opener, after 7 days, when nothing is missing (section 6)."""
    return _leads(facts) and check(
        (facts.early, _l("A ballot closes early after 7 days at the soonest.")),
        (
            facts.settled,
            _l("A ballot closes early when every seat of the base has a position and no Discuss stands."),
        ),
    )


def can_recall(facts: BallotFacts) -> Decision:
    """The opener or the council chair, or the clock when a last call is repeated; before the time has run out."""
    return check((not facts.over, OVER)) if facts.clock else _leads(facts)


def can_seat(*, secretariat: bool) -> Decision:
    """The secretariat seats the interim council and names its first chair (section 1)."""
    return check((secretariat, _l("At the start the council is seated by the secretariat.")))
