"""The way bar: where a subject stands between an outcome and the answer of a body."""

from collections.abc import Collection
from dataclasses import dataclass

from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.workflow import WORKFLOWS
from igtf.record.models import Subject

STATIONS: dict[str, Text] = {
    "outcome": _l("Outcome"),
    "issue": _l("Issue"),
    "clearing-house": _l("Clearing house"),
    "group": _l("Group"),
    "draft": _l("Draft"),
    "council": _l("Council"),
    "sent": _l("Sent"),
    "answered": _l("Answered"),
}
OF_GROUPS = ("group", "draft", "council")
"""The stations that an issue passes which no existing body can take up."""
BODY_OR_GROUP = _l("Body, or group")
"""What stands in their place as long as it is not decided: a group comes only after no body could be found."""

_OF_ISSUES = ("issue", "clearing-house")


@dataclass(frozen=True)
class Way:
    """The stations with how far the subject came, and one sentence that says the same."""

    stations: list[dict[str, object]]
    sentence: str


def _how(place: int, here: int, at: str) -> str:
    """Return how a station at ``place`` is to a subject that stands ``here``, where it is ``at``."""
    if place < here:
        return "done"
    return at if place == here else "never" if at == "ended" else "ahead"


def _leads_by(station: str, subject: Subject, relations: Collection[str]) -> bool:
    """Return whether a way leads by a station, as far as the relations of the subject tell.

    Few issues come from an outcome, whoever writes a draft on their own need not address an issue, and an outcome that
    a statement suggests became none.
    """
    suggests = subject.kind == "statement" and "suggests" in relations
    if station == "outcome":
        return suggests or subject.kind == "outcome" or (subject.kind == "issue" and "from-outcome" in relations)
    if suggests and station == "issue":
        return False
    return subject.kind != "draft" or station not in _OF_ISSUES or "addresses" in relations


def way(
    subject: Subject, *, relations: Collection[str] = (), without: Collection[str] = (), station: str | None = "",
    hint: Text = "",
) -> Way:  # fmt: skip
    """Return the way of ``subject``, which has relations of the kinds ``relations``.

    ``without``: stations that it does not pass. ``station``: where it stands, when that is not the station of its
    state, None: it is not on the way; ``hint``: what explains it, when that is not the line of its state. A subject
    that stands at none has no stations, and is told the hint alone.
    """
    state = WORKFLOWS[subject.kind].state_by_name[subject.state]
    station = state.station if station == "" else station
    if not station:
        return Way([], str(hint))
    names = [name for name in STATIONS if _leads_by(name, subject, relations) and name not in without]
    if state.undecided:
        names = [name for name in names if name not in OF_GROUPS[1:]]
    if state.straight:
        names = [names[0], station]
    here = names.index(station) if station in names else -1
    if state.last:
        names = names[: here + 1]
    skipped = ("group",) if subject.kind == "draft" and subject.group_id is None else ()  # an individual draft
    passed = state.passed or (state.phase == "closed" and station == "answered")  # the way leads no further
    ended = here >= 0 and state.phase == "closed" and not passed
    at = "ended" if ended else "done" if passed else "now"
    stations: list[dict[str, object]] = [
        {
            "label": BODY_OR_GROUP if state.undecided and name == OF_GROUPS[0] else STATIONS[name],
            "state": "skipped" if name in skipped and i < here else _how(i, here, at),
        }
        for i, name in enumerate(names)
    ]
    where = {"station": STATIONS[station], "state": state.label, "hint": hint or state.hint}
    if ended:
        return Way(stations, _("Ended at: %(station)s. State: %(state)s. %(hint)s", **where))
    return Way(stations, _("Stands at: %(station)s. State: %(state)s. %(hint)s", **where))
