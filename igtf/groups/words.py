"""How a proposed group is judged, and how a charter goes on that came back from its ballot, in words."""

from igtf.core.i18n import lazy_gettext as _l
from igtf.discussion.policy_judging import Words

JUDGED = Words(
    report=(_l("Report the group"), _l("reported the group to the moderators")),
    keep=(_l("Leave the group as it is"), _l("left the group as it is, which was reported")),
    hidden=_l("hid the group"),
    show=(_l("Show the group again"), _l("showed the group again")),
    warn=(_l("Warn who proposed it"), _l("warned who proposed the group")),
    pause=(_l("Pause the posting of who proposed it"), _l("paused the posting of who proposed the group")),
    shows=_l("the reason; the state is again the one before, and a responsible member has the whole time again"),
    stays=_l("the reason, which is public and can be appealed; the group stays unless it is hidden"),
    own=_l("You proposed this group yourself."),
    again=_l("You reported this group already. The moderators have it before them."),
    judges=_l("Only a moderator decides on groups that were reported, and on who proposed them."),
    unreported=_l("No report of this group waits for a decision."),
    aside=_l("you proposed this group"),
    gone=_l("This group was spam or abuse. Its acronym stays taken; who hid it, and when, is in the record."),
    hides=_l("the reason; a BoF, or a charter that is written, is declined first"),
)

REVISE = _l("A new revision that answers this can come before the council again.")
NAME_OTHERS = _l("The charter is a draft again. Once others are named as chairs, it can come before the council again.")
"""How a charter goes on that failed, and one that passed while those who are named may not chair together."""
