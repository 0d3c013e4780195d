"""The queue of the clearing house in the API: the rows of its page, with what they wait for."""

from typing import Any

from igtf.api.columns import more_of, with_more
from igtf.api.inputs import asked
from igtf.api.queries import subject_rows
from igtf.api.shapes import item_of
from igtf.core.clock import now
from igtf.core.db import session
from igtf.issues import queue
from igtf.record.filters import require_known
from igtf.record.models import Subject


def waiting() -> list[dict[str, Any]]:
    """Return what waits for the clearing house under this request's filters, the most pressing first; two queries."""
    given, at = asked(*queue.FILTERS), now()
    require_known(queue.KNOWN, given)
    rows = queue.queue(queue.asked_of(given), at)
    query = with_more(subject_rows("issue"), "issue").where(Subject.id.in_([row.id for row in rows]))
    found = session.execute(query).all()
    items = {row.id: item_of(row, row.group, row.opened_by) | more_of(row, "issue") for row in found}
    return [
        items[row.id]
        | {
            "waits_days": (at - row.state_since).days, "past_target": row.past_target, "proposed": row.pending,
            "takes_effect": row.effective_at,
        }
        for row in rows
    ]  # fmt: skip
