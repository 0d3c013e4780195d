"""Comments on a part of a subject's text: what a kind above says of its parts, each of which keeps its number."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from igtf.record.by import By


def _nobody(_subject_id: int, _number: int) -> Iterable[int]:
    return ()


@dataclass(frozen=True)
class Parts:
    """Of a kind whose text has parts: how a part (subject, number) reads now, None where it does not stand.

    ``edits`` says whether an actor edits the text of a subject, and so resolves comments on it (None: they are a
    thread that nobody resolves). ``place`` is where the page of a part is, below the subject's; ``on`` and ``gone`` say
    of a number that a comment is on it, or cannot be; ``owners`` are told of a comment on the part.
    """

    text: Callable[[int, int], str | None]
    edits: Callable[[By, int], bool] | None
    place: str
    on: Callable[[int], str]
    gone: Callable[[int], str]
    owners: Callable[[int, int], Iterable[int]] = _nobody


PARTS: dict[str, Parts] = {}
"""Kind → its parts; a concept with such a text adds itself."""
