"""Forms of changes of the procedure: shape and messages."""

from typing import Any

from wtforms import Form, FormField

from igtf.core.forms import Choice, Line, MoveForm, Paragraphs, Whole, up_to_a_year
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.sent.rows import Rows
from igtf.discussion.forms import shown_by
from igtf.record.numbers import BY_NAME, TABLE, ProcedureNumber, whole_number
from igtf.record.references import render
from igtf.record.stated import Stated

MARKDOWN = _l("Markdown.")


def _choice(row: ProcedureNumber) -> Text:
    """Return a number with its value in force, and the bounds of one that is no share."""
    said = {"number": row.meaning, "unit": row.unit, "value": Stated(row.name, in_force=True)}
    if row.is_share:
        return _l("%(number)s (%(unit)s): now %(value)s", **said)
    return _l("%(number)s (%(unit)s): now %(value)s, from %(least)d to %(most)d", **said,
              least=int(row.least), most=int(row.most))  # fmt: skip


class NumberForm(Form):
    """One number and the value it would have."""

    number = Choice(_l("Number"), [("", _l("none")), *((row.name, _choice(row)) for row in TABLE)],
                    needed=_l("Choose a number of the procedure."))  # fmt: skip
    value = Line(_l("New value"), needed=_l("Give the new value."), most=20, hint=_l("Such as 21, or 2/3."))

    def in_words(self) -> Text:
        """Return what would change, as the page says it before it is proposed: the value as it is read and kept."""
        row = BY_NAME[self.number.data]
        return _l("%(number)s (%(unit)s): %(before)s → %(after)s", number=row.meaning, unit=row.unit,
                  before=Stated(row.name, in_force=True), after=row.said(row.read(self.value.data)))  # fmt: skip


class ChangeForm(MoveForm):
    """What would change, and why."""

    title = Line(_l("Title"), needed=_l("Say in a few words what changes."), most=150)
    numbers = Rows(FormField(NumberForm), _l("Numbers"), min_entries=3, max_entries=20,
                   description=_l("Rows that are left empty do not count."))  # fmt: skip
    reason = Paragraphs(_l("Reason"), needed=_l("Say why: what goes wrong today, and what would be better."), rows=8,
                        most=20_000, markdown=True, hint=MARKDOWN, validators=[shown_by(render)])  # fmt: skip

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        if thing is None:
            return {}
        rows = [{"number": name, "value": row.said(thing.changes[name])} for row in TABLE
                if (name := row.name) in thing.changes]  # fmt: skip
        return {"title": thing.subject.title, "numbers": [*rows, {}], "reason": thing.reason}

    def validate(self, extra_validators: Any = None) -> bool:
        """Rows left empty do not count; at least one number changes."""
        self.numbers.keep_filled()
        return bool(super().validate(extra_validators))


class CallForm(MoveForm):
    """What everybody is asked, and for how many days."""

    question = Line(_l("Question"), needed=_l("Write the question."), most=300)
    note = Paragraphs(_l("What to look at"), rows=3, most=5_000)
    days = Whole(_l("Days open"), needed=_l("Say for how many days the call is open."), validators=[up_to_a_year])

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        return {"question": _("Shall the procedure change like this?"),
                "days": whole_number("procedure_call_days", thing.subject if thing else None)}  # fmt: skip

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.shortest = whole_number("procedure_call_days", thing.subject if thing else None)


class ToBallotForm(MoveForm):
    """What came in, and what was done about it."""

    came_in = Paragraphs(
        _l("What came in"), needed=_l("Say what came in, and what was done about each point."), most=20_000
    )
