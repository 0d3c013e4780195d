"""Who may do what with a draft; one sentence for each no."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.core.policy import YES, Aside, Decision, aside, check, no, not_aside
from igtf.discussion.policy import participant
from igtf.discussion.policy_judging import Judging
from igtf.groups import policy_responsible
from igtf.groups.policy_charter import not_again
from igtf.record.holds import Held, held_sentence
from igtf.record.stated import Stated

GOES_ON = ("closed", "consensus")
"""The states of the council's last call from which the draft goes on: over and not declared, or declared consensus."""
SETTLED = ("consensus", "no-consensus", "withdrawn")
"""The states of a call of which nothing is to be declared any more."""


@dataclass(frozen=True)
class DraftFacts:
    """What decisions on a draft need to know of the actor and the draft.

    ``paused``: until when the posting of whoever submits a new one is; ``calls`` is the state of the newest call of
    each kind (adoption, last-call, council-last-call, …); ``chairs_a_group``: one that may adopt drafts; ``is_chair``
    of the draft's group or the one that asks about adopting it; ``stands_in``: responsible for that group, whose chairs
    all wrote the draft; ``in_charge``: responsible for the draft itself, not by its group; ``wrote_once``: wrote a
    revision as its editor, or confirmed to be its author, and may be neither any more; ``is_named`` in the front
    matter, as somebody else wrote it; ``leads_call``, ``consented``: of the call that is open; ``claimed``: another
    draft says that it replaces this one; ``claims``: this one says that it replaces another, which has not agreed;
    ``waited``: publication waits no longer, but for ``held``; ``failed_ballot``: which failed on this text;
    ``ballot_over``: its time has run out, and the clock has not counted it; ``may_waive``: an author or a raiser of an
    objection or Discuss; ``overtaken``: the newest revision on which consensus was declared, and the one posted since;
    ``no_directorate``: none can be asked for a review.
    """

    signed_in: bool
    verified: bool = False
    paused: datetime | None = None
    clock: bool = False
    is_author: bool = False
    is_editor: bool = False
    wrote_once: bool = False
    is_named: bool = False
    is_confirmed: bool = False
    has_denied: bool = False
    is_chair: bool = False
    stands_in: bool = False
    in_group: bool = False
    chairs_a_group: bool = False
    is_shepherd: bool = False
    is_responsible: bool = False
    in_charge: bool = False
    has_responsible: bool = False
    council: bool = False
    council_chair: bool = False
    secretariat: bool = False
    calls: Mapping[str, str] = field(default_factory=dict)
    balloted: bool = False
    failed_ballot: str = ""
    ballot_over: bool = False
    written_up: bool = False
    has_addressees: bool = False
    waited: bool = False
    held: Held | None = None
    leads_call: bool = False
    consented: bool = False
    claimed: bool = False
    claims: bool = False
    unconfirmed: str = ""
    may_waive: bool = False
    has_waived: bool = False
    overtaken: tuple[str, str] | None = None
    no_directorate: bool = False
    judging: Judging = field(default_factory=Judging)

    @property
    def in_call(self) -> bool:
        return "open" in self.calls.values()

    @property
    def speaks_for_it(self) -> bool:
        """Whether the actor decides what becomes of the draft: a chair of its group; its authors where it has none."""
        return self.is_chair if self.in_group else self.is_author

    @property
    def wrote(self) -> bool:
        """Whether the actor stands aside from what judges the text: also who wrote it before others did."""
        return self.is_author or self.wrote_once

    @property
    def writes(self) -> bool:
        """Whether the actor writes the text: its authors and editors, and the chairs of its group.

        Whose group only asks about adopting it consents to a revision, and writes none.
        """
        return self.is_author or (self.is_chair and self.in_group)


CHAIR = _l("This is for a chair of the group.")
RESPONSIBLE = _l("This is for the responsible member; a council member may volunteer first.")
WRITES = _l("you write this draft")
CHAIRS = _l("you chair its group")
NOT_RESPONSIBLE = (
    Aside(lambda facts: facts.wrote, WRITES,
          _l("This person writes the draft, and stands aside. Name another member.")),
    Aside(lambda facts: facts.is_chair, CHAIRS,
          _l("This person chairs the group of the draft, and stands aside. Name another member.")),
)  # fmt: skip
"""Who is not the responsible member: nobody judges in a case of their own, or at both steps (section 1)."""
EDITOR_NEEDED = _l("Name at least one editor.")
NO_CONSENSUS = _l("The council's last call found no consensus, so the draft does not go on to the ballot. Return it, "
                  "or repeat the last call.")  # fmt: skip
OPEN_CALL = _l("A call on this draft is open; it has to close or be withdrawn first.")


def can_revise(facts: DraftFacts) -> Decision:
    """Who writes it; during an open call only with the consent of who leads it, during a ballot in its time."""
    return participant(facts) and check(
        (facts.writes, _l("A draft is revised by its authors and editors, one of a group also by its chairs.")),
        (not facts.in_call or facts.consented or (facts.leads_call and not facts.wrote),
         _l("A call on this draft is open. Until it closes only who leads it lets a revision in; ask for it.")),
        (not facts.ballot_over, _l("The time of the ballot on this draft has run out, so it is counted first.")),
    )  # fmt: skip


def can_be_hidden(facts: DraftFacts) -> Decision:
    """No draft of a group, and none on which people were asked: what they answered stays readable with its text."""
    return check(
        (not facts.in_group, _l("This draft is in a group, which decides what becomes of it.")),
        (not facts.calls, _l("People were asked about this draft in a call, so it stays readable.")),
    )


def can_request_review(facts: DraftFacts) -> Decision:
    """Authors and editors, a chair of the group, the responsible member (section 3)."""
    return participant(facts) and check(
        (facts.is_author or facts.is_chair or facts.is_responsible,
         _l("A review is asked for by an author or editor, a chair of the group, or the responsible member.")),
        (not facts.no_directorate, _l("No directorate is active that could be asked.")),
    )  # fmt: skip


def can_consent(facts: DraftFacts) -> Decision:
    """Who leads the open call: a chair; where the council asks, the responsible member or the council chair."""
    return participant(facts) and check(
        (facts.in_call, _l("No call on this draft is open, so a revision needs no consent.")),
        (facts.leads_call,
         _l("This is for who leads the open call: a chair of the group; where the council asks, the responsible "
            "member or the council chair.")),
        aside(facts.wrote, WRITES),
        (not facts.consented, _l("The consent to a revision during this call is given already.")),
    )  # fmt: skip


def chair(facts: DraftFacts) -> Decision:
    """A chair of the draft's group."""
    return participant(facts) and check((facts.is_chair, CHAIR))


def decides(facts: DraftFacts) -> Decision:
    """A chair of the draft's group who did not write it; where there is none, its responsible member (section 1)."""
    return participant(facts) and check((facts.is_chair or facts.stands_in, CHAIR), aside(facts.wrote, WRITES))


def can_call_for_adoption(facts: DraftFacts) -> Decision:
    """A chair of any group that may adopt drafts; the form names the group."""
    return participant(facts) and check(
        (facts.chairs_a_group, _l("Adoption is called for by the chair of an active group that adopts drafts.")),
        (not facts.in_call, OPEN_CALL),
    )


def can_adopt(facts: DraftFacts) -> Decision:
    """A chair, once consensus to adopt is declared."""
    return decides(facts) and _declared(facts, "adoption")


def can_decline_adoption(facts: DraftFacts) -> Decision:
    """A chair, once no consensus is declared or the call withdrawn, or the text on which it was declared is changed."""
    call = facts.calls.get("adoption")
    agreed = call == "consensus" and facts.overtaken is None
    return decides(facts) and check(
        (call != "open", _l("The call for adoption is open still; wait until it closes.")),
        (call in SETTLED, _l("The call on it is not settled; it has to be declared or withdrawn first.")),
        (not agreed, _l("Consensus to adopt it was declared, so it is adopted. Whoever finds the declaration wrong "
                        "appeals against it.")),
    )  # fmt: skip


def can_stop_editing(facts: DraftFacts) -> Decision:
    """An editor; the group's chairs name others, or write it themselves."""
    return participant(facts) and check((facts.is_editor, _l("You are no editor of this draft.")))


def can_call(facts: DraftFacts) -> Decision:
    """A chair, while no other call is open, and no ballot failed on the text."""
    return chair(facts) and check((not facts.in_call, OPEN_CALL)) and not_again(facts.failed_ballot)


def can_go_back(facts: DraftFacts) -> Decision:
    """Who decides about the draft, while no other call is open."""
    return decides(facts) and check((not facts.in_call, OPEN_CALL))


def can_write_up(facts: DraftFacts) -> Decision:
    """A chair, once the group's last call is declared consensus."""
    return decides(facts) and _declared(facts, "last-call")


def can_submit_to_council(facts: DraftFacts) -> Decision:
    """Chair or shepherd, with the write-up answered and addressees named, and the text that the group agreed on."""
    return (
        participant(facts)
        and check(
            (
                facts.is_chair or facts.is_shepherd or facts.stands_in,
                _l("A draft is submitted by a chair of the group or its shepherd."),
            ),
            aside(facts.wrote, WRITES),
            (facts.written_up, _l("The shepherd's write-up is not answered yet.")),
            (facts.has_addressees, NO_ADDRESSEE),
        )
        and _not_overtaken(facts, "last-call")
        and confirmed(facts)
    )


NO_ADDRESSEE = _l(
    "The draft names no addressee. Post a revision that asks something of a body, or names one in its front matter."
)


def can_sponsor(facts: DraftFacts) -> Decision:
    """A council member takes an individual draft to the council."""
    return (
        participant(facts)
        and check(
            (facts.council, _l("An individual draft is sponsored by a member of the council.")),
            (not facts.wrote, _l("Somebody else has to sponsor a draft of your own.")),
            (facts.has_addressees, NO_ADDRESSEE),
        )
        and not_again(facts.failed_ballot)
        and confirmed(facts)
    )


def confirmed(facts: DraftFacts) -> Decision:
    """No draft goes on to the council, or is published, under the name of somebody who has not agreed."""
    return check((
        not facts.unconfirmed,
        _("Named as authors, and not confirmed: %(names)s. Each confirms from a mail or the desk; or a revision "
          "leaves the name out.", names=facts.unconfirmed),
    ))  # fmt: skip


def can_volunteer(facts: DraftFacts) -> Decision:
    """A council member who neither writes it nor chairs its group, while nobody is responsible."""
    return participant(facts) and check(
        (facts.council, _l("The responsible member is a member of the council.")),
        *not_aside(NOT_RESPONSIBLE, facts),
        (not facts.is_responsible, _l("You are the responsible member already.")),
        (not facts.has_responsible, _l("This draft has a responsible member already.")),
    )


def can_give_up(facts: DraftFacts) -> Decision:
    """The responsible member of the draft itself; of its group, there."""
    return policy_responsible.can_give_up(facts) and check(
        (facts.in_charge, _l("You answer for this draft as the responsible member of its group: give that up there.")),
    )


def responsible(facts: DraftFacts) -> Decision:
    """The responsible member, but not of their own draft, nor of one whose group they have come to chair.

    The council chair assigns another.
    """
    return participant(facts) and check((facts.is_responsible, RESPONSIBLE), *not_aside(NOT_RESPONSIBLE, facts))


def can_call_council(facts: DraftFacts) -> Decision:
    """The responsible member, while no other call is open."""
    return responsible(facts) and check((not facts.in_call, OPEN_CALL))


def can_ballot(facts: DraftFacts) -> Decision:
    """The responsible member, once the council's last call has ended, and not with the declaration that there is no
    consensus (section 5)."""
    call = facts.calls.get("council-last-call")
    ended = check(
        (call != "no-consensus", NO_CONSENSUS), (call in GOES_ON, _l("The council's last call has to end first."))
    )
    return responsible(facts) and ended and confirmed(facts)


def can_repeat(facts: DraftFacts) -> Decision:
    """The responsible member, or the clock after a substantive revision; not while a last call goes on."""
    if facts.clock:
        return YES
    return responsible(facts) and check(
        (facts.balloted or facts.calls.get("council-last-call") in SETTLED,
         _l("The council's last call has to be declared or withdrawn first.")),
    )  # fmt: skip


def can_return(facts: DraftFacts) -> Decision:
    """The responsible member, or the clock when a ballot failed."""
    if facts.clock:
        return YES
    return responsible(facts) and check(
        (not facts.in_call, OPEN_CALL),
        (not facts.balloted, _l("A ballot is open; recall it first, with the reason.")),
    )


def can_publish(facts: DraftFacts) -> Decision:
    """The secretariat, after ``publication_days``, while no appeal is pending (sections 10 and 15)."""
    return (
        participant(facts)
        and check(
            (facts.secretariat, _l("A recommendation is published by the secretariat.")),
            (
                facts.waited,
                _ln(
                    "Publication waits %(num)d day after approval, so that anybody can appeal.",
                    "Publication waits %(num)d days after approval, so that anybody can appeal.",
                    Stated("publication_days"),
                ),
            ),
            (facts.held is None, held_sentence(facts.held)),
        )
        and confirmed(facts)
    )


def can_waive(facts: DraftFacts) -> Decision:
    """The authors, and whoever raised an objection or a Discuss; when all have, nobody has to wait (section 4)."""
    return participant(facts) and check(
        (facts.may_waive, _l("The wait is waived by the authors and by whoever raised an objection or a Discuss.")),
        (not facts.has_waived, _l("You have waived the wait already.")),
        (not facts.waited, _l("The wait is over; nothing is left to waive.")),
    )


def can_put_aside(facts: DraftFacts) -> Decision:
    """A chair or editor; the authors of an individual draft; not during a call."""
    return participant(facts) and check(
        (facts.speaks_for_it or facts.is_editor,
         _l("This is for a chair of its group or an editor; for its authors while it is an individual draft.")),
        (not facts.in_call, OPEN_CALL),
    )  # fmt: skip


def can_confirm(facts: DraftFacts) -> Decision:
    """Who is named as an author by somebody else."""
    return participant(facts) and check(
        (facts.is_named, _l("You are not named as an author of this draft.")),
        (not facts.is_confirmed, _l("You are a confirmed author of this draft.")),
    )


def can_deny(facts: DraftFacts) -> Decision:
    """Who is named as an author by somebody else, and is none."""
    return can_confirm(facts) and check(
        (not facts.has_denied, _l("You have said already that you are no author of it.")),
    )


_DECLARED = {
    "adoption": _l("Consensus to adopt the draft has to be declared first."),
    "last-call": _l("Consensus in the group last call has to be declared first."),
}


def _declared(facts: DraftFacts, kind: str) -> Decision:
    return check((facts.calls.get(kind) == "consensus", _DECLARED[kind])) and _not_overtaken(facts, kind)


def _not_overtaken(facts: DraftFacts, kind: str) -> Decision:
    """The text that consensus was declared on goes on, and no later one: that would bypass the call (section 5)."""
    if facts.overtaken is None:
        return YES
    old, new = facts.overtaken
    since = _("Consensus was declared on %(old)s, and %(new)s was posted since.", old=old, new=new)
    return no(f"{since} {_AGAIN[kind]}")


_AGAIN = {
    "adoption": _l("Decline this adoption, and call for it again, so that the group is asked about the newest text."),
    "last-call": _l("Take the draft back to work, and open a new last call, so that the group is asked about the "
                    "newest text."),
}  # fmt: skip
