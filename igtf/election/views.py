"""Pages of elections of the council's chair: the list, and each election."""

from typing import Any

from flask import Blueprint, Response, render_template
from flask_login import current_user

from igtf.core.database.looking import to_look_at
from igtf.core.i18n import gettext as _
from igtf.core.i18n import ngettext
from igtf.election import page as pages
from igtf.election import queries
from igtf.election.states import ELECTION
from igtf.subject.lists import filters, filters_asked, page_of, row_of, rows_made
from igtf.subject.page import subject_page

bp = Blueprint("elections", __name__)


@bp.get("/elections/")
def elections() -> str:
    """List elections by last activity."""
    asked = filters_asked(ELECTION)
    page = page_of(ELECTION, queries.visible_elections(), asked)
    return render_template(
        "elections/list.html", page=page, items=rows_made(_row, page.rows), **filters(ELECTION, {}),
    )  # fmt: skip


def _row(row: Any) -> dict[str, Any]:
    who = [_("elected: %(name)s", name=row.elected)] if row.elected else []
    return row_of(row, who, [ngettext("%(num)d member stands", "%(num)d members stand", row.standing)])


@bp.get("/elections/<ref>")
@to_look_at
def election(ref: str) -> Response:
    """Show an election: who stands, how it stands, whom each seat accepts."""
    thing = queries.get_election_or_404(current_user.id, ref)
    return subject_page(
        "elections/election.html", thing, found=lambda: pages.content(thing), own=pages.own(thing),
    )  # fmt: skip
