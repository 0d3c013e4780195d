"""Both sides of a proposed change, field by field, as its page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from igtf.core.i18n import Text
from igtf.core.text.diff_html import words_html
from igtf.routing.forms_bodies import BodyForm
from igtf.routing.models import BodyChange
from igtf.routing.registry import KIND_LABELS, Kind


@dataclass(frozen=True)
class Field:
    """A field that would read otherwise: its name, how it stood, and how it would read with what came marked."""

    label: Text
    before: Text
    after: Markup


def both_sides(change: BodyChange) -> Sequence[Field]:
    """Return what would change, in the order of the form; of a new body the fields that have something in them."""
    found = []
    for field in BodyForm():
        if field.name in change.after and (change.body_id or change.after[field.name]):
            old, new = (_shown(field.name, side.get(field.name, "")) for side in (change.before, change.after))
            found.append(Field(field.label.text, old, words_html(old if change.body_id else None, new)))
    return found


def _shown(name: str, value: str) -> str:
    if name == "kind" and value:
        return str(KIND_LABELS[Kind(value)])
    return ", ".join(value.split("\n")) if name == "topics" else value
