"""Who may comment, edit, hide, warn, pause; and whose posting can be paused, whatever they opened."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.moments import moment_text
from igtf.core.policy import Decision, aside, check
from igtf.core.wording import in_turn


@dataclass(frozen=True)
class CommentFacts:
    """What decisions on comments need.

    ``paused``: until when the actor's posting is paused; ``heard``: they may comment here all the same. Of who wrote
    the comment: whether they have an account here (those of imported comments often have none), and whether their
    posting is paused; ``had_its_pause``: it was, for this comment. ``is_gone``: a moderator hid what is commented on,
    and the actor does not see it.
    """

    signed_in: bool
    verified: bool
    paused: datetime | None = None
    heard: bool = False
    is_author: bool = False
    is_hidden: bool = False
    is_moderator: bool = False
    is_on_part: bool = False
    is_resolved: bool = False
    edits: bool = False
    is_reported: bool = False
    has_reported: bool = False
    author_has_account: bool = False
    author_is_paused: bool = False
    had_its_pause: bool = False
    is_gone: bool = False


SIGN_IN = _l("Sign in first; reading needs no account.")
VERIFY = _l("Verify your e-mail address first: open the link in the mail we sent you.")
HAT_FIRST = (_l("Add a hat"), "/account/hat")
GONE = _l("A moderator hid this; nobody comments on it any more.")
HIDDEN_ALREADY = _l("This comment is hidden already.")
NEEDS_NO_ANSWER = _l("A hidden comment needs no answer.")
OVER = _l("The time for this is over; what comes later is not counted.")


class Reader(Protocol):
    """What the facts of every concept say of the actor."""

    @property
    def signed_in(self) -> bool: ...
    @property
    def verified(self) -> bool: ...


def participant(facts: Reader) -> Decision:
    """Every participant: signed in, with a verified address."""
    return check((facts.signed_in, SIGN_IN), (facts.verified, VERIFY))


class Wearer(Reader, Protocol):
    """A reader of whom it is known whether they wear a hat."""

    @property
    def has_hat(self) -> bool: ...


def under_hat(facts: Wearer, why: Text) -> Decision:
    """Every participant who wears a hat; ``why`` is the sentence for whoever has none."""
    return participant(facts) and check((facts.has_hat, why, HAT_FIRST))


class Poster(Reader, Protocol):
    """A reader of whom it is known whether their posting is paused, and until when."""

    @property
    def paused(self) -> datetime | None: ...


PAUSE = _l(
    "A pause of posting closes comments, replies to consultations, documents of meetings, additions to issues, and "
    "new issues, outcomes, groups, drafts, and changes of the procedure or of the list of bodies. Reading, supporting, "
    "positions, votes, objections, minority statements, appeals and recalls stay open, and comments on one's own "
    "appeal against it."
)
"""What a pause closes, and what it leaves open (section 12)."""


def paused_sentence(until: datetime | None) -> Text:
    """Return the sentence that says until when posting is paused, and what is not; empty without a pause."""
    if until is None:
        return ""
    said = _("Your posting is paused until %(moment)s; the mail about it says why.", moment=moment_text(until))
    return in_turn([said, PAUSE])


def heard_sentence(until: datetime | None) -> Text:
    """Return the sentence that says why who is paused can comment on this subject; empty without a pause."""
    if until is None:
        return ""
    return _(
        "Your posting is paused until %(moment)s. This is your appeal against it, so you can comment here, "
        "and only here.",
        moment=moment_text(until),
    )


def poster(facts: Poster) -> Decision:
    """A participant whose posting is not paused (section 12)."""
    return participant(facts) and check((facts.paused is None, paused_sentence(facts.paused)))


def _may_speak(facts: CommentFacts) -> Decision:
    """Whose posting is not paused; who is paused may speak on their own appeal against that (sections 10 and 12)."""
    return check((facts.paused is None or facts.heard, paused_sentence(facts.paused)))


def can_comment(facts: CommentFacts) -> Decision:
    """Anyone with a verified address may comment on what they see."""
    return participant(facts) and check((not facts.is_gone, GONE)) and _may_speak(facts)


def can_report(facts: CommentFacts) -> Decision:
    """Anyone else with a verified address may report what is shown; once until the moderators have settled it."""
    return participant(facts) and check(
        (not facts.is_author, _l("You wrote this comment. If something in it is wrong, edit it.")),
        (not facts.is_hidden, HIDDEN_ALREADY),
        (not facts.has_reported, _l("You reported this comment already. The moderators have it before them.")),
    )


def can_edit(facts: CommentFacts) -> Decision:
    """The author may edit; former texts stay visible."""
    return check(
        (facts.signed_in, SIGN_IN),
        (facts.is_author, _l("Only its author edits a comment.")),
        (not facts.is_hidden, _l("A hidden comment cannot be edited.")),
    ) and _may_speak(facts)


def can_judge(facts: CommentFacts) -> Decision:
    """Moderators decide on what was reported (section 12), on what others wrote only."""
    return check(
        (facts.is_moderator, _l("Only a moderator decides on comments that were reported, and hides them.")),
        aside(facts.is_author, _l("you wrote this comment")),
    )


def can_hide(facts: CommentFacts) -> Decision:
    """A moderator may hide a comment; its place stays visible with the reason (section 12)."""
    return can_judge(facts) and check(
        (not facts.is_hidden, HIDDEN_ALREADY),
    )


def can_keep(facts: CommentFacts) -> Decision:
    """A moderator who finds nothing wrong with a reported comment leaves it as it is, saying why."""
    return can_judge(facts) and check(
        (facts.is_reported, _l("No report of this comment waits for a decision.")),
    )


PAUSED_ALREADY = _l("The posting of who wrote this is paused already; end that pause first.")
NOT_PAUSED = _l("The posting of who wrote this is not paused.")


class Judged(Protocol):
    """What is known of who wrote a comment, or opened a subject, before moderators; fields as of ``CommentFacts``."""

    @property
    def author_has_account(self) -> bool: ...
    @property
    def author_is_paused(self) -> bool: ...
    @property
    def had_its_pause(self) -> bool: ...


def warnable(facts: Judged) -> Decision:
    """Who has an account here is warned, in public and with the reason (section 12)."""
    return check((facts.author_has_account, _l("Who wrote this has no account here.")))


def pausable(facts: Judged) -> Decision:
    """Their posting is paused: one pause at a time, and for each comment or subject (section 12)."""
    return warnable(facts) and check(
        (not facts.author_is_paused, PAUSED_ALREADY),
        (not facts.had_its_pause, _l("For this the posting of who wrote it was paused already.")),
    )


def resumable(facts: Judged) -> Decision:
    """A pause that runs is ended before its time."""
    return check((facts.author_is_paused, NOT_PAUSED))


def can_warn(facts: CommentFacts) -> Decision:
    """A moderator warns who wrote a comment."""
    return can_judge(facts) and warnable(facts)


def can_pause(facts: CommentFacts) -> Decision:
    """A moderator pauses the posting of who wrote a comment."""
    return can_judge(facts) and pausable(facts)


def can_end_pause(facts: CommentFacts) -> Decision:
    """A moderator ends the pause of who wrote a comment."""
    return can_judge(facts) and resumable(facts)


def can_redact(facts: CommentFacts, *, own: bool = False, concerned: bool = False) -> Decision:
    """A moderator removes from the record what law or privacy requires to go; not in a case of their own.

    ``own``: the actor made the entry; ``concerned``: it is about them, or on what they wrote.
    """
    return check(
        (facts.is_moderator, _l("Only a moderator removes words from the record.")),
        aside(own, _l("you made this entry")),
        aside(concerned, _l("it is about you, or about what you wrote")),
    )


ON_PART = _l("Only comments on a paragraph are resolved.")


def can_resolve(facts: CommentFacts) -> Decision:
    """Whoever edits the text resolves a comment on one of its paragraphs."""
    return check(
        (facts.signed_in, SIGN_IN),
        (facts.is_on_part, ON_PART),
        (facts.edits, _l("The authors, editors and chairs of the draft resolve comments on its paragraphs.")),
        (not facts.is_hidden, NEEDS_NO_ANSWER),
        (not facts.is_resolved, _l("This comment is resolved already.")),
    )


def can_reopen(facts: CommentFacts) -> Decision:
    """Who wrote a comment, or edits the text, opens it again."""
    return check(
        (facts.signed_in, SIGN_IN),
        (facts.is_on_part, ON_PART),
        (facts.is_author or facts.edits, _l("Who wrote the comment, or edits the draft, opens it again.")),
        (not facts.is_hidden, NEEDS_NO_ANSWER),
        (facts.is_resolved, _l("This comment is open.")),
    )
