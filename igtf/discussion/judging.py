"""The moves by which a subject that anybody opens is judged by moderators: the same rows in the table of each kind.

It is reported, left as it is, hidden and shown again; who opened it is warned or paused (section 12). ``moderating``
carries them out.
"""

from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import always
from igtf.core.workflow import ANYONE, Move, Nothing, Reasoned
from igtf.discussion import policy_judging as policy
from igtf.discussion.events import Paused
from igtf.discussion.forms import PAUSE_NEEDS, PauseForm, ReasonForm, ReportForm
from igtf.discussion.policy_judging import Policy, Words
from igtf.record.models import HIDDEN

ABOUT_PART = ("keep", "warn", "pause", "end-pause")
"""Those of the moves by which a moderator decides on reports, or on who opened the subject: its state stays."""

DECIDED = ("hide", "show-again", *ABOUT_PART)
"""All by which a moderator decides."""

_MODERATOR = _l("a moderator")


def judging_moves(
    words: Words, hides: tuple[str, ...], *, reports: tuple[str, ...], shown: tuple[str, ...], tells: tuple[str, ...],
    fits: Policy = always,
) -> tuple[Move, ...]:  # fmt: skip
    """Return the rows of a kind that has a state *hidden*.

    It is hidden from the states ``hides``, where that ``fits`` its facts, and reported in ``reports``; ``shown`` are
    all states but *hidden*. ``tells``: who is told that it is shown again, beside who opened it.
    """
    every = (*shown, HIDDEN)
    return (
        Move("hide", _l("Hide as spam or abuse"), words.hidden, hides, HIDDEN, _MODERATOR,
             policy.can_hide(words, fits), ReasonForm, Reasoned, ("judged", "reporters"), parting=True,
             needs=words.hides),
        Move("show-again", *words.show, (HIDDEN,), None, _MODERATOR, policy.can_show(words), ReasonForm, Reasoned,
             ("judged", *tells), back=True, needs=words.shows, then=_l("It can be read again.")),
        Move("report", *words.report, reports, None, ANYONE, policy.can_report(words), ReportForm, Nothing,
             ("moderators",), appends=True,
             needs=_l("the reason, which only the moderators read; who reported it is public"),
             then=_l("The moderators hide it or leave it as it is, with a reason; you are told.")),
        Move("keep", *words.keep, shown, None, _MODERATOR, policy.can_keep(words), ReasonForm, Reasoned,
             ("reporters",), appends=True, then=_l("It stays as it is, and your reason stands in the record.")),
        Move("warn", *words.warn, every, None, _MODERATOR, policy.can_warn(words), ReasonForm, Reasoned, ("judged",),
             appends=True, needs=words.stays,
             then=_l("The warning and its reason are public; who was warned can appeal.")),
        Move("pause", *words.pause, every, None, _MODERATOR, policy.can_pause(words), PauseForm, Paused,
             ("judged", "moderators"), appends=True, needs=PAUSE_NEEDS,
             then=_l("The pause ends by itself on its day; until then the person can appeal.")),
        Move("end-pause", _l("End a pause of posting"), _l("ended a pause of posting"), every, None, _MODERATOR,
             policy.can_end_pause(words), ReasonForm, Reasoned, ("judged", "moderators"), appends=True, parting=True,
             then=_l("The person can post again at once.")),
    )  # fmt: skip
