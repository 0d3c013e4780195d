"""Forms of ballots and seats: shape and messages."""

from typing import Any

from flask_babel import lazy_gettext as _l

from igtf.core.forms import Choice, Day, Line, MoveForm, Paragraphs, Radio
from igtf.core.i18n import Text
from igtf.council.tally import ABSTAIN, BLOCK, CHARTER, DISCUSS, NO_OBJECTION, YES
from igtf.drafts.grounds import GROUNDS

RECUSE = "recuse"
LABELS: dict[str, Text] = {
    YES: _l("Yes"), NO_OBJECTION: _l("No objection"), DISCUSS: _l("Discuss"), BLOCK: _l("Block"),
    ABSTAIN: _l("Abstain"), RECUSE: _l("Recuse"),
}  # fmt: skip
STOPPING = (DISCUSS, BLOCK)
WITH_TEXT: dict[str, Text] = {
    DISCUSS: _l("Say what has to be discussed, and what would clear it."),
    BLOCK: _l("Say why you block, and what would clear it."),
    ABSTAIN: _l("Say why you abstain; the reason is public."),
    RECUSE: _l("Say why you stand aside; the reason is public."),
}


def values_for(rule: str) -> list[str]:
    """Return the positions under ``rule``: on a charter a Block takes the place of a Discuss."""
    return [YES, NO_OBJECTION, BLOCK if rule == CHARTER else DISCUSS, ABSTAIN, RECUSE]


def wanting(rule: str, value: str, ground: str | None, text: str) -> dict[str, list[str]]:
    """Return what a position lacks, as field → sentences; empty when it is complete (section 6)."""
    found: dict[str, list[str]] = {}
    if value not in values_for(rule):
        found["value"] = [str(_l("Choose one of the positions of this ballot."))]
    if value in STOPPING and ground not in GROUNDS:
        found["ground"] = [str(_l("Choose one of the permitted grounds; style and preference are none."))]
    if value in WITH_TEXT and not text:
        found["text"] = [str(WITH_TEXT[value])]
    return found


class PositionForm(MoveForm):
    """A position in a ballot."""

    value = Radio(_l("Position"), needed=_l("Choose a position."))
    ground = Choice(_l("Ground"), hint=_l("For a Discuss or a Block: one of the permitted grounds."))
    text = Paragraphs(
        _l("Text"), most=20_000, rows=4,
        hint=_l("Needed for Discuss, Block, Abstain and Recuse: the reason, and what would clear it."),
    )  # fmt: skip

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.rule = thing.rule
        self.value.choices = [(value, LABELS[value]) for value in values_for(thing.rule)]
        self.ground.choices = [("", _l("none")), *GROUNDS.items()]

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides each field: a Discuss has a ground, and what is not plain consent says why."""
        if not super().validate(extra_validators):
            return False
        found = wanting(self.rule, self.value.data or "", self.ground.data, self.text.data or "")
        for name, sentences in found.items():
            self[name].errors = [*self[name].errors, *sentences]
        return not found


class ReasonForm(MoveForm):
    """A step that needs a reason."""

    reason = Paragraphs(_l("Reason"), needed=_l("Say why; the reason is public."), most=5_000)


class SeatForm(MoveForm):
    """Who takes a seat, and until when."""

    seat = Choice(_l("Seat"), needed=_l("Choose a vacant seat."))
    handle = Line(_l("Handle of the person"), needed=_l("Give the handle of who takes the seat."), most=60)
    until = Day(_l("Until"), hint=_l("An interim member sits for a year at most, which is what an empty field means."))


class UnseatForm(MoveForm):
    """Whose term ends, and why."""

    seat = Choice(_l("Seat"), needed=_l("Choose a seat that is held."))
    reason = Line(_l("Reason"), needed=_l("Say why the term ends; the reason is public."), most=500)


class ChairForm(MoveForm):
    """Who chairs the council."""

    handle = Choice(_l("Member"), needed=_l("Choose a member of the council."))


class LiaisonForm(MoveForm):
    """Whom which organisation sends, and for how long."""

    handle = Line(_l("Handle of the person"), needed=_l("Give the handle of whom the organisation sends."), most=60)
    organisation = Line(_l("Organisation"), needed=_l("Name the organisation that sends the liaison."))
    evidence = Line(_l("Evidence"), needed=_l("Say where it said so: a link, a letter with its date."), most=500)
    until = Day(_l("Until"), needed=_l("Say until when the liaison sits; three years at most."))
