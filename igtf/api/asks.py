"""What the API says of a recommendation's asks."""

from typing import Any

from igtf.core import clock
from igtf.discussion.relations import relations
from igtf.drafts.asks import AskNow, around, asks_of
from igtf.drafts.models import Recommendation


def asks_shown(recommendation: Recommendation) -> dict[str, Any]:
    """Return the asks with answers and commitments, and the recommendations that it is tied to by number."""
    found = around(relations(recommendation.id))
    earlier_and_later = {name: [int(row.ref) for row in rows] for name, rows in found.items()}
    return {"asks": [_shown(now) for now in asks_of(recommendation, clock.now().date())], **earlier_and_later}


def _shown(now: AskNow) -> dict[str, Any]:
    ask = now.ask
    return {
        "number": ask.number, "addressee": ask.addressee, "body": ask.addressee_slug, "group": ask.addressee_group,
        "action": ask.action, "due": ask.due, "shown_by": ask.shown_by, "status": now.status,
        "promised_by": ask.promised_by,
        "answers": [
            {"at": row.at, "by": name, "status": row.status, "text": row.text, "due": row.due, "evidence": row.evidence}
            for row, name in now.answers
        ],
        "commitments": [
            {"number": row.id, "organisation": row.organisation, "by": actor.handle, "what": row.what,
             "due": row.until, "at": row.at, "state": row.state, "told": row.told, "evidence": row.evidence}
            for row, actor in now.commitments
        ],
    }  # fmt: skip
