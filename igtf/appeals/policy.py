"""Who may do what with an appeal (procedure, section 10); one sentence for each no."""

from dataclasses import dataclass

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import Decision, aside, check
from igtf.discussion.policy import participant


@dataclass(frozen=True)
class AppealFacts:
    """What decisions on an appeal need to know of the actor and the appeal.

    ``decides``: the actor is one of those who decide at the rung where it is; ``aside``: why the actor stands aside
    ('' when not). ``undrawn``: who decides is still to be drawn by lot. ``by_ballot``: they decide by a ballot, and
    ``balloted`` while it is open. ``has_next``: a rung is left. ``late``: not acknowledged or decided in time.
    ``decided``: it was, and ``over``: the time to go on has passed.
    """

    signed_in: bool
    verified: bool = False
    is_appellant: bool = False
    decides: bool = False
    aside: Text = ""
    undrawn: bool = False
    by_ballot: bool = False
    balloted: bool = False
    has_spoken: bool = False
    has_next: bool = True
    late: bool = False
    decided: bool = False
    over: bool = False


DECIDES = _l("This is for those who decide at this rung; the page names them.")
UNDRAWN = _l("Who decides here is drawn by lot first; that happens by itself.")
APPELLANT = _l("This is for who made the appeal.")
BALLOTED = _l("The council is balloting on this appeal; wait for the result.")


def decides(facts: AppealFacts) -> Decision:
    """Whoever decides at this rung; who is involved stands aside."""
    return participant(facts) and check(
        aside(bool(facts.aside), _l("you are involved (%(why)s)", why=facts.aside)),
        (not facts.undrawn, UNDRAWN),
        (facts.decides, DECIDES),
    )


def can_decide(facts: AppealFacts) -> Decision:
    """Whoever decides at this rung, once; where it is the council, by its ballot."""
    return decides(facts) and check(
        (not facts.by_ballot, _l("The council decides on an appeal by a ballot.")),
        (not facts.has_spoken, _l("You have said what you find; the others are waited for.")),
    )


def can_put_to_ballot(facts: AppealFacts) -> Decision:
    """A member of the council who is not involved, while no ballot is open."""
    return decides(facts) and check(
        (facts.by_ballot, _l("At this rung nobody ballots; whoever decides says what they find.")),
        (not facts.balloted, BALLOTED),
    )


def can_stand_aside(facts: AppealFacts) -> Decision:
    """Whoever decides and has not spoken."""
    return decides(facts) and check(
        (not facts.by_ballot, _l("In the council's ballot a member recuses instead.")),
        (not facts.has_spoken, _l("You have said what you find already.")),
    )


def appellant(facts: AppealFacts) -> Decision:
    """Who made the appeal."""
    return participant(facts) and check((facts.is_appellant, APPELLANT), (not facts.balloted, BALLOTED))


def can_climb(facts: AppealFacts) -> Decision:
    """The appellant, in time after a decision, or where none was made in time; while a rung is left."""
    return appellant(facts) and check(
        (facts.decided or facts.late, _l("Those who decide at this rung have time still.")),
        (facts.has_next, _l("This is the last rung; its decision is the last word.")),
        (not facts.over, _l("The time to go to the next rung has passed.")),
    )


def can_note_late(facts: AppealFacts) -> Decision:
    """The clock, once the day has passed."""
    return check((facts.late, _l("It is not overdue.")))
