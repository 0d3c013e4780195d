"""The calls on a draft: which lets it go on, the newest of each kind, whether the last one is over."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, select

from igtf.core.database.prepared import prepared
from igtf.core.db import Listing, fetch, session
from igtf.record.annulment import withdrawn_by_appeal
from igtf.record.models import Relation, Subject

AFTER_LAST_CALL = ("last-call", "ballot")
"""The states in which the council's last call may be over, and a change of substance repeats it."""

GOES_ON_BY = {"call-for-adoption": "adoption", "group-last-call": "last-call", "write-up": "last-call"}
"""State of a draft → kind of the call whose declared consensus lets it go on."""


def last_call_number(draft: Subject) -> str:
    """Return which number of the procedure is the least time of a council's last call on a draft (section 15)."""
    return "council_last_call_days" if draft.group_id else "council_last_call_individual_days"


def calls_on(draft_id: int) -> Mapping[str, tuple[str, int | None]]:
    """Return of each kind of call the newest on a draft: its state and group."""
    return newest_calls(fetch(_calls(), {"draft": draft_id}))


def newest_calls(rows: Iterable[Any]) -> dict[str, tuple[str, int | None]]:
    """Return of each kind the newest call among rows in their order, each with topic (None: no call), state, group."""
    return {row.topic: (row.state, row.group_id) for row in rows if row.topic is not None}


@prepared
def _calls() -> Listing:
    return _asking().where(Relation.target_id == bindparam("draft"))


def _asking() -> Listing:
    return (
        select(Subject.topic, Subject.state, Subject.group_id, Relation.target_id.label("draft"))
        .join(Relation, Relation.subject_id == Subject.id)
        .where(Relation.kind == "asks-about", Subject.kind == "call", ~withdrawn_by_appeal(Subject))
        .order_by(Subject.id)
    )  # fmt: skip


def calls_about(drafts: Collection[int]) -> Listing:
    """Return the query of the calls on several drafts (``draft``), the newest last."""
    return _asking().where(Relation.target_id.in_(drafts))


def open_call_on(draft_id: int) -> int | None:
    """Return the newest call on a draft that is open, by its subject's id."""
    return session.scalar(
        select(Subject.id)
        .join(Relation, Relation.subject_id == Subject.id)
        .where(Relation.target_id == draft_id, Relation.kind == "asks-about", Subject.kind == "call",
               Subject.state == "open")
        .order_by(Subject.id.desc())
        .limit(1)
    )  # fmt: skip


def after_last_call(thing: Any) -> bool:
    """Return whether the council's last call on a draft is over and its decision is not taken yet."""
    if thing.subject.state not in AFTER_LAST_CALL:
        return False
    return calls_on(thing.id).get("council-last-call", ("open", None))[0] != "open"
