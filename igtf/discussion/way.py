"""The way bar: where a subject stands between an outcome and the answer of a body."""

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
_SHORT = ("group", "draft", "council")


@dataclass(frozen=True)
class Way:
    """The stations with how far the subject came, and one sentence that says the same."""

    stations: list[dict[str, object]]
    sentence: str


def way(subject: Subject, *, direct: bool = False, station: str = "") -> Way:
    """Return the way of ``subject``; ``direct``: it goes to a body without a group, so those stations are left out.

    ``station``: where it stands, when that is not the station of its state.
    """
    state = WORKFLOWS[subject.kind].state_by_name[subject.state]
    names = [name for name in STATIONS if not (direct and name in _SHORT)]
    station = station or state.station
    here = names.index(station) if station in names else -1
    skipped = ("group",) if subject.kind == "draft" and subject.group_id is None else ()  # an individual draft
    ended = subject.phase == "closed"
    stations: list[dict[str, object]] = [
        {
            "label": STATIONS[name],
            "state": "skipped"
            if name in skipped and i < here
            else "done"
            if i < here or (i == here and ended)
            else "now"
            if i == here
            else "ahead",
        }
        for i, name in enumerate(names)
    ]
    sentence = _(
        "Stands at: %(station)s. State: %(state)s. %(hint)s",
        station=STATIONS.get(station, "–"), state=state.label, hint=state.hint,
    )  # fmt: skip
    return Way(stations, sentence)
