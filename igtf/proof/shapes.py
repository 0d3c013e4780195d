"""An entry of the record as a JSON value: with what proves it, who acted, under which hat, and on what."""

from typing import Any

from igtf.people.hats import hat_label
from igtf.proof.entries import entry_text
from igtf.proof.queries import shows
from igtf.record.kinds import kind_of
from igtf.record.models import HIDDEN
from igtf.record.moves import url_of

ROOT = "/api/v1"
"""Where programs read what is named here."""


def hat_of(hat: Any) -> dict[str, Any] | None:
    """Return a hat; ``id`` is what the field *hat* of a move takes."""
    if hat is None:
        return None
    return {
        "id": hat.id, "label": hat_label(hat), "stakeholder_group": hat.stakeholder_group,
        "capacity": hat.capacity,
        "organisation": hat.organisation, "country": hat.country, "region": hat.region,
        "counts_as": hat.counts_as,
    }  # fmt: skip


def actor_of(actor: Any) -> dict[str, Any]:
    """Return who acted."""
    return {"kind": actor.kind, "handle": actor.handle, "name": actor.name}


def event_of(row: Any) -> dict[str, Any]:
    """Return an entry of the record (a row of ``queries.event_rows``).

    ``data`` is null when a moderator redacted it or hid the subject. The hash, of ``salt`` and ``data``, stays; of a
    hidden subject the title is empty. ``entry`` is the text that stands in the tree of the record, null until it has
    its place. A sentence of the program stands in ``data`` as the record has it, in no language: its message in English
    (``says``), and what is filled in (``with``). ``made`` is the address of the comment that the entry brought, which
    ``data`` has as 0: the comment got its number after what is hashed.
    """
    event, hidden = row.Event, row.state == HIDDEN
    shown = shows(row.salt, row.state)
    data = row.data if shown else None
    title = "" if hidden else row.title
    subject = {"kind": row.kind, "ref": row.ref, "title": title, "url": url_of(row)} if row.kind else None
    return {
        "number": event.id, "log_index": row.log_index, "at": event.at, "actor": actor_of(row.Actor),
        "hat": hat_of(row.Hat), "subject": subject, "kind": event.kind, "said": str(kind_of(event.kind).said_in(data)),
        "data": data, "salt": row.salt if shown else None, "hash": event.payload_hash,
        "made": f"{ROOT}/comments/{row.comment}" if row.comment else None,
        "entry": entry_text(event, row.log_index) if row.log_index else None, "self": f"{ROOT}/events/{event.id}",
    }  # fmt: skip
