"""The clocks of an appeal: until when it has to be acknowledged, and decided (section 10).

The ordinary ones are longer than any pause of posting, so an appeal against a pause that runs has its own: days, and
never more than a share of what is left of the pause, so that there is something left to give back.
"""

from datetime import datetime

from igtf.appeals.models import Appeal
from igtf.discussion.queries import pause_runs_until
from igtf.record.numbers import period, share

_STEPS = {
    "acknowledge": ("appeal_acknowledge_days", "pause_appeal_acknowledge_days"),
    "decide": ("appeal_decide_days", "pause_appeal_decide_days"),
}
"""What has to be done → the number of days for it, and that against a pause that runs."""


def due_for(step: str, appeal: Appeal, at: datetime) -> datetime:
    """Return until when an appeal has to be acknowledged or decided (``step``), from the moment ``at`` on."""
    usual, sooner = _STEPS[step]
    until = pause_runs_until(appeal.event_id, at)
    if until is None:
        return at + period(usual, appeal.subject)
    part = share("pause_appeal_share", appeal.subject)
    left = (until - at) * part.numerator / part.denominator
    return at + min(period(sooner, appeal.subject), left)
