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
from igtf.core.workflow import WORKFLOWS, Workflow
from igtf.discussion.queries import due_word, state_label
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


def filters(workflow: Workflow, extra: Mapping[str, tuple[Text, Any]]) -> dict[str, Any]:
    """Return the filter fields and chips of a list: state, phase, and ``extra`` (name → label, choices).

    ``Choices`` hold ``ALL`` already.
    """
    known: dict[str, tuple[Text, Any]] = {
        "state": (_("State"), states_of(workflow.kind)),
        "phase": (_("Phase"), PHASES),
        **extra,
    }
    fields, chips = [], []
    for name, (label, choices) in known.items():
        value = request.args.get(name, "")
        shown = choices if isinstance(choices, Choices) else [ALL, *choices]
        fields.append({"name": name, "label": label, "value": value, "options": shown})
        word = next((word for key, word in choices if key == value), None)
        if value:
            left = {key: text for key, text in request.args.items() if key not in (name, "after", "before")}
            chips.append({"label": f"{label}: {word or value}", "remove_url": f"{request.path}?{urlencode(left)}"})
    return {"fields": fields, "chips": chips, "workflow": workflow}
