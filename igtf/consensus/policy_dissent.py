"""Who may do what with a minority statement (procedure, section 5); one sentence for each no."""

from dataclasses import dataclass

from igtf.consensus.policy import HAT, PUBLISHED
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import Decision, check
from igtf.discussion.policy import SIGN_IN, participant, under_hat


@dataclass(frozen=True)
class MinorityFacts:
    """What decisions on a minority statement need to know of the actor.

    ``published``: what it is about is published, with those who had signed it.
    """

    signed_in: bool
    verified: bool = False
    has_hat: bool = False
    is_author: bool = False
    signed: bool = False
    published: bool = False


def can_sign(facts: MinorityFacts) -> Decision:
    """Any other participant, once, under a hat, before the document is published with its dissent."""
    return under_hat(facts, HAT) and check(
        (not facts.signed, _l("You have signed this statement already.")), (not facts.published, PUBLISHED)
    )


def can_withdraw_signature(facts: MinorityFacts) -> Decision:
    """Who signed it and did not write it: who did takes it back."""
    return participant(facts) and check(
        (not facts.is_author, _l("You wrote this statement; you can take it back.")),
        (facts.signed, _l("You have not signed this statement.")),
    )


def can_take_back(facts: MinorityFacts) -> Decision:
    """Its author."""
    return check(
        (facts.signed_in, SIGN_IN),
        (facts.is_author, _l("A minority statement is taken back by who wrote it.")),
    )
