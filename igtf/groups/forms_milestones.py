"""Forms of milestones, and of how a group's drafts depend on each other."""

import re
from calendar import monthrange
from datetime import UTC, datetime
from typing import Any

from wtforms import Field, Form
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from igtf.core.forms import Choice, Line, MoveForm, Paragraphs, Several, Tick
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.text.plaintext import plain_figures
from igtf.groups.choices import LATE, draft_choices, milestone_choices, open_milestone
from igtf.groups.models import Milestone

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)


def end_of(month: str) -> datetime:
    """Return the last minute of a month written as 2026-11; ValueError when it is none."""
    found = _MONTH.fullmatch(month)
    if not found:
        raise ValueError(f"{month!r} is not a month")
    year, number = int(found[1]), int(found[2])
    return datetime(year, number, monthrange(year, number)[1], 23, 59, tzinfo=UTC)


def _month(_form: Form, field: Field) -> None:
    try:
        end_of(field.data or "")
    except ValueError:
        raise ValidationError(_("Write the month as year-month, such as 2026-11.")) from None


DRAFTS_HINT = _l("The drafts by which it is reached; none, one or several.")


class MilestoneForm(MoveForm):
    """A new milestone."""

    month = Line(
        _l("Month"), needed=_l("Give the month by which it is reached."), most=7, validators=[_month],
        filters=[plain_figures], hint=_l("Year-month, such as 2026-11."),
    )  # fmt: skip
    deliverable = Line(_l("Deliverable"), needed=_l("Say what is delivered."), most=300)
    drafts = Several(_l("Drafts"), hint=DRAFTS_HINT, widget=ListWidget(), option_widget=CheckboxInput())

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.drafts.choices = draft_choices(thing)


class _OneOf(MoveForm):
    """A form that names an open milestone."""

    milestone = Choice(_l("Milestone"), needed=_l("Choose the milestone."))

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        several = milestone_choices(thing)
        return {"milestone": several[0][0]} if len(several) == 1 else {}

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.milestone.choices = milestone_choices(thing)


class RewordForm(_OneOf):
    """Another wording of a milestone, or another month of one that waits; it starts from what is there."""

    deliverable = Line(_l("New wording"), needed=_l("Write the new wording."), most=300)
    month = Line(
        _l("Month"), most=7, validators=[_month], filters=[plain_figures],
        hint=_l("Only of a milestone that is not approved yet; year-month, such as 2026-11. Empty: it stays."),
    )  # fmt: skip

    def begun(self, thing: Any) -> None:
        known = open_milestone(thing, self.milestone.data)
        if known:
            self.deliverable.data = known.rewording or known.deliverable
            self.month.data = "" if known.accepted_at else f"{known.due_at:%Y-%m}"


class UpdateForm(_OneOf):
    """What chairs change of an approved milestone without asking; where one is late, the form is about that."""

    month = Line(
        _l("Month"), most=7, validators=[_month], filters=[plain_figures],
        hint=_l("Year-month, such as 2026-11; empty: it stays."),
    )  # fmt: skip
    drafts = Several(
        _l("Drafts to link"), hint=_l("They are added to those linked already."), widget=ListWidget(),
        option_widget=CheckboxInput(),
    )  # fmt: skip
    note = Paragraphs(_l("Note on progress"), most=2_000, rows=3)
    done = Tick(_l("It is done"))

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        late = milestone_choices(thing, LATE)
        return {"milestone": late[0][0]} if len(late) == 1 else super().initial(thing)

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.milestone.choices = milestone_choices(thing, Milestone.accepted_at.is_not(None))
        self.drafts.choices = draft_choices(thing)
        if milestone_choices(thing, Milestone.accepted_at.is_not(None), WAITS):
            self.done.description = _l("Another wording of it that waits for approval is given up then.")


class WaitingForm(_OneOf):
    """A milestone that waits for approval, as new or in another wording."""

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.milestone.choices = milestone_choices(thing, WAITS)


WAITS = Milestone.accepted_at.is_(None) | (Milestone.rewording != "")
"""The condition that a milestone waits for approval."""


class WithdrawForm(WaitingForm):
    """A milestone or wording that is taken back."""

    reason = Paragraphs(_l("Reason"), most=2_000, rows=3)


class DeclineForm(WaitingForm):
    """A milestone or wording that is not approved, and why."""

    reason = Paragraphs(_l("Reason"), needed=_l("Say why; the reason is public."), most=5_000)


class DropForm(_OneOf):
    """A milestone that is dropped, and why."""

    reason = DeclineForm.reason


class DependsForm(MoveForm):
    """One draft of the group depends on another."""

    draft = Choice(_l("Draft"), needed=_l("Choose the draft."))
    other = Choice(_l("Depends on"), needed=_l("Choose the draft that it depends on."))
    ends = Tick(_l("It no longer depends on it"))

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.draft.choices = self.other.choices = draft_choices(thing)
