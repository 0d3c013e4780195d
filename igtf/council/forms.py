"""Forms of ballots and seats: shape and messages."""

from typing import Any

from wtforms import HiddenField

from igtf.core.forms import Choice, Day, Line, MoveForm, Paragraphs, Radio
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.council import lookups
from igtf.council.tally import (
    DISCUSS,
    RECUSE,
    STOPPED,
    STOPS,
    TAKEN,
    YES_OR_NO,
)
from igtf.council.words import LABELS, PERMITTED, WITH_TEXT
from igtf.discussion.forms import ReasonForm, offer_fixed
from igtf.drafts.grounds import GROUNDS
from igtf.people.named import ONE_PERSON
from igtf.record.stated import Stated


def values_for(rule: str) -> list[str]:
    """Return the positions that a seat can take under ``rule`` (section 6)."""
    return [*TAKEN[rule], RECUSE]


def wanting(rule: str, value: str, ground: str | None, text: str) -> dict[str, list[str]]:
    """Return what a position lacks, as field → sentences; empty when it is complete (section 6)."""
    found: dict[str, list[str]] = {}
    if value not in values_for(rule):
        found["position"] = [str(_l("Choose one of the positions of this ballot."))]
    if value in STOPS and ground not in PERMITTED[value]:
        found["ground"] = [str(_l("Choose one of the permitted grounds; style and preference are none."))]
    if value in WITH_TEXT and not text:
        found["text"] = [str(WITH_TEXT[value])]
    return found


def on_revision(number: int | None) -> str:
    """Return a revision as a position names it: '-01'; empty where what is decided has none."""
    return "" if number is None else f"-{number:02d}"


class UnderHat(MoveForm):
    """A form of who holds a seat of a ballot, where the hat is fixed."""

    reader_id: int | None = None

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.reader_id = visitor.id
        if "hat" in self:
            offer_fixed(self, lookups.fixed_hat(thing, visitor.id))


class PositionForm(UnderHat):
    """A position in a ballot; ``on`` is the revision that whoever takes it has before them."""

    position = Radio(_l("Position"), needed=_l("Choose a position."))
    ground = Choice(
        _l("Ground"), [("", _l("none")), *GROUNDS.items()],
        hint=_l("For a Discuss or a Block: one of the permitted grounds."),
    )  # fmt: skip
    text = Paragraphs(
        _l("Text"), most=20_000, rows=4,
        hint=_l("Needed for Discuss, Block, Abstain and Recuse: the reason, and what would clear it."),
    )  # fmt: skip
    comment = Paragraphs(
        _l("Comment"), most=20_000, rows=3,
        hint=_l("What you would like to say beside your position. A comment does not block."),
    )  # fmt: skip
    on = HiddenField(_l("On revision"))

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        return {"on": on_revision(lookups.current_revision(thing))}

    def prepare(self, thing: Any, visitor: Any) -> None:
        super().prepare(thing, visitor)
        self.rule, self.ballot_id = thing.rule, thing.id
        if thing.rule in STOPPED:
            stop = LABELS[STOPPED[thing.rule]]
            self.ground.choices = [("", _l("none")), *PERMITTED[STOPPED[thing.rule]].items()]
            self.ground.description = _l("For a %(position)s: one of the permitted grounds.", position=stop)
            self.text.description = _l(
                "Needed for %(position)s, Abstain and Recuse: the reason, and what would clear it.", position=stop
            )
        else:
            del self.ground
            self.text.description = (
                _l("Needed for Recuse: the reason.") if thing.rule in YES_OR_NO
                else _l("Needed for Abstain and Recuse: the reason.")
            )  # fmt: skip
        self.position.choices = [(value, LABELS[value]) for value in values_for(thing.rule)]

    def begun(self, thing: Any) -> None:
        """Begin with the position that the reader's seat has, to be changed."""
        held = lookups.position_of(thing.id, self.reader_id)
        if held:
            self.begin_with(position=held.value, ground=held.ground, text=held.text, comment=held.comment)

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides each field: a Discuss has a ground, and what is not plain consent says why."""
        if not super().validate(extra_validators):
            return False
        self._leave_behind()
        ground = self.ground.data if self.ground is not None else None
        found = wanting(self.rule, self.position.data or "", ground, self.text.data or "")
        for name, sentences in found.items():
            self[name].errors = [*self[name].errors, *sentences]
        return not found

    def _leave_behind(self) -> None:
        """Take out what the form began with when it was said for the position that is given up."""
        if self.ground is not None and self.position.data not in STOPS:
            self.ground.data = ""
        if self.text.data and lookups.said_for_another(self.ballot_id, self.position.data, self.text.data):
            self.text.data = ""


class DeferForm(UnderHat, ReasonForm):
    """Why a ballot runs longer."""


class SecondForm(UnderHat):
    """Whose Discuss, or Block, is seconded."""

    seat = Radio(LABELS[DISCUSS], needed=_l("Choose the position that this is about."))

    def prepare(self, thing: Any, visitor: Any) -> None:
        super().prepare(thing, visitor)
        if stop := STOPPED.get(thing.rule):
            self.seat.label.text = LABELS[stop]
        self.seat.choices = [
            (row.seat_number, f"{row.name}: {GROUNDS.get(row.ground or '', '')}") for row in lookups.discusses(thing.id)
        ]


class SeatForm(MoveForm):
    """Who takes a seat, and until when."""

    seat = Choice(_l("Seat"), needed=_l("Choose a vacant seat."))
    person = Line(_l("Person"), needed=_l("Name who takes the seat."), hint=ONE_PERSON)
    until = Day(
        _l("Until"),
        hint=_ln("The interim council sits for %(num)d day at most, from its first seating; an empty field means "
                 "until then.",
                 "The interim council sits for %(num)d days at most, from its first seating; an empty field means "
                 "until then.",
                 Stated("interim_days", in_force=True)),
    )  # fmt: skip


class UnseatForm(MoveForm):
    """Whose term ends, and why."""

    seat = Choice(_l("Seat"), needed=_l("Choose a seat that is held."))
    reason = Line(_l("Reason"), needed=_l("Say why the term ends; the reason is public."), most=500)


class ResignForm(MoveForm):
    """Who resigned, and where."""

    seat = Choice(_l("Seat"), needed=_l("Choose a seat that is held."))
    evidence = Line(
        _l("Evidence"), needed=_l("Say where the member said so: a link, a letter with its date."), most=500
    )


class ChairForm(MoveForm):
    """Who chairs the council."""

    person = Choice(_l("Member"), needed=_l("Choose a member of the council."))
    reason = Line(_l("Reason"), most=500, hint=_l("Public; needed where somebody chairs the council."))


class LiaisonForm(MoveForm):
    """Whom which organisation sends, and for how long."""

    person = Line(_l("Person"), needed=_l("Name whom the organisation sends."), hint=ONE_PERSON)
    organisation = Line(_l("Organisation"), needed=_l("Name the organisation that sends the liaison."))
    evidence = Line(_l("Evidence"), needed=_l("Say where it said so: a link, a letter with its date."), most=500)
    until = Day(_l("Until"), needed=_ln("Say until when the liaison sits; %(num)d year at most.",
                                        "Say until when the liaison sits; %(num)d years at most.",
                                        Stated("term_years", in_force=True)))  # fmt: skip
