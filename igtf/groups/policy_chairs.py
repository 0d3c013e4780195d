"""When a chair may leave the office, and ask for another one first; one sentence for each no (procedure, section 1)."""

from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import Decision, check
from igtf.discussion.policy import participant
from igtf.groups.policy import GroupFacts, chairs_decision


def _others_may_chair(facts: GroupFacts) -> Decision:
    """Whether the other chairs may chair the group without the actor: a living group always has one."""
    others = facts.under_way.other_chairs
    asked = facts.under_way.relief_asked
    alone = _l("You are the only chair.")
    stay = chairs_decision(others) if others else Decision(False, alone)
    if asked:
        said = _l("%(why)s You have asked to be relieved: the responsible member announces another chair to the group "
                  "first; step down once that one is in office.", why=stay.reason)  # fmt: skip
    else:
        said = _l("%(why)s Ask to be relieved: the responsible member then announces another chair to the group; step "
                  "down once that one is in office.", why=stay.reason)  # fmt: skip
    return check((stay.ok, said))


def can_step_down(facts: GroupFacts) -> Decision:
    """Who holds an office. A chair not where nobody else may chair the group without them (section 1); nor while a
    change of chairs is announced, which was checked with them.
    """
    chair = "chair" in facts.offices
    stay = _others_may_chair(facts)
    return participant(facts) and check(
        (len(facts.offices) > 0, _l("You hold no office of this group that ends with your membership.")),
        (
            not (chair and facts.under_way.chair_pending),
            _l("A change of chairs is announced to the group; leave once it has taken effect."),
        ),
        (not chair or stay.ok, stay.reason),
    )


def can_ask_relief(facts: GroupFacts) -> Decision:
    """A chair without whom nobody may chair the group, once, while no change is announced."""
    return participant(facts) and check(
        ("chair" in facts.offices, _l("This is for the chairs of the group.")),
        (not facts.under_way.chair_pending, _l("A change of chairs is announced to the group already.")),
        (not facts.under_way.relief_asked, _l("You have asked already; the responsible member was told.")),
        (not _others_may_chair(facts).ok, _l("Others chair the group beside you, so you can step down at once.")),
    )


def can_end_relief(facts: GroupFacts) -> Decision:
    """The chair who asked."""
    return participant(facts) and check(
        (facts.under_way.relief_asked, _l("You do not ask to be relieved as a chair of this group.")),
    )
