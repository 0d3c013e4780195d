"""What the layers and functions of an issue, and the purposes of a letter about it, are called; how it is judged."""

from collections.abc import Mapping

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.discussion.policy_judging import Words
from igtf.issues.policy import FILED

LAYERS = (
    ("evolution", _l("Evolution of the Internet: its technical infrastructure")),
    ("use", _l("Use of the Internet: access, rights, content, trade, security of people")),
    ("both", _l("Both")),
)
FUNCTIONS = (
    ("", _l("Not sure")),
    ("forum", _l("Forum: it needs discussion")),
    ("oversight", _l("Oversight: it needs decisions")),
)

PURPOSES: Mapping[str, Text] = {
    "action": _l("For action"),
    "comment": _l("For comment"),
    "information": _l("For information"),
    "response": _l("In response"),
}
REFERRED = tuple((name, label) for name, label in PURPOSES.items() if name != "response")
"""The purposes of a letter by which an issue is referred: it answers nothing."""

JUDGED = Words(
    report=(_l("Report the issue"), _l("reported the issue to the moderators")),
    keep=(_l("Leave the issue as it is"), _l("left the issue as it is, which was reported")),
    hidden=_l("hid the issue"),
    show=(_l("Show the issue again"), _l("showed the issue again")),
    warn=(_l("Warn who filed it"), _l("warned who filed the issue")),
    pause=(_l("Pause the posting of who filed it"), _l("paused the posting of who filed the issue")),
    shows=_l("the reason; the state is again the one before, and what was pending has fallen"),
    stays=_l("the reason, which is public and can be appealed; the issue stays unless it is hidden"),
    own=_l("You filed this issue yourself."),
    again=_l("You reported this issue already. The moderators have it before them."),
    judges=_l("Only a moderator decides on issues that were reported, and on who filed them."),
    unreported=_l("No report of this issue waits for a decision."),
    aside=FILED,
    gone=_l("This issue was spam or abuse. Its number stays; who hid it, and when, is in the record."),
)

RELATABLE = (
    ("says-the-same", _l("says the same as")), ("depends-on", _l("depends on")), ("part-of", _l("is part of")),
    ("contradicts", _l("contradicts")),
)  # fmt: skip
"""What participants state of two issues, as the form of the one says it."""
