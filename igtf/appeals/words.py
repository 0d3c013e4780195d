"""The words of appeals: grounds, what is decided, why somebody stands aside."""

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.discussion.events import PAUSE
from igtf.record.stated import Stated

GROUNDS: dict[str, Text] = {
    "views": _l("Views were not considered"),
    "procedure": _l("The procedure was broken"),
    "wrong": _l("The decision is materially wrong"),
}
VERDICTS: dict[str, Text] = {
    "denied": _l("Denied: the decision stands"),
    "in-part": _l("Upheld in part: the decision stands, and the reasons say what has to be mended"),
    "upheld": _l("Upheld: the decision is annulled"),
}
"""What can be decided, from the mildest; where people do not agree, the one in the middle holds."""

_SOONER = _ln("While the pause runs, an appeal against it is acknowledged within %(num)d day and decided within "
              "%(then)d after that; each takes at most %(share)s of what is left of the pause. Who is paused can "
              "comment on it.",
              "While the pause runs, an appeal against it is acknowledged within %(num)d days and decided within "
              "%(then)d after that; each takes at most %(share)s of what is left of the pause. Who is paused can "
              "comment on it.",
              Stated("pause_appeal_acknowledge_days"), then=Stated("pause_appeal_decide_days"),
              share=Stated("pause_appeal_share"))  # fmt: skip
SPECIAL: dict[str, Text] = {PAUSE: _SOONER, "issue.pause": _SOONER, "consultation.pause": _SOONER}
"""Kind of event → what is special about appeals against it."""

SHORT: dict[str, Text] = {"denied": _l("denied"), "in-part": _l("upheld in part"), "upheld": _l("upheld")}
PHASES = {"denied": "closed", "in-part": "waiting", "upheld": "decided"}
"""The colour of a badge."""

ASIDE: dict[str, Text] = {
    "appellant": _l("made the appeal"),
    "decided": _l("made the decision"),
    "proposed": _l("proposed what was decided, or put it to the ballot"),
    "opened": _l("opened what the decision is about"),
    "concerned": _l("is concerned by the decision"),
    "earlier": _l("decided on this appeal at an earlier rung"),
    "own": _l("stood aside"),
    "left": _l("left the office, or closed the account"),
    "silent": _l("was silent until the time was over"),
}
"""Why somebody stands aside, also in the ballot on an appeal."""
