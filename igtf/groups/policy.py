"""Who may do what with a group; one sentence for each no."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.core.policy import Decision, check
from igtf.discussion.policy import OVER, participant
from igtf.discussion.policy_judging import Judging
from igtf.people.stakeholders import UNSTATED
from igtf.record.stated import Stated

MOST_CHAIRS = 3


@dataclass(frozen=True)
class UnderWay:
    """What is under way in a group: only those decide on it who run the group, or will.

    The stakeholder groups of chairs: ``other_chairs`` are in office beside the actor, ``chairs_named`` take it with the
    charter, ``chairs_then`` are all once the announced change has taken effect. ``relief_asked``: the actor chairs it
    and asks to be relieved. ``failed_ballot``: which one failed on the charter as it still reads, if one did. ``draft``
    and ``meeting`` name what keeps the group from concluding, if anything does. ``milestone_approved``: one that is
    open was.
    """

    other_chairs: tuple[str, ...] = ()
    chairs_named: tuple[str, ...] = ()
    opener_gone: bool = False
    chairs_then: tuple[str, ...] = ()
    has_responsible: bool = False
    relief_asked: bool = False
    chair_pending: bool = False
    chair_is_due: bool = False
    has_unhoused: bool = False
    ballot_open: bool = False
    failed_ballot: str = ""
    draft: str = ""
    meeting: str = ""
    milestone_waits: bool = False
    milestone_open: bool = False
    milestone_approved: bool = False
    has_officers: bool = False
    drafts: int = 0


@dataclass(frozen=True)
class GroupFacts:
    """What decisions on a group need to know of the actor and the group.

    ``paused``: until when the posting of whoever proposes a new one is.
    ``duties``: what the actor's offices in the group are for, a part of ``people.offices.DUTIES``. ``offices``: those
    that end when the actor leaves. ``is_chair``: in office, or named or announced as one. ``is_proposer`` only while
    the group is being formed. ``is_named``: as a chair who is not in office yet, or as second proposer.
    ``proposed_by_two``: there is a second proposer. ``charter_state``: of the revision that is not in force yet;
    ``charter_waited``: its review has lasted long enough. ``council_asked``: enough asked for a ballot on a refusal.
    ``is_away``: the actor has declared an absence that is not over. ``under_way``: nothing for an actor who neither
    runs the group, nor may come to run it, nor moderates.
    """

    signed_in: bool
    verified: bool = False
    paused: datetime | None = None
    clock: bool = False
    council: bool = False
    council_chair: bool = False
    may_establish: bool = False
    duties: frozenset[str] = frozenset()
    is_chair: bool = False
    is_proposer: bool = False
    is_named: bool = False
    offices: tuple[str, ...] = ()
    supports: bool = False
    is_member: bool = False
    needs_unhoused: bool = False
    bofs: int = 0
    may_hold_bof: bool = True
    reviews: bool = False
    forming: bool = False
    meets: bool = True
    proposed_kind: bool = False
    proposed_by_two: bool = True
    reviewed: bool = False
    charter_state: str | None = None
    charter_waited: bool = False
    has_asked: bool = False
    council_asked: bool = False
    is_away: bool = False
    under_way: UnderWay = UnderWay()
    judging: Judging = field(default_factory=Judging)

    @property
    def is_responsible(self) -> bool:
        """Whether the actor is the responsible member."""
        return "oversee" in self.duties


RESPONSIBLE = _l(
    "This is for the responsible member of the group; while there is none, a council member may volunteer."
)
IN_BALLOT = _l("The council is balloting on this group; wait for the result.")


def responsible(facts: GroupFacts) -> Decision:
    """The responsible member of the group."""
    return participant(facts) and check((facts.is_responsible, RESPONSIBLE))


def can_edit(facts: GroupFacts) -> Decision:
    """The proposers, while no ballot is open; what was established has a mandate, and no proposal."""
    return participant(facts) and check(
        (facts.is_proposer, _l("A proposal is edited by its proposers.")),
        (facts.proposed_kind, _l("This group was not proposed; revise its mandate instead.")),
        (not facts.under_way.ballot_open, IN_BALLOT),
    )


def can_support(facts: GroupFacts) -> Decision:
    """Any participant; a supporter's later answer takes the place of the earlier one."""
    return participant(facts)


def can_end_support(facts: GroupFacts) -> Decision:
    """A supporter."""
    return participant(facts) and check((facts.supports, _l("You do not support this proposal.")))


def can_hold_second_bof(facts: GroupFacts) -> Decision:
    """The responsible member, for the second and last BoF (section 15)."""
    return responsible(facts) and check(
        (
            facts.may_hold_bof,
            _ln(
                "A proposal has at most %(num)d BoF; decide now.",
                "A proposal has at most %(num)d BoFs; decide now.",
                Stated("bofs"),
            ),
        )
    )


def can_decline(facts: GroupFacts) -> Decision:
    """The responsible member, while no ballot is open."""
    return responsible(facts) and check((not facts.under_way.ballot_open, IN_BALLOT))


def can_be_hidden(facts: GroupFacts) -> Decision:
    """No proposal on which the council ballots, because enough asked after its refusal."""
    return check((not facts.under_way.ballot_open, IN_BALLOT))


def can_approve_bof(facts: GroupFacts) -> Decision:
    """The responsible member, of a proposal that two propose (section 3)."""
    return responsible(facts) and check(
        (
            facts.proposed_by_two,
            _l("A proposal is made by two, and one has stepped aside. Name another second proposer first."),
        ),
        (
            not facts.under_way.opener_gone,
            _l(
                "A proposal is made by two, and who made this one has closed the account. Decline it with that reason; "
                "others can propose the group anew."
            ),
        ),
    )


def can_start_chartering(facts: GroupFacts) -> Decision:
    """As for a BoF; and a new policy process begins with an unhoused issue (section 3)."""
    return can_approve_bof(facts) and check(
        (
            facts.under_way.has_unhoused or not facts.needs_unhoused,
            _l("None of its issues is unhoused: it must first be found that no existing body can take care."),
        ),
    )


def can_record_bof(facts: GroupFacts) -> Decision:
    """The responsible member, once a BoF was approved."""
    return responsible(facts) and check((facts.bofs > 0, _l("No BoF was approved.")))


def can_ask_council(facts: GroupFacts) -> Decision:
    """Any participant, once, until enough have asked (section 3: ``refusal_people``) and while there may be a BoF."""
    return participant(facts) and check(
        (facts.proposed_kind, _l("This group was not proposed with a BoF; it can be established anew.")),
        (not facts.council_asked, _l("Enough people have asked; the council has been balloting on it.")),
        (not facts.has_asked, _l("You have asked already.")),
        (
            facts.may_hold_bof,
            _ln(
                "A proposal has at most %(num)d BoF, and they were held.",
                "A proposal has at most %(num)d BoFs, and they were held.",
                Stated("bofs"),
            ),
        ),
    )


def duty(name: str, reason: Text) -> Callable[[GroupFacts], Decision]:
    """Return the policy of whoever has the duty ``name`` in the group."""
    return lambda facts: participant(facts) and check((name in facts.duties, reason))


can_name_officer = duty("officers", _l("Secretaries and delegates are named by the chairs."))


def can_end_officer(facts: GroupFacts) -> Decision:
    """The chairs, while there is a secretary or delegate."""
    return can_name_officer(facts) and check(
        (facts.under_way.has_officers, _l("The group has no secretary or delegate."))
    )


def can_relate_drafts(facts: GroupFacts) -> Decision:
    """Who brings the group's drafts on their way, while there are two."""
    return duty("drafts", _l("The chairs and delegates say how drafts depend on each other."))(facts) and check(
        (facts.under_way.drafts > 1, _l("The group has fewer than two drafts."))
    )


def can_establish(facts: GroupFacts) -> Decision:
    """A council member, or the chair of a group that will be its parent."""
    return participant(facts) and check(
        (
            facts.council or facts.may_establish,
            _l("Such a group is established by the chair of its parent group or by the council."),
        ),
    )


def can_join(facts: GroupFacts) -> Decision:
    """Anyone who is not a member: membership is open."""
    return participant(facts) and check((not facts.is_member, _l("You are a member of this group.")))


def can_leave(facts: GroupFacts) -> Decision:
    """A member without an office, in one act."""
    return participant(facts) and check(
        (facts.is_member, _l("You are not a member of this group.")),
        (not facts.offices, _l("You hold an office of this group: step down, of which the members are told.")),
    )


def can_step_aside(facts: GroupFacts) -> Decision:
    """Who was named by others, and holds no office yet."""
    return participant(facts) and check(
        (facts.is_named, _l("You are named neither as a chair to come nor as second proposer.")),
    )


def can_name_others(facts: GroupFacts) -> Decision:
    """The proposers and the responsible member, while no ballot is open."""
    return participant(facts) and check(
        (
            facts.is_proposer or facts.is_responsible,
            _l("Chairs and the second proposer are named by the proposers or the responsible member."),
        ),
        (not facts.under_way.ballot_open, IN_BALLOT),
    )


def can_propose_chair(facts: GroupFacts) -> Decision:
    """The responsible member, one change at a time."""
    return responsible(facts) and check(
        (
            not facts.under_way.chair_pending,
            _l("A change of chairs is announced already; it takes effect or is withdrawn first."),
        ),
    )


def can_withdraw_chair(facts: GroupFacts) -> Decision:
    """The responsible member, while a change of chairs is announced that has not taken effect and still can."""
    return responsible(facts) and check(
        (facts.under_way.chair_pending, _l("No change of chairs is announced.")),
        (not can_appoint_chair(facts), OVER),
    )


def _chair_is_due(facts: GroupFacts) -> Decision:
    return check((facts.under_way.chair_is_due, _l("The notice to the group is not over, or nobody is named.")))


def can_appoint_chair(facts: GroupFacts) -> Decision:
    """The clock, once the notice is over (``chair_notice_days``), while the chairs still fit together."""
    return _chair_is_due(facts) and chairs_decision(facts.under_way.chairs_then)


def can_pass_over_chair(facts: GroupFacts) -> Decision:
    """The clock, once the notice is over, where the chairs do not fit together by now."""
    fit = bool(chairs_decision(facts.under_way.chairs_then))
    return _chair_is_due(facts) and check((not fit, _l("The announced chair fits beside the others.")))


def can_ask(facts: GroupFacts) -> Decision:
    """The chairs, the delegates and the responsible member, in each state."""
    return participant(facts) and check(
        ("ask" in facts.duties, _l("A question is put to the group by a chair, a delegate or the responsible member.")),
    )


def can_declare_absence(facts: GroupFacts) -> Decision:
    """A member of a group whose members review drafts in turn."""
    return participant(facts) and check(
        (facts.reviews, _l("Absence is declared where drafts are given to members for review; here they are not.")),
        (facts.is_member, _l("Absence is declared by members, who are given drafts for review.")),
    )


def can_end_absence(facts: GroupFacts) -> Decision:
    """A member who has declared an absence that is not over."""
    return can_declare_absence(facts) and check((facts.is_away, _l("You have declared no absence here.")))


def can_call_meeting(facts: GroupFacts) -> Decision:
    """The chairs; of a BoF the responsible member and the proposers (section 11)."""
    leads_bof = facts.forming and (facts.is_responsible or facts.is_proposer)
    return participant(facts) and check(
        (facts.meets, _l("A directorate has no meetings; it reviews drafts one by one.")),
        (
            "meetings" in facts.duties or leads_bof,
            _l("A meeting is called by a chair of the group; a BoF by its responsible member or a proposer."),
        ),
    )


def can_conclude(facts: GroupFacts) -> Decision:
    """The responsible member, unless a draft of the group is in a call or on its way through the council, the council
    ballots on its charter, or a meeting has no minutes yet.
    """
    now = facts.under_way
    draft = _("The draft %(name)s is in a call or between group last call and publication; wait for it.",
              name=now.draft)  # fmt: skip
    meeting = _("Meeting %(n)s is under way or has no minutes yet; who leads it closes it and publishes them first.",
                n=now.meeting)  # fmt: skip
    return responsible(facts) and check(
        (not now.draft, draft), (not now.ballot_open, IN_BALLOT), (not now.meeting, meeting)
    )


def can_abandon(facts: GroupFacts) -> Decision:
    """The proposers, while no ballot is open."""
    return participant(facts) and check(
        (facts.is_proposer, _l("A proposal is abandoned by its proposers.")),
        (not facts.under_way.ballot_open, IN_BALLOT),
    )


def chairs_decision(groups: Sequence[str]) -> Decision:
    """Return whether persons counted in ``groups`` may chair together: 1 to 3, of two groups if several."""
    return check(
        (len(groups) > 0, _l("Name at least one chair.")),
        (len(groups) <= MOST_CHAIRS, _l("A group has at most three chairs.")),
        (
            len(groups) == 1 or len(set(groups) - {UNSTATED}) > 1,
            _l(
                "Where a group has more than one chair, they come from at least two stakeholder groups; "
                "a hat that is not confirmed counts as not stated."
            ),
        ),
    )
