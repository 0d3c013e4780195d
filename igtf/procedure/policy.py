"""Who may do what with a change of the procedure (sections 6 and 15); one sentence for each no."""

from dataclasses import dataclass
from datetime import datetime

from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import ngettext
from igtf.core.policy import Decision, aside, check
from igtf.discussion.policy import participant

RUNNING = ("open", "closed", "review")
"""The states of a call in which its question is not settled."""


@dataclass(frozen=True)
class ChangeFacts:
    """What decisions on a change need to know of the actor and the change.

    ``paused``: until when the posting of whoever proposes a new one is.
    ``missing``: how many more have to support it before whoever proposed it may call it. ``call``: the state of the
    newest call on it, and ``revised``: the text is another since that was opened. ``other``: the number of another
    change that the council ballots on now.
    """

    signed_in: bool
    verified: bool = False
    paused: datetime | None = None
    is_proposer: bool = False
    supports: bool = False
    missing: int = 0
    council: bool = False
    leads: bool = False
    is_responsible: bool = False
    has_responsible: bool = False
    call: str = ""
    revised: bool = False
    other: str = ""


PROPOSER = _l("This is for who proposed the change.")
LEADS = _l("This is for the responsible member, or the council chair.")
PROPOSED = _l("you proposed this change")
ASKED = _l("The call on it is not settled; it has to be declared or withdrawn first.")


def can_revise(facts: ChangeFacts) -> Decision:
    """Who proposed it, while it is discussed."""
    return participant(facts) and check((facts.is_proposer, PROPOSER))


def can_support(facts: ChangeFacts) -> Decision:
    """Any participant, once."""
    return participant(facts) and check((not facts.supports, _l("You support it already.")))


def can_end_support(facts: ChangeFacts) -> Decision:
    """Who supports it."""
    return participant(facts) and check((facts.supports, _l("You do not support it.")))


def can_take_on(facts: ChangeFacts) -> Decision:
    """A member of the council who did not propose it, while nobody is responsible."""
    return participant(facts) and check(
        (facts.council, _l("A member of the council becomes the responsible member.")),
        aside(facts.is_proposer, PROPOSED),
        (not facts.has_responsible, _l("A responsible member is named already.")),
    )


def can_call(facts: ChangeFacts) -> Decision:
    """A member of the council; who proposed it, once enough people support it."""
    few = ngettext("A member of the council calls it, or who proposed it once %(num)d more person supports it.",
                   "A member of the council calls it, or who proposed it once %(num)d more people support it.",
                   facts.missing)  # fmt: skip
    return participant(facts) and check((facts.council or (facts.is_proposer and not facts.missing), few))


def _leads(facts: ChangeFacts) -> Decision:
    """Who leads it and did not propose it; from a council chair who did another member takes it on."""
    return participant(facts) and check(
        (facts.leads, LEADS), aside(facts.is_proposer, PROPOSED), (facts.call not in RUNNING, ASKED)
    )


def can_go_back(facts: ChangeFacts) -> Decision:
    """Who leads it, when the call is settled."""
    return _leads(facts)


def can_ballot(facts: ChangeFacts) -> Decision:
    """Who leads it, when consensus is declared; one change at a time, so that each is decided on known numbers."""
    busy = _("The council ballots on another change, P-%(other)s; this one comes after it.", other=facts.other)
    return _leads(facts) and check(
        (facts.call == "consensus", _l("Consensus in the call on it has to be declared first.")),
        (not facts.other, busy),
    )


def can_decline(facts: ChangeFacts) -> Decision:
    """Who leads it, where the call on this text found no consensus."""
    return _leads(facts) and check(
        (facts.call == "no-consensus" and not facts.revised,
         _l("It is rejected here only where a call on this text found no consensus.")),
    )  # fmt: skip


def can_withdraw(facts: ChangeFacts) -> Decision:
    """Who proposed it, while no call on it is open."""
    return can_revise(facts) and check((facts.call not in RUNNING, ASKED))
