"""The states and moves of issues and outcomes (procedure, section 2)."""

from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.policy import always
from igtf.core.workflow import ANYONE, CLOCK, Move, Nothing, Reasoned, State, Workflow
from igtf.discussion.forms import ReasonForm
from igtf.discussion.judging import judging_moves
from igtf.discussion.policy import poster
from igtf.issues import events, forms, forms_outcomes, policy
from igtf.issues.words import JUDGED
from igtf.record.annulment import annul_move
from igtf.record.models import HIDDEN
from igtf.record.stated import Stated

OPEN = ("submitted", "needs-information", "open", "referred", "unhoused", "in-group", "recommended")
OUTSIDE_GROUPS = tuple(name for name in OPEN if name != "in-group")
MERGED = "duplicate"
UNDECIDED = ("submitted", "open", "unhoused")
"""The states in which the clearing house has to act."""
AT_CLEARING_HOUSE = (*UNDECIDED, "referred")
"""The states in which it may still have to act: also once nobody is asked any more."""
SHORT = ("accept", "ask", "propose-decline", "merge")
"""What it does with an issue that is new to it; their forms stand on its page: one act to unfold it, one to decide."""
REFERABLE = ("open", "referred", "unhoused")
"""Those in which an issue can be given to a body or a group."""
DECIDED_ON = (*AT_CLEARING_HOUSE, "needs-information")
"""The states in which it decides what becomes of an issue."""
BROKEN_OFF = (MERGED, "lapsed", "withdrawn")
"""The states in which an issue ends wherever it is: it stands where it was; one that was imported so, at its start."""
FOR_A_GROUP = ("open", "unhoused")
"""The states in which a group is proposed on an issue: it is accepted, and with nobody."""

_ENDED = ("resolved", "out-of-scope", *BROKEN_OFF)
_FILER, _ASSIGNED = _l("who filed it"), _l("the assigned member")
_HOUSE = _l("a member of the clearing house")
_ALL = ("followers", "filer", "supporters")
_UNSTOPPED = _ln(
    "a proposal that nobody stopped within %(num)d day, or a ballot",
    "a proposal that nobody stopped within %(num)d days, or a ballot",
    Stated("two_step_days"),
)

ISSUE = Workflow(
    kind="issue",
    collection="issues",
    label=_l("issue"),
    plural=_l("Issues"),
    prefix="#",
    sorts=("supported",),
    states=(
        State("submitted", _l("Submitted"), "new", _l("Waits for the clearing house to look at it."), "clearing-house",
              undecided=True, due=_l("proposal takes effect")),
        State("needs-information", _l("Needs information"), "waiting",
              _l("The clearing house asked the filer something."), "clearing-house", undecided=True,
              due=_l("lapses")),
        State("open", _lp("issue", "Open"), "work", _l("Accepted; a home is being looked for."), "clearing-house",
              undecided=True, due=_l("proposal takes effect")),
        State("referred", _l("Referred"), "waiting", _l("Sent to a body that can take care of it."), "sent",
              due=_l("next step")),
        State("unhoused", _l("Unhoused"), "work", _l("No existing body can take care of it."), "clearing-house",
              due=_l("proposal takes effect")),
        State("in-group", _l("In group"), "work", _l("A working group has taken it up."), "group"),
        State("recommended", _l("Recommended"), "decided", _l("A published recommendation addresses it."), "council"),
        State("resolved", _l("Resolved"), "closed", _l("What was done is recorded, with evidence."), "answered",
              passed=True),
        State("out-of-scope", _l("Out of scope"), "closed",
              _l("Declined, with the reason."), "clearing-house", reasoned=True),
        State(MERGED, _l("Duplicate"), "closed", _l("Merged into another issue."), "issue"),
        State("lapsed", _l("Lapsed"), "closed", _l("No answer came in time."), "issue"),
        State("withdrawn", _l("Withdrawn"), "closed", _l("Taken back by who filed it."), "issue", reasoned=True),
        State("hidden", _lp("issue", "Hidden"), "closed", _l("Spam or abuse; only this trace is left."), "issue"),
    ),
    moves=(
        Move("file", _l("File an issue"), _l("filed this issue"), (), "submitted", ANYONE, poster,
             forms.IssueForm, events.Filed, ("assigned member", "followers"), checked=True, main=True,
             needs=_l("title, summary, layer and topic; likely duplicates are shown before it is filed")),
        Move("edit", _l("Edit"), _l("edited the issue"), OPEN, None, _l("who filed it, or the assigned member"),
             policy.can_edit, forms.EditForm, events.Edited,
             ("supporters", "filer", "assigned member", "followers"),
             needs=_l("what changed and why, from the assigned member, and once others support or work on the issue; "
                      "former wordings stay visible"),
             then=_l("From now on this wording counts; the former ones stay readable.")),
        Move("ask", _l("Ask for information"), _l("asked for information"), ("submitted",), "needs-information",
             _ASSIGNED, policy.can_ask, forms.QuestionForm, events.Asked, ("filer", "followers"),
             needs=_l("the question")),
        Move("take-back", _l("Take the question back"), _l("took the question back"), ("needs-information",),
             "submitted", _ASSIGNED, policy.assigned, ReasonForm, Reasoned, ("filer", "followers"), parting=True,
             needs=_l("the reason")),
        Move("answer", _l("Answer the question"), _l("answered the question"), ("needs-information",), "submitted",
             _FILER, policy.can_answer, forms.AnswerForm, events.Answered, ("assigned member", "followers"), main=True),
        Move("lapse", _l("Lapse"), _l("let the issue lapse: no answer came in time"), ("needs-information",),
             "lapsed", CLOCK, always, None, Nothing, _ALL, clock=True,
             needs=_ln("%(num)d day without an answer", "%(num)d days without an answer", Stated("lapse_days"))),
        Move("accept", _l("Accept"), _l("accepted the issue"), ("submitted",), "open", _ASSIGNED, policy.assigned,
             ReasonForm, Reasoned, _ALL, main=True, needs=_l("the reason")),
        Move("propose-decline", _l("Propose to decline"), _l("proposed to decline the issue as out of scope"),
             ("submitted", "open"), None, _HOUSE, policy.can_propose, forms.DeclineForm, events.Proposed,
             ("clearing house", *_ALL), needs=_ln("the reason; it takes effect after %(num)d day unless stopped",
                                                  "the reason; it takes effect after %(num)d days unless stopped",
                                                  Stated("two_step_days")),
             then=_l("It takes effect on its day, unless enough members object.")),
        Move("decline", _l("Decline"), _l("declined the issue as out of scope"), ("submitted", "open"), "out-of-scope",
             CLOCK, always, None, Reasoned, _ALL, clock=True,
             needs=_UNSTOPPED, then=_l("The issue is declined as out of scope; who filed it is told why.")),
        Move("propose-referral", _l("Propose to refer it to a body"), _l("proposed to refer the issue to a body"),
             REFERABLE, None, _HOUSE, policy.can_propose, forms.ReferralForm, events.Proposed,
             ("clearing house", *_ALL), main=("open", "unhoused"),
             needs=_l("the body, what it is asked, and by when; other issues may go in the same statement"),
             then=_l("It takes effect on its day, unless enough members object.")),
        Move("agree-referral", _l("Agree to refer"), _l("agreed to refer the issue: a statement is drafted"),
             REFERABLE, None, CLOCK, always, None, events.Agreed,
             ("clearing house", "followers"), clock=True,
             needs=_UNSTOPPED,
             then=_l("A statement to the body is drafted. Once it is approved, the secretariat sends it, and the body "
                     "is asked.")),
        Move("refer", _l("Refer"), _l("referred the issue to a body"), REFERABLE, "referred",
             _l("the secretariat, by sending the statement"), always, None, events.Added, _ALL,
             follows=_l("Follows when the statement is sent.")),
        Move("propose-finding", _l("Propose: no body can"), _l("proposed to find that no body can take care of it"),
             ("open", "referred"), None, _HOUSE, policy.can_propose, forms.FindingForm, events.Proposed,
             ("clearing house", *_ALL),
             needs=_l("the bodies considered, why each cannot, and what they answered when asked"),
             then=_l("It takes effect on its day, unless enough members object.")),
        Move("find-no-body", _l("Find that no body can"), _l("found that no existing body can take care of it"),
             ("open", "referred"), "unhoused", CLOCK, always, None, events.Finding, _ALL, clock=True,
             needs=_UNSTOPPED,
             then=_l("No existing body can take care of the issue: everybody may propose a group for it.")),
        Move("object", _l("Object to the proposal"), _l("objected to the pending proposal"), OPEN, None, _HOUSE,
             policy.can_object, ReasonForm, events.Objected, ("clearing house", "followers"), through=("ballot.open",),
             needs=_ln("the reason; %(num)d member who sits for different groups stops it for this issue, and a "
                       "ballot decides",
                       "the reason; %(num)d members who sit for different groups stop it for this issue, and a "
                       "ballot decides",
                       Stated("two_step_stoppers")),
             then=_l("Enough objections stop the proposal for this issue, and a ballot decides.")),
        Move("withdraw-proposal", _l("Withdraw the proposal"), _l("withdrew the pending proposal"), OPEN, None,
             _l("who made it"), policy.can_withdraw_proposal, ReasonForm, Reasoned,
             ("clearing house", "followers"), parting=True,
             then=_l("Nothing is proposed any more; the clearing house decides anew.")),
        Move("merge", _l("Merge into another issue"), _l("merged this issue into another one"),
             UNDECIDED, MERGED, _l("the assigned member, or who filed it"),
             policy.can_merge, forms.MergeForm, events.Merged, _ALL,
             needs=_l("the other issue; supporters, followers and proposed groups move along")),
        Move("take-up", _l("Take up in a group"), _l("took the issue up in a group"), REFERABLE,
             "in-group", _l("the chair of an active group"), policy.can_take_up, forms.TakeUpForm, events.Added, _ALL,
             needs=_l("the paragraph of the charter it falls under")),
        Move("return", _l("Return from the group"), _l("returned the issue"), ("in-group",),
             REFERABLE, _l("the chair or the responsible member; by itself when the group ends"),
             policy.can_return, ReasonForm, Reasoned, _ALL, needs=_l("the reason")),
        Move("recommend", _l("Recommend"), _l("published a recommendation that addresses the issue"), OPEN,
             "recommended", _l("the secretariat, by publishing"), always, None, events.Added, _ALL,
             follows=_l("Follows when a recommendation that addresses it is published.")),
        Move("resolve", _l("Resolve"), _l("resolved the issue"), ("referred", "recommended"), "resolved", _ASSIGNED,
             policy.can_resolve, forms.ResolveForm, events.Resolved, _ALL, checked=True,
             needs=_ln("what was done, with evidence; it can be contested within %(num)d day",
                       "what was done, with evidence; it can be contested within %(num)d days",
                       Stated("contest_days"))),
        Move("contest", _l("Contest the resolution"), _l("contested the resolution"), ("resolved",), None,
             _l("who filed or supports it"), policy.can_contest, ReasonForm, Reasoned,
             ("assigned member", "clearing house", "followers"), appends=True,
             needs=_ln("the reason, within %(num)d day", "the reason, within %(num)d days", Stated("contest_days")),
             then=_l("The assigned member reopens the issue or lets it stay resolved, with a reason.")),
        Move("let-stay", _l("Let it stay resolved"), _l("let it stay resolved, which was contested"), ("resolved",),
             None, _ASSIGNED, policy.can_let_stay, ReasonForm, Reasoned, _ALL, needs=_l("the reason"),
             then=_l("The issue stays resolved.")),
        Move("withdraw", _l("Withdraw the issue"), _l("withdrew the issue"),
             OUTSIDE_GROUPS, "withdrawn", _FILER, policy.filer, ReasonForm,
             Reasoned, ("assigned member", "followers", "supporters"), parting=True),
        Move("reopen", _l("Reopen"), _l("reopened the issue"),
             _ENDED, "open", _ASSIGNED, policy.assigned,
             ReasonForm, events.Reopened, _ALL, needs=_l("the reason; it leaves the work of its group")),
        Move("volunteer", _l("Take this issue on"), _l("became the assigned member"), (*OPEN, *_ENDED), None,
             _HOUSE, policy.can_volunteer, None, events.Assigned, ("filer", "former assigned member"),
             then=_l("You are the assigned member now: the next decision is yours.")),
        Move("reassign", _l("Reassign"), _l("gave the issue to another member of the clearing house"), OPEN, None,
             CLOCK, always, None, events.Assigned, ("assigned member", "filer"), names=("assigned member",), clock=True,
             needs=_l("the assigned member belongs to the clearing house no longer, or filed the issue")),
        Move("support", _l("Support this issue"), _l("supports this issue"), OPEN, None, ANYONE, policy.can_support,
             None, Nothing, (), appends=True,
             then=_l("Your support is counted here, and you are told what is decided. You can take it back.")),
        Move("renew-support", _l("Support the present wording"), _l("supports the present wording"), OPEN, None,
             _l("a supporter"), policy.can_renew_support, None, Nothing, (), appends=True,
             then=_l("Your support counts for the present wording now.")),
        Move("end-support", _l("Support it no longer"), _l("supports this issue no longer"), OPEN, None,
             _l("a supporter"), policy.can_end_support, None, Nothing, (), appends=True, parting=True,
             then=_l("Your support is counted no longer.")),
        Move("add-evidence", _l("Add evidence"), _l("added evidence"), OPEN, None, ANYONE, poster,
             forms.EvidenceForm, events.Added, ("followers", "assigned member"), appends=True, rewords=True,
             then=_l("It stands on the page of the issue, for whoever decides on it.")),
        Move("suggest-body", _l("Suggest a body"), _l("suggested a body"), OPEN, None, ANYONE, poster,
             forms.SuggestForm, events.BodySuggested, ("assigned member",), appends=True,
             then=_l("It stands where the clearing house decides on the issue.")),
        Move("translate", _l("Propose a translation"), _l("proposed a translation"), OPEN, None, ANYONE, poster,
             forms.TranslationForm, events.Translated, ("filer",), appends=True,
             needs=_l("title and summary; a former translation stays among the former wordings"),
             then=_l("Whoever reads in that language sees it at the top of the issue.")),
        Move("relate", _l("Relate to another issue"), _l("related this issue to another one"), OPEN, None, ANYONE,
             poster, forms.RelateForm, events.Related, ("followers",), appends=True,
             then=_l("Both issues show each other now.")),
        Move("withdraw-relation", _l("Take a relation back"), _l("took a relation to another issue back"), OPEN, None,
             _l("who stated it, who filed the issue, or the assigned member"), policy.can_withdraw_relation,
             forms.WithdrawRelationForm, events.RelationWithdrawn, ("who stated it", "followers"), parting=True,
             appends=True,
             needs=_l("the reason; it stands on the pages of both issues"),
             then=_l("Neither issue shows it any more; the reason stays in the record.")),
        *judging_moves(JUDGED, OUTSIDE_GROUPS, reports=OPEN, shown=(*OPEN, *_ENDED),
                       tells=("followers", "supporters")),
        annul_move((*OPEN, *_ENDED, HIDDEN), ("clearing house", *_ALL)),
    ),
)  # fmt: skip

OUTCOME = Workflow(
    kind="outcome",
    collection="outcomes",
    label=_l("outcome"),
    plural=_l("Outcomes"),
    states=(
        State("waiting", _l("Waiting"), "new", _l("Waits for the clearing house to dispose of it."), "outcome",
              undecided=True),
        State("became-issue", _l("Became an issue"), "decided", _l("An issue was filed from it."), "issue",
              passed=True, last=True),
        State("attached", _l("Attached to an issue"), "decided", _l("It adds to an issue."), "issue",
              passed=True, last=True),
        State("suggested", _l("Suggested to the MAG"), "decided",
              _l("Suggested to the Multistakeholder Advisory Group for the programme; the statement that is linked "
                 "says how far that is."), "clearing-house",
              passed=True, last=True, straight=True),
        State("noted", _l("Noted"), "decided", _l("Noted, with the reason why nothing follows."), "outcome",
              passed=True, last=True, reasoned=True),
    ),
    moves=(
        Move("enter", _l("Enter an outcome"), _l("entered this outcome"), (), "waiting", ANYONE, poster,
             forms_outcomes.OutcomeForm, events.OutcomeEntered, ("clearing house",), main=True),
        Move("become-issue", _l("Make it an issue"), _l("made it an issue"), ("waiting",), "became-issue", _HOUSE,
             policy.house, forms_outcomes.BecomeForm, events.Disposed, ("followers", "filer"), main=True),
        Move("attach", _l("Attach to an issue"), _l("attached it to an issue"), ("waiting",), "attached", _HOUSE,
             policy.house, forms_outcomes.AttachForm, events.Disposed, ("followers", "filer")),
        Move("suggest", _l("Suggest to the MAG"), _l("suggested it to the Multistakeholder Advisory Group"),
             ("waiting",), "suggested", _HOUSE, policy.house, forms_outcomes.SuggestForm, events.Disposed,
             ("followers", "filer"),
             needs=_l("the reason; a statement is drafted with it, which the council chair approves and the "
                      "secretariat sends")),
        Move("wait-again", _l("Put back among those that wait"),
             _l("let it wait again: the statement that suggests it is dropped, or its sending is annulled"),
             ("suggested",), "waiting", _l("whoever drops the statement that suggests it"), always, None,
             tells=("clearing house", "filer", "followers"),
             follows=_l("Follows when the statement that suggests it is dropped before it was sent, or its sending is "
                        "annulled.")),
        Move("note", _l("Note"), _l("noted it"), ("waiting",), "noted", _HOUSE, policy.house, ReasonForm,
             events.Disposed, ("followers", "filer"), needs=_l("the reason")),
        annul_move(("waiting", "became-issue", "attached", "suggested", "noted"),
                   ("clearing house", "followers", "filer")),
    ),
)  # fmt: skip
