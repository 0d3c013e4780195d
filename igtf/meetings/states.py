"""The states and moves of meetings (procedure, section 11)."""

from igtf.core.i18n import lazy_gettext as _l
from igtf.core.i18n import lazy_ngettext as _ln
from igtf.core.i18n import lazy_pgettext as _lp
from igtf.core.moments import Due
from igtf.core.policy import always
from igtf.core.workflow import ANYONE, CLOCK, Move, Nothing, State, Workflow
from igtf.discussion.policy import poster
from igtf.groups.ending import end_move
from igtf.meetings import events, forms, policy
from igtf.record.stated import Stated

_LEADS = _l("a chair or delegate of the group, or the responsible member of one that has none; of a BoF that member or "
            "a proposer; of the council its chair or the secretariat")  # fmt: skip
_WRITES = _l("a chair, delegate or secretary of the group, or the responsible member of one that nobody leads; of a "
             "BoF that member or a proposer; of the council its chair or the secretariat")  # fmt: skip
_WITH_DOCUMENTS = ("called", "open", "held", "minuted", "done", "cancelled")
_ALL = ("invited", "followers", "followers of the group")

MEETING = Workflow(
    kind="meeting",
    collection="meetings",
    label=_l("meeting"),
    plural=_l("Meetings"),
    states=(
        State("called", _lp("meeting", "Called"), "new", _l("The time is set."),
              due=Due(_l("begins"), _l("was to begin"))),
        State("open", _l("Under way"), "work", _l("People are meeting now; whoever is there says so."),
              due=Due(_l("ends"), _l("was to end"))),
        State("held", _l("Held"), "waiting", _l("It is over; the minutes are being written.")),
        State("minuted", _l("Decisions open to objection"), "waiting",
              _l("The minutes are published; a decision is confirmed unless somebody objects in time."),
              due=_l("decisions confirmed")),
        State("done", _lp("meeting", "Done"), "decided", _l("The minutes are published and no decision waits.")),
        State("cancelled", _l("Cancelled"), "closed", _l("It does not take place, with the reason."), reasoned=True),
    ),
    moves=(
        Move("call", _l("Call a meeting"), _l("called this meeting"), (), "called", _LEADS, always, None,
             events.Called, _ALL, follows=_l("Follows when a group or the council calls a meeting on its page.")),
        Move("change", _l("Change place, link or length"), _l("changed the meeting"), ("called", "open"), None, _LEADS,
             policy.leads, forms.ChangeForm, events.Changed, _ALL, soon=True, needs=_l("the place or the link to join"),
             then=_l("Its page and the calendars that follow it show it so.")),
        Move("move", _l("Move it to another time"), _l("moved the meeting"), ("called",), None, _LEADS, policy.leads,
             forms.MoveMeetingForm, events.Moved, _ALL, soon=True,
             needs=_l("the new time and the reason; calendars are updated"),
             then=_l("Its page and the calendars that follow it show it so.")),
        Move("cancel", _l("Cancel the meeting"), _l("cancelled the meeting"), ("called",), "cancelled", _LEADS,
             policy.leads, forms.CancelForm, events.Cancelled, _ALL, soon=True, needs=_l("the reason"), parting=True),
        end_move(_l("Cancel with its group"), _l("cancelled the meeting: its group ended"), ("called",),
                 "cancelled", _LEADS, _ALL, soon=True, event=events.Cancelled),
        Move("set-agenda", _l("Edit the agenda"), _l("set the agenda"), ("called", "open"), None, _LEADS,
             policy.leads, forms.AgendaForm, events.AgendaSet, ("followers",),
             needs=_l("the points in their order; from then on no open work is added by itself"),
             then=_l("Its page shows it so from now on.")),
        Move("add-document", _l("Add a document"), _l("added a document"), ("called", "open"), None, ANYONE,
             poster, forms.DocumentForm, events.DocumentAdded, ("leaders",), appends=True,
             needs=_ln("a title and a link; due %(num)d day before the meeting, later ones are marked",
                       "a title and a link; due %(num)d days before the meeting, later ones are marked",
                       Stated("document_days")), then=_l("Its page shows it so from now on.")),
        Move("remove-document", _l("Remove a document"), _l("removed a document"), _WITH_DOCUMENTS, None,
             _l("who added it, who leads the meeting, or a moderator"), policy.can_remove_document,
             forms.RemoveDocumentForm, events.DocumentRemoved, ("who added the document", "leaders"), appends=True,
             parting=True, needs=_l("the document and the reason; that it was added stays in the record"),
             then=_l("Its page shows it so from now on.")),
        Move("remind", _l("Remind"), _l("reminded of the meeting"), ("called",), None, CLOCK, always, None,
             Nothing, ("invited", "followers"), clock=True, soon=True, appends=True,
             needs=_l("once; days before it: %(days)d", days=Stated("meeting_reminder_days"))),
        Move("open", _l("Open the meeting"), _l("opened the meeting"), ("called",), "open", _LEADS, policy.can_open,
             None, Nothing, (), main=True,
             needs=_ln("its time, or less than %(num)d minute to it; the agenda is fixed",
                       "its time, or less than %(num)d minutes to it; the agenda is fixed", Stated("early_minutes"))),
        Move("attend", _l("I am present"), _l("is present"), ("open", "held"), None, ANYONE, policy.can_attend,
             forms.AttendForm, events.Attended, (), main=True, appends=True,
             needs=_l("a hat; where both are possible, whether you are remote or on site"),
             then=_l("You are counted among those present.")),
        Move("ask-hum", _l("Ask for a hum"), _l("asked for a hum"), ("open",), None, _LEADS, policy.can_ask_hum,
             forms.HumForm, events.HumAsked, (), appends=True, needs=_l("the question"),
             then=_l("Whoever is present hums until it is closed.")),
        Move("close-hum", _l("Close the hum"), _l("closed the hum"), ("open",), None, _LEADS, policy.can_close_hum,
             None, events.HumClosed, (), main=True, appends=True,
             then=_l("The page of the meeting shows what came out.")),
        Move("close", _l("Close the meeting"), _l("closed the meeting"), ("open",), "held", _LEADS, policy.leads, None,
             Nothing, (), checked=True, main=True),
        Move("run-out", _l("Close a meeting left open"), _l("closed the meeting, which was left open"), ("open",),
             "held", CLOCK, always, None, Nothing, ("leaders",), clock=True,
             needs=_l("hours after its end: %(hours)d", hours=Stated("close_hours"))),
        Move("publish-minutes", _l("Publish the minutes"), _l("published the minutes"), ("held",), ("minuted", "done"),
             _WRITES, policy.can_publish_minutes, forms.MinutesForm,
             events.MinutesPublished, _ALL, checked=True, main=True,
             needs=_ln("the minutes, drafted from what was decided; any other decision is confirmed after %(num)d "
                       "day unless somebody objects",
                       "the minutes, drafted from what was decided; any other decision is confirmed after %(num)d "
                       "days unless somebody objects",
                       Stated("decision_days"))),
        Move("correct", _l("Correct the minutes"), _l("corrected the minutes"), ("minuted", "done"), None, _WRITES,
             policy.can_publish_minutes, forms.CorrectionForm, events.Corrected, _ALL, checked=True, appends=True,
             needs=_l("what is wrong and what is right; the minutes stay, the correction stands before them, dated"),
             then=_l("The minutes stay as they are; the correction stands before them.")),
        Move("object", _l("Object to a decision"), _l("objected to a decision of the meeting"), ("minuted",),
             ("minuted", "done"), ANYONE, policy.can_object, forms.ObjectionForm, events.Contested,
             ("leaders", "followers", "invited at last"), appends=True,
             needs=_l("the decision and the reason; once all were objected to, none waits any more")),
        Move("settle", _l("Settle the decisions"), _l("settled the decisions of the meeting"), ("minuted",), "done",
             CLOCK, always, None, events.Settled, ("invited", "followers"), clock=True,
             needs=_ln("%(num)d day for objections", "%(num)d days for objections", Stated("decision_days"))),
    ),
)  # fmt: skip
