"""Forms about the asks of a recommendation: commitments, reports, what became of an ask."""

from typing import Any

from wtforms.validators import ValidationError

from igtf.core.forms import Choice, Day, MoveForm, Paragraphs, Radio
from igtf.core.i18n import lazy_gettext as _l
from igtf.drafts import lookups
from igtf.drafts.words import ASK_STATES, ONLY_PROMISED, PROMISING

_RECORDED = ("promised", "in part", "declined", "commented", "done", "no answer")


class _AskForm(MoveForm):
    """Which ask it is about."""

    ask = Choice(_l("Ask"), needed=_l("Choose the ask."))

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.ask.choices = lookups.asks_listed(thing.id)


class CommitForm(_AskForm):
    """What an organisation commits to."""

    what = Paragraphs(_l("What your organisation commits to"), needed=_l("Say what your organisation will do."),
                      rows=3, most=2_000)  # fmt: skip
    due = Day(_l("Promised by"), hint=_l("Until when, if there is a date."))


class _CommitmentForm(MoveForm):
    """Which commitment of the organisations that one acts for."""

    commitment = Choice(_l("Commitment"), needed=_l("Choose the commitment."))

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.commitment.choices = lookups.own_commitments(thing.id, visitor.id)


class ReportForm(_CommitmentForm):
    """What was done about a commitment."""

    result = Radio(
        _l("How far it is"), [("in part", _l("done in part")), ("done", _l("done"))], needed=_l("Say how far it is.")
    )
    report = Paragraphs(_l("What was done"), needed=_l("Say what was done."), rows=3, most=5_000)
    evidence = Paragraphs(_l("Evidence"), rows=2, most=2_000,
                          hint=_l("A link or a reference. Needed when it is done."))  # fmt: skip

    def validate_result(self, field: Any) -> None:
        """What is done is shown."""
        if field.data == "done" and not self.evidence.data:
            raise ValidationError(_l("Give the evidence that it is done."))


class EndCommitmentForm(_CommitmentForm):
    """Why a commitment is withdrawn."""

    reason = Paragraphs(_l("Reason"), needed=_l("Say why; the reason is public."), rows=3, most=2_000)


class RecordForm(_AskForm):
    """What became of an ask."""

    status = Choice(_l("Status"), [(name, ASK_STATES[name][0]) for name in _RECORDED], needed=_l("Choose the status."))
    answer = Paragraphs(_l("What became of it"), needed=_l("Say what was answered or done."), rows=3, most=5_000)
    evidence = Paragraphs(_l("Evidence"), needed=_l("Say what shows it: a link, a reference."), rows=2, most=2_000)
    due = Day(_l("Promised by"), hint=_l("Needed when it is promised."))

    def validate_status(self, field: Any) -> None:
        """A promise has a day."""
        if field.data == "promised" and not self.due.data:
            raise ValidationError(_l("Give the day by which it is promised."))

    def validate_due(self, field: Any) -> None:
        """A day beside what promises nothing would be lost."""
        if field.data and self.status.data and self.status.data not in PROMISING:
            raise ValidationError(ONLY_PROMISED)
