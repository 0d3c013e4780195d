"""Loading meetings, their lists, and the facts that decisions on them need."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import JSON, Integer, Text, bindparam, exists, func, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased
from sqlalchemy.orm.attributes import set_committed_value

from igtf.core.clock import now
from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, UTCDateTime, fetch, memo, session
from igtf.core.errors import NotFound
from igtf.core.workflow import WORKFLOWS
from igtf.discussion.queries import paused_until
from igtf.groups.calling import LONGEST
from igtf.groups.kinds import KINDS
from igtf.groups.models import Group
from igtf.groups.states import GROUP
from igtf.meetings.agenda import version_of_work
from igtf.meetings.hum import site_key, token
from igtf.meetings.lookups import CANCELLED, COMING, HELD, documents_due
from igtf.meetings.models import (
    Attendance,
    Hum,
    HumToken,
    Meeting,
    MeetingCorrection,
    MeetingDecision,
    MeetingDocument,
)
from igtf.meetings.of_groups import leads_meetings
from igtf.meetings.owners import OWNERS
from igtf.meetings.planner import PastMeeting, night_of
from igtf.meetings.points import title_of
from igtf.meetings.policy import MeetingFacts
from igtf.meetings.states import MEETING
from igtf.people.models import Person
from igtf.people.roles import roles_of
from igtf.record.by import By
from igtf.record.models import HIDDEN, Actor, Event, Subject, VoidEvent
from igtf.record.moves import shown_title
from igtf.record.numbers import whole_number
from igtf.record.queries import ROW, missing

LISTED = 20
"""How many meetings are listed as coming, or as the latest of a group."""
PAST = 10
"""The meetings of the past that the planner looks at."""


@MEETING.loader
def get_meeting_or_404(person_id: int | None, ref: str) -> Meeting:
    """Return a meeting by its number, with who meets; NotFound when there is none. One query.

    Who meets is put in by hand: PostgreSQL locks no row whose reading joins others that may be missing.
    """
    owner = aliased(Subject)
    found = session.execute(
        select(Meeting, owner)
        .join(Subject, Subject.id == Meeting.id)
        .join(owner, owner.id == Subject.group_id)
        .where(Subject.kind == "meeting", Subject.ref == ref)
    ).first()
    if found is None:
        raise missing("meeting", ref)
    meeting: Meeting = found[0]
    set_committed_value(meeting.subject, "group", found[1])
    return meeting


@prepared
def _looking_up() -> Listing:
    """Return the query of what the tables say of an actor, a meeting and its owner."""
    me: Any = bindparam("me")
    number: Any = bindparam("meeting")
    owner = aliased(Subject)
    return (
        select(
            Person.verified_at, owner.id.label("owner"), owner.kind.label("owner_kind"),
            leads_meetings(me, owner.id).label("leads_group"), Hum.id.label("hum"), Hum.salt,
            exists().where(Attendance.meeting_id == number, Attendance.person_id == me).label("attends"),
            exists().where(MeetingDecision.meeting_id == number, MeetingDecision.state == "open").label("undecided"),
            exists().where(MeetingDocument.meeting_id == number).label("documents"),
            exists().where(MeetingDocument.meeting_id == number, MeetingDocument.by_id == me).label("added"),
            paused_until(me, bindparam("at")).label("paused"),
        )
        .select_from(Person)
        .join(owner, owner.id == bindparam("owner"))
        .outerjoin(Hum, (Hum.meeting_id == number) & Hum.closed_at.is_(None))
        .where(Person.id == me, Person.deactivated_at.is_(None))
    )  # fmt: skip


def _hums(row: Any, person_id: int) -> bool:
    """Return whether a person has answered the hum that is under way."""
    return bool(row.salt) and session.get(HumToken, (row.hum, token(site_key(), row.salt, person_id))) is not None


@MEETING.facts_by
def meeting_facts(by: By, meeting: Meeting | None) -> MeetingFacts:
    """Return what decisions on a meeting need to know; two queries, one more during a hum."""
    if by.actor_id is None or meeting is None:
        return MeetingFacts(signed_in=by.actor_id is not None)
    known: dict[Any, MeetingFacts] = memo("meeting facts")
    key = (by, meeting.id)
    if key not in known:
        known[key] = _facts(by, by.actor_id, meeting)
    return known[key]


def _facts(by: By, me: int, meeting: Meeting) -> MeetingFacts:
    asked = {"me": me, "meeting": meeting.id, "owner": meeting.subject.group_id, "at": by.at}
    row, roles = fetch(_looking_up(), asked).first(), roles_of(me)
    if row is None:
        return MeetingFacts(signed_in=True)
    owner = OWNERS[row.owner_kind]
    return MeetingFacts(
        signed_in=True,
        verified=row.verified_at is not None,
        has_hat=by.hat_id is not None,
        leads=owner.leads(roles, row),
        writes=owner.writes(roles, row),
        near=by.at >= meeting.starts_at - timedelta(minutes=whole_number("early_minutes", meeting.subject)),
        attends=row.attends,
        hum_open=row.hum is not None,
        humming=_hums(row, me),
        undecided=row.undecided,
        late=row.undecided and meeting.subject.due_at is not None and meeting.subject.due_at <= by.at,
        paused=row.paused,
        moderates=roles.moderates,
        documents=row.documents,
        added=row.added,
    )


@cache
def visible_meetings() -> Listing:
    """Return the query of a meeting list's rows, to be paginated by their time."""
    owner = aliased(Subject)
    return (
        select(
            *ROW, Meeting.starts_at, Meeting.length, Meeting.place, Meeting.link,
            owner.kind.label("owner_kind"), owner.ref.label("owner"),
        )
        .join(Meeting, Meeting.id == Subject.id)
        .join(owner, owner.id == Subject.group_id)
        .where(Subject.kind == "meeting")
    )  # fmt: skip


def _ended() -> datetime:
    """Return the moment before which whatever began is over, as long as a meeting may take."""
    return now() - timedelta(minutes=LONGEST)


def is_coming(row: Any) -> bool:
    """Return whether the row of a meeting list is under way, or called for a time that is not past."""
    return row.state == "open" or (row.state in COMING and row.starts_at > _ended())


def coming() -> Sequence[Any]:
    """Return the rows of the meetings that are under way or to come, the next first, at most LISTED."""
    called = Subject.state.in_(COMING) & (Meeting.starts_at > _ended())
    query = visible_meetings().where(or_(Subject.state == "open", called))
    return session.execute(query.order_by(Meeting.starts_at, Subject.id).limit(LISTED)).all()


def latest_of(owner: Subject) -> Sequence[Any]:
    """Return the rows of the meetings of a group or the council, the latest first, at most LISTED."""
    query = visible_meetings().where(Subject.group_id == owner.id)
    return session.execute(query.order_by(Meeting.starts_at.desc(), Subject.id).limit(LISTED)).all()


def _parts(meeting_id: int) -> Iterable[Listing]:
    person, no_moment = (Actor.kind, Actor.handle, Actor.name), null().cast(UTCDateTime())
    no_result, no_number = null().cast(JSON()), null().cast(Integer())
    nothing = (null().cast(Text()), null().cast(Text()))
    yield (
        select(literal("document").label("part"), MeetingDocument.id.label("number"),
               MeetingDocument.title.label("text"), MeetingDocument.link.label("more"), MeetingDocument.at,
               literal("").label("state"), *person, no_result.label("result"), no_number.label("answered"),
               nothing[0].label("about_kind"), nothing[1].label("about_ref"), no_number.label("void"))
        .join(Actor, Actor.id == MeetingDocument.by_id)
        .where(MeetingDocument.meeting_id == meeting_id)
    )  # fmt: skip
    yield (
        select(literal("decision"), MeetingDecision.number, MeetingDecision.text, MeetingDecision.reason, no_moment,
               MeetingDecision.state, *person, no_result, MeetingDecision.event_id, Subject.kind, Subject.ref,
               VoidEvent.by_id)
        .outerjoin(Actor, Actor.id == MeetingDecision.objector_id)
        .outerjoin(Event, Event.id == MeetingDecision.event_id)
        .outerjoin(Subject, Subject.id == Event.subject_id)
        .outerjoin(VoidEvent, VoidEvent.event_id == Event.id)
        .where(MeetingDecision.meeting_id == meeting_id)
    )  # fmt: skip
    yield (
        select(literal("correction"), MeetingCorrection.id, MeetingCorrection.html, MeetingCorrection.text,
               MeetingCorrection.at, literal(""), *person, no_result, no_number, *nothing, no_number)
        .join(Actor, Actor.id == MeetingCorrection.by_id)
        .where(MeetingCorrection.meeting_id == meeting_id)
    )  # fmt: skip
    so_far = select(func.count()).select_from(HumToken).where(HumToken.hum_id == Hum.id).scalar_subquery()
    nobody = (null().cast(Text()),) * 3
    yield select(
        literal("hum"), Hum.id, Hum.question, literal(""), Hum.closed_at, literal(""), *nobody, Hum.result,
        func.coalesce(Hum.answered, so_far), *nothing, no_number,
    ).where(Hum.meeting_id == meeting_id)  # fmt: skip


def papers_of(meeting_id: int) -> dict[str, list[Any]]:
    """Return by part documents by their time, decisions with who objected, corrections and hums; one query a request.

    ``text`` of a correction is its HTML, ``more`` what was written.
    ``answered`` of a decision that was taken in the meeting is the number of its event, on the subject ``about_…``;
    ``void`` the id of the appeal that annulled it.
    """
    known: dict[int, dict[str, list[Any]]] = memo("papers")
    if meeting_id not in known:
        rows = session.execute(union_all(*_parts(meeting_id)).order_by("part", "number")).all()
        parts = ("document", "decision", "correction", "hum")
        known[meeting_id] = {part: [row for row in rows if row.part == part] for part in parts}
    return known[meeting_id]


def version_beside(meeting: Meeting) -> tuple[int, list[int | None]]:
    """Return what changes a meeting's page without touching it: the open work, the answers to its hums, and which of
    its decisions were annulled."""
    papers = papers_of(meeting.id)
    return version_of_work(meeting), [row.answered for row in papers["hum"]] + [row.void for row in papers["decision"]]


def answers_so_far(meeting_id: int) -> int | None:
    """Return how many have answered the hum that is under way; None when none is. One query."""
    return session.scalar(
        select(select(func.count()).select_from(HumToken).where(HumToken.hum_id == Hum.id).scalar_subquery()).where(
            Hum.meeting_id == meeting_id, Hum.closed_at.is_(None)
        )
    )


def main_of(subject: Subject) -> str:
    """Return under which of the main links a meeting is: that of who meets."""
    return "/council/" if session.get_one(Subject, subject.group_id).kind == "council" else "/groups/"


def owner_named(acronym: str) -> Any:
    """Return who meets under an acronym: the group, or the council; None when there is none."""
    for kind in sorted(OWNERS, key=lambda kind: kind != acronym):  # the council is called as its kind is
        with suppress(NotFound):
            return WORKFLOWS[kind].load(None, acronym)
    return None


def owners(*, met: bool = False) -> list[tuple[str, str]]:
    """Return who may meet, or with ``met`` who has a meeting too, as (acronym, name): the council, then the groups."""
    meets = [name for name, kind in KINDS.items() if kind.meets]
    move = GROUP.move_by_name["call-meeting"]
    group = (Subject.kind == "group") & Subject.state.in_(move.sources) & Group.kind.in_(meets)
    if met:
        meeting = aliased(Subject)
        met_ids = select(meeting.group_id).where(meeting.kind == "meeting")
        group |= (Subject.kind == "group") & Subject.id.in_(met_ids)
    rows = session.execute(
        select(Subject.kind, Subject.ref, Subject.title)
        .outerjoin(Group, Group.id == Subject.id)
        .where(or_(group, Subject.kind == "council"), Subject.state != HIDDEN)
        .order_by(Subject.kind, Subject.ref)
    )
    return [(row.ref, title_of(row) if row.kind == "group" else shown_title(row)) for row in rows]


def past_of(group: Subject) -> list[PastMeeting]:
    """Return the meetings that a group held last, for the planner."""
    rows = session.execute(
        select(Meeting.starts_at, Meeting.length)
        .join(Subject, Subject.id == Meeting.id)
        .where(Subject.group_id == group.id, Subject.kind == "meeting", Subject.state.in_(HELD))
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(PAST)
    )
    return [PastMeeting(row.starts_at, row.length, night_of(group)) for row in rows]


def documents_wanted(meeting: Meeting) -> datetime | None:
    """Return when the documents of a meeting are due.

    None where that was over when it was called, and for one that is cancelled.
    """
    if meeting.subject.state == CANCELLED:
        return None
    due = documents_due(meeting.starts_at, meeting.subject)
    return due if due > meeting.subject.opened_at else None


def hum_under_way(meeting_id: int) -> Hum | None:
    """Return the hum that is under way in a meeting."""
    return session.scalar(select(Hum).where(Hum.meeting_id == meeting_id, Hum.closed_at.is_(None)))
