"""Titles that the program makes: kept in English for all readers, said in the language of whoever reads."""

import re
from collections.abc import Callable
from functools import cached_property
from typing import Any

from igtf.core.i18n import Lazy, Text
from igtf.core.wording import in_english

_PLACE = re.compile(r"%\((\w+)\)s")

Said = Callable[[str], Any]


class Title:
    """A title with places for what differs, such as ``Recall of %(name)s``, a text of the catalogues.

    ``said``: how what is kept in a place is said, by the name of the place; without it, as it is kept.
    """

    def __init__(self, text: Text, **said: Said) -> None:
        self._text, self._said = text, said

    def of(self, **parts: Any) -> Text:
        """Return the title with its places filled, in no language: for the record, and for ``in_english``."""
        return Lazy(in_english(self._text), parts)

    @cached_property
    def _kept(self) -> re.Pattern[str]:
        literal = _PLACE.split(in_english(self._text))
        return re.compile("".join(f"(?P<{part}>.*?)" if n % 2 else re.escape(part) for n, part in enumerate(literal)))

    def said(self, title: str) -> str | None:
        """Return a title of the column in the present language; None when it was not made of this text."""
        found = self._kept.fullmatch(title)
        if found is None:
            return None
        return str(self._text) % {name: self._said.get(name, str)(part) for name, part in found.groupdict().items()}


class Titles:
    """The titles of a kind of subject that the program makes."""

    def __init__(self) -> None:
        self._all: list[Title] = []

    def __len__(self) -> int:
        return len(self._all)

    def add(self, text: Text, **said: Said) -> Title:
        """Return a title of this kind, made of a text, as ``Title`` takes it."""
        made = Title(text, **said)
        self._all.append(made)
        return made

    def in_words(self, title: str) -> str:
        """Return a title of the column in the present language, as it is kept where nobody else than people made it."""
        return next((said for each in self._all if (said := each.said(title)) is not None), title)
