"""The fields that every letter to a body, or from one, has; each form makes its own of them, at their places."""

from collections.abc import Iterable
from typing import Any

from wtforms import Form, FormField

from igtf.core.forms import Day, Line, MoveForm, Paragraphs, Radio, admits
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.core.sent.rows import Rows
from igtf.discussion.forms import MARKDOWN, shown_by
from igtf.issues.policy import has_deadline
from igtf.issues.words import PURPOSES
from igtf.record.references import render
from igtf.record.stated import Stated

WITHOUT_CONTACT = _l("To a body without a contact the secretariat sends it by other means.")
ASKED = _l("Say what is asked: the body answers each point by itself.")


class PointForm(Form):
    """One thing that a letter asks, and by when, where that is another day than the letter's."""

    text = Line(_l("Point"), most=500)
    deadline = Day(_l("Answer wanted by"))

    def validate(self, extra_validators: Any = None) -> bool:
        """A day is the one of something that is asked."""
        fine = bool(super().validate(extra_validators))
        if self.deadline.data and not self.text.data and not self.text.errors:
            self.text.errors = [_l("Write what is asked by this day.")]
            return False
        return fine


def purpose_of(choices: Iterable[tuple[str, Text]] = tuple(PURPOSES.items())) -> Any:
    """Return the field of what a letter is for."""
    return Radio(_l("Purpose"), choices, needed=_l("Choose the purpose."))


def subject_of() -> Any:
    """Return the field of what a letter is called."""
    return Line(_l("Subject"), needed=_l("Give the subject."))


def text_of() -> Any:
    """Return the field of what a letter says."""
    return Paragraphs(_l("Text"), needed=_l("Write the text."), rows=10, markdown=True, hint=MARKDOWN,
                      validators=[shown_by(render)])  # fmt: skip


def points(label: Text, least: int, said: Text, most: int = 20) -> Any:
    """Return the field of what a letter asks, point by point, with ``least`` empty rows and at ``most`` so many.

    ``said``: what is a point.
    """
    return Rows(FormField(PointForm), label, min_entries=least, max_entries=most, description=said,
                called=lambda number: _("Point %(number)d", number=number))  # fmt: skip


def asked(most: int = 20) -> Any:
    """Return the field of what we ask of a body, at ``most`` so many points."""
    said = _l("One point in a row, such as what to do, or to say: each is answered by itself, by the date of the "
              "letter or by a day of its own. Required for action.")  # fmt: skip
    return points(_l("What is asked"), 3, said, most)


def wanted_by(days: Stated) -> Any:
    """Return the field of the day by which a body answers us; without it, so many days after the sending."""
    return Day(
        _l("Answer wanted by"),
        hint=_ln(
            "Required for action; else %(num)d day from sending.",
            "Required for action; else %(num)d days from sending.",
            days,
        ),
    )


class AskingForm(MoveForm):
    """What is asked of a body, with a ``purpose``, the ``asks`` and a ``deadline``."""

    purpose: Any
    asks: Any
    deadline: Any

    def validate(self, extra_validators: Any = None) -> bool:
        """For action, one ask and a deadline are required (section 9; RFC 4053)."""
        fine = bool(super().validate(extra_validators))
        if self.purpose.data != "action":
            return fine
        if not any(row["text"] for row in self.asks.data) and not self.asks.errors:
            self.asks.refuse(self.asks.entries[0], ASKED, "text")
            fine = False
        return admits(self.deadline, has_deadline(self.purpose.data, self.deadline.data)) and fine
