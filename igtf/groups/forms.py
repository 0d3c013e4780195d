"""Forms of groups: shape and messages."""

import re
from collections.abc import Sequence
from typing import Any

from wtforms import Field, Form
from wtforms.validators import ValidationError

from igtf.core.forms import WITHIN_A_YEAR, Choice, Day, Line, MoveForm, Paragraphs, Radio, Whole
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.text.links import web_address_or_path
from igtf.core.text.markup import plain
from igtf.core.text.plaintext import LISTED_NUMBERS
from igtf.discussion.forms import MARKDOWN, ReasonForm, shown_by
from igtf.groups.choices import issues_worked_on, officer_choices, would_until_now
from igtf.groups.kinds import ESTABLISHED, KINDS
from igtf.groups.relief import who_asks
from igtf.people.named import ONE_PERSON, Naming
from igtf.people.offices import groups_with
from igtf.people.roles import ROLES, Roles
from igtf.record.numbers import whole_number
from igtf.record.references import render_below

WOULD = (
    ("write", _l("Write: I would write or edit drafts")),
    ("review", _l("Review: I would read drafts and comment on them")),
    ("follow", _l("Follow: I would follow the discussion")),
)
SUPPORT: dict[str | None, Text] = {
    "write": _l("You support it: you would write or edit drafts."),
    "review": _l("You support it: you would read drafts and comment on them."),
    "follow": _l("You support it: you would follow the discussion."),
}
"""What a supporter is told of the own answer."""
NOT_ACRONYMS = ("new", "council")
CHARTER_LIMIT = 60_000


def _acronym(_form: Form, field: Field) -> None:
    if not re.fullmatch(r"(?=.*[a-z])[a-z0-9]{2,8}", field.data or ""):
        raise ValidationError(_("An acronym has 2 to 8 of the letters a to z and digits, with at least one letter."))
    if field.data in NOT_ACRONYMS:
        raise ValidationError(_("This acronym is reserved; choose another one."))


def _numbers(_form: Form, field: Field) -> None:
    if not re.fullmatch(LISTED_NUMBERS, field.data or ""):
        raise ValidationError(_("Give numbers of issues, separated by commas."))


class ProposeForm(MoveForm):
    """A proposed working group."""

    acronym = Line(
        _l("Acronym"),
        needed=_l("Give the group an acronym."),
        most=8,
        validators=[_acronym],
        hint=_l("2 to 8 of a to z and 0 to 9, with at least one letter; drafts of the group carry it in their names."),
    )
    title = Line(_l("Name"), needed=_l("Give the group a name."))
    summary = Paragraphs(
        _l("Summary"),
        needed=_l("Sum up what the group is for."),
        most=500,
        rows=4,
        hint=_l("500 characters."),
    )
    issues = Line(
        _l("Issues"),
        needed=_l("Name at least one issue that the group works on."),
        validators=[_numbers],
        hint=_l("Their numbers, separated by commas. Before chartering one has to be found unhoused."),
    )
    charter = Paragraphs(
        _l("Draft charter"),
        needed=_l("Write a draft of the charter."),
        most=CHARTER_LIMIT,
        rows=14,
        markdown=True,
        validators=[shown_by(render_below, plain)],
        hint=_l("Scope in and out, deliverables, success, bodies to coordinate with. Markdown works."),
    )
    second = Line(
        _l("Second proposer"),
        needed=_l("Name a second proposer: a proposal is made by two."),
        hint=ONE_PERSON,
    )
    chairs = Line(
        _l("Chairs"),
        needed=_l("Name one to three chairs."),
        hint=Naming(_l("1 to 3 handles or full names, separated by commas; several come from two stakeholder groups.")),
    )


class EditForm(MoveForm):
    """Name, summary and issues of a proposal, and what changed."""

    title = ProposeForm.title
    summary = ProposeForm.summary
    issues = ProposeForm.issues
    note = Line(_l("What changed"), needed=_l("Say in a sentence what changed."), most=500)

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        numbers = ", ".join(issue.ref for issue in issues_worked_on(thing.id))
        return {"title": thing.subject.title, "summary": thing.subject.summary, "issues": numbers}

    def prepare(self, thing: Any, visitor: Any) -> None:
        """Have the words of the charter, beside which name and summary are found, before the turn of the form comes."""
        if self.title.raw_data is not None:
            plain((thing.pending or thing.in_force).text)


class EstablishForm(MoveForm):
    """A correspondence group or a directorate."""

    acronym = ProposeForm.acronym
    title = ProposeForm.title
    kind = Radio(_l("Kind"), [(name, KINDS[name].label) for name in ESTABLISHED], needed=_l("Choose the kind."))
    parent = Choice(_l("Established by"))
    summary = ProposeForm.summary
    mandate = Paragraphs(
        _l("Mandate"),
        needed=_l("Write the mandate: what is asked of the group."),
        most=CHARTER_LIMIT,
        rows=8,
        hint=MARKDOWN,
        markdown=True,
        validators=[shown_by(render_below, plain)],
    )
    report_due = Day(
        _l("Report due"), hint=_l("Needed for a correspondence group. Year-month-day, such as 2026-11-30.")
    )
    chairs = ProposeForm.chairs

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.kind.choices = [(name, f"{KINDS[name].label}: {KINDS[name].meaning}") for name in ESTABLISHED]
        held = groups_with(visitor.id, "establish")
        council = [("", _l("The council, by ballot"))] if visitor.roles.has("council") else []
        chaired = [(row.ref, _("Its parent group %(group)s, by its chair", group=row.ref)) for row in held]
        self.parent.choices = [*chaired, *council]


class SupportForm(MoveForm):
    """What a supporter would do."""

    would = Radio(_l("You would"), WOULD, needed=_l("Choose what you would do."))

    def prepare(self, thing: Any, visitor: Any) -> None:
        """Begin with what a supporter said before, where nothing is given."""
        if self.would.raw_data is None:
            self.would.data = would_until_now(thing.id, visitor.id)


class CharterForm(MoveForm):
    """A new revision of the charter."""

    charter = ProposeForm.charter
    note = Line(_l("What changed"), needed=_l("Say in a sentence what changed."), most=500)

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        newest = thing.pending or thing.in_force
        return {"charter": newest.text if newest else ""}


class BofForm(MoveForm):
    """Approval of a BoF."""

    reason = Paragraphs(
        _l("Reason"),
        most=5_000,
        hint=_l("Needed where the thresholds are not met: say why they are not needed."),
    )


class BofOutcomeForm(MoveForm):
    """What a BoF found."""

    found = Paragraphs(
        _l("What the BoF found"), needed=_l("Write what the BoF found."), most=CHARTER_LIMIT, rows=8,
        markdown=True, hint=MARKDOWN,
        validators=[shown_by(render_below)],
    )  # fmt: skip
    link = Line(
        _l("Link"),
        needed=_l("Give the link to its minutes, recording or page."),
        most=500,
        validators=[web_address_or_path],
        hint=_l("Minutes, recording, or the page of the meeting."),
    )


NAMED_OFFICES = ("secretary", "delegate")
"""The offices that chairs name."""


def offices_held(roles: Roles, *, of: int) -> tuple[str, ...]:
    """Return the offices in the group ``of`` that end when who holds ``roles`` leaves it."""
    return tuple(name for name in ("chair", *NAMED_OFFICES) if (name, of) in roles.held)


class StepDownForm(MoveForm):
    """A word to the members from whoever steps down."""

    note = Paragraphs(_l("A word to the members"), most=2_000, rows=3)

    offices: Sequence[Text] = ()
    """What the offices that end are called."""

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.offices = [ROLES[name][0] for name in offices_held(visitor.roles, of=thing.id)]


class StepAsideForm(MoveForm):
    """A word from who was named and steps aside."""

    note = Paragraphs(_l("A word to those who named you"), most=2_000, rows=3)


class NameOthersForm(MoveForm):
    """Who is named for a group in place of others."""

    chairs = Line(
        _l("Chairs"),
        hint=Naming(_l("1 to 3, in place of all who are named now; several come from two stakeholder groups.")),
    )
    second = Line(_l("Second proposer"), hint=Naming(_l("A handle or full name. Leave empty what stays as it is.")))


class OfficerForm(MoveForm):
    """A secretary or delegate."""

    person = Line(_l("Person"), needed=_l("Name the person."), hint=ONE_PERSON)
    office = Radio(_l("Office"), [(name, ROLES[name][0]) for name in NAMED_OFFICES], needed=_l("Choose the office."))


class EndOfficerForm(MoveForm):
    """Whose office ends."""

    officer = Choice(_l("Officer"), needed=_l("Choose whose office ends."))

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.officer.choices = officer_choices(thing, NAMED_OFFICES)


class AnswersForm(MoveForm):
    """The three answers that chartering starts with."""

    understood = Paragraphs(
        _l("Is the problem understood?"),
        needed=_l("Answer whether the problem is understood."),
        most=5_000,
        rows=3,
    )
    people = Paragraphs(
        _l("Are there people to do the work?"),
        most=5_000,
        rows=3,
        needed=_l("Answer whether there are people to do the work."),
    )
    formed = Paragraphs(
        _l("Should a group be formed?"),
        needed=_l("Answer whether a group should be formed."),
        most=5_000,
        rows=3,
    )


class AssignForm(MoveForm):
    """Who becomes the responsible member."""

    person = Line(_l("Council member"), needed=_l("Name a member of the council."), hint=ONE_PERSON)


class ChairForm(ReasonForm):
    """A chair put before the group."""

    person = Line(_l("Chair"), needed=_l("Name the person."), hint=ONE_PERSON)
    instead_of = Line(_l("In place of"), hint=_l("The chair who makes room, if any: a handle or full name."))

    asked: Sequence[Any] = ()
    """Who asks to be relieved, as ``relief.who_asks`` finds them."""

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.asked = who_asks(thing.id)

    def begun(self, thing: Any) -> None:
        """Begin with the one who asks to be relieved as who makes room."""
        if len(self.asked) == 1:
            self.begin_with(instead_of=self.asked[0].Actor.handle)


class AskForm(MoveForm):
    """A question to the group."""

    question = Paragraphs(_l("Question"), needed=_l("Write the question."), most=2_000, rows=3)
    days = Whole(_l("Days open"), needed=_l("Say for how many days it is open."), validators=[WITHIN_A_YEAR])

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        return {"days": whole_number("call_days")}


class OptionsForm(AskForm):
    """A question with several options."""

    options = Paragraphs(_l("Options"), needed=_l("Give at least two options."), most=5_000, hint=_l("One on a line."))


class AbsenceForm(MoveForm):
    """From when to when a member reviews nothing."""

    starts = Day(_l("First day"), needed=_l("Give the first day."), hint=_l("Year-month-day, such as 2026-11-30."))
    until = Day(_l("Last day"), needed=_l("Give the last day."), hint=_l("The last day on which you are away."))


class ConcludeForm(MoveForm):
    """The report that a group ends with."""

    report = Paragraphs(
        _lp("a document", "Report"),
        needed=_l("Write the report: what was done, and what was not."),
        most=CHARTER_LIMIT,
        rows=10,
        hint=MARKDOWN,
        markdown=True,
        validators=[shown_by(render_below)],
    )
