"""The decisions that can be appealed: kind of event → kind of decision → rungs, in their order (section 10).

What somebody with an office does and is not here stands in ``tests.inventory.no_decisions``, with the reason. A test
reads both beside the table of permissions, so that nothing is in neither.
"""

from typing import NamedTuple

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.discussion.judging import ABOUT_PART, DECIDED

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


class Row(NamedTuple):
    """One decision: its kind of event, its kind of decision, and what else is true of it."""

    kind: str
    of: str
    of_part: bool = False
    """It is about a part of its subject, such as an office or a comment: its own state stays, and what was decided
    about its other parts since."""
    from_ballot: bool = False
    """A counted ballot led to it: it is annulled with it, so its draft is in last call again."""
    by_person: bool = False
    """It is a decision only where a person made it: by the clock it follows from another act."""
    names: bool = False
    """It is about an office or an account: whom its entry names stands aside from an appeal against it, and is told."""
    takes_away: bool = False
    """It takes away something that could be read: who keeps a copy takes it out of that."""


JUDGED = ("issue", "group", "draft")
"""The kinds whose subjects moderators judge as a whole."""

TABLE = (
    Row("call.declare", "group"),
    Row("draft.adopt", "group"),
    Row("draft.name-editors", "group", of_part=True, names=True),
    Row("draft.decline-adoption", "group"),
    Row("draft.back-to-work", "group"),
    Row("draft.park", "group"),
    Row("draft.withdraw", "group"),
    Row("draft.replace", "group"),
    Row("draft.unpark", "group"),
    Row("meeting.decision-confirmed", "group", of_part=True),
    Row("call.withdraw", "group"),
    Row("issue.take-up", "group"),
    Row("issue.return", "group"),
    Row("group.name-officer", "group", of_part=True, names=True),
    Row("group.end-officer", "group", of_part=True, names=True),
    Row("review.withdraw", "group"),
    Row("consultation.sum-up", "group"),
    Row("consultation.withdraw", "group"),
    Row("issue.accept", "house"),
    Row("issue.decline", "house"),
    Row("issue.agree-referral", "house"),
    Row("issue.find-no-body", "house"),
    Row("issue.merge", "house"),
    Row("issue.resolve", "house"),
    Row("issue.let-stay", "house", of_part=True),
    Row("issue.reopen", "house"),
    Row("outcome.note", "house"),
    Row("outcome.suggest", "house"),
    Row("outcome.become-issue", "house"),
    Row("outcome.attach", "house"),
    Row("group.approve-bof", "house"),
    Row("group.bof-again", "house"),
    Row("group.decline", "house"),
    Row("group.start-chartering", "house"),
    Row("group.return-charter", "house", of_part=True),
    Row("group.establish", "house"),
    Row("group.charter", "house"),
    Row("group.recharter", "house"),
    Row("group.approve-after-refusal", "house"),
    Row("group.assign", "house", of_part=True, names=True),
    Row("group.appoint-chair", "house", of_part=True, names=True),
    Row("group.approve-milestone", "house", of_part=True),
    Row("group.decline-milestone", "house", of_part=True),
    Row("group.drop-milestone", "house", of_part=True),
    Row("group.rest", "house"),
    Row("group.wake", "house"),
    Row("group.conclude", "house"),
    Row("procedure-change.back", "house"),
    Row("procedure-change.decline", "house"),
    Row("draft.assign", "house", of_part=True, names=True),
    Row("draft.repeat-last-call", "house"),
    Row("draft.return", "house", from_ballot=True),
    Row("draft.approve", "house", from_ballot=True),
    Row("draft.publish", "house"),
    Row("ballot.put-to-alternate", "house"),
    Row("ballot.close", "house"),
    Row("ballot.close-early", "house"),
    Row("ballot.recall", "house"),
    Row("council.seat", "house", of_part=True, names=True),
    Row("council.unseat", "house", of_part=True, names=True),
    Row("council.send-liaison", "house", of_part=True, names=True),
    Row("council.name-chair", "house", of_part=True, names=True),
    Row("selection.announce-again", "house", of_part=True),
    Row("selection.draw", "house"),
    Row("selection.fill", "house"),
    Row("selection.answer", "house", of_part=True),
    Row("selection.confirm", "house"),
    Row("selection.fill-vacancy", "house"),
    Row("selection.withdraw", "house"),
    Row("recall.announce-again", "house", of_part=True),
    Row("body.list", "house", of_part=True),
    Row("body.end-contact", "house", of_part=True),
    Row("body-change.approve", "house"),
    Row("body-change.decline", "house"),
    Row("statement.send", "house"),
    Row("statement.close", "house"),
    Row("statement.give-up", "house"),
    Row("statement.drop", "house", by_person=True),
    Row("statement.revoke-link", "house", of_part=True),
    Row("statement.open-issue", "house"),
    Row("statement.attach", "house"),
    Row("statement.note", "house"),
    Row("person.confirm-hat", "house", of_part=True, names=True),
    Row("person.refuse-hat", "house", of_part=True, names=True),
    Row("person.take-back-hat", "house", of_part=True, names=True),
    Row("person.approve-claim", "house", of_part=True, names=True),
    Row("person.close", "house", of_part=True, names=True),
    Row("person.reopen", "house", of_part=True, names=True),
    Row("role.give", "house", of_part=True, names=True),
    Row("role.end", "house", of_part=True, names=True),
    Row("comment.hide", "moderator", of_part=True, takes_away=True),
    Row("comment.keep", "moderator", of_part=True),
    Row("comment.warn", "moderator", of_part=True),
    Row("comment.pause", "moderator", of_part=True),
    Row("comment.end-pause", "moderator", of_part=True),
    *(
        Row(f"{kind}.{move}", "moderator", of_part=move in ABOUT_PART, takes_away=move == "hide")
        for kind in JUDGED
        for move in DECIDED
    ),
    Row("consultation.hide-reply", "moderator", of_part=True, takes_away=True),
    Row("consultation.keep-reply", "moderator", of_part=True),
    Row("consultation.show-reply", "moderator", of_part=True),
    Row("consultation.warn", "moderator", of_part=True),
    Row("consultation.pause", "moderator", of_part=True),
    Row("consultation.end-pause", "moderator", of_part=True),
    Row("entry.redact", "moderator", of_part=True, takes_away=True),
    Row("file.remove", "moderator", of_part=True, takes_away=True),
    Row("meeting.remove-document", "moderator", of_part=True, takes_away=True),
)

DECISIONS = {row.kind: row.of for row in TABLE}
"""Kind of event → kind of decision."""

ONLY_ITSELF = frozenset(row.kind for row in TABLE if row.of_part)
NAMING = frozenset(row.kind for row in TABLE if row.names)
FROM_BALLOT = frozenset(row.kind for row in TABLE if row.from_ballot)
TAKES_AWAY = tuple(row.kind for row in TABLE if row.takes_away)
