"""The moves of drafts that open a call: they are declared there, and carried out here."""

from datetime import timedelta

from sqlalchemy import select

from igtf.consensus.commands import asked_group, open_call
from igtf.consensus.models import Call
from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.drafts import events as draft_events
from igtf.drafts.lookups import adopts_for
from igtf.drafts.models import Draft
from igtf.drafts.states import DRAFT
from igtf.record.acts import By
from igtf.record.models import Subject
from igtf.record.moves import carries_out
from igtf.record.subjects import lock


def _opened(call: Call) -> draft_events.CallOpened:
    group = asked_group(call.subject.group_id, call.about)
    return draft_events.CallOpened(call.subject.ref, call.question, call.closes_at.isoformat(), group)


def _ask(draft: Draft, kind: str, question: str, *, days: int, note: str, group_id: int | None, by: By) -> Call:
    return open_call(
        draft.subject, kind=kind, question=question, note=note, closes_at=by.at + timedelta(days=days), by=by,
        revision_number=draft.current.number, group_id=group_id,
    )  # fmt: skip


def _chaired_group(acronym: str, by: By) -> int:
    """Return the id of an active group that may adopt drafts and that the actor chairs, locked. Invalid otherwise."""
    group = session.scalar(select(Subject).where(*adopts_for(by.actor_id), Subject.ref == acronym))
    if group is None or lock(group).state != "active":
        raise Invalid(group=_("Choose an active group that you chair and that adopts drafts."))
    return group.id


@carries_out(DRAFT, "call-for-adoption")
def call_for_adoption(
    draft: Draft, *, days: int, group: str, by: By, question: str = "", note: str = ""
) -> draft_events.CallOpened:
    """Ask a group whether it adopts a draft; ``group`` is the acronym of one that the actor chairs."""
    question = question or "Shall the group adopt this draft?"
    return _opened(_ask(draft, "adoption", question, days=days, note=note, group_id=_chaired_group(group, by), by=by))


@carries_out(DRAFT, "group-last-call")
def group_last_call(draft: Draft, *, days: int, by: By, question: str = "", note: str = "") -> draft_events.CallOpened:
    """Ask the group whether its draft is ready for the council."""
    question = question or "Is this draft ready to go to the council?"
    call = _ask(draft, "last-call", question, days=days, note=note, group_id=draft.subject.group_id, by=by)
    return _opened(call)


@carries_out(DRAFT, "council-last-call")
def council_last_call(
    draft: Draft, *, days: int, by: By, question: str = "", note: str = ""
) -> draft_events.CallOpened:
    """Ask everybody about a draft before the council's ballot."""
    question = question or "Should the council publish this draft?"
    call = _ask(draft, "council-last-call", question, days=days, note=note, group_id=draft.subject.group_id, by=by)
    return _opened(call)
