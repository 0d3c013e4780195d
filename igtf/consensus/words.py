"""What calls, positions, choices and results are called on pages."""

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_pgettext as _lp

CALL_KINDS: dict[str, Text] = {
    "adoption": _l("Call for adoption"),
    "last-call": _l("Group last call"),
    "council-last-call": _l("Council last call"),
    "charter": _l("Call on the charter"),
    "question": _lp("call", "Question"),
    "options": _l("Options poll"),
}
TAKEN: dict[str, Text] = {"options": _l("Choices among the options are taken; nothing is decided by them.")}
"""Kind of call → what an open one takes, where that is no positions and objections."""
STATION_OF = {"adoption": "group", "charter": "group", "last-call": "draft", "council-last-call": "council"}
"""Kind of call → the station of the way at which it is asked; a question and a poll are asked anywhere."""

POSITION_WORDS: dict[str, Text] = {
    "support": _l("Support"),
    "can-live-with": _l("Can live with"),
    "object": _lp("position", "Object"),
    "abstain": _l("Abstain"),
    "need-time": _l("Need more time"),
}
CHOICE_WORDS: dict[str, Text] = {
    "prefer": _l("Prefer"),
    "can-live-with": _l("Can live with"),
    "reject": _l("Reject"),
}
RESULT_WORDS: dict[str, Text] = {
    "full-consensus": _l("Full consensus"),
    "consensus": _l("Consensus"),
    "strong-support": _l("Strong support but significant opposition"),
    "divergence": _l("Divergence"),
}
REACTION_WORDS: dict[str, Text] = {
    "right": _l("It says what the group said"),
    "misses": _l("It misses something"),
}
AGREED = ("full-consensus", "consensus")
"""The results that let what is asked about go on."""

_STEPS = (
    (0.8, _l("very strong agreement across the groups heard")),
    (0.6, _l("strong agreement across the groups heard")),
    (0.4, _l("agreement with reservations across the groups heard")),
    (0.2, _l("weak agreement across the groups heard")),
    (0.0, _l("little agreement across the groups heard")),
)


def value_words(value: float) -> Text:
    """Return the words for a value of consensus across groups (0 to 1), which is never shown alone."""
    return next(words for least, words in _STEPS if value >= least)


LEFT_WHEN_OVERRULED = _l(
    "Whoever raised it can attach a minority statement once the call has closed, which goes with the document, and "
    "appeal what is declared."
)
"""Said to who raised an objection that was overruled, as long as its call is not declared."""
