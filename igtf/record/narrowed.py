"""The filters of a list as its page has them: those in force, their fields and chips, and which value is not known."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import request

from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.page.elements import Choices
from igtf.core.workflow import Known
from igtf.record.filters import LONGEST_TOLD, unknown_in

ALL = ("", _l("all"))
"""The first choice of each filter."""

LINKED: dict[str, Text] = {
    "group": _l("Group"), "about": _l("About"), "call": _l("Call"), "body": _l("Body"), "occasion": _l("Occasion"),
    "source": _l("Source"), "topic": _l("Topic"), "author": _l("Author"),
    "filer": _l("Filed by"), "assigned": _l("Assigned to"),
}  # fmt: skip
"""Filters that lists have in links as well, or only there."""


def filters_in_force(known: Mapping[str, Known], *names: str) -> dict[str, Any]:
    """Return the filters of a list, by name, as the address has them: None for those that it does not have.

    None also for a value that is not known: the list is narrowed by the others, and ``narrowed`` says so.
    """
    asked = _asked()
    given = {name: asked.get(name, "") for name in names}
    unknown = unknown_in(known, given)
    return {name: None if name in unknown else value or None for name, value in given.items()}


def narrowed(choices: Mapping[str, tuple[Text, Any]], known: Mapping[str, Known]) -> dict[str, Any]:
    """Return the fields and chips of the filters in ``choices`` (name → label, choices; None where words are typed).

    ``Choices`` hold ``ALL`` already. Those of ``LINKED`` have a chip where they are in force, and a hidden field, with
    which the form keeps them. A chip with a sentence, ``unknown``, is for a filter whose value is not ``known`` and
    that is not in force. ``asked`` are those that are, as links to the list in other forms have them.
    """
    asked = _asked()
    unknown = unknown_in(known, asked)
    labels = LINKED | {name: label for name, (label, _choices) in choices.items()}
    chips = [_not_in_force(labels.get(name, name), name, value) for name, value in unknown.items()]
    fields = [{"name": name, "label": label, "value": asked.get(name, "")} | _options(offered)
              for name, (label, offered) in choices.items()]  # fmt: skip
    linked = {name: (label, None) for name, label in LINKED.items() if name in known and name not in choices}
    for name, (label, offered) in {**choices, **linked}.items():
        value = asked.get(name, "")
        word = next((word for key, word in offered or () if key == value), None)
        if value and name not in unknown:
            chips.append({"label": f"{label}: {word or value}", "remove_url": _without(name)})
    in_force = {name: value for name, value in asked.items()
                if value and name not in unknown and (name in choices or name in known)}  # fmt: skip
    kept = [{"name": name, "value": value, "type": "hidden"} for name, value in in_force.items() if name not in choices]
    return {"fields": fields + kept, "chips": chips, "asked": urlencode(in_force)}


def _asked() -> dict[str, str]:
    return {name: value.strip() for name, value in request.args.items()}


def _options(offered: Any) -> dict[str, Any]:
    if offered is None:
        return {}
    return {"options": offered if isinstance(offered, Choices) else [ALL, *offered]}


def _without(name: str) -> str:
    """Return the address of the list without one of its filters, from its first page on."""
    left = {key: text for key, text in request.args.items() if key not in (name, "after", "before")}
    return f"{request.path}?{urlencode(left)}"


def _not_in_force(label: Text, name: str, value: str) -> dict[str, Any]:
    said = _("%(filter)s: “%(value)s” is not known here, so the list is not narrowed by it.", filter=label,
             value=value[:LONGEST_TOLD])  # fmt: skip
    return {"unknown": said, "remove_url": _without(name)}
