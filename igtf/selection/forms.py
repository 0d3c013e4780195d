"""Forms of selections: shape and messages."""

from typing import Any

from wtforms import Form, FormField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from igtf.core import clock
from igtf.core.forms import Choice, Day, Line, MoveForm, Paragraphs, Radio, Several, Whole
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.core.moments import dated
from igtf.core.sent.rows import Rows
from igtf.core.text.plaintext import plain_figures
from igtf.core.wording import labelled
from igtf.discussion.forms import ReasonForm
from igtf.people.named import ONE_PERSON
from igtf.record.numbers import whole_number
from igtf.record.stated import Stated
from igtf.selection import lookups
from igtf.selection.draw import numbers_in
from igtf.selection.events import VERDICTS
from igtf.selection.hindered import hindered
from igtf.selection.sources import shown
from igtf.selection.words import terms_of


class CallForm(MoveForm):
    """Which seats are filled, until when people can be nominated, and the terms."""

    seats = Several(
        _l("Seats"), needed=_l("Choose at least one seat."), widget=ListWidget(), option_widget=CheckboxInput(),
        hint=_l("Vacant ones, and those whose terms end before the new ones begin. When new terms begin later than "
                "they can, the seat is empty until then."),
    )  # fmt: skip
    until = Day(_l("Nominations until"), needed=_l("Give the last day for nominations."),
                hint=_ln("The end of that day, UTC; at least %(num)d day from now.",
                         "The end of that day, UTC; at least %(num)d days from now.",
                         Stated("nomination_days")))  # fmt: skip
    starts = Day(_l("Terms begin"), needed=_l("Give the day on which the terms begin."),
                 hint=_ln("Leave time for the draw and for %(num)d day of objections.",
                          "Leave time for the draw and for %(num)d days of objections.",
                          Stated("selection_objection_days")))  # fmt: skip
    terms = Radio(_l("Terms"), needed=_l("Choose how long the terms are."),
                  hint=_ln("A full term is %(num)d year; a shorter one is the rest of another's.",
                           "A full term is %(num)d years; a shorter one is the rest of another's.",
                           Stated("term_years")))  # fmt: skip
    note = Paragraphs(_l("What the council looks for"), most=5_000, rows=4)

    def prepare(self, thing: Any, visitor: Any) -> None:
        held = lookups.terms()
        self.terms.choices = terms_of(whole_number("term_years"))
        self.seats.choices = [
            (place.number, f"{lookups.place_label(place)} · {_held(held.get(place.number))}")
            for place in lookups.places()
        ]


def _held(term: Any) -> str:
    if term is None:
        return str(_("vacant"))
    free = dated(lookups.free_from(term.ends_at))
    return str(_("%(name)s; free from %(day)s", name=term.name, day=free))


class NominateForm(MoveForm):
    """Whom, and why."""

    person = Line(_l("Person"), needed=_l("Name whom you nominate."), hint=ONE_PERSON)
    reason = Paragraphs(_l("Why this person"), needed=_l("Say why; the reason is public."), most=2_000, rows=3)


class StandForm(MoveForm):
    """What somebody who stands wants to say."""

    reason = Paragraphs(_l("Why you stand"), needed=_l("Say why you stand; it is public."), most=2_000, rows=4)

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.called, self.who = thing, visitor

    def hindrances(self) -> list[str]:
        """Return why nobody under the hat that was chosen, or under any that could be, can have a seat by now."""
        chosen = self.data.get("hat")
        worn = [hat for hat in self.who.hats if chosen in (None, "", str(hat.id))]
        return hindered(self.called, self.who.id, worn)

    def doubts(self) -> list[str]:
        return self.hindrances()


class _ChooseNominee(MoveForm):
    person = Choice(_l("Nominee"), needed=_l("Choose the nominee."))

    def prepare(self, thing: Any, visitor: Any) -> None:
        rows = lookups.standing(thing.id)
        self.person.choices = [(row.Actor.handle, row.Actor.name) for row in rows]


class SupportForm(_ChooseNominee):
    """Whom a participant supports, of those whom they can."""

    def prepare(self, thing: Any, visitor: Any) -> None:
        rows = lookups.supportable(thing.id, visitor.id)
        self.person.choices = [(row.Actor.handle, row.Actor.name) for row in rows]


class PutForwardForm(_ChooseNominee):
    """Which constituency puts whom forward, and where that can be seen."""

    constituency = Line(_l("Regional group or constituency"), needed=_l("Name who puts the nominee forward."))
    evidence = Line(_l("Evidence"), needed=_l("Say where that can be seen: a link, a letter with its date."), most=500)


class SourceForm(Form):
    """One source of randomness."""

    name = Line(_l("Source"), most=200, hint=_l("Which numbers, of what, published where."))
    at = Line(_l("Known from (UTC)"), most=16, hint=_l("Such as 2026-11-30 18:00."), filters=[plain_figures])
    bits = Whole(_l("Entropy in bits"), hint=_l("Log2 of its equally likely values: six of 49 numbers have 23."))

    def validate_at(self, field: Any) -> None:
        """Refuse what is no moment."""
        try:
            lookups.moment(field.data)
        except ValueError as error:
            raise ValidationError(_("Write the time as year-month-day hour:minute.")) from error


class SourcesForm(MoveForm):
    """The sources of a draw, in the order in which their values are used."""

    sources = Rows(FormField(SourceForm), _l("Sources"), min_entries=3, max_entries=8)

    def validate(self, extra_validators: Any = None) -> bool:
        """Rows left empty do not count; the others are complete."""
        self.sources.keep_filled()
        fine = bool(super().validate(extra_validators))
        for entry in self.sources.entries:
            for name, sentence in (("name", _("Name the source.")), ("at", _("Give the time.")),
                                   ("bits", _("Give its entropy."))):  # fmt: skip
                if not entry.form[name].data and not entry.form[name].errors:
                    self.sources.refuse(entry, sentence, name)
                    fine = False
        return fine


class OtherSourcesForm(SourcesForm):
    """Other sources, and why."""

    reason = Paragraphs(_l("Reason"), needed=_l("Say why other sources are needed; the reason is public."), most=2_000)


class ValueForm(MoveForm):
    """What a source gave, and why it is another value than the one that was entered."""

    source = Choice(_l("Source"), needed=_l("Choose the source."))
    numbers = Line(_l("Value"), needed=_l("Give the numbers."), hint=_l("Whole numbers with commas between them."),
                   filters=[plain_figures])  # fmt: skip
    evidence = Line(_l("Evidence"), needed=_l("Say where the value can be seen."), most=500)
    reason = Line(_l("Why it is another value"), most=500,
                  hint=_l("Needed where the source has a value, which was entered wrongly or is corrected by its "
                          "publisher; the reason is public."))  # fmt: skip

    def prepare(self, thing: Any, visitor: Any) -> None:
        rows = [(row["name"], shown(row)) for row in thing.file["sources"]]
        names = [labelled(name, value) if value else name for name, value in rows]
        self.source.choices = enumerate(names, 1)

    def validate_numbers(self, field: Any) -> None:
        """Refuse what is not read as whole numbers."""
        try:
            numbers_in(field.data)
        except ValueError as error:
            raise ValidationError(_("Give whole numbers with commas between them.")) from error


class ObjectForm(ReasonForm):
    """To whom, and why."""

    person = Choice(_l("Person"), needed=_l("Choose the person."))

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.person.choices = lookups.chosen(thing).items()


class AnswerForm(ReasonForm):
    """What becomes of an objection."""

    objection = Choice(_l("Objection"), needed=_l("Choose the objection."))
    verdict = Radio(_l("Decision"), list(VERDICTS.items()), needed=_l("Choose the decision."))

    def prepare(self, thing: Any, visitor: Any) -> None:
        rows = [row for row in lookups.open_objections(thing.id) if row.SelectionObjection.person_id != visitor.id]
        self.objection.choices = [
            (row.SelectionObjection.id, f"{row.name}: {row.SelectionObjection.reason[:80]}") for row in rows
        ]


class VacancyForm(MoveForm):
    """Which seat is filled from the list."""

    seat = Choice(_l("Seat"), needed=_l("Choose a seat that is vacant."))

    def prepare(self, thing: Any, visitor: Any) -> None:
        places = lookups.vacant(thing, clock.now())
        self.seat.choices = [(place.number, lookups.place_label(place)) for place in places]
