"""What is said of consultations: who may reply, what people say of a statement, the parts of a summary."""

from igtf.consensus.across import ABSTAIN, OBJECT, SUPPORT
from igtf.consultations.models import EVERYONE, INVITED
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l

ADMITS: dict[str, Text] = {EVERYONE: _l("open to everyone"), INVITED: _l("by invitation")}

AGREE, DISAGREE, PASS = "agree", "disagree", "pass"
STANCES: dict[str, Text] = {AGREE: _l("Agree"), DISAGREE: _l("Disagree"), PASS: _l("Pass")}
AS_POSITION = {AGREE: SUPPORT, DISAGREE: OBJECT, PASS: ABSTAIN}
"""What a stance is in the picture across groups: passing is shown there, and counts neither for nor against."""

SUMMARY: dict[str, Text] = {
    "asked": _l("What was asked"), "replied": _l("Who replied, and who was not heard"),
    "found": _l("What the replies say, basket by basket"), "follows": _l("What follows"),
}  # fmt: skip
"""The parts of a summary, in their order."""
