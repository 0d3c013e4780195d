"""Recording an act: the event, its payload beside it, and the outbox row, in the running transaction."""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

from sqlalchemy import TextClause, text

from igtf.core.command import note_event
from igtf.core.db import add_rows, dialect, fetch, session
from igtf.record.acts import By
from igtf.record.kinds import kind_of
from igtf.record.models import Event, Outbox, Payload, Subject


def canonical(data: Any) -> str:
    """Return the one JSON text of ``data`` that hashes are made of."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def payload_hash(salt: str, data: Any) -> str:
    """Return the SHA-256 (hex) of the salt and the canonical text of the payload."""
    return hashlib.sha256(f"{salt}\n{canonical(data)}".encode()).hexdigest()


def record(by: By, subject: Subject | None, kind: str, payload: Any) -> Event:
    """Add the event ``kind`` of ``subject`` (None: of a person or the site) with its dataclass payload."""
    return record_all([(by, subject, kind, payload)])[0]


def record_all(acts: Sequence[tuple[By, Subject | None, str, Any]]) -> list[Event]:
    """Add the events of several acts in their order, as ``record`` does for each, and return them."""
    made = [_made(*act) for act in acts]
    session.add_all(event for event, _salt, _data in made)
    session.flush()
    add_rows(Payload, [{"event_id": event.id, "salt": salt, "data": data} for event, salt, data in made])
    add_rows(Outbox, [{"event_id": event.id} for event, _salt, _data in made])
    for _each in made:
        note_event()
    return [event for event, _salt, _data in made]


def _made(by: By, subject: Subject | None, kind: str, payload: Any) -> tuple[Event, str, Any]:
    """Return the event of an act, with the salt and the data of its payload."""
    expected = kind_of(kind).payload
    fits = isinstance(payload, expected)
    if not fits:
        raise TypeError(f"{kind} leaves {expected.__name__}, not {type(payload).__name__}")
    data = json.loads(json.dumps(asdict(payload), default=str))
    salt = secrets.token_hex(16)
    event = Event(
        at=by.at,
        actor_id=by.author,
        hat_id=by.hat_id,
        subject_id=subject.id if subject else None,
        kind=kind,
        payload_hash=payload_hash(salt, data),
    )
    return event, salt, data


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


@cache
def _state(engine: str) -> TextClause:
    return text(STATE[engine])
