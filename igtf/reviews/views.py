"""Pages of reviews; and what the pages of drafts and of directorates show of them, by names that templates know."""

from functools import cache
from typing import Any

from flask import Blueprint, Response, render_template
from flask_login import current_user

from igtf.core import clock
from igtf.core.database.looking import to_look_at
from igtf.core.i18n import gettext as _
from igtf.core.keeping.pages import same_for_all
from igtf.core.wording import listed
from igtf.drafts.lookups import directorates
from igtf.record.deadlines import is_late
from igtf.reviews import queries
from igtf.reviews.members import members_of
from igtf.reviews.states import OPEN, REVIEW
from igtf.reviews.turn import placed
from igtf.reviews.words import VERDICT_PHASES, VERDICT_WORDS
from igtf.subject.lists import filters, filters_asked, page_of, row_of, rows_made
from igtf.subject.page import subject_page

bp = Blueprint("reviews", __name__)


def _row(row: Any, kicker: list[Any], meta: list[Any]) -> dict[str, Any]:
    """Return a review as lists show it: the result, or that it is overdue, beside its state."""
    shown = row_of(row, kicker, meta)
    if is_late(row, OPEN, clock.now()):
        late = listed([shown["state_label"], _("overdue")])
        return shown | {"state_label": late, "phase": "late", "deadline": None}
    if row.topic:
        shown["meta"] = [_("result: %(verdict)s", verdict=VERDICT_WORDS[row.topic]), *shown["meta"]]
        shown["phase"] = VERDICT_PHASES[row.topic]
    return shown


def _listed(row: Any) -> dict[str, Any]:
    return _row(row, [row.directorate], [_("reviewer: %(name)s", name=row.reviewer) if row.reviewer else ""])


@bp.get("/reviews/")
@same_for_all
def reviews() -> str:
    """List reviews by last activity, or those that are overdue; the filters are the URL."""
    asked = filters_asked(REVIEW)
    late = asked["late"] is not None
    page = page_of(REVIEW, queries.visible_reviews(), asked)
    tabs = [
        {"label": _("All"), "url": "/reviews/", "current": not late},
        {"label": _("Overdue"), "url": "/reviews/?late=1", "current": late},
    ]
    extra = {"group": (_("Directorate"), directorates()), "verdict": (_("Result"), list(VERDICT_WORDS.items()))}
    items = rows_made(_listed, page.rows)
    return render_template("reviews/list.html", page=page, items=items, tabs=tabs, **filters(REVIEW, extra))


@bp.get("/reviews/<ref>")
@to_look_at
def review(ref: str) -> Response:
    """Show a review: the revision, who reviews, the result and the text, the editors' answer."""
    thing = queries.get_review_or_404(current_user.id, ref)
    people = cache(lambda: queries.people_of(thing))
    return subject_page(
        "reviews/review.html", thing, station=lambda: queries.station_of(thing.subject, people()["draft"]),
        late=is_late(thing.subject, OPEN, clock.now()), verdicts=VERDICT_WORDS, verdict_phases=VERDICT_PHASES,
        people=people, asked=lambda: queries.asked_for(thing.id),
    )  # fmt: skip


@bp.app_template_global()
def reviews_among(relations: list[tuple[Any, list[Any]]]) -> list[dict[str, Any]]:
    """Return the reviews among the relations of a draft as rows, the newest first, for the page of the draft."""
    found = [link["row"] for _label, links in relations for link in links if link["row"].kind == "review"]
    return [_row(row, [], []) for row in found[::-1]]


@bp.app_template_global()
def directorate_of(group: Any) -> dict[str, Any]:
    """Return the members of a directorate in their turn, and its reviews, for the page of the group."""
    return {
        "turn": placed(members_of(group.id)),
        "reviews": [_listed(row) for row in queries.reviews_by(group.id)],
    }
