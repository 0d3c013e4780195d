"""Pages of issues: the list, each issue with its versions, the clearing house queue."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_login import current_user

from igtf.core.clock import now
from igtf.core.database.looking import to_look_at
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.keeping.pages import same_for_all
from igtf.core.page.paging import number_asked
from igtf.discussion.timeline import TimelineEntry, entries
from igtf.issues import queries
from igtf.issues import queue as waiting
from igtf.issues.alike import alike
from igtf.issues.choices import LAYER_CHOICES, TOPIC_OR_NONE, by_language
from igtf.issues.events import RESULT_WORDS, SHOWN_RESULTS
from igtf.issues.page import Head, due_for, has_answer, head_of
from igtf.issues.states import AT_CLEARING_HOUSE, BROKEN_OFF, DECIDED_ON, FOR_A_GROUP, ISSUE, REFERABLE
from igtf.issues.topics import TOPICS
from igtf.issues.versions import compared, compared_with, former_translations
from igtf.issues.words import LAYERS
from igtf.record.filters import unknown_in
from igtf.record.models import Event, Subject
from igtf.record.numbers import whole_number
from igtf.subject.lists import filters, filters_asked, page_of, row_of, rows_made
from igtf.subject.page import subject_page
from igtf.subject.relations import Related
from igtf.subject.way import OF_GROUPS

bp = Blueprint("issues", __name__)


@bp.get("/issues/")
@same_for_all
def issues() -> str:
    """List issues by last activity; the filters are the URL."""
    asked = filters_asked(ISSUE)
    page = page_of(ISSUE, queries.visible_issues(current_user.id, state=asked["state"]), asked)
    extra = {"topic": (_("Topic"), TOPIC_OR_NONE), "layer": (_("Layer"), LAYER_CHOICES), **by_language(asked)}
    return render_template("issues/list.html", page=page, items=rows_made(_row, page.rows), **filters(ISSUE, extra))


def _row(row: Any) -> dict[str, Any]:
    topic = TOPICS.get(row.topic)
    return row_of(row, [topic.label if topic else _("Unclassified")], [
        _("by %(name)s", name=row.opener),
        _("assigned to %(name)s", name=row.assigned) if row.assigned else _("not assigned yet"),
    ])  # fmt: skip


@bp.get("/issues/queue")
def queue() -> str:
    """Show what waits for the clearing house, the most pressing first, and its age beside ``triage_days``."""
    unknown = unknown_in(waiting.KNOWN, request.args)
    asked = {name: text for name, text in request.args.items() if name not in unknown}
    rows = waiting.queue(waiting.asked_of(asked), now())
    people = {row.assigned_handle: row.assigned for row in rows if row.assigned_handle}
    shown = filters(ISSUE, _queue_filters(people | _other(asked, people)), waiting.KNOWN, order=None)
    shown["fields"] = [field for field in shown["fields"] if field["name"] in waiting.FILTERS]
    return render_template(
        "issues/queue.html", rows=rows, target=whole_number("triage_days"), most=waiting.MOST, **shown
    )


def _other(asked: Mapping[str, str], people: Mapping[str, str]) -> dict[str, str | None]:
    """Return whom the queue is narrowed to, where nothing of theirs is in it: a choice as well."""
    return {asked["assigned"]: None} if asked.get("assigned") and asked["assigned"] not in people else {}


def _queue_filters(people: Mapping[str, str | None]) -> dict[str, Any]:
    states = [(name, ISSUE.state_by_name[name].label) for name in AT_CLEARING_HOUSE]
    return {
        "state": (_("State"), states),
        "topic": (_("Topic"), TOPIC_OR_NONE),
        "assigned": (_("Assigned to"), [(handle, name or handle) for handle, name in people.items()]),
        "proposed": (_("Proposal"), [("no", _("none yet")), ("yes", _("pending"))]),
        "late": (_("Target"), [("1", _("past the target"))]),
    }


@bp.get("/issues/<ref>")
@to_look_at
def issue(ref: str) -> Response:
    """Show an issue, its way, what can happen next, and its timeline."""
    thing = queries.get_issue_or_404(current_user.id, ref)
    head = cache(lambda: head_of(thing.id))
    directly = cache(lambda: _went_directly(_stood(thing.subject, head), recommended=head().recommended))
    return subject_page(
        "issues/issue.html", thing, also=lambda: (_waits_for_chair(thing.subject, head), _list(thing.subject)),
        without_group=lambda: directly() and _without_group(thing, head()),
        without=lambda: OF_GROUPS if directly() or _to_be_referred(thing.subject, head()) else (),
        topic=TOPICS.get(thing.subject.topic or ""), layers=dict(LAYERS), results=SHOWN_RESULTS,
        **_beside_moves(thing.subject, head), due_for=lambda: due_for(thing.subject, head()),
        hint=lambda _found: _stands(thing.subject, head()), station=lambda: _station(thing.subject, head()),
        supporters=lambda: queries.supporters(thing.id), head=head,
        own={"decides": lambda: current_user.roles.clearing_house},
        translations=lambda: head() and queries.translations(thing.id),  # which the head brings
    )  # fmt: skip


def _waits_for_chair(subject: Subject, head: Callable[[], Head]) -> bool:
    """Return whether the statement of an issue that can be referred waits for a chair of the council."""
    return subject.state in REFERABLE and head().waits_for_chair


def _list(subject: Subject) -> str:
    """Return the version of the list of bodies, where the page of an issue shows which of them fit; else ''."""
    return queries.list_of_bodies() if subject.state in AT_CLEARING_HOUSE else ""


def _beside_moves(subject: Subject, head: Callable[[], Head]) -> dict[str, Any]:
    """Return what the page of an issue offers beside its moves, and of one that was referred what came of it."""
    state, referred = subject.state, subject.state == ISSUE.move_by_name["refer"].target
    return {
        "bodies_are_ranked": state in AT_CLEARING_HOUSE, "is_decided_on": state in DECIDED_ON,
        "is_for_a_group": lambda: state in FOR_A_GROUP and not _to_be_referred(subject, head()),
        "answer": lambda: head().answered if referred else None,
        "awaited_from": lambda: head().awaited_from if referred else (),
    }  # fmt: skip


@bp.app_template_global()
def merged_into(relations: Related) -> list[Any]:
    """Return the issue into which another one was merged, of the links of its page to related subjects."""
    return [
        link for _label, links in relations for link in links
        if link["row"].relation == "duplicate-of" and not link["row"].reverse
    ]  # fmt: skip


def _stood(subject: Subject, head: Callable[[], Head]) -> str:
    """Return the state by which an issue stands on its way: where it was broken off, the one it had before."""
    return (subject.state in BROKEN_OFF and head().left) or subject.state


def _went_directly(state: str, *, recommended: bool) -> bool:
    """Return whether the issue is before a body, or was resolved by one, without a recommendation."""
    return state == "referred" or (state == "resolved" and not recommended)


def _without_group(issue: Any, head: Head) -> bool:
    """Return whether a body that took care of the issue, or is asked to, did not need the work of a group before."""
    asked = issue.subject.state == "referred" and (head.awaited or head.answered is not None)
    return not head.worked_on and (asked or issue.result in RESULT_WORDS.keys() - {"not"})


def _to_be_referred(subject: Subject, head: Head) -> bool:
    """Return whether to refer the issue is proposed, or agreed and not done yet."""
    proposed = head.pending is not None and head.pending.move == "agree-referral"
    return subject.state in REFERABLE and (proposed or head.agreed is not None)


def _station(subject: Subject, head: Head) -> str:
    """Return the station of an issue: by its letters a recommended one was sent, either one answered."""
    state = _stood(subject, lambda: head)
    reached = {
        "answered": has_answer(state, head) or _is_replied(state, head),
        "sent": head.letter and state == ISSUE.move_by_name["recommend"].target,
    }
    return next((station for station, holds in reached.items() if holds), ISSUE.state_by_name[state].station)


def _is_replied(state: str, head: Head) -> bool:
    """Return whether a body answered the recommendation on an issue, and none is waited for."""
    return head.replied and state == ISSUE.move_by_name["recommend"].target


def _stands(subject: Subject, head: Head) -> Text:
    """Return where the issue stands in a line, where that is not the line of its state."""
    if head.agreed is not None and subject.state in REFERABLE:
        return _("To refer it is agreed; the statement waits to be sent.")
    if head.unasked and subject.state == ISSUE.move_by_name["refer"].target:
        if has_answer(subject.state, head):
            return _("A body answered; nobody is asked any more.")
        return _("It was sent to a body; nobody is asked any more.")
    if has_answer(subject.state, head):
        return _("The body answered; the latest answer counts.")
    if _is_replied(subject.state, head):
        return _("A recommendation addresses it, and whoever it was sent to answered; the latest answers count.")
    return ""


@bp.get("/issues/<ref>/versions")
@bp.get("/issues/<ref>/versions/<int:number>", endpoint="version")
def versions(ref: str, number: int | None = None) -> str:
    """Show the former wordings of an issue, compared with what replaced them: from the version ``number`` down."""
    thing = queries.get_issue_or_404(current_user.id, ref)
    before = number_asked("before") if number is None else number + 1
    found, older = compared(thing, before)
    return render_template(
        "issues/versions.html", subject=thing.subject, versions=found, older=older, before=before,
        translations=() if before else former_translations(thing.id),
    )  # fmt: skip


@bp.app_template_global()
def alike_issues(
    title: str | None, summary: str | None, topic: str | None, but: int | None = None
) -> list[dict[str, Any]]:
    """Return the issues that seem to say the same, as rows; ``but`` is the id of the one they are compared with."""
    return [row_of(row, [], []) for row in alike(title or "", summary or "", topic=topic, but=but)]


bp.add_app_template_global(compared_with)


@bp.app_template_global()
def questions_on(issue_id: int) -> Sequence[TimelineEntry]:
    """Return the entry of the last question to the filer of an issue; none where none was asked."""
    return entries((Event.subject_id == issue_id) & (Event.kind == "issue.ask"), limit=1)
