"""What waits for a person: one table of rows, each a query for subjects and the act that they wait for.

A desk shows them in three parts: what needs me, what closes soon, what I wait for from others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import aliased

from igtf.core import clock
from igtf.core.clock import NOW, TODAY, moment
from igtf.core.db import Listing, database, session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.council.models import Council
from igtf.council.waiting import lone_discuss, looks_again, owes_position
from igtf.desk.rows import Waits, assigned, holds, member, missed, officer
from igtf.desk.rows import is_ as _is
from igtf.desk.waiting_appeals import OF_APPEALS, held
from igtf.desk.waiting_calls import OF_CALLS
from igtf.desk.waiting_council import OF_THE_COUNCIL
from igtf.discussion.models import Comment, Follow
from igtf.drafts.asks import late_asks
from igtf.drafts.models import Ask, Commitment, Draft, DraftAuthor, DraftReplacement, Revision
from igtf.groups.charter_states import PENDING
from igtf.groups.forms_milestones import WAITS
from igtf.groups.models import Charter, Milestone
from igtf.issues.models import TwoStep, TwoStepObjection
from igtf.issues.queue import nobody_is_asked
from igtf.people.models import Role
from igtf.people.offices import DUTIES, OFFICES
from igtf.people.roles import LEADS_COUNCIL, roles_of
from igtf.record.models import Event, Relation, Subject
from igtf.record.moves import url_of
from igtf.record.numbers import days_before, in_force, number_of
from igtf.record.stated import Stated
from igtf.reviews.models import Review
from igtf.routing.models import Contact, Statement
from igtf.selection.models import Nominee, SelectionObjection

SOON = timedelta(days=14)
"""Within which a deadline of what one follows is near: as long as the shortest call that a group has."""


MOST = 60
"""How many subjects are looked at for each row; a desk that has as many says so."""


def _proposal(me: Any) -> ColumnElement[bool]:
    objected = exists().where(TwoStepObjection.two_step_id == TwoStep.id, TwoStepObjection.person_id == me)
    pending = select(TwoStep.issue_id).where(TwoStep.state == "pending", TwoStep.proposer_id != me, ~objected)
    return Subject.id.in_(pending)


def _groups(me: Any, duty: str) -> Listing:
    """Return the groups in which the person holds an office that is for ``duty``."""
    return select(Role.subject_id).where(
        Role.person_id == me, Role.name.in_(DUTIES[duty].roles), Role.subject_id.is_not(None), Role.ended_at.is_(None)
    )


def _led(me: Any) -> CompoundSelect[Any]:
    """Return the groups whose calls the person leads, and what is in their work; each found by an index."""
    inside = aliased(Subject)
    return union(_groups(me, "lead"), select(inside.id).where(inside.group_id.in_(_groups(me, "lead"))))


def _asked_about(*states: str, chair: int | None = None) -> ColumnElement[bool]:
    """Return whether a call on the subject is in one of the states (and a group that ``chair`` chairs was asked)."""
    call = aliased(Subject)
    found = exists().where(
        Relation.target_id == Subject.id, Relation.kind == "asks-about", call.id == Relation.subject_id,
        call.state.in_(states),
    )  # fmt: skip
    return found if chair is None else found.where(officer(chair, "drafts", call.group_id))


def _responsible(me: Any | None = None) -> ColumnElement[bool]:
    """Return whether a member (``me``) is responsible for the subject, itself or as that of its group."""
    places = or_(Role.subject_id == Subject.id, Role.subject_id == Subject.group_id)
    found = exists().where(Role.name == "responsible", Role.ended_at.is_(None), places)
    return found if me is None else found.where(Role.person_id == me)


def _reviews(me: Any) -> ColumnElement[bool]:
    return Subject.id.in_(select(Review.id).where(Review.reviewer_id == me))


def _edits_reviewed(me: Any) -> ColumnElement[bool]:
    """Return whether the person is an author or editor of the draft that was reviewed."""
    named = exists().where(DraftAuthor.draft_id == Review.draft_id, DraftAuthor.person_id == me)
    return exists().where(Review.id == Subject.id, or_(named, holds(me, "editor", of=Review.draft_id)))


_LATE = Milestone.accepted_at.is_not(None) & Milestone.late_told_at.is_not(None) & Milestone.done_at.is_(None)


def _milestone(where: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Milestone.group_id == Subject.id, Milestone.dropped_at.is_(None), where)


def _quiet() -> ColumnElement[bool]:
    """Return whether the newest revision of a draft is older than what counts as quiet."""
    long_ago = days_before(clock.now, "quiet_days")
    return exists().where(Draft.id == Subject.id, Revision.id == Draft.current_id, Revision.at <= long_ago)


def _unanswered_comment(me: Any) -> ColumnElement[bool]:
    """Return whether the last comment is by somebody who holds no office in the group and waits for three days."""
    later = aliased(Comment)
    by_officer = exists().where(
        Role.person_id == Comment.actor_id, Role.subject_id == func.coalesce(Subject.group_id, Subject.id),
        Role.name.in_(OFFICES), Role.ended_at.is_(None),
    ).correlate(Comment, Subject)  # fmt: skip
    last = exists().where(
        Comment.subject_id == Subject.id, Comment.hidden_at.is_(None), Comment.actor_id != me,
        Event.id == Comment.event_id, Event.at <= days_before(clock.now, "answer_comment_days"),
        ~exists().where(later.subject_id == Comment.subject_id, later.id > Comment.id), ~by_officer,
    )  # fmt: skip
    return (Subject.comment_count > 0) & last


_claimed = exists().where(DraftReplacement.old_id == Subject.id, DraftReplacement.old_agreed_at.is_(None))


def _asked_author(me: Any) -> ColumnElement[bool]:
    asked = select(DraftAuthor.draft_id).where(
        DraftAuthor.person_id == me, DraftAuthor.confirmed_at.is_(None), DraftAuthor.denied_at.is_(None)
    )
    return Subject.id.in_(asked) & Subject.phase.not_in(("closed",))


def _draft_of(me: Any) -> ColumnElement[bool]:
    """Return whether the person decides what becomes of a draft: chairs its group, or wrote it while it has none."""
    wrote = Subject.id.in_(
        select(DraftAuthor.draft_id).where(DraftAuthor.person_id == me, DraftAuthor.confirmed_at.is_not(None))
    )
    mine = Subject.group_id.is_(None) & ((Subject.opened_by_id == me) | wrote)
    return or_(mine, officer(me, "drafts", Subject.group_id), holds(me, "editor", of=Subject.id))


def _unanswered() -> ColumnElement[bool]:
    return _is("statement", "sent", "acknowledged", "in-process")


def _given_up() -> Select[int]:
    """The statements that may be closed as not answered (section 15)."""
    long_ago = days_before(clock.now, "no_answer_days")
    return select(Statement.id).where(Statement.answer_by <= long_ago).correlate(Subject)


def _late_ask() -> ColumnElement[bool]:
    return exists().where(Ask.recommendation_id == Subject.id, late_asks(TODAY))


def _late_commitment(me: Any) -> ColumnElement[bool]:
    """Return whether the day of a commitment that the person made has passed without a report that it is done."""
    return exists().where(
        Ask.recommendation_id == Subject.id, Commitment.ask_id == Ask.id, Commitment.person_id == me,
        Commitment.state.in_(("open", "in part")), Commitment.until < TODAY,
    )  # fmt: skip


def _supported() -> ColumnElement[bool]:
    """Return whether enough people support a change of the procedure for it to be called."""
    enough: ColumnElement[bool] = Subject.support_count >= number_of("procedure_people")
    return enough


def _nominated(me: Any) -> ColumnElement[bool]:
    """Return whether somebody is nominated and has not answered."""
    return exists().where(Nominee.selection_id == Subject.id, Nominee.person_id == me, Nominee.answer == "open")


def _objected_to() -> ColumnElement[bool]:
    """Return whether an objection to who was chosen waits for an answer."""
    return exists().where(SelectionObjection.selection_id == Subject.id, SelectionObjection.upheld.is_(None))


_council = Subject.group_id.in_(select(Council.id))


def _for_meeting(me: Any, duty: str) -> ColumnElement[bool]:
    """Return whether the person does ``duty`` for a meeting: by an office in its group, or leading the council."""
    return officer(me, duty, Subject.group_id) | (_council & holds(me, *LEADS_COUNCIL))


def _contacts_overdue() -> ColumnElement[bool]:
    """Return whether a body has a contact whom nobody confirmed for a year."""
    long_ago = days_before(clock.now, "contact_days")
    return exists().where(Contact.body_id == Subject.id, Contact.ended_at.is_(None), Contact.confirmed_at <= long_ago)


_DESK = ("secretariat",)
_CLEARING = ("council", "council-chair", "secretariat")
_MEETINGS = (*OFFICES, *LEADS_COUNCIL)

WAITING: list[Waits] = [
    Waits("ballot", _l("Take a position"), "me", lambda me: _is("ballot", "open") & owes_position(me)),
    Waits("look-again", _l("Look again: say that your Discuss stands, or change your position"), "me",
          lambda me: _is("ballot", "open") & looks_again(me), "re-assert"),
    Waits("lone-discuss", _l("A lone Discuss may go to the alternate ballot"), "soon",
          lambda me: _is("ballot", "open") & holds(me, "council-chair") & lone_discuss(), only=("council-chair",)),
    *OF_CALLS,
    Waits("triage", _l("Accept, ask, decline, or merge"), "me", lambda me: assigned(me, "submitted"), oldest=True),
    Waits("home", _l("Find a home: refer, or find that no body can"), "me",
          lambda me: assigned(me, "open"), oldest=True),
    Waits("resolve", _l("Record what was done, once it is"), "others",
          lambda me: assigned(me, "recommended", "referred")
          & ((Subject.state == "recommended") | ~nobody_is_asked())),
    Waits("abandoned", _l("Nobody is asked any more: refer it again, find that no body can, or resolve it"), "me",
          lambda me: assigned(me, "referred") & nobody_is_asked()),
    Waits("question", _l("Answer the clearing house's question"), "me",
          lambda me: _is("issue", "needs-information") & (Subject.opened_by_id == me)),
    Waits("outcome", _l("Say what becomes of it"), "me",
          lambda me: _is("outcome", "waiting") & holds(me, "council", "council-chair", "secretariat"), only=_CLEARING),
    Waits("two-step", _l("Object, or let it take effect"), "soon",
          lambda me: (Subject.kind == "issue") & holds(me, "council", "secretariat") & _proposal(me),
          only=("council", "secretariat")),
    Waits("mine", _l("Waits for the clearing house"), "others",
          lambda me: _is("issue", "submitted", "open", "unhoused") & (Subject.opened_by_id == me)),
    Waits("adopt", _l("Adopt, or decline the adoption"), "me",
          lambda me: _is("draft", "call-for-adoption") & _asked_about("consensus", "no-consensus", chair=me),
          only=OFFICES),
    Waits("write-up", _l("Write up, or take it back to work"), "me",
          lambda me: _is("draft", "group-last-call") & officer(me, "drafts", Subject.group_id)
          & ~_asked_about("open", "closed"), only=OFFICES),
    Waits("submit", _l("Submit it to the council"), "me",
          lambda me: _is("draft", "write-up")
          & or_(officer(me, "drafts", Subject.group_id), holds(me, "shepherd", of=Subject.id)),
          only=(*OFFICES, "shepherd")),
    Waits("quiet", _l("No revision for long: ask the editors, or take it back"), "me",
          lambda me: _is("draft", "group-draft") & Subject.group_id.in_(_groups(me, "drafts")) & _quiet(),
          only=OFFICES),
    Waits("milestone-late", _l("A milestone is late: note progress, or give another month"), "me",
          lambda me: _is("group", "active", "dormant") & Subject.id.in_(_groups(me, "milestones")) & _milestone(_LATE),
          "update-milestone", only=OFFICES),
    Waits("milestone", _l("Approve or decline a milestone"), "me",
          lambda me: _is("group", "active", "dormant") & Subject.id.in_(_groups(me, "oversee"))
          & _milestone(WAITS & Milestone.done_at.is_(None)), "approve-milestone", only=OFFICES),
    Waits("unanswered", _l("Somebody waits for an answer in the discussion"), "me",
          lambda me: Subject.id.in_(_led(me)) & Subject.phase.not_in(("decided", "closed")) & _unanswered_comment(me),
          only=OFFICES),
    Waits("respond", _l("Start the council's last call, or return it"), "me",
          lambda me: _is("draft", "submitted", "last-call") & _responsible(me) & ~_asked_about("open"),
          only=("responsible",)),
    Waits("volunteer", _l("Volunteer as responsible member"), "me",
          lambda me: _is("draft", "submitted") & holds(me, "council") & ~_responsible(), only=("council",)),
    Waits("proposed-group", _l("Take responsibility for a proposed group"), "me",
          lambda me: _is("group", "proposed") & holds(me, "council") & ~_responsible(), only=("council",)),
    Waits("charter", _l("Bring the group on its way"), "me",
          lambda me: _is("group", "proposed", "bof", "chartering") & officer(me, "oversee", Subject.id), only=OFFICES),
    Waits("recharter", _l("Bring the new charter on its way"), "me",
          lambda me: _is("group", "active", "dormant") & Subject.id.in_(_groups(me, "oversee"))
          & exists().where(Charter.group_id == Subject.id, Charter.state.in_(PENDING), Charter.state != "ballot"),
          only=OFFICES),
    Waits("charter-review", _l("Read the charter, and comment on it"), "soon",
          lambda me: (Subject.kind == "group") & holds(me, "council")
          & Subject.id.in_(
              select(Charter.group_id).where(Charter.state.in_(PENDING), Charter.state == "internal-review")),
          only=("council",)),
    Waits("change", _l("Call for consensus on the change of the procedure"), "me",
          lambda me: _is("procedure-change", "proposed") & _supported()
          & or_(Subject.opened_by_id == me, _responsible(me), holds(me, "council") & ~_responsible()), "call"),
    Waits("change-called", _l("Put the change to the ballot, or take it back to discussion"), "me",
          lambda me: _is("procedure-change", "called") & ~_asked_about("open", "closed", "review")
          & or_(_responsible(me), holds(me, "council-chair") & ~_responsible()), only=("responsible", "council-chair")),
    Waits("review-accept", _l("Accept the review, or decline it"), "me",
          lambda me: _is("review", "assigned") & _reviews(me), "accept"),
    Waits("review-deliver", _l("Deliver the review"), "me",
          lambda me: _is("review", "accepted") & _reviews(me), "deliver"),
    Waits("review-assign", _l("Give the review to a member"), "me",
          lambda me: _is("review", "requested") & officer(me, "reviews", Subject.group_id), "assign", only=OFFICES),
    Waits("review-late", _l("It is overdue: ask the reviewer, or give it to another member"), "me",
          lambda me: _is("review", "assigned", "accepted") & (Subject.due_at <= NOW)
          & officer(me, "reviews", Subject.group_id), "assign", only=OFFICES),
    Waits("review-answer", _l("Answer the review"), "me",
          lambda me: _is("review", "delivered") & _edits_reviewed(me), "answer"),
    Waits("review-others", _l("Waits for the directorate's review"), "others",
          lambda me: _is("review", "requested", "assigned", "accepted") & (Subject.opened_by_id == me)),
    Waits("approve", _l("Approve the statement"), "me",
          lambda me: _is("statement", "draft")
          & or_(holds(me, "council-chair"), holds(me, "responsible", of=Subject.group_id)),
          only=("council-chair", "responsible")),
    Waits("received", _l("Say what becomes of what a body sent us"), "me",
          lambda me: _is("statement", "received") & holds(me, "council", "council-chair", "secretariat"),
          only=_CLEARING),
    Waits("response", _l("Respond to the body, or let the date pass"), "soon",
          lambda me: _is("statement", "taken-up") & Subject.due_at.is_not(None)
          & holds(me, "council", "council-chair", "secretariat"), "respond", only=_CLEARING),
    Waits("body-change", _l("Approve or decline a change to the list of bodies"), "me",
          lambda me: _is("body-change", "proposed") & holds(me, "secretariat"), only=_DESK),
    Waits("my-change", _l("Waits for the secretariat"), "others",
          lambda me: _is("body-change", "proposed") & (Subject.opened_by_id == me)),
    Waits("contacts", _l("A contact was not confirmed for %(days)d days: ask the body who it is",
                         days=Stated("contact_days")), "me",
          lambda me: _is("body", "listed") & holds(me, "secretariat") & _contacts_overdue(), "confirm-contact",
          only=_DESK),
    Waits("send", _l("Send the statement"), "me", lambda me: _is("statement", "approved") & holds(me, "secretariat"),
          only=_DESK),
    Waits("authorship", _l("Say whether you are an author"), "me", lambda me: _asked_author(me)),
    Waits("replaced", _l("Say whether another draft replaces it"), "me",
          lambda me: _is("draft", "individual", "group-draft") & _claimed & _draft_of(me)),
    Waits("expires", _l("Post a revision, or let it expire"), "soon",
          lambda me: _is("draft", "individual", "group-draft") & Subject.due_at.is_not(None) & _draft_of(me)),
    Waits("publish", _l("Publish"), "me",
          lambda me: _is("draft", "approved") & holds(me, "secretariat") & (Subject.due_at <= NOW)
          & ~held(), only=_DESK),
    Waits("appeals", _l("Publish, when the time for appeals is over"), "soon",
          lambda me: _is("draft", "approved") & holds(me, "secretariat") & (Subject.due_at > NOW), only=_DESK),
    Waits("minutes", _l("Publish the minutes"), "me",
          lambda me: _is("meeting", "held") & _for_meeting(me, "minutes"), "publish-minutes", only=_MEETINGS),
    Waits("hold", _l("Close the meeting when it is over"), "me",
          lambda me: _is("meeting", "open") & _for_meeting(me, "meetings"), only=_MEETINGS),
    Waits("missed", _l("Its time is past: open it, move it, or cancel it"), "me",
          lambda me: _is("meeting", "called") & (Subject.due_at < NOW) & _for_meeting(me, "meetings"), only=_MEETINGS),
    Waits("meet", _l("Be there"), "soon",
          lambda me: _is("meeting", "called", "open") & ~missed()
          & (member(me) | (_council & holds(me, "council", "liaison")))),
    Waits("nomination", _l("Stand for a seat, or decline"), "me",
          lambda me: _is("selection", "nominating") & _nominated(me)),
    Waits("pool", _l("Announce the sources of a draw, or fill the seats"), "me",
          lambda me: _is("selection", "pool") & holds(me, "secretariat"), only=_DESK),
    Waits("values", _l("Enter the values of the sources, and draw"), "me",
          lambda me: _is("selection", "announced") & holds(me, "secretariat") & (Subject.due_at <= NOW), only=_DESK),
    Waits("objected", _l("Answer the objection to who was chosen"), "me",
          lambda me: _is("selection", "drawn") & holds(me, "secretariat", "council-chair") & _objected_to(),
          only=("secretariat", "council-chair")),
    Waits("ask-late", _l("An ask is overdue: record what became of it, or remind the addressee"), "me",
          lambda me: _is("recommendation", "published") & holds(me, "council", "secretariat") & _late_ask(),
          "record-answer", only=("council", "secretariat")),
    Waits("commitment", _l("Report what your organisation did about its commitment"), "me",
          lambda me: _is("recommendation", "published", "superseded") & _late_commitment(me), "report"),
    *OF_APPEALS,
    Waits("no-answer", _l("Close it as not answered"), "me",
          lambda me: _unanswered() & holds(me, "secretariat") & Subject.id.in_(_given_up()), only=_DESK),
    Waits("body", _l("Waits for the body's answer"), "others",
          lambda me: _unanswered() & holds(me, "council", "secretariat"), only=("council", "secretariat")),
    *OF_THE_COUNCIL,
    Waits("follow", _l("You follow it"), "soon",
          lambda me: Subject.due_at.between(NOW, moment(clock.now, SOON))
          & Subject.phase.not_in(("decided", "closed"))
          & Subject.id.in_(select(Follow.subject_id).where(Follow.person_id == me))),
]  # fmt: skip


def _query(row: Waits, place: int, me: Any) -> Listing:
    query = select(
        Subject.id, Subject.kind, Subject.ref, Subject.title, Subject.state, Subject.phase, Subject.due_at,
        Subject.active_at, Subject.state_since, literal(place).label("place"),
    ).where(row.where(me)).limit(MOST)  # fmt: skip
    return query.order_by(Subject.state_since, Subject.id) if row.oldest else query


ROLES = frozenset(name for row in WAITING for name in row.only)
"""The roles by which desks differ."""


@lru_cache(16)
def everything(_of: str, _version: int, roles: frozenset[str]) -> CompoundSelect[Any]:
    """Return the query of the rows for who holds ``roles`` of ``ROLES``, built once for each version of the procedure.

    The numbers of the version are in it. The parameter is ``me``, the person.
    """
    me = bindparam("me", type_=Integer())
    rows = [(place, row) for place, row in enumerate(WAITING) if not row.only or roles.intersection(row.only)]
    return union_all(*(select(_query(row, place, me).subquery()) for place, row in rows))


@dataclass(frozen=True)
class Item:
    """One thing on a desk: the subject's row and the acts it waits for, each with its address (None: its page)."""

    row: Any
    part: str
    acts: list[tuple[Text, str | None]]


def on_desk(me: Any) -> list[Item]:
    """Return what waits for a person, the most pressing first, each subject once in each part; two queries."""
    roles = ROLES.intersection(name for name, _subject in roles_of(me).held)
    rows: Sequence[Any] = session.execute(everything(database().url, in_force(), roles), {"me": me}).all()
    found: dict[tuple[str, int], Item] = {}
    for row in sorted(rows, key=lambda row: (row.due_at is None, row.due_at or row.state_since, row.place, row.id)):
        waits = WAITING[row.place]
        if waits.part == "soon" and ("me", row.id) in found:
            continue
        item = found.setdefault((waits.part, row.id), Item(row, waits.part, []))
        item.acts.append((waits.act, f"{url_of(row)}/moves/{waits.move}" if waits.move else None))
    return list(found.values())
