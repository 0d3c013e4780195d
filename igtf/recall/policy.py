"""Who may do what in a recall (procedure, sections 6 and 8); one sentence for each no."""

from dataclasses import dataclass

from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import Decision, aside, check
from igtf.discussion.policy import OVER, participant, under_hat
from igtf.selection.policy import HAT, source_failed, sources_known


@dataclass(frozen=True)
class RecallFacts:
    """What decisions on a recall need to know of the actor and the recall.

    ``concerned``: it is about the actor. ``council``: the actor sits on the council. ``same_affiliation``: one of the
    actor's organisations is the member's. ``volunteered``: for the panel. ``over``: the time of this step has
    run out. ``missing``: sources without a value; ``late``: one of them although its time has come.
    """

    signed_in: bool
    verified: bool = False
    has_hat: bool = False
    secretariat: bool = False
    concerned: bool = False
    council: bool = False
    same_affiliation: bool = False
    signed: bool = False
    volunteered: bool = False
    over: bool = False
    missing: tuple[str, ...] = ()
    late: bool = False


OUTSIDE = _l("The panel is drawn from people outside the council; you sit on it.")


def with_hat(facts: RecallFacts) -> Decision:
    """Whoever takes part, under a hat."""
    return under_hat(facts, HAT)


def can_sign(facts: RecallFacts) -> Decision:
    """Any participant but the member, once, in time."""
    return with_hat(facts) and check(
        (not facts.concerned, _l("A petition about you is not signed by you; you can answer it.")),
        (not facts.signed, _l("You signed this petition already; a person signs once.")),
        (not facts.over, OVER),
    )


def can_answer(facts: RecallFacts) -> Decision:
    """The member whom it is about."""
    return participant(facts) and check((facts.concerned, _l("This is for the member whom the petition is about.")))


def can_volunteer(facts: RecallFacts) -> Decision:
    """Anyone outside the council who is not concerned, in time."""
    return with_hat(facts) and check(
        (not facts.council, OUTSIDE),
        (not facts.signed, _l("You signed the petition; who asks for a recall does not decide on it.")),
        (not facts.same_affiliation, _l("You belong to the organisation of the member, so you stand aside.")),
        (not facts.volunteered, _l("You volunteered already.")),
        (not facts.over, OVER),
    )


def can_step_back(facts: RecallFacts) -> Decision:
    """Who volunteered, until the pool is published."""
    return participant(facts) and check((facts.volunteered, _l("This is for who volunteered.")), (not facts.over, OVER))


def secretariat(facts: RecallFacts) -> Decision:
    """The secretariat runs the draw, but nobody that on themselves, or for a panel on which they would sit."""
    return participant(facts) and check(
        (facts.secretariat, _l("This is for the secretariat, which runs the draw; anyone can repeat it.")),
        aside(facts.concerned, _l("you hold the seat that this is about")),
        aside(facts.volunteered, _l("you volunteered for the panel")),
    )


def can_announce_again(facts: RecallFacts) -> Decision:
    """The secretariat, where a source failed."""
    return secretariat(facts) and source_failed(facts.late)


def can_draw(facts: RecallFacts) -> Decision:
    """The secretariat, once every source has its value."""
    return secretariat(facts) and sources_known(facts.missing)
