"""The states and moves of bodies and liaison statements (procedure, section 9)."""

from flask_babel import lazy_gettext as _l

from igtf.core.workflow import Move, Reasoned, State, Workflow
from igtf.issues.forms import ReasonForm
from igtf.record.annulment import annul_move
from igtf.routing import events, forms, policy

_SECRETARIAT, _HOUSE = _l("the secretariat"), _l("a member of the clearing house")
_CONTACT = _l("a contact of the body, or the secretariat with evidence")
_WAITING = ("sent", "acknowledged", "in-process")
_ALL = ("followers", "drafter", "concerned", "clearing house")

BODY = Workflow(
    kind="body",
    collection="bodies",
    label=_l("body"),
    plural=_l("Bodies"),
    states=(State("listed", _l("Listed"), "work", _l("Issues and recommendations can be sent to it.")),),
    moves=(
        Move("list", _l("List a body"), _l("listed this body"), (), "listed", _SECRETARIAT, policy.can_list,
             forms.BodyForm, events.Listed, (), main=True, needs=_l("name, kind and mandate")),
        Move("add-contact", _l("Add a contact"), _l("added a contact"), ("listed",), None, _SECRETARIAT,
             policy.secretariat, forms.ContactForm, events.ContactNamed, ("secretariat",), appends=True,
             needs=_l("a contact that the body named; what waits for an answer is sent to the contact")),
        Move("end-contact", _l("End a contact"), _l("ended a contact"), ("listed",), None, _SECRETARIAT,
             policy.secretariat, forms.EndContactForm, events.ContactNamed, ("secretariat",), appends=True,
             needs=_l("the reason; the links of the contact end with it")),
    ),
)  # fmt: skip

STATEMENT = Workflow(
    kind="statement",
    collection="statements",
    label=_l("liaison statement"),
    plural=_l("Liaison statements"),
    prefix="LS-",
    states=(
        State("draft", _l("Draft"), "new", _l("Waits for approval."), "sent"),
        State("approved", _l("Approved"), "work", _l("Waits to be sent by the secretariat."), "sent"),
        State("sent", _l("Sent"), "waiting", _l("The body has it."), "sent"),
        State("acknowledged", _l("Acknowledged"), "waiting", _l("The body said that it has it."), "sent"),
        State("in-process", _l("In their process"), "waiting", _l("The body deals with it."), "sent"),
        State("answered", _l("Answered"), "decided", _l("The body answered; the latest answer counts."), "answered"),
        State("closed", _l("Closed"), "closed", _l("It ended, with evidence or without an answer."), "answered"),
        State("dropped", _l("Dropped"), "closed", _l("It was never sent."), "sent"),
    ),
    moves=(
        Move("draft", _l("Draft a statement"), _l("drafted this statement"), (), "draft",
             _l("the chair of a group, or a member of the clearing house"), policy.can_draft, forms.StatementForm,
             events.Drafted, ("drafter", "council chair", "responsible member", "followers"), main=True,
             needs=_l("the body, the purpose, the text, and a deadline if it is for action")),
        Move("edit", _l("Edit"), _l("edited the draft"), ("draft",), None,
             _l("who drafted it, or a member of the clearing house"), policy.can_edit, forms.EditForm, events.Edited,
             ("drafter", "followers")),
        Move("approve", _l("Approve"), _l("approved the statement"), ("draft",), "approved",
             _l("the responsible member of the group, or the council chair"), policy.can_approve, None,
             tells=("secretariat", "drafter", "followers"), main=True),
        Move("send", _l("Send"), _l("sent the statement"), ("approved",), "sent", _SECRETARIAT, policy.can_send,
             forms.SendForm, events.Sent, _ALL, checked=True, main=True,
             needs=_l("the channel; the exact text, its hash and the time are kept")),
        Move("acknowledge", _l("Acknowledge receipt"), _l("acknowledged receipt"), ("sent",), "acknowledged", _CONTACT,
             policy.can_answer, forms.FromBodyForm, events.Received, ("drafter", "concerned", "followers")),
        Move("in-process", _l("It is in our process"), _l("said that it is in their process"),
             ("sent", "acknowledged"), "in-process", _CONTACT, policy.can_answer, forms.InProcessForm,
             events.InProcess, ("drafter", "concerned", "followers"), needs=_l("the reference at the body")),
        Move("answer", _l("Answer"), _l("answered"), (*_WAITING, "answered"), "answered", _CONTACT, policy.can_answer,
             forms.AnswerForm, events.Answered, _ALL,
             needs=_l("for each point: by a date, done, in part, declined because, passed on, or comments only")),
        Move("propose-date", _l("Propose another date"), _l("proposed another date"), _WAITING, None,
             _l("a contact of the body"), policy.can_propose_date, forms.DateForm, events.DateProposed,
             ("drafter", "secretariat", "followers"), needs=_l("the date and the reason")),
        Move("remind", _l("Remind"), _l("sent a reminder: the date for the answer has passed"), _WAITING, None,
             _l("the clock, again every 30 days; and the secretariat"), policy.can_remind, None, events.Reminded,
             ("drafter", "secretariat", "followers"), needs=_l("the date for the answer has passed")),
        Move("drop", _l("Drop"), _l("dropped the statement"), ("draft", "approved"), "dropped",
             _l("who drafted or approved it"), policy.can_drop, ReasonForm, Reasoned,
             ("drafter", "council chair", "responsible member", "concerned", "followers"), needs=_l("the reason")),
        Move("close", _l("Close"), _l("closed the statement"), (*_WAITING, "answered"), "closed", _HOUSE,
             policy.can_close, forms.CloseForm, events.Closed, _ALL,
             needs=_l("evidence; or no answer, 90 days after it was due")),
        annul_move(("draft", "approved", *_WAITING, "answered", "closed"), ("secretariat", *_ALL), "dropped"),
    ),
)  # fmt: skip
