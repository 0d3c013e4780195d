"""Recording an act: the event, its payload beside it, and the outbox row, in the running transaction."""

import hashlib
import json
import secrets
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select, text

from igtf.core.command import note_event
from igtf.core.db import dialect, session
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
    session.add(event)
    session.flush()
    session.add_all([Payload(event_id=event.id, salt=salt, data=data), Outbox(event_id=event.id)])
    note_event()
    return event


def state_of_record() -> str:
    """Return a text that changes with every committed act, and with its place in the log; one cheap query.

    SQLite gives numbers in the order of commits. PostgreSQL does not: there the snapshot itself is asked for.
    """
    if dialect() == "postgresql":
        return str(session.scalar(select(text("pg_current_snapshot()::text"))))
    places = select(func.max(Outbox.log_index)).scalar_subquery()
    return "{} {}".format(*session.execute(select(func.max(Event.id), places)).one())
