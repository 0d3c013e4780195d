"""Views of things to look at: what they show is not changed by them, and loaded at a tenth of the cost (``wholes``)."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import g

from igtf.core.context import context
from igtf.core.db import in_transaction

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def to_look_at(view: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Decorator of a view that shows a thing and what its relations join, and no more: it is loaded to look at."""

    @wraps(view)
    def looking(*given: Given.args, **named: Given.kwargs) -> Answer:
        g.looks = True
        return view(*given, **named)

    return looking


def looks() -> bool:
    """Return whether things are loaded to look at: in a view that says so, outside of a write transaction."""
    return "looks" in context().g and not in_transaction()
