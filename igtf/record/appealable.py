"""Which events are decisions that can be appealed, and until when (procedure, section 10).

The table is filled by the concept of appeals, which stands above; every timeline reads it.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, exists
from sqlalchemy.orm import aliased

from igtf.core.db import UTCDateTime
from igtf.core.moments import months_after
from igtf.record.models import Relation, Subject
from igtf.record.numbers import in_force, of_versions, values_of

APPEALABLE: dict[str, str] = {}
"""Kind of event → kind of decision, which says who decides on an appeal."""

OWN: dict[str, Callable[[str | None, str | None, int | None], bool]] = {}
"""Kind of event → whether those whose the subject was did it to their own: from the states between which the act led
it, and the group that it is in now. A concept adds its own."""

BY_PERSON: set[str] = set()
"""The kinds of event that are decisions only where a person made them; by the clock they follow from another act."""


OF_ONESELF: set[str] = set()
"""The kinds of event that are no decisions where whom the entry names as its ``person`` made them."""


def of_oneself(kind: str, handle: str | None, left: Mapping[str, Any] | None) -> bool:
    """Return whether nobody appeals an event: somebody closed their own account, or laid down a role of their own.

    ``handle`` is that of who acted; ``left`` is what the event left in the record.
    """
    return kind in OF_ONESELF and handle is not None and (left or {}).get("person") == handle


def is_own(kind: str, who: str, before: str | None, after: str | None, group_id: int | None) -> bool:
    """Return whether nobody appeals an event: it decided for nobody but those whose its subject was, or by itself.

    ``who`` is the kind of its actor.
    """
    follows = kind in BY_PERSON and who == "clock"
    return follows or (kind in OWN and OWN[kind](before, after, group_id))


def within_appeal(subject_id: Any) -> ColumnElement[bool]:
    """Return, as SQL, whether a subject decides on an appeal: that goes on there, and is not appealed by itself."""
    appeal = aliased(Subject)
    there: ColumnElement[bool] = exists().where(
        Relation.subject_id == subject_id, Relation.kind == "decides-on", appeal.id == Relation.target_id,
        appeal.kind == "appeal",
    )  # fmt: skip
    return there


def appeal_until(kind: str, at: datetime, version: int | None) -> datetime | None:
    """Return until when an event of ``kind`` made at ``at`` can be appealed; None for what is no such decision.

    ``version`` is that of the procedure under which its subject runs; None: it is about no subject, and the numbers in
    force hold.
    """
    if kind not in APPEALABLE:
        return None
    return last_moment(at, int(values_of(version or in_force())["appeal_months"]))


def last_moment(made: datetime, months: int) -> datetime:
    """Return the end, in UTC, of the same day ``months`` after ``made``; of the last one in a month that is too short.

    So "until 15 February" holds on all of that day, and what is decided later can never be appealed until an earlier
    moment.
    """
    return datetime.combine(months_after(made, months), time.max, UTC)


def first_moment(at: datetime, months: int) -> datetime:
    """Return since when what was decided can be appealed ``at``: that of which ``last_moment`` is not before it."""
    there = months_after(at, -months)
    first = there if there.day == at.day else there + timedelta(days=1)
    return datetime.combine(first, time.min, UTC)


def appealable_since(at: Callable[[], datetime]) -> Any:
    """Return, as SQL, since when a decision can be appealed ``at``, of the version that each ``Subject`` runs under."""
    since = {
        version: bindparam(None, callable_=partial(_since, at, int(months)), type_=UTCDateTime())
        for version, months in of_versions("appeal_months").items()
    }
    return case(since, value=Subject.procedure)


def _since(at: Callable[[], datetime], months: int) -> datetime:
    return first_moment(at(), months)
