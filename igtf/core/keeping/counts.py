"""Counts over everything, kept for a minute in each process once they take long; quick ones are made anew."""

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import current_app

from igtf.core.db import database

P = ParamSpec("P")
R = TypeVar("R")

SECONDS = 60.0
QUICK = 0.02
"""Seconds within which a count is quick: it is never kept, so that a small site shows each act at once."""

_MOST = 200


def kept(
    seconds: float = SECONDS, quick: float = QUICK, most: int = _MOST
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Decorator: keep for ``seconds`` what a function returned, by its arguments, when it took longer than ``quick``.

    The answer must not depend on the reader; of ``most`` arguments at a time. Nothing is kept under test.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        answers: dict[object, tuple[float, R]] = {}

        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            key = (database().url, args, tuple(sorted(kwargs.items())))
            found = answers.get(key)
            if found and time.monotonic() < found[0]:
                return found[1]
            began = time.monotonic()
            answer = function(*args, **kwargs)
            if time.monotonic() - began > quick and not current_app.testing:
                if len(answers) >= most:
                    answers.clear()
                answers[key] = (time.monotonic() + seconds, answer)
            return answer

        return run

    return decorate
