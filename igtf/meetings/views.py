"""Pages of meetings: the list, a meeting, the planner; and the answer to a hum."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from igtf.core.database.looking import to_look_at
from igtf.core.errors import NotAllowed
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import ngettext
from igtf.core.keeping.pages import same_for_all
from igtf.core.page.paging import paginate
from igtf.core.security import once_token
from igtf.core.workflow import WORKFLOWS
from igtf.council.queries import get_council_or_404
from igtf.meetings import humming, of_council, page, queries, room, streaming
from igtf.meetings.models import Attendance, Meeting
from igtf.meetings.points import title_of
from igtf.meetings.presence import present_at
from igtf.meetings.states import MEETING
from igtf.people.visitor import acting
from igtf.record.events import state_of_record
from igtf.record.moves import url_of
from igtf.subject.lists import filters, filters_asked, in_parts, page_of, row_of
from igtf.subject.page import subject_page

bp = Blueprint("meetings", __name__)


_BY_DAY = _l("latest day first")


@bp.get("/meetings/")
@same_for_all
def meetings() -> str:
    """List meetings: without a filter the next ones, then the others from the farthest on, down to the past."""
    asked = filters_asked(MEETING)
    found = page_of(MEETING, queries.visible_meetings(), asked, Meeting.starts_at.label("begins_at"))
    return render_template(
        "meetings/list.html",
        **in_parts(found, asked, queries.coming, queries.is_coming, lambda rows: [_row(row) for row in rows]),
        **filters(MEETING, {"group": (_("Group"), queries.owners(met=True))}, order=_BY_DAY),
    )


def _row(row: Any) -> dict[str, Any]:
    where = row.place or (_("on line") if row.link else "")
    owner = WORKFLOWS[row.owner_kind].name_of(row.owner)
    shown = row_of(row, [owner], [ngettext("%(num)d minute", "%(num)d minutes", row.length), where])
    return shown | {"moment": row.starts_at, "active": None, "deadline": None}


@bp.get("/meetings/planner")
def planner() -> str:
    """Show for times that are thought of what hour it is for whom in a group, and whose night it keeps being."""
    return render_template("meetings/planner.html", **page.plan())


@bp.get("/meetings/<ref>")
@to_look_at
def meeting(ref: str) -> Response:
    """Show a meeting: when and where, agenda, documents, who is present, hums, minutes, decisions."""
    thing = queries.get_meeting_or_404(current_user.id, ref)
    beside = queries.version_beside
    return subject_page(
        "meetings/meeting.html", thing, has_days=True, also=lambda: beside(thing), **page.meeting_content(thing)
    )


@bp.get("/meetings/<ref>/present")
def present(ref: str) -> str:
    """List who is present at a meeting, who came last first."""
    thing = queries.get_meeting_or_404(current_user.id, ref)
    found = paginate(present_at(thing.id), Attendance.at, Attendance.person_id)
    return render_template("meetings/present.html", subject=thing.subject, page=found)


@bp.get("/meetings/<ref>/items/<int:place>")
def item(ref: str, place: int) -> str:
    """Lead through a meeting: one point, whom it waits for, the act that is due, the way to the next point."""
    thing = queries.get_meeting_or_404(current_user.id, ref)
    return render_template(
        "meetings/item.html", meeting=thing, subject=thing.subject, once=once_token(), **room.item_content(thing, place)
    )


@bp.get("/meetings/<ref>/hum/stream")
def hum_stream(ref: str) -> Response:
    """Tell, while a hum is under way, how many have answered: a stream of events that ends after some seconds."""
    return streaming.answer(queries.get_meeting_or_404(current_user.id, ref).id)


@bp.post("/meetings/<ref>/hum")
def answer(ref: str) -> BaseResponse:
    """Answer the hum that is under way; whoever has answered it, by a second tap perhaps, comes back to it too."""
    thing, by = queries.get_meeting_or_404(current_user.id, ref), acting()
    try:
        humming.answer_hum(thing, answer=request.form.get("answer", ""), by=by)
        flash(_("Your answer was counted. Your name was not kept."))
    except NotAllowed as refusal:
        if not queries.meeting_facts(by, thing).humming:
            raise
        flash(refusal.message)
    return redirect(f"{url_of(thing.subject)}#hum")


def _waiting() -> list[tuple[Any, str, Any]]:
    return [(row, title_of(row), why) for row, why in of_council.waiting()]


@bp.get("/council/<ref>")
@to_look_at
def council(ref: str) -> Response:
    """Show the council as it meets: what waits for its next meeting, the meetings to come and those held."""
    thing = get_council_or_404(current_user.id, ref)
    return subject_page(
        "council/meetings.html", thing, also=state_of_record, waiting=_waiting,
        meetings=lambda: [_row(row) for row in queries.latest_of(thing.subject)],
    )  # fmt: skip
