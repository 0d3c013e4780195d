"""Sources of randomness as moves: announced before they can be known, their values entered (section 8, RFC 3797).

Whatever publishes a file that a draw follows from has these moves: a selection, the panel of a recall.
"""

from collections.abc import Callable
from typing import Any

from igtf.core.i18n import lazy_gettext as _l
from igtf.core.moments import Due
from igtf.core.policy import Decision
from igtf.core.workflow import Move, Workflow
from igtf.record.by import By
from igtf.record.moves import carries_out
from igtf.selection import forms, sources
from igtf.selection.events import Announced, Entered

_DESK = _l("the secretariat")


Policy = Callable[[Any], Decision]


ENTERED = _l("The secretariat enters the values of the sources, once they are known, and draws.")
VALUES_KNOWN = Due(_l("values known"), _l("values known since"))
"""What the state is about in which values are waited for, and its moment, from which on there can be values."""


def source_moves(
    *, can_announce: Policy, can_announce_again: Policy, can_enter: Policy, tells: tuple[str, ...]
) -> tuple[Move, ...]:
    """Return the rows: from the pool that is published to the last value that is known. ``tells``: of the sources."""
    return (
        Move("announce", _l("Announce the sources"), _l("announced the sources of randomness"), ("pool",),
             "announced", _DESK, can_announce, forms.SourcesForm, Announced, tells, checked=True, main=True,
             needs=_l("public sources whose values nobody can know yet, with enough entropy")),
        Move("enter-value", _l("Enter a value"), _l("entered the value of a source"), ("announced",), None, _DESK,
             can_enter, forms.ValueForm, Entered, ("followers",), appends=True, checked=True,
             needs=_l("the time of the source has come; whole numbers, and evidence; until the draw another value in "
                      "place of a wrong one, with the reason"),
             then=_l("When all values are there, the draw is made.")),
        Move("announce-again", _l("Announce other sources"), _l("announced other sources of randomness"),
             ("announced",), None, _DESK, can_announce_again, forms.OtherSourcesForm, Announced, tells, checked=True,
             needs=_l("a source that has no value although its time has come; the reason; all are new"),
             then=_l("At their times the values are entered; then the draw is made.")),
    )  # fmt: skip


def takes_sources(workflow: Workflow, bits_needed: Callable[[dict[str, Any]], float]) -> None:
    """Bind these moves of a kind whose things have a ``file``; ``bits_needed`` says of a file how many the draw takes.

    Their commands raise Invalid unless all sources lie ahead, differ, and have enough entropy, and for a value before
    its time, or in place of another without a reason.
    """

    def announced(thing: Any, rows: list[dict[str, Any]], by: By, reason: str) -> Announced:
        found = sources.announced(rows, needed=bits_needed(thing.file), at=by.at)
        thing.file = thing.file | {"sources": found}
        thing.subject.due_at = sources.last(found)
        return Announced(sources.named(found), found, reason)

    @carries_out(workflow, "announce")
    def announce(thing: Any, *, by: By, **given: Any) -> Announced:
        return announced(thing, given["sources"], by, "")

    @carries_out(workflow, "announce-again")
    def announce_again(thing: Any, *, reason: str, by: By, **given: Any) -> Announced:
        return announced(thing, given["sources"], by, reason)

    @carries_out(workflow, "enter-value")
    def enter_value(
        thing: Any, *, source: str, numbers: str, evidence: str, by: By, reason: str = ""
    ) -> Entered:  # fmt: skip
        found, row, before = sources.entered(
            thing.file["sources"], int(source), numbers=numbers, evidence=evidence, reason=reason, at=by.at
        )  # fmt: skip
        thing.file = thing.file | {"sources": found}
        return Entered(row["name"], sources.shown(row), evidence, before, reason if before else "")
