"""Forms of outcomes: shape and messages."""

from typing import Any

from igtf.core.forms import Line, MoveForm, Paragraphs, Whole
from igtf.core.i18n import lazy_gettext as _l
from igtf.issues.forms import IssueForm


class OutcomeForm(MoveForm):
    """An outcome of an occasion."""

    occasion = Line(_l("Occasion"), needed=_l("Name the occasion."), hint=_l("Such as: IGF 2013, Bali."))
    year = Whole(_l("Year"), needed=_l("Give the year."))
    session_name = Line(_l("Session"))
    title = Line(_l("Title"), needed=_l("Give the outcome a title."))
    text = Paragraphs(_l("Text"), needed=_l("Write down the outcome."), most=10_000, hint=_l("Markdown works."))
    url = Line(_l("Link"), most=500)


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
