"""Who says that one draft replaces another, agrees to it, declines it or takes it back; one sentence for each no."""

from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import Decision, check
from igtf.discussion.policy import participant
from igtf.drafts.policy import OPEN_CALL, DraftFacts


def can_name_replaced(facts: DraftFacts) -> Decision:
    """Whoever may revise the draft says which other one it replaces."""
    return participant(facts) and check(
        (facts.writes, _l("What a draft replaces is said by its authors, editors and chairs.")),
    )


def can_take_back_replaced(facts: DraftFacts) -> Decision:
    """Whoever may say so, as long as nothing is replaced by it."""
    return can_name_replaced(facts) and check(
        (facts.claims, _l("Nothing waits that this draft says it replaces.")),
    )


def can_decline_replaced(facts: DraftFacts) -> Decision:
    """A chair of its group, or its authors, once another draft says that it replaces this one."""
    return participant(facts) and check(
        (facts.speaks_for_it, _l("Whether it is replaced is confirmed by a chair of its group; by its authors while "
                                 "it is an individual draft.")),
        (facts.claimed, _l("No other draft says that it replaces this one.")),
    )  # fmt: skip


def can_agree_replaced(facts: DraftFacts) -> Decision:
    """The same; not during a call."""
    return can_decline_replaced(facts) and check((not facts.in_call, OPEN_CALL))
