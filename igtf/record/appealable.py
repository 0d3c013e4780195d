"""Which events are decisions that can be appealed, and until when (procedure, section 10).

The table is filled by the concept of appeals, which stands above; every timeline reads it.
"""

from datetime import datetime

from igtf.core.moments import months_after
from igtf.record.numbers import values_of

APPEALABLE: dict[str, str] = {}
"""Kind of event → kind of decision, which says who decides on an appeal."""


def appeal_until(kind: str, at: datetime, version: int | None) -> datetime | None:
    """Return until when an event of ``kind`` made at ``at`` can be appealed; None for what is no such decision.

    ``version`` is that of the procedure under which its subject runs; None: it is about no subject.
    """
    if version is None or kind not in APPEALABLE:
        return None
    return months_after(at, int(values_of(version)["appeal_months"]))
