"""Who may do what with a draft; one sentence for each no."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _l

from igtf.core.policy import YES, Decision, check
from igtf.discussion.policy import SIGN_IN, VERIFY

ENDED = ("closed", "consensus", "no-consensus", "withdrawn")


@dataclass(frozen=True)
class DraftFacts:
    """What decisions on a draft need to know of the actor and the draft.

    ``calls`` is the state of the newest call of each kind (adoption, last-call, council-last-call, …);
    ``is_chair`` of the draft's group or the one that asks about adopting it; ``waited``: publication waits no
    longer.
    """

    signed_in: bool
    verified: bool = False
    clock: bool = False
    is_author: bool = False
    is_chair: bool = False
    chairs_a_group: bool = False
    is_shepherd: bool = False
    is_responsible: bool = False
    has_responsible: bool = False
    council: bool = False
    secretariat: bool = False
    calls: Mapping[str, str] = field(default_factory=dict)
    balloted: bool = False
    written_up: bool = False
    has_addressees: bool = False
    waited: bool = False

    @property
    def in_call(self) -> bool:
        return "open" in self.calls.values()


CHAIR = _l("This is for a chair of the group.")
RESPONSIBLE = _l("This is for the responsible member; a council member may volunteer first.")
OPEN_CALL = _l("A call on this draft is open; it has to close or be withdrawn first.")


def anyone(facts: DraftFacts) -> Decision:
    """Every participant with a verified address."""
    return check((facts.signed_in, SIGN_IN), (facts.verified, VERIFY))


def always(_facts: object) -> Decision:
    """What follows from another step."""
    return YES


def can_revise(facts: DraftFacts) -> Decision:
    """Authors and editors; during an open call only a chair, and the call starts anew (section 4)."""
    return anyone(facts) and check(
        (facts.is_author or facts.is_chair, _l("A draft is revised by its authors and editors.")),
        (not facts.in_call or facts.is_chair,
         _l("A call on this draft is open. Until it closes only a chair may post a revision; ask one.")),
    )  # fmt: skip


def can_request_review(facts: DraftFacts) -> Decision:
    """Authors and editors, a chair of the group, the responsible member (section 3)."""
    return anyone(facts) and check(
        (
            facts.is_author or facts.is_chair or facts.is_responsible,
            _l("A review is asked for by an author or editor, a chair of the group, or the responsible member."),
        )
    )


def chair(facts: DraftFacts) -> Decision:
    """A chair of the draft's group."""
    return anyone(facts) and check((facts.is_chair, CHAIR))


def can_call_for_adoption(facts: DraftFacts) -> Decision:
    """A chair of any group; the form names the group."""
    return anyone(facts) and check(
        (facts.chairs_a_group, _l("Adoption is called for by the chair of a group.")),
        (not facts.in_call, OPEN_CALL),
    )


def can_adopt(facts: DraftFacts) -> Decision:
    """A chair, once consensus to adopt is declared."""
    return chair(facts) and _declared(facts, "adoption")


def can_decline_adoption(facts: DraftFacts) -> Decision:
    """A chair, once the call for adoption has ended."""
    return chair(facts) and check(
        (
            facts.calls.get("adoption") in ENDED,
            _l("The call for adoption is open still; wait until it closes."),
        )
    )


def can_call(facts: DraftFacts) -> Decision:
    """A chair, while no other call is open."""
    return chair(facts) and check((not facts.in_call, OPEN_CALL))


can_go_back = can_call


def can_write_up(facts: DraftFacts) -> Decision:
    """A chair, once the group's last call is declared consensus."""
    return chair(facts) and _declared(facts, "last-call")


def can_submit_to_council(facts: DraftFacts) -> Decision:
    """Chair or shepherd, with the write-up answered and addressees named."""
    return anyone(facts) and check(
        (
            facts.is_chair or facts.is_shepherd,
            _l("A draft is submitted by a chair of the group or its shepherd."),
        ),
        (facts.written_up, _l("The shepherd's write-up is not answered yet.")),
        (facts.has_addressees, NO_ADDRESSEE),
    )


NO_ADDRESSEE = _l(
    "The draft names no addressee. Post a revision whose front matter has “addressees: [ACRONYM]”, or asks."
)


def can_sponsor(facts: DraftFacts) -> Decision:
    """A council member takes an individual draft to the council."""
    return anyone(facts) and check(
        (facts.council, _l("An individual draft is sponsored by a member of the council.")),
        (not facts.is_author, _l("Somebody else has to sponsor a draft of your own.")),
        (facts.has_addressees, NO_ADDRESSEE),
    )


def can_volunteer(facts: DraftFacts) -> Decision:
    """A council member, while nobody is responsible."""
    return anyone(facts) and check(
        (facts.council, _l("The responsible member is a member of the council.")),
        (not facts.is_responsible, _l("You are the responsible member already.")),
        (not facts.has_responsible, _l("This draft has a responsible member already.")),
    )


def responsible(facts: DraftFacts) -> Decision:
    """The responsible member."""
    return anyone(facts) and check((facts.is_responsible, RESPONSIBLE))


def can_call_council(facts: DraftFacts) -> Decision:
    """The responsible member, while no other call is open."""
    return responsible(facts) and check((not facts.in_call, OPEN_CALL))


def can_ballot(facts: DraftFacts) -> Decision:
    """The responsible member, once the council's last call has ended."""
    return responsible(facts) and check(
        (facts.calls.get("council-last-call") in ENDED[:3], _l("The council's last call has to end first."))
    )


def can_return(facts: DraftFacts) -> Decision:
    """The responsible member, or the clock when a ballot failed."""
    if facts.clock:
        return YES
    return responsible(facts) and check(
        (not facts.in_call, OPEN_CALL),
        (not facts.balloted, _l("A ballot is open; recall it first, with the reason.")),
    )


def can_publish(facts: DraftFacts) -> Decision:
    """The secretariat, after 14 days without an appeal (section 15)."""
    return anyone(facts) and check(
        (facts.secretariat, _l("A recommendation is published by the secretariat.")),
        (facts.waited, _l("Publication waits 14 days after approval, so that anybody can appeal.")),
    )


_DECLARED = {
    "adoption": _l("Consensus to adopt the draft has to be declared first."),
    "last-call": _l("Consensus in the group last call has to be declared first."),
}


def _declared(facts: DraftFacts, kind: str) -> Decision:
    return check((facts.calls.get(kind) == "consensus", _DECLARED[kind]))
