"""What the API says of an issue: what is proposed on it with the objections to that, and its translations."""

from typing import Any

from igtf.api.schemas import MOMENT, TEXT, WHOLE, Schema, many, maybe, record, sometimes
from igtf.issues.models import Issue
from igtf.issues.page import Head, head_of
from igtf.issues.queries import translations

_GIVEN: dict[str, Schema] = {
    "body": TEXT, "purpose": TEXT, "subject": TEXT, "text": TEXT, "deadline": maybe(TEXT), "asks": many(TEXT),
    "days": many(maybe(TEXT)),
    "issues": many(TEXT), "bodies": many(record(body=TEXT, reason=TEXT)), "left_out": many(TEXT),
}  # fmt: skip
"""What of a proposal its page shows: the letter, the other issues it goes with; bodies considered, and left out."""
ISSUE: dict[str, Schema] = {
    "proposal": maybe(record(
        move=TEXT, state=TEXT, reason=TEXT, effective_at=MOMENT, given=sometimes(tuple(_GIVEN), **_GIVEN),
        objections=many(record(handle=maybe(TEXT), name=TEXT, stakeholder_group=TEXT, reason=TEXT)),
    )),
    "supported_before": WHOLE, "sent_before": many(TEXT),
    "translations": many(record(language=TEXT, title=TEXT, summary=TEXT, handle=maybe(TEXT), name=TEXT, at=MOMENT)),
}  # fmt: skip


def issue_shown(issue: Issue) -> dict[str, Any]:
    """Return what is proposed in two steps, null where nothing is pending, and the translations; two queries.

    Beside them how many supported a former wording, and which letters were sent with one.
    ``state`` of a proposal is pending, or stopped: a ballot decides.
    """
    head = head_of(issue.id)
    return {
        "proposal": _proposal(head), "supported_before": head.supported_before,
        "sent_before": [f"LS-{ref}" for ref in head.sent_before_it],
        "translations": [
            {"language": row.language, "title": row.title, "summary": row.summary, "handle": row.handle,
             "name": row.name, "at": row.at}
            for row in translations(issue.id)
        ],
    }  # fmt: skip


def _proposal(head: Head) -> dict[str, Any] | None:
    pending = head.pending
    if pending is None:
        return None
    return {
        "move": pending.move, "state": pending.state, "reason": pending.reason, "effective_at": pending.effective_at,
        "given": {name: pending.given[name] for name in _GIVEN if name in pending.given},
        "objections": [
            {"handle": row.handle, "name": row.name, "stakeholder_group": row.stakeholder_group, "reason": row.reason}
            for row in head.objections
        ],
    }  # fmt: skip
