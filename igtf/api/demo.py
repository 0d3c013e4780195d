"""The demonstration's clock, moved through the API; there is no such address outside a demonstration."""

from flask import Response, abort, current_app

from igtf.api.inputs import json_object
from igtf.api.shapes import answer
from igtf.core import clock
from igtf.core.errors import Invalid
from igtf.record.by import by_clock
from igtf.record.due import run_due
from igtf.record.filters import NO_FIELD, unknown


def move_clock() -> Response:
    """Move the demonstration's clock ``days`` ahead and make the moves that are then due."""
    if not current_app.config["DEMO"]:
        abort(404)
    given = json_object()
    errors = unknown(given, ["days"], NO_FIELD)
    if errors:
        raise Invalid(errors)
    now = clock.advance(given.get("days"))
    return answer({"now": now, "moves": run_due(by_clock(now))})
