"""Pages of calls and objections."""

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from igtf.consensus import queries
from igtf.consensus.page import call_content
from igtf.consensus.states import CALL, OBJECTION
from igtf.consensus.words import CALL_KINDS
from igtf.core.pages import paginate
from igtf.discussion.lists import filters, row_of
from igtf.discussion.pages import subject_page
from igtf.record.models import Subject

bp = Blueprint("consensus", __name__)


@bp.get("/calls/")
def calls() -> str:
    """List calls: without a filter what is open, closing soon first, and then the rest by last activity."""
    asked = {name: request.args.get(name) or None for name in ("state", "phase", "kind", "group", "about")}
    page = paginate(queries.visible_calls(current_user.id, **asked), Subject.active_at, Subject.id)
    first = not any(asked.values()) and not request.args.get("after") and not request.args.get("before")
    soon = queries.closing_soon() if first else []
    rest = [row for row in page.rows if not (first and row.state == "open")]
    return render_template(
        "calls/list.html", page=page, soon=[_row(row) for row in soon], items=[_row(row) for row in rest],
        **filters(CALL, {"kind": (_("Kind"), list(CALL_KINDS.items()))}),
    )  # fmt: skip


def _row(row: Any) -> dict[str, Any]:
    about = f"{row.about_ref}-{row.revision_number:02d}" if row.revision_number is not None else row.about_ref
    return row_of(row, [str(CALL_KINDS[row.topic]), about], [
        ngettext("%(num)d position", "%(num)d positions", row.people) if row.topic != "options" else "",
        ngettext("%(num)d objection not settled", "%(num)d objections not settled", row.unsettled)
        if row.unsettled else "",
    ])  # fmt: skip


@bp.get("/calls/<ref>")
def call(ref: str) -> Response:
    """Show a call: the question, the picture across groups and regions, positions, objections, the declaration."""
    thing = queries.get_call_or_404(current_user.id, ref)
    return subject_page("calls/call.html", thing, **call_content(thing))


@bp.get("/objections/")
def objections() -> str:
    """List objections by last activity."""
    asked = {name: request.args.get(name) or None for name in ("state", "phase", "call")}
    page = paginate(queries.visible_objections(current_user.id, **asked), Subject.active_at, Subject.id)
    items = [row_of(row, [_("in call %(n)s", n=row.call_ref), row.call_title], [_("by %(name)s", name=row.raiser)])
             for row in page.rows]  # fmt: skip
    return render_template("objections/list.html", page=page, items=items, **filters(OBJECTION, {}))


@bp.get("/objections/<ref>")
def objection(ref: str) -> Response:
    """Show an objection: the reason, the change asked for, the answer, and how it was disposed of."""
    thing = queries.get_objection_or_404(current_user.id, ref)
    return subject_page(
        "objections/objection.html", thing,
        people=lambda: queries.people_of(thing), seconds=lambda: queries.seconds_of(thing.id),
    )  # fmt: skip
