"""What a nominee of an election answers, in words."""

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l

ANSWERS: dict[str, tuple[Text, str]] = {
    "open": (_l("has not answered yet"), "waiting"), "accepted": (_l("stands"), "decided"),
    "declined": (_l("declined"), "closed"),
}  # fmt: skip
"""Answer → its words, and the phase whose colour it is shown in."""
