"""Forms of calls and objections: shape and messages."""

from typing import Any

from wtforms import Form, FormField
from wtforms.validators import ValidationError

from igtf.consensus import lookups, revisions
from igtf.consensus.policy import names_revision, result_possible, says_how_dealt, says_what_is_missed
from igtf.consensus.words import AGREED, CHOICE_WORDS, POSITION_WORDS, REACTION_WORDS, RESULT_WORDS
from igtf.core.forms import WITHIN_A_YEAR, Line, MoveForm, Paragraphs, Radio, Whole, admits
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.sent.rows import Rows
from igtf.core.workflow import WORKFLOWS
from igtf.discussion.forms import offer_fixed
from igtf.discussion.queries import state_label

POSITIONS = [(value, label) for value, label in POSITION_WORDS.items() if value != "object"]
_WHY = _l("Say why; the reason is public.")


class UnderHat(MoveForm):
    """A form whose hat is fixed once the person has taken part in the call."""

    reader_id: int | None = None

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.reader_id = visitor.id
        if "hat" in self:
            offer_fixed(self, lookups.fixed_hat(lookups.call_of(thing).id, visitor.id))


class PositionForm(UnderHat):
    """Where somebody stands; an objection is a form of its own, because it needs more."""

    position = Radio(_l("Position"), POSITIONS, needed=_l("Choose a position."))
    reason = Line(
        _l("Reason in one line"), most=300, hint=_l("Others decide by reasons, not by numbers: one line is enough.")
    )

    def begun(self, thing: Any) -> None:
        """Begin with the position that the reader has, to be changed."""
        held = lookups.position_of(thing.id, self.reader_id)
        if held:
            self.begin_with(position=held.value, reason=held.reason)


class ObjectForm(UnderHat):
    """An objection."""

    reason = Paragraphs(
        _l("Why you object"), needed=_l("Say why you object."), most=5_000,
        hint=_l("What would go wrong, for whom? It is answered in writing."),
    )  # fmt: skip
    change = Paragraphs(
        _l("The change that would remove the objection"), needed=_l("Say which change would remove it."), most=5_000,
        rows=3,
    )  # fmt: skip


class WishForm(Form):
    """What somebody thinks of one option; the number of the option counts from 1."""

    option = Whole(_l("Option"), needed=_l("Give the number of the option."))
    value = Radio(_l("Your choice"), list(CHOICE_WORDS.items()))


class ChooseForm(UnderHat):
    """What somebody thinks of each option of a poll."""

    choices = Rows(FormField(WishForm), _l("Options"), max_entries=20)

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        return {"choices": [{"option": number} for number in range(1, len(thing.options) + 1)]}

    def prepare(self, thing: Any, visitor: Any) -> None:
        super().prepare(thing, visitor)
        self.fill(thing.options, lookups.choices_of(thing.id, visitor.id))

    def fill(self, options: list[str], mine: dict[int, str]) -> None:
        """Name each option, and mark what was chosen before where nothing was given."""
        for entry in self.choices.entries:
            number = entry.form.option.data or 0
            entry.form.value.label.text = options[number - 1] if 0 < number <= len(options) else str(number)
            if entry.form.value.raw_data is None:
                entry.form.value.data = mine.get(number)


class WithdrawForm(MoveForm):
    """Why a call is withdrawn."""

    reason = Paragraphs(_l("Reason"), needed=_WHY, most=5_000)


class ExtendForm(MoveForm):
    """For how many more days a call is open, and why."""

    days = Whole(
        _l("More days"), needed=_l("Say for how many more days it is open."), validators=[WITHIN_A_YEAR]
    )  # fmt: skip
    reason = Paragraphs(_l("Reason"), needed=_WHY, most=5_000, rows=3)


class ResultForm(MoveForm):
    """A form that knows of the objections in a call, and which results they keep from being declared, and why."""

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.objections = lookups.objection_rows(thing.id)
        found = lookups.against_result(self.objections)
        decided = {name: result_possible(name, found) for name in RESULT_WORDS}
        self.refused = {name: decision.reason for name, decision in decided.items() if not decision}

    @property
    def refusals(self) -> list[tuple[Text, str]]:
        """What cannot be declared now, with the reason; a consensus stands for a full one."""
        names = [name for name in AGREED[::-1] if name in self.refused][:1]
        return [(RESULT_WORDS[name], str(self.refused[name])) for name in names]


class EstimateForm(ResultForm):
    """What the chair believes that the call has found, before it is declared; nothing of it is refused."""

    result = Radio(_l("Estimate"), list(RESULT_WORDS.items()), needed=_l("Choose what you believe the call found."))
    reason = Paragraphs(
        _l("Reasons"), needed=_l("Say what you found: the arguments, each objection, who was not heard."), most=10_000,
        hint=_l("The group reacts to this before you declare. Arguments count, not numbers."),
    )  # fmt: skip


class ReactForm(UnderHat):
    """What somebody says of the estimate."""

    value = Radio(_l("The estimate"), list(REACTION_WORDS.items()), needed=_l("Choose what you say of the estimate."))
    text = Paragraphs(_l("What it misses"), most=2_000, rows=3)

    def prepare(self, thing: Any, visitor: Any) -> None:
        super().prepare(thing, visitor)
        self.estimate = lookups.newest_estimate(thing.id, thing.round)

    def validate(self, extra_validators: Any = None) -> bool:
        """Whoever finds that something is missed says what."""
        valid = bool(super().validate(extra_validators))
        return admits(self.text, says_what_is_missed(self.value.data, self.text.data)) and valid


class DissentForm(UnderHat):
    """A minority statement, which travels with the document."""

    title = Line(_l("Title"), needed=_l("Give the statement a title."), most=200)
    text = Paragraphs(
        _l("Statement"), needed=_l("Write the statement."), most=10_000, rows=8,
        hint=_l("It is signed under your hat, and goes with the document to the council and to the bodies."),
    )  # fmt: skip


class DeclareForm(ResultForm):
    """What the chair declares: the outcome in words, never a count."""

    result = Radio(_l("Result"), list(RESULT_WORDS.items()), needed=_l("Choose the result."))
    decided = Paragraphs(_l("What was decided"), needed=_l("Say what was decided."), most=10_000)
    dealt = Paragraphs(
        _l("How each objection was dealt with"), most=10_000,
        hint=_l("Each objection by its number. Leave empty only when there was none."),
    )  # fmt: skip
    tradeoffs = Paragraphs(_l("Trade-offs"), needed=_l("Say what was traded off against what."), most=10_000, rows=3)
    look_again = Paragraphs(
        _l("What would be a reason to look again"), needed=_l("Say what would be a reason to look again."), most=5_000,
        rows=3,
    )  # fmt: skip

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        """Begin with what was found on each objection, in the words of who found it."""
        return {"dealt": "\n\n".join(_found_on(row) for row in lookups.objection_rows(thing.id))}

    def prepare(self, thing: Any, visitor: Any) -> None:
        """Offer what can be declared; what was given beside that is answered by its reason."""
        super().prepare(thing, visitor)
        offered = [name for name in RESULT_WORDS if name not in self.refused or name == self.result.data]
        self.result.choices = [(name, RESULT_WORDS[name]) for name in offered]
        self.dealt.flags.required = bool(self.objections)

    def validate_result(self, field: Any) -> None:
        """What cannot be declared is refused here already, so that the chair learns it before the last step."""
        if field.data in self.refused:
            raise ValidationError(str(self.refused[field.data]))

    def validate(self, extra_validators: Any = None) -> bool:
        """Where there were objections, the declaration says how each was dealt with."""
        valid = bool(super().validate(extra_validators))
        return admits(self.dealt, says_how_dealt(bool(self.objections), self.dealt.data)) and valid


def _found_on(row: Any) -> str:
    state = state_label("objection", row.state)
    state = f"{state} (-{row.revision_number:02d})" if row.revision_number is not None else state
    name = WORKFLOWS["objection"].name_of(row.ref)
    return f"{name} “{row.title}”: {state}. {row.disposition}".strip()


class AnswerForm(MoveForm):
    """The answer to an objection."""

    answer = Paragraphs(_l("Answer"), needed=_l("Write the answer."), most=10_000)


class AccommodateForm(MoveForm):
    """Which revision accommodates an objection."""

    in_revision = Whole(
        _l("Revision of the draft or charter"), hint=_l("The number of the revision that makes the change, such as 2.")
    )
    reason = Paragraphs(_l("What was changed"), needed=_l("Say what was changed."), most=5_000, rows=3)

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        """Begin with the newest revision, which most often makes the change, where it was made since."""
        return {"in_revision": revisions.newest_revision(thing.call)} if revisions.newest_is_later(thing) else {}

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.of_text = revisions.asks_about_text(thing.call)
        self.in_revision.flags.required = self.of_text

    def validate(self, extra_validators: Any = None) -> bool:
        """An objection to a draft or a charter is accommodated by a revision of it."""
        valid = bool(super().validate(extra_validators))
        return admits(self.in_revision, names_revision(self.of_text, self.in_revision.data)) and valid


class RetractForm(UnderHat):
    """The position that the raiser takes instead, while the call goes on."""

    position = Radio(_l("Your position from now on"), POSITIONS, default="can-live-with")
    reason = Line(_l("Reason in one line"), most=300)

    def prepare(self, thing: Any, visitor: Any) -> None:
        super().prepare(thing, visitor)
        if not lookups.is_running(thing.call):
            del self.position


class ConfirmForm(RetractForm):
    """That the revision answers the objection, and the position that the raiser takes instead."""


class MaintainForm(MoveForm):
    """That the revision does not answer the objection, and what is still missing."""

    reason = Paragraphs(_l("What is still missing"), needed=_l("Say what is still missing."), most=2_000, rows=3)


class TakeBackForm(MoveForm):
    """Why a minority statement is taken back."""

    reason = Line(_l("Reason in one line"), needed=_WHY, most=300)


class DispositionForm(MoveForm):
    """A disposition with its reason."""

    reason = Paragraphs(_l("Reason"), needed=_WHY, most=5_000)


class OutweighForm(DispositionForm):
    """Why other concerns weigh more, and which alternatives were considered."""

    alternatives = Paragraphs(
        _l("Alternatives considered"),
        needed=_l("Say which alternatives were considered."),
        most=5_000,
        rows=3,
    )
