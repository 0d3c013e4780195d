"""What positions and rules of ballots are called, and what a position has to say."""

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.council.tally import (
    ABSTAIN,
    ALTERNATE,
    BLOCK,
    CHARTER,
    DISCUSS,
    FIVE,
    HALF,
    NO,
    NO_OBJECTION,
    OF_PANEL,
    RECUSE,
    YES,
)
from igtf.drafts.grounds import OF_BLOCK, OF_DISCUSS
from igtf.record.stated import Stated

LABELS: dict[str, Text] = {
    YES: _l("Yes"), NO_OBJECTION: _l("No objection"), DISCUSS: _l("Discuss"), BLOCK: _l("Block"),
    ABSTAIN: _l("Abstain"), RECUSE: _l("Recuse"), NO: _l("No"),
}  # fmt: skip
RULES: dict[str, Text] = {
    FIVE: _l("all five conditions"), CHARTER: _l("all five conditions, Block in place of Discuss"),
    HALF: _l("%(base)s of the base and %(group)s of each group",
             base=Stated("half_share"), group=Stated("group_share")),
    ALTERNATE: _l("yes or no: %(base)s of the base, %(group)s of each group, No from %(noes)s of the base at most",
                  base=Stated("base_share"), group=Stated("group_share"), noes=Stated("alternate_noes")),
    OF_PANEL: _l("yes or no: %(share)s of the panel", share=Stated("panel_share")),
}  # fmt: skip
NEEDS: dict[str, Text] = {
    FIVE: _l("for a Discuss a permitted ground and a text; it can be changed until the end"),
    CHARTER: _l("for a Block a permitted ground and a text; it can be changed until the end"),
    HALF: _l("for Abstain and Recuse the reason; it can be changed until the end"),
    ALTERNATE: _l("for Recuse the reason; it can be changed until the end"),
    OF_PANEL: _l("for Recuse the reason; it can be changed until the end"),
}
"""Rule → what a position needs under it."""
STANDING: dict[str, Text] = {DISCUSS: _l("Standing Discusses"), BLOCK: _l("Standing Blocks")}
PERMITTED: dict[str, dict[str, Text]] = {DISCUSS: OF_DISCUSS, BLOCK: OF_BLOCK}
"""Position that stops a ballot → its grounds and what they are called."""
UNOPPOSED: dict[str, Text] = {
    DISCUSS: _l("No objection and no Discuss stands against it."), BLOCK: _l("No Block stands against it."),
}  # fmt: skip
"""Position that stops a ballot → what is said where nobody has taken it."""
WITH_TEXT: dict[str, Text] = {
    DISCUSS: _l("Say what has to be discussed, and what would clear it."),
    BLOCK: _l("Say why you block, and what would clear it."),
    ABSTAIN: _l("Say why you abstain; the reason is public."),
    RECUSE: _l("Say why you stand aside; the reason is public."),
}


def position_needs(rule: str) -> Text:
    """Return what a position needs under a rule."""
    return NEEDS[rule]
