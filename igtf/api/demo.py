"""The demonstration's clock, moved through the API; there is no such address outside a demonstration."""

from flask import Response, abort, current_app

from igtf.api.inputs import json_object, unknown
from igtf.api.shapes import answer
from igtf.core import clock
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.record.acts import by_clock
from igtf.record.moves import run_due

FARTHEST = 3650


def move_clock() -> Response:
    """Move the demonstration's clock ``days`` ahead and make the moves that are then due."""
    if not current_app.config["DEMO"]:
        abort(404)
    given = json_object()
    days, errors = given.get("days"), unknown(given, ["days"], _l("field"))
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= FARTHEST:
        errors["days"] = [_("Give the days as a whole number from 1 to %(most)d.", most=FARTHEST)]
    if errors or not isinstance(days, int):
        raise Invalid(errors)
    now = clock.advance(days)
    return answer({"now": now, "moves": run_due(by_clock(now))})
