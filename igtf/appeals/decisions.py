"""The decisions that can be appealed: kind of event → kind of decision → rungs, in their order (section 10)."""

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
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
    "call.declare", "draft.adopt", "draft.decline-adoption", "draft.back-to-work", "draft.park", "draft.withdraw",
    "draft.replace", "meeting.decision-confirmed",
)  # fmt: skip
_HOUSE = (
    "issue.accept", "issue.decline", "issue.agree-referral", "issue.find-no-body", "issue.merge", "issue.resolve",
    "outcome.note", "outcome.suggest",
    "group.approve-bof", "group.decline", "group.start-chartering", "group.establish", "group.charter",
    "group.recharter", "group.approve-after-refusal", "group.conclude",
    "draft.return", "draft.approve", "draft.publish",
    "ballot.close", "ballot.close-early",
    "statement.send", "statement.close",
    "selection.draw", "selection.fill", "selection.confirm",
)  # fmt: skip
_MODERATOR = (
    "comment.hide", "comment.warn", "comment.pause", "issue.hide", "consultation.hide-reply", "entry.redact",
)  # fmt: skip

DECISIONS: dict[str, str] = {
    **dict.fromkeys(_GROUP, "group"), **dict.fromkeys(_HOUSE, "house"), **dict.fromkeys(_MODERATOR, "moderator"),
}  # fmt: skip
"""Kind of event → kind of decision."""

ONLY_ITSELF = (
    "comment.hide", "comment.warn", "comment.pause", "meeting.decision-confirmed", "consultation.hide-reply",
    "entry.redact",
)  # fmt: skip
"""The decisions that are about a part of their subject: the subject's own state stays."""

APPEALABLE.update(DECISIONS)
