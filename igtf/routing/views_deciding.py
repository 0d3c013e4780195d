"""The page on which the clearing house decides on an issue: a view of the moves, and no second way of deciding."""

from typing import Any

from flask import Blueprint, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from igtf.core.clock import now
from igtf.core.forms import MoveForm
from igtf.core.page.paging import text_asked
from igtf.core.security import once_token
from igtf.issues import queries, queue
from igtf.issues.alike import alike
from igtf.issues.page import head_to_decide
from igtf.issues.states import ISSUE, SHORT, UNDECIDED
from igtf.issues.topics import TOPICS
from igtf.record.numbers import whole_number
from igtf.routing.finding import ranked_bodies
from igtf.routing.points import STATUSES
from igtf.routing.precedents import sent_before
from igtf.routing.ranking import NO_BODY_BELOW
from igtf.subject.lists import row_of
from igtf.subject.page import related_links, shown_offers

bp = Blueprint("deciding", __name__)

DECISIONS = (
    "accept", "ask", "propose-decline", "merge", "propose-referral", "propose-finding", "object", "withdraw-proposal",
    "volunteer", "resolve", "reopen", "edit",
)  # fmt: skip
"""The moves of the clearing house, in the order of the page."""

BODIES = 6
NEIGHBOURS = 3
"""How many of the issues most like one count as alike, when it is looked up what was sent before."""


@bp.get("/issues/queue/next")
def next_issue() -> Response:
    """Lead to the issue that presses most: one's own first, and none on which something is proposed already."""
    ref = queue.next_for(current_user.id, text_asked("after"), now())
    return redirect(f"/issues/{ref}/decide" if ref else "/issues/queue")


@bp.get("/issues/<ref>/decide")
def decide(ref: str) -> str:
    """Show what speaks for which body, what was sent before on issues like this, and every act that is open."""
    thing = queries.get_issue_or_404(current_user.id, ref)
    (head, _suggested), subject = head_to_decide(thing.id), thing.subject
    found = ranked_bodies(thing, BODIES)
    like = alike(subject.title, subject.summary, topic=subject.topic, but=subject.id)
    offers = [offer for offer in shown_offers(thing, ISSUE) if offer["name"] in DECISIONS]
    return render_template(
        "issues/decide.html", thing=thing, subject=subject, workflow=ISSUE, state=ISSUE.state_by_name[subject.state],
        url=f"/issues/{ref}", head=head, topic=TOPICS.get(subject.topic or ""), found=found,
        like=[(row_of(row, [], []), row.ref) for row in like], offers=offers, forms=_forms(offers), once=once_token(),
        before=sent_before(thing, {row.id for row in like[:NEIGHBOURS]}, {one["slug"] for one in found}),
        age=(now() - subject.state_since).days, target=whole_number("triage_days", subject), floor=NO_BODY_BELOW,
        statuses=STATUSES, waits=subject.state in UNDECIDED, relations=related_links(subject.id),
    )  # fmt: skip


def _forms(offers: list[dict[str, Any]]) -> list[tuple[dict[str, Any], MoveForm]]:
    """Return the short forms that are open to the reader; whoever has several hats chooses on the move's own page."""
    if len(current_user.hats) > 1:
        return []
    open_now = {offer["name"]: offer for offer in offers if offer["allowed"]}
    return [(open_now[name], _form(name)) for name in SHORT if name in open_now]


def _form(name: str) -> MoveForm:
    """Return the form of a move; the ids of its fields begin with its name, as several forms stand on one page."""
    form: MoveForm = (ISSUE.move_by_name[name].form or MoveForm)()
    for field in form:
        field.id = field.label.field_id = f"{name}-{field.id}"
    return form
