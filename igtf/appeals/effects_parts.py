"""What taking back a decision about a part of a subject means: a comment, a milestone, a contact, a draw's sources."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from igtf.appeals.undoing import appeal_upheld
from igtf.appeals.words import STANDS
from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.groups.charter_states import UNDER_REVIEW
from igtf.groups.deadlines import set_due
from igtf.groups.models import Group, Milestone
from igtf.meetings.documents import put_back
from igtf.meetings.minuting import give_back
from igtf.recall.models import Recall
from igtf.record.by import By
from igtf.record.models import Event, Hat, VoidEvent
from igtf.record.queries import left_by
from igtf.routing.bodies import name_again
from igtf.routing.models import Contact
from igtf.selection import sources
from igtf.selection.models import Nominee, Selection, SelectionObjection
from igtf.selection.seating import open_to_objections


def entries_before(event: Event, *kinds: str) -> Sequence[Event]:
    """Return the entries of ``kinds`` about the subject of a decision before it that hold, the newest first."""
    void = select(VoidEvent.event_id)
    return session.scalars(
        select(Event)
        .where(Event.subject_id == event.subject_id, Event.id < event.id, Event.kind.in_(kinds), Event.id.not_in(void))
        .order_by(Event.id.desc())
    ).all()


def to_the_list(_thing: Any, event: Event, by: By) -> Text:
    """Give a decision of a meeting that was confirmed back to its list, where an objection takes it too."""
    give_back(event.subject_id or 0, left_by(event.id)["decision"], by)
    return ""


def document_again(_thing: Any, event: Event, _by: By) -> Text:
    """Put a document back that was removed from a meeting."""
    return "" if put_back(left_by(event.id)["entry"]) else STANDS


def _milestone(event: Event) -> Milestone:
    number = left_by(event.id)["number"]
    return session.scalars(
        select(Milestone).where(Milestone.group_id == event.subject_id, Milestone.number == number)
    ).one()


def _plan_anew(event: Event, by: By) -> None:
    set_due(session.get_one(Group, event.subject_id), by.at)


def milestone_proposed(_thing: Any, event: Event, by: By) -> Text:
    """Let a milestone that was approved, or its new wording, wait for approval again."""
    words, found = left_by(event.id)["deliverable"], _milestone(event)
    if found.deliverable != words or found.rewording or found.done_at or found.dropped_at:
        return STANDS
    if found.accepted_at == event.at:
        found.accepted_at = None
    else:
        earlier = (left_by(one.id) for one in entries_before(event, "group.approve-milestone"))
        found.deliverable = next(data["deliverable"] for data in earlier if data["number"] == found.number)
        found.rewording = words
    _plan_anew(event, by)
    return ""


def milestone_again(_thing: Any, event: Event, by: By) -> Text:
    """Let a milestone that was dropped or declined, or the wording that was declined, be there again."""
    found = _milestone(event)
    if found.dropped_at == event.at:
        found.dropped_at = None
    elif found.accepted_at and not (found.rewording or found.done_at or found.dropped_at):
        found.rewording = left_by(event.id)["deliverable"]
    else:
        return STANDS
    _plan_anew(event, by)
    return ""


_REVIEWS = {f"group.charter-{state}": state for state in UNDER_REVIEW}
"""The moves that put a charter into a review → the state of the charter."""


def reviewed_again(_thing: Any, event: Event, by: By) -> Text:
    """Put a charter back into the review that it was taken out of, which begins again."""
    group, last = session.get_one(Group, event.subject_id), entries_before(event, *_REVIEWS)[0]
    charter = group.pending
    if charter is None or charter.state != "draft" or charter.number != left_by(last.id)["number"]:
        return STANDS
    charter.state, charter.since = _REVIEWS[last.kind], by.at
    session.flush()
    set_due(group, by.at)
    return ""


def former_sources(_thing: Any, event: Event, _by: By) -> Text:
    """Let a draw wait for the sources announced before, as long as nothing was drawn."""
    of_council = event.kind.startswith("selection.")
    drawn: Any = session.get_one(Selection if of_council else Recall, event.subject_id)
    kind = drawn.subject.kind
    if drawn.subject.state != "announced" or _names(drawn.file["sources"]) != _names(left_by(event.id)["sources"]):
        return STANDS
    former = left_by(entries_before(event, f"{kind}.announce", f"{kind}.announce-again")[0].id)["sources"]
    drawn.file = drawn.file | {"sources": former}
    drawn.subject.due_at = sources.last(former)
    return _l("Values that were known are entered again.")


def _names(rows: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(row["name"], row["at"]) for row in rows]


def objection_open(_thing: Any, event: Event, by: By) -> Text:
    """Let an objection to somebody chosen wait for an answer again; where it was upheld they are chosen again."""
    selection = session.get_one(Selection, event.subject_id)
    answered = (SelectionObjection.selection_id == selection.id, SelectionObjection.answered_at == event.at)
    objection = session.scalars(select(SelectionObjection).where(*answered)).one_or_none()
    if selection.subject.state != "drawn" or objection is None:
        return STANDS
    if objection.upheld:
        nominee = session.get_one(Nominee, objection.nominee_id)
        gone = (session.get_one(Hat, nominee.hat_id).counts_as, nominee.number, "objection")
        changes = [row for row in selection.file["changes"] if (row["group"], row["number"], row["why"]) != gone]
        selection.file = selection.file | {"changes": changes}
    objection.answer, objection.upheld, objection.answered_at = "", None, None
    open_to_objections(selection, by.at)
    return ""


def contact_again(_thing: Any, event: Event, by: By) -> Text:
    """Let somebody be the contact of a body again, who is told so and gets new links."""
    ended = (Contact.body_id == event.subject_id, Contact.ended_at == event.at)
    found = session.scalars(select(Contact).where(*ended)).one()
    same = (Contact.body_id == found.body_id, Contact.email == found.email, Contact.ended_at.is_(None))
    if session.scalar(select(Contact.id).where(*same)):
        return STANDS
    name_again(found, appeal_upheld(event), by)
    return _l("Its former links stay revoked; what waits for the body was sent to this contact again.")


def links_stay(_thing: Any, _event: Event, _by: By) -> Text:
    """Say that links which were revoked are not given back."""
    return _l("Its links stay revoked; the secretariat sends new ones.")


STAYS_LISTED = _l("The body stays in the list; its entry is changed by another proposal.")


def stays_listed(_thing: Any, _event: Event, _by: By) -> Text:
    """Say that a body stays in the list."""
    return STAYS_LISTED
