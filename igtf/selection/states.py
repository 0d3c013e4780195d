"""The states and moves of a selection (procedure, section 8)."""

from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.policy import always
from igtf.core.workflow import ANYONE, CLOCK, Move, Reasoned, State, Workflow
from igtf.discussion.forms import ReasonForm
from igtf.record.annulment import annul_move
from igtf.record.stated import Stated
from igtf.selection import events, forms, policy
from igtf.selection.announcing import ENTERED, VALUES_KNOWN, source_moves

_DESK = _l("the secretariat")
_ALL = ("followers", "nominees", "council")

SELECTION = Workflow(
    kind="selection",
    collection="selections",
    label=_l("selection"),
    plural=_l("Selections"),
    states=(
        State("nominating", _l("Nominations open"), "work", _l("People are nominated, stand, and are put forward."),
              due=_l("nominations close")),
        State("pool", _l("Pool published"), "waiting", 
              _l("The pool is numbered; the secretariat announces sources of chance.")),
        State("announced", _l("Sources announced"), "waiting", ENTERED, due=VALUES_KNOWN),
        State("drawn", _l("Open to objections"), "waiting", _l("Who was chosen is public; anyone may object."),
              due=_l("takes effect")),
        State("confirmed", _l("Confirmed"), "decided", _l("The seats are filled; later vacancies go down the list.")),
        State("withdrawn", _lp("selection", "Withdrawn"), "closed",
              _l("Taken back, with the reason; nobody was seated."), reasoned=True),
    ),
    moves=(
        Move("call", _l("Call for nominations"), _l("called for nominations"), (), "nominating", _DESK,
             policy.secretariat, forms.CallForm, events.Called, ("council", "followers"), main=True,
             needs=_l("the seats, until when people can be nominated, and when and for how long terms are")),
        Move("nominate", _l("Nominate somebody"), _l("nominated somebody"), ("nominating",), None, ANYONE,
             policy.can_nominate, forms.NominateForm, events.Nominated, ("nominee",), names=("nominee",), appends=True,
             needs=_l("the handle of the person, who then stands or declines"),
             then=_l("Whoever was named now stands or declines.")),
        Move("stand", _l("Stand for a seat"), _l("stands for a seat"), ("nominating",), None,
             _l("who was nominated, or anyone on their own"), policy.can_stand, forms.StandForm, events.Stood,
             ("nominator", "followers"), main=True, appends=True,
             needs=_l("a hat of a seat's stakeholder group and region, and a public statement of interest"),
             then=_l("You are on the list, and you can still decline.")),
        Move("decline", _lp("somebody", "Decline"), _lp("somebody", "declined"),
             ("nominating", "pool", "announced", "drawn", "confirmed"), None,
             _l("a nominee who holds no seat by it yet"), policy.can_decline, None, events.Nominated,
             ("secretariat", "nominator", "followers"), checked=True, appends=True, parting=True,
             needs=_l("nothing; after the draw the next on the list takes the seat"), then=_l("You stand no longer.")),
        Move("lose-nominee", _l("Lose a nominee"), _l("passed over a nominee whose account is closed"),
             ("nominating", "pool", "announced", "drawn"), None, _l("whoever closes the account"), always, None,
             events.Nominated, ("secretariat", "nominator", "followers"),
             follows=_l("Follows when the account of a nominee is closed; after the draw the next on the list takes "
                        "the seat.")),
        Move("support", _l("Support a nominee"), _l("supports a nominee"), ("nominating",), None,
             _l("a participant of the nominee's stakeholder group"), policy.can_support, forms.SupportForm,
             events.Nominated, (), appends=True,
             needs=_l("a hat of the nominee's stakeholder group; %(people)d who support put a nominee forward",
                      people=Stated("nominee_support")), then=_l("With enough support the nominee is put forward.")),
        Move("put-forward", _l("Record who was put forward"), _l("recorded whom a constituency puts forward"),
             ("nominating",), None, _DESK, policy.can_put_forward, forms.PutForwardForm, events.PutForward,
             ("nominee", "followers"), appends=True,
             needs=_l("the regional group or constituency, and evidence that it did"),
             then=_l("In the pool is who stands and was put forward.")),
        Move("close", _l("Close nominations"), _l("closed nominations and published the pool"), ("nominating",),
             "pool", CLOCK, always, None, events.PoolPublished, ("secretariat", *_ALL), clock=True,
             needs=_l("the end of nominations; in the pool is who accepted and was put forward")),
        *source_moves(can_announce=policy.can_announce, can_announce_again=policy.can_announce_again,
                      can_enter=policy.secretariat, tells=_ALL),
        Move("draw", _l("Draw"), _l("drew by lot, by RFC 3797"), ("announced",), "drawn", _DESK, policy.can_draw,
             None, events.Drawn, _ALL, names=("nominees",), checked=True, main=True,
             needs=_l("a value for each source; the result is computed")),
        Move("fill", _l("Fill the seats"), _l("filled the seats; nothing had to be drawn"), ("pool",), "drawn",
             _DESK, policy.can_fill, None, events.Drawn, _ALL, names=("nominees",), checked=True,
             needs=_l("not more nominees than seats, and no cap that sets them against each other")),
        Move("object", _l("Object to a person"), _l("objected to a person chosen"), ("drawn",), None, ANYONE,
             policy.can_object, forms.ObjectForm, events.ObjectedTo, ("secretariat", "council chair", "nominee"),
             appends=True, needs=_ln("the reason, within %(num)d day", "the reason, within %(num)d days",
                                     Stated("selection_objection_days")),
             then=_l("The secretariat or the council chair answers it before the terms begin.")),
        Move("answer", _l("Answer an objection"), _l("answered an objection"), ("drawn",), None,
             _l("the secretariat, or the council chair"), policy.can_answer, forms.AnswerForm,
             events.ObjectionAnswered, _ALL, appends=True,
             needs=_l("the reason; where it is upheld the next on the list takes the seat"),
             then=_l("The terms begin on their day, once no objection waits for an answer.")),
        Move("confirm", _l("Confirm"), _l("confirmed the selection; the terms begin"), ("drawn",), "confirmed",
             CLOCK, always, None, events.Confirmed, _ALL, clock=True, through=("council.take-seat",),
             needs=_ln("%(num)d day without an objection that waits, and the day on which the terms begin",
                       "%(num)d days without an objection that waits, and the day on which the terms begin",
                       Stated("selection_objection_days"))),
        Move("fill-vacancy", _l("Fill a vacancy"), _l("filled a vacant seat from the list"), ("confirmed",), None,
             _l("the secretariat; the clock after a recall"), policy.can_fill_vacancy, forms.VacancyForm,
             events.Filled, _ALL, checked=True, through=("council.take-seat",),
             needs=_l("a seat of this selection that has become vacant; the next on the list takes it"),
             then=_l("Who was next on the list holds the seat now.")),
        Move("withdraw", _l("Withdraw the selection"), _l("withdrew the selection"),
             ("nominating", "pool", "announced", "drawn"), "withdrawn", _DESK, policy.secretariat,
             ReasonForm, Reasoned, _ALL, needs=_l("the reason"), parting=True),
        annul_move(("drawn", "confirmed", "withdrawn"), ("secretariat", *_ALL)),
    ),
)  # fmt: skip
