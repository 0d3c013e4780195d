"""Forms of the discussion."""

from wtforms import Form, HiddenField

from igtf.core.forms import Paragraphs
from igtf.core.i18n import lazy_gettext as _l


class CommentForm(Form):
    """A comment, maybe an answer to another one."""

    body = Paragraphs(_l("Comment"), needed=_l("Write a comment first."), hint=_l("Markdown works."), most=20_000)
    quotes = HiddenField()
    part = HiddenField()


class ReasonForm(Form):
    """A reason that becomes public."""

    reason = Paragraphs(_l("Reason"), needed=_l("Say why."), most=2_000)
