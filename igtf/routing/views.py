"""Pages of bodies, of changes to their list, and of statements and their letters."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, render_template, request, send_file
from flask_login import current_user

from igtf.core.clock import now
from igtf.core.database.looking import to_look_at
from igtf.core.errors import NotFound
from igtf.core.i18n import Text, spoken
from igtf.core.i18n import gettext as _
from igtf.core.keeping.pages import same_for_all
from igtf.drafts.queries import get_draft_or_404
from igtf.drafts.states import RECOMMENDATION
from igtf.issues.words import PURPOSES
from igtf.people.spoken import language_name
from igtf.record.deadlines import is_late
from igtf.record.narrowed import filters_in_force, narrowed
from igtf.routing import elements, expecting, files, finding, heard, owing, page, queries, ties
from igtf.routing.awaiting import WAITING
from igtf.routing.carrying import station_of
from igtf.routing.choices import listed_bodies, parents
from igtf.routing.comparing import both_sides
from igtf.routing.figures import COLUMNS, figures_of, figures_of_all
from igtf.routing.figures import side_by_side as all_figures
from igtf.routing.letters import apart, asks_something, deadline_in, replied
from igtf.routing.models import Statement
from igtf.routing.papers import letters_of, paper_pdf
from igtf.routing.picture import MOST, line_of
from igtf.routing.points import STATUSES, own_day
from igtf.routing.policy import NO_CHAIR
from igtf.routing.ranking import NO_BODY_BELOW
from igtf.routing.registry import KIND_LABELS, Kind
from igtf.routing.states import BODY, BODY_CHANGE, STATEMENT
from igtf.routing.suggested import suggested_bodies
from igtf.subject.lists import filters, filters_asked, page_of, row_of, rows_made
from igtf.subject.page import subject_page
from igtf.subject.way import OF_GROUPS

bp = Blueprint("routing", __name__)
bp.add_app_template_global(finding.ranked_bodies, "ranked_bodies")
bp.add_app_template_global(finding.is_in_english, "is_in_english")
bp.add_app_template_global(suggested_bodies, "suggested_bodies")
bp.add_app_template_global(listed_bodies, "listed_bodies")
bp.add_app_template_global(queries.is_declined, "is_declined")
bp.add_app_template_global(own_day)
bp.add_app_template_global(both_sides)
for _element in (elements.sent, elements.received, elements.sender, elements.span, elements.measured):
    bp.add_app_template_global(_element, f"statement_{_element.__name__}")

MOST_CHECKED = 200_000
"""Characters of a text that are looked at for a letter."""


@bp.get("/bodies/")
def bodies() -> str:
    """List all bodies with what waits for them; ?q= leaves those named so, then by mandate, ?kind= one kind."""
    asked = filters_in_force(BODY.known, "q", "kind")
    kind, words = asked["kind"], (asked["q"] or "")[:500]
    rows = queries.bodies(now(), kind=kind)
    found = finding.found_by(words, kind) if words else {}
    if words:
        by_acronym = {row.acronym: row for row in rows}
        rows = [by_acronym[acronym] for acronym in found]
    return render_template(
        "bodies/directory.html", rows=rows, found=found, words=words, kinds=KIND_LABELS, floor=NO_BODY_BELOW,
        **narrowed({"q": (_("Name, or what its mandate speaks of"), None), **_kinds()}, BODY.known),
    )  # fmt: skip


def _kinds() -> dict[str, tuple[Text, Any]]:
    return {"kind": (_("Kind"), list(KIND_LABELS.items()))}


@bp.get("/drafts/<ref>/bodies")
def of_draft(ref: str) -> str:
    """Show the bodies that speak of what a draft is about, with the reason."""
    thing = get_draft_or_404(current_user.id, ref)
    return render_template("bodies/of_draft.html", subject=thing.subject, found=finding.ranked_for_draft(thing))


@bp.get("/bodies/figures")
def side_by_side() -> str:
    """Show all bodies side by side; ?sort= names the column, ?kind= leaves one kind."""
    kind, sort = filters_in_force(BODY.known, "kind")["kind"], request.args.get("sort", "sent")
    found = all_figures(queries.bodies(now(), kind=kind), figures_of_all(), sort)
    return render_template(
        "bodies/figures.html", found=found, columns=COLUMNS, sort=sort if sort in COLUMNS else "sent",
        columns_shown=[(name, column[0]) for name, column in COLUMNS.items()],
        kind=kind or "", statuses=STATUSES, **narrowed(_kinds(), BODY.known),
    )  # fmt: skip


@bp.get("/bodies/<ref>")
@to_look_at
def body(ref: str) -> Response:
    """Show a body: mandate, contacts, and everything that was sent and how it answered."""
    thing = queries.get_body_or_404(current_user.id, ref)
    statements = cache(lambda: queries.sent_to(thing.id, MOST))
    return subject_page(
        "bodies/body.html", thing, kind=KIND_LABELS[Kind(thing.kind)],
        parents=lambda: parents(thing), contacts=lambda: contacts_of(thing.id), statements=statements,
        received=lambda: owing.received_from(thing.id), line=lambda: line_of(statements(), now()), most=MOST,
        figures=lambda: figures_of(thing.id), statuses=STATUSES,
        own={"stopped": lambda: queries.quiet_contacts(current_user.id, thing.id)},
    )  # fmt: skip


@bp.app_template_global()
def language_of_mails(code: str) -> str:
    """Return the name of the language in which a contact who wants ``code`` gets mails from this site."""
    return language_name(spoken(code))


def contacts_of(body_id: int) -> list[tuple[Any, bool]]:
    """Return the contacts of a body, each with whether it is time to confirm them again."""
    return [(one, queries.is_overdue(one, now())) for one in queries.contacts(body_id)]


@bp.get("/body-changes/")
@same_for_all
def changes() -> str:
    """List proposed changes of the list of bodies by last activity."""
    asked = filters_asked(BODY_CHANGE)
    page = page_of(BODY_CHANGE, queries.visible_changes(), asked)
    items = rows_made(_proposed, page.rows)
    return render_template("body-changes/list.html", page=page, items=items, **filters(BODY_CHANGE, {}))


def _proposed(row: Any) -> dict[str, Any]:
    return row_of(row, [], [_("proposed by %(name)s", name=row.name)])


@bp.get("/body-changes/<ref>")
@to_look_at
def change(ref: str) -> Response:
    """Show a proposed change: both sides of each field, why, and what was decided."""
    thing = queries.get_change_or_404(current_user.id, ref)
    return subject_page("body-changes/change.html", thing, fields=both_sides(thing))


@bp.get("/statements/")
def statements() -> str:
    """List liaison statements by last activity; ?late=1 leaves the overdue ones."""
    asked = filters_asked(STATEMENT)
    page = page_of(STATEMENT, queries.visible_statements(), asked)
    ways = [("out", _("to a body")), ("in", _("from a body"))]
    extra = {
        "purpose": (_("Purpose"), list(PURPOSES.items())),
        "direction": (_("Way"), ways),
        "late": (_("Answer"), [("1", _("overdue"))]),
    }
    return render_template(
        "statements/list.html", page=page, items=rows_made(_row, page.rows), **filters(STATEMENT, extra)
    )


def _row(row: Any) -> dict[str, Any]:
    way = _("to %(body)s", body=row.acronym) if row.direction == "out" else _("from %(body)s", body=row.acronym)
    from_whom = [elements.sender(row.group_id, row.from_text)] if row.direction == "out" else []
    left = [elements.points_left(row.points_open, row.direction)] if row.points_open and row.due_at else []
    shown = row_of(row, [PURPOSES[row.purpose], way], [*from_whom, *left])
    if row.over:
        shown["deadline"] = None
    return shown | {"phase": "late", "state_label": _("Overdue")} if row.late else shown


@bp.app_template_global()
def deadline_said(thing: Statement) -> tuple[datetime | None, bool]:
    """Return the deadline in the letter of a statement, and whether it is so only if it is sent now."""
    return deadline_in(thing, now())


@bp.app_template_global()
def letter_parts(thing: Statement, concerns: Sequence[Any] | None = None) -> dict[str, Any]:
    """Return what the letter of a statement needs to be shown as one, beside the statement, and what it ``concerns``
    where that is known."""
    found = ties.concerns(thing.id) if concerns is None else concerns
    return {"concerns": found, "purposes": PURPOSES, "asks": asks_something(thing),
            "files": files.files_of(thing.id), "replied": replied(thing)}  # fmt: skip


@bp.app_template_global()
def reached_by_reminder(thing: Statement) -> tuple[list[str], list[str]]:
    """Return the names of the contacts to whom a reminder of a statement goes, and of those who have stopped them."""
    told, quiet = apart(queries.contacts(thing.to_body_id))
    return [one.name for one in told], [one.name for one in quiet]


@bp.get("/statements/<ref>")
def statement(ref: str) -> Response:
    """Show a statement as a letter, where it stands, and how it was answered."""
    thing = queries.get_statement_or_404(current_user.id, ref)
    concerns, over = queries.concerned(thing)
    parts = letter_parts(thing, concerns)
    if thing.direction == "in":
        return _received(thing, parts)
    carried, late = [row for row in concerns if row.relation == "carries"], is_late(thing.subject, WAITING, now())
    return subject_page(
        "statements/statement.html", thing, without=() if carried else OF_GROUPS, **parts,
        station=station_of(thing, carries=bool(carried)), **_approval(thing),
        statuses=STATUSES, late=late and not over, over=over, **_awaited(thing, over, late, carried),
        answerable=thing.subject.state in STATEMENT.move_by_name["answer"].sources,
        recorded=heard.recorded(thing.id) if thing.acknowledged_at else {}, own=_own(thing),
    )  # fmt: skip


def _awaited(thing: Statement, over: bool, late: bool, carried: Sequence[Any]) -> dict[str, Any]:
    """Return what the page says of the answers that our letter has not, and point by point where their days differ."""
    ended = [RECOMMENDATION.name_of(row.ref) for row in carried if row.phase == "closed"]
    waits = expecting.standing(thing, now(), over=over)
    return {
        "unanswered": lambda: page.unanswered(thing, over=over, late=late, ended=ended),
        "waits": waits, "apart": lambda: bool(waits) and expecting.has_days_apart(thing),
    }  # fmt: skip


def _approval(thing: Statement) -> dict[str, Any]:
    """Return what the page says, and depends on, while nobody can approve a letter."""
    waits = cache(lambda: queries.waits_for_chair(thing))
    return {"also": waits, "hint": lambda _found: NO_CHAIR if waits() else ""}


def _own(thing: Statement) -> dict[str, Any]:
    """Return what is looked up for who is signed in: the contacts whom a letter that was sent does not reach."""
    waits = thing.subject.state == "sent" and current_user.is_authenticated
    return {"not_reached": heard.not_reached(thing.id) if waits else ()}


def _received(thing: Statement, parts: dict[str, Any]) -> Response:
    """Return the page of a statement of a body: what became of it, and how we answered each of its points."""
    points, due = owing.standing(thing, now()), thing.subject.due_at
    return subject_page(
        "statements/received.html", thing, without=OF_GROUPS, **parts, statuses=STATUSES, points=points,
        late=due is not None and any(point.late for point in points),
    )  # fmt: skip


@bp.get("/statements/<ref>/letter.txt")
def letter(ref: str) -> Response:
    """Return the exact text that was sent or received, whose SHA-256 is in the record."""
    return Response((_sent(ref).sent_text or "").encode(), mimetype="text/plain")


@bp.get("/statements/<ref>/letter.pdf")
def letter_pdf(ref: str) -> Response:
    """Return the letter as PDF."""
    return Response(paper_pdf(_sent(ref)), mimetype="application/pdf")


@bp.get("/statements/<ref>/files/<int:number>")
def file(ref: str, number: int) -> Response:
    """Return a file of a statement: to be saved, never shown within this site."""
    found = files.file_or_404(queries.get_statement_or_404(current_user.id, ref), number)
    return send_file(
        BytesIO(found.data), found.mimetype, as_attachment=True, download_name=found.name, etag=found.sha256
    )


def _sent(ref: str) -> Statement:
    thing = queries.get_statement_or_404(current_user.id, ref)
    if thing.sent_text is None:
        raise NotFound(_("This statement was not sent yet, so it has no exact text."))
    return thing


@bp.get("/statements/check")
def check() -> str:
    """Let whoever has a letter check that it is ours: ?sha256= its hash; its text is posted."""
    return _checked(request.args.get("sha256", ""))


@bp.post("/statements/check")
def check_text() -> tuple[str, int]:
    """Check the text of a letter, or its hash; 404 when no letter is so. Nothing is kept of it."""
    page = _checked(request.form.get("letter", "")[:MOST_CHECKED])
    return page, 200 if "data-found" in page else 404


def _checked(given: str) -> str:
    digest, found = letters_of(given) if given.strip() else ("", [])
    return render_template("statements/check.html", given=given, digest=digest, found=found)
