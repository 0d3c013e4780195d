"""Pages of recalls: the list, each recall, and the file from which anyone repeats the draw of its panel."""

from typing import Any

from flask import Blueprint, Response, render_template
from flask_login import current_user

from igtf.core.database.looking import to_look_at
from igtf.core.i18n import gettext as _
from igtf.core.i18n import ngettext
from igtf.core.keeping.pages import same_for_all
from igtf.recall import page as pages
from igtf.recall import queries
from igtf.recall.states import RECALL
from igtf.selection.page import draw_answer
from igtf.subject.lists import filters, filters_asked, page_of, row_of, rows_made
from igtf.subject.page import subject_page

bp = Blueprint("recalls", __name__)


@bp.get("/recalls/")
@same_for_all
def recalls() -> str:
    """List recalls by last activity."""
    asked = filters_asked(RECALL)
    page = page_of(RECALL, queries.visible_recalls(), asked)
    return render_template("recalls/list.html", page=page, items=rows_made(_row, page.rows), **filters(RECALL, {}))


def _row(row: Any) -> dict[str, Any]:
    signed = ngettext("%(num)d signature counts", "%(num)d signatures count", row.signed)
    return row_of(row, [_("seat %(n)d", n=row.seat_number)], [signed])


@bp.get("/recalls/<ref>")
@to_look_at
def recall(ref: str) -> Response:
    """Show a recall: the petition, the panel, its decision."""
    thing = queries.get_recall_or_404(current_user.id, ref)
    return subject_page("recalls/recall.html", thing, found=lambda: pages.content(thing))


@bp.get("/recalls/<ref>/draw.json")
def draw_file(ref: str) -> Response:
    """Give the published file: pool, sources and values, as `igtf draw` reads it."""
    thing = queries.get_recall_or_404(current_user.id, ref)
    early = _("The file is published when the list of volunteers has closed.")
    return draw_answer(thing.file, f"recall-{ref}.json", early=early)
