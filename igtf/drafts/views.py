"""Pages of drafts, their revisions and comparisons, and of recommendations."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from igtf.core import clock
from igtf.core.database.looking import to_look_at
from igtf.core.errors import Invalid
from igtf.core.i18n import Text, ngettext
from igtf.core.i18n import gettext as _
from igtf.core.keeping.pages import same_for_all
from igtf.core.moments import day
from igtf.discussion.acts import settling
from igtf.discussion.forms import comment_form
from igtf.drafts import comparing, letters, queries, series
from igtf.drafts.asked import asking_call, newest_call
from igtf.drafts.asks import around, asks_of
from igtf.drafts.beside import pieces
from igtf.drafts.board import BOARD_MOST, board
from igtf.drafts.calls import GOES_ON_BY
from igtf.drafts.comparing import changes_between
from igtf.drafts.known import hat_stated
from igtf.drafts.margins import comments_on, history, margin
from igtf.drafts.outputs import FORMS, PAPER, output, paper_of, paragraph_cited, published_paper
from igtf.drafts.page import authors_in, draft_content, stands
from igtf.drafts.paragraphs import resolves
from igtf.drafts.revisions import before, revisions
from igtf.drafts.standing import asked_of, on_page
from igtf.drafts.states import DRAFT, RECOMMENDATION
from igtf.drafts.thread import thread
from igtf.drafts.words import ASK_STATES, COMMITMENT_STATES
from igtf.issues.choices import TOPIC_CHOICES
from igtf.issues.topics import TOPICS
from igtf.people.links import LASTS
from igtf.people.taking_part import asked_in, with_what_asks
from igtf.people.visitor import acting
from igtf.record.holds import held_sentence, hold_on
from igtf.record.models import Subject
from igtf.subject.lists import filters, filters_asked, page_of, row_of, rows_made
from igtf.subject.page import people_page, subject_page
from igtf.subject.relations import Related

bp = Blueprint("drafts", __name__)


def _topics() -> dict[str, Any]:
    return {"topic": (_("Topic"), TOPIC_CHOICES)}


def _topics_and_groups() -> dict[str, Any]:
    return _topics() | {"group": (_("Group"), None)}


@bp.app_template_global()
def topic_label(slug: str | None) -> str | None:
    """Return the name of a topic, None where there is none."""
    return str(TOPICS[slug].label) if slug and slug in TOPICS else None


@bp.app_template_global()
def deciding_call(relations: Related, state: str) -> Any:
    """Return the newest call among a draft's relations by whose consensus it goes on from ``state``; None without."""
    return newest_call(GOES_ON_BY.get(state), _rows(relations))


@bp.app_template_global()
def asked_by(relations: Related, state: str) -> Any:
    """Return the newest call among a draft's relations that asks about it in ``state``; None without."""
    return asking_call(state, _rows(relations))


def _rows(relations: Related) -> Iterator[Any]:
    return (link["row"] for _label, links in relations for link in links)


@bp.get("/drafts/")
@same_for_all
def drafts() -> str:
    """List drafts by last activity; the filters are the URL."""
    asked = filters_asked(DRAFT)
    views = _board_and_list(asked)
    if request.args.get("view") == "board":
        found = {state: [_on_board(row) for row in rows] for state, rows in board(asked).items()}
        shown = filters(DRAFT, _topics_and_groups(), order=None)
        shown["fields"].append({"name": "view", "value": "board", "type": "hidden"})
        return render_template(
            "drafts/board.html", board=found, most=BOARD_MOST, views=views, kept=_kept(asked), **shown
        )
    page = page_of(DRAFT, queries.visible_drafts(current_user.id, state=asked["state"]), asked)
    items = rows_made(_row, page.rows)
    return render_template(
        "drafts/list.html", page=page, items=items, views=views, **filters(DRAFT, _topics_and_groups())
    )


def _row(row: Any) -> dict[str, Any]:
    about = [f"-{row.number:02d}", row.group_ref, topic_label(row.topic)]
    return row_of(row, about, [_("by %(name)s", name=row.opener)])


def _on_board(row: Any) -> dict[str, Any]:
    """Return a draft as the board shows it, under the heading of its state."""
    since = _("since %(day)s", day=day(row.state_since))
    member = _("responsible: %(name)s", name=row.responsible) if row.responsible else ""
    return row_of(row, [f"-{row.number:02d}", row.group_ref], [since, member]) | {"state_label": None}


def _kept(asked: Mapping[str, Any]) -> dict[str, Any]:
    return {name: text for name, text in asked.items() if text}


def _board_and_list(asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the two ways to see the drafts, each with the filters in force."""
    kept = _kept(asked)
    on_board = request.args.get("view") == "board"
    return [
        {"label": _("By last activity"), "url": f"/drafts/?{urlencode(kept)}", "current": not on_board},
        {"label": _("By state"), "url": f"/drafts/?{urlencode({'view': 'board'} | kept)}", "current": on_board},
    ]


@bp.get("/drafts/<ref>")
@to_look_at
def draft(ref: str) -> BaseResponse:
    """Show a draft with its newest revision; a former name leads to the present one."""
    thing = queries.get_draft_or_404(current_user.id, ref)
    if thing.subject.ref != ref:
        return redirect(f"/drafts/{thing.subject.ref}", 301)
    return subject_page(
        "drafts/draft.html", thing, **draft_content(thing),
        hint=lambda found: stands(thing, found), asked_for=LASTS["authorship"].days,
    )  # fmt: skip


@bp.get("/drafts/<ref>/people")
def people(ref: str) -> str:
    """Show who took part in a draft, and in what asked about it, by stakeholder group and region."""
    thing = queries.get_draft_or_404(current_user.id, ref)
    lead = _("Whoever wrote, discussed, took a position or objected, in the draft itself and in what asked about it, "
             "under the hat worn then.")  # fmt: skip
    return people_page(thing.subject, lead, with_what_asks(thing.id), asked_in(thing.id))


def _revision(ref: str, number: int) -> Any:
    thing = queries.get_draft_or_404(current_user.id, ref)
    return thing, queries.get_revision_or_404(thing, ref, number)


@bp.get("/drafts/<ref>/<int:number>")
def revision(ref: str, number: int) -> str:
    """Show one revision, also under the name the draft had then."""
    thing, found = _revision(ref, number)
    posted = revisions(thing.id)
    return render_template(
        "drafts/revision.html", subject=thing.subject, revision=found, revisions=posted,
        older=before(posted, found.id), authors=authors_in(found.source), margin=margin(thing.id, found.id),
        beside=pieces,
    )  # fmt: skip


@bp.get("/drafts/<ref>/paragraphs/<int:number>")
def paragraph(ref: str, number: int) -> str:
    """Show a paragraph through the revisions, with the comments on it; its address stays the same."""
    thing = queries.get_draft_or_404(current_user.id, ref)
    found = history(thing, number)
    edits = resolves(acting(), thing.id) if current_user.is_authenticated else False
    said = [(one, actor, settling(one, current_user.id, edits=edits)) for one, actor in comments_on(thing.id, number)]
    return render_template(
        "drafts/paragraph.html", thing=thing, subject=thing.subject, found=found, comments=said,
        form=comment_form(current_user, part=number), changes=changes_between(found.versions),
        cited=paragraph_cited(found.last, number),
    )  # fmt: skip


@bp.get(f"/drafts/<ref>/<int:number>.<{FORMS}:form>")
def taken(ref: str, number: int, form: str) -> Response:
    """Give a revision as its source, plain text, one HTML file, PDF or a citation."""
    return output(paper_of(_revision(ref, number)[1]), form)


@bp.get("/drafts/<ref>/compare")
def compare(ref: str) -> str:
    """Compare two revisions; without marks the newest with the one before it."""
    thing = queries.get_draft_or_404(current_user.id, ref)
    posted = revisions(thing.id)
    old = request.args.get("from") or posted[min(1, len(posted) - 1)].label
    new = request.args.get("to") or posted[0].label
    view = request.args.get("view", "side")
    if view not in comparing.VIEWS:
        raise Invalid(view=_("The view is “side” or “inline”."))
    found = comparing.compared(thing, old, new, view)
    return render_template("drafts/compare.html", subject=thing.subject, found=found, posted=posted, view=view)


@bp.get("/recommendations/")
@same_for_all
def recommendations() -> str:
    """List recommendations with how many of their asks are done."""
    asked = filters_asked(RECOMMENDATION)
    page = page_of(RECOMMENDATION, series.visible_recommendations(), asked)
    extra = _topics() | {
        "addressee": (_("Addressee"), series.addressees()),
        "ask": (_("State of an ask"), [(name, label) for name, (label, _phase) in ASK_STATES.items()]),
    }
    return render_template(
        "recommendations/list.html", page=page, items=rows_made(_in_series, page.rows),
        **filters(RECOMMENDATION, extra),
    )  # fmt: skip


def _in_series(row: Any) -> dict[str, Any]:
    """Return a recommendation as the list of the series shows it: date, addressees, what became of its asks."""
    late = [ngettext("%(num)d overdue", "%(num)d overdue", row.late)] if row.late else []
    to = ", ".join(series.names_in(row.addressees))
    return row_of(row, [day(row.opened_at), topic_label(row.topic), row.group_ref], [
        _("to %(names)s", names=to) if to else "", ngettext("%(num)d ask", "%(num)d asks", row.asks),
        _("%(num)d done", num=row.done), *late,
    ])  # fmt: skip


@bp.get("/recommendations/<ref>")
@to_look_at
def recommendation(ref: str) -> Response:
    """Show a recommendation: its asks, the way that led to it, dissent, and each answer."""
    thing = queries.get_recommendation_or_404(current_user.id, ref)
    sent = cache(lambda: letters.letters_of(thing.id))
    brought = cache(lambda: letters.by_ask(sent()))
    asks = cache(lambda: letters.beside_letters(asks_of(thing, clock.now().date()), brought()))
    return subject_page(
        "recommendations/recommendation.html", thing, also=lambda: letters.are_chairless(thing, sent),
        station=lambda: letters.station_of(sent()),
        hint=lambda _found: letters.stands(thing, sent()), asks=asks, shown=lambda: on_page(asks(), brought()),
        overdue=lambda: letters.overdue(asks()),
        ask_states=lambda: ASK_STATES, commitment_states=lambda: COMMITMENT_STATES,
        thread=lambda: thread(thing.subject),
    )  # fmt: skip


@bp.app_template_global()
def held_by(subject: Subject) -> Text:
    """Return the sentence that says for what a draft, or what it hangs on, waits; '' where it does not."""
    return held_sentence(hold_on(subject, clock.now()))


@bp.app_template_global()
def others_in(relations: Related) -> dict[str, list[Any]]:
    """Return which recommendations update or supersede which, of the links of a page to related subjects."""
    return around([(label, [link["row"] for link in links]) for label, links in relations])


@bp.get(f"/recommendations/<ref>.<any({PAPER}):form>")
def recommendation_taken(ref: str, form: str) -> Response:
    """Give a recommendation as the source it was made from, plain text, one HTML file or PDF."""
    thing = queries.get_recommendation_or_404(current_user.id, ref)
    revision = queries.get_published_revision(thing)
    return output(published_paper(thing, revision, thread(thing.subject)), form)


bp.add_app_template_global(hat_stated)
bp.add_app_template_global(asked_of, "asked_on_issue")
