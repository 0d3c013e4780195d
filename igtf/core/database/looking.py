"""Views of things to look at: what they show is not changed by them, and loaded at a tenth of the cost (``wholes``)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import g

from igtf.core.context import context
from igtf.core.db import in_transaction

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


@contextmanager
def looking() -> Iterator[None]:
    """Load things to look at within the block, outside of write transactions."""
    before, g.looks = g.get("looks", False), True
    try:
        yield
    finally:
        g.looks = before


def to_look_at(view: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Decorator of a view that shows a thing and what its relations join, and no more: it is loaded to look at."""

    @wraps(view)
    def shown(*given: Given.args, **named: Given.kwargs) -> Answer:
        with looking():
            return view(*given, **named)

    return shown


def looks() -> bool:
    """Return whether things are loaded to look at now."""
    return bool(context().g.get("looks")) and not in_transaction()
