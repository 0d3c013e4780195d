"""The lists of the API that are read page by page: a set of them, for JSON and for tables alike.

Some are in the order of the last activity; others, such as the record, are read on from the number of an item.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request
from sqlalchemy import SQLColumnExpression

from igtf.api import queries, schemas
from igtf.api.asks import asks_after
from igtf.api.columns import more_of, orders_of
from igtf.api.consultations import replies_of
from igtf.api.inputs import asked, number_asked
from igtf.api.schemas import Schema
from igtf.api.shapes import comment_of, item_of, link_of, person_of
from igtf.api.taken import members_of, positions_of, seats_of
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.page.paging import By
from igtf.core.workflow import Workflow
from igtf.discussion.found import comments_found
from igtf.people.models import Person
from igtf.proof.shapes import event_of
from igtf.record.models import Subject


@dataclass(frozen=True)
class ApiList:
    """A list: its name in addresses, its query under this request's filters, what and which key it is in order of.

    ``items`` makes of some rows what the list says of each, as ``schema`` has it.
    """

    name: str
    query: Callable[[], Any]
    by: By
    key: SQLColumnExpression[Any]
    items: Callable[[Sequence[Any]], list[dict[str, Any]]]
    schema: Schema


Items = list[dict[str, Any]]
Numbered = tuple[Items, int | None]


@dataclass(frozen=True)
class NumberedList:
    """A list that is read on from a number: its name, and the parameter that holds the number where it goes on.

    ``page`` returns at most so many items after a number, or from the first on, and the number after which more are;
    None at the end.
    """

    name: str
    parameter: str
    page: Callable[[int | None, int], Numbered]
    schema: Schema


def _read(read: Callable[[int | None, int], Items], number: str) -> Callable[[int | None, int], Numbered]:
    """Return the pages of what ``read`` returns after a number, or from the first on; ``number`` is that of an item."""

    def page(mark: int | None, limit: int) -> Numbered:
        items = read(mark, limit + 1)
        return items[:limit], items[limit - 1][number] if len(items) > limit else None

    return page


def items_of(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Return what lists say of subjects."""
    return [item_of(row, row.group, row.opened_by) for row in rows]


def _people(rows: Sequence[Any]) -> list[dict[str, Any]]:
    hats = queries.hats_of([row.id for row in rows])
    return [person_of(row, hats[row.id]) for row in rows]


def subjects(workflow: Workflow) -> ApiList:
    """Return the list of the subjects of a kind, by last activity, newest first, or in the order asked for."""
    kind = workflow.kind
    order = orders_of(workflow).get(request.args.get("sort", ""), Subject.active_at)
    return ApiList(
        workflow.collection, lambda: queries.listed(workflow), order, Subject.id,
        lambda rows: [item | more_of(row, kind) for item, row in zip(items_of(rows), rows, strict=True)],
        schemas.ref(kind.title()),
    )  # fmt: skip


PEOPLE = ApiList("people", queries.people, Person.joined_at, Person.id, _people,
                 schemas.ref("Person"))  # fmt: skip
"""People with their present hats, newest first."""


def comments(subject_id: int) -> NumberedList:
    """Return the list of the comments on a subject, oldest first."""
    given = asked("since", paged=("after", "limit"))
    since = queries.commented_since(subject_id, given["since"]) if given else []

    def read(after: int | None, limit: int) -> Items:
        return [comment_of(row) for row in queries.comments(subject_id, since, after, limit)]

    return NumberedList("comments", "after", _read(read, "number"), schemas.ref("Comment"))


def said() -> NumberedList:
    """Return the list of the comments with the words that this request asks for, newest first, each with its subject.

    Invalid without words.
    """
    words, filters = queries.said_asked()

    def page(before: int | None, limit: int) -> Numbered:
        found = comments_found(words, filters, before=before, most=limit)
        return [comment_of(row) | {"subject": link_of(row)} for row in found.rows], found.older

    return NumberedList("comments", "before", page, schemas.ref("CommentFound"))


@dataclass(frozen=True)
class Within:
    """The list of what a subject of a kind is made of: its name and label, and what reads it on from a number.

    ``schema`` is that of an item, by the name it has in the description; ``columns`` that of a row of the table there,
    and ``own`` that of the items of one subject, where these differ.
    """

    name: str
    label: Text
    read: Callable[[Any, int, int], Items]
    schema: str
    columns: Schema | None = None
    own: Callable[[Any], Schema] | None = None

    def of(self, thing: Any) -> NumberedList:
        """Return this list of one subject."""
        asked(paged=("after", "limit"))
        schema = self.own(thing) if self.own else schemas.ref(self.schema)
        return NumberedList(
            self.name, "after", _read(lambda after, limit: self.read(thing, after or 0, limit), "number"), schema
        )


WITHIN: Mapping[str, Within] = {
    "consultation": Within(
        "replies", _l("Replies"), replies_of, "Reply", schemas.reply_to(1),
        lambda consultation: schemas.reply_to(len(consultation.questions)),
    ),
    "call": Within("positions", _l("Positions"), positions_of, "Position"),
    "ballot": Within("seats", _l("Seats"), seats_of, "Seat"),
    "group": Within("members", _l("Members"), members_of, "Member"),
    "recommendation": Within("asks", _l("Asks"), asks_after, "Ask"),
}  # fmt: skip
"""Kind → the list of what one of it is made of, by numbers."""


def events() -> NumberedList:
    """Return the list of the entries of the record: newest first, or in the order of the log after ``since``."""
    onwards = "since" in request.args
    given = asked(*queries.EVENT_FILTERS, paged=("limit",) if onwards else ("before", "limit"))
    conditions = queries.event_conditions(given)

    def read(mark: int | None, limit: int) -> Items:
        return [event_of(row) for row in queries.events(conditions, mark, limit, onwards=onwards)]

    parameter, number = ("since", "log_index") if onwards else ("before", "number")
    return NumberedList("events", parameter, _read(read, number), schemas.ref("Event"))


def mark_of(listed: NumberedList) -> int | None:
    """Return the number from which this request reads a list on."""
    given = request.args.get(listed.parameter)
    return None if given is None else number_asked(given, listed.parameter)


def counted_page(listed: NumberedList, mark: int | None, limit: int) -> tuple[Items, int | None, str | None]:
    """Return at most ``limit`` items of a list after ``mark``, and where it goes on: number and address.

    None at its end.
    """
    items, following = listed.page(mark, limit)
    if following is None:
        return items, None, None
    kept = request.args.to_dict() | {listed.parameter: following}
    return items, following, f"{request.path}?{urlencode(kept)}"
