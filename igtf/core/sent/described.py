"""Forms as programs read them."""

from typing import Any

from wtforms import Field, FieldList, Form, FormField, SelectField, SelectMultipleField

from igtf.core.forms import Choice, Day, Paragraphs, Several, Tick, Whole
from igtf.core.sent.rows import sample
from igtf.core.sent.uploads import Upload

_TYPES: tuple[tuple[type, str], ...] = (
    (FieldList, "list"), (FormField, "object"), (Tick, "boolean"), (Whole, "integer"), (Day, "date"),
    (Several, "array"), (Choice, "choice"), (Paragraphs, "text"),
)  # fmt: skip


def field_type(field: Field) -> str:
    """Return the type of a field as the API names it; a list of plain fields is an array."""
    if isinstance(field, FieldList) and not isinstance(sample(field), FormField):
        return "array"
    known = next((name for kind, name in _TYPES if isinstance(field, kind)), "line")
    return getattr(field, "api_type", known)


def describe(form: Form) -> list[dict[str, Any]]:
    """Return the fields of a form as the API shows them: name, type, label, required, hint, most, choices with labels.

    A file of text is none of them: a program sends the text itself.
    """
    return [_described(field) for field in form if type(field) is not Upload]


def _described(field: Field) -> dict[str, Any]:
    """Return what ``describe`` says of a field; ``most`` and ``choices`` of a list are those of each entry.

    ``labels`` has the words of each choice.
    """
    shown: dict[str, Any] = {
        "name": field.short_name,
        "type": field_type(field),
        "label": str(field.label.text),
        "required": bool(getattr(field, "needed", None)),
    }
    entry = sample(field) if isinstance(field, FieldList) else field
    if hint := str(field.description or entry.description):
        shown["hint"] = hint
    if getattr(entry, "most", 0):
        shown["max_length"] = entry.most
    if isinstance(entry, SelectField | SelectMultipleField):
        labels = {str(value): str(label) for value, label, *_rest in entry.iter_choices() if value != ""}
        shown |= {"choices": list(labels), "labels": labels}
    if isinstance(entry, FormField) and entry is not field:
        shown["fields"] = describe(entry.form)
    return shown
