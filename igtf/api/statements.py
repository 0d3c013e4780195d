"""What the API says of a statement: the points that it asks, with the answer to each, what it replies, its files."""

from typing import Any

from igtf.api.schemas import MOMENT, PATH, TEXT, WHOLE, YES_OR_NO, Schema, many, maybe, record
from igtf.routing.files import files_of
from igtf.routing.letters import file_path
from igtf.routing.models import Statement

STATEMENT: dict[str, Schema] = {
    "asks": many(record(number=WHOLE, text=TEXT, status=TEXT, answer=maybe(TEXT), promised_by=maybe(MOMENT),
                        deadline=maybe(MOMENT), settled=YES_OR_NO)),
    "replies": many(record(point=WHOLE, answer=TEXT, text=TEXT, due=TEXT)),
    "files": many(record(number=WHOLE, title=TEXT, name=TEXT, type=TEXT, size=WHOLE, sha256=TEXT,
                         came_at=maybe(MOMENT), url=PATH, emptied=YES_OR_NO)),
}  # fmt: skip


def statement_shown(statement: Statement) -> dict[str, Any]:
    """Return the points with their answers, what one of ours replies to those of a body, and the files; two queries.

    ``came_at`` is the time of the answer with which a file came; ``settled``: what became of the ask of a
    recommendation is known, by this letter or otherwise; ``emptied``: a moderator removed what was in it.
    """
    return {
        "asks": [
            {"number": ask.number, "text": ask.text, "status": ask.status, "answer": ask.answer,
             "promised_by": ask.promised_by, "deadline": ask.deadline, "settled": ask.settled}
            for ask in statement.asks
        ],
        "replies": statement.replies,
        "files": [
            {"number": file.number, "title": file.title, "name": file.name, "type": file.mimetype, "size": file.size,
             "sha256": file.sha256, "came_at": file.came_at, "url": file_path(statement, file), "emptied": file.emptied}
            for file in files_of(statement.id)
        ],
    }  # fmt: skip
