"""What a draft waits for once the call about it has closed, where its state alone says that it is asked about."""

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.discussion.relations import Related

_ASKED_BY = {"call-for-adoption": "adoption", "group-last-call": "last-call", "last-call": "council-last-call"}
"""State of a draft → the kind of call that asks about it."""

_TO_DECLARE = _l("The call is over; who leads it has yet to declare what it found.")
_AFTER: dict[tuple[str, str], Text] = {
    ("call-for-adoption", "consensus"): _l("The group was asked: consensus. It waits to be adopted."),
    ("call-for-adoption", "no-consensus"): _l("The group was asked: no consensus. It waits to be declined."),
    ("group-last-call", "consensus"): _l("The group was asked: consensus. It waits for the write-up."),
    ("group-last-call", "no-consensus"): _l("The group was asked: no consensus. It waits to go back to work."),
    ("last-call", "consensus"): _l("Everybody was asked: consensus. It waits for the ballot."),
    ("last-call", "no-consensus"): _l("Everybody was asked: no consensus. The responsible member says how it goes on."),
}
"""State of a draft, and of the newest call about it → what it waits for."""


def after_call(state: str, found: Related) -> Text:
    """Return what a draft in ``state`` waits for after the newest call about it; '' while that is open."""
    calls = [row for _label, rows in found for row in rows if row.kind == "call" and row.topic == _ASKED_BY.get(state)]
    now = max(calls, key=lambda row: row.id).state if calls else ""
    return _TO_DECLARE if now in ("closed", "review") else _AFTER.get((state, now), "")
