"""What the decisions of a meeting are called."""

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l

DECISIONS: dict[str, tuple[Text, str]] = {
    "open": (_l("Open to objection"), "waiting"), "confirmed": (_l("Confirmed"), "decided"),
    "contested": (_l("Objected to"), "late"),
}  # fmt: skip
"""State of a decision → its words, and the phase whose colour it is shown in."""
