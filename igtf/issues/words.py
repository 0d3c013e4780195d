"""What the layers and functions of an issue are called."""

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
