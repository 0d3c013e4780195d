"""The decisions that can be appealed: kind of event → kind of decision → rungs, in their order (section 10).

What somebody with an office does and is not here stands in ``tests.inventory.no_decisions``, with the reason. A test
reads both beside the table of permissions, so that nothing is in neither.
"""

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.discussion.judging import ABOUT_PART, DECIDED
from igtf.record.appealable import APPEALABLE

LADDERS: dict[str, tuple[str, ...]] = {
    "group": ("chairs", "responsible", "council", "panel"),
    "house": ("council", "panel"),
    "moderator": ("moderators", "panel"),
}
"""Kind of decision → its rungs, the entry first; one where nobody is left who is not involved is passed over."""

KINDS_OF_DECISION: dict[str, Text] = {
    "group": _l("a decision of a group"),
    "house": _l("a decision of the clearing house, the secretariat or the council"),
    "moderator": _l("a decision of a moderator"),
}

_GROUP = (
    "call.declare", "draft.adopt", "draft.name-editors", "draft.decline-adoption", "draft.back-to-work",
    "draft.park", "draft.withdraw",
    "draft.replace", "draft.unpark", "meeting.decision-confirmed", "call.withdraw", "issue.take-up", "issue.return",
    "group.name-officer", "group.end-officer", "review.withdraw", "consultation.sum-up", "consultation.withdraw",
)  # fmt: skip
_HOUSE = (
    "issue.accept", "issue.decline", "issue.agree-referral", "issue.find-no-body", "issue.merge", "issue.resolve",
    "issue.let-stay", "issue.reopen", "outcome.note", "outcome.suggest", "outcome.become-issue", "outcome.attach",
    "group.approve-bof", "group.bof-again", "group.decline", "group.start-chartering", "group.return-charter",
    "group.establish", "group.charter", "group.recharter", "group.approve-after-refusal", "group.assign",
    "group.appoint-chair", "group.approve-milestone", "group.decline-milestone", "group.drop-milestone", "group.rest",
    "group.wake", "group.conclude",
    "procedure-change.back", "procedure-change.decline", "draft.assign", "draft.repeat-last-call", "draft.return",
    "draft.approve", "draft.publish",
    "ballot.put-to-alternate", "ballot.close", "ballot.close-early", "ballot.recall",
    "council.seat", "council.unseat", "council.send-liaison", "council.name-chair",
    "selection.announce-again", "selection.draw", "selection.fill", "selection.answer", "selection.confirm",
    "selection.withdraw", "recall.announce-again",
    "body.list", "body.end-contact", "body-change.approve", "body-change.decline",
    "statement.send", "statement.close", "statement.give-up", "statement.drop", "statement.revoke-link",
    "statement.open-issue", "statement.attach", "statement.note",
    "person.confirm-hat", "person.refuse-hat", "person.take-back-hat", "person.approve-claim", "person.close",
    "person.reopen", "role.give", "role.end",
)  # fmt: skip
JUDGED = ("issue", "group", "draft")
"""The kinds whose subjects moderators judge as a whole."""

_MODERATOR = (
    "comment.hide", "comment.keep", "comment.warn", "comment.pause", "comment.end-pause",
    *(f"{kind}.{move}" for kind in JUDGED for move in DECIDED),
    "consultation.hide-reply", "consultation.keep-reply", "consultation.show-reply", "consultation.warn",
    "consultation.pause", "consultation.end-pause", "entry.redact", "meeting.remove-document",
)  # fmt: skip

DECISIONS: dict[str, str] = {
    **dict.fromkeys(_GROUP, "group"), **dict.fromkeys(_HOUSE, "house"), **dict.fromkeys(_MODERATOR, "moderator"),
}  # fmt: skip
"""Kind of event → kind of decision."""

TAKES_AWAY = (
    "comment.hide", *(f"{kind}.hide" for kind in JUDGED), "consultation.hide-reply", "entry.redact",
    "meeting.remove-document",
)  # fmt: skip
"""The decisions that take away something that could be read: who keeps a copy takes it out of that."""

ONLY_ITSELF = (
    "comment.hide", "comment.keep", "comment.warn", "comment.pause", "comment.end-pause", "meeting.decision-confirmed",
    "issue.let-stay", *(f"{kind}.{move}" for kind in JUDGED for move in ABOUT_PART),
    "consultation.hide-reply", "consultation.keep-reply", "consultation.show-reply", "consultation.warn",
    "consultation.pause", "consultation.end-pause", "entry.redact", "meeting.remove-document",
    "group.name-officer", "group.end-officer", "group.assign", "group.appoint-chair", "group.return-charter",
    "group.approve-milestone", "group.decline-milestone", "group.drop-milestone", "draft.assign", "draft.name-editors",
    "council.seat", "council.unseat", "council.send-liaison", "council.name-chair",
    "selection.announce-again", "selection.answer", "recall.announce-again",
    "body.list", "body.end-contact", "statement.revoke-link",
    "person.confirm-hat", "person.refuse-hat", "person.take-back-hat", "person.approve-claim", "person.close",
    "person.reopen", "role.give", "role.end",
)  # fmt: skip
"""The decisions that are about a part of their subject, such as an office or a comment: its own state stays, and what
was decided about its other parts since."""

ALONE = ("statement.give-up",)
"""The decisions that are taken back alone, with the entries of the same act, and that their subject's state hangs on:
what came after them holds."""

FROM_BALLOT = ("draft.approve", "draft.return")
"""The decisions that a counted ballot led to: it is annulled with them, so its draft is in last call again."""

APPEALABLE.update(DECISIONS)
