"""Forms of drafts: shape, messages, and the checks of the text."""

import re
from typing import Any, ClassVar

from wtforms.validators import ValidationError

from igtf.core.forms import Choice, Day, Line, MoveForm, Paragraphs, Whole, up_to_a_year
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.discussion.forms import ReasonForm
from igtf.drafts import calls, claims, lookups, writers
from igtf.drafts.grounds import OF_DISCUSS
from igtf.drafts.policy import EDITOR_NEEDED
from igtf.drafts.questions import QUESTIONS
from igtf.drafts.text import parse
from igtf.drafts.typeset import typeset
from igtf.people.named import SEVERAL_PEOPLE, Naming
from igtf.record.numbers import whole_number

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SLUG_RULE = _l("Use 2 to 40 small letters a to z, digits and single hyphens, such as landlocked-prices.")


_NUMBERED = re.compile(r"(?:.*-)?[0-9]{2}")


def slug_check(_form: Any, field: Any) -> None:
    """Refuse what cannot be the last part of a draft's name (section 4).

    Nor is it one that reads as a revision of another draft, which is cited so: that of draft-ines-costs is
    draft-ines-costs-02.
    """
    if not 2 <= len(field.data) <= 40 or not SLUG.fullmatch(field.data):
        raise ValidationError(str(SLUG_RULE))
    if _NUMBERED.fullmatch(field.data):
        raise ValidationError(_("Two digits at the end would read as the number of a revision. Write them elsewhere in "
                                "the name, or something behind them."))  # fmt: skip


class CallForm(MoveForm):
    """What a consensus call asks, and how many days it stays open."""

    least: ClassVar[str] = "call_days"
    question = Line(_l("Question"), most=300, needed=_l("Write the question, such as: is the text ready?"))
    note = Paragraphs(_l("What to look at"), rows=3, most=5_000)
    days = Whole(_l("Days open"), needed=_l("Say for how many days the call is open."), validators=[up_to_a_year])

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        return {"days": cls.least_days(thing)}

    @classmethod
    def least_days(cls, thing: Any) -> int:
        """Return for how many days a call on ``thing`` is open at least (section 15)."""
        return whole_number(cls.least)

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.shortest = self.least_days(thing)
        if writers.has_written(visitor.id, thing.id):
            self.question.description = _l("You write this draft: another chair of the group, or its responsible "
                                           "member, judges the call.")  # fmt: skip


class AdoptionCallForm(CallForm):
    """The group that would adopt the draft, and the question to it."""

    group = Choice(_l("Group"), needed=_l("Choose the group that would adopt the draft."))

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        return {"question": _("Shall the group adopt this draft?")} | super().initial(thing)

    def prepare(self, thing: Any, visitor: Any) -> None:
        super().prepare(thing, visitor)
        self.group.choices = lookups.groups_that_adopt(visitor.id)


class LastCallForm(CallForm):
    """The group's last call."""

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        return {"question": _("Is this draft ready to go to the council?")} | super().initial(thing)


class CouncilLastCallForm(CallForm):
    """The council's last call, of everybody; longer for an individual draft."""

    @classmethod
    def least_days(cls, thing: Any) -> int:
        return whole_number(calls.last_call_number(thing.subject))

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        return {"question": _("Should the council publish this draft?")} | super().initial(thing)


class ReviewRequestForm(MoveForm):
    """Which directorate is asked to review the newest revision, and by when."""

    directorate = Choice(_l("Directorate"), needed=_l("Choose the directorate."))
    due = Day(_l("Due"), needed=_l("Give the day by which the review is needed."),
              hint=_l("Year-month-day, such as 2026-11-30."))  # fmt: skip
    note = Paragraphs(
        _l("What should it look at?"), most=2_000, rows=3, hint=_l("Left empty, it looks at the whole draft.")
    )

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.directorate.choices = lookups.directorates()


class RepeatForm(CouncilLastCallForm):
    """Why the council's last call is repeated, and what it asks."""

    reason = Paragraphs(_l("Reason"), needed=_l("Say what has changed; the reason is public."), most=5_000)


class ReplacesForm(MoveForm):
    """Which draft this one replaces, and why."""

    other = Line(
        _l("The draft that it replaces"), needed=_l("Give the name of the draft that it replaces."),
        hint=_l("Its whole name, such as draft-ines-landlocked. Its side is told, and asked to agree."),
    )  # fmt: skip
    reason = Paragraphs(_l("Reason"), needed=_l("Say why; the reason is public."), most=5_000)

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        """Return what was said for the draft and waits for its own side, which agrees by saying it."""
        waits = claims.claim_to_agree(thing.id)
        return dict(zip(("other", "reason"), waits, strict=True)) if waits else {}


class AgreeReplacedForm(MoveForm):
    """Which of the drafts that say so replaces this one."""

    other = Choice(_l("The draft that replaces it"), needed=_l("Choose the draft that replaces it."))

    def prepare(self, thing: Any, visitor: Any) -> None:
        """Know what each of them says, which stands above the form."""
        self.said = claims.claims_on(thing.id)
        self.other.choices = [(each.ref, f"{each.ref}: {each.title}") for each in self.said]


class NotReplacedForm(AgreeReplacedForm):
    """Which of the drafts that say so does not replace this one, and why."""

    other = Choice(_l("The draft that does not replace it"), needed=_l("Choose the draft that does not replace it."))
    reason = Paragraphs(_l("Reason"), needed=_l("Say why; the reason is public."), most=5_000)


class NotReplacingForm(MoveForm):
    """Which draft this one does not replace after all, and why."""

    other = Choice(_l("The draft that it does not replace"), needed=_l("Choose the draft that it does not replace."))
    reason = Paragraphs(_l("Reason"), needed=_l("Say why; the reason is public."), most=5_000)

    def prepare(self, thing: Any, visitor: Any) -> None:
        self.other.choices = claims.claims_of(thing.id)


class AdoptForm(MoveForm):
    """The name and the editors of a draft in its group."""

    name = Line(_l("Last part of the new name"), needed=_l("Give the last part of the new name."), most=40,
                 validators=[slug_check])  # fmt: skip
    editors = Line(_l("Editors"), needed=EDITOR_NEEDED, hint=SEVERAL_PEOPLE)

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        return {"name": thing.name, "editors": ", ".join(lookups.author_handles(thing.id))}

    def prepare(self, thing: Any, visitor: Any) -> None:
        """Know the newest revision, which is posted anew under the new name."""
        self.draft = thing

    def validate(self, extra_validators: Any = None) -> bool:
        """Have the page of the text made before the turn of whoever posted the form comes."""
        valid = bool(super().validate(extra_validators))
        if valid:
            typeset(parse(lookups.newest_source(self.draft)))
        return valid


class EditorsForm(ReasonForm):
    """Who edits a draft from now on, and why others than until now."""

    editors = Line(_l("Editors"), needed=EDITOR_NEEDED, hint=SEVERAL_PEOPLE)

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        return {"editors": ", ".join(lookups.editor_handles(thing.id))}


class SponsorForm(MoveForm):
    """The questionnaire that goes with a draft to the council; the sponsor is the shepherd."""

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        return dict(thing.write_up or {})


for _question in QUESTIONS:
    setattr(SponsorForm, _question.name, Paragraphs(_question.question, needed=_question.needed, rows=4))


class WriteUpForm(SponsorForm):
    """The questionnaire, and who brings the draft through the council."""

    shepherd = Line(_l("Shepherd"), needed=_l("Name the shepherd."),
                    hint=Naming(_l("Who brings the draft through the council: a handle or full name.")))  # fmt: skip


class ToBallotForm(MoveForm):
    """What the last call brought."""

    came_in = Paragraphs(
        _l("What came in, and what was done about each point"),
        needed=_l("Say what came in and what was done about each point, or that nothing came in."),
        rows=6,
    )  # fmt: skip


class ReturnForm(ReasonForm):
    """Why a draft is returned: one of the grounds of section 6, and the reason."""

    ground = Choice(_l("Ground"), OF_DISCUSS.items(),
                    needed=_l("Choose the ground; style and preference are none."))  # fmt: skip
