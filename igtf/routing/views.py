"""Pages of bodies and statements, and the page on which a contact answers without an account."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from igtf.core.clock import now
from igtf.core.errors import AlreadyDone, Invalid, NotFound
from igtf.core.forms import MoveForm
from igtf.core.markup import MarkupRefused
from igtf.core.pages import paginate
from igtf.core.security import once_given, once_token
from igtf.discussion.lists import filters, row_of
from igtf.discussion.pages import subject_page
from igtf.record.acts import By
from igtf.record.models import Subject
from igtf.routing import finding, queries
from igtf.routing.answering import ANSWERS, PURPOSES, STATUSES
from igtf.routing.commands import answer_by_link
from igtf.routing.figures import figures
from igtf.routing.models import ContactLink, Statement
from igtf.routing.ranking import NO_BODY_BELOW, rank
from igtf.routing.registry import KIND_LABELS, Kind
from igtf.routing.states import STATEMENT

bp = Blueprint("routing", __name__)
bp.add_app_template_global(finding.ranked_bodies, "ranked_bodies")

ANSWERING = ("acknowledge", "answer", "in-process", "propose-date")
"""The moves of a contact, in the order of the page."""


@bp.get("/bodies/")
def bodies() -> str:
    """List all bodies with what waits for them; ?q= ranks them by mandate, ?kind= leaves one kind."""
    kind, words = request.args.get("kind") or None, request.args.get("q", "").strip()[:500]
    rows = queries.bodies(now(), kind=kind)
    found = {one.body.acronym: one for one in rank(words, finding.candidates(kind)) if one.found} if words else {}
    if words:
        by_acronym = {row.acronym: row for row in rows}
        rows = [by_acronym[acronym] for acronym in found]
    return render_template(
        "bodies/directory.html", rows=rows, found=found, words=words, kind=kind or "", kinds=KIND_LABELS,
        reasons=finding.reasons, floor=NO_BODY_BELOW,
    )  # fmt: skip


@bp.get("/bodies/<ref>")
def body(ref: str) -> Response:
    """Show a body: mandate, contacts, and everything that was sent and how it answered."""
    thing = queries.get_body_or_404(current_user.id, ref)
    statements = queries.sent_to(thing.id)
    return subject_page(
        "bodies/body.html", thing, kind=KIND_LABELS[Kind(thing.kind)],
        parents=lambda: queries.parents(thing), contacts=lambda: queries.contacts(thing.id), statements=statements,
        figures=figures(statements), statuses=STATUSES, purposes=PURPOSES,
    )  # fmt: skip


@bp.get("/statements/")
def statements() -> str:
    """List liaison statements by last activity; ?late=1 leaves the overdue ones."""
    asked = {name: request.args.get(name) or None for name in ("state", "phase", "body", "purpose")}
    query = queries.visible_statements(now(), **asked, late=bool(request.args.get("late")))
    page = paginate(query, Subject.active_at, Subject.id)
    extra = {"purpose": (_("Purpose"), list(PURPOSES.items())), "late": (_("Answer"), [("1", _("overdue"))])}
    return render_template(
        "statements/list.html", page=page, items=[_row(row) for row in page.rows], **filters(STATEMENT, extra)
    )


def _row(row: Any) -> dict[str, Any]:
    shown = row_of(row, [PURPOSES[row.purpose], _("to %(body)s", body=row.acronym)], [row.from_text])
    return shown | {"phase": "late", "state_label": _("Overdue")} if row.late else shown


@bp.get("/statements/<ref>")
def statement(ref: str) -> Response:
    """Show a statement as a letter, where it stands, and how it was answered."""
    thing = queries.get_statement_or_404(current_user.id, ref)
    concerns = queries.concerns(thing.id)
    return subject_page(
        "statements/statement.html", thing, direct=not any(row.relation == "carries" for row in concerns),
        concerns=concerns, purposes=PURPOSES, statuses=STATUSES, late=is_late(thing),
    )  # fmt: skip


def is_late(thing: Statement) -> bool:
    """Return whether the body still owes an answer whose date has passed."""
    due = thing.subject.due_at
    return thing.subject.state in queries.WAITING and due is not None and due <= now()


@bp.get("/statements/<ref>/letter.txt")
def letter(ref: str) -> Response:
    """Return the exact text that was sent, whose SHA-256 is in the record."""
    thing = queries.get_statement_or_404(current_user.id, ref)
    if thing.sent_text is None:
        raise NotFound(_("This statement was not sent yet, so it has no exact text."))
    return Response(thing.sent_text.encode(), mimetype="text/plain")


@dataclass(frozen=True)
class ContactVisitor:
    """Whoever opened the link of a contact, as forms need it."""

    is_contact: bool = True


def _link(token: str) -> ContactLink:
    return queries.get_link_or_404(token, now())


def _form(name: str, thing: Statement, data: Any) -> MoveForm:
    kind = STATEMENT.move_by_name[name].form or MoveForm
    form: MoveForm = kind(data, prefix=f"{name}-")
    form.prepare(thing, ContactVisitor())
    return form


def _answer_page(link: ContactLink, posted: tuple[str, MoveForm] | None = None) -> Response:
    thing, by = link.statement, By(link.contact.actor_id, now())
    facts = STATEMENT.facts(by, thing)
    open_moves = [
        STATEMENT.move_by_name[name] for name in ANSWERING
        if STATEMENT.decide(STATEMENT.move_by_name[name], facts, thing.subject.state)
    ]  # fmt: skip
    forms = {move.name: _form(move.name, thing, None) for move in open_moves}
    if posted:
        forms |= {posted[0]: posted[1]}
    page = render_template(
        "statements/contact.html", link=link, thing=thing, subject=thing.subject, moves=open_moves, forms=forms,
        state=STATEMENT.state_by_name[thing.subject.state], purposes=PURPOSES, statuses=STATUSES, answers=ANSWERS,
        concerns=queries.concerns(thing.id), late=is_late(thing), once=once_token(), failed=posted and posted[0],
        form_errors=bool(posted),
    )  # fmt: skip
    return Response(page, status=422 if posted else 200)


@bp.get("/answer/<token>")
def answer(token: str) -> Response:
    """Show a contact the letter and what can be answered; nothing changes by opening the link."""
    return _answer_page(_link(token))


@bp.post("/answer/<token>/<name>")
def answering(token: str, name: str) -> BaseResponse:
    """Do what the contact chose, as the contact."""
    link = _link(token)
    if name not in ANSWERING:
        raise NotFound(_("There is no such step."))
    form = _form(name, link.statement, request.form)
    if not form.validate():
        return _answer_page(link, (name, form))
    try:
        answer_by_link(token, name, form.given(), by=By(link.contact.actor_id, now()), once=once_given())
    except (Invalid, MarkupRefused) as refusal:
        form.form_errors = [*form.form_errors, str(refusal)]
        return _answer_page(_link(token), (name, form))
    except AlreadyDone:
        pass
    flash(_("Recorded: %(act)s. Thank you. It is public from now on.", act=STATEMENT.move_by_name[name].label))
    return redirect(f"/answer/{token}")
