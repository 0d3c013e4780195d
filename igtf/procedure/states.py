"""The states and moves of a change of the procedure (sections 6 and 15)."""

from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.policy import always
from igtf.core.workflow import ANYONE, Move, Nothing, Reasoned, State, Workflow
from igtf.discussion.forms import ReasonForm
from igtf.discussion.policy import poster
from igtf.groups.assigning import give_up_move
from igtf.groups.policy_responsible import can_give_up
from igtf.people.responsible import lose_move
from igtf.procedure import events, forms, policy
from igtf.record.annulment import annul_move
from igtf.record.stated import Stated

_ALL = ("followers", "filer", "council")
_PROPOSER, _LEADS = _l("who proposed it"), _l("the responsible member, or the council chair")
_COUNCIL = _l("the council, by ballot")

CHANGE = Workflow(
    kind="procedure-change",
    collection="procedure-changes",
    label=_l("change of the procedure"),
    plural=_l("Changes of the procedure"),
    prefix="P-",
    sorts=("supported",),
    states=(
        State("proposed", _lp("change", "Proposed"), "new", _l("It is discussed, and may be revised.")),
        State("called", _lp("change", "Called"), "waiting",
              _l("Everybody is asked; with consensus it goes to the ballot."),
              due=_l("call closes")),
        State("ballot", _l("Ballot"), "waiting", _l("The council decides."), due=_l("ballot closes")),
        State("adopted", _l("Adopted"), "decided", _l("It holds for whatever was opened since.")),
        State("rejected", _l("Rejected"), "closed",
              _l("The ballot on it did not pass, the call on it found no consensus, or it no longer went with the "
                 "numbers in force."), reasoned=True),
        State("withdrawn", _lp("change", "Withdrawn"), "closed", _l("Taken back by who proposed it."), reasoned=True),
    ),
    moves=(
        Move("propose", _l("Propose a change of the procedure"), _l("proposed this change of the procedure"), (),
             "proposed", ANYONE, poster, forms.ChangeForm, events.Proposed, ("council",),
             needs=_l("the numbers with their new values, within their bounds, and the reason"), checked=True,
             main=True),
        Move("revise", _l("Revise it"), _l("revised the change"), ("proposed",), None, _PROPOSER, policy.can_revise,
             forms.ChangeForm, events.Proposed, ("followers", "change supporters"),
             needs=_l("what would change now; supporters are told"),
             then=_l("This is what would change now; it waits for a call for consensus.")),
        Move("support", _l("Support it"), _l("supports the change"), ("proposed",), None, ANYONE,
             policy.can_support, None, Nothing, (), appends=True,
             then=_l("Your support is counted here, and you are told what is decided. You can take it back.")),
        Move("end-support", _l("Support it no longer"), _l("supports the change no longer"), ("proposed",), None,
             _l("who supports it"), policy.can_end_support, None, Nothing, (), appends=True, parting=True,
             then=_l("Your support is counted no longer.")),
        Move("take-on", _l("Become the responsible member"), _l("became the responsible member"),
             ("proposed", "called", "ballot"), None, _l("a member of the council"), policy.can_take_on, None, Nothing,
             ("filer", "council chair"), appends=True,
             then=_l("You are responsible for it now: what it waits for is on your desk.")),
        give_up_move(("proposed", "called", "ballot"), can_give_up, ("filer",)),
        lose_move(("proposed", "called", "ballot"), ("filer",)),
        Move("call", _l("Call for consensus"), _l("opened a call on it"), ("proposed",), "called",
             _ln("a member of the council; who proposed it, once %(num)d person supports it",
                 "a member of the council; who proposed it, once %(num)d people support it",
                 Stated("procedure_people")), policy.can_call,
             forms.CallForm, events.Called, (*_ALL, "change supporters"), checked=True, main=True,
             needs=_ln("a consensus call of everybody, of at least %(num)d day",
                       "a consensus call of everybody, of at least %(num)d days", Stated("procedure_call_days"))),
        Move("back", _l("Back to discussion"), _l("took the change back to discussion"), ("called",), "proposed",
             _LEADS, policy.can_go_back, ReasonForm, Reasoned, _ALL, needs=_l("the end of the call; the reason")),
        Move("to-ballot", _l("Put to the ballot"), _l("put the change to the council's ballot"), ("called",), "ballot",
             _LEADS, policy.can_ballot, forms.ToBallotForm, events.ToBallot, _ALL, main=True,
             needs=_l("consensus declared; what came in, and what was done about each point; no other change on the "
                      "ballot")),
        Move("ballot-recalled", _l("Return from a recalled ballot"), _l("returned: the ballot was recalled"),
             ("ballot",), "called", _COUNCIL, always, None, Reasoned, _ALL,
             follows=_l("Follows when the ballot on it is recalled.")),
        Move("adopt", _lp("change", "Adopt"), _l("adopted the change: the ballot passed"), ("ballot",), "adopted",
             _COUNCIL, always, None, events.Adopted, (*_ALL, "change supporters", "officers", "secretariat"),
             follows=_l("Follows when the ballot on it passes; makes the next version of the numbers."),
             then=_l("The change is adopted. What begins from now on has the new numbers; what is under way keeps its "
                     "own.")),
        Move("reject", _lp("act", "Reject"), _l("rejected the change"), ("ballot",),
             "rejected", _COUNCIL, always, None, Reasoned, (*_ALL, "change supporters"),
             follows=_l("Follows when the ballot on it fails, or it no longer goes with the numbers in force."),
             then=_l("The change is rejected, and the numbers stay as they are. Everybody may propose another one.")),
        Move("decline", _l("Reject without a ballot"), _l("rejected the change, on which there was no consensus"),
             ("proposed", "called"), "rejected", _LEADS, policy.can_decline, ReasonForm, Reasoned,
             (*_ALL, "change supporters"), checked=True, parting=True,
             needs=_l("a call on this text that found no consensus; the reason")),
        Move("withdraw", _l("Withdraw"), _l("withdrew the change"), ("proposed", "called"), "withdrawn", _PROPOSER,
             policy.can_withdraw, ReasonForm, Reasoned, (*_ALL, "change supporters"), checked=True,
             needs=_l("the reason, and no open call"), parting=True),
        annul_move(("proposed", "called", "ballot", "adopted", "rejected"),
                   (*_ALL, "change supporters", "officers", "secretariat"), ("called", "proposed")),
    ),
)  # fmt: skip
