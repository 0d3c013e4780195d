"""Who may do what with an issue or an outcome; one sentence for each no."""

from dataclasses import dataclass, field
from datetime import date, datetime

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.core.policy import Decision, aside, check
from igtf.discussion.policy import OVER, SIGN_IN, participant
from igtf.discussion.policy_judging import Judging
from igtf.record.stated import Stated


@dataclass(frozen=True)
class IssueFacts:
    """What decisions on an issue need to know of the actor and the issue.

    ``stopped``: the proposal that is pending was stopped, and is before a ballot. ``late``: the time in which it could
    be has run out. ``agreed``: the number of the statement that will refer it, as agreed, and was not sent yet; ''
    without one. ``filer_signs_in``: who filed it has an account that is open. ``over``: the time to answer what was
    asked has run out. ``disputed``: its resolution was contested, and nobody answered that. ``related``: a relation to
    another issue was stated on it and stands; ``stated``: one that the actor stated. ``reworded``: it says something
    else than what the actor supported.
    """

    signed_in: bool
    verified: bool = False
    paused: datetime | None = None
    is_filer: bool = False
    is_assigned: bool = False
    clearing_house: bool = False
    chairs_a_group: bool = False
    responsible: bool = False
    supports: bool = False
    reworded: bool = False
    pending: bool = False
    stopped: bool = False
    late: bool = False
    agreed: str = ""
    is_proposer: bool = False
    objected: bool = False
    may_contest: bool = False
    contested: bool = False
    disputed: bool = False
    related: bool = False
    stated: bool = False
    filer_signs_in: bool = True
    over: bool = False
    judging: Judging = field(default_factory=Judging)


ASSIGNED = _l("This is for the assigned member of the clearing house; any member may volunteer first.")
FILED = _l("you filed this issue")
HOUSE = _l("This is for the members of the clearing house: the council and the secretariat.")
BALLOT_DECIDES = _l(
    "Objections stopped what was proposed on this issue, and the ballot of the council decides it. Wait for its result."
)
ONE_PENDING = _l("One proposal is pending already; it has to be settled or withdrawn first.")


def can_edit(facts: IssueFacts) -> Decision:
    """Filer or assigned member."""
    return participant(facts) and check(
        (facts.is_filer or facts.is_assigned, _l("An issue is edited by who filed it, or by the assigned member."))
    )


def filer(facts: IssueFacts) -> Decision:
    """The filer only."""
    return participant(facts) and check((facts.is_filer, _l("This is for the person who filed the issue.")))


def can_ask(facts: IssueFacts) -> Decision:
    """The assigned member, where somebody can answer, and no ballot decides."""
    return assigned(facts) and check(
        (facts.filer_signs_in, _l("Ask in a comment: nobody signs in as who filed it.")), _undecided(facts)
    )


def _undecided(facts: IssueFacts) -> tuple[bool, Text]:
    """Return the condition that no ballot decides on the issue: nobody of the house, nor a chair, ends it alone."""
    return not facts.stopped, BALLOT_DECIDES


def can_resolve(facts: IssueFacts) -> Decision:
    """The assigned member, while no ballot decides."""
    return assigned(facts) and check(_undecided(facts))


def can_answer(facts: IssueFacts) -> Decision:
    """The filer, in time (section 15)."""
    return filer(facts) and check((not facts.over, OVER))


def assigned(facts: IssueFacts) -> Decision:
    """The assigned member of the clearing house, for what others filed."""
    return participant(facts) and check((facts.is_assigned, ASSIGNED), aside(facts.is_filer, FILED))


def can_merge(facts: IssueFacts) -> Decision:
    """The assigned member, while no ballot decides, or the filer, who may withdraw it as well."""
    return participant(facts) and check(
        (facts.is_assigned or facts.is_filer, _l("This is for the assigned member, or for who filed the issue.")),
        (facts.is_filer or not facts.stopped, BALLOT_DECIDES),
    )


def house(facts: IssueFacts) -> Decision:
    """Any member of the clearing house."""
    return participant(facts) and check((facts.clearing_house, HOUSE))


@dataclass(frozen=True)
class ImportFacts:
    """What a decision on importing a list needs to know of the actor."""

    signed_in: bool
    secretariat: bool


def can_import(facts: ImportFacts) -> Decision:
    """The secretariat imports lists; whoever takes part enters outcomes one by one."""
    return check(
        (facts.signed_in, SIGN_IN),
        (
            facts.secretariat,
            _l("Lists of outcomes are imported by the secretariat. You can enter an outcome by itself."),
        ),
    )


def can_volunteer(facts: IssueFacts) -> Decision:
    """A member of the clearing house who is not assigned yet, and did not file it."""
    return house(facts) and check(
        (not facts.is_assigned, _l("You are the assigned member already.")), aside(facts.is_filer, FILED)
    )


def can_propose(facts: IssueFacts) -> Decision:
    """A member of the clearing house, while no other proposal is pending (section 2: one at a time).

    A referral that was agreed is not done before its statement is sent, so it is in the way as well.
    """
    return house(facts) and check(
        (not facts.pending, ONE_PENDING),
        (
            not facts.agreed,
            _l(
                "To refer it is agreed: LS-%(ref)s waits to be sent. Another proposal is possible once it is sent or "
                "dropped.",
                ref=facts.agreed,
            ),
        ),
    )


def can_object(facts: IssueFacts) -> Decision:
    """A member of the clearing house other than the proposer, once, in time while a proposal is pending."""
    return house(facts) and check(
        (facts.pending, _l("No proposal is pending.")),
        (not facts.stopped, _l("The proposal is stopped already; the ballot on it decides.")),
        (not facts.is_proposer, _l("Who made the proposal can withdraw it instead.")),
        (not facts.objected, _l("Your objection is recorded already.")),
        (not facts.late, OVER),
    )


def can_withdraw_proposal(facts: IssueFacts) -> Decision:
    """The proposer of what is pending, in time or before the ballot has decided."""
    return participant(facts) and check(
        (facts.pending, _l("No proposal is pending.")),
        (facts.is_proposer, _l("Only who made the proposal withdraws it.")),
        (not facts.late, OVER),
    )


def can_support(facts: IssueFacts) -> Decision:
    """A participant who does not support the issue yet."""
    return participant(facts) and check((not facts.supports, _l("You support this issue already.")))


def can_end_support(facts: IssueFacts) -> Decision:
    """A participant who supports the issue."""
    return participant(facts) and check((facts.supports, _l("You do not support this issue.")))


def can_renew_support(facts: IssueFacts) -> Decision:
    """A supporter, once the issue says something else than when the support was given."""
    return can_end_support(facts) and check((facts.reworded, _l("You support it as it is worded now already.")))


def can_withdraw_relation(facts: IssueFacts) -> Decision:
    """Who stated a relation takes it back, and who may edit the issue on which it was stated."""
    return participant(facts) and check(
        (
            facts.related,
            _l("No relation stands that was stated on this issue."),
        ),
        (
            facts.stated or facts.is_filer or facts.is_assigned,
            _l("A relation is taken back by who stated it, by who filed this issue, or by the assigned member."),
        ),
    )


def can_contest(facts: IssueFacts) -> Decision:
    """Filer and supporters, in time (section 15)."""
    return participant(facts) and check(
        (facts.is_filer or facts.supports, _l("A resolution is contested by who filed the issue or supports it.")),
        (not facts.contested, _l("You contested this resolution already.")),
        (
            facts.may_contest,
            _ln(
                "A resolution can be contested within %(num)d day.",
                "A resolution can be contested within %(num)d days.",
                Stated("contest_days"),
            ),
        ),
    )


def has_deadline(purpose: str, deadline: date | None) -> Decision:
    """A letter for action says by when (section 9; RFC 4053)."""
    return check((purpose != "action" or deadline is not None, _l("A statement for action needs a deadline.")))


def can_let_stay(facts: IssueFacts) -> Decision:
    """The assigned member answers who contested a resolution, where it is not opened again."""
    return assigned(facts) and check((facts.disputed, _l("No contest of its resolution waits for an answer.")))


def can_take_up(facts: IssueFacts) -> Decision:
    """The chair of a group, while no ballot decides; the command checks the group."""
    return participant(facts) and check(
        (facts.chairs_a_group, _l("An issue is taken up by the chair of an active group.")), _undecided(facts)
    )


def can_return(facts: IssueFacts) -> Decision:
    """The chair or the responsible member of the group that has the issue."""
    return participant(facts) and check(
        (facts.responsible, _l("An issue is returned by the chair or the responsible member of its group."))
    )
