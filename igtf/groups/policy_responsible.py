"""Who becomes the responsible member (section 1): by volunteering, or as the council chair assigns; who gives it up."""

from typing import Protocol

from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import Aside, Decision, check, not_aside
from igtf.discussion.policy import Reader, participant
from igtf.groups.policy import GroupFacts

NOT_RESPONSIBLE = (
    Aside(lambda facts: facts.is_proposer, _l("you proposed this group"),
          _l("This person proposed the group, and stands aside. Name another member.")),
    Aside(lambda facts: facts.is_chair, _l("you chair this group, or are named as its chair"),
          _l("This person chairs the group, or is named as its chair. Name another member.")),
    Aside(lambda facts: bool(facts.offices), _l("you hold an office of this group"),
          _l("This person holds an office of this group, and stands aside. Name another member.")),
)  # fmt: skip
"""Who is not the responsible member: who proposed the group, or works for it (section 1)."""


def can_volunteer(facts: GroupFacts) -> Decision:
    """A council member who neither proposed it nor works for it, while no responsible member is named (section 1)."""
    return participant(facts) and check(
        (facts.council, _l("A member of the council volunteers as responsible member.")),
        *not_aside(NOT_RESPONSIBLE, facts),
        (not facts.under_way.has_responsible, _l("A responsible member is named already.")),
    )


class InCharge(Reader, Protocol):
    """What the facts of a group, a draft and a change of the procedure say of the actor as who answers for it."""

    @property
    def is_responsible(self) -> bool: ...


def can_give_up(facts: InCharge) -> Decision:
    """The responsible member, at any time: nobody is kept by an office, and another member can be found (section 1)."""
    return participant(facts) and check((facts.is_responsible, _l("You are not the responsible member.")))


class Overseen(Reader, Protocol):
    """What the facts of a group, and of a draft, say of the actor as to who becomes its responsible member."""

    @property
    def council_chair(self) -> bool: ...


def can_assign(facts: Overseen) -> Decision:
    """The chair of the council (section 1)."""
    return participant(facts) and check((facts.council_chair, _l("The council chair assigns a responsible member.")))
