"""Forms of the discussion."""

from flask_babel import lazy_gettext as _l
from wtforms import Form, HiddenField

from igtf.core.forms import Paragraphs


class CommentForm(Form):
    """A comment, maybe an answer to another one."""

    body = Paragraphs(_l("Comment"), needed=_l("Write a comment first."), hint=_l("Markdown works."), most=20_000)
    quotes = HiddenField()
    part = HiddenField()


class ReasonForm(Form):
    """A reason that becomes public."""

    reason = Paragraphs(_l("Reason"), needed=_l("Say why."), most=2_000)
