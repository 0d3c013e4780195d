"""Pages of selections: the list, each selection, and the file from which anyone repeats its draw."""

from typing import Any

from flask import Blueprint, Response, render_template
from flask_login import current_user

from igtf.core.database.looking import to_look_at
from igtf.core.i18n import gettext as _
from igtf.core.i18n import ngettext
from igtf.selection import queries
from igtf.selection.page import content, draw_answer, nominees, own
from igtf.selection.states import SELECTION
from igtf.subject.lists import filters, filters_asked, page_of, row_of
from igtf.subject.page import subject_page

bp = Blueprint("selections", __name__)


@bp.get("/selections/")
def selections() -> str:
    """List selections by last activity."""
    asked = filters_asked(SELECTION)
    page = page_of(SELECTION, queries.visible_selections(), asked)
    return render_template(
        "selections/list.html", page=page, items=[_row(row) for row in page.rows], **filters(SELECTION, {})
    )


def _row(row: Any) -> dict[str, Any]:
    seats = len(row.file["seats"])
    return row_of(row, [ngettext("%(num)d seat", "%(num)d seats", seats)], [
        ngettext("%(num)d person stands", "%(num)d people stand", row.standing),
    ])  # fmt: skip


@bp.get("/selections/<ref>")
@to_look_at
def selection(ref: str) -> Response:
    """Show a selection: its seats, who stands, the draw, who was chosen."""
    thing = queries.get_selection_or_404(current_user.id, ref)
    return subject_page(
        "selections/selection.html", thing, nominees=lambda: nominees(thing),
        objections=lambda: queries.objections(thing.id), own=own(thing), **content(thing),
    )  # fmt: skip


@bp.get("/selections/<ref>/draw.json")
def draw_file(ref: str) -> Response:
    """Give the published file: pool, sources, values and changes, as `igtf draw` reads it."""
    thing = queries.get_selection_or_404(current_user.id, ref)
    early = _("The file is published when nominations have closed.")
    return draw_answer(thing.file, f"selection-{ref}.json", early=early)
