"""What is left to who is told of an act: a sentence in its mail, and the page where it is done."""

from collections.abc import Callable, Mapping

from igtf.consensus.states import CALL
from igtf.consensus.words import LEFT_WHEN_OVERRULED
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.moments import day
from igtf.discussion.timeline import Entry
from igtf.record.models import Subject

Ways = list[tuple[Text, str]]
"""Sentences, each with the path of the page that it leads to, or ''."""


def _estimated(_act: Entry, call: Subject) -> Ways:
    if call.state not in CALL.move_by_name["react"].sources:
        return []  # a digest tells of it days later, maybe when it is declared
    said = _("Does it say what the group said? Say so, or what it misses, before the chair declares:")
    return [(said, f"/calls/{call.ref}/moves/react")]


def _declared(act: Entry, call: Subject) -> Ways:
    said = _(
        "Whoever took a position and does not agree can attach a minority statement, which goes with the document:"
    )
    ways: Ways = [(said, f"/calls/{call.ref}/moves/dissent")]
    if act.appeal_until:
        until = _("If you think that this is wrong, you can appeal it until %(day)s:", day=day(act.appeal_until))
        ways.append((until, f"/appeals/new?decision={act.number}"))
    return ways


def _overruled(_act: Entry, _objection: Subject) -> Ways:
    return [(LEFT_WHEN_OVERRULED, "")]


ONWARD: Mapping[str, Callable[[Entry, Subject], Ways]] = {
    "call.estimate": _estimated, "call.declare": _declared, "objection.outweigh": _overruled,
    "objection.set-aside": _overruled,
}  # fmt: skip
"""Kind of act → what is left after it."""
