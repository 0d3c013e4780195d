"""Words for what becomes of asks and commitments, and how a draft is judged."""

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.discussion.policy_judging import Words

ASK_STATES = {
    "open": (_l("open"), "waiting"),
    "promised": (_l("promised"), "work"),
    "in part": (_lp("ask", "done in part"), "work"),
    "declined": (_lp("ask", "declined"), "closed"),
    "passed on": (_l("passed on"), "waiting"),
    "commented": (_l("commented on"), "waiting"),
    "done": (_lp("ask", "done"), "decided"),
    "no answer": (_l("no answer"), "closed"),
    "overdue": (_l("overdue"), "late"),
}
"""Status of an ask → its label and the phase that its badge shows."""

STATUS_WORDS: dict[str, Text] = {name: label for name, (label, _phase) in ASK_STATES.items()}

SETTLED = ("done", "declined", "no answer")
"""The status of an ask that is not waited for any more."""

KNOWN = ("done", "declined")
"""The status of an ask that whoever is asked has settled: it is not asked for in a letter that is still to be sent."""

PROMISING = ("promised", "in part")
"""The statuses of an ask, or of a point of a letter, of which something is promised: all, or what is left of it, where
a day says so."""

ONLY_PROMISED = _l("Give a day only with a promise, or with what is done in part.")

UNHEARD = ("open", "passed on")
"""The status of an ask of which whoever is asked has said nothing yet."""

COMMITMENT_STATES = {
    "open": (_l("committed"), "work"),
    "in part": (_l("done in part"), "work"),
    "done": (_l("done"), "decided"),
    "withdrawn": (_l("withdrawn"), "closed"),
}
"""State of a commitment → its label and the phase that its badge shows."""

COMMITMENT_WORDS: dict[str, Text] = {name: label for name, (label, _phase) in COMMITMENT_STATES.items()}

PARTS_IN_DRAFT: dict[str, Text] = {
    "editor": _l("editor"), "shepherd": _l("shepherd"), "responsible": _l("responsible member"),
    "chair": _l("chair of the group"),
}  # fmt: skip
"""Role beside a draft → what whoever has it is to the draft."""

JUDGED = Words(
    report=(_l("Report the draft"), _l("reported the draft to the moderators")),
    keep=(_l("Leave the draft as it is"), _l("left the draft as it is, which was reported")),
    hidden=_l("hid the draft"),
    show=(_l("Show the draft again"), _l("showed the draft again")),
    warn=(_l("Warn who submitted it"), _l("warned who submitted the draft")),
    pause=(_l("Pause the posting of who submitted it"), _l("paused the posting of who submitted the draft")),
    shows=_l("the reason; the state is again the one before, and the time until it expires begins anew"),
    stays=_l("the reason, which is public and can be appealed; the draft stays unless it is hidden"),
    own=_l("You write this draft yourself."),
    again=_l("You reported this draft already. The moderators have it before them."),
    judges=_l("Only a moderator decides on drafts that were reported, and on who submitted them."),
    unreported=_l("No report of this draft waits for a decision."),
    aside=_l("you write this draft"),
    gone=_l("This draft was spam or abuse. Its name stays taken; who hid it, and when, is in the record."),
    hides=_l("the reason; only an individual draft on which nobody was asked yet"),
)
