"""One subject in full: what lists show, its relations, its own columns, each move with its decision."""

import hashlib
from collections.abc import Callable
from typing import Any

from flask import Response, request
from flask_login import current_user

from igtf.api.appeals import APPEAL, appeal_shown
from igtf.api.asks import RECOMMENDATION, recommendation_shown
from igtf.api.ballots import BALLOT, ballot_shown
from igtf.api.calls import CALL, call_shown
from igtf.api.choosing import ELECTION, RECALL, SELECTION, election_shown, recall_shown, selection_shown
from igtf.api.consultations import CONSULTATION, consultation_shown
from igtf.api.council import COUNCIL, council_shown
from igtf.api.drafts import DRAFT, draft_shown
from igtf.api.groups import GROUP, group_shown
from igtf.api.issues import ISSUE, issue_shown
from igtf.api.meetings import MEETING, meeting_shown
from igtf.api.schemas import Schema
from igtf.api.shapes import NamesWanted, answer, details_of, item_of, link_of, place_of
from igtf.api.statements import STATEMENT, statement_shown
from igtf.core.forms import MoveForm
from igtf.core.page.paging import fresh, with_tag
from igtf.core.sent.described import describe
from igtf.core.workflow import Offer, Workflow
from igtf.desk.moves import form_for
from igtf.people.visitor import acting
from igtf.record.about import ABOUT, topic_found
from igtf.record.awaited import due_known
from igtf.record.stated import speaking_of
from igtf.subject.relations import SHOWN, relations

BESIDE: dict[str, tuple[Callable[[Any], dict[str, Any]], dict[str, Schema]]] = {
    "issue": (issue_shown, ISSUE), "group": (group_shown, GROUP), "draft": (draft_shown, DRAFT),
    "recommendation": (recommendation_shown, RECOMMENDATION), "call": (call_shown, CALL),
    "council": (council_shown, COUNCIL), "statement": (statement_shown, STATEMENT),
    "meeting": (meeting_shown, MEETING), "consultation": (consultation_shown, CONSULTATION),
    "appeal": (appeal_shown, APPEAL), "ballot": (ballot_shown, BALLOT), "election": (election_shown, ELECTION),
    "selection": (selection_shown, SELECTION), "recall": (recall_shown, RECALL),
}  # fmt: skip
"""Kind → what its details say beside its own columns, and the schemas of that by name."""


def move_of(offer: Offer, thing: Any) -> dict[str, Any]:
    """Return a move as the caller may make it; choices that the database gives only where it is allowed."""
    move = offer.move
    form = form_for(move, thing, None, current_user) if offer.allowed else (move.form or MoveForm)()
    return {
        "name": move.name, "label": str(move.label), "allowed": offer.allowed,
        "reason": str(offer.decision.reason),
        "who": str(move.who), "needs": str(move.needs), "fields": describe(form),
        "url": f"{place_of(thing.subject)}/moves/{move.name}",
    }  # fmt: skip


def detail_of(thing: Any, workflow: Workflow) -> dict[str, Any]:
    """Return a subject in full, as the caller sees it."""
    names, subject = NamesWanted(), thing.subject
    owner: dict[str, Any] = {}
    facts = workflow.facts(acting(), thing)
    shown = item_of(subject, None, None) | {"due_at": due_known(subject, facts)}
    if subject.kind in ABOUT:
        shown["topic"] = topic_found(subject)
    names.want("actor", subject.opened_by_id, shown, "opened_by")
    names.want("subject", subject.group_id, owner, "group")
    shown["details"] = details_of(thing, names)
    if subject.kind in BESIDE:
        beside, _schemas = BESIDE[subject.kind]
        shown["details"] |= beside(thing)
    names.fill()
    shown["group"] = owner["group"] and owner["group"]["ref"]
    shown["relations"] = [
        {"name": other.relation, "reverse": bool(other.reverse), "relation": str(label), "all": other.all}
        | link_of(other)
        for label, rows in relations(thing.id, SHOWN)
        for other in rows
    ]
    offers = workflow.offers(facts, subject.state)
    return shown | {"moves": [move_of(offer, thing) for offer in offers]}


def _tagged(response: Response, tag: str) -> Response:
    with_tag(response, tag)
    if current_user.is_authenticated:
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def shown(thing: Any, workflow: Workflow, status: int = 200) -> Response:
    """Return the answer that shows a subject, or 304. The ETag begins with the revision that If-Match takes.

    The rest of it is the body's: related subjects, roles and time change what is shown without touching the subject.
    """
    subject = thing.subject
    with speaking_of(subject):
        response = answer(detail_of(thing, workflow), status)
    tag = f"{subject.revision}.{hashlib.blake2b(response.data, digest_size=10).hexdigest()}"
    unchanged = fresh(tag) if request.method in ("GET", "HEAD") else None
    response = unchanged or response
    response.headers["Content-Location"] = place_of(subject)
    return _tagged(response, tag)
