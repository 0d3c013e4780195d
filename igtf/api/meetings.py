"""What the API says of a meeting: agenda, documents, decisions with what became of them, hums, presence."""

from collections import Counter
from typing import Any

from igtf.api.schemas import MOMENT, TEXT, WHOLE, YES_OR_NO, Schema, keyed, many, maybe, record, ref
from igtf.api.shapes import link_of
from igtf.meetings import agenda
from igtf.meetings.lookups import HELD, documents_due
from igtf.meetings.models import Meeting
from igtf.meetings.points import Point
from igtf.meetings.presence import presence_in
from igtf.meetings.queries import documents_wanted, papers_of

MEETING: dict[str, Schema] = {
    "agenda": many(record(title=TEXT, minutes=WHOLE, why=TEXT, about=maybe(ref("Link")), revision=maybe(TEXT),
                          late=YES_OR_NO)),
    "documents_due": maybe(MOMENT),
    "documents": many(record(number=WHOLE, title=TEXT, link=TEXT, by=maybe(TEXT), at=MOMENT, late=YES_OR_NO)),
    "decisions": many(record(number=WHOLE, text=TEXT, state=TEXT, objector=maybe(TEXT), reason=TEXT,
                             event=maybe(WHOLE), annulled=YES_OR_NO)),
    "hums": many(record(question=TEXT, answered=WHOLE, closed_at=maybe(MOMENT),
                        parts=many(record(group=TEXT, loud=WHOLE, soft=WHOLE, none=WHOLE)))),
    "corrections": many(record(at=MOMENT, by=maybe(TEXT), text=TEXT)),
    "present": maybe(record(
        people=WHOLE, remote=WHOLE, newcomers=WHOLE, counts_as=keyed(WHOLE), region=keyed(WHOLE),
        first=many(record(handle=maybe(TEXT), name=TEXT, counts_as=TEXT, region=TEXT, organisation=TEXT, mode=TEXT,
                          at=MOMENT)),
    )),
}  # fmt: skip


def meeting_shown(meeting: Meeting) -> dict[str, Any]:
    """Return what its page shows of a meeting; three queries.

    ``event`` of a decision that was taken in the meeting is the number of its entry in the record, ``annulled`` whether
    an appeal took it back. A hum has ``parts`` when it is closed, and enough have answered. ``present`` is null before
    the meeting; of those present the ``first`` are named.
    """
    papers, due = papers_of(meeting.id), documents_due(meeting.starts_at, meeting.subject)
    return {
        "agenda": [_point(point) for point in agenda.agenda_of(meeting)],
        "documents_due": documents_wanted(meeting),
        "documents": [
            {"number": row.number, "title": row.text, "link": row.more, "by": row.handle, "at": row.at,
             "late": row.at > due}
            for row in papers["document"]
        ],
        "decisions": [
            {"number": row.number, "text": row.text, "state": row.state, "objector": row.handle, "reason": row.more,
             "event": row.answered, "annulled": row.void is not None}
            for row in papers["decision"]
        ],
        "hums": [
            {"question": row.text, "answered": row.answered, "closed_at": row.at, "parts": row.result or []}
            for row in papers["hum"]
        ],
        "corrections": [{"at": row.at, "by": row.handle, "text": row.more} for row in papers["correction"]],
        "present": _present(meeting.id) if meeting.subject.state in ("open", *HELD) else None,
    }  # fmt: skip


def _point(point: Point) -> dict[str, Any]:
    return {
        "title": point.title, "minutes": point.minutes, "why": point.why,
        "about": link_of(point.about) if point.about else None, "revision": point.revision, "late": point.late,
    }  # fmt: skip


def _present(meeting_id: int) -> dict[str, Any]:
    named, counts = presence_in(meeting_id)
    groups, regions = Counter[str](), Counter[str]()
    for row in counts:
        groups[row.counts_as] += row.people
        regions[row.region] += row.people
    return {
        "people": groups.total(), "remote": sum(row.people for row in counts if row.mode == "remote"),
        "newcomers": sum(row.people for row in counts if row.newcomer), "counts_as": groups, "region": regions,
        "first": [
            {"handle": row.handle, "name": row.name, "counts_as": row.counts_as, "region": row.region,
             "organisation": row.organisation, "mode": row.mode, "at": row.active_at}
            for row in named
        ],
    }  # fmt: skip
