"""Forms of outcomes: shape and messages."""

from collections.abc import Callable
from typing import Any, ClassVar

from igtf.core.forms import Line, MoveForm, Paragraphs, Whole
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.sent.uploads import Upload
from igtf.core.text.markup import plain
from igtf.core.wording import Numeral
from igtf.discussion.forms import ReasonForm, shown_by
from igtf.issues.forms import IssueForm
from igtf.issues.texts import written_there
from igtf.record.references import render


class OutcomeForm(MoveForm):
    """An outcome of an occasion."""

    occasion = Line(_l("Occasion"), needed=_l("Name the occasion."), hint=_l("Such as: IGF 2013, Bali."))
    year = Whole(_l("Year"), needed=_l("Give the year."))
    session_name = Line(_l("Session"))
    title = Line(_l("Title"), needed=_l("Give the outcome a title."))
    text = Paragraphs(
        _l("Text"), needed=_l("Write down the outcome."), most=10_000, markdown=True, hint=_l("Markdown works."),
        validators=[shown_by(written_there, plain)],
    )  # fmt: skip
    url = Line(_l("Link"), most=500)


class SuggestForm(ReasonForm):
    """Why an outcome is suggested to the Multistakeholder Advisory Group.

    The statement with the reason belongs to an upper floor, which binds the function that returns its text.
    """

    letter_of: ClassVar[Callable[[Any, str], str]] = staticmethod(lambda _outcome, reason: reason)

    def prepare(self, thing: Any, visitor: Any) -> None:
        """Know what is suggested."""
        self.outcome = thing

    def validate_reason(self, field: Any) -> None:
        """Refuse what cannot be shown in the statement."""
        shown_by(lambda reason: render(type(self).letter_of(self.outcome, reason)))(self, field)


MOST_ROWS = 500
"""Outcomes that one list on the page may have; the command line takes more."""
MOST_CHARACTERS = 400_000


class OutcomeListForm(MoveForm):
    """A list of outcomes: a file, or its text."""

    file = Upload(
        _l("File"),
        hint=_l("CSV in UTF-8, at most %(rows)s rows and %(most)s characters. The heading names the columns occasion, "
                "year, title and text, and session and url if you have them.", rows=Numeral(MOST_ROWS),
                most=Numeral(MOST_CHARACTERS)),
    )  # fmt: skip
    text = Paragraphs(
        _l("Or the list as text"), most=MOST_CHARACTERS, rows=8,
        hint=_l("The same as it stands in the file, with the heading."),
    )  # fmt: skip

    @property
    def listed(self) -> str:
        """The list that was given."""
        return self.file.data or self.text.data or ""

    def validate(self, extra_validators: Any = None) -> bool:
        """One of the two is needed; of what is chosen and pasted nobody knows which one is meant."""
        if not super().validate(extra_validators):
            return False
        if self.file.data and self.text.data:
            self.file.errors = [_("Choose a file or paste the list, not both.")]
        elif not self.listed:
            self.file.errors = [_("Choose a file, or paste the list.")]
        elif len(self.listed) > MOST_CHARACTERS:
            self.file.errors = [_("The list has %(length)s characters; at most %(most)s are taken.",
                                  length=Numeral(len(self.listed)), most=Numeral(MOST_CHARACTERS))]  # fmt: skip
        return not self.file.errors


class BecomeForm(IssueForm):
    """The issue that an outcome becomes."""

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        where = f"{thing.occasion.name}, {thing.session_name}".strip(", ")
        return {
            "title": thing.subject.title,
            "description": thing.text,
            "summary": thing.subject.summary,
            "source": where,
        }


class AttachForm(MoveForm):
    """The issue an outcome belongs to."""

    issue = Whole(_l("Number of the issue"), needed=_l("Give the number of the issue."))
    reason = Line(_l("Why"), most=500)
