"""What a webhook is made of."""

from urllib.parse import urlsplit

from wtforms import Field, Form
from wtforms.validators import ValidationError

from igtf.core.forms import Choice, Line
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.workflow import WORKFLOWS
from igtf.people.forms import Checked

ALL, FOLLOWED = "all", "followed"


def abouts() -> list[tuple[str, Text]]:
    """Return what a webhook can be about, with the words for it: everything, what one follows, a kind of subject."""
    own: list[tuple[str, Text]] = [(ALL, _l("all acts")), (FOLLOWED, _l("what you follow"))]
    return own + [(kind, workflow.plural) for kind, workflow in WORKFLOWS.items()]


def _is_place(text: str) -> bool:
    try:
        place = urlsplit(text)
        return place.scheme == "https" and bool(place.hostname) and place.username is None and place.port != 0
    except ValueError:
        return False


def _reached_safely(_form: Form, field: Field) -> None:
    if not _is_place(field.data) or not field.data.isascii() or set(field.data) & {" ", "#", "\\"}:
        raise ValidationError(
            _("Give an address that begins with https://, such as https://example.org/igtf, without name or password.")
        )


class HookForm(Checked):
    """Where the entries go, and which."""

    address = Line(
        _l("Address"), needed=_l("Give the address."), most=500, validators=[_reached_safely],
        hint=_l("It begins with https:// and is reached from the public Internet."),
        render_kw={"inputmode": "url", "autocomplete": "off", "dir": "ltr"},
    )  # fmt: skip
    about = Choice(_l("About"), needed=_l("Choose what it is told of."))

    def fill(self) -> None:
        self.about.choices = abouts()
