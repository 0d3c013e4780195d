"""What positions and rules of ballots are called, and what a position has to say."""

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
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
    STOPPED,
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
NONE_TO_SECOND: dict[str, Text] = {
    DISCUSS: _l("There is no Discuss of another member that you could second."),
    BLOCK: _l("There is no Block of another member that you could second."),
}
NONE_SECONDED: dict[str, Text] = {
    DISCUSS: _l("You second no Discuss of this ballot."), BLOCK: _l("You second no Block of this ballot."),
}  # fmt: skip
BEFORE_ALTERNATE: dict[str, Text] = {
    DISCUSS: _l("The Discuss is before the alternate ballot: say there whether it stands, or take a Discuss of your "
                "own."),
    BLOCK: _l("The Block is before the alternate ballot: say there whether it stands, or take a Block of your own."),
}  # fmt: skip
NOT_ASKED: dict[str, Text] = {
    DISCUSS: _l("This is for the holder of a standing Discuss that was inherited, or taken on an earlier revision."),
    BLOCK: _l("This is for the holder of a standing Block that was inherited."),
}
NOT_SINGLE: dict[str, Text] = {
    DISCUSS: _l("The alternate ballot is for a single standing Discuss."),
    BLOCK: _l("The alternate ballot is for a single standing Block."),
}
HAS_SECOND: dict[str, Text] = {
    DISCUSS: _l("The Discuss has a second, so it does not stand alone."),
    BLOCK: _l("The Block has a second, so it does not stand alone."),
}
TOO_YOUNG: dict[str, Text] = {
    DISCUSS: _ln("A Discuss goes to the alternate ballot when it has stood for %(num)d day.",
                 "A Discuss goes to the alternate ballot when it has stood for %(num)d days.",
                 Stated("lone_discuss_days")),
    BLOCK: _ln("A Block goes to the alternate ballot when it has stood for %(num)d day.",
               "A Block goes to the alternate ballot when it has stood for %(num)d days.",
               Stated("lone_discuss_days")),
}  # fmt: skip
"""Position that stops a ballot → why one who holds a seat, or leads it, cannot do what is about one."""
IN_CLEARED: dict[str, Text] = {
    DISCUSS: _l("It is about your Discuss. If you take another position, or the Discuss on a newer revision, "
                "it is recalled: nothing is left to decide in it. Where you clear the Discuss, this ballot "
                "closes when it would have without the other one; at once, if that is past."),
    BLOCK: _l("It is about your Block. If you take another position, it is recalled: nothing is left to decide in it. "
              "This ballot then closes when it would have without the other one; at once, if that is past."),
}  # fmt: skip
"""What comes of the alternate ballot on a position that stops, where its holder clears it."""
ENDS_NOW: dict[str, Text] = {
    DISCUSS: _l("This ballot waits for another alternate ballot on your Discuss. If you clear the Discuss, it closes "
                "at once: nobody takes or changes a position any more."),
    BLOCK: _l("This ballot waits for another alternate ballot on your Block. If you clear the Block, it closes "
              "at once: nobody takes or changes a position any more."),
}  # fmt: skip
"""What becomes then of a ballot that waits for another one, and would have closed by now."""
ENDED = _l("The ballot that waited for it has ended.")
CLEARED: dict[str, Text] = {DISCUSS: _l("The Discuss was cleared."), BLOCK: _l("The Block was cleared.")}
LAPSED: dict[str, Text] = {DISCUSS: _l("The Discuss lapsed."), BLOCK: _l("The Block lapsed.")}
NEWER = _l("The Discuss stands on a newer revision.")
"""Why nothing is left to decide in an alternate ballot. What has revisions is stopped by a Discuss."""
CLEARED_MEANWHILE: dict[str, Text] = {
    DISCUSS: _l("The Discuss was cleared meanwhile."), BLOCK: _l("The Block was cleared meanwhile."),
}  # fmt: skip
STANDS: dict[str, Text] = {DISCUSS: _l("The Discuss stands."), BLOCK: _l("The Block stands.")}
LOOK_AGAIN: dict[str, Text] = {
    DISCUSS: _l("Look again: say that your Discuss stands, or change your position"),
    BLOCK: _l("Look again: say that your Block stands, or change your position"),
}
TO_ALTERNATE: dict[str, Text] = {
    DISCUSS: _l("A lone Discuss may go to the alternate ballot"),
    BLOCK: _l("A lone Block may go to the alternate ballot"),
}
"""What waits for a member of a ballot that has one."""
UNDER_IT: dict[str, Text] = {DISCUSS: _l("Discussion under the Discuss"), BLOCK: _l("Discussion under the Block")}
NO_ANSWER: dict[str, Text] = {
    DISCUSS: _l("Nobody has answered yet. Who holds the Discuss is told of each answer."),
    BLOCK: _l("Nobody has answered yet. Who holds the Block is told of each answer."),
}
OVER_NOW: dict[str, Text] = {
    DISCUSS: _l("The Discuss does not stand any more; the discussion stays readable."),
    BLOCK: _l("The Block does not stand any more; the discussion stays readable."),
}
"""What the page of a seat says of the discussion under one."""
WITH_TEXT: dict[str, Text] = {
    DISCUSS: _l("Say what has to be discussed, and what would clear it."),
    BLOCK: _l("Say why you block, and what would clear it."),
    ABSTAIN: _l("Say why you abstain; the reason is public."),
    RECUSE: _l("Say why you stand aside; the reason is public."),
}


def ends_later(stop: str, when: str) -> Text:
    """Return what becomes of a ballot that waits for another alternate ballot, when its ``stop`` is cleared."""
    if stop == BLOCK:
        return _l("This ballot waits for another alternate ballot on your Block. If you clear the Block, it closes "
                  "when it would have without that: %(when)s.", when=when)  # fmt: skip
    return _l("This ballot waits for another alternate ballot on your Discuss. If you clear the Discuss, it closes "
              "when it would have without that: %(when)s.", when=when)  # fmt: skip


def under_a(rule: str) -> dict[str, Text]:
    """Return what the page of a seat says of the discussion under the position that stops a ballot of a rule."""
    stop = STOPPED.get(rule, DISCUSS)
    return {"heading": UNDER_IT[stop], "silent": NO_ANSWER[stop], "over": OVER_NOW[stop]}


def position_needs(rule: str) -> Text:
    """Return what a position needs under a rule."""
    return NEEDS[rule]
