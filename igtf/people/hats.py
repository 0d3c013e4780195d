"""Under which hat an act stands that began under another one."""

from sqlalchemy import select

from igtf.core.db import session
from igtf.record.models import Hat


def as_worn(number: int | None) -> Hat | None:
    """Return a hat as it goes on, worn still or laid down; None without a number.

    One whose confirmation was taken back, or given again, ended then, and the same one goes on as it counts since
    (section 1): what is done from then on stands under that one.
    """
    hat = session.get(Hat, number) if number else None
    while hat is not None and hat.ended_at is not None:
        same = {"actor_id": hat.actor_id, "capacity": hat.capacity, "organisation": hat.organisation,
                "stakeholder_group": hat.stakeholder_group, "started_at": hat.ended_at}  # fmt: skip
        after = session.scalar(select(Hat).filter_by(**same).where(Hat.id > hat.id))
        if after is None:
            break
        hat = after
    return hat
