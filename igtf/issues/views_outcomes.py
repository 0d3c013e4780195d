"""Pages of outcomes: the list with its occasions, each outcome, and the import of a list."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from igtf.core.database.looking import to_look_at
from igtf.core.keeping.pages import same_for_all
from igtf.core.page.formpage import refusals_in, shown
from igtf.core.policy import require
from igtf.core.sent.uploads import posted
from igtf.issues import occasions, outcome_lists
from igtf.issues.forms_outcomes import OutcomeListForm
from igtf.issues.states import OUTCOME
from igtf.people.visitor import acting
from igtf.record.narrowed import LINKED
from igtf.subject.lists import filters, filters_asked, page_of, row_of, rows_made
from igtf.subject.page import subject_page

bp = Blueprint("outcomes", __name__)


@bp.get("/outcomes/")
@same_for_all
def outcomes() -> str:
    """List outcomes, with the occasions they come from."""
    asked = filters_asked(OUTCOME)
    page = page_of(OUTCOME, occasions.visible_outcomes(), asked)
    items = rows_made(_row, page.rows)
    found = occasions.occasions()
    choices = [(str(row.Occasion.id), row.Occasion.name) for row in found]
    return render_template(
        "outcomes/list.html", page=page, items=items, occasions=found,
        **filters(OUTCOME, {"occasion": (LINKED["occasion"], choices)}),
        may_import=outcome_lists.may_import(current_user.id).ok,
    )  # fmt: skip


def _row(row: Any) -> dict[str, Any]:
    return row_of(row, [row.occasion, row.session_name], [])


@bp.route("/outcomes/import", methods=["GET", "POST"])
def import_list() -> BaseResponse | tuple[str, int]:
    """Take a list of outcomes: say what would become of each row, then import those that are new."""
    require(outcome_lists.may_import(current_user.id))
    form, step = OutcomeListForm(posted()), request.form.get("step")
    if request.method == "POST" and form.validate():
        with refusals_in(form):
            if step == "done":
                flash(outcome_lists.bring_in(form.listed, by=acting()).totals())
                return redirect("/outcomes/")
            if step != "back":
                return _looked_at(form), 200
    return shown("outcomes/import.html", form)


def _looked_at(form: OutcomeListForm) -> str:
    """Return the page that says what would become of each row. Invalid for a list that cannot be taken."""
    seen, unread = outcome_lists.look_at(form.listed)
    new = sum(row.fate == "new" for row in seen)
    return render_template(
        "outcomes/import_check.html", form=form, seen=seen, new=new, fates=outcome_lists.FATES, unread=unread
    )  # fmt: skip


@bp.get("/outcomes/<ref>")
@to_look_at
def outcome(ref: str) -> Response:
    """Show an outcome and what became of it."""
    return subject_page("outcomes/outcome.html", occasions.get_outcome_or_404(current_user.id, ref))
