"""The Markdown of an issue as HTML. MarkupRefused says what cannot be shown."""

import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup
from wtforms.validators import ValidationError

from igtf.core.markup import MarkupRefused, render

LONGEST = 200_000
"""Bytes of a description: those of archives are long."""

_BARE = re.compile("^(?=https?://)", re.MULTILINE)


def described(description: str) -> Markup:
    """Return a description as HTML."""
    return render(description, limit=LONGEST)


def evidenced(evidence: str) -> Markup:
    """Return evidence as HTML, in which each line that begins with a link is a point of a list."""
    return render(_BARE.sub("* ", evidence))


def shown_by(make: Callable[[str], Markup]) -> Callable[[Any, Any], None]:
    """Return a validator that refuses beside the field what ``make`` cannot show.

    So what is made of it is there before the turn of whoever posted it comes.
    """

    def check(_form: Any, field: Any) -> None:
        try:
            make(field.data)
        except MarkupRefused as refused:
            raise ValidationError(refused.message) from refused

    return check
