"""The hum in the API: the answer to the one that is under way in a meeting."""

from flask import Response
from flask_login import current_user

from igtf.api.details import shown
from igtf.api.inputs import json_object
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.meetings.humming import answer_hum
from igtf.meetings.queries import get_meeting_or_404
from igtf.meetings.states import MEETING
from igtf.people.visitor import acting
from igtf.record.filters import NO_FIELD, unknown


def add(ref: str) -> Response:
    """Answer the hum, {"answer": "loud"}: once only, and without a key, which would keep who answered when."""
    meeting, given = get_meeting_or_404(current_user.id, ref), json_object()
    said, errors = given.get("answer", ""), unknown(given, ["answer"], NO_FIELD)
    if not isinstance(said, str):
        errors["answer"] = [_("This is a text.")]
    if errors:
        raise Invalid(errors)
    answer_hum(meeting, answer=said, by=acting())
    return shown(meeting, MEETING)
