"""What the layers and functions of an issue, and the purposes of a letter about it, are called."""

from collections.abc import Mapping

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l

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
