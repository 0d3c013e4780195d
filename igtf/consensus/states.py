"""The states and moves of calls and objections (procedure, section 5)."""

from igtf.consensus import events, forms, policy, policy_dissent
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.policy import always
from igtf.core.workflow import ANYONE, CLOCK, NUMBER, Move, Nothing, Reasoned, State, Workflow
from igtf.groups.ending import end_move
from igtf.procedure.policy import RUNNING
from igtf.record.annulment import annul_move
from igtf.record.stated import Stated

"""The states of a call that is not declared, counted or withdrawn."""

_LEADS = _l("who leads the call")
_CHAIRS_REVISION = _l("Follows when the draft is revised during the call, or when a new objection is raised in the "
                      "review of a late revision.")  # fmt: skip
_ALL = ("followers", "position takers", "followers of what is asked about")
_WRITE = ("call lead", "authors of the draft")
"""Who hears what somebody objects to, and whether a revision meets it: they answer it, or write that revision."""

CALL = Workflow(
    kind="call",
    collection="calls",
    label=_l("call"),
    plural=_l("Calls"),
    cited=(f"[Cc]all {NUMBER}",),
    states=(
        State("open", _l("Open"), "work", _l("Positions and objections are taken."), due=_l("closes")),
        State("closed", _l("Closed"), "waiting", _l("The chair deals with what came in and declares."),
              due=_l("reactions end")),
        State("review", _l("Late revision in review"), "waiting",
              _l("Whoever took a position looks at a revision made after the close; a new objection starts the call "
                 "anew."), due=_l("review ends")),
        State("consensus", _l("Consensus"), "decided", _l("The chair declared consensus, with the reasons.")),
        State("no-consensus", _l("No consensus"), "decided", _l("The chair declared that there is none.")),
        State("counted", _l("Counted"), "decided", _l("The options poll is over; nothing is decided by it.")),
        State("withdrawn", _l("Withdrawn"), "closed", _l("Taken back, with the reason."), reasoned=True),
    ),
    moves=(
        Move("open", _l("Open a call"), _l("opened this call"), (), "open",
             _l("a chair, or the responsible member; on a change of the procedure a member of the council, or who "
                "proposed it"), always, None, events.Opened,
             ("members", "supporters while it forms", "followers", "followers of what is asked about",
              "group followers"),
             follows=_l("Follows when a chair or responsible member calls for adoption or last comments, or asks, and "
                        "when a change of the procedure is called.")),
        Move("take-position", _l("Take a position"), _l("took a position"), ("open",), None, ANYONE,
             policy.can_take_position, forms.PositionForm, events.PositionTaken, (), main=True, appends=True,
             needs=_l("a hat, which is fixed with the first position; it may be changed until the end"),
             then=_l("You can change it until the call closes.")),
        Move("object", _l("Object"), _l("objected"), ("open", "review"), None, ANYONE, policy.can_object,
             forms.ObjectForm, events.Objected, (*_WRITE, "followers"), appends=True,
             needs=_l("the reason, and the change that would remove the objection"),
             then=_l("Whoever leads the call answers it, and you can retract it.")),
        Move("choose", _l("Choose among the options"), _l("chose among the options"), ("open",), None, ANYONE,
             policy.can_choose, forms.ChooseForm, events.Chosen, (), main=True, appends=True,
             needs=_l("for each option: prefer, can live with, or reject"),
             then=_l("You can change it until the call closes.")),
        Move("extend", _l("Extend the call"), _l("extended the call"), ("open",), None, _LEADS, policy.can_extend,
             forms.ExtendForm, events.Extended, ("members", *_ALL), needs=_l("the reason"),
             then=_l("Until its new end it goes on as before.")),
        Move("remind", _l("Remind"), _l("reminded those who have not answered"), ("open",), None, CLOCK, always,
             None, events.Reminded, ("asked and silent",), clock=True, soon=True, appends=True,
             needs=_ln("%(num)d day before the end, once", "%(num)d days before the end, once",
                       Stated("call_reminder_days"))),
        Move("announce", _l("Announce to the bodies named"), _l("announced the call to the bodies named"), ("open",),
             None, CLOCK, always, None, events.Announced, ("contacts of the bodies",), clock=True, appends=True,
             needs=_l("a last call of the council, and a contact of a body that the draft names; by the link in the "
                      "mail the contact sends one statement about it, without an account; when it is extended, they "
                      "are told of the new end")),
        Move("announce-end", _l("Tell the bodies named that it was withdrawn"),
             _l("told the bodies named that the call was withdrawn"), ("withdrawn",), None, CLOCK, always, None,
             events.Announced, ("contacts of the bodies",), clock=True, appends=True,
             needs=_l("a call that was withdrawn, and a contact who was told of it and has a link that still works")),
        Move("close", _l("Close"), _l("closed the call at its time"), ("open",), ("closed", "counted"), CLOCK,
             always, None, events.Closed, ("call lead", "followers"), clock=True, needs=_l("the closing time")),
        Move("start-anew", _l("Start anew"), _l("started the call anew"), RUNNING, "open", _LEADS,
             always, None, events.StartedAnew, ("position takers", "members", "followers",
             "followers of what is asked about"), through=("objection.ask-raiser",),
             follows=_CHAIRS_REVISION),
        Move("review", _l("Review a late revision"), _l("opened the review of a late revision"), ("closed", "review"),
             "review", _LEADS, always, None, events.Reviewed, ("position takers", "call lead", "followers"),
             through=("objection.ask-raiser",),
             follows=_l("Follows when the draft is revised between the close of the call and its declaration.")),
        Move("end-review", _l("End the review"), _l("ended the review of the late revision"), ("review",), "closed",
             CLOCK, always, None, Nothing, ("call lead", "followers"), clock=True,
             needs=_ln("%(num)d day without a new objection", "%(num)d days without a new objection",
                       Stated("late_revision_days"))),
        Move("estimate", _l("Publish an estimate"), _l("published an estimate of the result"), ("closed",), None,
             _LEADS, policy.can_estimate, forms.EstimateForm, events.Estimated, ("members", *_ALL),
             needs=_l("somebody heard, and what the chair believes the call found; a newer one takes its place"),
             then=_l("Everybody can react to it; then the result is declared.")),
        Move("react", _l("React to the estimate"), _l("reacted to the estimate"), ("closed", "review"), None,
             ANYONE, policy.can_react, forms.ReactForm, events.Reacted, ("call lead", "followers"), appends=True,
             needs=_l("a published estimate"),
             then=_l("Whoever leads the call reads it before the result is declared.")),
        Move("end-reactions", _l("End the time for reactions"), _l("ended the time for reactions to the estimate"),
             ("closed",), None, CLOCK, always, None, Nothing, ("call lead",), clock=True, appends=True,
             needs=_ln("%(num)d day after the first estimate", "%(num)d days after the first estimate",
                       Stated("estimate_days"))),
        Move("declare", _l("Declare"), _l("declared the result"), ("closed",), ("consensus", "no-consensus"), _LEADS,
             policy.can_declare, forms.DeclareForm, events.Declared, ("members", *_ALL, "group followers"),
             checked=True, main=True,
             needs=_ln("somebody heard, every objection answered, and %(num)d day after an estimate where there were "
                       "any or a declaration was annulled; for consensus none unsettled and none that stands, for "
                       "full consensus none overruled, and nobody who objects still",
                       "somebody heard, every objection answered, and %(num)d days after an estimate where there "
                       "were any or a declaration was annulled; for consensus none unsettled and none that stands, "
                       "for full consensus none overruled, and nobody who objects still",
                       Stated("estimate_days"))),
        Move("dissent", _l("Attach a minority statement"), _l("attached a minority statement"),
             ("closed", "review", "consensus", "no-consensus"), None, _l("who took a position in the call"),
             policy.can_dissent, forms.DissentForm, events.Dissented, ("call lead", "followers"), appends=True,
             needs=_l("a hat; the statement goes with the document to the council and the bodies"),
             then=_l("It goes with the document to the council and the bodies; others can sign it.")),
        Move("withdraw", _l("Withdraw the call"), _l("withdrew the call"), RUNNING, "withdrawn",
             _l("who leads the call; the clock when the council's last call is repeated"), policy.can_withdraw,
             forms.WithdrawForm, Reasoned, ("members", *_ALL), parting=True,
             needs=_l("the reason; not a last call of the council from which the draft went on")),
        end_move(_l("Withdraw with its group"), _l("withdrew the call: its group ended"), RUNNING,
                 "withdrawn", _LEADS, _ALL),
        annul_move((*RUNNING, "consensus", "no-consensus", "counted", "withdrawn"), ("call lead", "members", *_ALL)),
    ),
)  # fmt: skip

UNSETTLED = ("raised", "answered", "stands")
OVERRULED = ("not-bearing", "outweighed")
_ANSWERED = ("answered", "stands")
_TOLD = ("objection raiser", "followers")
_INSTEAD = _l("while the call goes on, the position taken instead; can live with, if none is named")

OBJECTION = Workflow(
    kind="objection",
    collection="objections",
    label=_l("objection"),
    plural=_l("Objections"),
    cited=(f"[Oo]bjection #?{NUMBER}",),
    states=(
        State("raised", _l("Raised"), "new", _l("Waits for an answer.")),
        State("answered", _l("Answered"), "work", _l("Has an answer; it is not settled yet.")),
        State("accommodated", _l("Accommodated"), "closed", _l("A revision makes the change.")),
        State("retracted", _l("Retracted"), "closed", _l("Taken back by who raised it.")),
        State("not-bearing", _l("Not bearing on the question"), "closed", _l("Set aside, with the reason.")),
        State("outweighed", _l("Outweighed"), "closed", _l("Other concerns weigh more; the alternatives are named.")),
        State("stands", _l("Stands"), "waiting", _l("Not dealt with: there is no consensus while it stands.")),
    ),
    moves=(
        Move("raise", _l("Raise an objection"), _l("raised this objection"), (), "raised", ANYONE, always, None,
             events.Objected, (), follows=_l("Follows when somebody objects in a call.")),
        Move("second", _l("Second it"), _l("seconded the objection"), UNSETTLED, None, ANYONE, policy.can_second,
             forms.UnderHat, Nothing, ("objection raiser",), appends=True,
             then=_l("Your second stands below it, and you can withdraw it.")),
        Move("withdraw-second", _l("Withdraw your second"), _l("seconds the objection no longer"), UNSETTLED, None,
             _l("who seconds it"), policy.can_withdraw_second, None, Nothing, ("objection raiser",), appends=True,
             parting=True, then=_l("It stands without your second now.")),
        Move("answer", _lp("act", "Answer"), _l("answered the objection"), ("raised", "answered"), "answered",
             _l("who leads the call, or an editor of the draft"), policy.can_answer, forms.AnswerForm, events.Answered,
             ("call lead", *_TOLD), main=("raised",)),
        Move("ask-raiser", _l("Ask the raiser"), _l("posted a revision and asks whether it answers this objection"),
             UNSETTLED, None, ANYONE, always, None, events.RaiserAsked, ("objection raiser",), appends=True,
             follows=_l("Follows when a new revision of the draft or charter is posted.")),
        Move("confirm", _l("The revision answers it"), _l("found that the revision answers the objection"), UNSETTLED,
             "accommodated", _l("who raised it"), policy.can_say_whether_answered, forms.ConfirmForm, events.Confirmed,
             (*_WRITE, "followers"), main=True,
             needs=_INSTEAD),
        Move("maintain", _l("It does not answer it"), _l("found that the revision does not answer the objection"),
             UNSETTLED, None, _l("who raised it"), policy.can_say_whether_answered, forms.MaintainForm,
             events.Maintained, (*_WRITE, "followers"), needs=_l("what is still missing"),
             then=_l("The objection goes on; whoever leads the call answers what is still missing.")),
        Move("accommodate", _l("Accommodate it by a revision"), _l("found the objection accommodated"), _ANSWERED,
             "accommodated", _LEADS, policy.can_accommodate, forms.AccommodateForm, events.Accommodated, _TOLD,
             needs=_l("which revision makes the change, one made since the objection was raised; after the raiser's "
                      "no to one, the answer about the newer one, or the end of the time for it")),
        Move("retract", _l("Retract the objection"), _l("retracted the objection"), UNSETTLED, "retracted",
             _l("who raised it"), policy.can_retract, forms.RetractForm, events.Retracted, (*_WRITE, "followers"),
             main=True, needs=_INSTEAD),
        Move("set-aside", _l("Find it not bearing on the question"),
             _l("found that the objection does not bear on the question"), _ANSWERED,
             "not-bearing", _LEADS, policy.can_dispose, forms.DispositionForm, Reasoned, _TOLD,
             needs=_l("the reason")),
        Move("outweigh", _l("Outweigh it"), _l("found the objection outweighed"), _ANSWERED, "outweighed", _LEADS,
             policy.can_dispose, forms.OutweighForm, events.Outweighed, _TOLD,
             needs=_l("the reason, and the alternatives considered")),
        Move("let-stand", _l("Let it stand"), _l("found that the objection stands"), ("answered",), "stands", _LEADS,
             policy.can_dispose, forms.DispositionForm, Reasoned, _TOLD,
             needs=_l("the reason; there is no consensus while it stands")),
    ),
)  # fmt: skip

MINORITY = Workflow(
    kind="minority",
    collection="minority-statements",
    label=_l("minority statement"),
    plural=_l("Minority statements"),
    states=(
        State("attached", _l("Attached"), "decided", _l("Goes with the document, to the council and the bodies.")),
        State("taken-back", _l("Taken back"), "closed", _l("Its author took it back, with the reason."), reasoned=True),
    ),
    moves=(
        Move("attach", _l("Attach"), _l("wrote this minority statement"), (), "attached", ANYONE, always, None,
             events.Dissented, (), follows=_l("Follows when somebody attaches a minority statement to a call.")),
        Move("sign", _l("Sign it"), _l("signed the statement"), ("attached",), None, ANYONE,
             policy_dissent.can_sign, None, Nothing, ("followers",), appends=True, main=True, needs=_l("a hat"),
             then=_l("Your name stands below it, and you can withdraw it.")),
        Move("withdraw-signature", _l("Withdraw your signature"), _l("signs the statement no longer"), ("attached",),
             None, _l("who signed it"), policy_dissent.can_withdraw_signature, None, Nothing, ("followers",),
             appends=True, parting=True, needs=_l("nothing; a statement that was sent stays as it was sent"),
             then=_l("Your name stands below it no longer; what was sent stays as it was sent.")),
        Move("take-back", _l("Take it back"), _l("took the statement back"), ("attached",), "taken-back",
             _l("who wrote it"), policy_dissent.can_take_back, forms.TakeBackForm, Reasoned, ("followers",),
             needs=_l("the reason"), parting=True),
    ),
)  # fmt: skip
