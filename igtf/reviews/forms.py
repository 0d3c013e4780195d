"""Forms of reviews: shape and messages."""

from typing import Any

from igtf.core.forms import MoveForm, Paragraphs, Radio
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.text.markup import plain
from igtf.discussion.forms import MARKDOWN, shown_by
from igtf.record.references import render
from igtf.reviews.members import members_for
from igtf.reviews.turn import placed
from igtf.reviews.words import VERDICTS


class AssignForm(MoveForm):
    """To whom the review is given: proposed is whose turn it is."""

    person = Radio(_l("Reviewer"), needed=_l("Choose the member who is asked."))
    reason = Paragraphs(
        _l("Reason"), most=2_000, rows=3,
        hint=_l("Needed where you pass over whose turn it is, or take the review from somebody."),
    )  # fmt: skip

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.placed = placed(members_for(thing))
        free = [each for each in self.placed if each.free]
        self.person.choices = [(each.member.handle, f"{each.member.name}: {each.why}") for each in free]
        if free and self.person.raw_data is None:
            self.person.data = free[0].member.handle


class DeliverForm(MoveForm):
    """A review."""

    verdict = Radio(
        _l("Result"), [(name, f"{label}: {meaning}") for name, (label, meaning) in VERDICTS.items()],
        needed=_l("Choose the result."),
    )  # fmt: skip
    text = Paragraphs(
        _l("Review"), needed=_l("Write the review."), most=60_000, rows=14,
        markdown=True, hint=_l("What you looked at, what is amiss and where, and what would mend it. Markdown works."),
        validators=[shown_by(render, plain)],
    )  # fmt: skip


class AnswerForm(MoveForm):
    """What the editors did about a review."""

    answer = Paragraphs(
        _l("Answer"), needed=_l("Say what was done about each point, or why not."), most=20_000, rows=8,
        markdown=True, hint=MARKDOWN,
        validators=[shown_by(render)],
    )  # fmt: skip
