"""The states and moves of an appeal (procedure, section 10)."""

from igtf.appeals import events, forms, policy
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.policy import always
from igtf.core.workflow import ANYONE, CLOCK, NUMBER, Move, Nothing, Reasoned, State, Workflow
from igtf.discussion.forms import ReasonForm
from igtf.discussion.policy import participant
from igtf.record.stated import Stated

PENDING = ("filed", "waiting", "acknowledged", "decided")
"""The states in which an appeal is pending: publication and sending wait."""
OPEN = ("filed", "acknowledged")
"""The states in which those of its rung have still to decide."""
_DECIDES, _APPELLANT = _l("who decides at this rung"), _l("who made the appeal")
_ALL = ("filer", "appeal deciders", "who decided", "whom the decision is about", "followers",
        "followers of what is appealed")  # fmt: skip
_DECIDERS = ("appeal deciders",)

APPEAL = Workflow(
    kind="appeal",
    collection="appeals",
    label=_l("appeal"),
    plural=_l("Appeals"),
    cited=(f"[Aa]ppeal {NUMBER}",),
    states=(
        State("filed", _lp("appeal", "Filed"), "new", _l("Waits to be acknowledged by those who decide."),
              due=_l("acknowledgement due")),
        State("waiting", _l("Waiting for people"), "waiting",
              _l("Too few people who are not involved can decide; it goes on by itself once there are enough.")),
        State("acknowledged", _l("Acknowledged"), "work", _l("Those who decide look at it."), due=_l("decision due")),
        State("decided", _lp("appeal", "Decided"), "waiting",
              _ln("The appellant may go to the next rung, for %(num)d day.",
                  "The appellant may go to the next rung, for %(num)d days.", Stated("appeal_next_days")),
              due=_l("closes")),
        State("closed", _l("Closed"), "closed", _l("It has come to its end; the last decision holds.")),
        State("withdrawn", _l("Withdrawn"), "closed", _l("Taken back by who made it."), reasoned=True),
    ),
    moves=(
        Move("file", _l("Appeal a decision"), _l("appealed a decision"), (), ("filed", "waiting"),
             ANYONE,
             participant, forms.FileForm, events.Filed, _ALL, checked=True, main=True,
             needs=_ln("a decision of the last %(num)d month, the ground, and what should happen",
                       "a decision of the last %(num)d months, the ground, and what should happen",
                       Stated("appeal_months"))),
        Move("draw", _l("Draw who decides"), _l("drew by lot who decides"), ("filed",), None, CLOCK, always, None,
             events.DrawnByLot, _ALL, names=_DECIDERS, clock=True,
             needs=_l("a rung where people are drawn; the order follows from the hash of the entry that led there")),
        Move("acknowledge", _l("Acknowledge the appeal"), _l("acknowledged the appeal"), ("filed",), "acknowledged",
             _DECIDES, policy.decides, None, Nothing, ("filer", "appeal deciders", "followers"), main=True,
             needs=_ln("within %(num)d day; where the appeal is against a pause of posting that runs, within %(pause)d",
                       "within %(num)d days; where the appeal is against a pause of posting that runs, within "
                       "%(pause)d",
                       Stated("appeal_acknowledge_days"), pause=Stated("pause_appeal_acknowledge_days"))),
        Move("note-waiting", _l("Acknowledge; wait for people who can decide"),
             _l("acknowledged the appeal: it waits for people who may decide on it"), ("waiting",), None, CLOCK,
             always, None, Nothing, ("secretariat", "council", *_ALL), clock=True,
             needs=_l("too few people who are not involved; whoever volunteers for panels may be drawn")),
        Move("go-on", _l("Go on with the appeal"), _l("went on with the appeal: enough people may decide on it"),
             ("waiting",), "filed", CLOCK, always, None, events.WentOn, _ALL, names=_DECIDERS, clock=True,
             needs=_l("enough people who are not involved, at the rung where it stopped or above")),
        Move("pass-on", _l("Pass the appeal on"),
             _l("passed the appeal on: who should decide on it left, or was silent"), OPEN, (*OPEN, "waiting"), CLOCK,
             always, None, events.PassedOn, _ALL, names=_DECIDERS, clock=True,
             needs=_l("too few who decide, as an office ended or an account was closed, or as who decides is "
                      "silent when the time is over and nobody can take it on, at a last rung that was drawn or for "
                      "whose account is closed; others come in, or the next rung")),
        Move("stand-aside", _l("Stand aside"), _l("stands aside"), OPEN, (*OPEN, "waiting"), _DECIDES,
             policy.can_stand_aside,
             ReasonForm, events.StoodAside, ("filer", "appeal deciders", "followers"), names=_DECIDERS,
             needs=_l("the reason; the next of the draw comes in, or the next rung where nobody is left")),
        Move("decide", _l("Decide on the appeal"), _l("gave a finding on the appeal"), ("acknowledged",),
             ("acknowledged", "decided", "closed"), _DECIDES, policy.can_decide, forms.DecideForm, events.Spoken,
             (*_ALL, "told of the decision"),
             checked=True, main=True,
             needs=_ln("the finding and its reasons, within %(num)d day, %(pause)d against a pause of posting that "
                       "runs; an appeal upheld annuls the decision",
                       "the finding and its reasons, within %(num)d days, %(pause)d against a pause of posting that "
                       "runs; an appeal upheld annuls the decision",
                       Stated("appeal_decide_days"), pause=Stated("pause_appeal_decide_days"))),
        Move("to-ballot", _l("Put the appeal to the ballot"), _l("put the appeal to the council's ballot"),
             ("acknowledged",), None, _l("a member of the council who is not involved"), policy.can_put_to_ballot,
             forms.BallotForm, events.PutToBallot, ("council", *_ALL), main=True,
             needs=_l("what speaks for the appeal and what against; who is involved is recused"),
             then=_l("The members of the council take positions until it closes; then the result is computed.")),
        Move("uphold", _l("Uphold"), _l("upheld the appeal: the ballot passed"), ("acknowledged",), "closed",
             _l("the council, by ballot"), always, None, events.Settled,
             (*_ALL, "told of the decision"),
             follows=_l("Follows when the council's ballot on it passes."),
             then=_l("The appeal is upheld: the decision is void, and what it was about goes back to where it was.")),
        Move("deny", _l("Deny"), _l("denied the appeal: the ballot did not pass"), ("acknowledged",),
             ("decided", "closed"), _l("the council, by ballot"), always, None, events.Settled, _ALL,
             follows=_l("Follows when the council's ballot on it does not pass."),
             then=_l("The appeal is denied and the decision stands. Who appealed may go to the next rung, where there "
                     "is one.")),
        Move("next-rung", _l("Go to the next rung"), _l("took the appeal to the next rung"), (*OPEN, "decided"),
             ("filed", "waiting"), _APPELLANT, policy.can_climb, forms.ClimbForm, events.Climbed, _ALL, names=_DECIDERS,
             checked=True, main=True,
             needs=_ln("a decision that did not uphold it, not more than %(num)d day ago, or none in time; the reason",
                       "a decision that did not uphold it, not more than %(num)d days ago, or none in time; the reason",
                       Stated("appeal_next_days"))),
        Move("note-late", _l("Note that it is overdue"), _l("noted that the appeal is overdue"), OPEN, None, CLOCK,
             policy.can_note_late, None, events.Overdue, ("filer", "appeal deciders", "secretariat", "followers"),
             clock=True, soon=True, needs=_l("the time to acknowledge or to decide has passed; once for each")),
        Move("close", _l("Close"), _l("closed the appeal: it did not go to the next rung"), ("decided",), "closed",
             CLOCK, always, None, Nothing, _ALL, clock=True,
             needs=_ln("%(num)d day after the decision", "%(num)d days after the decision",
                       Stated("appeal_next_days"))),
        Move("withdraw", _l("Withdraw the appeal"), _l("withdrew the appeal"), PENDING, "withdrawn", _APPELLANT,
             policy.appellant, ReasonForm, Reasoned, _ALL, needs=_l("the reason"), parting=True),
    ),
)  # fmt: skip
