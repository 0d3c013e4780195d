"""An entry as it stands in the tree: the one text of what of it can never change."""

import json
from datetime import UTC
from typing import Any

from igtf.record.hashing import canonical


def entry_text(event: Any, place: int) -> str:
    """Return the text of an event (``record.models.Event`` or its columns) at its ``place`` in the log, from 1.

    Who acted, under which hat and on what stands in it by number: the first entry of each says who or what that is.
    What was said stands in it by its salted hash, so that it can be taken out and the entry proves the rest.
    """
    return canonical(
        {
            "actor": event.actor_id, "at": event.at.astimezone(UTC).isoformat(), "hash": event.payload_hash,
            "hat": event.hat_id, "kind": event.kind, "number": event.id, "place": place, "subject": event.subject_id,
        }
    )  # fmt: skip


def read_entry(text: str) -> dict[str, Any]:
    """Return what the text of an entry says; ValueError when it is none."""
    said = json.loads(text)
    if not isinstance(said, dict) or not isinstance(said.get("place"), int):
        raise ValueError("this is no entry of a record")
    return said
