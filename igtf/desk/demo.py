"""The demonstration's bar: become any of its persons, see the mail, move the clock. Nowhere else."""

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response

from igtf.core import clock
from igtf.core.i18n import gettext as _
from igtf.core.moments import moment_text
from igtf.core.security import own_path
from igtf.desk import story
from igtf.notice.queries import count_mails
from igtf.notice.worker import work_once
from igtf.people import sessions

bp = Blueprint("demo", __name__, url_prefix="/demo")

STEPS = (1, 7, 14, 30)


@bp.app_context_processor
def bar() -> dict[str, Any]:
    """Give every page of a demonstration what its bar shows."""
    if not current_app.config["DEMO"]:
        return {}
    return {"demo_bar": lambda: {
        "people": story.cast(), "person": current_user.handle, "now": clock.now(),
        "mails": count_mails(),
    }}  # fmt: skip


@bp.before_request
def only_in_demonstration() -> None:
    """These addresses exist in a demonstration only."""
    if not current_app.config["DEMO"]:
        abort(404)


@bp.post("/become")
def become() -> Response:
    """Become one of the persons of the story, or a visitor again."""
    handle, back = request.form.get("handle", ""), own_path(request.form.get("next")) or "/"
    person_id = story.person_id_of(handle)
    sessions.become(person_id)
    if person_id:
        flash(_("You are now %(name)s.", name=current_user.name))
    return redirect(back)


@bp.post("/clock")
def advance() -> Response:
    """Move the procedure's clock ahead, and do what is due then."""
    days = request.form.get("days", type=int)
    if days not in STEPS:
        abort(400)
    moment = clock.advance(days)
    work_once(current_app._get_current_object())  # type: ignore[attr-defined]
    flash(_("It is now %(day)s; what was due by then has been done.", day=moment_text(moment)))
    return redirect(own_path(request.form.get("next")) or "/")
