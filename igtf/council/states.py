"""The states and moves of a ballot (procedure, section 6), and of the council that meets (section 8)."""

from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.core.policy import always
from igtf.core.workflow import CLOCK, NUMBER, Move, Nothing, State, WordedBy, Workflow
from igtf.council import events, forms, policy
from igtf.council.tally import BLOCK, FIVE
from igtf.council.words import NEEDS
from igtf.discussion.forms import ReasonForm
from igtf.groups.calling import CallMeetingForm
from igtf.groups.events import MeetingCalled
from igtf.record.annulment import annul_move
from igtf.record.stated import Stated


def _of_block(**texts: Text) -> WordedBy:
    """Return the texts of a move, and of its entries, in a ballot that a Block stops in place of a Discuss."""
    return WordedBy("stop", {BLOCK: texts}, field="position")


COUNTED = ("passed", "failed")
"""The states of a ballot that was counted; a recalled one decided nothing."""

_ALL = ("ballot seats", "followers", "filer", "followers of what it decides on")
_HOLDER, _LEADS = (
    _l("the holder of a seat of the ballot"),
    _l("the responsible member, or the council chair; of an appeal, the member who put it to the ballot"),
)

BALLOT = Workflow(
    kind="ballot",
    collection="ballots",
    label=_l("ballot"),
    plural=_l("Ballots"),
    cited=(f"[Bb]allot {NUMBER}",),
    states=(
        State("open", _l("Open"), "work", _l("Members take positions."), "council", due=_l("closes")),
        State("passed", _l("Passed"), "decided", _l("All conditions held when it closed.")),
        State("failed", _l("Failed"), "closed", _l("A condition was missing when it closed.")),
        State("recalled", _l("Recalled"), "closed",
              _l("Taken back before it closed; nothing was decided."), reasoned=True),
        State("annulled", _l("Annulled"), "closed", 
              _l("An appeal was upheld: nothing follows from it any more. What it decided on is again where it was "
                 "before the ballot, and can be decided anew.")),
    ),
    moves=(
        Move("open", _l("Open a ballot"), _l("opened the ballot"), (), "open",
             _l("whoever puts something to the ballot; who objects, or asks after a refusal, as the last one needed"),
             always, None, events.Opened, (*_ALL, "council"),
             follows=_l("Follows when a draft, a charter, a change of the procedure, an appeal, or a lone Discuss or "
                        "Block is put to the ballot, a proposal is stopped, enough people ask for a BoF that was "
                        "refused, or the panel of a recall is drawn."),
             needs=_ln("a question; the seats are frozen, it runs %(num)d day",
                       "a question; the seats are frozen, it runs %(num)d days", Stated("ballot_days"))),
        Move("take-position", _l("Take a position"), _l("took a position"), ("open",), None, _HOLDER,
             policy.can_take_position, forms.PositionForm, events.PositionTaken, ("followers", "filer"),
             through=("ballot.recall",),
             needs=NEEDS[FIVE],
             checked=True, main=True, appends=True, then=_l("You can change your position until the ballot closes.")),
        Move("re-assert", _l("Say that your Discuss stands"), _l("said that the Discuss stands"), ("open",), None,
             _l("the holder of a Discuss that was inherited, or taken on an earlier revision"),
             policy.can_re_assert, forms.UnderHat, events.PositionTaken, ("followers", "filer"), checked=True,
             appends=True,
             needs=_ln("after a look at the newest revision; a successor has %(num)d day",
                       "after a look at the newest revision; a successor has %(num)d days",
                       Stated("inherited_discuss_days")),
             then=_l("You can change your position until the ballot closes."),
             worded=_of_block(label=_l("Say that your Block stands"), said=_l("said that the Block stands"),
                              who=_l("the holder of a Block that was inherited"))),
        Move("second", _l("Second a Discuss"), _l("seconded a Discuss"), ("open",), None, _HOLDER,
             policy.can_second, forms.SecondForm, events.Seconded, ("followers", "discuss holders"), checked=True,
             appends=True, needs=_l("another member's Discuss; with a second it does not stand alone"),
             then=_l("The Discuss does not stand alone with it; you can withdraw your second."),
             worded=_of_block(
                 label=_l("Second a Block"), said=_l("seconded a Block"),
                 needs=_l("another member's Block; with a second it does not stand alone"),
                 then=_l("The Block does not stand alone with it; you can withdraw your second."))),
        Move("withdraw-second", _l("Withdraw your second"), _l("seconds a Discuss no longer"), ("open",), None, _HOLDER,
             policy.can_withdraw_second, forms.SecondForm, events.Seconded, ("followers", "discuss holders"),
             appends=True, parting=True, then=_l("It stands without your second now."),
             worded=_of_block(said=_l("seconds a Block no longer"))),
        Move("ask-again", _l("Ask to look again"), _l("posted a revision; who holds a Discuss is asked to look again"),
             ("open",), None, _l("who revises the draft"), always, None, events.RevisionPosted, ("discuss holders",),
             appends=True, follows=_l("Follows when the draft is revised; older positions are shown as such.")),
        Move("lapse-discuss", _l("Let an inherited Discuss lapse"), _l("let an inherited Discuss lapse"), ("open",),
             None, CLOCK, always, None, events.DiscussLapsed, ("ballot seats", "followers"), clock=True,
             appends=True, needs=_ln("%(num)d day in which a successor did not say that it stands",
                                     "%(num)d days in which a successor did not say that it stands",
                                     Stated("inherited_discuss_days")),
             worded=_of_block(label=_l("Let an inherited Block lapse"), said=_l("let an inherited Block lapse"))),
        Move("remind", _l("Remind"), _l("reminded the members who have taken no position"), ("open",), None,
             CLOCK, always, None, events.Reminded, ("silent seats",), clock=True, soon=True, appends=True,
             needs=_ln("%(num)d day before the end, once", "%(num)d days before the end, once",
                       Stated("ballot_reminder_days"))),
        Move("put-to-alternate", _l("Put a lone Discuss to the alternate ballot"),
             _l("put a lone Discuss to the alternate ballot"), ("open",), None,
             _l("the council chair; the responsible member, too, where nobody chairs, and where the chair is recused "
                "or took the position that it is about"),
             policy.can_put_to_alternate, ReasonForm, events.PutToAlternate, _ALL, checked=True,
             through=("ballot.open",),
             needs=_ln("a single Discuss that has stood for %(num)d day and has no second; yes or no",
                       "a single Discuss that has stood for %(num)d days and has no second; yes or no",
                       Stated("lone_discuss_days")),
             then=_l("The members of the council take positions until it closes; then the result is computed."),
             worded=_of_block(
                 label=_l("Put a lone Block to the alternate ballot"),
                 said=_l("put a lone Block to the alternate ballot"),
                 needs=_ln("a single Block that has stood for %(num)d day and has no second; yes or no",
                           "a single Block that has stood for %(num)d days and has no second; yes or no",
                           Stated("lone_discuss_days")))),
        Move("set-aside", _l("Set the Discuss aside"), _l("set the Discuss aside"), ("open",), None,
             _l("the council, by alternate ballot"), always, ReasonForm, events.SetAside, _ALL,
             appends=True,
             follows=_l("Follows when the alternate ballot passes; the position stays in the roll call."),
             then=_l("The Discuss is set aside: it stays in the roll call, and the ballot can pass with it."),
             worded=_of_block(
                 label=_l("Set the Block aside"), said=_l("set the Block aside"),
                 then=_l("The Block is set aside: it stays in the roll call, and the ballot can pass with it."))),
        Move("defer", _ln("Defer by %(num)d day", "Defer by %(num)d days", Stated("deferral_days")),
             _l("deferred the ballot"), ("open",), None, _HOLDER, policy.can_defer, forms.DeferForm, events.Deferred,
             _ALL, checked=True, needs=_l("the reason; once for each ballot"),
             then=_l("It goes on until its new end, and is not deferred again.")),
        Move("close", _l("Close"), _l("closed the ballot and counted it"), ("open",), ("passed", "failed"),
             CLOCK, policy.can_close, None, events.Counted, (*_ALL, "council"), clock=True,
             needs=_l("its time has run out; the result is computed, never typed")),
        Move("close-early", _l("Close early"), _l("closed the ballot early and counted it"), ("open",),
             ("passed", "failed"), _LEADS, policy.can_close_early, None, events.Counted, (*_ALL, "council"),
             checked=True,
             needs=_ln("%(num)d day; every seat of the base has a position, and none stops it",
                       "%(num)d days; every seat of the base has a position, and none stops it",
                       Stated("early_close_days"))),
        Move("recall", _l("Recall the ballot"), _l("recalled the ballot"), ("open",), "recalled", _LEADS,
             policy.can_recall, ReasonForm, events.Recalled, (*_ALL, "council"), checked=True,
             needs=_l("the reason"), parting=True),
        annul_move(("open", "passed", "failed", "recalled"), (*_ALL, "council"), ("recalled", "annulled")),
    ),
)  # fmt: skip

COUNCIL = Workflow(
    kind="council",
    collection="council",
    label=_l("council"),
    plural=_l("The council"),
    alone=True,
    states=(State("sitting", _l("Sitting"), "work", _l("Its members review, route and decide.")),),
    moves=(
        Move("begin", _l("Begin"), _l("found that somebody sits on the council"), (), "sitting", CLOCK,
             always, None, Nothing, (), follows=_l("Follows when the first member is seated.")),
        Move("call-meeting", _l("Call a meeting"), _l("called a meeting"), ("sitting",), None,
             _l("the council chair, or the secretariat"), policy.can_call_meeting, CallMeetingForm, MeetingCalled, (),
             through=("meeting.call",), main=True, appends=True,
             needs=_l("a time, and a place or a link to join; the agenda builds itself from what waits"),
             then=_l("Its agenda and its documents stand on its page.")),
    ),
)  # fmt: skip
