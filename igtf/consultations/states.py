"""The states and moves of consultations (procedure, section 12)."""

from igtf.consensus.events import Announced
from igtf.consensus.forms import ExtendForm, WithdrawForm
from igtf.consultations import events, forms, forms_sorting, policy
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.policy import always
from igtf.core.workflow import ANYONE, CLOCK, NUMBER, Move, Reasoned, State, Workflow
from igtf.discussion.forms import PAUSE_NEEDS
from igtf.groups.ending import end_move
from igtf.record.annulment import annul_move
from igtf.record.stated import Stated

_LEADS = _l(
    "a chair or delegate of the group that asks, or the responsible member of one that has none; for the clearing "
    "house its members"
)
_MODERATOR = _l("a moderator")
_ALL = ("who replied", "who is invited", "followers")
_GOING, _SHOWN = ("open", "closed"), ("open", "closed", "summed-up")
_READ = (*_SHOWN, "withdrawn")

CONSULTATION = Workflow(
    kind="consultation",
    collection="consultations",
    label=_l("consultation"),
    plural=_l("Consultations"),
    cited=(f"[Cc]onsultation {NUMBER}",),
    states=(
        State("draft", _lp("state", "Draft"), "new",
              _l("The questions are being written; anybody can read and discuss them.")),
        State("open", _lp("consultation", "Open"), "work", _l("Replies are taken; the questions do not change."),
              due=_l("closes")),
        State("closed", _lp("consultation", "Closed"), "waiting",
              _l("The replies are sorted and summed up; people still say what they think of the statements.")),
        State("summed-up", _l("Summed up"), "decided", _l("The summary is published, with what follows.")),
        State("withdrawn", _lp("consultation", "Withdrawn"), "closed",
              _l("Taken back, with the reason."), reasoned=True),
    ),
    moves=(
        Move("draft", _l("Draft a consultation"), _l("drafted this consultation"), (), "draft",
             _l("a chair or delegate of a group; a member of the clearing house"), policy.can_draft, forms.DraftForm,
             events.Described, ("followers",), main=True, needs=_l("who asks, what it is about, and who may reply")),
        Move("edit", _l("Edit the description"), _l("edited the consultation"), ("draft",), None, _LEADS, policy.leads,
             forms.DescriptionForm, events.Described, ("followers",), then=_l("Its page shows it so from now on.")),
        Move("set-questions", _l("Write the questions"), _l("set the questions"), ("draft",), None, _LEADS,
             policy.leads, forms.QuestionsForm, events.QuestionsSet, ("followers",),
             needs=_l("choices, scales and texts in their order; once it is open they do not change"),
             then=_l("They can be changed until the consultation opens.")),
        Move("invite", _l("Invite people"), _l("invited people"), ("draft", "open"), None, _LEADS, policy.leads,
             forms.InviteForm, events.People, ("who is invited now",), names=("who is invited now",), appends=True,
             needs=_l("their handles; before it opens they are told with the opening"),
             then=_l("Whoever is invited can reply while the consultation is open.")),
        Move("invite-bodies", _l("Invite bodies"), _l("invited bodies"), ("draft", "open"), None, _LEADS, policy.leads,
             forms.InviteBodiesForm, events.BodiesInvited, (), appends=True,
             needs=_l("bodies of the list; their contacts are told once it is open"),
             then=_l("Their contacts are told as soon as the consultation is open.")),
        Move("announce", _l("Announce to the bodies invited"), _l("announced the consultation to the bodies invited"),
             ("open",), None, CLOCK, always, None, Announced, ("contacts of the bodies",), clock=True, appends=True,
             needs=_l("a contact of a body that is invited; by the link in the mail the contact sends one statement "
                      "about it, without an account; when it is extended, they are told of the new end")),
        Move("announce-end", _l("Tell the bodies invited that it was withdrawn"),
             _l("told the bodies invited that the consultation was withdrawn"), ("withdrawn",), None, CLOCK, always,
             None, Announced, ("contacts of the bodies",), clock=True, appends=True,
             needs=_l("a consultation that was withdrawn, and a contact who was told of it and has a link that still "
                      "works")),
        Move("open", _l("Open the consultation"), _l("opened the consultation"), ("draft",), "open", _LEADS,
             policy.can_open, forms.OpenForm, events.Opened,
             ("who is invited", "members who reply", "members", "followers"), checked=True, main=True,
             needs=_ln("for at least %(num)d day; the questions do not change any more",
                       "for at least %(num)d days; the questions do not change any more", Stated("consultation_days"))),
        Move("reply", _l("Reply"), _l("replied"), ("open",), None, ANYONE, policy.can_reply, forms.ReplyForm,
             events.Replied, (), main=True, appends=True,
             needs=_l("a hat, which is fixed with the first reply; it may be revised until the end, and what it was "
                      "before stays visible"), then=_l("You can revise it until the consultation closes.")),
        Move("extend", _l("Extend the consultation"), _l("extended the consultation"), ("open",), None, _LEADS,
             policy.can_extend, ExtendForm, events.Extended, ("members", *_ALL), needs=_l("the reason"),
             then=_l("Until its new end it goes on as before.")),
        Move("remind", _l("Remind"), _l("reminded those who have not replied"), ("open",), None, CLOCK, always, None,
             events.Reminded, ("who has not replied",), clock=True, soon=True, appends=True,
             needs=_ln("%(num)d day before the end, once", "%(num)d days before the end, once",
                       Stated("consultation_reminder_days"))),
        Move("close", _l("Close"), _l("closed the consultation at its time"), ("open",), "closed", CLOCK, always, None,
             events.Closed, ("who asks", "followers"), clock=True, needs=_l("the closing time")),
        Move("set-baskets", _l("Name the baskets"), _l("set the baskets"), _GOING, None, _LEADS, policy.leads,
             forms_sorting.BasketsForm, events.BasketsSet, ("followers",),
             needs=_l("names for what answers have in common"), then=_l("Replies can be sorted into them.")),
        Move("sort", _l("Sort a reply into baskets"), _l("sorted a reply into baskets"), _GOING, None, _LEADS,
             policy.can_sort, forms_sorting.SortForm, events.ReplySorted, (), appends=True,
             needs=_l("a reply; each of its texts, or the whole of it, may lie in several baskets"),
             then=_l("The baskets show it.")),
        Move("draw-statement", _l("Draw a statement from a reply"), _l("drew a statement from a reply"), _GOING, None,
             _LEADS, policy.can_draw, forms_sorting.StatementForm, events.StatementDrawn, ("who wrote the reply",),
             appends=True, needs=_l("a short sentence with which people can agree or disagree"),
             then=_l("Until the summary people can say whether they agree with it.")),
        Move("withdraw-statement", _l("Withdraw a statement drawn from a reply"),
             _l("withdrew a statement that was drawn from a reply"), _GOING, None,
             _l("those who ask; who wrote the reply that it was drawn from"), policy.can_withdraw_statement,
             forms_sorting.WithdrawStatementForm, events.StatementWithdrawn, ("who asks", "who wrote the reply"),
             appends=True, parting=True,
             needs=_l("the reason; nobody is asked about it any more, and its answers count no more"),
             then=_l("Nobody is asked about it any more, and its answers count no more.")),
        Move("take-stance", _l("Say what you think of the statements"), _l("said what they think of statements"),
             _GOING, None, ANYONE, policy.can_take_stance, forms.StancesForm, events.StancesTaken, (), main=True,
             appends=True, needs=_l("a hat; agree, disagree or pass, which may be changed until the summary"),
             then=_l("You can change it until the summary.")),
        Move("sum-up", _l("Publish the summary"), _l("published the summary"), ("closed",), "summed-up", _LEADS,
             policy.leads, forms_sorting.SummaryForm, events.SummedUp, (*_ALL, "members"), checked=True,
             main=True, needs=_l("what was asked, who replied and who was not heard, the baskets, what follows")),
        Move("file-issue", _l("File an issue from it"), _l("filed an issue from it"), _SHOWN, None, ANYONE,
             policy.can_file_issue, forms_sorting.IssueFromReplyForm, events.IssueFiled, ("who wrote the reply",),
             through=("issue.file",), checked=True, appends=True,
             needs=_l("the reply or the basket that it comes from; both show each other"),
             then=_l("The issue goes its own way; both show each other.")),
        Move("report-reply", _l("Report a reply"), _l("reported a reply to the moderators"), _READ, None, ANYONE,
             policy.can_report, forms_sorting.ReportForm, events.ReplyReported, ("moderators",), appends=True,
             needs=_l("the reason, which only the moderators read; who reported it is public"),
             then=_l("The moderators hide it or leave it as it is, with a reason; you are told.")),
        Move("keep-reply", _l("Leave a reply as it is"), _l("left a reply as it is that was reported"), _READ, None,
             _MODERATOR, policy.can_keep, forms_sorting.JudgeForm, events.ReplyJudged, ("who reported the reply",),
             appends=True, needs=_l("the reason"), then=_l("It stays as it is, and your reason stands in the record.")),
        Move("hide-reply", _l("Hide a reply"), _l("hid a reply"), _READ, None, _MODERATOR, policy.can_hide,
             forms_sorting.JudgeForm, events.ReplyJudged, ("judged in a reply", "who reported the reply"), appends=True,
             needs=_l("the reason; its place stays, and it counts no more"),
             then=_l("The place of the reply stays, its text is not shown, and it counts no more.")),
        Move("show-reply", _l("Show a reply again"), _l("showed a reply again"), _READ, None, _MODERATOR,
             policy.can_show, forms_sorting.JudgeForm, events.ReplyJudged, ("judged in a reply",), appends=True,
             needs=_l("the reason"), then=_l("The reply can be read again, and counts again.")),
        Move("warn", _l("Warn who wrote a reply"), _l("warned who wrote a reply"), _READ, None, _MODERATOR,
             policy.can_judge_author, forms_sorting.JudgeForm, events.ReplyJudged, ("judged in a reply",), appends=True,
             needs=_l("the reason, which is public and can be appealed; the reply stays unless it is hidden"),
             then=_l("The warning and its reason are public; who was warned can appeal.")),
        Move("pause", _l("Pause the posting of who wrote a reply"), _l("paused the posting of who wrote a reply"),
             _READ, None, _MODERATOR, policy.can_judge_author, forms_sorting.PauseReplierForm, events.ReplierPaused,
             ("judged in a reply", "moderators"), appends=True, needs=PAUSE_NEEDS,
             then=_l("The pause ends by itself on its day; until then the person can appeal.")),
        Move("end-pause", _l("End a pause of posting"), _l("ended a pause of posting"), _READ, None, _MODERATOR,
             policy.can_end_pause, forms_sorting.JudgeForm, events.ReplyJudged, ("judged in a reply", "moderators"),
             appends=True, parting=True, then=_l("The person can post again at once.")),
        Move("withdraw", _l("Withdraw the consultation"), _l("withdrew the consultation"), ("draft", *_GOING),
             "withdrawn", _LEADS, policy.leads, WithdrawForm, Reasoned, ("members", *_ALL),
             needs=_l("the reason; replies stay readable"), parting=True),
        end_move(_l("Withdraw with its group"), _l("withdrew the consultation: its group ended"), ("draft", *_GOING),
                 "withdrawn", _LEADS, _ALL),
        annul_move(("summed-up", "withdrawn"), ("members", *_ALL)),
    ),
)  # fmt: skip
