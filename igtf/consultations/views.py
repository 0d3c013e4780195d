"""Pages of consultations: the list, a consultation, a reply, the answers to a question, a basket, who took part."""

from functools import partial
from typing import Any

from flask import Blueprint, Response, render_template
from flask_login import current_user

from igtf.consultations import page, queries
from igtf.consultations.models import Reply
from igtf.consultations.queries import get_consultation_or_404
from igtf.consultations.questions import KINDS
from igtf.consultations.states import CONSULTATION
from igtf.consultations.words import ADMITS
from igtf.core.database.looking import to_look_at
from igtf.core.i18n import gettext as _
from igtf.core.i18n import ngettext
from igtf.core.page.paging import number_asked, paginate
from igtf.subject.lists import filters, filters_asked, in_parts, page_of, row_of, rows_made
from igtf.subject.page import people_page, subject_page

bp = Blueprint("consultations", __name__)


@bp.get("/consultations/")
def consultations() -> str:
    """List consultations: without a filter what closes soon first, then what else is open, the rest, by last act."""
    asked = filters_asked(CONSULTATION)
    found = page_of(CONSULTATION, queries.visible_consultations(), asked)
    extra = {"admits": (_("Replies"), list(ADMITS.items())), "group": (_("Group"), queries.asking_groups())}
    return render_template(
        "consultations/list.html",
        **in_parts(found, asked, queries.closing_soon, lambda row: row.state == "open", partial(rows_made, _row)),
        **filters(CONSULTATION, extra),
    )


def _row(row: Any) -> dict[str, Any]:
    replies = ngettext("%(num)d reply", "%(num)d replies", row.replies) if row.state != "draft" else ""
    return row_of(row, [row.owner or _("The clearing house"), ADMITS[row.admits]], [replies])


@bp.get("/consultations/<ref>")
@to_look_at
def consultation(ref: str) -> Response:
    """Show a consultation: what it asks, how it was answered by whom, baskets, statements, the summary."""
    thing = get_consultation_or_404(current_user.id, ref)
    return subject_page("consultations/consultation.html", thing, **page.consultation_content(thing))


@bp.get("/consultations/<ref>/replies")
def replies(ref: str) -> str:
    """List who replied, the newest first."""
    thing = get_consultation_or_404(current_user.id, ref)
    found = paginate(queries.replies_to(thing.id), Reply.at, Reply.id)
    return render_template("consultations/replies.html", subject=thing.subject, page=found)


@bp.get("/consultations/<ref>/replies/<int:number>")
def reply(ref: str, number: int) -> str:
    """Show a reply with its former wordings; of one that a moderator hid, its place and the reason."""
    thing = get_consultation_or_404(current_user.id, ref)
    row = queries.get_reply_or_404(thing, number)
    content = {} if row.Reply.hidden_at else page.reply_content(thing, row.Reply)
    return render_template(
        "consultations/reply_shown.html", subject=thing.subject, row=row,
        steps=page.steps_with(thing, row.Reply), **content,
    )  # fmt: skip


@bp.get("/consultations/<ref>/questions/<int:number>")
def question(ref: str, number: int) -> str:
    """Show the texts that answer a question, the newest first."""
    thing = get_consultation_or_404(current_user.id, ref)
    asked = page.question_or_404(thing, number)
    found = paginate(queries.answers_to(thing, number), Reply.at, Reply.id)
    return render_template(
        "consultations/question.html", subject=thing.subject, question=asked, page=found, kinds=KINDS
    )


@bp.get("/consultations/<ref>/baskets/<int:number>")
def basket(ref: str, number: int) -> str:
    """Show a basket: how many people of which groups and regions have something in it, and what lies there."""
    thing = get_consultation_or_404(current_user.id, ref)
    found = queries.get_basket_or_404(thing, number)
    return render_template(
        "consultations/basket.html", subject=thing.subject,
        **page.basket_content(thing, found, number_asked("question")),
    )  # fmt: skip


@bp.get("/consultations/<ref>/people")
def people(ref: str) -> str:
    """Show who took part in a consultation, by stakeholder group and region."""
    thing = get_consultation_or_404(current_user.id, ref)
    lead = _("Whoever replied, said what they think of a statement, sorted or commented, under the hat worn then.")
    return people_page(thing.subject, lead, queries.subjects_of(thing.id))
