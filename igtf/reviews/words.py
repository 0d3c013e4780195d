"""What the verdicts of reviews are called on pages."""

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l

VERDICTS: dict[str, tuple[Text, Text]] = {
    "ready": (_l("Ready"), _l("nothing stands against it from this angle")),
    "nits": (_l("Ready with nits"), _l("small things should be mended; none of them stops it")),
    "issues": (_l("Has issues"), _l("something has to be dealt with before it goes on")),
}
"""Verdict → its name and what it means, from the best to the worst."""
VERDICT_WORDS: dict[str, Text] = {name: label for name, (label, _meaning) in VERDICTS.items()}
VERDICT_PHASES = {"ready": "decided", "nits": "work", "issues": "late"}
"""Verdict → the phase whose colour its badge has."""
