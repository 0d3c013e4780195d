"""The states and moves of calls and objections (procedure, section 5)."""

from flask_babel import lazy_gettext as _l

from igtf.consensus import events, forms, policy
from igtf.core.workflow import Move, Nothing, Reasoned, State, Workflow

_ANYONE, _CLOCK, _LEADS = _l("any participant"), _l("the clock"), _l("who leads the call")
_ALL = ("followers", "position takers", "followers of what is asked about")

CALL = Workflow(
    kind="call",
    collection="calls",
    label=_l("call"),
    plural=_l("Calls"),
    states=(
        State("open", _l("Open"), "work", _l("Positions and objections are taken."), "group"),
        State("closed", _l("Closed"), "waiting", _l("The chair deals with what came in and declares."), "group"),
        State("consensus", _l("Consensus"), "decided", _l("The chair declared consensus, with the reasons."), "group"),
        State("no-consensus", _l("No consensus"), "decided", _l("The chair declared that there is none."), "group"),
        State("counted", _l("Counted"), "decided", _l("The options poll is over; nothing is decided by it."), "group"),
        State("withdrawn", _l("Withdrawn"), "closed", _l("Taken back, with the reason."), "group"),
    ),
    moves=(
        Move("open", _l("Open a call"), _l("opened this call"), (), "open", _l("a chair, or the responsible member"),
             policy.always, None, events.Opened, ("members", *_ALL),
             follows=_l("Follows when a chair or responsible member calls for adoption or last comments, or asks.")),
        Move("take-position", _l("Take a position"), _l("took a position"), ("open",), None, _ANYONE,
             policy.can_take_position, forms.PositionForm, events.PositionTaken, (), main=True, appends=True,
             needs=_l("a hat, which is fixed with the first position; it may be changed until the end")),
        Move("object", _l("Object"), _l("objected"), ("open",), None, _ANYONE, policy.can_object, forms.ObjectForm,
             events.Objected, ("call lead", "followers"), appends=True,
             needs=_l("the reason, and the change that would remove the objection")),
        Move("choose", _l("Choose among the options"), _l("chose among the options"), ("open",), None, _ANYONE,
             policy.can_choose, forms.ChooseForm, events.Chosen, (), main=True, appends=True,
             needs=_l("for each option: prefer, can live with, or reject")),
        Move("close", _l("Close"), _l("closed the call at its time"), ("open",), ("closed", "counted"), _CLOCK,
             policy.always, None, events.Closed, ("call lead", "followers"), clock=True, needs=_l("the closing time")),
        Move("declare", _l("Declare"), _l("declared the result"), ("closed",), ("consensus", "no-consensus"), _LEADS,
             policy.can_declare, forms.DeclareForm, events.Declared, ("members", *_ALL), checked=True, main=True,
             needs=_l("every objection answered; for consensus none unsettled and none that stands")),
        Move("withdraw", _l("Withdraw the call"), _l("withdrew the call"), ("open", "closed"), "withdrawn", _LEADS,
             policy.leads, forms.WithdrawForm, Reasoned, ("members", *_ALL), needs=_l("the reason")),
    ),
)  # fmt: skip

_UNSETTLED = ("raised", "answered", "stands")
_ANSWERED = ("answered", "stands")
_TOLD = ("objection raiser", "followers")

OBJECTION = Workflow(
    kind="objection",
    collection="objections",
    label=_l("objection"),
    plural=_l("Objections"),
    prefix="#",
    states=(
        State("raised", _l("Raised"), "new", _l("Waits for an answer."), "group"),
        State("answered", _l("Answered"), "work", _l("Has an answer; it is not settled yet."), "group"),
        State("accommodated", _l("Accommodated"), "closed", _l("A revision makes the change."), "group"),
        State("retracted", _l("Retracted"), "closed", _l("Taken back by who raised it."), "group"),
        State("not-bearing", _l("Not bearing on the question"), "closed", _l("Set aside, with the reason."), "group"),
        State("outweighed", _l("Outweighed"), "closed", _l("Other concerns weigh more; the alternatives are named."),
              "group"),
        State("stands", _l("Stands"), "waiting", _l("Not dealt with: there is no consensus while it stands."), "group"),
    ),
    moves=(
        Move("raise", _l("Raise an objection"), _l("raised this objection"), (), "raised", _ANYONE, policy.always, None,
             events.Objected, (), follows=_l("Follows when somebody objects in a call.")),
        Move("second", _l("Second it"), _l("seconded the objection"), _UNSETTLED, None, _ANYONE, policy.can_second,
             None, Nothing, ("objection raiser",), appends=True),
        Move("answer", _l("Answer"), _l("answered the objection"), ("raised", "answered"), "answered",
             _l("who leads the call, or an editor of the draft"), policy.can_answer, forms.AnswerForm, events.Answered,
             ("call lead", *_TOLD), main=True),
        Move("accommodate", _l("Accommodated by a revision"), _l("found the objection accommodated"), _ANSWERED,
             "accommodated", _LEADS, policy.can_dispose, forms.AccommodateForm, events.Accommodated, _TOLD,
             needs=_l("which revision makes the change")),
        Move("retract", _l("Retract the objection"), _l("retracted the objection"), _UNSETTLED, "retracted",
             _l("who raised it"), policy.can_retract, forms.RetractForm, events.Retracted, ("call lead", "followers"),
             main=True, needs=_l("the position taken instead; can live with, if none is named")),
        Move("set-aside", _l("Not bearing on the question"),
             _l("found that the objection does not bear on the question"), _ANSWERED,
             "not-bearing", _LEADS, policy.can_dispose, forms.DispositionForm, Reasoned, _TOLD,
             needs=_l("the reason")),
        Move("outweigh", _l("Outweighed"), _l("found the objection outweighed"), _ANSWERED, "outweighed", _LEADS,
             policy.can_dispose, forms.OutweighForm, events.Outweighed, _TOLD,
             needs=_l("the reason, and the alternatives considered")),
        Move("let-stand", _l("It stands"), _l("found that the objection stands"), ("answered",), "stands", _LEADS,
             policy.can_dispose, forms.DispositionForm, Reasoned, _TOLD,
             needs=_l("the reason; there is no consensus while it stands")),
    ),
)  # fmt: skip
