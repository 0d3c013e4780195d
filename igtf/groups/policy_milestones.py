"""Who may do what with the milestones of a group; one sentence for each no."""

from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import Decision, check
from igtf.groups.policy import GroupFacts, duty, responsible

can_propose_milestone = duty(
    "milestones", _l("Milestones are proposed by the chairs, secretaries and delegates of the group; comment instead.")
)


def can_edit_milestone(facts: GroupFacts) -> Decision:
    """The same officers, while there is a milestone that is not over."""
    return can_propose_milestone(facts) and check((facts.under_way.milestone_open, _l("No milestone is open.")))


def _milestone_waits(facts: GroupFacts) -> Decision:
    return check((facts.under_way.milestone_waits, _l("No milestone waits for approval.")))


def can_update_milestone(facts: GroupFacts) -> Decision:
    """The same officers, while one of these is approved: what members are told of is that."""
    waits = _l("It waits for approval; reword it, or wait.")
    return can_edit_milestone(facts) and check((facts.under_way.milestone_approved, waits))


def can_withdraw_milestone(facts: GroupFacts) -> Decision:
    """Who proposes them, while one waits."""
    return can_propose_milestone(facts) and _milestone_waits(facts)


def can_approve_milestone(facts: GroupFacts) -> Decision:
    """The responsible member, while one waits."""
    return responsible(facts) and _milestone_waits(facts)


def can_drop_milestone(facts: GroupFacts) -> Decision:
    """The responsible member."""
    return responsible(facts) and check((facts.under_way.milestone_open, _l("No milestone is open.")))
