"""The context in which the program runs now: that of a request, a command, a step of the worker.

Flask's ``g`` and ``current_app`` stand for it at the price of four calls for each use; a page asks a hundred times.
"""

from collections.abc import Callable
from typing import cast

from flask.ctx import AppContext
from flask.globals import app_ctx

context = cast(Callable[[], AppContext], app_ctx.__wrapped__.get)  # type: ignore[attr-defined]
"""Return the present context, with ``app`` and ``g``; LookupError outside of any."""
