"""Who may report, hide and show again what anybody opens, and warn and pause who opened it (section 12).

The rules are the same for each kind of subject, which says them in its own words. Whatever its facts are, they have
``Judging`` among them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import Decision, always, aside, check
from igtf.discussion.policy import Reader, participant, pausable, resumable, warnable


@dataclass(frozen=True)
class Judging:
    """What the rules need to know of the actor and the subject.

    ``own``: the actor opened it, or stands for it beside who did. ``reported``: reports of it wait for the moderators,
    ``has_reported`` one of the actor's. Of who opened it, moderators alone know the last three, as of who wrote a
    comment.
    """

    moderator: bool = False
    own: bool = False
    reported: bool = False
    has_reported: bool = False
    author_has_account: bool = False
    author_is_paused: bool = False
    had_its_pause: bool = False


@dataclass(frozen=True)
class Words:
    """How a kind says the moves (label, and what the timeline says), and in sentences why one is not open.

    ``own`` to who reports what is theirs, ``again`` to who does so twice, ``judges`` who decides on it, ``unreported``
    that no report waits; ``gone`` to who looks for one that is hidden. ``aside`` says to them why somebody stands
    aside. ``hides`` and ``shows`` are what *How it works* says that these need; ``stays`` what it says of a warning.
    """

    report: tuple[Text, Text]
    keep: tuple[Text, Text]
    hidden: Text
    show: tuple[Text, Text]
    warn: tuple[Text, Text]
    pause: tuple[Text, Text]
    shows: Text
    stays: Text
    own: Text
    again: Text
    judges: Text
    unreported: Text
    aside: Text
    gone: Text
    hides: Text = ""


class Facts(Reader, Protocol):
    """What the facts of a kind say of the actor and the subject."""

    @property
    def judging(self) -> Judging: ...


Policy = Callable[[Any], Decision]


def can_report(words: Words) -> Policy:
    """Return the policy: anyone else with a verified address, once until the moderators have settled it."""

    def can_report(facts: Facts) -> Decision:
        return participant(facts) and check(
            (not facts.judging.own, words.own), (not facts.judging.has_reported, words.again)
        )

    return can_report


def can_hide(words: Words, fits: Policy = always) -> Policy:
    """Return the policy: a moderator, where the subject is somebody else's, who can take it back.

    ``fits`` is what a kind asks besides.
    """
    mine = _l("Spam and abuse are hidden by a moderator.")

    def can_hide(facts: Facts) -> Decision:
        judging = facts.judging
        return check((judging.moderator, mine), aside(judging.own, words.aside)) and fits(facts)

    return can_hide


def can_show(words: Words) -> Policy:
    """Return the policy: a moderator who finds that it need not be hidden, or no longer."""
    mine = _l("What was hidden is shown again by a moderator.")

    def can_show(facts: Facts) -> Decision:
        return check((facts.judging.moderator, mine), aside(facts.judging.own, words.aside))

    return can_show


def _judging(words: Words, rule: Callable[[Judging], Decision]) -> Policy:
    """Return the policy of what a moderator decides where the subject is somebody else's, under one more ``rule``."""

    def can_judge(facts: Facts) -> Decision:
        judging = facts.judging
        return check((judging.moderator, words.judges), aside(judging.own, words.aside)) and rule(judging)

    return can_judge


def can_keep(words: Words) -> Policy:
    """Return the policy: a moderator who finds nothing wrong leaves what was reported as it is, saying why."""
    return _judging(words, lambda judging: check((judging.reported, words.unreported)))


def can_warn(words: Words) -> Policy:
    """Return the policy: a moderator warns who opened it."""
    return _judging(words, warnable)


def can_pause(words: Words) -> Policy:
    """Return the policy: a moderator pauses the posting of who opened it."""
    return _judging(words, pausable)


def can_end_pause(words: Words) -> Policy:
    """Return the policy: a moderator ends the pause of who opened it."""
    return _judging(words, resumable)
