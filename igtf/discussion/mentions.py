"""Whom a comment mentions: the people linked by handle in its own words, not in what it quotes."""

import re

from igtf.core.i18n import ngettext
from igtf.core.text.plaintext import MarkupRefused

MOST = 10
"""How many people one comment mentions, each of whom gets a mail of it."""

_PARTS = re.compile(r'<(/?)blockquote\b|<a href="/people/([a-z0-9-]+)"[^>]*>@')


def mentioned_in(html: str) -> list[str]:
    """Return the handles of the people that a comment, as ``references.render`` shows it, mentions; each once.

    MarkupRefused for more than MOST of them.
    """
    found: dict[str, None] = {}
    depth = 0
    for end, handle in _PARTS.findall(html):
        if handle and not depth:
            found[handle] = None
        elif not handle:
            depth += -1 if end else 1
    if len(found) > MOST:
        said = ngettext(
            "A comment tells at most %(num)d person by @handle. Name fewer of them so.",
            "A comment tells at most %(num)d people by @handle. Name fewer of them so.", MOST,
        )  # fmt: skip
        raise MarkupRefused(said, 1)
    return list(found)
