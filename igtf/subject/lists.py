"""What every list of subjects has: rows, filters by state and phase, chips; the filters are the URL."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from flask import request

from igtf.core.clock import now
from igtf.core.db import Listing
from igtf.core.i18n import Text, Worded, language, ngettext
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.page.elements import Choices, ListRow, row_made, time
from igtf.core.page.paging import By, Page, paginate
from igtf.core.wording import in_english, listed
from igtf.core.workflow import WORKFLOWS, Known, Workflow
from igtf.discussion.queries import due_word, dues_said, on_part, state_label
from igtf.people.visitor import hat_said
from igtf.record.filters import conditions, known_of, order_asked, sorts_of
from igtf.record.models import Subject
from igtf.record.moves import url_of
from igtf.record.narrowed import ALL, filters_in_force, narrowed

PHASE_LABELS: dict[str, Text] = {
    "new": _l("New"), "work": _l("In work"), "waiting": _l("Waiting"), "decided": _lp("phase", "Decided"),
    "closed": _l("Closed"),
}  # fmt: skip

PHASES = Choices((ALL, *PHASE_LABELS.items()))

BY_LAST_ACT = _l("last act first")
"""How a list is in order that is by last activity."""

SORT_LABELS: dict[str, Text] = {"newest": _l("newest first"), "supported": _l("most supported")}


@cache
def kinds() -> Choices:
    """Return the choices of the kinds of subjects."""
    return Choices((ALL, *((workflow.kind, workflow.plural) for workflow in WORKFLOWS.values())))


def _each_once(labels: Sequence[Text]) -> str:
    """Return the labels that differ in the present language; one word of another may be two here."""
    return listed(dict.fromkeys(map(str, labels)))


@cache
def states_of(kind: str | None) -> Choices:
    """Return the choices of the states of a kind, None for those of all kinds: each under all its labels."""
    workflows = WORKFLOWS.values() if kind is None else [WORKFLOWS[kind]]
    known: dict[str, list[Text]] = {}
    for state in (state for workflow in workflows for state in workflow.states):
        known.setdefault(state.name, []).append(state.label)
    named = ((name, Worded(_each_once, sorted(labels, key=in_english))) for name, labels in known.items())
    return Choices((ALL, *named))


def row_of(row: Any, kicker: list[Any], meta: list[Any]) -> dict[str, Any]:
    """Return a row of the columns ``ROW``, or a subject, as ``core.page.elements.rows`` shows it."""
    counts = []
    if row.support_count:
        counts.append(ngettext("%(num)d supporter", "%(num)d supporters", row.support_count))
    if row.comment_count:
        counts.append(ngettext("%(num)d comment", "%(num)d comments", row.comment_count))
    workflow = WORKFLOWS[row.kind]
    return {
        "url": url_of(row), "title": workflow.title_of(row.title),
        "kicker": [workflow.name_of(row.ref), *(str(part) for part in kicker if part)],
        "state_label": state_label(row.kind, row.state), "phase": row.phase, "meta": [*meta, *counts],
        **({"opened": row.newest_at} if hasattr(row, "newest_at") else {"active": row.active_at}),
        "deadline": row.due_at, "due_word": due_word(row.kind, row.state),
    }  # fmt: skip


def rows_made(make: Callable[[Any], Mapping[str, Any]], rows: Iterable[Any]) -> list[ListRow]:
    """Return rows of columns as lists show them; ``make``, a function of a module, says of one what ``row_of`` does.

    Each is made once a minute in a language for all pages on which it stands: an act leaves most rows as they are. It
    must depend on the row and on the procedure's clock alone; like a kept page it is a minute behind that at most.
    """
    minute, here = now().replace(second=0), language()
    return [_made(make, row, minute, here) for row in rows]


def rows_dated(make: Callable[[Any], Mapping[str, Any]], rows: Sequence[Any]) -> list[ListRow]:
    """Return rows of several kinds as ``rows_made`` does, each with its deadline as its own page says it."""
    dues = dues_said(rows)
    others = iter(rows_made(make, [row for row in rows if row.id not in dues]))
    return [
        row_made(dict(make(row), deadline=dues[row.id][0], due_word=dues[row.id][1]))
        if row.id in dues else next(others)
        for row in rows
    ]  # fmt: skip


@lru_cache(500)
def _made(make: Callable[[Any], Mapping[str, Any]], row: Any, _minute: datetime, _language: str) -> ListRow:
    return row_made(make(row))


def kind_of_row(row: Any) -> list[Text]:
    """Return the kind of a row in a list of several, unless its name says it already."""
    workflow = WORKFLOWS[row.kind]
    return [workflow.label] if workflow.prefix or not row.ref.isdigit() else []


def comment_row(row: Any, excerpt: Text) -> dict[str, Any]:
    """Return a comment that ``found.comments_found`` gives as lists show it, with the place that was found in it."""
    hat = hat_said(row.Hat) if row.Hat else ""
    return {
        "url": f"/comments/{row.Comment.id}", "excerpt": excerpt,
        "title": _("Comment %(n)d on %(title)s", n=row.Comment.id, title=WORKFLOWS[row.kind].title_of(row.title)),
        "kicker": [WORKFLOWS[row.kind].name_of(row.ref), *kind_of_row(row), on_part(row.kind, row.Comment.part)],
        "meta": [row.Actor.name, hat], "end": time(row.at),
    }  # fmt: skip


def filters_asked(workflow: Workflow) -> dict[str, Any]:
    """Return the filters of a list of a kind, by name, as ``record.narrowed`` has them: None for those not in force."""
    known = known_of(workflow)
    return filters_in_force(known, *known)


def page_of(workflow: Workflow, rows: Listing, asked: Mapping[str, Any], usual: By = Subject.active_at) -> Page:
    """Return the page that the address asks for of ``rows`` of a kind, under the filters and in the order asked for.

    ``usual`` is the moment of which the newest stands first where no order is. A list that nothing narrows is ``rows``
    itself: its pages stay prepared.
    """
    where = conditions(workflow, asked)
    return paginate(rows.where(*where) if where else rows, order_asked(workflow, asked, usual), Subject.id)


def in_parts(
    page: Page, asked: Mapping[str, Any], soon: Callable[[], Sequence[Any]], is_later: Callable[[Any], object],
    shown: Callable[[Sequence[Any]], list[Any]],
) -> dict[str, Any]:  # fmt: skip
    """Return what ``list_in_parts.html`` shows of a page of a list; ``shown`` makes rows ready for it.

    The first page of what nothing narrows begins with the rows that are ``soon``, asked for only then, and those of
    its own that are later; ``items`` are its other rows.
    """
    first = not any(asked.values()) and not request.args.get("after") and not request.args.get("before")
    ahead = soon() if first else []
    rest = _without(page.rows, ahead)
    later = [row for row in rest if first and is_later(row)]
    parts = {"soon": ahead, "later": later, "items": _without(rest, later)}
    return {"page": page, "is_empty": not any(parts.values()), **{name: shown(rows) for name, rows in parts.items()}}


def _without(rows: Sequence[Any], shown: Sequence[Any]) -> list[Any]:
    there = {row.id for row in shown}
    return [row for row in rows if row.id not in there]


def filters(
    workflow: Workflow, extra: Mapping[str, tuple[Text, Any]], values: Mapping[str, Known] | None = None, *,
    order: Text | None = BY_LAST_ACT,
) -> dict[str, Any]:  # fmt: skip
    """Return what ``record.narrowed`` shows of the filters of a list: state, phase, ``extra``, order; and its workflow.

    ``values`` are the known ones, where they are not those of the kind; ``order`` says in which one it is
    unless another is asked for, None where it is always in one.
    """
    choices: dict[str, tuple[Text, Any]] = {
        "state": (_("State"), states_of(workflow.kind)),
        "phase": (_("Phase"), PHASES),
        **extra,
        **({"sort": (_("Order"), _orders(workflow.kind, order))} if order else {}),
    }
    return narrowed(choices, known_of(workflow) if values is None else values) | {"workflow": workflow}


@cache
def _orders(kind: str, usual: Text) -> Choices:
    further = ((name, SORT_LABELS[name]) for name in sorts_of(WORKFLOWS[kind]))
    return Choices((("", usual), *further))
