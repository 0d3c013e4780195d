"""Who may do what with a meeting (procedure, section 11); one sentence for each no."""

from dataclasses import dataclass
from datetime import datetime

from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.core.policy import Decision, check
from igtf.discussion.policy import HAT_FIRST, OVER, participant
from igtf.record.stated import Stated


@dataclass(frozen=True)
class MeetingFacts:
    """What decisions on a meeting need to know of the actor and the meeting.

    ``leads``: a chair or delegate of the group, its responsible member where it has none; of a BoF that member or a
    proposer; of the council its chair or the secretariat. ``near``: it may be opened by now.
    ``undecided``: a decision of its minutes is open to objection; ``late``: the time to object has run out.
    ``documents``: the meeting has some that are no drafts; ``added``: the actor added one of them.
    """

    signed_in: bool
    verified: bool = False
    has_hat: bool = False
    leads: bool = False
    writes: bool = False
    near: bool = False
    attends: bool = False
    hum_open: bool = False
    humming: bool = False
    undecided: bool = False
    late: bool = False
    paused: datetime | None = None
    moderates: bool = False
    documents: bool = False
    added: bool = False

    @property
    def removes_any(self) -> bool:
        """Whether the actor removes documents that somebody else added."""
        return self.leads or self.moderates


HAT = _l("Add a hat to your profile first: everyone takes part under one.")
LEADS = _l(
    "This is for the chairs and delegates of the group, and where it has none for its responsible member; of a BoF for "
    "that member and its proposers; of the council for its chair and the secretariat."
)


def leads(facts: MeetingFacts) -> Decision:
    """Who leads the meeting."""
    return participant(facts) and check((facts.leads, LEADS))


def can_open(facts: MeetingFacts) -> Decision:
    """Who leads it, from shortly before its time (section 15)."""
    return leads(facts) and check(
        (
            facts.near,
            _ln(
                "A meeting is opened from %(num)d minute before its time.",
                "A meeting is opened from %(num)d minutes before its time.",
                Stated("early_minutes"),
            ),
        )
    )


def can_remove_document(facts: MeetingFacts) -> Decision:
    """Who added it, who leads the meeting, and moderators (section 12)."""
    return participant(facts) and check(
        (facts.documents, _l("This meeting has no document that somebody added.")),
        (
            facts.added or facts.removes_any,
            _l("A document is removed by who added it, by who leads the meeting, or by a moderator."),
        ),
    )


def can_attend(facts: MeetingFacts) -> Decision:
    """Anyone with a hat, once."""
    return participant(facts) and check(
        (facts.has_hat, HAT, HAT_FIRST), (not facts.attends, _l("You are on the list of those present."))
    )


def can_publish_minutes(facts: MeetingFacts) -> Decision:
    """Who leads the meeting, or a secretary of the group; the same correct what was published."""
    mine = _l("The minutes are for the chairs, delegates and secretaries of the group, and where nobody leads it for "
              "its responsible member; of a BoF for that member and its proposers; of the council for its chair and "
              "the secretariat.")  # fmt: skip
    return participant(facts) and check((facts.leads or facts.writes, mine))


def can_object(facts: MeetingFacts) -> Decision:
    """Anyone with a hat, in time while a decision is open to objection."""
    return participant(facts) and check(
        (facts.has_hat, HAT, HAT_FIRST),
        (facts.undecided, _l("No decision of this meeting is open to objection.")),
        (not facts.late, OVER),
    )


def can_ask_hum(facts: MeetingFacts) -> Decision:
    """Who leads the meeting, one question at a time."""
    return leads(facts) and check((not facts.hum_open, _l("A hum is under way; close it first.")))


def can_close_hum(facts: MeetingFacts) -> Decision:
    """Who leads the meeting, while a hum is under way."""
    return leads(facts) and check((facts.hum_open, _l("No hum is under way.")))


def can_hum(facts: MeetingFacts) -> Decision:
    """Who is present, once in each hum."""
    return participant(facts) and check(
        (facts.hum_open, _l("No hum is under way.")),
        (facts.attends, _l("Only who is on the list of those present hums; say that you are present first.")),
        (not facts.humming, _l("You have answered already. It cannot be changed: nobody knows which answer is yours.")),
    )
