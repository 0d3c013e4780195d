"""Who may do what with the charter of a group; one sentence for each no."""

from collections.abc import Callable

from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import Decision, check
from igtf.discussion.policy import participant
from igtf.groups.charter_states import step_of
from igtf.groups.policy import IN_BALLOT, GroupFacts, can_ask, chairs_decision, responsible


def can_revise_charter(facts: GroupFacts) -> Decision:
    """The proposers while it is formed, later its officers; the responsible member; while no ballot is open."""
    return participant(facts) and check(
        (
            facts.is_proposer or "charter" in facts.duties,
            _l("The charter is revised by the proposers, later by the officers of the group; comment instead."),
        ),
        (not facts.under_way.ballot_open, IN_BALLOT),
    )


_LACKS: dict[str, Text] = {
    "charter-internal-review": _l("There is no draft of a charter to be reviewed; revise the charter first."),
    "charter-external-review": _l("The charter has to be in internal review, by the council, first."),
    "to-ballot": _l("The charter has to be reviewed first, by the council and in public."),
    "return-charter": _l("No charter is under review."),
}
_TOO_EARLY = _l("The review has not lasted long enough; the page says until when it lasts at least.")


def not_again(ballot: str) -> Decision:
    """Nobody, once a ``ballot`` failed on the text as it still reads (section 6); empty: none did."""
    said = _("Ballot %(ref)s was held on exactly this text. Revise it first: a text is balloted once.", ref=ballot)
    return check((not ballot, said))


def can_call_on_charter(facts: GroupFacts) -> Decision:
    """Who asks the group, while a charter is in revision and not before the council."""
    return can_ask(facts) and check(
        (facts.charter_state is not None,
         _l("No charter of this group is in revision, so there is nothing to ask about.")),
        (not facts.under_way.ballot_open, IN_BALLOT),
    )  # fmt: skip


def charter_step(name: str) -> Callable[[GroupFacts], Decision]:
    """Return the policy of a move of the charter: the responsible member, in the order of the reviews."""

    def decide(facts: GroupFacts) -> Decision:
        step = step_of(name, reviewed=facts.reviewed)
        if step is None:
            return responsible(facts) and check((False, _l("A mandate goes to the ballot without reviews.")))
        return (
            responsible(facts)
            and check(
                (not facts.under_way.ballot_open, IN_BALLOT),
                (facts.charter_state in step.sources, _LACKS[name]),
                (not step.after or facts.charter_waited, _TOO_EARLY),
            )
            and not_again(facts.under_way.failed_ballot)
        )

    return decide


def can_ballot(facts: GroupFacts) -> Decision:
    """The responsible member, once the charter was reviewed; a new group needs chairs who may take office."""
    named = facts.under_way.chairs_named
    fit = can_charter(facts)
    return charter_step("to-ballot")(facts) and check(
        (
            not facts.forming or len(named) > 0,
            _l("Nobody is named as chair: whoever was has stepped aside. Name other people first."),
        ),
        (not facts.forming or fit.ok, _l("%(why)s Name other people first.", why=fit.reason)),
    )


def can_charter(facts: GroupFacts) -> Decision:
    """Whoever carries the ballot out, where those who are named as chairs may chair together (section 1)."""
    return chairs_decision(facts.under_way.chairs_named)
