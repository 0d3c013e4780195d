"""Who may do what with a recommendation's asks (procedure, section 7); one sentence for each no."""

from dataclasses import dataclass

from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import Decision, check
from igtf.discussion.policy import participant


@dataclass(frozen=True)
class AskFacts:
    """What decisions on a recommendation's asks need to know of the actor.

    ``confirmed``: the actor has a confirmed hat for an organisation. ``committed``: such an organisation has a
    commitment here that is open. ``has_asks``: something is asked at all.
    """

    signed_in: bool
    verified: bool = False
    confirmed: bool = False
    committed: bool = False
    clearing_house: bool = False
    has_asks: bool = True


CONFIRMED = _l(
    "An organisation commits under a confirmed hat: have the secretariat confirm yours on your account page."
)
NONE_OPEN = _l("No organisation that you act for has an open commitment here.")
NOTHING = _l("This recommendation asks nothing.")
HOUSE = _l("This is for the clearing house, which records what became of an ask.")


def can_commit(facts: AskFacts) -> Decision:
    """Who acts for an organisation under a confirmed hat."""
    return participant(facts) and check((facts.has_asks, NOTHING), (facts.confirmed, CONFIRMED))


def can_report(facts: AskFacts) -> Decision:
    """Who acts for the organisation that committed."""
    return participant(facts) and check((facts.committed, NONE_OPEN))


def can_record(facts: AskFacts) -> Decision:
    """The clearing house, with evidence: what a stakeholder group did, or what became known otherwise."""
    return participant(facts) and check((facts.clearing_house, HOUSE), (facts.has_asks, NOTHING))
