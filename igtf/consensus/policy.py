"""Who may do what in a call and with an objection (procedure, section 5); one sentence for each no."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from igtf.core.moments import moment_text
from igtf.core.policy import Decision, check, no
from igtf.discussion.policy import SIGN_IN, VERIFY


@dataclass(frozen=True)
class Unsettled:
    """The numbers of a call's objections that are raised, answered but not settled, or stand."""

    raised: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()


@dataclass(frozen=True)
class CallFacts:
    """What decisions on a call need to know of the actor and the call.

    ``own`` are the numbers of the actor's objections that are not settled. ``closed_at`` is the closing time when
    it has passed.
    """

    signed_in: bool
    verified: bool = False
    has_hat: bool = False
    leads: bool = False
    kind: str = ""
    closed_at: datetime | None = None
    objections: Unsettled = Unsettled()
    own: tuple[str, ...] = ()


@dataclass(frozen=True)
class ObjectionFacts:
    """What decisions on an objection need to know of the actor, the objection and its call."""

    signed_in: bool
    verified: bool = False
    has_hat: bool = False
    leads: bool = False
    edits: bool = False
    is_raiser: bool = False
    seconded: bool = False
    withdrawn: bool = False


HAT = _l("Add a hat to your profile first: every position stands under one.")
LEADS = _l("This is for who leads the call: a chair of its group, or the responsible member where the council asks.")
RAISER = _l("Only who raised the objection retracts it.")
WITHDRAWN = _l("The call was withdrawn, so nothing has to be done about this objection.")


def always(_facts: object) -> Decision:
    """The clock, and what follows from another step."""
    return check()


def anyone(facts: CallFacts | ObjectionFacts) -> Decision:
    """Every participant with a verified address and a hat."""
    return check((facts.signed_in, SIGN_IN), (facts.verified, VERIFY), (facts.has_hat, HAT))


def in_time(facts: CallFacts) -> Decision:
    """Before the closing time, by the server's clock, whether or not the call was closed already."""
    if facts.closed_at:
        return no(_("This call closed at %(moment)s.", moment=moment_text(facts.closed_at)))
    return check()


def numbered(refs: tuple[str, ...]) -> str:
    """Return the numbers of objections as a sentence names them."""
    return ", ".join(f"#{ref}" for ref in refs)


def can_take_position(facts: CallFacts) -> Decision:
    """A participant, in time; who has an unsettled objection retracts it first, so that none is left behind."""
    unsettled = _("Your objection %(refs)s is not settled; retract it there to take another position.",
                  refs=numbered(facts.own))  # fmt: skip
    return (
        anyone(facts)
        and check((facts.kind != "options", _l("This is an options poll: choose among its options.")))
        and in_time(facts)
        and check((not facts.own, unsettled))
    )


def can_object(facts: CallFacts) -> Decision:
    """A participant, in time."""
    return (
        anyone(facts)
        and check((facts.kind != "options", _l("This is an options poll: reject the options instead.")))
        and in_time(facts)
    )


def can_choose(facts: CallFacts) -> Decision:
    """A participant, in time, in an options poll."""
    return (
        anyone(facts)
        and check((facts.kind == "options", _l("This call has no options to choose from.")))
        and in_time(facts)
    )


def leads(facts: CallFacts | ObjectionFacts) -> Decision:
    """Who leads the call."""
    return check((facts.signed_in, SIGN_IN), (facts.verified, VERIFY), (facts.leads, LEADS))


def can_declare(facts: CallFacts) -> Decision:
    """Who leads the call, once every objection has an answer (section 5)."""
    unanswered = _("No declaration before every objection is answered. Without an answer: %(refs)s.",
                   refs=numbered(facts.objections.raised))  # fmt: skip
    return leads(facts) and check((not facts.objections.raised, unanswered))


def consensus_possible(found: Unsettled) -> Decision:
    """No consensus while an objection is unanswered, only answered, or stands (section 5)."""
    return check(
        (not found.raised, _("No consensus while an objection is unanswered: %(refs)s.", refs=numbered(found.raised))),
        (not found.answered, _(
            "No consensus while an objection is answered but not settled: %(refs)s. It has to be accommodated, "
            "retracted, found not to bear on the question, or outweighed.", refs=numbered(found.answered))),
        (not found.standing, _("No consensus while an objection stands: %(refs)s.", refs=numbered(found.standing))),
    )  # fmt: skip


def _going(facts: ObjectionFacts) -> Decision:
    return check((not facts.withdrawn, WITHDRAWN))


def can_second(facts: ObjectionFacts) -> Decision:
    """Any other participant, once."""
    return (anyone(facts) and _going(facts)) and check(
        (not facts.is_raiser, _l("You raised this objection yourself.")),
        (not facts.seconded, _l("You have seconded this objection already.")),
    )


def can_answer(facts: ObjectionFacts) -> Decision:
    """Who leads the call, or an editor of the draft."""
    mine = _l("An objection is answered by who leads the call, or by an editor of the draft.")
    return (
        check((facts.signed_in, SIGN_IN), (facts.verified, VERIFY))
        and _going(facts)
        and check((facts.leads or facts.edits, mine))
    )


def can_dispose(facts: ObjectionFacts) -> Decision:
    """Who leads the call."""
    return leads(facts) and _going(facts)


def can_retract(facts: ObjectionFacts) -> Decision:
    """Its raiser only."""
    return check((facts.signed_in, SIGN_IN), (facts.is_raiser, RAISER)) and _going(facts)
