"""Who chairs a group, who is named to, and for which stakeholder groups they count (procedure, section 1)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, literal, null, select, union_all

from igtf.core.db import UTCDateTime, fetch
from igtf.core.prepared import prepared
from igtf.groups.models import NamedChair
from igtf.people.models import Role
from igtf.people.stakeholders import UNSTATED
from igtf.record.models import Hat


@dataclass(frozen=True)
class Chairs:
    """The chairs of a group by person id, each with the stakeholder group they count for.

    ``sitting`` are in office, ``named`` take it with the charter, ``announced`` at ``due_at``, when ``leaving`` leaves.
    """

    sitting: dict[int, str]
    named: dict[int, str]
    announced: dict[int, str]
    due_at: datetime | None = None
    leaving: int | None = None

    @property
    def then(self) -> tuple[str, ...]:
        """What the chairs count for once the announced change has taken effect."""
        stay = {person: group for person, group in self.sitting.items() if person != self.leaving}
        return tuple((stay | self.announced).values())

    def beside(self, person_id: int | None) -> tuple[str, ...]:
        """Return what the chairs in office other than one person count for."""
        return tuple(group for person, group in self.sitting.items() if person != person_id)

    def include(self, person_id: int | None) -> bool:
        """Return whether a person is one of them, in office or not yet."""
        return person_id in self.sitting | self.named | self.announced


NOBODY = Chairs({}, {}, {})


def chairs_of(group_id: int) -> Chairs:
    """Return the chairs of a group; one query."""
    rows = fetch(_chairs(), {"group": group_id}).all()
    coming = next((row for row in rows if row.due_at), None)
    return Chairs(
        sitting={row.person_id: row.counts_as for row in rows if row.sits},
        named={row.person_id: row.counts_as for row in rows if not row.sits and row.due_at is None},
        announced={row.person_id: row.counts_as for row in rows if row.due_at},
        due_at=coming.due_at if coming else None,
        leaving=coming.instead_of_id if coming else None,
    )


@prepared
def _chairs() -> Any:
    number: Any = bindparam("group")
    counts_as = func.coalesce(Hat.counts_as, UNSTATED).label("counts_as")
    sitting = (
        select(Role.person_id, counts_as, literal(1).label("sits"), null().cast(UTCDateTime()).label("due_at"),
               null().cast(NamedChair.instead_of_id.type).label("instead_of_id"))
        .outerjoin(Hat, Hat.id == Role.hat_id)
        .where(Role.subject_id == number, Role.name == "chair", Role.ended_at.is_(None))
    )  # fmt: skip
    coming = (
        select(NamedChair.person_id, counts_as, literal(0), NamedChair.due_at, NamedChair.instead_of_id)
        .outerjoin(Hat, Hat.id == NamedChair.hat_id)
        .where(NamedChair.group_id == number, NamedChair.settled_at.is_(None))
    )
    return union_all(sitting, coming)
