"""Who may comment, edit, hide."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from igtf.core.policy import Decision, check


@dataclass(frozen=True)
class CommentFacts:
    """What decisions on comments need."""

    signed_in: bool
    verified: bool
    is_author: bool = False
    is_hidden: bool = False
    is_moderator: bool = False


SIGN_IN = _l("Sign in first; reading needs no account.")
VERIFY = _l("Verify your e-mail address first: open the link in the mail we sent you.")


def can_comment(facts: CommentFacts) -> Decision:
    """Anyone with a verified address may comment."""
    return check((facts.signed_in, SIGN_IN), (facts.verified, VERIFY))


def can_edit(facts: CommentFacts) -> Decision:
    """The author may edit; former texts stay visible."""
    return check(
        (facts.signed_in, SIGN_IN),
        (facts.is_author, _l("Only its author edits a comment.")),
        (not facts.is_hidden, _l("A hidden comment cannot be edited.")),
    )


def can_hide(facts: CommentFacts) -> Decision:
    """A moderator may hide a comment; its place stays visible with the reason (section 12)."""
    return check(
        (facts.is_moderator, _l("Only a moderator hides comments.")),
        (not facts.is_hidden, _l("This comment is hidden already.")),
    )
