"""Pages of outcomes: the list with its occasions, and each outcome."""

from flask import Blueprint, Response, render_template, request
from flask_login import current_user

from igtf.core.keptpages import same_for_all
from igtf.core.looking import to_look_at
from igtf.core.pages import number_asked, paginate
from igtf.discussion.lists import filters, row_of
from igtf.discussion.pages import subject_page
from igtf.issues import occasions
from igtf.issues.states import OUTCOME
from igtf.record.models import Subject

bp = Blueprint("outcomes", __name__)


@bp.get("/outcomes/")
@same_for_all
def outcomes() -> str:
    """List outcomes, with the occasions they come from."""
    asked = {name: request.args.get(name) or None for name in ("state", "phase")}
    query = occasions.visible_outcomes(**asked, occasion=number_asked("occasion"))
    page = paginate(query, Subject.active_at, Subject.id)
    items = [row_of(row, [row.occasion, row.session_name], []) for row in page.rows]
    return render_template(
        "outcomes/list.html", page=page, items=items, occasions=occasions.occasions(), **filters(OUTCOME, {})
    )


@bp.get("/outcomes/<ref>")
@to_look_at
def outcome(ref: str) -> Response:
    """Show an outcome and what became of it."""
    return subject_page("outcomes/outcome.html", occasions.get_outcome_or_404(current_user.id, ref))
