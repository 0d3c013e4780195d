"""Who may do what with bodies and statements; one sentence for each no."""

from dataclasses import dataclass
from datetime import datetime

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.core.moments import day
from igtf.core.policy import YES, Decision, check
from igtf.core.wording import Listed
from igtf.discussion.policy import SIGN_IN, participant
from igtf.issues.policy import HOUSE
from igtf.record.holds import Held, held_sentence
from igtf.record.stated import Stated


@dataclass(frozen=True)
class RoutingFacts:
    """What decisions on a body or a statement need to know of the actor and the thing.

    ``paused``: until when the actor's posting is paused.
    ``follows``: the actor is the clock, an importer or a contact, so a draft follows from another act.
    ``is_drafter``: the actor drafted it, or holds an office for that in the group that it is from.
    ``answers_ours``: it came from a body, in answer to a statement of this side that can still be answered.
    ``answered``: no point of it is waited for: each was answered or given up, or none was asked for.
    ``held``: why sending waits.
    ``has_contacts``: the body has a contact at all. ``reminded``: when it was reminded, while that is too short ago for
    another reminder by hand. ``pointless``: it refers issues or carries recommendations, and
    none of them is open (while it is not sent: to be referred), or in force, any more. ``overseen``: it is a group's,
    which has a responsible member. ``awaited``: a day is waited for. ``spent_days``: that has passed, and so has the
    last one to which it could be put off.
    ``given_up``: for each point that is open, the days after which it counts as not answered have passed since the date
    that is waited for now; ``given_up_in_part``: for one of them, while another is still waited for. ``released``: an
    answer was asked for, some point has none, and none is waited for any more.
    ``corrects``: it tells a body that an earlier one no longer stands. ``spent``: it was dropped and carries no
    recommendation in force, or what it follows from was annulled. ``overtaken``: it was dropped by itself, as the body
    that passed it on answered anew, or is left with nothing to pass on. ``elsewhere``: the letters that pass on points
    of it since, by their names. ``unchaired``: nobody chairs the council.
    """

    signed_in: bool
    verified: bool = False
    paused: datetime | None = None
    follows: bool = False
    contact: bool = False
    secretariat: bool = False
    clearing_house: bool = False
    council_chair: bool = False
    responsible: bool = False
    chairs_a_group: bool = False
    overseen: bool = False
    is_drafter: bool = False
    is_approver: bool = False
    answered: bool = False
    awaited: bool = False
    late: bool = False
    spent_days: bool = False
    given_up: bool = False
    given_up_in_part: bool = False
    released: bool = False
    corrects: bool = False
    spent: bool = False
    overtaken: bool = False
    elsewhere: tuple[str, ...] = ()
    is_proposer: bool = False
    answers_ours: bool = False
    held: Held | None = None
    has_contacts: bool = False
    reminded: datetime | None = None
    pointless: bool = False
    unchaired: bool = False


SECRETARIAT = _l("This is for the secretariat.")
POINTLESS = _l(
    "Nothing is left to send it for: each issue of it is closed, or a group or a recommendation takes care of it, and "
    "it carries no recommendation in force, or all that it asks is known to be done or declined. Drop it."
)
NO_CHAIR = _l("The council has no chair, who would approve this letter; it waits until one is elected.")
TO_ELECTION = (_l("Elections of the chair"), "/elections/")
OWED = _l(
    "The body has to learn that our earlier statement no longer stands: this one is sent, and neither dropped nor "
    "taken back."
)
OVERTAKEN = _l("The body that passed this on has answered anew since. What it still passes on is in another statement.")
NO_CONTACT = _l("This body has no contact yet; add one first.")
SPENT_DAYS = _l("Another date is at most a year after the one that was asked for, and that has passed too.")
CONTACT = _l("This is for the contact of the body, from the link in the mail, or for the secretariat with evidence.")


def secretariat(facts: RoutingFacts) -> Decision:
    """The secretariat."""
    return participant(facts) and check((facts.secretariat, SECRETARIAT))


def with_contact(facts: RoutingFacts) -> Decision:
    """The secretariat, where there is a contact."""
    return secretariat(facts) and check((facts.has_contacts, NO_CONTACT))


def can_send(facts: RoutingFacts) -> Decision:
    """The secretariat, while no appeal is pending (section 10) and an issue of it can be referred."""
    return secretariat(facts) and check(
        (facts.held is None, held_sentence(facts.held)), (not facts.pointless, POINTLESS)
    )


def can_list(facts: RoutingFacts) -> Decision:
    """The secretariat; or the importer that lists the bodies at the start, or the contact who writes to us."""
    return YES if facts.follows else secretariat(facts)


def house(facts: RoutingFacts) -> Decision:
    """A member of the clearing house."""
    return participant(facts) and check((facts.clearing_house, HOUSE))


def can_withdraw(facts: RoutingFacts) -> Decision:
    """Who proposed the change."""
    return participant(facts) and check((facts.is_proposer, _l("A proposal is withdrawn by who made it.")))


def can_count(facts: RoutingFacts) -> Decision:
    """The secretariat, for a statement that answers one of ours."""
    return secretariat(facts) and check(
        (facts.answers_ours, _l("It does not say that it answers a statement of ours that waits for an answer."))
    )


def can_draft(facts: RoutingFacts) -> Decision:
    """A group chair or the clearing house; or it follows a referral, a publication or a passing on."""
    if facts.follows:
        return YES
    return participant(facts) and check(
        (
            facts.clearing_house or facts.chairs_a_group,
            _l("A liaison statement is drafted by the chair of a group or a member of the clearing house."),
        )
    )


def can_edit(facts: RoutingFacts) -> Decision:
    """Who drafted it, or does so in its group now, or the clearing house."""
    return participant(facts) and check(
        (
            facts.is_drafter or facts.clearing_house,
            _l(
                "A draft is edited by who drafted it, by a chair or delegate of its group, or by a member of the "
                "clearing house."
            ),
        )
    )


def can_approve(facts: RoutingFacts) -> Decision:
    """The responsible member for a group's statement; the council chair for the council's, and where there is none.

    An issue of it must be there to refer: else there is nothing to ask.
    """
    by_group = _l("A group's statement is approved by the responsible member of the group.")
    by_council = _l(
        "A statement of the council, or of a group without a responsible member, is approved by the council chair."
    )
    nobody_can = facts.unchaired and not facts.overseen
    return participant(facts) and check(
        (not (nobody_can and facts.pointless), POINTLESS),
        (not nobody_can, NO_CHAIR, TO_ELECTION),
        (_approves(facts), by_group if facts.overseen else by_council),
        (not facts.pointless, POINTLESS),
    )


def _approves(facts: RoutingFacts) -> bool:
    """Return whether the statement goes on by the actor's approval (section 9)."""
    return facts.responsible if facts.overseen else facts.council_chair


def can_answer(facts: RoutingFacts) -> Decision:
    """A contact of the body, or the secretariat with evidence."""
    if facts.contact:
        return YES
    return check((facts.signed_in, SIGN_IN), (facts.secretariat, CONTACT))


def can_confirm(facts: RoutingFacts) -> Decision:
    """A contact of the body, or the secretariat with evidence, where there is a contact."""
    return can_answer(facts) and check((facts.has_contacts, NO_CONTACT))


def can_offer_date(facts: RoutingFacts) -> Decision:
    """The clearing house, while the body waits for an answer by a day."""
    return house(facts) and check(
        (facts.awaited, _l("The body waits for no answer by a day, so no other date is needed.")),
        (not facts.spent_days, SPENT_DAYS),
    )


def can_propose_date(facts: RoutingFacts) -> Decision:
    """A contact of the body only, while a date is waited for and what the letter is about goes on."""
    return check(
        (facts.contact, _l("Another date is proposed by the contact of the body, from the link in the mail.")),
        (facts.awaited, _l("No answer to this statement is waited for, so no other date is needed.")),
        (not facts.pointless, _l("What it is about is closed: no answer is waited for, so no other date is needed.")),
        (not facts.spent_days, SPENT_DAYS),
    )


def can_remind(facts: RoutingFacts) -> Decision:
    """The clock or the secretariat, once the date has passed, where there is a contact and what it is about goes on.

    The secretariat not before ``hand_reminder_days`` are over since the last reminder; the clock has its own rhythm.
    """
    return (YES if facts.follows else secretariat(facts)) and check(
        (facts.late, _l("A reminder is sent once the date for the answer has passed.")),
        (facts.has_contacts, NO_CONTACT),
        (not facts.pointless, _l("What it is about is closed, so nobody is reminded of it. Close it.")),
        (facts.follows or facts.reminded is None, _reminded(facts.reminded)),
    )


def _reminded(at: datetime | None) -> Text:
    """Return the sentence that says when the body was reminded last."""
    if at is None:
        return ""
    return _ln(
        "The body was reminded on %(day)s; another reminder can be sent %(num)d day after that.",
        "The body was reminded on %(day)s; another reminder can be sent %(num)d days after that.",
        Stated("hand_reminder_days"), day=day(at),
    )  # fmt: skip


def can_drop(facts: RoutingFacts) -> Decision:
    """Who drafted it, who approved it, or who may: whoever is asked for a yes can say no. Or the clock, for an answer.

    One that corrects another is owed to the body: who answers for what was annulled does not keep it back.
    """
    by_clock = facts.follows and not facts.contact
    return (YES if by_clock else participant(facts)) and check(
        (
            by_clock or facts.is_drafter or facts.is_approver or _approves(facts),
            _l(
                "A statement is dropped by who drafted it, by a chair or delegate of its group, or by who approved or "
                "may approve it."
            ),
        ),
        (not facts.corrects, OWED),
    )


def can_redraft(facts: RoutingFacts) -> Decision:
    """Who drafted it, or the clearing house; one that was dropped, while a recommendation that it carries is in force.

    So what a recommendation asks reaches its bodies, though a deadline passed or somebody dropped its letter.
    """
    return participant(facts) and check(
        (
            facts.is_drafter or facts.clearing_house,
            _l(
                "A statement is taken back into draft by who drafted it, by a chair or delegate of its group, or by a "
                "member of the clearing house."
            ),
        ),
        (not facts.corrects, OWED),
        (not facts.overtaken, OVERTAKEN),
        (not facts.elsewhere, _elsewhere(facts.elsewhere)),
        (not facts.spent, _l("It was dropped, and carries no recommendation that is in force. Draft another one.")),
    )


def _elsewhere(names: tuple[str, ...]) -> Text:
    """Return the sentence that says which letters ask what a letter would ask once more."""
    return _l(
        "The body that passed this on has answered anew since, and what it passes on is asked in: %(names)s. Draft "
        "another one for what is not asked there.",
        names=Listed(names),
    )  # fmt: skip


def can_give_up(facts: RoutingFacts) -> Decision:
    """The clearing house: while a point that is long past its date is open, and another one is still waited for."""
    return house(facts) and check(
        (not facts.given_up, _l("No point is waited for any more: close the statement as not answered.")),
        (
            facts.given_up_in_part,
            _ln(
                "A point counts as never answered %(num)d day after its answer was due, not before.",
                "A point counts as never answered %(num)d days after its answer was due, not before.",
                Stated("no_answer_days"),
            ),
        ),
    )


def can_close(facts: RoutingFacts) -> Decision:
    """The clearing house: one that was answered, or whose matter is over, or that is released, or long past its dates.

    That is ``no_answer_days`` past that of each point that is open.
    """
    return participant(facts) and check(
        (facts.clearing_house, HOUSE),
        (
            facts.answered or facts.given_up or facts.released or facts.pointless,
            _ln(
                "A statement without answer is closed %(num)d day after the answer was due, not before.",
                "A statement without answer is closed %(num)d days after the answer was due, not before.",
                Stated("no_answer_days"),
            ),
        ),
    )
