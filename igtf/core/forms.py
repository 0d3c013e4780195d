"""Forms: the same class reads a page's form and an API's JSON; every field cleans and checks its text."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    Field,
    Form,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.core import UnboundField
from wtforms.validators import NumberRange, StopValidation, ValidationError
from wtforms.widgets import Select

from igtf.core.errors import Invalid
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import Decision
from igtf.core.text.plaintext import TURNS, normal, plain_figures, shows
from igtf.core.wording import in_figures

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_BREAK = re.compile("[\n\x85\u2028\u2029]")


def clean(text: str | None) -> str:
    """Return text trimmed, in NFC, with plain line ends; empty when there is none of which anything is seen."""
    text = text if text and shows(text) else ""
    return normal("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _no_controls(_form: Form, field: Field) -> None:
    found = _CONTROLS.search(field.data or "")
    if found:
        line = field.data[: found.start()].count("\n") + 1
        raise ValidationError(_("Line %(line)s holds a control character; remove it.", line=line))


def _one_line(_form: Form, field: Field) -> None:
    if _BREAK.search(field.data or ""):
        raise ValidationError(_("Write this on one line."))


def _no_turns(_form: Form, field: Field) -> None:
    if TURNS.search(field.data or ""):
        raise ValidationError(_("This holds a character that turns the direction of text; remove it."))


class Checked(Field):
    """Adds what every field checks: ``needed`` is the sentence when it is missing, ``most`` its length."""

    checks: ClassVar[tuple[Any, ...]] = ()
    takes_files = False

    def __init__(self, label: Text, *, needed: Text | None = None, most: int = 0, hint: Text = "", validators: Any = (),
                 **more: Any) -> None:  # fmt: skip
        found: list[Any] = [Needed(needed)] if needed else [Optional()]
        if most:
            found.append(AtMost(most))
        self.needed, self.most = needed, most
        super().__init__(label, [*found, *self.checks, *validators], description=hint, **more)

    def take(self, length: int) -> None:
        """Take a text of so many characters, too, as one that stands there already, which was not typed here."""
        self.most = max(self.most, length)
        for each in self.validators:
            if isinstance(each, AtMost):
                each.most = self.most

    def process(self, formdata: Any, *given: Any, **more: Any) -> None:
        """Read what was sent; a file in place of a text is nothing."""
        sent = formdata.getlist(self.name) if formdata else []
        if not self.takes_files and not all(isinstance(value, str) for value in sent):
            formdata = MultiDict((self.name, value) for value in sent if isinstance(value, str))
        super().process(formdata, *given, **more)


class Needed:
    """Refuses an empty answer with the sentence ``message``; blanks alone are empty."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __init__(self, message: Text) -> None:
        self.message = message

    def __call__(self, form: Form, field: Field) -> None:
        if field.data is False or (not field.data and field.data != 0):
            field.errors = list(field.process_errors)
            raise StopValidation(None if field.errors else str(self.message))


class Optional:
    """Ends validation of an empty field without an error, of one that could not be read with that error alone."""

    field_flags: ClassVar[dict[str, bool]] = {"optional": True}

    def __call__(self, form: Form, field: Field) -> None:
        empty = not field.raw_data or (isinstance(field.raw_data[0], str) and not field.raw_data[0].strip())
        if empty or field.errors:
            raise StopValidation


class AtMost:
    """Refuses a text of more than ``most`` characters, of which nothing else is made then.

    The browser is not told, as it would cut off what is pasted.
    """

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, form: Form, field: Field) -> None:
        length = len(field.data or "")
        if length > self.most:
            raise StopValidation(self.said(length))

    def said(self, length: int) -> str:
        """Return the sentence that refuses a text of so many characters."""
        return _(
            "This has %(length)s characters; at most %(most)s.", length=in_figures(length), most=in_figures(self.most)
        )


class Line(Checked, StringField):
    """One line of text."""

    checks = (_no_controls, _one_line, _no_turns)

    def __init__(self, label: Text, *, filters: Sequence[Callable[[str], str]] = (), **more: Any) -> None:
        super().__init__(label, filters=[clean, *filters], **({"most": 200} | more))


class Secret(Checked, PasswordField):
    """A password: taken as it is typed, never shown again."""

    def __init__(self, label: Text, *, autocomplete: str = "current-password", **more: Any) -> None:
        shown: dict[str, Any] = {"render_kw": {"autocomplete": autocomplete}, "most": 200}
        super().__init__(label, **(shown | more))


class Paragraphs(Checked, TextAreaField):
    """Text of several lines; ``markdown``: it is shown as a document before a consequential act, as it will look."""

    checks = (_no_controls,)

    def __init__(self, label: Text, *, rows: int = 5, markdown: bool = False, **more: Any) -> None:
        self.rows, self.markdown = rows, markdown
        super().__init__(label, filters=[clean], **({"most": 20_000} | more))


class Whole(Checked, IntegerField):
    """A whole number."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        text = str(valuelist[0]).strip() if valuelist else ""
        if text:
            if not re.fullmatch(r"\d{1,9}", text):
                raise ValueError(_("Write a whole number."))
            self.data = int(text)


LONGEST_OPEN = timedelta(days=365)
"""How far ahead anything that is open closes, at most: a call, a consultation."""

WITHIN_A_YEAR = NumberRange(
    1, LONGEST_OPEN.days, _l("Give a number from %(least)d to %(most)d.", least=1, most=LONGEST_OPEN.days)
)
"""Checks days of which there are none or too many."""


def up_to_a_year(form: Any, field: Field) -> None:
    """Refuse a number of days below the ``shortest`` time of the form (section 15), or above ``LONGEST_OPEN``."""
    if not form.shortest <= field.data <= LONGEST_OPEN.days:
        raise ValidationError(
            _("Give a number from %(least)d to %(most)d.", least=form.shortest, most=LONGEST_OPEN.days)
        )


def day_of(text: str) -> date:
    """Return the day that ``text`` (year-month-day) names; ValueError with the sentence why it is none of ours."""
    try:
        day = datetime.strptime(plain_figures(text), "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError as error:
        raise ValueError(_("Write the date as year-month-day, such as 2026-11-30.")) from error
    if not 2000 <= day.year <= 2100:
        raise ValueError(_("Choose a day between the years 2000 and 2100."))
    return day


class Day(Checked, DateField):
    """A date, year-month-day; no time and no zone."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        text = str(valuelist[0]).strip() if valuelist else ""
        if text:
            self.data = day_of(text)


def options(pairs: Any) -> list[SelectChoice]:
    """Return (value, label) pairs as WTForms wants them; one that is so already, as with a heading above it, stays."""
    return [one if isinstance(one, SelectChoice) else SelectChoice(str(one[0]), one[1]) for one in pairs or ()]


class _Pairs:
    """Choices given as (value, label) pairs."""

    @property
    def choices(self) -> list[SelectChoice]:
        return self._choices

    @choices.setter
    def choices(self, pairs: Any) -> None:
        self._choices = options(pairs)


class _OneOfAList(Select):
    """A list of which the browser demands a choice only where none is made at first (HTML standard, 4.10.7).

    Where one of several is needed none is: the browser would send the first for whoever overlooks the list.
    """

    def __call__(self, field: Any, **given: Any) -> Markup:
        """Return the list as HTML."""
        first = next(iter(field.choices), None)
        if first and not (first.value or first.optgroup):
            return Markup(super().__call__(field, **given))
        if not field.needed or field.begins or len(field.choices) == 1 or field.is_chosen():
            return Markup(super().__call__(field, **given | {"required": False}))
        start, _end, rest = super().__call__(field, **given).partition(">")
        return Markup('{}><option value="">{}</option>{}').format(Markup(start), field.needed, Markup(rest))


class Choice(Checked, _Pairs, SelectField):
    """One of several; the list of (value, label) may be set in ``prepare``.

    ``begins``: the first is meant unless another one is chosen.
    """

    widget = _OneOfAList()

    def __init__(self, label: Text, choices: Any = (), *, begins: bool = False, **more: Any) -> None:
        self.begins = begins
        super().__init__(label, choices=options(choices), validate_choice=True, **more)

    def is_chosen(self) -> bool:
        """Return whether what it holds is one of the list."""
        return self.data in [str(value) for value, *_rest in self.iter_choices()]

    def pre_validate(self, form: Form) -> None:
        if not self.is_chosen() and (self.needed or self.data not in (None, "")):
            raise ValidationError(_("Choose one of the list."))


class Radio(Choice):
    """One of a few, all shown; the only one is chosen already, as in a list."""

    widget = RadioField.widget
    option_widget = RadioField.option_widget

    def iter_choices(self) -> list[Any]:
        """Return what is shown, each with whether it is chosen."""
        found = super().iter_choices()
        return [found[0]._replace(selected=True)] if self.needed and len(found) == 1 else found


class Several(Checked, _Pairs, SelectMultipleField):
    """Any of several."""

    def __init__(self, label: Text, choices: Any = (), **more: Any) -> None:
        super().__init__(label, choices=options(choices), **more)

    def pre_validate(self, form: Form) -> None:
        known = {str(value) for value, *_rest in self.iter_choices()}
        if not set(self.data or ()) <= known:
            raise ValidationError(_("Choose from the list."))


class Tick(Checked, BooleanField):
    """Yes or no; with ``needed``, it must be ticked."""


class MoveForm(Form):
    """What a move needs from its actor; field names are the command's arguments."""

    class Meta:
        locales = False

    def __init_subclass__(cls, **given: Any) -> None:
        """Put the reason that a parent asks for behind the fields of a form's own, as the last but the hat."""
        super().__init_subclass__(**given)
        own = {name for name, value in vars(cls).items() if isinstance(value, UnboundField)} - {"hat"}
        asked = getattr(cls, "reason", None)
        if own and "reason" not in own and asked is not None:
            cls.reason = UnboundField(asked.field_class, *asked.args, name=asked.name, **asked.kwargs)

    @classmethod
    def shaped(cls, thing: Any) -> type["MoveForm"]:
        """Return the class with the fields that depend on the subject, such as the questions that it asks."""
        return cls

    def prepare(self, thing: Any, visitor: Any) -> None:
        """Set choices and defaults that depend on the subject and the reader; before reading the input."""

    @classmethod
    def initial(cls, thing: Any) -> dict[str, Any]:
        """Return the values an empty form starts with."""
        return {}

    def begun(self, thing: Any) -> None:
        """Fill what depends on the values that a form starts with, when it is shown for the first time."""

    def anew(self, thing: Any) -> None:
        """Take up what the form carries of how things stood, once its reader was told what happened since."""

    def begin_with(self, **held: Any) -> None:
        """Put what somebody said before into the fields that are empty."""
        for name, value in held.items():
            if name in self and not self[name].data:
                self[name].data = value

    def answered(self) -> bool:
        """Return whether the form begins with all its answers, or asks none: its first page is to check them."""
        return not self._fields

    def previewed(self) -> bool:
        """Return whether it has a text that can be looked at as it will stand, before the act."""
        return any(getattr(field, "markdown", False) for field in self)

    def doubts(self) -> list[str]:
        """Return what should be said once more before the act, though it may be done; for a form that is valid."""
        return []

    def given(self) -> dict[str, Any]:
        """Return the arguments for the command."""
        return {name: value for name, value in self.data.items() if name != "hat"}


def admits(field: Field, decision: Decision) -> bool:
    """Return whether a rule of the command admits what a field holds; the reason of a no stands beside it then.

    A field that has something to correct already keeps that alone.
    """
    if not decision:
        field.errors = field.errors or [str(decision.reason)]
    return bool(decision)


def put_errors(form: Form, refusal: Exception) -> None:
    """Put what a command refused beside the fields that Invalid names, anything else on top of the form.

    A field that has something to correct already keeps that alone.
    """
    found = refusal.errors if isinstance(refusal, Invalid) else {"": [str(refusal)]}
    for name, sentences in found.items():
        if name in form:
            form[name].errors = form[name].errors or sentences
        else:
            form.form_errors = [*form.form_errors, *sentences]


def formdata(given: Mapping[str, Any], prefix: str = "") -> MultiDict[str, Any]:
    """Return the form input that JSON ``given`` stands for, or what a form begins with; Invalid for any other value."""
    found: MultiDict[str, Any] = MultiDict()
    for name, value in given.items():
        if isinstance(value, bool):
            if value:
                found.add(prefix + name, "y")
        elif isinstance(value, str | int | date):
            found.add(prefix + name, str(value))
        elif isinstance(value, list):
            for index, entry in enumerate(value):
                if isinstance(entry, dict):
                    found.add(f"{prefix}{name}-{index}-", "")  # so that an empty row keeps its place
                    found.update(formdata(entry, f"{prefix}{name}-{index}-"))
                elif isinstance(entry, str | int):
                    found.add(prefix + name, str(entry))
                    found.add(f"{prefix}{name}-{index}", str(entry))  # as a list of plain fields reads it
                else:
                    raise Invalid({name: [_("A list here holds texts, numbers or objects.")]})
        elif isinstance(value, dict):
            found.update(formdata(value, f"{prefix}{name}-"))
        elif value is not None:
            raise Invalid({name: [_("This must be text, a number, yes or no, or a list.")]})
    return found
