"""Words for what becomes of asks and commitments."""

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_pgettext as _lp

ASK_STATES = {
    "open": (_l("open"), "waiting"),
    "promised": (_l("promised"), "work"),
    "in part": (_lp("ask", "done in part"), "work"),
    "declined": (_lp("ask", "declined"), "closed"),
    "passed on": (_l("passed on"), "waiting"),
    "commented": (_l("commented on"), "waiting"),
    "done": (_lp("ask", "done"), "decided"),
    "overdue": (_l("overdue"), "late"),
}
"""Status of an ask → its label and the phase that its badge shows."""

STATUS_WORDS: dict[str, Text] = {name: label for name, (label, _phase) in ASK_STATES.items()}

SETTLED = ("done", "declined")
"""The status of an ask that is not waited for any more."""

COMMITMENT_STATES = {
    "open": (_l("committed"), "work"),
    "in part": (_l("done in part"), "work"),
    "done": (_l("done"), "decided"),
    "withdrawn": (_l("withdrawn"), "closed"),
}
"""State of a commitment → its label and the phase that its badge shows."""

COMMITMENT_WORDS: dict[str, Text] = {name: label for name, (label, _phase) in COMMITMENT_STATES.items()}
