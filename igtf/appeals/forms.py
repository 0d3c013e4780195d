"""Forms of appeals: shape and messages."""

from typing import Any

from igtf.appeals.lookups import ways_from, why_not
from igtf.appeals.words import GROUNDS, VERDICTS
from igtf.core.errors import WrongState
from igtf.core.forms import MoveForm, Paragraphs, Radio, Whole
from igtf.core.i18n import lazy_gettext as _l
from igtf.discussion.forms import shown_by
from igtf.people.visitor import acting
from igtf.record.references import render


class FileForm(MoveForm):
    """Which decision, on which ground, and what should happen."""

    decision = Whole(
        _l("Decision"), needed=_l("Give the number of the decision; “Appeal this” beside it does."),
        hint=_l("The number of its entry in the record."),
    )  # fmt: skip
    ground = Radio(_l("Ground"), list(GROUNDS.items()), needed=_l("Choose the ground."))
    text = Paragraphs(
        _l("What happened"), needed=_l("Say what happened, and why that is the ground you chose."), rows=8,
        markdown=True, hint=_l("Facts, with links to the entries that show them. Markdown works; it is public."),
        validators=[shown_by(render)],
    )  # fmt: skip
    wanted = Paragraphs(
        _l("What should happen"), needed=_l("Say what should happen."), most=2_000, rows=3,
        hint=_l("An appeal that is upheld takes the decision back; it never replaces it with another one."),
    )  # fmt: skip

    def begun(self, thing: Any) -> None:
        """Refuse at once what cannot be appealed, before anything is written about it."""
        number = self.decision.data
        refused = why_not(number, acting()) if number else ""
        if number and refused:
            raise WrongState(refused, *ways_from(number))


class ClimbForm(MoveForm):
    """Why the appeal goes on."""

    reason = Paragraphs(_l("Why it goes on"), needed=_l("Say what the decision did not answer."), most=5_000)


class BallotForm(MoveForm):
    """What the council has to know."""

    reason = Paragraphs(
        _l("What speaks for the appeal, and what against it"), needed=_l("Say what speaks for it, and what against."),
        most=10_000, rows=8,
    )  # fmt: skip


class DecideForm(MoveForm):
    """What is found, and why."""

    verdict = Radio(_l("Finding"), list(VERDICTS.items()), needed=_l("Choose what you find."))
    reason = Paragraphs(
        _l("Reasons"), needed=_l("Give the reasons: answer each point of the appeal."), most=10_000, rows=8
    )
