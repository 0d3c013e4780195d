"""The audience that elections of the chair add."""

from igtf.core.i18n import lazy_gettext as _l
from igtf.record.audiences import audience, whom_it_names

audience("candidate", _l("the candidate"), _l("you are nominated as chair of the council"))(whom_it_names)
