"""A field that is a list of rows, read in bounds."""

import re
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


class Rows(FieldList):
    """A list of fields or of small forms, at most ``max_entries``; what is beyond is said, not cut off in silence."""

    def __init__(self, unbound_field: Any, label: Text, *, max_entries: int = 100, **more: Any) -> None:
        super().__init__(unbound_field, label, max_entries=max_entries, **more)
        self.type = "FieldList"  # what templates know it by
        self.beyond = False

    def _extract_indices(self, prefix: str, formdata: Any) -> list[int]:
        """Return the numbers of the rows that were sent; WTForms itself trips over a superscript two."""
        shape = re.compile(re.escape(prefix) + "-([0-9]{1,9})(?:-.*)?", re.DOTALL)
        found = {int(match[1]) for match in map(shape.fullmatch, formdata) if match}
        self.beyond = len(found) > self.max_entries
        return list(found)

    def validate(self, form: Form, extra_validators: Any = ()) -> bool:
        """Check each row, and that there are not too many."""
        if self.beyond:
            self.errors = [_("Give at most %(most)d.", most=self.max_entries)]
            return False
        return bool(super().validate(form, extra_validators))
