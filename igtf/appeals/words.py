"""The words of appeals: grounds, what is decided, why somebody stands aside."""

from functools import cache

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.core.wording import in_english
from igtf.core.workflow import WORKFLOWS, Workflow
from igtf.discussion.events import PAUSE
from igtf.record.kinds import event_kinds
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

UPHELD = _l("An appeal was upheld.")
"""The reason of what is done because of it."""
STANDS = _l("What was decided about it since then stays.")
"""What is said of what is not as the decision left it any more."""

SHORT: dict[str, Text] = {"denied": _l("denied"), "in-part": _l("upheld in part"), "upheld": _l("upheld")}
PHASES = {"denied": "closed", "in-part": "waiting", "upheld": "decided"}
"""The colour of a badge."""


def spoken_so_far(spoken: int, people: int, agree: int) -> Text:
    """Return in a sentence how many of those drawn have said what they find, and how many have to agree."""
    return _ln("%(num)d of %(people)d has spoken; %(agree)d have to agree.",
               "%(num)d of %(people)d have spoken; %(agree)d have to agree.",
               spoken, people=people, agree=agree)  # fmt: skip


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


@cache
def _acts() -> dict[str, Text]:
    return {in_english(said): said for kind in event_kinds().values() for said in kind.all_said}


@cache
def _labelled() -> dict[str, Workflow]:
    return {in_english(workflow.label).casefold(): workflow for workflow in WORKFLOWS.values()}


def act_in_words(said: str) -> str:
    """Return in the present language what an act is called in English in the title of an appeal."""
    return str(_acts().get(said, said))


def name_in_words(name: str) -> str:
    """Return in the present language how a subject is called in English in one: 'Call 9'; '#42' is '#42'."""
    label, _blank, ref = name.rpartition(" ")
    workflow = _labelled().get(label.casefold())
    return workflow.name_of(ref) if workflow else name
