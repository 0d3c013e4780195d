"""Under which hat an act stands that began under another one."""

from sqlalchemy import Select, bindparam, select

from igtf.core.database.prepared import prepared
from igtf.core.db import fetch, session
from igtf.record.models import Hat


def as_worn(number: int | None) -> Hat | None:
    """Return the hat with a number as it goes on (``goes_on``), to look at; None without a number."""
    return goes_on(fetch(_with_number(), {"number": number}).scalar()) if number else None


def goes_on(hat: Hat | None) -> Hat | None:
    """Return a hat as it goes on, worn still or laid down, to look at; None for none.

    One whose confirmation was taken back, or given again, ended then, and the same one goes on as it counts since
    (section 1): what is done from then on stands under that one.
    """
    while hat is not None and hat.ended_at is not None:
        same = {"actor_id": hat.actor_id, "capacity": hat.capacity, "organisation": hat.organisation,
                "stakeholder_group": hat.stakeholder_group, "started_at": hat.ended_at}  # fmt: skip
        after = session.scalar(select(Hat).filter_by(**same).where(Hat.id > hat.id))
        if after is None:
            break
        hat = after
    return hat


@prepared
def _with_number() -> Select[Hat]:
    return select(Hat).where(Hat.id == bindparam("number"))
