"""Forms of the discussion."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from wtforms import Field, Form, HiddenField
from wtforms.validators import ValidationError

from igtf.core.forms import Choice, MoveForm, Paragraphs, Whole
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.text.plaintext import MarkupRefused, shows
from igtf.discussion.policy import PAUSE
from igtf.people.hats import goes_on
from igtf.people.visitor import hat_choices
from igtf.record.models import Hat
from igtf.record.references import render
from igtf.record.stated import Stated

_FIRST = _l("Write a comment first.")
MARKDOWN = _l("Markdown works. #42, R-1 or the name of a draft becomes a link to it.")
"""The hint of each field whose text names become links in."""
_MENTIONS = _l("Markdown works. #42, R-1 or the name of a draft becomes a link to it; @handle also tells the person.")


def _is_seen(_form: Form, field: Field) -> None:
    """Refuse Markdown of which no word is shown, such as a link without one."""
    if field.data[0].isalnum():
        return
    with suppress(MarkupRefused):  # whoever keeps the text says why it is refused
        if not shows(render(field.data).striptags()):
            raise ValidationError(str(_FIRST))


def shown_by(*makes: Callable[[str], object]) -> Callable[[Form, Field], None]:
    """Return a validator that refuses beside the field what one of ``makes`` cannot show.

    So what is made of it is there (``core.keeping.made``) before the turn of whoever posted it comes.
    """

    def check(_form: Form, field: Field) -> None:
        try:
            for make in makes:
                make(field.data)
        except MarkupRefused as refused:
            raise ValidationError(refused.message) from refused

    return check


Kind = TypeVar("Kind", bound=Form)


class CommentForm(Form):
    """A comment, maybe an answer to another one."""

    body = Paragraphs(
        _l("Comment"), needed=_FIRST, markdown=True, hint=_MENTIONS, most=20_000, validators=[_is_seen]
    )  # fmt: skip
    quotes = HiddenField()
    part = HiddenField()


def with_hats(kind: type[Kind], visitor: Any, data: Any) -> type[Kind]:
    """Return a kind of form, with a choice of hats for whoever has several.

    A hat that is posted in ``data`` and no longer theirs is asked for anew: nobody acts under another one unasked.
    """
    hats, posted = hat_choices(visitor), data.get("hat") if data else None
    if len(hats) < 2 and (not posted or posted in dict(hats)):
        return kind
    hat = Choice(_l("You act as"), hats, begins=True, needed=_l("Choose a hat."))
    return type(kind.__name__, (kind,), {"hat": hat})


def offer_fixed(form: MoveForm, fixed: Hat | None) -> None:
    """Let a form that offers hats offer only the ``fixed`` one, as it goes on, if it is still the person's."""
    hat, offered = goes_on(fixed), form["hat"].choices
    form["hat"].choices = [pair for pair in offered if hat and pair.value == str(hat.id)] or offered


def comment_form(visitor: Any, data: Any = None, **begun: Any) -> CommentForm:
    """Return the form of a comment that begins with ``begun``, as ``with_hats`` gives it."""
    return with_hats(CommentForm, visitor, data)(data, data=begun)


class ReasonForm(MoveForm):
    """A move that needs a reason."""

    reason = Paragraphs(_l("Reason"), needed=_l("Say why; the reason is public."), most=5_000)


class ActForm(MoveForm):
    """Why something is done to a comment or a subject; that of a report is told to the moderators alone."""

    reason = Paragraphs(_l("Reason"), needed=_l("Say why."), most=2_000)


REPORTED = _l("That you reported it stands in the public record, with your name. The reason does not.")
"""What whoever reports something is told before."""


class ReportForm(MoveForm):
    """Why a subject is reported to the moderators."""

    reason = Paragraphs(_l("Reason"), needed=_l("Say why."), most=2_000, rows=3, hint=REPORTED)


class RedactForm(ActForm):
    """Which entry of the record loses its words, or its subject a passage in all texts or the content of a file."""

    entry = Whole(_l("Number of the entry"), needed=_l("Give the number of the entry."))
    passage = Paragraphs(
        _l("Passage"), most=2_000, rows=4,
        hint=_l("Where only a passage has to go, or one of the text of an issue, a draft, a letter: as it reads on the "
                "page. Only whole words go: of a name in several forms give one after the other. It is replaced in all "
                "texts of what the entry is about, former ones too, and in all entries on it. Empty: all words of the "
                "entry itself."),
    )  # fmt: skip
    file = Choice(
        _l("File"),
        hint=_l("Where the content of a file has to go that came with it. Its name, size and hash stay; a passage of "
                "its name is removed as any other."),
    )  # fmt: skip

    def validate_file(self, field: Field) -> None:
        """Refuse a file beside a passage: one goes after the other."""
        if field.data and self.passage.data:
            raise ValidationError(_("Give a passage or choose a file: one goes after the other."))


PAUSE_NEEDS = _l(
    "the reason, which is public and can be appealed, and for how many days, at most %(days)d",
    days=Stated("pause_days"),
)
"""What a move that pauses somebody's posting needs."""


class PauseForm(ActForm):
    """For how many days somebody's posting is paused, and why."""

    days = Whole(_l("Days"), needed=_l("Say for how many days."), hint=PAUSE)
