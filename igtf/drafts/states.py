"""The states and moves of drafts and recommendations (procedure, sections 4 and 7)."""

from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.moments import Due
from igtf.core.policy import always
from igtf.core.workflow import ANYONE, CLOCK, Move, Nothing, Reasoned, State, Workflow
from igtf.discussion.forms import ReasonForm
from igtf.discussion.judging import judging_moves
from igtf.discussion.policy import poster
from igtf.drafts import events, forms, forms_asks, forms_text, policy, policy_asks, policy_replacing
from igtf.drafts.calls import AFTER_LAST_CALL
from igtf.drafts.words import JUDGED
from igtf.groups.assigning import assign_move, give_up_move
from igtf.people.responsible import lose_move
from igtf.record.annulment import annul_move
from igtf.record.models import HIDDEN
from igtf.record.stated import Stated

TOWARDS_BALLOT = ("submitted", "last-call")
"""The states in which a draft before the council is on its way to the ballot."""
BEFORE_COUNCIL = (*TOWARDS_BALLOT, "ballot")
"""The states in which the council has a draft before it, and a responsible member answers for it."""
IN_A_GROUP = ("call-for-adoption", "group-draft", "group-last-call", "write-up")
"""The states in which a draft waits for its group: for who brings drafts on their way, or for the end of a call."""
ADDRESSED = ("individual", *IN_A_GROUP)
"""The states before, in which it is still to be found out which bodies a draft is for."""
BEFORE_APPROVAL = (*ADDRESSED, *BEFORE_COUNCIL)
BEFORE_BALLOT = (*ADDRESSED, *TOWARDS_BALLOT)
_ANSWERED_FOR = (*BEFORE_APPROVAL, "approved", "parked")
OF_A_GROUP = ("group-draft", "group-last-call", "write-up", *BEFORE_COUNCIL, "parked", "expired")
"""The states in which a draft may be a group's, which says who edits it."""
_WITH_THE_GROUP = tuple(state for state in OF_A_GROUP if state not in BEFORE_COUNCIL)
"""Those in which its chairs say so: who writes a draft that the council has before it decides nothing there."""
IN_WORK = ("individual", "group-draft")
"""The states in which a draft is its authors' or its group's, and expires without a revision."""
_LIVING = (*BEFORE_APPROVAL, "approved", "parked", "expired")
ENDED = ("published", "replaced", "withdrawn")
"""The states of a draft that goes on no more, unless an appeal brings it back."""
_AUTHORS_OWN = ("individual", "parked", "expired", "replaced", "withdrawn")
"""The states in which a draft may be its authors' alone, as long as it is in no group."""
_CHAIR, _RESPONSIBLE, _MEMBER = (
    _l("a chair of the group"),
    _l("the responsible member"),
    _l("a member of the council"),
)
_OWNERS = _l("a chair of its group or an editor; its authors while it is an individual draft")
_ALL = ("followers", "authors", "chairs")
_ON_ISSUES = ("chairs on its issues", "followers of its issues")
_GIVEN_UP = (*_ALL, "responsible member")
"""Who is told that a draft is set aside or given up: also who was to act before the council, its responsible member."""
_COUNCIL = (*_GIVEN_UP, "group followers")
_AFTER_REVISION = ("objection.ask-raiser", "call.start-anew", "call.review", "ballot.ask-again")
"""What a revision may bring about (``record.consequences``); its own mail is for whoever none of these reached."""

DRAFT = Workflow(
    kind="draft",
    collection="drafts",
    label=_l("draft"),
    plural=_l("Drafts"),
    cited=(r"(draft(?:-[a-z0-9]+){2,})", r"(draft(?:-[a-z0-9]+){2,}?)-([0-9]{2}|[1-9][0-9]{2,3})"),
    states=(
        State("individual", _l("Individual draft"), "new",
              _l("A proposal of its authors, until a group adopts it or a member of the council sponsors it."), "draft",
              due=_l("expires")),
        State("call-for-adoption", _l("Call for adoption"), "waiting", _l("A group is asked to adopt it."),
              "group", due=_l("call closes")),
        State("group-draft", _l("Group draft"), "work", _l("A group works on it."), "draft", due=_l("expires")),
        State("group-last-call", _l("Group last call"), "waiting",
              _l("The group is asked whether it is ready."),
              "draft", due=_l("call closes")),
        State("write-up", _l("Write-up"), "work", _l("The group agrees; it is made ready for the council."),
              "draft"),
        State("submitted", _l("Submitted to the council"), "work", _l("Waits for the council's last call."),
              "council", due=_l("responsible member needed")),
        State("last-call", _l("Council last call"), "waiting", _l("Everybody is asked."), "council",
              due=_l("call closes")),
        State("ballot", _l("Ballot"), "waiting", _l("The council decides."), "council", due=_l("ballot closes")),
        State("approved", _l("Approved"), "decided", _l("Publication waits for appeals."), "council",
              due=Due(_l("can be published"), _l("the wait ended"))),
        State("published", _l("Published"), "closed", _l("It is a recommendation now."), "council", passed=True,
              last=True),
        State("replaced", _l("Replaced"), "closed", _l("Another draft takes its place."), "draft"),
        State("withdrawn", _lp("draft", "Withdrawn"), "closed",
              _l("Given up, with the reason."), "draft", reasoned=True),
        State("parked", _l("Parked"), "waiting", _l("Set aside for now, with the reason."), "draft", reasoned=True),
        State("expired", _l("Expired"), "closed",
              _ln("Nobody revised it for %(num)d day; a new revision revives it.",
                  "Nobody revised it for %(num)d days; a new revision revives it.", Stated("expiry_days")),
              "draft"),
        State(HIDDEN, _lp("draft", "Hidden"), "closed", _l("Spam or abuse; only this trace is left."), "draft"),
    ),
    moves=(
        Move("submit", _l("Submit a draft"), _l("submitted this draft"), (), "individual",
             ANYONE,
             poster, forms_text.SubmitForm, events.Submitted, ("followers", *_ON_ISSUES), checked=True, main=True,
             needs=_l("a text that passes the checks; else they say what is wrong and where")),
        Move("revise", _l("Post a revision"), _l("posted a revision"), BEFORE_APPROVAL, None,
             _l("its authors, editors and chairs"), policy.can_revise, forms_text.ReviseForm,
             events.Submitted, (*_ALL, *_ON_ISSUES), main=IN_WORK, through=_AFTER_REVISION,
             needs=_l("what changed, and why, if the authors are others; during an open call the consent of who "
                      "leads it, and the call starts anew; a change of substance after the council's last call "
                      "repeats it"),
             then=_l("It is the newest revision: everybody can compare it with the one before.")),
        Move("request-review", _l("Ask a directorate for a review"), _l("asked a directorate for a review"),
             BEFORE_APPROVAL, None, _l("its authors and editors, a chair of the group, or the responsible member"),
             policy.can_request_review, forms.ReviewRequestForm, events.ReviewRequested, ("followers", "authors"),
             appends=True, needs=_l("the directorate, and by when; it reviews the newest revision"),
             then=_l("The directorate gives it to one of its members, who reviews the newest revision.")),
        Move("consent", _l("Consent to a revision during the call"), _l("consented to a revision during the call"),
             ("call-for-adoption", "group-last-call", "last-call"), None, _l("who leads the open call"),
             policy.can_consent, ReasonForm, Reasoned, ("authors", "followers", "chairs"),
             needs=_l("the reason; the call starts anew with the revision"),
             then=_l("A revision can be posted now; the call starts anew with it.")),
        Move("confirm-authorship", _l("Confirm that you are an author"), _l("confirmed to be an author"),
             _LIVING, None, _l("an author whom somebody else named"), policy.can_confirm, None, events.Authorship,
             ("authors",), main=True, appends=True,
             then=_l("You are one of its authors, and you are told what becomes of it.")),
        Move("deny-authorship", _l("Say that you are not an author"), _l("is not an author of it"),
             _LIVING, None, _l("an author whom somebody else named"), policy.can_deny, None, events.Authorship,
             ("authors", "chairs"), appends=True,
             needs=_l("nothing; a revision has to leave the name out before the draft goes on"),
             then=_l("A revision has to leave your name out before the draft goes on.")),
        Move("call-for-adoption", _l("Call for adoption"), _l("called for adoption of the draft"),
             ("individual",),
             "call-for-adoption", _l("a chair of a group"), policy.can_call_for_adoption,
             forms.AdoptionCallForm,
             events.CallOpened, _ALL, through=("call.open",),
             needs=_ln("a consensus call of at least %(num)d day", "a consensus call of at least %(num)d days",
                       Stated("call_days", in_force=True))),
        Move("adopt", _lp("draft", "Adopt"), _l("adopted the draft for the group"), ("call-for-adoption",),
             "group-draft", _CHAIR,
             policy.can_adopt, forms.AdoptForm, events.Adopted, (*_ALL, "group followers"), main=True,
             needs=_l("consensus declared on the newest revision, and editors; the draft gets a new name and begins "
                      "again at -00")),
        Move("decline-adoption", _l("Decline adoption"), _l("declined to adopt the draft"),
             ("call-for-adoption",),
             "individual", _CHAIR, policy.can_decline_adoption, ReasonForm, Reasoned, _ALL,
             needs=_l("the declaration that there is no consensus to adopt the newest revision, or the call withdrawn; "
                      "the reason")),
        Move("name-editors", _l("Name the editors"), _l("named the editors of the draft"), _WITH_THE_GROUP, None,
             _CHAIR, policy.chair, forms.EditorsForm, events.EditorsNamed, ("editors until now", *_ALL),
             needs=_l("at least one editor, and the reason; whoever is not among them edits it no more"),
             then=_l("From now on they post its revisions.")),
        Move("stop-editing", _l("Stop editing this draft"), _l("stopped editing the draft"),
             ("individual", *OF_A_GROUP), None, _l("an editor"), policy.can_stop_editing, None, Nothing, _ALL,
             checked=True, parting=True, then=_l("You are no longer one of its editors.")),
        Move("group-last-call", _l("Open the group last call"), _l("opened the group last call"),
             ("group-draft",),
             "group-last-call", _CHAIR, policy.can_call, forms.LastCallForm, events.CallOpened, _ALL,
             through=("call.open",), main=True,
             needs=_ln("a consensus call of at least %(num)d day", "a consensus call of at least %(num)d days",
                       Stated("call_days", in_force=True))),
        Move("back-to-work", _l("Back to work"), _l("took the draft back to work"), ("group-last-call",
                                                                                     "write-up"),
             "group-draft", _CHAIR, policy.can_go_back, ReasonForm, Reasoned, _ALL,
             needs=_l("the reason")),
        Move("write-up", _l("Write up"), _l("wrote the draft up for the council"), ("group-last-call",),
             "write-up",
             _CHAIR, policy.can_write_up, forms.WriteUpForm, events.WrittenUp, _ALL, main=True,
             needs=_l("consensus declared on the newest revision; the questionnaire answered; a shepherd")),
        Move("submit-to-council", _l("Submit to the council"), _l("submitted the draft to the council"),
             ("write-up",),
             "submitted", _l("a chair or the shepherd"), policy.can_submit_to_council, None, Nothing,
             ("council", *_COUNCIL), checked=True, main=True,
             needs=_l("write-up answered; addressees named; no revision since consensus was declared")),
        Move("sponsor", _l("Sponsor"), _l("sponsored the draft for the council"), ("individual",),
             "submitted", _MEMBER,
             policy.can_sponsor, forms.SponsorForm, events.WrittenUp,
             ("responsible until now", "council", *_COUNCIL),
             needs=_l("the questionnaire answered; addressees named")),
        Move("volunteer", _l("Become the responsible member"), _l("became the responsible member"),
             BEFORE_COUNCIL, None, _MEMBER, policy.can_volunteer, None, Nothing,
             ("authors", "chairs", "council chair"), main=True,
             then=_l("You are responsible for it now: what it waits for is on your desk.")),
        assign_move(BEFORE_COUNCIL, ("authors", "chairs")),
        give_up_move(_ANSWERED_FOR, policy.can_give_up, ("authors", "chairs")),
        lose_move(_ANSWERED_FOR, ("authors", "chairs")),
        Move("council-last-call", _l("Open the council last call"), _l("opened the council's last call"),
             ("submitted",),
             "last-call", _RESPONSIBLE, policy.can_call_council, forms.CouncilLastCallForm, events.CallOpened,
             ("council", *_COUNCIL), through=("call.open",), main=True,
             needs=_ln("a public call of at least %(num)d day, %(longer)d for an individual draft",
                       "a public call of at least %(num)d days, %(longer)d for an individual draft",
                       Stated("council_last_call_days", in_force=True),
                       longer=Stated("council_last_call_individual_days", in_force=True))),
        Move("to-ballot", _l("Put to the ballot"), _l("put the draft to the council's ballot"),
             ("last-call",), "ballot",
             _RESPONSIBLE, policy.can_ballot, forms.ToBallotForm, events.ToBallot, ("council", *_COUNCIL),
             through=("ballot.open",), main=True,
             needs=_l("what came in, and what was done about each point; not after the declaration that there is no "
                      "consensus")),
        Move("repeat-last-call", _l("Repeat the council last call"), _l("repeated the council's last call"),
             AFTER_LAST_CALL, "last-call", _l("the responsible member; the clock after a revision of substance"),
             policy.can_repeat, forms.RepeatForm, events.LastCallRepeated, ("council", *_COUNCIL), checked=True,
             needs=_l("a substantive change; the ballot is recalled")),
        Move("ballot-recalled", _l("Return from a recalled ballot"), _l("returned: the ballot was recalled"),
             ("ballot",), "last-call", _l("the council, by ballot"), always, None, Reasoned, ("responsible member",),
             follows=_l("Follows when the ballot on it is recalled.")),
        Move("return", _l("Return"), _l("returned the draft"), BEFORE_COUNCIL,
             ("group-draft", "individual"), _l("the responsible member; the clock when a ballot failed"),
             policy.can_return, forms.ReturnForm, events.Returned, _COUNCIL,
             needs=_l("the reason, tied to one of the permitted grounds"),
             then=_l("The draft goes back to its group, or to its authors where it has none; they are asked to revise "
                     "it.")),
        Move("approve", _l("Approve"), _l("approved the draft: the ballot passed"), ("ballot",), "approved",
             _l("the council, by ballot"), always, None, Nothing, ("who may waive", "secretariat", *_COUNCIL),
             follows=_l("Follows when the ballot on it passes."),
             then=_l("The draft is approved. Unless somebody appeals in time, the secretariat publishes it, and those "
                     "whom it addresses are asked to act.")),
        Move("waive", _l("Waive the wait"), _l("waived the wait before publication"), ("approved",), None,
             _l("its authors, and whoever raised an objection or a Discuss"), policy.can_waive, None,
             events.Waived, ("followers", "secretariat"), appends=True, checked=True,
             needs=_l("nothing; when all of them have, it can be published at once"),
             then=_l("When all who are concerned have waived it, the draft can be published at once.")),
        Move("publish", _l("Publish"), _l("published the draft as a recommendation"), ("approved",),
             "published",
             _l("the secretariat"), policy.can_publish, None, events.Published, ("council", *_COUNCIL),
             checked=True,
             main=True,
             needs=_ln("%(num)d day after approval without an appeal, or waivers of all concerned; every author "
                       "confirmed; it becomes a numbered recommendation",
                       "%(num)d days after approval without an appeal, or waivers of all concerned; every author "
                       "confirmed; it becomes a numbered recommendation",
                       Stated("publication_days"))),
        Move("park", _l("Park"), _l("parked the draft"), BEFORE_BALLOT, "parked", _OWNERS, policy.can_put_aside,
             ReasonForm, Reasoned, _GIVEN_UP, needs=_l("the reason, and no open call")),
        Move("unpark", _l("Take it up again"), _l("took the draft up again"), ("parked",), IN_WORK, _OWNERS,
             policy.can_put_aside, ReasonForm, Reasoned, _ALL, main=True,
             needs=_l("the reason; it is a group draft again, or an individual one")),
        Move("replaces", _l("Name a draft that it replaces"), _l("said that this draft replaces another"),
             BEFORE_APPROVAL, None, _l("its authors, editors and chairs"), policy_replacing.can_name_replaced,
             forms.ReplacesForm, events.Replacing, ("followers", "chairs"), appends=True,
             needs=_l("the reason; both sides agree: a chair for a group draft, the authors for an individual one"),
             then=_l("The side of the other draft is told; when both sides have agreed, that draft is replaced.")),
        Move("agree-replaced", _l("Confirm that it is replaced"), _l("confirmed that another draft replaces it"),
             (*BEFORE_BALLOT, "parked", "expired"), None,
             _l("a chair of its group; its authors while it is an individual draft"),
             policy_replacing.can_agree_replaced, forms.AgreeReplacedForm, events.Replacing, ("followers",), main=True,
             appends=True,
             then=_l("It is replaced as soon as both sides have agreed: its state says whether they have.")),
        Move("not-replaced", _l("Say that it is not replaced"), _l("said that another draft does not replace it"),
             (*_LIVING, "published"), None, _l("a chair of its group; its authors while it is an individual draft"),
             policy_replacing.can_decline_replaced, forms.NotReplacedForm, events.Replacing, ("followers",),
             main=True, appends=True, needs=_l("the reason; the side of the other draft is told"),
             then=_l("Both drafts go on, each by itself.")),
        Move("not-replacing", _l("Take back that it replaces another"),
             _l("took back that this draft replaces another"), (*_LIVING, "published"), None,
             _l("its authors, editors and chairs"), policy_replacing.can_take_back_replaced, forms.NotReplacingForm,
             events.Replacing, ("followers",), appends=True, parting=True,
             needs=_l("the reason, before the sides of both agreed"), then=_l("Both drafts go on, each by itself.")),
        Move("replace", _l("Be replaced"), _l("replaced this draft by another one"),
             (*BEFORE_BALLOT, "parked", "expired"), "replaced", _l("both drafts' sides"), always, None,
             events.Replacing, _GIVEN_UP, follows=_l("Follows when the sides of both drafts agree.")),
        Move("withdraw", _l("Withdraw"), _l("withdrew the draft"), (*BEFORE_BALLOT, "parked"), "withdrawn", _OWNERS,
             policy.can_put_aside, ReasonForm, Reasoned, _GIVEN_UP, checked=True,
             needs=_l("the reason, and no open call"), parting=True),
        Move("warn-expiry", _l("Warn of expiry"), _l("warned that the draft expires"), IN_WORK, None,
             CLOCK, always, None, events.Expiring, ("authors", "chairs"), clock=True, soon=True,
             needs=_ln("%(first)d and again %(num)d day before it expires",
                       "%(first)d and again %(num)d days before it expires", Stated("expiry_last_warning_days"),
                       first=Stated("expiry_first_warning_days"))),
        Move("expire", _l("Expire"), _l("let the draft expire"), IN_WORK, "expired", CLOCK, always,
             None, Nothing, _ALL, clock=True,
             needs=_ln("%(num)d day without a revision; never in a call or ballot",
                       "%(num)d days without a revision; never in a call or ballot", Stated("expiry_days"))),
        Move("revive", _l("Revive by a new revision"), _l("revived the draft"), ("expired",), IN_WORK,
             _l("its authors, editors and chairs"), policy.can_revise, forms_text.ReviseForm, events.Submitted,
             (*_ALL, *_ON_ISSUES), main=True, through=_AFTER_REVISION, needs=_l("a new revision")),
        *judging_moves(JUDGED, _AUTHORS_OWN, reports=_AUTHORS_OWN, shown=(*_LIVING, *ENDED),
                       tells=("followers", "authors"), fits=policy.can_be_hidden),
        annul_move((*_LIVING, *ENDED, HIDDEN), ("secretariat", *_COUNCIL), "last-call"),
    ),
)  # fmt: skip

_READERS = ("followers", "ask followers")
_FOR_ORGANISATION = _l("who acts for an organisation under a confirmed hat")

RECOMMENDATION = Workflow(
    kind="recommendation",
    collection="recommendations",
    label=_l("recommendation"),
    plural=_l("Recommendations"),
    prefix="R-",
    states=(
        State("published", _lp("recommendation", "Published"), "decided",
              _l("Its asks are before their addressees."), "council", due=_l("next ask due")),
        State("superseded", _l("Superseded"), "closed", _l("A later recommendation takes its place."), "council"),
        State("annulled", _lp("recommendation", "Annulled"), "closed",
              _l("An appeal was upheld: it is no recommendation any more, and its text stays readable."), "council"),
    ),
    moves=(
        Move("make", _l("Publish"), _l("published this recommendation"), (), "published", _l("the secretariat"), always,
             None, events.Made, ("followers",), follows=_l("Follows when an approved draft is published.")),
        Move("commit", _l("Commit to an ask"), _l("committed to an ask"), ("published",), None, _FOR_ORGANISATION,
             policy_asks.can_commit, forms_asks.CommitForm, events.Committed, _READERS, appends=True, checked=True,
             needs=_l("the ask, what the organisation will do, and by when; it is public"),
             then=_l("It stands beside the ask; on its day you are asked what was done.")),
        Move("report", _l("Report what was done"), _l("reported on a commitment"), ("published", "superseded"), None,
             _l("who acts for the organisation that committed"), policy_asks.can_report, forms_asks.ReportForm,
             events.Reported, _READERS, appends=True, needs=_l("what was done; evidence, when it is done"),
             then=_l("It stands beside the commitment.")),
        Move("withdraw-commitment", _l("Withdraw a commitment"), _l("withdrew a commitment"),
             ("published", "superseded"), None, _l("who acts for the organisation that committed"),
             policy_asks.can_report, forms_asks.EndCommitmentForm, events.CommitmentEnded, _READERS, appends=True,
             checked=True, needs=_l("the reason; the commitment stays readable"), parting=True,
             then=_l("The commitment stays readable, with your reason.")),
        Move("record-answer", _l("Record what became of an ask"), _l("recorded what became of an ask"),
             ("published", "superseded"), None, _l("the clearing house"), policy_asks.can_record,
             forms_asks.RecordForm, events.AskStatus, _READERS, appends=True,
             needs=_l("evidence; for stakeholder groups at large, and for what became known otherwise"),
             then=_l("It stands beside the ask; a later answer takes its place. "
                     "No letter waits any longer for what it settles.")),
        Move("fall-overdue", _l("Fall overdue"), _l("noted that an ask is overdue"), ("published",), None,
             CLOCK, always, None, events.AskOverdue, (*_READERS, "clearing house"), clock=True, appends=True,
             needs=_l("the day asked for or promised has passed without an answer that settles it")),
        Move("be-updated", _l("Be updated"), _l("published a recommendation that updates this one"), ("published",),
             None, _l("the secretariat"), always, None, events.Succeeded, _READERS,
             follows=_l("Follows when a recommendation is published whose draft says that it updates this one.")),
        Move("be-superseded", _l("Be superseded"), _l("published a recommendation that supersedes this one"),
             ("published",), "superseded", _l("the secretariat"), always, None, events.Succeeded,
             (*_READERS, "clearing house"),
             follows=_l("Follows when a recommendation is published whose draft says that it supersedes this one.")),
        annul_move(("published", "superseded"), ("council", *_READERS), "annulled"),
    ),
)  # fmt: skip
