"""Who may do what in a call and with an objection (procedure, section 5); one sentence for each no."""

from dataclasses import dataclass
from datetime import datetime

from igtf.consensus.unheard import unheard
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.moments import moment_text
from igtf.core.policy import YES, Decision, always, aside, check, no
from igtf.core.wording import listed
from igtf.core.workflow import WORKFLOWS
from igtf.discussion.policy import SIGN_IN, participant, under_hat
from igtf.drafts.policy import CHAIRS, WRITES
from igtf.procedure.policy import PROPOSED


@dataclass(frozen=True)
class Objections:
    """The numbers of a call's objections that are raised, answered but not settled, stand, or were settled otherwise
    than their raisers wanted; ``objecting``: those whose raisers object in the present round, whatever became of them.
    """

    raised: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()
    overruled: tuple[str, ...] = ()
    objecting: tuple[str, ...] = ()


@dataclass(frozen=True)
class CallFacts:
    """What decisions on a call need to know of the actor and the call.

    ``wrote``: the draft that it asks about; ``proposed``: the change of the procedure; ``chairs``: the group of the
    draft, in the council's last call. ``clock``: the actor is the clock.
    ``own`` are the numbers of the actor's objections that are not settled.
    ``closed_at`` is the closing time when it has passed, ``reviewed_until`` the end of the review of a late revision.
    ``objected``: there were objections.
    ``estimated_at`` is when this round's first estimate was published, ``reacting_until`` until when the group
    reacts to it, if that is still to come; ``estimated_late``: a newer one came after that.
    ``heard``: somebody has taken a position in this round. ``anew``: it is not the first one.
    ``annulled``: an appeal against what was declared was upheld. ``published``: what it asks about is published.
    ``passed_over``: what it asks about went on without it.
    """

    signed_in: bool
    verified: bool = False
    has_hat: bool = False
    leads: bool = False
    wrote: bool = False
    proposed: bool = False
    chairs: bool = False
    clock: bool = False
    kind: str = ""
    took_part: bool = False
    closed_at: datetime | None = None
    reviewed_until: datetime | None = None
    review_ended: bool = False
    objections: Objections = Objections()
    objected: bool = False
    own: tuple[str, ...] = ()
    estimated_at: datetime | None = None
    reacting_until: datetime | None = None
    estimated_late: bool = False
    heard: bool = False
    anew: bool = False
    annulled: bool = False
    published: bool = False
    passed_over: bool = False


@dataclass(frozen=True)
class ObjectionFacts:
    """What decisions on an objection need to know of the actor, the objection and its call.

    ``wrote``: the draft that it is about; ``proposed``: the change of the procedure; ``chairs``: the group of the
    draft, in the council's last call.
    ``asked``: the raiser is asked whether a revision answers it.
    ``unrevised``: the revision that it was raised on, as it is cited, while the draft, or the ``charter``, has no later
    text; ``to_text`` is its address then. ``in_call``: the call is open.
    ``maintained``: the newest revision, as it is cited, where the raiser said that it does not answer the objection.
    ``awaited``: the newest one, where the raiser said that of one before, and is asked of this one still.
    """

    signed_in: bool
    verified: bool = False
    has_hat: bool = False
    leads: bool = False
    wrote: bool = False
    proposed: bool = False
    chairs: bool = False
    edits: bool = False
    is_raiser: bool = False
    seconded: bool = False
    asked: bool = False
    withdrawn: bool = False
    unrevised: str = ""
    to_text: str = ""
    charter: bool = False
    in_call: bool = False
    maintained: str = ""
    awaited: str = ""


HAT = _l("Add a hat to your profile first: every position stands under one.")
LEADS = _l("This is for who leads the call: a chair of its group, or the responsible member where the council asks.")
RAISER = _l("Only who raised the objection retracts it.")
ANNULLED = _l("The declaration was annulled: publish a new estimate first, so that the group can react.")
PUBLISHED = _l("The draft is published, with the dissent that there was. Comment on the recommendation instead.")
GOES_ALONG = _l("The draft went on without a declaration of this call, so what was objected in it goes along with it "
                "as dissent.")  # fmt: skip
DECLARED_NO_MORE = _l("The draft went on without a declaration of this call, so none is made of it any more: what was "
                      "objected in it goes along with the draft as dissent. Where the draft comes back to this last "
                      "call, as when its ballot is recalled, the result can be declared then.")  # fmt: skip
TO_DRAFT = _l("To the draft")
TO_CHARTER = _l("To the charter")
WITHDRAWN = _l("The call was withdrawn, so nothing has to be done about this objection.")


def anyone(facts: CallFacts | ObjectionFacts) -> Decision:
    """Every participant with a verified address and a hat."""
    return under_hat(facts, HAT)


def in_time(facts: CallFacts) -> Decision:
    """Before the closing time, by the server's clock, whether or not the call was closed already."""
    if facts.closed_at:
        return no(_("This call closed at %(moment)s.", moment=moment_text(facts.closed_at)))
    return check()


def named(refs: tuple[str, ...]) -> str:
    """Return the names of objections as a sentence lists them."""
    return listed(WORKFLOWS["objection"].name_of(ref) for ref in refs)


def can_take_position(facts: CallFacts) -> Decision:
    """A participant, in time; who has an unsettled objection retracts it first, so that none is left behind."""
    unsettled = _("Your objection %(refs)s is not settled; retract it there to take another position.",
                  refs=listed(facts.own))  # fmt: skip
    return (
        anyone(facts)
        and check((facts.kind != "options", _l("This is an options poll: choose among its options.")))
        and in_time(facts)
        and check((not facts.own, unsettled))
    )


def can_object(facts: CallFacts) -> Decision:
    """A participant, in time, or while a late revision is reviewed (section 5)."""
    return (
        anyone(facts)
        and check((facts.kind != "options", _l("This is an options poll: reject the options instead.")))
        and (_in_review(facts) if facts.reviewed_until else in_time(facts))
    )


def _in_review(facts: CallFacts) -> Decision:
    if facts.reviewed_until and facts.review_ended:
        return no(_("The review of the late revision ended at %(moment)s.", moment=moment_text(facts.reviewed_until)))
    return check()


def can_choose(facts: CallFacts) -> Decision:
    """A participant, in time, in an options poll."""
    return (
        anyone(facts)
        and check((facts.kind == "options", _l("This call has no options to choose from.")))
        and in_time(facts)
    )


def leads(facts: CallFacts | ObjectionFacts) -> Decision:
    """Who leads the call."""
    return participant(facts) and check((facts.leads, LEADS))


def decides(facts: CallFacts | ObjectionFacts) -> Decision:
    """Who leads the call and neither wrote the draft nor proposed the change that it asks about (section 1).

    Nor judges for the council what the own group has brought: nobody decides at both steps.
    """
    return leads(facts) and check(
        aside(facts.wrote, WRITES), aside(facts.proposed, PROPOSED), aside(facts.chairs, CHAIRS)
    )


def can_withdraw(facts: CallFacts) -> Decision:
    """Who decides, or the clock when the council's last call is repeated; none of the council's that the draft left.

    What was objected in it is dissent, and that it was silent is why the draft could go on.
    """
    if facts.clock:
        return YES
    silent = not (facts.heard or facts.objected)
    return decides(facts) and check(
        (not _left_behind(facts), unheard(council=True, anew=facts.anew, gone=True) if silent else GOES_ALONG)
    )


def _left_behind(facts: CallFacts) -> bool:
    """Return whether it is a last call of the council from which the draft went on: nothing rests on a later result."""
    return facts.kind == "council-last-call" and facts.passed_over


def can_estimate(facts: CallFacts) -> Decision:
    """Who decides, once somebody was heard, as else nothing is found out; not of the council's that the draft left."""
    return decides(facts) and check(_heard(facts), (not _left_behind(facts), DECLARED_NO_MORE))


def _heard(facts: CallFacts) -> tuple[bool, Text]:
    council = facts.kind == "council-last-call"
    return facts.heard, unheard(council=council, anew=facts.anew, gone=facts.passed_over)


def can_extend(facts: CallFacts) -> Decision:
    """Who leads the call, before it has closed."""
    return leads(facts) and in_time(facts)


def can_react(facts: CallFacts) -> Decision:
    """A participant, in the time for it once there is an estimate; to one that came later, until the declaration."""
    return anyone(facts) and check(
        (facts.estimated_at is not None, _l("The chair has published no estimate yet.")),
        (
            facts.reacting_until is not None or facts.estimated_late,
            _l(
                "The time to react to the estimate is over. Say in a comment what it misses: the chair can still "
                "publish another one before declaring."
            ),
        ),
    )


def can_dissent(facts: CallFacts) -> Decision:
    """Who took a position in the call, before the document is published with its dissent."""
    mine = _l("A minority statement is attached by who took a position in the call.")
    return anyone(facts) and check((facts.took_part, mine), (not facts.published, PUBLISHED))


def can_declare(facts: CallFacts) -> Decision:
    """Who leads the call, once somebody was heard, each objection has an answer and the group could react to an
    estimate (section 5); none of the council's that the draft left."""
    unanswered = _("No declaration before every objection is answered. Without an answer: %(refs)s.",
                   refs=named(facts.objections.raised))  # fmt: skip
    first = _l("There were objections: publish an estimate first, so that the group can react.")
    return decides(facts) and check(
        _heard(facts),
        (not _left_behind(facts), DECLARED_NO_MORE),
        (not facts.objections.raised, unanswered),
        (not facts.annulled or facts.estimated_at is not None, ANNULLED),
        (not facts.objected or facts.estimated_at is not None, first),
    ) and _reacted(facts)  # fmt: skip


def _reacted(facts: CallFacts) -> Decision:
    if (facts.objected or facts.annulled) and facts.reacting_until:
        until = moment_text(facts.reacting_until)
        return no(_("The group can react to the estimate until %(moment)s; declare after that.", moment=until))
    return check()


def next_step(facts: CallFacts) -> str:
    """Return the move by which who decides takes a closed call on, as the desk asks for it.

    Empty while objections wait for an answer or the group for the end of its reactions, and where another goes on.
    """
    if facts.passed_over or facts.objections.raised:
        return ""
    if not facts.heard:
        return "withdraw" if facts.kind != "council-last-call" else ""
    if not (facts.objected or facts.annulled):
        return "declare"
    if facts.estimated_at is None:
        return "estimate"
    return "declare" if facts.reacting_until is None else ""


def consensus_possible(found: Objections) -> Decision:
    """No consensus while an objection is unanswered, only answered, or stands (section 5)."""
    return check(
        (not found.raised, _("No consensus while an objection is unanswered: %(refs)s.", refs=named(found.raised))),
        (not found.answered, _(
            "No consensus while an objection is answered but not settled: %(refs)s. It has to be accommodated, "
            "retracted, found not to bear on the question, or outweighed.", refs=named(found.answered))),
        (not found.standing, _("No consensus while an objection stands: %(refs)s.", refs=named(found.standing))),
    )  # fmt: skip


def full_consensus_possible(found: Objections) -> Decision:
    """No full consensus while somebody objects, although the objection was outweighed, set aside, or accommodated
    without the raiser's saying so (section 5)."""
    return consensus_possible(found) and check(
        (not found.overruled, _(
            "Full consensus means that nobody objects. Outweighed, or found not to bear on the question: %(refs)s. "
            "With that it is consensus at most.", refs=named(found.overruled))),
        (not found.objecting, _(
            "Full consensus means that nobody objects. Settled, while who raised it has the position “Object” still: "
            "%(refs)s. With that it is consensus at most.", refs=named(found.objecting))),
    )  # fmt: skip


def result_possible(result: str, found: Objections) -> Decision:
    """Whether ``result`` can be declared of a call with these objections; what is no consensus always can."""
    rules = {"full-consensus": full_consensus_possible, "consensus": consensus_possible}
    return rules.get(result, always)(found)


def says_what_is_missed(value: str | None, text: str | None) -> Decision:
    """Whoever finds that an estimate misses something says what."""
    return check((value != "misses" or bool(text), _l("Say what the estimate misses.")))


def says_how_dealt(objected: bool, dealt: str | None) -> Decision:
    """Where there were objections, the declaration says how each was dealt with."""
    return check((not objected or bool(dealt), _l("Say how each objection was dealt with.")))


def names_revision(of_text: bool, number: int | None) -> Decision:
    """An objection to a draft or a charter is accommodated by a revision of it."""
    return check((not of_text or number is not None, _l("Name the revision that accommodates the objection.")))


def _going(facts: ObjectionFacts) -> Decision:
    return check((not facts.withdrawn, WITHDRAWN))


def can_second(facts: ObjectionFacts) -> Decision:
    """Any other participant, once."""
    return (anyone(facts) and _going(facts)) and check(
        (not facts.is_raiser, _l("You raised this objection yourself.")),
        (not facts.seconded, _l("You have seconded this objection already.")),
    )


def can_withdraw_second(facts: ObjectionFacts) -> Decision:
    """Who seconds it, while it is not settled and the call goes on."""
    return participant(facts) and _going(facts) and check((facts.seconded, _l("You do not second this objection.")))


def can_answer(facts: ObjectionFacts) -> Decision:
    """Who leads the call, or an editor of the draft."""
    mine = _l("An objection is answered by who leads the call, or by an editor of the draft.")
    return participant(facts) and _going(facts) and check((facts.leads or facts.edits, mine))


def can_dispose(facts: ObjectionFacts) -> Decision:
    """Who leads the call, but nobody on an objection of their own: that can be retracted."""
    return decides(facts) and _going(facts) and check(aside(facts.is_raiser, _l("you raised this objection")))


def can_accommodate(facts: ObjectionFacts) -> Decision:
    """The same, once the draft or charter has another text than the one objected to; not over the raiser's no to it.

    Nor, after a no, by a newer text before the raiser has answered about that, or had the time of the call for it.
    """
    allowed = can_dispose(facts) and unless_maintained(facts.maintained) and check((not facts.awaited, _(
        "Who raised this objection said that a revision does not answer it, and is asked whether %(revision)s does. "
        "Wait for the answer. Without one, the objection can be accommodated once the call is closed, or the review of "
        "the late revision is over, until the result is declared.", revision=facts.awaited)))  # fmt: skip
    return allowed and (_no_later_text(facts) if facts.unrevised else YES)


def _no_later_text(facts: ObjectionFacts) -> Decision:
    if facts.charter:
        written = _("The charter has no text later than %(raised)s, on which the objection was raised. It is revised "
                    "first: by the proposers of the group, later by its officers.", raised=facts.unrevised)  # fmt: skip
        return check((False, written, (TO_CHARTER, facts.to_text)))
    posted = _("The draft has no text later than %(raised)s, on which the objection was raised. First an author or "
               "editor, or a chair of its group, posts a revision on the page of the draft.",
               raised=facts.unrevised)  # fmt: skip
    lets_in = _("While the call is open, that needs your consent: “Consent to a revision during the call”.")
    return check((False, f"{posted} {lets_in}" if facts.in_call else posted, (TO_DRAFT, facts.to_text)))


def unless_maintained(revision: str) -> Decision:
    """No revision accommodates an objection of whose raiser it is known that it does not; empty: none is known."""
    return check((not revision, _(
        "Who raised this objection says that %(revision)s does not answer it, so it cannot accommodate it. Find that "
        "it does not bear on the question, outweigh it, or let it stand, each with the reason; or have a revision "
        "posted that answers it.", revision=revision)))  # fmt: skip


def can_retract(facts: ObjectionFacts) -> Decision:
    """Its raiser only."""
    return check((facts.signed_in, SIGN_IN), (facts.is_raiser, RAISER)) and _going(facts)


def can_say_whether_answered(facts: ObjectionFacts) -> Decision:
    """Its raiser, once a new revision was posted."""
    return (
        check(
            (facts.signed_in, SIGN_IN),
            (facts.is_raiser, _l("Whether a revision answers an objection is said by who raised it.")),
        )
        and _going(facts)
        and check((facts.asked, _l("There is no new revision that you have not said this of.")))
    )
