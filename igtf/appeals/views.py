"""Pages of appeals: the list, each appeal, volunteering for panels; and the decision that a form names."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from igtf.appeals import commands, queries
from igtf.appeals.climbing import ahead
from igtf.appeals.hidden import words_for
from igtf.appeals.page import content
from igtf.appeals.rungs import RUNGS
from igtf.appeals.states import APPEAL, OPEN
from igtf.appeals.words import PHASES, SHORT, VERDICTS
from igtf.core import clock
from igtf.core.database.looking import to_look_at
from igtf.core.i18n import gettext as _
from igtf.core.wording import listed
from igtf.core.workflow import WORKFLOWS
from igtf.people.visitor import acting
from igtf.record.deadlines import is_late
from igtf.subject.lists import filters, filters_asked, page_of, row_of, rows_made
from igtf.subject.page import subject_page

bp = Blueprint("appeals", __name__)


@bp.get("/appeals/")
def appeals() -> str:
    """List appeals by last activity; the filters are the URL."""
    asked = filters_asked(APPEAL)
    page = page_of(APPEAL, queries.visible_appeals(), asked)
    extra = {"verdict": (_("Decision"), list(SHORT.items()))}
    return render_template(
        "appeals/list.html", page=page, items=rows_made(_row, page.rows), **filters(APPEAL, extra),
        volunteers=current_user.roles.has("panelist"),
    )  # fmt: skip


def _row(row: Any) -> dict[str, Any]:
    about = WORKFLOWS[row.about_kind].name_of(row.about_ref)
    shown = row_of(row, [about], [_("by %(name)s", name=row.appellant), RUNGS[row.rung].label])
    if is_late(row, OPEN, clock.now()):
        return shown | {"state_label": listed([shown["state_label"], _("overdue")]), "phase": "late"}
    if row.topic in VERDICTS:
        decided = listed([shown["state_label"], SHORT[row.topic]])
        return shown | {"state_label": decided, "phase": PHASES[row.topic]}
    return shown


@bp.get("/appeals/<ref>")
@to_look_at
def appeal(ref: str) -> Response:
    """Show an appeal: the decision, its ground, its way through the rungs, who decides, what was found."""
    thing = queries.get_appeal_or_404(current_user.id, ref)
    shown = content(thing)
    own = {"hidden": words_for(thing, [member for member, _actor in shown["way_up"][0].members], current_user.id)}
    return subject_page("appeals/appeal.html", thing, own=own, **shown)


@bp.post("/appeals/volunteers")
def volunteer() -> BaseResponse:
    """Volunteer for panels, or no longer."""
    if request.form.get("end"):
        commands.end_volunteering(by=acting())
        flash(_("You do not volunteer for panels any more."))
    else:
        commands.volunteer(by=acting())
        flash(_("You may be drawn for a panel from now on."))
    return redirect("/appeals/")


bp.add_app_template_global(ahead, "rung_ahead")


@bp.app_template_global()
def decision_named(number: Any) -> Any:
    """Return the entry of the record that is to be appealed, with its subject, for the form; None for no such."""
    return queries.decision_shown(int(number)) if str(number or "").isdigit() else None
