"""The states and moves of reviews (procedure, section 3)."""

from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import always
from igtf.core.workflow import CLOCK, Move, Nothing, Reasoned, State, Workflow
from igtf.discussion.forms import ReasonForm
from igtf.groups.ending import end_move
from igtf.record.annulment import annul_move
from igtf.reviews import events, forms, policy

OPEN = ("requested", "assigned", "accepted")
"""The states in which the review is still to come."""
GIVEN = ("assigned", "accepted")
"""Those of them in which a member has it."""
_LEADS = _l("a chair or the secretary of the directorate, or the responsible member of one that has none")
_REVIEWER = _l("the reviewer")
_ALL = ("review leads", "filer", "followers")

REVIEW = Workflow(
    kind="review",
    collection="reviews",
    label=_l("review"),
    plural=_l("Reviews"),
    states=(
        State("requested", _l("Requested"), "new", _l("Waits for the directorate to give it to a member."), "draft",
              due=_l("review due")),
        State("assigned", _l("Assigned"), "waiting", _l("Waits for the member who was asked to say yes or no."),
              "draft", due=_l("review due")),
        State("accepted", _l("Accepted"), "work", _l("The reviewer reads the draft."), "draft", due=_l("review due")),
        State("delivered", _l("Delivered"), "decided", _l("Waits for the editors' answer.")),
        State("answered", _l("Answered"), "closed", _l("The editors said what was done about it.")),
        State("withdrawn", _l("Withdrawn"), "closed", _l("Asked for no longer, with the reason."), reasoned=True),
    ),
    moves=(
        Move("request", _l("Ask for a review"), _l("asked for this review"), (), "requested",
             _l("an author or editor of the draft, a chair of its group, or the responsible member"), always,
             None, events.Requested, ("review leads",),
             follows=_l("Follows when a directorate is asked for a review on the page of the draft.")),
        Move("assign", _l("Give it to a member"), _l("gave the review to a member"), OPEN, "assigned", _LEADS,
             policy.leads, forms.AssignForm, events.Assigned,
             ("reviewer", "reviewer until now", "filer", "followers"), names=("reviewer",), main=True,
             needs=_l("the member; proposed is who was asked least recently, is not away and did not write the draft")),
        Move("accept", _l("Accept the review"), _l("accepted the review"), ("assigned",), "accepted", _REVIEWER,
             policy.can_review, None, Nothing, _ALL, main=True),
        Move("decline", _l("Decline the review"), _l("declined the review"), GIVEN,
             ("assigned", "requested"), _REVIEWER, policy.reviewer, ReasonForm, events.Declined,
             ("reviewer", "review leads"), names=("reviewer",),
             needs=_l("the reason; the member whose turn is next is asked at once")),
        Move("lose-reviewer", _l("Lose the reviewer"), _l("passed the review on: its reviewer left"), GIVEN,
             ("assigned", "requested"), _l("the reviewer, or whoever closes the account"), always, None,
             events.ReviewerLeft, ("reviewer", "review leads"), names=("reviewer",),
             follows=_l("Follows when the reviewer leaves the directorate, or their account is closed.")),
        Move("deliver", _l("Deliver the review"), _l("delivered the review"), ("accepted",), "delivered", _REVIEWER,
             policy.can_review, forms.DeliverForm, events.Delivered, ("authors of the draft", *_ALL), main=True,
             needs=_l("ready, ready with nits, or has issues; and the text")),
        Move("answer", _l("Answer the review"), _l("answered the review"), ("delivered",), "answered",
             _l("an author or editor of the draft"), policy.can_answer, forms.AnswerForm, events.Answered,
             ("reviewer", *_ALL), main=True, needs=_l("what was done about each point")),
        Move("remind", _l("Remind"), _l("reminded of the review: it is overdue"), OPEN, None, CLOCK,
             policy.can_remind, None, Nothing, ("reviewer", "review leads"), clock=True, soon=True,
             needs=_l("the day by which it is due has passed; once")),
        Move("lapse", _l("Lapse"), _l("let the review lapse: its draft needs none any more"), OPEN, "withdrawn",
             CLOCK, always, None, Nothing, ("reviewer", *_ALL), clock=True,
             needs=_l("a draft that was published, replaced, withdrawn or has expired")),
        Move("withdraw", _l("Withdraw the request"), _l("withdrew the request"), OPEN, "withdrawn",
             _l("who asked for it, or a chair or the secretary of the directorate"), policy.can_withdraw,
             ReasonForm, Reasoned, ("reviewer", *_ALL), needs=_l("the reason"), parting=True),
        end_move(_l("Withdraw with its group"), _l("withdrew the review: its directorate ended"), OPEN,
                 "withdrawn", _LEADS, ("reviewer", *_ALL)),
        annul_move(("withdrawn",), ("reviewer", *_ALL)),
    ),
)  # fmt: skip
