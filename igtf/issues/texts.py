"""The Markdown of an issue as HTML. MarkupRefused says what cannot be shown."""

import re

from markupsafe import Markup

from igtf.core.markup import render

LONGEST = 200_000
"""Bytes of a description: those of archives are long."""

_BARE = re.compile("^(?=https?://)", re.MULTILINE)


def described(description: str) -> Markup:
    """Return a description as HTML."""
    return render(description, limit=LONGEST)


def evidenced(evidence: str) -> Markup:
    """Return evidence as HTML, in which each line that begins with a link is a point of a list."""
    return render(_BARE.sub("* ", evidence))
