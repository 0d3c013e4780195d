"""The lists of the API that are read page by page: a set of them, for JSON and for tables alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import SQLColumnExpression

from igtf.api import queries
from igtf.api.shapes import item_of, person_of
from igtf.core.workflow import Workflow
from igtf.people.models import Person
from igtf.record.models import Subject


@dataclass(frozen=True)
class Listed:
    """A list: its name in addresses, its query under this request's filters, by which moment and key it is ordered.

    ``items`` makes of some rows what the list says of each; ``schema`` is the name of their schema.
    """

    name: str
    query: Callable[[], Any]
    moment: SQLColumnExpression[Any]
    key: SQLColumnExpression[Any]
    items: Callable[[Sequence[Any]], list[dict[str, Any]]]
    schema: str


def _items(rows: Sequence[Any]) -> list[dict[str, Any]]:
    return [item_of(row, row.group, row.opened_by) for row in rows]


def _people(rows: Sequence[Any]) -> list[dict[str, Any]]:
    hats = queries.hats_of([row.id for row in rows])
    return [person_of(row, hats[row.id]) for row in rows]


def subjects(workflow: Workflow) -> Listed:
    """Return the list of the subjects of a kind, by last activity, newest first."""
    return Listed(workflow.collection, lambda: queries.listed(workflow), Subject.active_at, Subject.id, _items,
                  workflow.kind.title())  # fmt: skip


PEOPLE = Listed("people", queries.people, Person.joined_at, Person.id, _people, "Person")
"""People with their present hats, newest first."""
