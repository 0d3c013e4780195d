"""Links that people and programs enter: what is one, wherever one is asked for."""

import re

from wtforms import Field, Form
from wtforms.validators import ValidationError

from igtf.core.i18n import lazy_gettext as _l

NO_LINK = _l("Give one link that begins with https://, without blanks, quotation marks, < or >.")
_END = "\\s<>\"'\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
"""What a link cannot hold: also controls, and what turns the direction in which it is shown."""
_LINK = re.compile(rf"https?://[^{_END}/?#][^{_END}]*")
_PATH = re.compile(rf"/[^{_END}]*")


def is_link(text: str) -> bool:
    """Return whether a text is one link of the web, and holds nothing that would end it where it is shown."""
    return _LINK.fullmatch(text) is not None


def links_in(text: str) -> list[str]:
    """Return the links of the web in a text, without the stops and commas behind them."""
    return [found.rstrip(".,;:!?") for found in _LINK.findall(text)]


def begins_link(text: str) -> bool:
    """Return whether a text is meant as a link of the web."""
    return text.startswith(("https://", "http://"))


def web_address(_form: Form, field: Field) -> None:
    """Refuse what is no link of the web."""
    if not is_link(field.data or ""):
        raise ValidationError(str(NO_LINK))


def web_address_or_path(_form: Form, field: Field) -> None:
    """Refuse what is no link of the web and no path of this site."""
    if not _PATH.fullmatch(field.data or ""):
        web_address(_form, field)
