"""What is done to a comment with a reason: a table, from which pages and API follow."""

from collections.abc import Callable
from dataclasses import dataclass

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import Decision
from igtf.discussion import commands, pauses, policy
from igtf.discussion.forms import REPORTED, ActForm, PauseForm
from igtf.discussion.models import Comment


@dataclass(frozen=True)
class CommentAct:
    """What is done to a comment with a reason: the words on its page, who may, the command, what is said after it.

    ``hint``: what to know before. ``judges``: a moderator does it, with the reports at hand. ``form``: what it asks.
    """

    label: Text
    policy: Callable[[policy.CommentFacts], Decision]
    command: Callable[..., None]
    done: Text
    hint: Text = ""
    judges: bool = False
    form: type[ActForm] = ActForm


ACTS = {
    "report": CommentAct(_l("Report a comment"), policy.can_report, commands.report_comment,
                         _l("The moderators are told."), REPORTED),
    "hide": CommentAct(_l("Hide a comment"), policy.can_hide, commands.hide_comment, _l("The comment is hidden."),
                       judges=True),
    "keep": CommentAct(_l("Leave a comment as it is"), policy.can_keep, commands.keep_comment,
                       _l("The comment stays; whoever reported it is told why."), judges=True),
    "warn": CommentAct(_l("Warn who wrote a comment"), policy.can_warn, pauses.warn,
                       _l("Who wrote the comment is warned."),
                       _l("The warning and its reason are public and can be appealed. The comment stays unless it is "
                          "hidden."),
                       judges=True),
    "pause": CommentAct(_l("Pause the posting of who wrote a comment"), policy.can_pause, pauses.pause,
                        _l("Posting is paused; who wrote the comment is told."),
                        _l("The pause and its reason are public, and can be appealed."),
                        judges=True, form=PauseForm),
    "end-pause": CommentAct(_l("End a pause of posting"), policy.can_end_pause, pauses.end_pause,
                            _l("The pause has ended."), judges=True),
    "resolve": CommentAct(_l("Resolve a comment"), policy.can_resolve, commands.resolve_comment,
                          _l("The comment is resolved; who wrote it is told what was done.")),
    "reopen": CommentAct(_l("Open a comment again"), policy.can_reopen, commands.reopen_comment,
                         _l("The comment is open again.")),
}  # fmt: skip


def settling(comment: Comment, reader_id: int | None, *, edits: bool) -> str:
    """Return which act on a comment on a part of a text is open to a reader: 'resolve' or 'reopen'; '' for neither.

    ``edits``: they edit the text.
    """
    known = reader_id is not None
    facts = policy.CommentFacts(
        signed_in=known, verified=known, is_on_part=True, edits=edits, is_author=comment.actor_id == reader_id,
        is_hidden=comment.hidden_at is not None, is_resolved=comment.resolved_at is not None,
    )  # fmt: skip
    return next((name for name in ("resolve", "reopen") if ACTS[name].policy(facts)), "")
