"""What drafts wait for, and the reviews of directorates."""

from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select, union
from sqlalchemy.orm import aliased

from igtf.core import clock
from igtf.core.clock import NOW
from igtf.core.db import Listing
from igtf.core.i18n import lazy_gettext as _l
from igtf.desk.rows import (
    COUNCIL,
    SECRETARIAT,
    Waits,
    asked_about,
    decides,
    groups_of,
    holds,
    in_charge,
    last_asked,
    placed,
    responsible,
)
from igtf.drafts.claims import claimed
from igtf.drafts.models import Draft, DraftAuthor, DraftReplacement, Revision
from igtf.drafts.policy import GOES_ON
from igtf.drafts.raisers import may_waive
from igtf.drafts.states import BEFORE_APPROVAL, BEFORE_BALLOT, BEFORE_COUNCIL, IN_WORK, TOWARDS_BALLOT
from igtf.drafts.writers import leads_drafts, speaks_for, wrote
from igtf.people.models import Role
from igtf.people.offices import DUTIES, OFFICES
from igtf.record.deadlines import days_before
from igtf.record.holds import held
from igtf.record.models import Event, Relation, Subject
from igtf.record.queries import is_
from igtf.reviews.models import Review
from igtf.reviews.queries import waits_for_draft
from igtf.reviews.states import OPEN


def _reviews(me: Any) -> ColumnElement[bool]:
    return Subject.id.in_(select(Review.id).where(Review.reviewer_id == me))


def _edits_reviewed(me: Any) -> ColumnElement[bool]:
    """Return whether the person is an author or editor of the draft that was reviewed."""
    return exists().where(Review.id == Subject.id, speaks_for(me, Review.draft_id))


def _wrote_reviewed(me: Any) -> ColumnElement[bool]:
    """Return whether the person wrote the draft that is reviewed, also where others do now, and so stands aside."""
    return exists().where(Review.id == Subject.id, wrote(me, Review.draft_id))


def _quiet() -> ColumnElement[bool]:
    """Return whether the newest revision of a draft is older than what counts as quiet."""
    long_ago = days_before(clock.now, "quiet_days")
    return exists().where(Draft.id == Subject.id, Revision.id == Draft.current_id, Revision.at <= long_ago)


def _asked_author(me: Any) -> ColumnElement[bool]:
    asked = select(DraftAuthor.draft_id).where(
        DraftAuthor.person_id == me, DraftAuthor.confirmed_at.is_(None), DraftAuthor.denied_at.is_(None)
    )
    return Subject.id.in_(asked) & Subject.phase.not_in(("closed",))


def _draft_of(me: Any) -> ColumnElement[bool]:
    """Return whether the person decides what becomes of a draft: chairs its group, or wrote it while it has none.

    Each of the ways to it is by an index of the person's own, so that the thousands of others are not looked at.
    """
    opened, alone = aliased(Subject), Subject.group_id.is_(None)
    wrote = select(DraftAuthor.draft_id).where(DraftAuthor.person_id == me, DraftAuthor.confirmed_at.is_not(None))
    edited = select(Role.subject_id).where(
        Role.person_id == me, Role.name == "editor", Role.subject_id.is_not(None), Role.ended_at.is_(None)
    )
    of_groups = _in_work(me)
    began = select(opened.id).where(opened.opened_by_id == me, opened.kind == "draft")
    near = union(began, wrote, edited, of_groups)
    mine = alone & ((Subject.opened_by_id == me) | Subject.id.in_(wrote))
    return Subject.id.in_(near) & or_(mine, Subject.id.in_(edited), Subject.id.in_(of_groups))


def _in_work(me: Any) -> Listing:
    """Return what belongs to the groups for whose drafts the person holds an office."""
    inside = aliased(Subject)
    return select(inside.id).where(inside.group_id.in_(groups_of(me, "drafts")))


def _returned() -> ColumnElement[bool]:
    """Return whether a draft came to where it is by a return, and nobody has revised it since."""
    by_return = (Event.kind == "draft.return", Event.at == Subject.state_since)
    revised = exists().where(Draft.id == Subject.id, Revision.id == Draft.current_id, Revision.at > Subject.state_since)
    return exists().where(Event.subject_id == Subject.id, *by_return) & ~revised


def _responds(me: Any) -> ColumnElement[bool]:
    """Return whether the person is responsible for the draft, and neither wrote it nor leads its group."""
    return responsible(me) & ~wrote(me, Subject.id) & ~leads_drafts(me, Subject.group_id)


def _is_responded_for() -> ColumnElement[bool]:
    """Return whether somebody is responsible for the draft who neither wrote it nor leads its group."""
    role = aliased(Role)
    places = or_(role.subject_id == Subject.id, role.subject_id == Subject.group_id)
    return exists().where(
        role.name == "responsible", role.ended_at.is_(None), places, ~wrote(role.person_id, Subject.id),
        ~leads_drafts(role.person_id, Subject.group_id),
    )  # fmt: skip


def _overtaken() -> ColumnElement[bool]:
    """Return whether consensus was declared on another text of the draft than its newest one (section 5)."""
    declared, newest = aliased(Revision), aliased(Revision)
    return exists().where(Draft.id == Subject.id, declared.id == Draft.declared_on_id, newest.id == Draft.current_id,
                          declared.hash != newest.hash)  # fmt: skip


def _adopted_in(me: Any) -> ColumnElement[bool]:
    """Return whether a draft is called for adoption, by a call of a group in which the person holds an office."""
    call = aliased(Subject)
    asked = (Relation.target_id == Subject.id, Relation.kind == "asks-about", call.id == Relation.subject_id)
    office = placed(me, OFFICES, call.group_id).correlate(call)
    return is_("draft", "call-for-adoption") & exists().where(*asked, office)


def _after_call(me: Any) -> ColumnElement[bool]:
    """Return whether a draft is on its way to the council, and the person holds an office in its group, or for it."""
    office = placed(me, (*OFFICES, "shepherd"), Subject.group_id, Subject.id)
    return is_("draft", "group-last-call", "write-up") & office


def _own(me: Any) -> ColumnElement[bool]:
    """Return whether the person decides what becomes of a draft that goes on, or may."""
    return is_("draft", *BEFORE_APPROVAL, "parked", "expired") & _draft_of(me)


def _speaks_for(me: Any) -> ColumnElement[bool]:
    """Return whether a draft of which ``_own`` holds is the person's to speak for: whoever only edits it for a group
    does not (``DraftFacts.speaks_for_it``)."""
    return Subject.group_id.is_(None) | Subject.id.in_(_in_work(me))


def _would_replace(agreed_at: Any) -> ColumnElement[bool]:
    """Return whether a draft is said to replace another one, and the side whose day ``agreed_at`` is has not agreed."""
    return exists().where(
        DraftReplacement.new_id == Subject.id, agreed_at.is_(None),
        Relation.subject_id == Subject.id, Relation.kind == "would-replace",
        Relation.target_id == DraftReplacement.old_id,
    )  # fmt: skip


def _to_agree() -> ColumnElement[bool]:
    """Return whether a draft that was not given up is said to replace another one, and its own side has not agreed."""
    return is_("draft", *BEFORE_APPROVAL) & _would_replace(DraftReplacement.new_agreed_at)


def _before_council(me: Any) -> ColumnElement[bool]:
    """Return whether a draft that waits for who is responsible for it waits for the person."""
    return is_("draft", *TOWARDS_BALLOT) & responsible(me)


def _approved(_me: Any) -> ColumnElement[bool]:
    """Return whether a draft is approved, and the time for appeals runs."""
    return is_("draft", "approved") & (Subject.due_at > NOW)


def _to_review(me: Any) -> ColumnElement[bool]:
    """Return whether a review is the person's to accept or to deliver, and its draft is shown."""
    return _open_review("assigned", "accepted") & _reviews(me)


def _open_review(*states: str) -> ColumnElement[bool]:
    """Return whether it is a review in one of these states, and its draft is shown."""
    return is_("review", *states) & ~exists().where(Review.id == Subject.id, waits_for_draft())


WITHOUT_CONSENSUS = ("no-consensus", "withdrawn")
"""The states of calls that have ended and let nothing go on."""

OF_DRAFTS: list[Waits] = [
    Waits("adopt", _l("Adopt it: consensus was declared"), "me",
          lambda me: last_asked("adoption", "consensus", chair=me) & ~_overtaken(), only=OFFICES, first=_adopted_in),
    Waits("adopt-anew", _l("Decline the adoption, and call for it again: consensus was on an earlier text"), "me",
          lambda me: last_asked("adoption", "consensus", chair=me) & _overtaken(), "decline-adoption", only=OFFICES,
          first=_adopted_in),
    Waits("decline-adoption", _l("Decline the adoption: the call ended without consensus"), "me",
          lambda me: last_asked("adoption", *WITHOUT_CONSENSUS, chair=me), "decline-adoption", only=OFFICES,
          first=_adopted_in),
    Waits("write-up", _l("Write up, or take it back to work"), "me",
          lambda me: is_("draft", "group-last-call") & decides(me, Subject.group_id)
          & last_asked("last-call", "consensus") & ~_overtaken(), only=OFFICES, first=_after_call),
    Waits("call-anew", _l("Take it back to work, and open a new last call: consensus was on an earlier text"), "me",
          lambda me: decides(me, Subject.group_id) & last_asked("last-call", "consensus") & _overtaken(),
          "back-to-work", only=OFFICES, first=_after_call),
    Waits("back-to-work", _l("Take it back to work: the last call ended without consensus"), "me",
          lambda me: is_("draft", "group-last-call") & decides(me, Subject.group_id)
          & last_asked("last-call", *WITHOUT_CONSENSUS), "back-to-work", only=OFFICES, first=_after_call),
    Waits("submit", _l("Submit it to the council"), "me",
          lambda me: is_("draft", "write-up") & ~_overtaken()
          & or_(decides(me, Subject.group_id), holds(me, "shepherd", of=Subject.id) & ~wrote(me, Subject.id)),
          only=(*OFFICES, "shepherd"), first=_after_call),
    Waits("quiet", _l("No revision for long: ask the editors, or name others"), "me",
          lambda me: is_("draft", "group-draft") & Subject.id.in_(_in_work(me)) & _quiet(), "name-editors",
          only=DUTIES["drafts"].roles),
    Waits("returned", _l("The council returned it: read why, and post a revision that answers it"), "me",
          lambda _me: is_("draft", *IN_WORK) & _returned(), first=_own),
    Waits("respond", _l("Start the council's last call, or return it"), "me",
          lambda me: is_("draft", "submitted") & _responds(me) & ~asked_about("open"), only=("responsible",),
          first=_before_council),
    Waits("after-last-call", _l("The council's last call is over: put it to the ballot, or return it"), "me",
          lambda me: is_("draft", "last-call") & _responds(me) & last_asked("council-last-call", *GOES_ON),
          only=("responsible",), first=_before_council),
    Waits("no-consensus", _l("The council's last call ended without consensus: return it, or repeat the call"), "me",
          lambda me: is_("draft", "last-call") & _responds(me) & last_asked("council-last-call", *WITHOUT_CONSENSUS),
          only=("responsible",), first=_before_council),
    Waits("volunteer", _l("Volunteer as responsible member"), "me",
          lambda me: is_("draft", *BEFORE_COUNCIL) & holds(me, "council") & ~responsible()
          & ~wrote(me, Subject.id) & ~leads_drafts(me, Subject.group_id), only=COUNCIL, invites=True),
    Waits("assign", _l("Assign a responsible member"), "me",
          lambda me: is_("draft", *BEFORE_COUNCIL) & holds(me, "council-chair") & ~_is_responded_for(), "assign",
          only=("council-chair",)),
    Waits("council-others", _l("Waits for the council"), "others",
          lambda _me: is_("draft", *BEFORE_COUNCIL), first=_own),
    Waits("authorship", _l("Say whether you are an author"), "me", lambda me: _asked_author(me)),
    Waits("replaced", _l("Say whether another draft replaces it"), "me",
          lambda me: is_("draft", *BEFORE_BALLOT, "parked", "expired") & claimed(Subject.id) & _speaks_for(me),
          first=_own),
    Waits("replaces", _l("Say whether it replaces another draft, as was said for it"), "me",
          lambda me: _to_agree() & _speaks_for(me), "replaces", first=_own),
    Waits("replaces-others", _l("Waits for the side of the draft that it would replace"), "others",
          lambda _me: _would_replace(DraftReplacement.old_agreed_at), first=_own),
    Waits("expires", _l("Post a revision, or let it expire"), "soon",
          lambda _me: is_("draft", *IN_WORK) & Subject.due_at.is_not(None), first=_own),
    Waits("publish", _l("Publish"), "me",
          lambda me: is_("draft", "approved") & holds(me, "secretariat") & (Subject.due_at <= NOW)
          & ~held(), only=SECRETARIAT),
    Waits("appeals", _l("Publish, when the time for appeals is over"), "soon",
          lambda me: is_("draft", "approved") & holds(me, "secretariat") & (Subject.due_at > NOW), only=SECRETARIAT),
    Waits("waive", _l("Waive the wait"), "me", may_waive, "waive", invites=True, first=_approved),
    Waits("review-accept", _l("Accept the review, or decline it"), "me",
          lambda me: (Subject.state == "assigned") & ~_wrote_reviewed(me), "accept", first=_to_review),
    Waits("review-deliver", _l("Deliver the review"), "me",
          lambda me: (Subject.state == "accepted") & ~_wrote_reviewed(me), "deliver", first=_to_review),
    Waits("review-decline", _l("Decline the review: you write the draft by now"), "me",
          _wrote_reviewed, "decline", first=_to_review),
    Waits("review-assign", _l("Give the review to a member"), "me",
          lambda me: _open_review("requested") & in_charge(me, "reviews", Subject.group_id), "assign", only=OFFICES),
    Waits("review-late", _l("It is overdue: ask the reviewer, or give it to another member"), "me",
          lambda me: _open_review("assigned", "accepted") & (Subject.due_at <= NOW)
          & in_charge(me, "reviews", Subject.group_id), "assign", only=OFFICES),
    Waits("review-answer", _l("Answer the review"), "me",
          lambda me: is_("review", "delivered") & _edits_reviewed(me), "answer"),
    Waits("review-others", _l("Waits for the directorate's review"), "others",
          lambda me: is_("review", *OPEN) & (Subject.opened_by_id == me)),
]  # fmt: skip
