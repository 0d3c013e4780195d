"""Who may do what with a review; one sentence for each no."""

from dataclasses import dataclass

from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import Decision, aside, check
from igtf.discussion.policy import participant
from igtf.drafts.policy import WRITES


@dataclass(frozen=True)
class ReviewFacts:
    """What decisions on a review need to know of the actor and the review.

    ``leads``: chairs the directorate or is its secretary; ``edits``: posted, wrote or edits the draft, or once
    edited it; ``answers``: the same, but for who edits it no more; ``waits``: the draft is hidden at present.
    """

    signed_in: bool
    verified: bool = False
    leads: bool = False
    is_reviewer: bool = False
    is_requester: bool = False
    edits: bool = False
    answers: bool = False
    late: bool = False
    waits: bool = False


LEADS = _l("This is for a chair or the secretary of the directorate.")
REVIEWER = _l("This is for the member to whom the review was given.")


def _readable(facts: ReviewFacts) -> Decision:
    """Nobody is asked to review what a moderator hid, which may be undone."""
    return check((not facts.waits, _l("A moderator hid the draft. The review waits until it is shown again.")))


def leads(facts: ReviewFacts) -> Decision:
    """A chair or the secretary of the directorate."""
    return participant(facts) and check((facts.leads, LEADS)) and _readable(facts)


def reviewer(facts: ReviewFacts) -> Decision:
    """The member to whom it was given."""
    return participant(facts) and check((facts.is_reviewer, REVIEWER)) and _readable(facts)


def can_review(facts: ReviewFacts) -> Decision:
    """The member to whom it was given, unless they write the draft by now: they decline, and another one is asked."""
    return reviewer(facts) and check(aside(facts.edits, WRITES))


def can_answer(facts: ReviewFacts) -> Decision:
    """The authors and editors of the draft."""
    return participant(facts) and check(
        (facts.answers, _l("A review is answered by the authors and editors of the draft."))
    )


def can_withdraw(facts: ReviewFacts) -> Decision:
    """Who asked for it, or who leads the directorate."""
    return participant(facts) and check(
        (
            facts.is_requester or facts.leads,
            _l("A request is withdrawn by who made it, or by a chair or the secretary of the directorate."),
        )
    )


def can_remind(facts: ReviewFacts) -> Decision:
    """The clock, once the day has passed."""
    return check((facts.late, _l("It is not overdue.")))
