"""The states and moves of an election of the council's chair (procedure, sections 1 and 8)."""

from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.policy import always
from igtf.core.workflow import CLOCK, Move, State, Workflow
from igtf.election import events, forms, policy
from igtf.record.stated import Stated

_MEMBER = _l("a member of the council")
_ALL = ("council", "followers")
_ANSWERED = ("candidate's nominator", "followers")

FILLED = ("elected", "in-office")
"""The states in which somebody has the chair, or waits for it."""

ELECTION = Workflow(
    kind="election",
    collection="elections",
    label=_l("election of the chair"),
    plural=_l("Elections of the chair"),
    states=(
        State("nominating", _l("Nominations open"), "work", _l("Members of the council are nominated, and stand."),
              due=_l("nominations close")),
        State("voting", _l("Vote open"), "work", _l("Each member says whom they accept as chair."),
              due=_l("vote closes")),
        State("elected", _lp("election", "Elected"), "waiting",
              _l("Takes office when the term of the last chair is over."), due=_l("takes office")),
        State("in-office", _l("In office"), "decided",
              _ln("Chairs the council for %(num)d day.", "Chairs the council for %(num)d days.",
                  Stated("chair_days")), due=_l("term ends")),
        State("over", _lp("election", "Over"), "closed", _l("Chairs the council no more.")),
        State("no-result", _l("Nobody elected"), "closed", _l("Nobody was elected; a member calls another election.")),
    ),
    moves=(
        Move("call", _l("Call the election of the chair"), _l("called the election of the chair"), (), "nominating",
             _l("a member of the council, the secretariat, or the clock"), policy.can_call, None, events.Called,
             ("council", "secretariat", "followers"), main=True, checked=True,
             needs=_ln("no election under way, and no chair whose term goes on for long; nominations are open "
                       "%(num)d day",
                       "no election under way, and no chair whose term goes on for long; nominations are open "
                       "%(num)d days",
                       Stated("chair_nomination_days"))),
        Move("nominate", _l("Nominate a member"), _l("nominated a member"), ("nominating",), None, _MEMBER,
             policy.can_nominate, forms.NominateForm, events.Named, ("candidate",), names=("candidate",), appends=True,
             needs=_l("the member, who then stands or declines"), then=_l("Whoever was named now stands or declines.")),
        Move("stand", _l("Stand for the chair"), _l("stands for the chair"), ("nominating",), None, _MEMBER,
             policy.can_stand, forms.StandForm, events.Named, _ANSWERED, main=True, appends=True,
             needs=_l("why; who is of the group of the last chair counts only when nobody else stands"),
             then=_l("You are on the list, and you can still decline.")),
        Move("decline", _lp("somebody", "Decline"), _lp("somebody", "declined"), ("nominating", "voting"), None,
             _l("a candidate, until the vote has closed"), policy.can_decline, None, events.Named, _ANSWERED,
             checked=True, appends=True, parting=True, then=_l("You stand no longer.")),
        Move("decline-office", _l("Decline the chair"), _l("declined the chair"), ("elected",),
             ("elected", "no-result"), _l("who was elected"), policy.can_decline_office, None, events.InOffice,
             ("secretariat", *_ALL), checked=True, parting=True,
             needs=_l("nothing; elected is then the next whom enough seats accept, or nobody")),
        Move("give-up", _l("Give up the chair"), _l("gave up the chair"), ("in-office",), None,
             _l("the chair, who keeps the seat"), policy.can_give_up, None, events.InOffice, ("secretariat", *_ALL),
             checked=True, parting=True, through=("election.decline", "election.decline-office"),
             then=_l("Whoever waits to follow takes office now; where nobody does, an election is called."),
             needs=_l("nothing; the office ends at once, and who stands in the next election declines there too")),
        Move("open-vote", _l("Open the vote"), _l("closed the list of candidates"), ("nominating",),
             ("voting", "no-result"), CLOCK, always, None, events.VoteOpened, _ALL, clock=True,
             needs=_ln("the end of nominations; the seats are frozen, the vote is open %(num)d day",
                       "the end of nominations; the seats are frozen, the vote is open %(num)d days",
                       Stated("chair_vote_days"))),
        Move("vote", _l("Vote"), _l("voted on the chair"), ("voting",), None,
             _l("who holds a seat that was filled when the vote opened"), policy.can_vote, forms.VoteForm,
             events.Voted, (), main=True, checked=True, appends=True,
             needs=_l("all whom you accept, or none of them; it can be changed until the end"),
             then=_l("You can change it until the vote closes.")),
        Move("close", _l("Close the vote"), _l("closed the vote on the chair and counted it"), ("voting",),
             ("elected", "no-result"), CLOCK, always, None, events.Counted, _ALL, clock=True,
             needs=_l("its time has run out; the result is computed, never typed")),
        Move("take-office", _l("Take office"), _l("let the elected chair take office"), ("elected",),
             ("in-office", "no-result"), CLOCK, always, None, events.InOffice, ("secretariat", *_ALL), clock=True,
             needs=_l("the end of the last chair's term; at once where nobody was elected before")),
        Move("call-next", _l("Call the next election"), _l("called the next election"), ("in-office",), None, CLOCK,
             always, None, events.InOffice, (), clock=True,
             needs=_ln("%(num)d day before the term of the chair ends; as long after an election that elected nobody",
                       "%(num)d days before the term of the chair ends; as long after an election that elected nobody",
                       Stated("chair_ahead_days", in_force=True))),
        Move("end", _l("End the office"), _l("ended the office of the chair"), ("in-office",), "over", CLOCK,
             always, None, events.InOffice, _ALL, clock=True,
             needs=_l("a successor, or the chair's seat is theirs no more; then an election is called at once")),
    ),
)  # fmt: skip
