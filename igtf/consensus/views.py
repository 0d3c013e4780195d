"""Pages of calls and objections."""

from functools import partial
from typing import Any, cast

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from igtf.consensus import dissent, lookups, queries, raisers
from igtf.consensus.brought import came_in
from igtf.consensus.forms import MaintainForm
from igtf.consensus.models import Objection, Position
from igtf.consensus.page import (
    asked_about,
    call_content,
    found_in,
    left_to_raiser,
    stands,
    station_of,
    text_asked_about,
)
from igtf.consensus.raisers import ANSWERS, answer_by_link, objection_of
from igtf.consensus.states import CALL, MINORITY, OBJECTION
from igtf.consensus.words import CALL_KINDS, POSITION_WORDS
from igtf.core.clock import now
from igtf.core.database.looking import to_look_at
from igtf.core.errors import AlreadyDone, NotFound
from igtf.core.forms import MoveForm
from igtf.core.i18n import gettext as _
from igtf.core.i18n import ngettext
from igtf.core.keeping.pages import same_for_all
from igtf.core.page.paging import paginate
from igtf.core.security import once_given, once_token
from igtf.people.hats import as_worn
from igtf.record.audiences import recorded
from igtf.record.by import By
from igtf.subject.lists import filters, filters_asked, in_parts, page_of, row_of, rows_made
from igtf.subject.page import people_page, subject_page

bp = Blueprint("consensus", __name__)
bp.add_app_template_global(as_worn, "as_worn")
bp.add_app_template_global(found_in, "found_in")
bp.add_app_template_global(asked_about, "asked_about")
bp.add_app_template_global(text_asked_about, "text_asked_about")
bp.add_app_template_global(came_in, "came_in")
bp.add_app_template_global(dissent.voices_of, "voices_of")


@bp.get("/calls/")
@same_for_all
def calls() -> str:
    """List calls: without a filter what closes soon first, then what else is open, and the rest, by last activity."""
    asked = filters_asked(CALL)
    page = page_of(CALL, queries.visible_calls(), asked)
    return render_template(
        "calls/list.html",
        **in_parts(page, asked, queries.closing_soon, lambda row: row.state == "open", partial(rows_made, _row)),
        **filters(CALL, {"kind": (_("Kind"), list(CALL_KINDS.items())), "group": (_("Group"), None)}),
    )


def _row(row: Any) -> dict[str, Any]:
    numbered = row.revision_number is not None and row.about_kind == "draft"
    about = f"{row.about_ref}-{row.revision_number:02d}" if numbered else row.about_ref
    group = row.group_ref if row.group_ref != row.about_ref else None
    return row_of(row, [str(CALL_KINDS[row.topic]), about, group], [
        ngettext("%(num)d position", "%(num)d positions", row.people) if row.topic != "options" else "",
        ngettext("%(num)d objection not settled", "%(num)d objections not settled", row.unsettled)
        if row.unsettled else "",
    ])  # fmt: skip


@bp.get("/calls/<ref>")
@to_look_at
def call(ref: str) -> Response:
    """Show a call: the question, the picture across groups and regions, positions, objections, the declaration."""
    thing = queries.get_call_or_404(current_user.id, ref)
    return subject_page(
        "calls/call.html", thing, station=station_of(thing), hint=lambda _found: stands(thing),
        **call_content(thing),
    )  # fmt: skip


@bp.get("/calls/<ref>/positions")
def positions(ref: str) -> str:
    """List who took which position in a call, the newest first."""
    thing = queries.get_call_or_404(current_user.id, ref)
    page = paginate(queries.positions_to(thing.id), Position.at, Position.person_id)
    return render_template(
        "calls/positions.html", thing=thing, subject=thing.subject, page=page, position_words=POSITION_WORDS
    )


@bp.get("/calls/<ref>/people")
def people(ref: str) -> str:
    """Show who took part in a call and in its objections, by stakeholder group and region."""
    thing = queries.get_call_or_404(current_user.id, ref)
    lead = _("Whoever took a position, objected, seconded, answered or commented, under the hat worn then.")
    return people_page(thing.subject, lead, queries.subjects_of(thing.id))


@bp.get("/objections/")
@same_for_all
def objections() -> str:
    """List objections by last activity."""
    asked = filters_asked(OBJECTION)
    page = page_of(OBJECTION, queries.visible_objections(), asked)
    items = rows_made(_in_call, page.rows)
    return render_template("objections/list.html", page=page, items=items, **filters(OBJECTION, {}))


def _in_call(row: Any) -> dict[str, Any]:
    """Return what somebody said in a call, an objection or a minority statement, as its list shows it."""
    return row_of(row, [_("in call %(n)s", n=row.call_ref), row.call_title], [_("by %(name)s", name=row.author)])


@bp.get("/objections/<ref>")
@to_look_at
def objection(ref: str) -> Response:
    """Show an objection: the reason, the change asked for, the answer, and how it was disposed of."""
    thing = queries.get_objection_or_404(current_user.id, ref)
    return subject_page(
        "objections/objection.html", thing, station=station_of(thing.call, thing.subject),
        people=lambda: queries.people_of(thing), seconds=lambda: queries.seconds_of(thing.id),
        left=lambda: left_to_raiser(thing),
        own={"missing": MaintainForm, "running": lambda: lookups.is_running(thing.call)},
    )  # fmt: skip


@bp.get("/minority-statements/")
@same_for_all
def minorities() -> str:
    """List minority statements by last activity."""
    asked = filters_asked(MINORITY)
    page = page_of(MINORITY, dissent.visible_minorities(), asked)
    items = rows_made(_in_call, page.rows)
    return render_template("minority-statements/list.html", page=page, items=items, **filters(MINORITY, {}))


@bp.get("/minority-statements/<ref>")
@to_look_at
def minority(ref: str) -> Response:
    """Show a minority statement with who signed it."""
    thing = dissent.get_minority_or_404(current_user.id, ref)
    return subject_page(
        "minority-statements/minority.html", thing, signatures=lambda: dissent.first_signatures(thing.id)
    )


def _asked_page(token: str, objection: Objection, is_open: bool, form: MoveForm | None = None) -> Response:
    missing = form if isinstance(form, MaintainForm) else MaintainForm()
    page = render_template(
        "objections/by_link.html", thing=objection, here=f"/does-this-answer/{token}", open=is_open, form=form,
        missing=missing, form_errors=bool(form), once=once_token(), actor=raisers.raiser_of(objection),
        state=OBJECTION.state_by_name[objection.subject.state], running=lookups.is_running(objection.call),
    )  # fmt: skip
    return Response(page, status=422 if form else 200)


@bp.get("/does-this-answer/<token>")
def asked(token: str) -> Response:
    """Show the raiser of an objection what is asked; nothing changes by opening the link."""
    return _asked_page(token, *objection_of(token))


@bp.post("/does-this-answer/<token>/<name>")
def asked_answer(token: str, name: str) -> BaseResponse:
    """Record the raiser's yes or no, as the raiser under the hat of the objection, as it goes on."""
    objection, is_open = objection_of(token)
    if name not in ANSWERS:
        raise NotFound(_("There is no such step."))
    form: MoveForm = (OBJECTION.move_by_name[name].form or MoveForm)(request.form)
    if not is_open or not form.validate():
        return _asked_page(token, objection, is_open, form if is_open else None)
    hat = as_worn(objection.hat_id)
    by = By(objection.person_id, now(), hat.id if hat else None)
    try:
        answer_by_link(objection, name, form.given(), by=by, once=once_given())
        flash(cast(Any, recorded(OBJECTION.move_by_name[name], objection, ANSWERS[name])))  # base.html shows its parts
    except AlreadyDone as again:
        flash(again.message)
    return redirect(f"/does-this-answer/{token}")
