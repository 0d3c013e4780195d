"""The form by which a meeting of a group is called; its parts serve the moves of the meeting too."""

from datetime import datetime
from typing import Any

from wtforms.validators import NumberRange

from igtf.core import clock
from igtf.core.forms import Line, MoveForm, Whole
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import ngettext
from igtf.core.moments import day
from igtf.core.text.links import web_address
from igtf.core.when import WhenForm
from igtf.record.numbers import period
from igtf.record.stated import Stated

LONGEST = 720
"""Minutes that a meeting takes at most."""


class WhereForm(MoveForm):
    """What a meeting is called, how long it takes, and where it is."""

    title = Line(_l("Title"), needed=_l("Give the meeting a title."), most=120)
    length = Whole(
        _l("Length in minutes"), needed=_l("Say how long it takes, in minutes."), default=90,
        validators=[NumberRange(15, LONGEST, _l("A meeting takes from 15 to 720 minutes."))],
    )  # fmt: skip
    place = Line(_l("Place"), most=200, hint=_l("Where people meet on site, if they do."))
    link = Line(_l("Link to join"), most=500, hint=_l("It is public, as the meeting is."), validators=[web_address])

    def validate(self, extra_validators: Any = None) -> bool:
        """A meeting is somewhere: on site, on line, or both."""
        valid = bool(super().validate(extra_validators))
        if not self.place.data and not self.link.data and not self.link.errors:
            self.place.errors = [_l("Give a place or a link to join.")]
            valid = False
        return valid


def late_papers(starts_at: datetime) -> list[str]:
    """Return the sentence that the documents of a meeting are late already, if they are (section 11)."""
    due = starts_at - period("document_days")
    if due > clock.now():
        return []
    said = ngettext("The documents of a meeting are due %(num)d day before it, for this one on %(day)s: they cannot "
                    "be there in time.",
                    "The documents of a meeting are due %(num)d days before it, for this one on %(day)s: they cannot "
                    "be there in time.",
                    Stated("document_days", in_force=True), day=day(due))  # fmt: skip
    return [said]


class CallMeetingForm(WhenForm, WhereForm):
    """When and where a group meets."""

    def doubts(self) -> list[str]:
        return late_papers(self.moment)
