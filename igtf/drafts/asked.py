"""What a draft waits for once the call about it has closed, where its state alone says that it is asked about."""

from collections.abc import Callable, Iterable
from typing import Any

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.drafts.calls import GOES_ON_BY
from igtf.subject.relations import Related

ASKED_BY = {"call-for-adoption": "adoption", "group-last-call": "last-call", "last-call": "council-last-call"}
"""State of a draft → the kind of call that asks about it."""

_AFTER: dict[tuple[str, str], Text] = {
    ("call-for-adoption", "consensus"): _l("The group was asked: consensus. It waits to be adopted."),
    ("call-for-adoption", "no-consensus"): _l("The group was asked: no consensus. It waits to be declined."),
    ("group-last-call", "consensus"): _l("The group was asked: consensus. It waits for the write-up."),
    ("group-last-call", "no-consensus"): _l("The group was asked: no consensus. It waits to go back to work."),
    ("last-call", "consensus"): _l(
        "Everybody was asked: consensus. Its responsible member puts it to the ballot; where "
        "there is none, it waits for a member who becomes that."
    ),
    ("last-call", "no-consensus"): _l("Everybody was asked: no consensus. It waits to be returned, or called again."),
}
"""State of a draft, and of the newest call about it → what it waits for."""
_HINTS: dict[str, Text] = {
    "closed": _l("The call is over; who leads it has yet to declare what it found."),
    "review": _l("Whoever took a position looks at a revision made after the close; a new objection starts the call "
                 "anew."),
}  # fmt: skip
"""State of that call → the same, whatever it asks."""


UNHEARD: dict[tuple[bool, bool], Text] = {
    (True, False): _l("Nobody took a position; the draft can go to the ballot."),
    (False, False): _l("Nobody took a position, so there is nothing to declare. Who leads the call withdraws it; it "
                       "can be asked again."),
    (True, True): _l("Nobody took a position since the call started anew; the draft can go to the ballot."),
    (False, True): _l("Nobody took a position since the call started anew, so there is nothing to declare. Who leads "
                      "the call withdraws it; it can be asked again."),
}  # fmt: skip
"""Whether it is the council's last call, and whether it started anew → what a closed call waits for in which nobody
took a position since."""

CLOSED: list[Callable[[int], Any]] = []
"""Whether somebody was ``heard`` in a call, by its id, and whether it started ``anew``: calls are of a folder above,
which fills it."""

_OVERTAKEN = _l("The group was asked: consensus, on an earlier text. It has to be asked again about the newest one.")


def after_call(state: str, found: Related, overtaken: Callable[[], object]) -> Text:
    """Return what a draft in ``state`` waits for after the newest call about it; '' while that is open.

    ``overtaken`` says whether another text than that of the declaration is the newest one.
    """
    call = asking_call(state, (row for _label, rows in found for row in rows))
    if call and call.state == "consensus" and state in GOES_ON_BY and overtaken():
        return _OVERTAKEN
    for found_of in CLOSED if call and call.state == "closed" else ():
        how = found_of(call.id)
        if not how.heard:
            return UNHEARD[call.topic == "council-last-call", how.anew]
    return (_HINTS.get(call.state) or _AFTER.get((state, call.state), "")) if call else ""


def asking_call(state: str, related: Iterable[Any]) -> Any:
    """Return the newest call among what is ``related`` to a draft that asks about it in ``state``; None without."""
    return newest_call(ASKED_BY.get(state), related)


def newest_call(kind: str | None, related: Iterable[Any]) -> Any:
    """Return the newest call of a kind among what is ``related`` to a draft; None without one."""
    calls = (row for row in related if kind and row.kind == "call" and row.topic == kind)
    return max(calls, key=lambda row: row.id, default=None)
