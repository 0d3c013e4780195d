"""What meetings give to what is below."""

from sqlalchemy import select

from igtf.discussion.moderating import AROUND
from igtf.discussion.redacting import ERASERS
from igtf.groups.states import GROUP
from igtf.meetings import queries
from igtf.meetings.agenda import that_named
from igtf.meetings.commands import index_anew, index_those_of
from igtf.meetings.documents import ADDED, erase_document
from igtf.meetings.models import AgendaItem, Hum, Meeting, MeetingCorrection, MeetingDecision, MeetingDocument
from igtf.record.references import SHOWN_TEXTS
from igtf.record.texts import COPIES, FOUND_BY, WRITTEN, Texts, related_by
from igtf.subject.navigation import OWNED

OWNED["/meetings/"] = queries.main_of
SHOWN_TEXTS += [
    select(Meeting.id, Meeting.minutes_html),
    select(MeetingCorrection.meeting_id, MeetingCorrection.html),
]
COPIES += [lambda named: related_by("discusses", named), that_named]
WRITTEN += [
    Texts(Meeting, Meeting.id.in_, "place link minutes", {"minutes_html": "minutes"}),
    Texts(AgendaItem, AgendaItem.meeting_id.in_, "title"),
    Texts(MeetingDocument, MeetingDocument.meeting_id.in_, "title link"),
    Texts(MeetingDecision, MeetingDecision.meeting_id.in_, "text reason"),
    Texts(MeetingCorrection, MeetingCorrection.meeting_id.in_, "text", {"html": "text"}),
    Texts(Hum, Hum.meeting_id.in_, "question"),
]
AROUND[GROUP.kind] = index_those_of
FOUND_BY[GROUP.kind] = index_anew
ERASERS[ADDED] = erase_document
