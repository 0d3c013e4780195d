"""The filters of lists: what each means, and which values it knows.

Page, API, feed and calendar ask here, so all have the same rows and refuse the same.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Label, Select, select

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.page.paging import By
from igtf.core.workflow import PHASES, WORKFLOWS, Known, Workflow
from igtf.record.about import has_topics, of_topic
from igtf.record.models import Actor, Subject
from igtf.record.queries import ids_of

MOST_TOLD = 60
"""Values that a refusal names."""

LONGEST_TOLD = 60
"""Characters of an unknown value that a sentence repeats."""

NO_FIELD, NO_FILTER = _l("There is no such field."), _l("There is no such filter.")


def there(query: Callable[[str], Select[Any]]) -> Callable[[str], bool]:
    """Return the test of a value by whether the query that it gives finds anything."""
    return lambda value: session.scalar(select(query(value).exists())) or False


def whose(handle: str) -> Select[Any]:
    """Return the query of the number of who has a handle."""
    return select(Actor.id).where(Actor.handle == handle)


def called(*kinds: str) -> Callable[[str], bool]:
    """Return the test of a value by whether a subject of one of the kinds (none named: of any) is called so."""
    return there(lambda ref: ids_of(ref, *kinds))


COMMON: dict[str, Callable[[str], ColumnElement[bool]]] = {
    "state": lambda name: Subject.state == name,
    "phase": lambda name: Subject.phase == name,
    "topic": of_topic,
    "group": lambda ref: Subject.group_id.in_(ids_of(ref, "group", "council")),
}
"""Name → condition of the filters that all kinds have, but for the topic, which some have not."""


SORTS: dict[str, Label[Any]] = {
    "newest": Subject.opened_at.label("newest_at"),
    "supported": Subject.support_count.label("supporters"),
}
"""Name → that of which the latest or the most stands first in a list of subjects; without one it is in its own order.
"""


def sorts_of(workflow: Workflow) -> dict[str, Label[Any]]:
    """Return the orders in which a list of a kind can be asked for, beside its own: those of all, and of the kind."""
    return {name: SORTS[name] for name in ("newest", *workflow.sorts)}


def order_asked(workflow: Workflow, asked: Mapping[str, str | None], usual: By) -> By:
    """Return what a list of a kind is in order of: as asked for among its filters (``sort``), else the ``usual``."""
    return sorts_of(workflow).get(asked.get("sort") or "", usual)


def rules_of(workflow: Workflow | None) -> Mapping[str, Callable[[str], ColumnElement[bool]]]:
    """Return the filters of a kind, by name, as conditions for a value; None for those that all kinds have."""
    if workflow is None:
        return COMMON
    kind, common = workflow.kind, {name: rule for name, rule in COMMON.items() if name != "topic"}
    topic = {"topic": lambda value: of_topic(value, kind)} if has_topics(kind) else {}
    return common | topic | workflow.narrowing


def conditions(workflow: Workflow | None, asked: Mapping[str, str | None]) -> list[ColumnElement[bool]]:
    """Return what the filters asked for, by name, mean for subjects of a kind, or of all; an empty one is none."""
    rules = rules_of(workflow)
    return [rules[name](value) for name, value in asked.items() if value and name in rules]


def known_of(workflow: Workflow | None) -> Mapping[str, Known]:
    """Return which values the filters of a kind know, and its orders, by name; None for what belongs to no kind."""
    common: dict[str, Known] = {"phase": PHASES, "group": called("group", "council")}
    if workflow is not None:
        return common | {"state": list(workflow.state_by_name), "sort": list(sorts_of(workflow))} | workflow.known
    topics = [each.known["topic"] for each in WORKFLOWS.values() if "topic" in each.known]
    states = {name for each in WORKFLOWS.values() for name in each.state_by_name}
    return common | {"state": sorted(states), "topic": lambda value: any(_knows(known, value) for known in topics)}


def _knows(known: Known, value: str) -> bool:
    return known(value) if callable(known) else value in known


def unknown_in(known: Mapping[str, Known], given: Mapping[str, str]) -> dict[str, str]:
    """Return those of the filters given, by name, of which the value is not known; an empty one is none."""
    return {name: value for name, value in given.items()
            if value and name in known and not _knows(known[name], value)}  # fmt: skip


def require_known(known: Mapping[str, Known], given: Mapping[str, str]) -> None:
    """Raise Invalid for filters whose value is not known, with what is; for programs, which get no list then."""
    unknown = unknown_in(known, given)
    if unknown:
        raise Invalid({name: [_told(known[name], value)] for name, value in unknown.items()})


def unknown(given: Iterable[str], known: Iterable[str], none: Text) -> dict[str, list[str]]:
    """Return for each name in ``given`` that is not ``known``, and for no more than ``MOST_TOLD``, what there is.

    ``none`` is the sentence before that: ``NO_FIELD`` or ``NO_FILTER``.
    """
    there = set(known)
    named = _("There are: %(names)s.", names=", ".join(sorted(there)) or "–")
    return {name: [f"{none} {named}"] for name in islice((name for name in given if name not in there), MOST_TOLD)}


def _told(known: Known, value: str) -> str:
    return not_known(value) if callable(known) else one_of_these(known)


def not_known(value: str) -> str:
    """Return the sentence that nothing is called so."""
    return _("Nothing here is called “%(value)s”.", value=value[:LONGEST_TOLD])


def one_of_these(known: Collection[str]) -> str:
    """Return the sentence that says which values there are."""
    shown = [*list(known)[:MOST_TOLD], *["…"][: len(known) > MOST_TOLD]]
    return _("This is one of: %(names)s.", names=", ".join(shown))
