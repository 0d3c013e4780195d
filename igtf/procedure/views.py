"""Pages of the procedure: its versions, each of them compared with the one before, and the proposed changes."""

from typing import Any

from flask import Blueprint, Response, render_template
from flask_login import current_user

from igtf.core.database.looking import to_look_at
from igtf.core.i18n import ngettext
from igtf.core.keeping.pages import same_for_all
from igtf.procedure import queries
from igtf.procedure.states import CHANGE
from igtf.record.numbers import in_force, versions, whole_number
from igtf.subject.lists import filters, filters_asked, page_of, row_of
from igtf.subject.page import subject_page

bp = Blueprint("procedure", __name__)


@bp.get("/procedure")
def procedure() -> str:
    """Show the numbers in force, and all versions of them."""
    known = versions()
    return render_template("procedure/procedure.html", known=known, now=known[-1], lines=queries.compared(
        known[0].values, known[-1].values), decided=queries.decided_by())  # fmt: skip


@bp.get("/procedure/<int:number>")
def version(number: int) -> str:
    """Show one version of the numbers beside the one before."""
    found, before = queries.get_version_or_404(number)
    lines = queries.compared((before or found).values, found.values)
    decided = queries.decided_by().get(number)
    return render_template("procedure/version.html", version=found, before=before, lines=lines, decided=decided)


@bp.get("/procedure-changes/")
@same_for_all
def changes() -> str:
    """List changes of the procedure by last activity."""
    asked = filters_asked(CHANGE)
    page = page_of(CHANGE, queries.visible_changes(), asked)
    return render_template(
        "procedure-changes/list.html", page=page, items=[_row(row) for row in page.rows], **filters(CHANGE, {})
    )


def _row(row: Any) -> dict[str, Any]:
    return row_of(row, [], [ngettext("%(num)d number", "%(num)d numbers", len(row.changes))])


@bp.get("/procedure-changes/<ref>")
@to_look_at
def change(ref: str) -> Response:
    """Show a change: the numbers as they are and would be, the reason, who supports it."""
    thing = queries.get_change_or_404(current_user.id, ref)
    return subject_page(
        "procedure-changes/change.html", thing, also=in_force, seen=lambda: queries.seen(thing),
        supporters=lambda: queries.supporters_of(thing), proposer=lambda: queries.proposer_of(thing),
        needed=whole_number("procedure_people", thing.subject),
    )  # fmt: skip
