"""Comments on a part of a subject's text: what a kind above says of its parts, each of which keeps its number."""

from collections.abc import Callable
from dataclasses import dataclass

from igtf.record.acts import By


@dataclass(frozen=True)
class Parts:
    """Of a kind whose text has parts: how a part (subject, number) reads now, None where it does not stand.

    ``edits`` says whether an actor edits the text of a subject, and so resolves comments on it.
    """

    text: Callable[[int, int], str | None]
    edits: Callable[[By, int], bool]


PARTS: dict[str, Parts] = {}
"""Kind → its parts; a concept with such a text adds itself."""
