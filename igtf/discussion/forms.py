"""Forms of the discussion."""

from flask_babel import lazy_gettext as _l
from wtforms import Form

from igtf.core.forms import Paragraphs, Whole


class CommentForm(Form):
    """A comment, maybe an answer to another one."""

    text = Paragraphs(_l("Comment"), needed=_l("Write a comment first."), hint=_l("Markdown works."), most=20_000)
    quotes = Whole(_l("Answers comment number"))


class ReasonForm(Form):
    """A reason that becomes public."""

    reason = Paragraphs(_l("Reason"), needed=_l("Say why."), most=2_000)
