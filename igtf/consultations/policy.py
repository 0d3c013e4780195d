"""Who may do what in a consultation (procedure, section 12); one sentence for each no."""

from dataclasses import dataclass
from datetime import datetime

from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.moments import moment_text
from igtf.core.policy import Decision, check, no
from igtf.discussion.policy import participant, poster, under_hat


@dataclass(frozen=True)
class ConsultationFacts:
    """What decisions on a consultation need to know of the actor and the consultation.

    ``may_ask``: the actor may draft one for some group, or for the clearing house; ``leads``: this one,
    whose group is ``dormant`` while it rests.
    ``by_invitation``: only who is ``invited`` replies, and ``anybody`` is. ``closed_at`` is the closing time when it
    has passed. ``asks``: it has questions; ``replies``, ``baskets`` and ``statements``: it has any;
    ``drawn_from``: one from the actor's own reply, which is ``withheld`` once a moderator hid it. ``hides``: a reply is
    hidden; ``reported``: reports of one wait;
    ``pauses``: the posting of somebody who replied is paused. ``paused``: until when the actor's posting is.
    """

    signed_in: bool
    verified: bool = False
    has_hat: bool = False
    may_ask: bool = False
    leads: bool = False
    dormant: bool = False
    by_invitation: bool = False
    invited: bool = False
    anybody: bool = False
    closed_at: datetime | None = None
    asks: bool = False
    replies: bool = False
    baskets: bool = False
    statements: bool = False
    drawn_from: bool = False
    withheld: bool = False
    moderator: bool = False
    hides: bool = False
    reported: bool = False
    pauses: bool = False
    paused: datetime | None = None


HAT = _l("Add a hat to your profile first: every reply stands under one.")
ASKS = _l("A consultation is drafted by a chair or delegate of a group, or by a member of the clearing house.")
LEADS = _l("This is for those who ask: the chairs and delegates of the group, or the clearing house.")
DORMANT = _l("The group is dormant; its consultation is opened once its responsible member has woken it.")
NO_REPLY = _l("Nobody has replied yet.")
NO_STATEMENT = _l("No statement has been drawn from the replies yet.")


def can_draft(facts: ConsultationFacts) -> Decision:
    """Chairs and delegates of groups, and the clearing house."""
    return participant(facts) and check((facts.may_ask, ASKS))


def leads(facts: ConsultationFacts) -> Decision:
    """Those who ask."""
    return participant(facts) and check((facts.leads, LEADS))


def in_time(facts: ConsultationFacts) -> Decision:
    """Before the closing time, by the server's clock, whether or not it was closed already."""
    if facts.closed_at:
        return no(_("This consultation closed at %(moment)s.", moment=moment_text(facts.closed_at)))
    return check()


def can_open(facts: ConsultationFacts) -> Decision:
    """Those who ask, once there is a question and somebody who may answer it; not for a group that rests."""
    return leads(facts) and check(
        (not facts.dormant, DORMANT),
        (facts.asks, _l("Write the questions first.")),
        (not facts.by_invitation or facts.anybody, _l("It is by invitation: invite somebody first.")),
    )


def can_extend(facts: ConsultationFacts) -> Decision:
    """Those who ask, before it has closed."""
    return leads(facts) and in_time(facts)


def with_hat(facts: ConsultationFacts) -> Decision:
    """Every participant with a verified address and a hat."""
    return under_hat(facts, HAT)


def can_reply(facts: ConsultationFacts) -> Decision:
    """Everyone, or who is invited, whose posting is not paused; in time, and unless a moderator hid their reply."""
    only = _l("Only those who are invited reply here; everybody can read and comment.")
    admitted = check(
        (not facts.by_invitation or facts.invited, only),
        (not facts.withheld, _l("A moderator hid your reply; it cannot be revised.")),
    )
    return poster(facts) and with_hat(facts) and admitted and in_time(facts)


def can_draw(facts: ConsultationFacts) -> Decision:
    """Those who ask, once there is a reply to draw a statement from."""
    return leads(facts) and check((facts.replies, NO_REPLY))


def can_sort(facts: ConsultationFacts) -> Decision:
    """Those who ask, once there are replies, and baskets to sort them into."""
    return can_draw(facts) and check((facts.baskets, _l("Name the baskets first.")))


def can_take_stance(facts: ConsultationFacts) -> Decision:
    """Everyone with a hat, also who was not invited to reply, once there is a statement."""
    return with_hat(facts) and check((facts.statements, NO_STATEMENT))


def can_withdraw_statement(facts: ConsultationFacts) -> Decision:
    """Those who ask, and who wrote the reply that one was drawn from; the command checks which one."""
    mine = _l("A statement is withdrawn by those who ask, or by who wrote the reply that it was drawn from.")
    return participant(facts) and check(
        (facts.leads or facts.drawn_from, mine),
        (facts.statements, NO_STATEMENT),
    )


def can_file_issue(facts: ConsultationFacts) -> Decision:
    """Whoever may file an issue, once there is a reply that it comes from."""
    return poster(facts) and check((facts.replies, NO_REPLY))


def can_report(facts: ConsultationFacts) -> Decision:
    """Every participant, once there is a reply."""
    return participant(facts) and check((facts.replies, NO_REPLY))


def can_keep(facts: ConsultationFacts) -> Decision:
    """A moderator, before whom a report is (section 12)."""
    mine = _l("Only a moderator decides on a reply that was reported.")
    return check((facts.moderator, mine)) and check((facts.reported, _l("No report of a reply waits for a decision.")))


def can_hide(facts: ConsultationFacts) -> Decision:
    """A moderator (section 12)."""
    return check((facts.moderator, _l("Only a moderator hides a reply."))) and check((facts.replies, NO_REPLY))


def can_show(facts: ConsultationFacts) -> Decision:
    """A moderator, who hid one."""
    mine = _l("Only a moderator shows a hidden reply again.")
    return check((facts.moderator, mine)) and check((facts.hides, _l("No reply here is hidden.")))


def can_judge_author(facts: ConsultationFacts) -> Decision:
    """A moderator, once there is a reply, be it hidden; the command looks at who wrote it (section 12)."""
    mine = _l("Only a moderator decides on who wrote a reply.")
    return check((facts.moderator, mine), (facts.replies or facts.hides, NO_REPLY))


def can_end_pause(facts: ConsultationFacts) -> Decision:
    """A moderator, while the posting of somebody who replied is paused."""
    return can_judge_author(facts) and check((facts.pauses, _l("The posting of nobody who replied is paused.")))
