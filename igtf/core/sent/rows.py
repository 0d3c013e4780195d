"""A field that is a list of rows, read in bounds."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from wtforms import FieldList, Form

from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _


def sample(field: FieldList) -> Any:
    """Return an entry of a list, to look at its shape; the list may be full."""
    if field.entries:
        return field.entries[0]
    entry = field.append_entry()
    field.pop_entry()
    return entry


def in_places(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows by the number that each gives as its ``place``, the lowest first; those without one are the last."""
    return sorted(rows, key=lambda row: (row.get("place") is None, row.get("place") or 0))


def _filled(entry: Any) -> bool:
    """Return whether anything was answered in a row: a small form, or one field."""
    return any(entry.data.values()) if isinstance(entry.data, dict) else bool(entry.data)


class Rows(FieldList):
    """A list of fields or of small forms, at most ``max_entries``; what is beyond is said, not cut off in silence.

    ``called`` names a row by its number, from 1, where that is not the label with the number.
    """

    def __init__(
        self, unbound_field: Any, label: Text, *, max_entries: int = 100, called: Callable[[int], str] | None = None,
        **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(unbound_field, label, max_entries=max_entries, **more)
        self.entries: list[Any]
        self.type = "FieldList"  # what templates know it by
        self.beyond = False
        self.called = called or (lambda number: f"{self.label.text} {number}")

    def _extract_indices(self, prefix: str, formdata: Any) -> list[int]:
        """Return the numbers of the rows that were sent; WTForms itself trips over a superscript two."""
        shape = re.compile(re.escape(prefix) + "-([0-9]{1,9})(?:-.*)?", re.DOTALL)
        found = {int(match[1]) for match in map(shape.fullmatch, formdata) if match}
        self.beyond = len(found) > self.max_entries
        return list(found)

    def keep_filled(self) -> None:
        """Take out the rows that were left empty; of none but such one stays, to say beside it what is missing."""
        self.entries = [entry for entry in self.entries if _filled(entry)] or self.entries[:1]

    def is_spare(self, entry: Any) -> bool:
        """Return whether a row is an empty small form that is there for more, and so shown folded: never the first."""
        grows = bool(self.min_entries) and entry.type == "FormField" and entry is not self.entries[0]
        return grows and not entry.errors and not _filled(entry)

    def make_room(self) -> None:
        """Give a form that is shown room for more: one empty row at least, and as many rows as an empty form has.

        One that is given its rows, and so has no number of its own to begin with, is left as it is.
        """
        while (
            self.min_entries
            and len(self.entries) < self.max_entries
            and (len(self.entries) < self.min_entries or all(map(_filled, self.entries)))
        ):
            entry = self.append_entry()
            if hasattr(entry, "choices"):
                entry.choices = self.entries[0].choices

    def refuse(self, entry: Any, sentence: Text, name: str = "") -> None:
        """Say, once the rows were checked, what is wrong with one; of a small form, with its field ``name``.

        The list says what its rows do: the API reads it there, and pages beside the row.
        """
        field = entry.form[name] if name else entry
        field.errors = [*field.errors, sentence]
        self.errors = [each.errors for each in self.entries]

    def validate(self, form: Form, extra_validators: Any = ()) -> bool:
        """Check each row, and that there are not too many."""
        if self.beyond:
            self.errors = [_("Give at most %(most)d.", most=self.max_entries)]
            return False
        return bool(super().validate(form, extra_validators))
