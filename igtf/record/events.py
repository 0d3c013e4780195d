"""Recording an act: the event, its payload beside it, and the outbox row, in the running transaction."""

import json
import secrets
from dataclasses import asdict
from typing import Any

from sqlalchemy import TextClause, text

from igtf.core.command import note_event
from igtf.core.database.adding import NOTHING, Beside, add_numbered, add_row
from igtf.core.database.prepared import prepared
from igtf.core.database.wholes import number_of
from igtf.core.db import dialect, fetch
from igtf.core.wording import as_data
from igtf.record.by import By
from igtf.record.hashing import payload_hash
from igtf.record.kinds import kind_of
from igtf.record.models import Event, Outbox, Payload, StateChange, Subject


def record(
    by: By, subject: Subject | None, kind: str, payload: Any, *, before: str | None = None, beside: Beside = NOTHING
) -> None:  # fmt: skip
    """Add the event ``kind`` of ``subject`` (None: of a person or the site) with its dataclass payload.

    ``before`` is the state that the subject was in: it is noted where the subject has another one now. ``beside`` are
    rows of tables whose key is the number of the event. TypeError when the payload is not the one that events of this
    kind have.
    """
    event, own = _made(by, subject, kind, payload)
    if before and subject and subject.state != before:  # an appeal may lead back there
        own[StateChange] = {"subject_id": subject.id, "before": before, "after": subject.state}
    add_row(Event, event, {**own, **beside})
    note_event()


def record_numbered(by: By, subject: Subject | None, kind: str, payload: Any) -> int:
    """Add an event as ``record`` does, and return its number, for what refers to it."""
    number = add_numbered(Event, *_made(by, subject, kind, payload))
    note_event()
    return number


def data_of(payload: Any) -> dict[str, Any]:
    """Return what the record keeps of a payload: plain JSON, its texts in no language."""
    kept: dict[str, Any] = json.loads(json.dumps(asdict(payload), default=as_data))
    return kept


def _made(by: By, subject: Subject | None, kind: str, payload: Any) -> tuple[dict[str, Any], dict[Any, dict[str, Any]]]:
    """Return the columns of the event of an act, and the rows that belong to it."""
    expected = kind_of(kind).payload
    fits = isinstance(payload, expected)
    if not fits:
        raise TypeError(f"{kind} leaves {expected.__name__}, not {type(payload).__name__}")
    data = data_of(payload)
    salt = secrets.token_hex(16)
    event = {"at": by.at, "actor_id": by.author, "hat_id": by.hat_id, "kind": kind,
             "subject_id": number_of(subject) if subject else None,
             "payload_hash": payload_hash(salt, data)}  # fmt: skip
    return event, {Payload: {"salt": salt, "data": data}, Outbox: {}}


_NEWEST = "(SELECT coalesce(max({}), 0) FROM {})"
STATE = {
    "sqlite": f"SELECT {_NEWEST.format('id', 'event')} || ' ' || {_NEWEST.format('log_index', 'outbox')}",
    "postgresql": "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()::text "
                  "ELSE pg_current_snapshot()::text END",
}  # fmt: skip
"""By engine the query of a text that changes with every committed act, and with its place in the log.

SQLite gives numbers in the order of commits. PostgreSQL does not: there the snapshot itself is asked for. That of a
replica does not tell which of several open transactions ended; its place in the primary's log does.
"""


def state_of_record() -> str:
    """Return the state of the record for the present session; one cheap query."""
    return str(fetch(_state(dialect())).scalar_one())


@prepared
def _state(engine: str) -> TextClause:
    return text(STATE[engine])
