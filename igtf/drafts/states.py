"""The states and moves of drafts and recommendations (procedure, sections 4 and 7)."""

from flask_babel import lazy_gettext as _l

from igtf.core.workflow import Move, Nothing, Reasoned, State, Workflow
from igtf.drafts import events, forms, policy

BEFORE_APPROVAL = ("individual", "call-for-adoption", "group-draft", "group-last-call", "write-up", "submitted",
                   "last-call", "ballot")  # fmt: skip
_CHAIR, _RESPONSIBLE, _MEMBER = _l("a chair of the group"), _l("the responsible member"), _l("a member of the council")
_ALL = ("followers", "authors", "chairs")
_COUNCIL = (*_ALL, "responsible member")

DRAFT = Workflow(
    kind="draft",
    collection="drafts",
    label=_l("draft"),
    plural=_l("Drafts"),
    states=(
        State("individual", _l("Individual draft"), "new", _l("A proposal of its authors."), "draft"),
        State("call-for-adoption", _l("Call for adoption"), "waiting", _l("A group is asked to adopt it."), "draft"),
        State("group-draft", _l("Group draft"), "work", _l("A group works on it."), "draft"),
        State("group-last-call", _l("Group last call"), "waiting", _l("The group is asked whether it is ready."),
              "draft"),
        State("write-up", _l("Write-up"), "work", _l("The group agrees; it is made ready for the council."), "draft"),
        State("submitted", _l("Submitted to the council"), "work", _l("Waits for the council's last call."), "council"),
        State("last-call", _l("Council last call"), "waiting", _l("Everybody is asked."), "council"),
        State("ballot", _l("Ballot"), "waiting", _l("The council decides."), "council"),
        State("approved", _l("Approved"), "decided", _l("Publication waits for appeals."), "council"),
        State("published", _l("Published"), "closed", _l("It is a recommendation now."), "sent"),
    ),
    moves=(
        Move("submit", _l("Submit a draft"), _l("submitted this draft"), (), "individual", _l("any participant"),
             policy.anyone, forms.SubmitForm, events.Submitted, ("followers",), checked=True, main=True,
             needs=_l("a text that passes the checks; else they say what is wrong and where")),
        Move("revise", _l("Post a revision"), _l("posted a revision"), BEFORE_APPROVAL, None,
             _l("its authors and editors; during an open call a chair"), policy.can_revise, forms.ReviseForm,
             events.Submitted, ("followers", "authors", "chairs", "objectors"), main=True,
             needs=_l("what changed; during an open call the call has to be repeated")),
        Move("call-for-adoption", _l("Call for adoption"), _l("called for adoption of the draft"), ("individual",),
             "call-for-adoption", _l("a chair of a group"), policy.can_call_for_adoption, forms.AdoptionCallForm,
             events.CallOpened, ("followers", "authors", "chairs"), needs=_l("a consensus call of at least 14 days")),
        Move("adopt", _l("Adopt"), _l("adopted the draft for the group"), ("call-for-adoption",), "group-draft", _CHAIR,
             policy.can_adopt, forms.AdoptForm, events.Adopted, _ALL, main=True,
             needs=_l("consensus declared, and editors; the draft gets a new name and begins again at -00")),
        Move("decline-adoption", _l("Decline adoption"), _l("declined to adopt the draft"), ("call-for-adoption",),
             "individual", _CHAIR, policy.can_decline_adoption, forms.ReasonForm, Reasoned, _ALL,
             needs=_l("the end of the call, and the reason")),
        Move("group-last-call", _l("Open the group last call"), _l("opened the group last call"), ("group-draft",),
             "group-last-call", _CHAIR, policy.can_call, forms.LastCallForm, events.CallOpened, _ALL, main=True,
             needs=_l("a consensus call of at least 14 days")),
        Move("back-to-work", _l("Back to work"), _l("took the draft back to work"), ("group-last-call", "write-up"),
             "group-draft", _CHAIR, policy.can_go_back, forms.ReasonForm, Reasoned, _ALL, needs=_l("the reason")),
        Move("write-up", _l("Write up"), _l("wrote the draft up for the council"), ("group-last-call",), "write-up",
             _CHAIR, policy.can_write_up, forms.WriteUpForm, events.WrittenUp, _ALL, main=True,
             needs=_l("consensus declared; the questionnaire answered; a shepherd")),
        Move("submit-to-council", _l("Submit to the council"), _l("submitted the draft to the council"), ("write-up",),
             "submitted", _l("a chair or the shepherd"), policy.can_submit_to_council, None, Nothing,
             ("council", *_COUNCIL), checked=True, main=True, needs=_l("write-up answered; addressees named")),
        Move("sponsor", _l("Sponsor"), _l("sponsored the draft for the council"), ("individual",), "submitted", _MEMBER,
             policy.can_sponsor, forms.SponsorForm, events.WrittenUp, ("council", *_COUNCIL),
             needs=_l("the questionnaire answered; addressees named")),
        Move("volunteer", _l("Become the responsible member"), _l("became the responsible member"),
             ("submitted", "last-call", "ballot"), None, _MEMBER, policy.can_volunteer, None, Nothing,
             ("authors", "chairs", "council chair"), main=True),
        Move("council-last-call", _l("Open the council last call"), _l("opened the council's last call"), ("submitted",),
             "last-call", _RESPONSIBLE, policy.can_call_council, forms.CouncilLastCallForm, events.CallOpened,
             ("council", *_COUNCIL), main=True,
             needs=_l("a public call of at least 14 days, 28 for an individual draft")),
        Move("to-ballot", _l("Put to the ballot"), _l("put the draft to the council's ballot"), ("last-call",), "ballot",
             _RESPONSIBLE, policy.can_ballot, forms.ToBallotForm, events.ToBallot, ("council", *_COUNCIL), main=True,
             needs=_l("what came in, and what was done about each point")),
        Move("return", _l("Return"), _l("returned the draft"), ("submitted", "last-call", "ballot"),
             ("group-draft", "individual"), _l("the responsible member; the clock when a ballot failed"),
             policy.can_return, forms.ReturnForm, events.Returned, _COUNCIL,
             needs=_l("the reason, tied to one of the permitted grounds")),
        Move("approve", _l("Approve"), _l("approved the draft: the ballot passed"), ("ballot",), "approved",
             _l("the council, by ballot"), policy.always, None, Nothing, ("secretariat", *_COUNCIL),
             follows=_l("Follows when the ballot on it passes.")),
        Move("publish", _l("Publish"), _l("published the draft as a recommendation"), ("approved",), "published",
             _l("the secretariat"), policy.can_publish, None, events.Published, ("council", *_COUNCIL), checked=True,
             main=True, needs=_l("14 days after approval without an appeal; it becomes a numbered recommendation")),
    ),
)  # fmt: skip

RECOMMENDATION = Workflow(
    kind="recommendation",
    collection="recommendations",
    label=_l("recommendation"),
    plural=_l("Recommendations"),
    prefix="R-",
    states=(State("published", _l("Published"), "decided", _l("Its asks are before their addressees."), "sent"),),
    moves=(),
)

ASK_STATES = {
    "open": (_l("open"), "waiting"),
    "promised": (_l("promised"), "work"),
    "in part": (_l("done in part"), "work"),
    "declined": (_l("declined"), "closed"),
    "passed on": (_l("passed on"), "waiting"),
    "commented": (_l("commented on"), "waiting"),
    "done": (_l("done"), "decided"),
    "overdue": (_l("overdue"), "late"),
}
"""Status of an ask → its label and the phase that its badge shows."""
