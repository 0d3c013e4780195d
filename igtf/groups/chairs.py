"""Who chairs a group, who is named to, and for which stakeholder groups they count (procedure, section 1)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, bindparam, cast, func, select

from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch
from igtf.groups.models import NamedChair
from igtf.people.models import Role
from igtf.people.named import takes_office_under
from igtf.people.stakeholders import UNSTATED
from igtf.record.models import Hat


@dataclass(frozen=True)
class Chairs:
    """The chairs of a group by person id, each with the stakeholder group they count for.

    ``sitting`` are in office, ``named`` take it with the charter, ``announced`` at ``due_at``, when ``leaving`` leaves:
    these count for what the hat says under which they would take it now.
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
    return chairs_in(fetch(_chairs(), {"group": group_id}).one())


@prepared
def _chairs() -> Listing:
    return select(*chair_columns(bindparam("group")))


def chairs_in(row: Any) -> Chairs:
    """Return the chairs that the ``chair_columns`` of a query found."""
    return Chairs(_read(row.sitting), _read(row.named_chairs), _read(row.announced), row.chair_due, row.leaving)


def _read(pairs: str | None) -> dict[int, str]:
    split = (pair.split(":") for pair in (pairs or "").split(",") if pair)
    return {int(person): group for person, group in split}


def chair_columns(number: Any) -> list[Any]:
    """Return what a query has to ask to know the chairs of the group with a ``number``, as ``chairs_in`` reads it."""
    waits = (NamedChair.group_id == number) & NamedChair.settled_at.is_(None)
    coming = waits & NamedChair.due_at.is_not(None)
    in_office = (Role.subject_id == number) & (Role.name == "chair") & Role.ended_at.is_(None)
    then = takes_office_under(NamedChair.hat_id, NamedChair.person_id)
    return [
        _pairs(Role, in_office).label("sitting"),
        _pairs(NamedChair, waits & NamedChair.due_at.is_(None), then).label("named_chairs"),
        _pairs(NamedChair, coming, then).label("announced"),
        select(func.min(NamedChair.due_at)).where(coming).scalar_subquery().label("chair_due"),
        select(func.min(NamedChair.instead_of_id)).where(coming).scalar_subquery().label("leaving"),
    ]


def _pairs(table: Any, where: Any, hat: Any = None) -> Any:
    """Return 'person:stakeholder group' of the rows of a table, with commas between them; by ``hat``, or their own."""
    said = cast(table.person_id, String).concat(":").concat(func.coalesce(Hat.counts_as, UNSTATED))
    worn = table.hat_id if hat is None else hat
    rows = select(func.aggregate_strings(said, ",")).select_from(table).outerjoin(Hat, Hat.id == worn)
    return rows.where(where).scalar_subquery()
