"""What every list of subjects has: rows, filters by state and phase, chips; the filters are the URL."""

from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlencode

from flask import request

from igtf.core.elements import Choices
from igtf.core.i18n import Text, ngettext
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.workflow import WORKFLOWS, Known, Workflow
from igtf.discussion.queries import due_word, state_label
from igtf.record.filters import LONGEST_TOLD, known_of, unknown_in
from igtf.record.moves import url_of

PHASE_LABELS: dict[str, Text] = {
    "new": _l("New"), "work": _l("In work"), "waiting": _l("Waiting"), "decided": _l("Decided"),
    "closed": _l("Closed"),
}  # fmt: skip


ALL = ("", _l("all"))
"""The first choice of each filter."""

PHASES = Choices((ALL, *PHASE_LABELS.items()))


@cache
def states_of(kind: str | None) -> Choices:
    """Return the choices of the states of a kind, None for those of all kinds."""
    workflows = WORKFLOWS.values() if kind is None else [WORKFLOWS[kind]]
    known = {state.name: state.label for workflow in workflows for state in workflow.states}
    return Choices((ALL, *known.items()))


def row_of(row: Any, kicker: list[Any], meta: list[Any]) -> dict[str, Any]:
    """Return a row of columns (kind, ref, title, state, phase …) as ``core.elements.rows`` shows it."""
    counts = []
    if getattr(row, "support_count", 0):
        counts.append(ngettext("%(num)d supporter", "%(num)d supporters", row.support_count))
    if getattr(row, "comment_count", 0):
        counts.append(ngettext("%(num)d comment", "%(num)d comments", row.comment_count))
    return {
        "url": url_of(row), "title": row.title,
        "kicker": [WORKFLOWS[row.kind].name_of(row.ref), *(str(part) for part in kicker if part)],
        "state_label": state_label(row.kind, row.state), "phase": row.phase, "meta": [*meta, *counts],
        "deadline": getattr(row, "due_at", None), "due_word": due_word(row.kind, row.state),
    }  # fmt: skip


LINKED: dict[str, Text] = {
    "group": _l("Group"), "about": _l("About"), "call": _l("Call"), "body": _l("Body"), "occasion": _l("Occasion"),
    "source": _l("Source"), "topic": _l("Topic"),
}  # fmt: skip
"""Filters that lists have in links as well, or only there."""


def filters_asked(workflow: Workflow, *names: str) -> dict[str, Any]:
    """Return the filters of a list, by name, as the address has them: None for those that it does not have.

    None also for a value that is not known: the list is narrowed by the others, and ``filters`` says so.
    """
    given = {name: request.args.get(name, "") for name in names}
    unknown = unknown_in(known_of(workflow), given)
    return {name: None if name in unknown else value or None for name, value in given.items()}


def filters(
    workflow: Workflow, extra: Mapping[str, tuple[Text, Any]], values: Mapping[str, Known] | None = None
) -> dict[str, Any]:  # fmt: skip
    """Return the filter fields and chips of a list: state, phase, and ``extra`` (name → label, choices).

    ``Choices`` hold ``ALL`` already. A chip with a sentence, ``unknown``, is for a filter whose value is not known and
    that is not in force; ``unknown`` are the names of these, which links to the list in other forms leave out.
    ``values`` are the known ones, where they are not those of the kind.
    """
    known: dict[str, tuple[Text, Any]] = {
        "state": (_("State"), states_of(workflow.kind)),
        "phase": (_("Phase"), PHASES),
        **extra,
    }
    unknown = unknown_in(known_of(workflow) if values is None else values, request.args)
    chips = [_not_in_force(known[name][0] if name in known else LINKED.get(name, name), name, value)
             for name, value in unknown.items()]  # fmt: skip
    fields = []
    for name, (label, choices) in known.items():
        value = request.args.get(name, "")
        shown = choices if isinstance(choices, Choices) else [ALL, *choices]
        fields.append({"name": name, "label": label, "value": value, "options": shown})
        word = next((word for key, word in choices if key == value), None)
        if value and name not in unknown:
            chips.append({"label": f"{label}: {word or value}", "remove_url": _without(name)})
    return {"fields": fields, "chips": chips, "workflow": workflow, "unknown": list(unknown)}


def _without(name: str) -> str:
    """Return the address of the list without one of its filters, from its first page on."""
    left = {key: text for key, text in request.args.items() if key not in (name, "after", "before")}
    return f"{request.path}?{urlencode(left)}"


def _not_in_force(label: Text, name: str, value: str) -> dict[str, Any]:
    said = _("%(filter)s: “%(value)s” is not known here, so the list is not narrowed by it.", filter=label,
             value=value[:LONGEST_TOLD])  # fmt: skip
    return {"unknown": said, "remove_url": _without(name)}
