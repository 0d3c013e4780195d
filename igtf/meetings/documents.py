"""The acts on documents of a meeting that are no drafts: adding, removing, and putting back what was removed."""

from sqlalchemy import delete, func, select

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.core.i18n import ngettext
from igtf.meetings import events
from igtf.meetings.models import Meeting, MeetingDocument
from igtf.meetings.policy import MeetingFacts
from igtf.meetings.states import MEETING
from igtf.record.by import By
from igtf.record.models import Event
from igtf.record.moves import carries_out
from igtf.record.queries import left_by

MOST_DOCUMENTS = 50
ADDED = "meeting.add-document"


def _is_there(meeting_id: int | None, link: str) -> bool:
    same = (MeetingDocument.meeting_id == meeting_id, MeetingDocument.link == link)
    return session.scalar(select(MeetingDocument.id).where(*same).limit(1)) is not None


@carries_out(MEETING, "add-document")
def add_document(meeting: Meeting, *, title: str, link: str, by: By) -> events.DocumentAdded:
    """Add a document for the meeting; one that comes after its day is marked as late.

    Invalid for one that is there, and for one too many.
    """
    if _is_there(meeting.id, link):
        raise Invalid(link=_("This document is there already."))
    all_of_them = select(func.count()).where(MeetingDocument.meeting_id == meeting.id)
    if (session.scalar(all_of_them) or 0) >= MOST_DOCUMENTS:
        raise Invalid(
            link=ngettext(
                "A meeting has at most %(num)d document.", "A meeting has at most %(num)d documents.", MOST_DOCUMENTS
            )
        )
    session.add(MeetingDocument(meeting_id=meeting.id, title=title, link=link, at=by.at, by_id=by.author))
    return events.DocumentAdded(title, link)


@carries_out(MEETING, "remove-document")
def remove_document(
    meeting: Meeting, *, document: str | int, reason: str, by: By, facts: MeetingFacts
) -> events.DocumentRemoved:
    """Remove a document, with a public reason; that it was added stays in the record.

    Invalid for one that is not there, and for that of somebody else to whoever neither leads nor moderates.
    """
    found = session.get(MeetingDocument, int(document))
    if found is None or found.meeting_id != meeting.id:
        raise Invalid(document=_("Choose a document of this meeting."))
    if not (facts.removes_any or found.by_id == by.author):
        raise Invalid(document=_("Somebody else added this document. Who leads the meeting or a moderator removes it."))
    entry = _entry_of(found)
    session.execute(delete(MeetingDocument).where(MeetingDocument.id == found.id))
    return events.DocumentRemoved(reason, entry)


def _entry_of(document: MeetingDocument) -> int:
    """Return the number of the entry by which a document was added."""
    added = (Event.subject_id == document.meeting_id, Event.kind == ADDED, Event.actor_id == document.by_id)
    numbers = session.scalars(select(Event.id).where(*added, Event.at == document.at).order_by(Event.id)).all()
    return next((number for number in numbers if left_by(number).get("link") == document.link), numbers[0])


def put_back(entry: int) -> bool:
    """Put a document back that the entry of this number added; return whether it was gone, and its words are left.

    For whoever annuls its removal.
    """
    added, said = session.get_one(Event, entry), left_by(entry)
    if not said.get("link") or _is_there(added.subject_id, said["link"]):
        return False
    session.add(MeetingDocument(meeting_id=added.subject_id, title=said["title"], link=said["link"], at=added.at,
                                by_id=added.actor_id))  # fmt: skip
    return True


def erase_document(event: Event) -> bool:
    """Raise Invalid for a document that the meeting has: it is removed first. Of one that is gone no text is left."""
    link = left_by(event.id).get("link")
    if link and _is_there(event.subject_id, link):
        raise Invalid(entry=_("The meeting shows this document: remove it there first, then its words can go."))
    return False
