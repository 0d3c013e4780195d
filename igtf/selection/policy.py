"""Who may do what in a selection (procedure, section 8); one sentence for each no."""

from collections.abc import Sequence
from dataclasses import dataclass

from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import YES, Decision, aside, check
from igtf.core.wording import listed
from igtf.discussion.policy import participant, under_hat


@dataclass(frozen=True)
class SelectionFacts:
    """What decisions on a selection need to know of the actor and the selection.

    ``answer``: what the actor as nominee said ('' for who is none). ``outside``: the pool is published, and they are
    not in it. ``seated``: the actor holds a seat by it.
    ``fits``: the actor's hat counts for a seat of the call. ``missing``: sources without a value.
    ``late``: one of them has none although its time has come. ``by_chance``: something has to be drawn.
    ``stands``: a nominee stands; ``supportable``: one whom the actor can support.
    ``chosen``: somebody is for a seat of it.
    ``open_objections`` wait for an answer, ``of_others`` of these are not the actor's.
    ``vacancies``: a seat that it filled is vacant now, its term goes on, and no other selection is filling it.
    ``clock``: it is the clock, which fills the seat of a member who was recalled.
    """

    signed_in: bool
    verified: bool = False
    clock: bool = False
    has_hat: bool = False
    secretariat: bool = False
    council_chair: bool = False
    answer: str = ""
    outside: bool = False
    seated: bool = False
    fits: bool = False
    has_interest: bool = False
    nominations_over: bool = False
    stands: bool = False
    supportable: bool = False
    by_chance: bool = False
    missing: tuple[str, ...] = ()
    late: bool = False
    chosen: bool = False
    objections_over: bool = False
    open_objections: int = 0
    of_others: int = 0
    vacancies: bool = False


SECRETARIAT = _l("This is for the secretariat, which runs the selection; anyone can repeat what it does.")
HAT = _l("Add a hat to your profile first: everybody takes part in a stakeholder group and region.")
CLOSED = _l("The time for nominations is over.")
NOBODY = _l("No nominee has accepted yet.")
NOBODY_TO_SUPPORT = _l("Nobody stands whom you could support here: a nominee is supported by others of the same "
                       "stakeholder group, by each once.")  # fmt: skip
NO_NOMINEE = _l("This is for who was nominated.")
INTEREST = _l("Write your statement of interest first, on your account page: a nominee's has to be public.")
INTEREST_FIRST = (_l("Write the statement"), "/account/interest")
CHOSEN = _l("Objections are to who was chosen.")
UNFIT = _l("None of the seats of this call is for the stakeholder group and region of your hat.")
NO_VACANCY = _l(
    "Every seat that this selection filled is held, its term has run out, or another selection is filling it or filled "
    "it since."
)
STANDS = _l("you stand for a seat here")
OUTSIDE = _l("The pool is published, and you are not in it: there is nothing to decline.")
IN_SEAT = _l("You hold the seat already; tell the secretariat if you want to leave it.")


def secretariat(facts: SelectionFacts) -> Decision:
    """The secretariat runs the selection, but nobody one in which they stand."""
    return participant(facts) and check((facts.secretariat, SECRETARIAT), aside(facts.answer == "accepted", STANDS))


def with_hat(facts: SelectionFacts) -> Decision:
    """Whoever takes part, under a hat."""
    return under_hat(facts, HAT)


def can_nominate(facts: SelectionFacts) -> Decision:
    """Any participant, in time."""
    return with_hat(facts) and check((not facts.nominations_over, CLOSED))


def can_support(facts: SelectionFacts) -> Decision:
    """Any participant, in time, while somebody else of their stakeholder group stands whom they do not support."""
    return can_nominate(facts) and check((facts.stands, NOBODY), (facts.supportable, NOBODY_TO_SUPPORT))


def can_stand(facts: SelectionFacts) -> Decision:
    """Who was nominated, or puts themselves forward: with a hat that fits and a public statement of interest."""
    return can_nominate(facts) and check(
        (facts.answer != "accepted", _l("You stand already.")),
        (facts.fits, UNFIT),
        (facts.has_interest, INTEREST, INTEREST_FIRST),
    )


def can_decline(facts: SelectionFacts) -> Decision:
    """A nominee, at any time before taking the seat."""
    return participant(facts) and check(
        (bool(facts.answer), NO_NOMINEE),
        (facts.answer != "declined", _l("You declined already.")),
        (not facts.outside, OUTSIDE),
        (not facts.seated, IN_SEAT),
    )


def can_put_forward(facts: SelectionFacts) -> Decision:
    """The secretariat records it, in time, once somebody stands."""
    return secretariat(facts) and check((not facts.nominations_over, CLOSED), (facts.stands, NOBODY))


def can_announce(facts: SelectionFacts) -> Decision:
    """The secretariat, where anything is left to chance."""
    return secretariat(facts) and check(
        (facts.by_chance, _l("Nothing is left to chance, so nothing is drawn: fill the seats."))
    )


def source_failed(late: bool) -> Decision:
    """Whether other sources may be announced: known values are never a reason to draw differently."""
    return check((late, _l("Other sources are announced only where one has no value although its time has come.")))


def sources_known(missing: Sequence[str]) -> Decision:
    """Whether every source has its value; ``missing`` are the names of those without."""
    said = _("No draw before every source has its value. Missing: %(names)s.", names=listed(missing))
    return check((not missing, said))


def can_announce_again(facts: SelectionFacts) -> Decision:
    """The secretariat, where a source failed."""
    return secretariat(facts) and source_failed(facts.late)


def can_draw(facts: SelectionFacts) -> Decision:
    """The secretariat, once every source has its value."""
    return secretariat(facts) and sources_known(facts.missing)


def can_fill(facts: SelectionFacts) -> Decision:
    """The secretariat, where nothing is left to chance."""
    return secretariat(facts) and check(
        (not facts.by_chance, _l("Chance has to decide here: announce the sources of a draw."))
    )


def can_fill_vacancy(facts: SelectionFacts) -> Decision:
    """The secretariat; the clock, when a recall has made a seat vacant."""
    return YES if facts.clock else secretariat(facts) and check((facts.vacancies, NO_VACANCY))


def can_object(facts: SelectionFacts) -> Decision:
    """Any participant, within ``selection_objection_days`` of the draw, where somebody was chosen."""
    return with_hat(facts) and check(
        (not facts.objections_over, _l("The time for objections is over.")),
        (facts.chosen, CHOSEN),
    )


def can_answer(facts: SelectionFacts) -> Decision:
    """The secretariat or the council chair, who does not stand, while an objection of somebody else waits."""
    leads = _l("An objection is answered by the secretariat or the council chair.")
    return participant(facts) and check(
        (facts.secretariat or facts.council_chair, leads),
        aside(facts.answer == "accepted", STANDS),
        (facts.open_objections > 0, _l("No objection waits for an answer.")),
        aside(not facts.of_others, _l("you raised this objection")),
    )
