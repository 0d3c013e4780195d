"""What groups wait for: their charters, milestones, discussions and meetings."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, exists, func, or_, select, union
from sqlalchemy.orm import aliased

from igtf.core import clock
from igtf.core.clock import NOW
from igtf.core.database.conditions import among, without_index
from igtf.core.db import Listing, session
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.moments import Due
from igtf.core.workflow import OVER
from igtf.council.models import Council
from igtf.desk.rows import COUNCIL, UNDATED, Waits, groups_of, holds, missed, officer, placed
from igtf.discussion.models import Comment
from igtf.groups.charter_states import LEAST, PENDING
from igtf.groups.choices import LATE
from igtf.groups.forms import NAMED_OFFICES
from igtf.groups.forms_milestones import WAITS
from igtf.groups.models import Charter, Group, Milestone, NamedChair
from igtf.groups.queries import failed_charters, unfinished
from igtf.groups.relief import relief_asked
from igtf.groups.states import FORMING, LIVING
from igtf.issues.queries import is_stopped
from igtf.meetings.models import MeetingDecision
from igtf.meetings.of_council import INVITED
from igtf.meetings.of_groups import is_invited, leads_meetings
from igtf.people.models import Role
from igtf.people.offices import DUTIES, OFFICES
from igtf.people.roles import LEADS_COUNCIL
from igtf.people.stakeholders import UNSTATED
from igtf.record.deadlines import days_before
from igtf.record.models import Event, Hat, Relation, Subject
from igtf.record.queries import is_


def _led(me: Any) -> CompoundSelect[Any]:
    """Return the groups whose calls the person leads, and what is in their work; each found by an index."""
    inside = aliased(Subject)
    return union(groups_of(me, "lead"), select(inside.id).where(inside.group_id.in_(groups_of(me, "lead"))))


def _milestone(where: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Milestone.group_id == Subject.id, Milestone.dropped_at.is_(None), where)


def _unanswered_comment(me: Any) -> ColumnElement[bool]:
    """Return whether the last comment, by nobody with an office in the group, waits for ``answer_comment_days``.

    What is hidden is none, and what an author or editor has marked as resolved waits for nobody.
    """
    later = aliased(Comment)
    by_officer = exists().where(
        Role.person_id == Comment.actor_id, Role.subject_id == func.coalesce(Subject.group_id, Subject.id),
        Role.name.in_(OFFICES), Role.ended_at.is_(None),
    ).correlate(Comment, Subject)  # fmt: skip
    last = exists().where(
        Comment.subject_id == Subject.id, Comment.hidden_at.is_(None), Comment.actor_id != me,
        Event.id == Comment.event_id, Event.at <= days_before(clock.now, "answer_comment_days"),
        Comment.resolved_at.is_(None), ~by_officer,
        ~exists().where(later.subject_id == Comment.subject_id, later.id > Comment.id, later.hidden_at.is_(None)),
    )  # fmt: skip
    return (Subject.comment_count > 0) & last


def _to_the_last_comment(subjects: Collection[int]) -> Mapping[int, str]:
    """Return the path that leads to the last comment on each of some subjects that is not hidden."""
    last = select(Comment.subject_id, func.max(Comment.id)).where(Comment.hidden_at.is_(None))
    rows = session.execute(last.where(Comment.subject_id.in_(subjects)).group_by(Comment.subject_id))
    return {subject_id: f"/comments/{number}" for subject_id, number in rows}


def _change_announced() -> ColumnElement[bool]:
    """Return whether a change of chairs is announced to a group."""
    return exists().where(
        NamedChair.group_id == Subject.id, NamedChair.settled_at.is_(None), NamedChair.due_at.is_not(None)
    )


def _chaired() -> ColumnElement[bool]:
    """Return whether a group has a chair, or one is announced to it."""
    chair = exists().where(Role.subject_id == Subject.id, Role.name == "chair", Role.ended_at.is_(None))
    announced = exists().where(NamedChair.group_id == Subject.id, NamedChair.settled_at.is_(None))
    return chair | announced


def _chaired_alike(me: Any) -> ColumnElement[bool]:
    """Return whether a group that the person oversees has several chairs, and these count for no more than one
    stakeholder group: not what ``policy.chairs_decision`` asks for, as where another one closed the account."""
    groups = func.count(func.distinct(func.nullif(Hat.counts_as, UNSTATED)))
    in_office = (Role.name == "chair", Role.ended_at.is_(None), Role.subject_id.in_(groups_of(me, "oversee")))
    alike = select(Role.subject_id).outerjoin(Hat, Hat.id == Role.hat_id).where(*in_office).group_by(Role.subject_id)
    return Subject.id.in_(alike.having(func.count() > 1, groups < 2))


def _proposes(me: Any) -> ColumnElement[bool]:
    """Return whether the group forms, and the person is one of the two who propose it."""
    second = exists().where(Group.id == Subject.id, Group.second_id == me)
    proposes: ColumnElement[bool] = Subject.state.in_(FORMING) & ((Subject.opened_by_id == me) | second)
    return proposes


def _stands_aside(me: Any) -> ColumnElement[bool]:
    """Return whether the person proposes the group, or has an office in it, or is named for one, so stands aside."""
    named = exists().where(
        NamedChair.group_id == Subject.id, NamedChair.person_id == me, NamedChair.settled_at.is_(None)
    )
    return _proposes(me) | holds(me, "chair", *NAMED_OFFICES, of=Subject.id) | named


def _to_recharter(me: Any) -> ColumnElement[bool]:
    """Return whether a revision of the charter waits for the person, who oversees the group, and for no ballot."""
    waits = (Charter.group_id == Subject.id, Charter.state.in_(PENDING), Charter.state != "ballot")
    return Subject.id.in_(groups_of(me, "oversee")) & exists().where(*waits) & ~_failed()


def _in_review() -> ColumnElement[bool]:
    """Return whether the review of the charter has not lasted as long as it has to: nobody may end it yet."""
    lasts = or_(*(
        (Charter.state == state) & (Charter.since > days_before(clock.now, number)) for state, number in LEAST.items()
    ))  # fmt: skip
    return exists().where(Charter.group_id == Subject.id, Charter.state.in_(PENDING), lasts)


def _balloted() -> ColumnElement[bool]:
    """Return whether the council ballots on the charter."""
    on_ballot = (Charter.state.in_(PENDING), Charter.state == "ballot")
    return Subject.id.in_(select(Charter.group_id).where(*on_ballot))


def _failed() -> ColumnElement[bool]:
    """Return whether the charter came back from its ballot, and nobody has revised it since."""
    return Subject.id.in_(failed_charters())


def _revises(me: Any) -> ColumnElement[bool]:
    """Return whether the person revises the charter: proposes the group that forms, or has an office for it."""
    return _proposes(me) | officer(me, "charter", Subject.id)


_REPORT = select(Group.report_due).where(Group.id == Subject.id).correlate(Subject).scalar_subquery()


def _report_late() -> ColumnElement[bool]:
    """Return whether the day is over by which the group owed its one report."""
    return is_("group", *LIVING) & (_REPORT <= NOW)


def _to_conclude(me: Any) -> ColumnElement[bool]:
    """Return whether the day is over by which a group that the person oversees owed its report."""
    return Subject.id.in_(groups_of(me, "oversee")) & _report_late()


def _worked_on(me: Any) -> ColumnElement[bool]:
    """Return whether an active group for which the person takes issues up was formed for an issue."""
    group = aliased(Subject)
    own = select(Relation.target_id).join(group, group.id == Relation.subject_id)
    formed = (Relation.kind == "works-on", group.state == "active", group.id.in_(groups_of(me, "take-up")))
    return Subject.id.in_(own.where(*formed))


def _without_responsible(*states: str) -> ColumnElement[bool]:
    """Return whether a group in one of the states waits for a responsible member; found by its date, of which few have
    one."""
    waits = select(Group.id).where(Group.responsible_due.is_not(None))
    return (without_index(Subject.kind) == "group") & Subject.id.in_(waits) & among(Subject.state, states)


def _announced(me: Any) -> Listing:
    """Return the query of where the person is announced as chair, and takes office unless they step aside."""
    return select(NamedChair).where(
        NamedChair.person_id == me, NamedChair.settled_at.is_(None), NamedChair.due_at.is_not(None)
    )


_council = Subject.group_id.in_(select(Council.id))


def _leads_meeting(me: Any) -> ColumnElement[bool]:
    """Return whether the person leads a meeting: of a group or BoF, or of the council."""
    return leads_meetings(me, Subject.group_id) | (_council & holds(me, *LEADS_COUNCIL))


def _invited(me: Any) -> ColumnElement[bool]:
    """Return whether the person is of those who meet: of a group or BoF, or of the council."""
    return is_invited(me, Subject.group_id) | (_council & holds(me, *INVITED))


def _undecided() -> ColumnElement[bool]:
    """Return whether a decision of a meeting is open to objection."""
    return exists().where(MeetingDecision.meeting_id == Subject.id, MeetingDecision.state == "open")


def _met(me: Any) -> ColumnElement[bool]:
    """Return whether an act on a meeting is due, and the person has a part by which it may be theirs to lead."""
    group, second = aliased(Subject), aliased(Group)
    opened = exists().where(group.id == Subject.group_id, group.opened_by_id == me)
    seconded = exists().where(second.id == Subject.group_id, second.second_id == me)
    due = or_(Subject.state != "called", Subject.due_at < NOW)
    places = placed(me, (*OFFICES, *LEADS_COUNCIL), Subject.group_id)
    return is_("meeting", "held", "open", "called") & due & or_(places, opened, seconded)


_DUE_IN = Due(_l("milestone due in"), _l("milestone was due in"))
_OVERSEE, _MILESTONES, _LEAD = (DUTIES[duty].roles for duty in ("oversee", "milestones", "lead"))

_NEEDED: dict[str, Any] = {
    "due": select(Group.responsible_due).where(Group.id == Subject.id).correlate(Subject).scalar_subquery(),
    "due_word": _l("responsible member needed"),
}

_OFFICE = (
    select(func.min(NamedChair.due_at))
    .where(NamedChair.group_id == Subject.id, NamedChair.settled_at.is_(None))
    .correlate(Subject)
    .scalar_subquery()
)

OF_GROUPS: list[Waits] = [
    Waits("group-volunteer", _l("Become the responsible member"), "me",
          lambda me: _without_responsible(*FORMING, *LIVING) & holds(me, "council") & ~_stands_aside(me), "volunteer",
          only=COUNCIL, invites=True, **_NEEDED),
    Waits("group-assign", _l("Assign a responsible member"), "me",
          lambda me: _without_responsible(*FORMING, *LIVING) & holds(me, "council-chair"), "assign",
          only=("council-chair",), **_NEEDED),
    Waits("no-chair", _l("Announce a chair: the group has none"), "me",
          lambda me: is_("group", *LIVING) & Subject.id.in_(groups_of(me, "oversee")) & ~_chaired(), "propose-chair",
          only=_OVERSEE, due=UNDATED),
    Waits("chairs-alike", _l("The chairs do not come from two stakeholder groups: announce another"), "me",
          lambda me: is_("group", *LIVING) & _chaired_alike(me) & ~_change_announced(), "propose-chair", only=_OVERSEE,
          due=UNDATED),
    Waits("relief", _l("A chair asks to be relieved: announce another"), "me",
          lambda me: is_("group", *LIVING) & Subject.id.in_(groups_of(me, "oversee"))
          & Subject.id.in_(relief_asked()) & ~_change_announced(), "propose-chair", only=_OVERSEE,
          due=UNDATED),
    Waits("my-relief", _l("Waits for another chair, as you ask to be relieved"), "others",
          lambda me: is_("group", *LIVING) & Subject.id.in_(relief_asked(me)) & ~_change_announced(), only=("chair",),
          due=UNDATED),
    Waits("charter", _l("Bring the group on its way"), "me",
          lambda me: is_("group", *FORMING) & officer(me, "oversee", Subject.id) & ~_failed() & ~_balloted()
          & ~_in_review(),
          only=_OVERSEE),
    Waits("charter-balloted", _l("Waits for the council's ballot on the charter"), "others",
          lambda me: Subject.id.in_(groups_of(me, "oversee")) & _balloted(), only=_OVERSEE),
    Waits("my-proposal", _l("Waits for supporters, and for the responsible member"), "others",
          lambda me: is_("group", "proposed") & _proposes(me)),
    Waits("my-group-to-be", _l("Waits for the responsible member, and for the council"), "others",
          lambda me: is_("group", "bof", "chartering") & _proposes(me)),
    Waits("recharter", _l("Bring the new charter on its way"), "me",
          lambda me: is_("group", "active") & _to_recharter(me) & ~_in_review(), only=_OVERSEE),
    Waits("charter-in-review", _l("Waits until the review of the charter has lasted long enough"), "others",
          lambda me: (without_index(Subject.kind) == "group") & (Subject.phase != "closed")
          & Subject.id.in_(groups_of(me, "oversee")) & _in_review(), only=_OVERSEE),
    Waits("recharter-dormant", _l("Wake the group: a new charter waits"), "me",
          lambda me: is_("group", "dormant") & _to_recharter(me), "wake", only=_OVERSEE),
    Waits("charter-failed", _l("The council did not pass it: read why, and revise it"), "me",
          lambda me: (without_index(Subject.kind) == "group") & (Subject.phase != "closed") & _failed() & _revises(me),
          "revise-charter"),
    Waits("chair-announced", _l("You are to be a chair: step aside, or let it take effect"), "soon",
          lambda me: (Subject.kind == "group") & Subject.id.in_(_announced(me).with_only_columns(NamedChair.group_id)),
          "step-aside", due=_OFFICE, due_word=_l("chair takes office")),
    Waits("take-up", _l("Take the issue up: your group works on it"), "me",
          lambda me: is_("issue", "open", "unhoused") & _worked_on(me) & ~is_stopped(Subject.id), "take-up",
          only=DUTIES["take-up"].roles),
    Waits("charter-review", _l("Read the charter, and comment on it"), "soon",
          lambda me: (Subject.kind == "group") & (Subject.phase != "closed") & holds(me, "council")
          & Subject.id.in_(
              select(Charter.group_id).where(Charter.state.in_(PENDING), Charter.state == "internal-review")),
          only=COUNCIL),
    Waits("milestone-late", _l("A milestone is late: note progress, or give another month"), "me",
          lambda me: is_("group", *LIVING) & Subject.id.in_(groups_of(me, "milestones"))
          & _milestone(LATE),
          "update-milestone", only=_MILESTONES, due_as="month", due_word=_DUE_IN,
          due=select(func.min(Milestone.due_at))
          .where(Milestone.group_id == Subject.id, Milestone.dropped_at.is_(None), LATE)
          .correlate(Subject).scalar_subquery()),
    Waits("report-late", _l("The report is due: give it to the responsible member"), "me",
          lambda me: Subject.id.in_(groups_of(me, "lead")) & _report_late(), only=_LEAD, due=_REPORT,
          due_word=_l("report due")),
    Waits("conclude", _l("Conclude the group with its report"), "me",
          lambda _me: ~unfinished(Subject.id), "conclude", only=_OVERSEE, first=_to_conclude, due=_REPORT,
          due_word=_l("report due")),
    Waits("conclude-later", _l("Its report is due: conclude it once its drafts, meetings and ballots are over"),
          "others", lambda _me: unfinished(Subject.id), only=_OVERSEE, first=_to_conclude, due=_REPORT,
          due_word=_l("report due")),
    Waits("milestone", _l("Approve or decline a milestone"), "me",
          lambda me: is_("group", *LIVING) & Subject.id.in_(groups_of(me, "oversee"))
          & _milestone(WAITS & Milestone.done_at.is_(None)), "approve-milestone", only=_OVERSEE,
          due=UNDATED),
    Waits("milestone-others", _l("A milestone waits for approval"), "others",
          lambda me: is_("group", *LIVING) & Subject.id.in_(groups_of(me, "milestones"))
          & _milestone(WAITS & Milestone.done_at.is_(None)), only=_MILESTONES, due=UNDATED),
    Waits("unanswered", _l("Somebody waits for an answer in the discussion"), "me",
          lambda me: Subject.id.in_(_led(me)) & Subject.phase.not_in(OVER) & _unanswered_comment(me),
          only=_LEAD, leads=_to_the_last_comment),
    Waits("minutes", _l("Publish the minutes"), "me",
          lambda me: is_("meeting", "held") & (_leads_meeting(me) | officer(me, "minutes", Subject.group_id)),
          "publish-minutes", first=_met),
    Waits("hold", _l("Close the meeting when it is over"), "me",
          lambda me: is_("meeting", "open") & _leads_meeting(me), first=_met),
    Waits("missed", _l("Its time is past: open it, move it, or cancel it"), "me",
          lambda me: is_("meeting", "called") & _leads_meeting(me), first=_met),
    Waits("meet", _l("Be there"), "soon",
          lambda me: is_("meeting", "called", "open") & ~missed() & _invited(me)),
    Waits("decisions", _l("Object to a decision, or let it be confirmed"), "soon",
          lambda me: is_("meeting", "minuted") & (Subject.due_at > NOW) & _undecided() & _invited(me), "object"),
]  # fmt: skip
