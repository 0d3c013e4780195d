"""The moves of drafts, groups and changes that open a call: they are declared there, and carried out here."""

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
from igtf.groups import events as group_events
from igtf.groups.models import Group
from igtf.groups.states import GROUP
from igtf.procedure import events as procedure_events
from igtf.procedure.commands import check_fits, take_charge
from igtf.procedure.models import Change
from igtf.procedure.states import CHANGE
from igtf.record.by import By
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


@carries_out(GROUP, "ask-question")
def ask_question(group: Group, *, question: str, days: int, by: By, note: str = "") -> group_events.Asked:
    """Ask a group one question, as a consensus call."""
    closes_at = by.at + timedelta(days=days)
    open_call(
        group.subject, kind="question", question=question, note=note, closes_at=closes_at, by=by, group_id=group.id
    )
    return group_events.Asked(question)


@carries_out(GROUP, "poll-options")
def poll_options(group: Group, *, question: str, days: int, options: str, by: By, note: str = "") -> group_events.Asked:
    """Ask a group which of several options (one on a line) people prefer, can live with, or reject."""
    open_call(
        group.subject, kind="options", question=question, note=note, closes_at=by.at + timedelta(days=days), by=by,
        options=options.splitlines(), group_id=group.id,
    )  # fmt: skip
    return group_events.Asked(question)


@carries_out(GROUP, "call-on-charter")
def call_on_charter(group: Group, *, question: str, days: int, by: By, note: str = "") -> group_events.Asked:
    """Ask a group about the charter that is in revision, as a consensus call."""
    assert group.pending is not None, "the policy admits nobody while no charter is in revision"
    open_call(
        group.subject, kind="charter", question=question, note=note, closes_at=by.at + timedelta(days=days), by=by,
        group_id=group.id, revision_number=group.pending.number,
    )  # fmt: skip
    return group_events.Asked(question)


@carries_out(CHANGE, "call")
def call_on_change(change: Change, *, question: str, days: int, by: By, note: str = "") -> procedure_events.Called:
    """Ask everybody about a change of the procedure; a member of the council who calls it becomes responsible.

    Invalid when it does not go with the numbers in force by now.
    """
    check_fits(change)
    take_charge(change, by)
    closes_at = by.at + timedelta(days=days)
    call = open_call(change.subject, kind="question", question=question, note=note, closes_at=closes_at, by=by)
    return procedure_events.Called(question, closes_at.isoformat(), call.subject.ref)
