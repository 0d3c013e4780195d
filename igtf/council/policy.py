"""Who may do what in a ballot, and who seats the council; one sentence for each no."""

from dataclasses import dataclass

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.core.policy import Decision, aside, check
from igtf.council.recusals import said_to_holder
from igtf.council.tally import DISCUSS
from igtf.council.words import (
    BEFORE_ALTERNATE,
    HAS_SECOND,
    NONE_SECONDED,
    NONE_TO_SECOND,
    NOT_ASKED,
    NOT_SINGLE,
    TOO_YOUNG,
)
from igtf.discussion.policy import participant
from igtf.drafts.policy import CHAIRS
from igtf.record.stated import Stated


@dataclass(frozen=True)
class SeatsStanding:
    """How the seats of a ballot stand, for the actor.

    ``settled``: every seat of the base has a position and no Discuss stands. ``asked``: the actor's Discuss was
    inherited, or is on an earlier revision. ``may_second``, ``seconds``: the seats whose Discuss the actor may second,
    or does. ``discusses``: how many stand; of the only one, ``seconded``, ``stood`` (long enough) and ``lone_seat``.
    ``chair_aside``: nobody chairs the council, or the chair's seat is recused or holds the only Discuss that stands.
    """

    settled: bool = False
    asked: bool = False
    may_second: tuple[int, ...] = ()
    seconds: tuple[int, ...] = ()
    discusses: int = 0
    seconded: bool = False
    stood: bool = False
    lone_seat: int | None = None
    chair_aside: bool = False


@dataclass(frozen=True)
class BallotFacts:
    """What decisions on a ballot need to know of the actor and the ballot.

    ``seat``: the number of the frozen seat that the actor holds now; ``recused``: its position says so. ``over``: its
    time has run out. ``leads``: the actor is responsible now for what it decides on, or put an appeal to it and sits
    on the council still. ``early``: the days before early closing have passed. ``stop``: the position that
    stops this ballot, a Discuss or a Block; empty where none does. ``alternate``: 'open' or 'held'. ``chairs`` the
    group of what it decides on; ``objected``, ``declined``: the ballot is on the actor's own objection, or refusal.
    ``panel``: its seats are a panel's; ``inside``: and the actor sits on the council.
    """

    signed_in: bool
    verified: bool = False
    clock: bool = False
    seat: int | None = None
    was_vacant: bool = False
    recused_for: str | None = None
    recused: bool = False
    leads: bool = False
    council_chair: bool = False
    deferred: bool = False
    over: bool = False
    early: bool = False
    standing: SeatsStanding = SeatsStanding()
    stop: str = DISCUSS
    alternate: str = ""
    chairs: bool = False
    objected: bool = False
    declined: bool = False
    panel: bool = False
    inside: bool = False


@dataclass(frozen=True)
class CouncilFacts:
    """What decisions on the council's own acts need to know of the actor; ``leads``: its chair or the secretariat."""

    signed_in: bool
    verified: bool = False
    leads: bool = False


OVER = _l("The time of this ballot has run out; what comes later is not counted.")
HOLDERS = _l("This is for the holders of the seats that were frozen when the ballot opened.")
WAS_VACANT = _l("Your seat was vacant when the ballot opened, so it is not part of its base.")
RECUSED = _l("You are recused by your own position; take another one first.")
LED_BY_NOBODY = _l("Nobody leads the ballot of a panel: it runs until its time is over.")
OBJECTED = _l("you objected to what was proposed")
DECLINED = _l("you declined to form the group")
INSIDE = _l("A panel is drawn from people outside the council, and you sit on it now.")
LEADS = _l("This is for the council chair and the responsible member; of an appeal, for the member who put it to the "
           "ballot.")  # fmt: skip


ALTERNATE_BY = _l("The alternate ballot is opened by the council chair; by the responsible member, too, where "
                  "nobody chairs, and where the chair is recused or took the position that it is about.")  # fmt: skip
NOTHING_STOPS = _l("This ballot has no Discusses: under its rule nothing stops it, and a No says no.")


def _recused(facts: BallotFacts) -> Text:
    """Return why the actor is recused: by the rule, or else by their own position."""
    return said_to_holder(facts.recused_for) if facts.recused_for else RECUSED


def _holder(facts: BallotFacts) -> Decision:
    return participant(facts) and check(
        (facts.seat is not None, HOLDERS),
        (not facts.was_vacant, WAS_VACANT),
        (facts.recused_for is None, _recused(facts)),
        (not facts.inside, INSIDE),
        (not facts.over, OVER),
    )


def _has_a_say(facts: BallotFacts) -> Decision:
    return _holder(facts) and check(_not_aside(facts))


def _not_aside(facts: BallotFacts) -> tuple[bool, Text]:
    """Return the condition that the actor is not recused, by the rule or by the own position."""
    return facts.recused_for is None and not facts.recused, _recused(facts)


def can_take_position(facts: BallotFacts) -> Decision:
    """The holder of a frozen seat who is not recused, until the ballot's time has run out."""
    return _holder(facts)


def can_defer(facts: BallotFacts) -> Decision:
    """Any member of the ballot, once (section 6)."""
    return _has_a_say(facts) and check((not facts.deferred, _l("A ballot is deferred once, and this one was.")))


def can_close(facts: BallotFacts) -> Decision:
    """The clock, when the time has run out and no alternate ballot has to be waited for."""
    return check(
        (facts.over, _l("The time of this ballot has not run out.")),
        (facts.alternate != "open", _l("This ballot waits for its alternate ballot.")),
    )


def can_re_assert(facts: BallotFacts) -> Decision:
    """The holder of a Discuss that was inherited, or taken on an earlier revision (section 6)."""
    return _holder(facts) and _stopped(facts) and check((facts.standing.asked, NOT_ASKED[facts.stop]))


def can_second(facts: BallotFacts) -> Decision:
    """Any member of the ballot, while another one's Discuss stands and is not before the alternate ballot."""
    return _has_a_say(facts) and _stopped(facts) and check(
        (bool(facts.standing.may_second), NONE_TO_SECOND[facts.stop]),
        (facts.alternate != "open", BEFORE_ALTERNATE[facts.stop]),
    )  # fmt: skip


def can_withdraw_second(facts: BallotFacts) -> Decision:
    """Whoever seconds a Discuss that stands."""
    return _holder(facts) and _stopped(facts) and check((bool(facts.standing.seconds), NONE_SECONDED[facts.stop]))


def can_put_to_alternate(facts: BallotFacts) -> Decision:
    """The council chair, once a single Discuss stood for ``lone_discuss_days`` without a second (section 6); once.

    The responsible member may where nobody chairs, the chair is recused, or the Discuss is the chair's own.
    """
    may = participant(facts) and check(
        _not_aside(facts),
        (facts.council_chair or (facts.leads and facts.standing.chair_aside), ALTERNATE_BY),
        (not facts.over, OVER),
    )
    return may and _stopped(facts) and check(
        (facts.alternate == "", _l("A ballot has one alternate ballot, and this one has had it.")),
        (facts.standing.discusses == 1, NOT_SINGLE[facts.stop]),
        (not facts.standing.seconded, HAS_SECOND[facts.stop]),
        (facts.standing.stood, TOO_YOUNG[facts.stop]),
    )  # fmt: skip


def _stopped(facts: BallotFacts) -> Decision:
    return check((facts.stop != "", NOTHING_STOPS))


def _leads(facts: BallotFacts) -> Decision:
    return participant(facts) and check(
        (not facts.panel, LED_BY_NOBODY),
        (facts.leads or facts.council_chair, LEADS),
        _not_aside(facts),
        aside(facts.chairs, CHAIRS),
        aside(facts.objected, OBJECTED),
        aside(facts.declined, DECLINED),
        (not facts.over, OVER),
    )


def can_close_early(facts: BallotFacts) -> Decision:
    """Who leads it, after ``early_close_days``, when nothing is missing (section 6)."""
    return _leads(facts) and check(
        (
            facts.early,
            _ln(
                "A ballot closes early after %(num)d day at the soonest.",
                "A ballot closes early after %(num)d days at the soonest.",
                Stated("early_close_days"),
            ),
        ),
        (
            facts.standing.settled,
            _l("A ballot closes early when every seat of the base has a position and none stops it."),
        ),
    )


def can_recall(facts: BallotFacts) -> Decision:
    """Who leads it, or the clock when a last call is repeated; before the time has run out."""
    return check((not facts.over, OVER)) if facts.clock else _leads(facts)


def can_seat(*, secretariat: bool, own: bool = False) -> Decision:
    """The secretariat seats the interim council and names its first chair (section 1), but nobody themselves."""
    return check(
        (secretariat, _l("At the start the council is seated by the secretariat.")),
        aside(own, _l("you would sit there yourself")),
    )


def can_call_meeting(facts: CouncilFacts) -> Decision:
    """The council chair or the secretariat (section 8)."""
    return participant(facts) and check(
        (facts.leads, _l("A meeting of the council is called by its chair or by the secretariat."))
    )
