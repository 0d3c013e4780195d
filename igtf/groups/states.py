"""The states and moves of groups (procedure, section 3)."""

from flask_babel import lazy_gettext as _l

from igtf.core.workflow import Move, Nothing, Reasoned, State, Workflow
from igtf.groups import events, forms, policy

FORMING = ("proposed", "bof", "chartering")
LIVING = ("active", "dormant")
STAGES = {"active": LIVING, "forming": FORMING, "ended": ("declined", "concluded", "abandoned")}
"""The views of the list of groups: name → states."""

_RESPONSIBLE, _PROPOSERS = _l("the responsible member"), _l("the proposers")
_CLOCK, _ANYONE, _COUNCIL = _l("the clock"), _l("any participant"), _l("a council member")
_BACKERS = ("followers", "proposers", "proposal supporters")
_MEMBERS = ("followers", "members", "chairs")

GROUP = Workflow(
    kind="group",
    collection="groups",
    label=_l("group"),
    plural=_l("Groups"),
    states=(
        State("proposed", _l("Proposed"), "new", _l("Looks for supporters; enough of them make a BoF."),
              "group"),
        State("bof", _l("BoF"), "work", _l("A meeting to find out whether a group should be formed."),
              "group"),
        State("declined", _l("Declined"), "closed", _l("No group is formed, with the reason."), "group"),
        State("chartering", _l("Chartering"), "waiting", _l("The charter is written and put to the council."),
              "group"),
        State("active", _l("Active"), "work", _l("Works under its charter; anyone may join."), "group"),
        State("dormant", _l("Dormant"), "waiting", _l("Rests, and can be woken."), "group"),
        State("concluded", _l("Concluded"), "closed", _l("Its work is done; the report says what came out."),
              "group"),
        State("abandoned", _l("Abandoned"), "closed", _l("Given up by its proposers."), "group"),
    ),
    moves=(
        Move("propose", _l("Propose a group"), _l("proposed this group"), (), "proposed", _ANYONE,
             policy.anyone, forms.ProposeForm, events.Proposed, ("council", "proposers", "followers"),
             checked=True, main=True,
             needs=_l("acronym, name, at least one issue, a draft charter, a second proposer, chairs named")),
        Move("establish", _l("Establish a group"), _l("established this group"), (), ("active", "chartering"),
             _l("the chair of the parent group, at once; a council member, subject to a ballot"),
             policy.can_establish, forms.EstablishForm, events.Established, ("council", "members", "chairs"),
             checked=True,
             needs=_l("kind, mandate, chairs; for a correspondence group the day its report is due")),
        Move("support", _l("Support this proposal"), _l("supports the proposal"), ("proposed",), None,
             _ANYONE, policy.can_support, forms.SupportForm, events.Supported, (), main=True, appends=True,
             needs=_l("what you would do: write, review or follow")),
        Move("volunteer", _l("Become the responsible member"), _l("became the responsible member"),
             FORMING + LIVING, None, _COUNCIL, policy.can_volunteer, None, Nothing, ("proposers", "chairs"),
             main=True),
        Move("assign", _l("Assign a responsible member"), _l("assigned a responsible member"),
             FORMING + LIVING, None, _l("the council chair"), policy.can_assign, forms.AssignForm,
             events.Named, ("responsible member", "proposers", "chairs"),
             needs=_l("a member of the council")),
        Move("revise-charter", _l("Revise the draft charter"), _l("revised the draft charter"), FORMING, None,
             _l("the proposers or the responsible member"), policy.can_revise_charter, forms.CharterForm,
             events.CharterRevised, _BACKERS, needs=_l("what changed; former versions stay readable")),
        Move("approve-bof", _l("Approve a BoF"), _l("approved a BoF"), ("proposed",), "bof", _RESPONSIBLE,
             policy.responsible, forms.BofForm, events.BofApproved, _BACKERS, main=True,
             needs=_l("the thresholds for support, or the reason why they are not needed")),
        Move("bof-again", _l("Hold a second BoF"), _l("called a second BoF"), ("bof",), None, _RESPONSIBLE,
             policy.can_hold_second_bof, forms.ReasonForm, Reasoned, _BACKERS,
             needs=_l("the reason; only once")),
        Move("decline", _l("Decline"), _l("declined to form the group"), FORMING, "declined",
             _l("the responsible member; follows a failed ballot that would establish it"),
             policy.can_decline, forms.ReasonForm, Reasoned, _BACKERS, needs=_l("the reason")),
        Move("start-chartering", _l("Start chartering"), _l("started chartering"), ("proposed", "bof"),
             "chartering", _RESPONSIBLE, policy.can_start_chartering, forms.AnswersForm,
             events.CharteringStarted, ("council", *_BACKERS), main=True,
             needs=_l("three answers; for a new policy process an issue that was found unhoused")),
        Move("to-ballot", _l("Put the charter to the ballot"), _l("put the charter to the ballot"),
             ("chartering",), None, _RESPONSIBLE, policy.can_go_to_ballot, None, Nothing,
             ("council", *_BACKERS), main=True),
        Move("charter", _l("Charter"), _l("chartered the group: the ballot passed"), ("chartering",), "active",
             _l("the council, by ballot"), policy.always, None, events.Chartered,
             (*_BACKERS, "members", "chairs"), follows=_l("Follows when the ballot on the charter passes.")),
        Move("join", _l("Join this group"), _l("joined the group"), LIVING, None, _ANYONE, policy.can_join,
             None, Nothing, (), main=True, appends=True, needs=_l("one act; it shows your hat and region")),
        Move("leave", _l("Leave this group"), _l("left the group"), LIVING, None, _l("a member"),
             policy.can_leave, None, Nothing, ("responsible member",), appends=True),
        Move("propose-chair", _l("Announce a chair"), _l("announced a chair to the group"), LIVING, None,
             _RESPONSIBLE, policy.can_propose_chair, forms.ChairForm, events.ChairProposed, _MEMBERS,
             needs=_l("the person and the reason; takes effect after 7 days' notice to the group")),
        Move("withdraw-chair", _l("Withdraw the announced chair"), _l("withdrew the announced chair"), LIVING,
             None, _RESPONSIBLE, policy.can_withdraw_chair, forms.ReasonForm, Reasoned, _MEMBERS,
             needs=_l("the reason")),
        Move("appoint-chair", _l("Appoint the chair"), _l("appointed the announced chair"), LIVING, None,
             _CLOCK, policy.can_appoint_chair, None, events.Named, _MEMBERS, clock=True,
             needs=_l("7 days' notice to the group")),
        Move("ask-question", _l("Ask the group a question"), _l("asked the group a question"),
             ("bof", "chartering", "active"), None, _l("a chair"), policy.can_ask, forms.AskForm,
             events.Asked, (*_MEMBERS, "proposal supporters"),
             needs=_l("the question, and for how long it is open")),
        Move("poll-options", _l("Poll options"), _l("opened an options poll"),
             ("bof", "chartering", "active"), None, _l("a chair"), policy.can_ask, forms.OptionsForm,
             events.Asked, (*_MEMBERS, "proposal supporters"), needs=_l("the question and its options")),
        Move("rest", _l("Let the group rest"), _l("let the group rest"), ("active",), "dormant", _RESPONSIBLE,
             policy.responsible, forms.ReasonForm, Reasoned, _MEMBERS, needs=_l("the reason")),
        Move("wake", _l("Wake the group"), _l("woke the group"), ("dormant",), "active", _RESPONSIBLE,
             policy.responsible, forms.ReasonForm, Reasoned, _MEMBERS, main=True, needs=_l("the reason")),
        Move("conclude", _l("Conclude the group"), _l("concluded the group"), LIVING, "concluded",
             _RESPONSIBLE, policy.can_conclude, forms.ConcludeForm, events.Concluded, ("council", *_MEMBERS),
             checked=True, needs=_l("the report; its issues return, its drafts become individual")),
        Move("abandon", _l("Abandon the proposal"), _l("abandoned the proposal"), FORMING, "abandoned",
             _PROPOSERS, policy.can_abandon, forms.ReasonForm, Reasoned, _BACKERS, needs=_l("the reason")),
    ),
)  # fmt: skip
