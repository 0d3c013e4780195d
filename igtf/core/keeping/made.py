"""What is made of a text, kept for whoever needs the same in one request or one command.

A form makes it, to see whether the text can be shown; the command that keeps the text has it from there. So nobody
waits for the database while a text is read: it takes milliseconds for a comment, and seconds for a long draft.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from flask import g, has_app_context

from igtf.core.keeping.shelf import Shelf

P = ParamSpec("P")
R = TypeVar("R")

ROOM = 4_000_000
"""Characters of texts of which something is kept at once: those of the longest draft, for each thing made of it."""


@dataclass(frozen=True, slots=True)
class _Made:
    thing: Any
    size: int


def made_once(make: Callable[Concatenate[str, P], R]) -> Callable[Concatenate[str, P], R]:
    """Decorator: make the same of the same text once in a context; the arguments have to be hashable.

    What is made depends on nothing else, and nobody changes it. What is refused is refused anew.
    """

    @wraps(make)
    def run(text: str, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if not has_app_context():
            return make(text, *args, **kwargs)
        if "made" not in g:
            g.made = Shelf(ROOM)
        shelf: Shelf[_Made] = g.made
        key = (make, text, args, tuple(sorted(kwargs.items())))
        made = shelf.get(key)
        if made is None:
            made = _Made(make(text, *args, **kwargs), len(text))
            shelf.put(key, made)
        found: R = made.thing
        return found

    return run
