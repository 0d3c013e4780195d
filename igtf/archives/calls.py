"""Calls that a label of an archive stands for: declared there, told here. For commands."""

from datetime import timedelta

from sqlalchemy import select

from igtf.archives import events
from igtf.archives.meaning import CALLS
from igtf.archives.reading import ArchivedIssue
from igtf.consensus.models import Call
from igtf.core.clock import now
from igtf.core.db import session
from igtf.core.finding import search
from igtf.core.text.plaintext import shorten
from igtf.core.wording import in_english
from igtf.record.by import by_importer
from igtf.record.events import record
from igtf.record.models import Event, Payload, Subject
from igtf.record.subjects import next_number, open_subject, relate


def has_declared_call(about: Subject, label: str) -> bool:
    """Return whether the call that ``label`` stands for was made on an issue, whatever became of it since."""
    made = session.scalars(
        select(Payload.data).join(Event, Event.id == Payload.event_id).join(Call, Call.id == Event.subject_id)
        .where(Call.about_id == about.id, Event.kind == events.CALL)
    ).all()  # fmt: skip
    return any(data is None or data["label"].casefold() == label.casefold() for data in made)


def add_declared_call(about: Subject, row: ArchivedIssue, label: str) -> Call:
    """Add the call that ``label`` stands for, declared as consensus; nobody is named, for the archive names nobody.

    It names the issue as it is called here: a moderator may have removed words that the archive still has.
    """
    question = f"{in_english(CALLS[label.casefold()])} {about.title}"
    closed = max(row.ended, row.created + timedelta(seconds=1))
    subject = open_subject(
        "call", str(next_number("call")), shorten(question, 200), "consensus",
        by=by_importer(row.created), topic="question", group_id=about.group_id,
    )  # fmt: skip
    unsaid = "The archive does not say."
    call = Call(
        id=subject.id, subject=subject, about=about, kind="question", question=question,
        note=row.url, opens_at=row.created, closes_at=closed, options=[], result="consensus",
        decided=f"The label “{label}” stands on the issue in the archive. Who declared it, on which day and after "
                "which positions, the archive does not say; the days here are those of the issue.",
        dealt=unsaid, tradeoffs=unsaid, look_again=unsaid, declared_at=closed,
    )  # fmt: skip
    session.add(call)
    session.flush()
    subject.state_since = closed
    relate(subject.id, "asks-about", about.id, at=closed)
    search.put(subject.id, call.question, call.note)
    record(by_importer(now()), subject, events.CALL, events.CallImported(label, row.url))
    return call
