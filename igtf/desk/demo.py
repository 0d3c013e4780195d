"""The demonstration's bar: become any of its persons, see the mail, move the clock. Nowhere else."""

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, request
from flask_login import current_user
from sqlalchemy import case, func, select
from werkzeug.wrappers import Response

from igtf.core import clock
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.mail import Mail
from igtf.core.security import own_path
from igtf.notice.worker import work_once
from igtf.people import sessions
from igtf.people.models import Person, Role
from igtf.people.roles import ROLES
from igtf.record.models import Actor

bp = Blueprint("demo", __name__, url_prefix="/demo")

STEPS = (1, 7, 14, 30)

_TOLD = ("secretariat", "council-chair", "chair", "editor", "responsible", "council", "moderator")
"""Of several roles of a person, the first of these is what the list of persons names."""


def cast() -> list[dict[str, Any]]:
    """Return the persons of the story with what they are, those with most to do first."""
    rank = case({name: place for place, name in enumerate(_TOLD)}, value=Role.name, else_=len(_TOLD))
    first = func.min(rank).label("first")
    rows = session.execute(
        select(Actor.handle, Actor.name, first)
        .join(Person, Person.id == Actor.id)
        .outerjoin(Role, (Role.person_id == Person.id) & Role.ended_at.is_(None))
        .where(Person.password_hash.is_not(None), Person.deactivated_at.is_(None))
        .group_by(Actor.id, Actor.handle, Actor.name)
        .order_by(first, Actor.name)
        .limit(80)
    )
    return [{"handle": r.handle, "name": r.name, "what": _role(r.first)} for r in rows]


def _role(place: int) -> Text | None:
    return ROLES[_TOLD[place]][0] if place < len(_TOLD) else None


@bp.app_context_processor
def bar() -> dict[str, Any]:
    """Give every page of a demonstration what its bar shows."""
    if not current_app.config["DEMO"]:
        return {}
    return {"demo_bar": lambda: {
        "people": cast(), "person": current_user.handle, "now": clock.now(),
        "mails": session.scalar(select(func.count()).select_from(Mail)),
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
    person_id = session.scalar(select(Actor.id).where(Actor.handle == handle, Actor.kind == "person"))
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
    flash(_("It is now %(day)s; what was due by then has been done.", day=f"{moment:%Y-%m-%d %H:%M} UTC"))
    return redirect(own_path(request.form.get("next")) or "/")
