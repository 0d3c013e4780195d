"""Deciding on an appeal: findings until enough agree, or the council's ballot; what follows from it (section 10)."""

from collections import Counter
from collections.abc import Sequence
from statistics import median_low

from igtf.appeals import events
from igtf.appeals.annulling import ANNULLED_BEFORE, annul, is_void
from igtf.appeals.climbing import has_next, members, rung_now
from igtf.appeals.holding import lift_holds
from igtf.appeals.models import Appeal, AppealMember
from igtf.appeals.rungs import RUNGS
from igtf.appeals.states import APPEAL
from igtf.appeals.words import VERDICTS, spoken_so_far
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.wording import in_english
from igtf.record.by import By
from igtf.record.moves import carries_out
from igtf.record.numbers import period


def agreed(verdicts: Sequence[str | None], agree: int) -> str | None:
    """Return what people decide who found ``verdicts`` (None: not yet); None while it is open.

    What ``agree`` of them found; once all have spoken without that, the finding in the middle, the milder of two.
    """
    given = [verdict for verdict in verdicts if verdict]
    most = Counter(given).most_common(1)
    if most and most[0][1] >= agree:
        return most[0][0]
    names = list(VERDICTS)
    return names[median_low(map(names.index, given))] if given and len(given) == len(verdicts) else None


def _settle(appeal: Appeal, verdict: str, reasons: Text, by: By) -> tuple[Text, str]:
    """Enter what was decided at this rung; return in a sentence what follows, and the state."""
    rung = rung_now(appeal)
    rung.verdict, rung.reasons, rung.decided_at, rung.late_told_at = verdict, in_english(reasons), by.at, None
    appeal.subject.topic = verdict
    if verdict == "upheld":
        follows = annul(appeal, by)
        lift_holds(appeal, by.at)
        return follows, "closed"
    if is_void(appeal):
        lift_holds(appeal, by.at)
        return ANNULLED_BEFORE, "closed"
    if has_next(appeal.kind, rung.name):
        appeal.subject.due_at = by.at + period("appeal_next_days", appeal.subject)
        return _l("The decision stands. The appellant may go to the next rung."), "decided"
    lift_holds(appeal, by.at)
    return _l("The decision stands. This was the last rung."), "closed"


@carries_out(APPEAL, "decide")
def decide(appeal: Appeal, *, verdict: str, reason: str, by: By) -> tuple[events.Spoken, str]:
    """Say what one finds, with the reasons; once enough agree it is decided, and an appeal upheld annuls."""
    mine = session.get_one(AppealMember, (appeal.id, appeal.rung, by.author))
    mine.verdict, mine.reasons, mine.at = verdict, reason, by.at
    session.flush()
    found, rung = [member.verdict for member in members(appeal)], rung_now(appeal).name
    enough = RUNGS[rung].agree(appeal.subject)
    outcome = agreed(found, enough)
    if outcome is None:
        so_far = spoken_so_far(sum(map(bool, found)), len(found), enough)
        return events.Spoken(verdict, reason, rung=rung, so_far=so_far), "acknowledged"
    follows, state = _settle(appeal, outcome, reason, by)
    return events.Spoken(verdict, reason, outcome, follows, rung), state


@carries_out(APPEAL, "uphold")
def uphold(appeal: Appeal, *, reason: Text, by: By) -> events.Settled:
    """Carry a ballot out that passed: the decision is annulled."""
    follows, _state = _settle(appeal, "upheld", reason, by)
    return events.Settled(reason, "upheld", follows)


@carries_out(APPEAL, "deny")
def deny(appeal: Appeal, *, reason: Text, by: By) -> tuple[events.Settled, str]:
    """Carry a ballot out that did not pass: the decision stands."""
    follows, state = _settle(appeal, "denied", reason, by)
    return events.Settled(reason, "denied", follows), state
