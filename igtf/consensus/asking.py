"""The moves of groups that open a call: they are declared there, and carried out here."""

from datetime import timedelta

from igtf.consensus.commands import open_call
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.groups import events as group_events
from igtf.groups.models import Group
from igtf.groups.states import GROUP
from igtf.procedure import events as procedure_events
from igtf.procedure.commands import take_charge
from igtf.procedure.models import Change
from igtf.procedure.states import CHANGE
from igtf.record.acts import By
from igtf.record.moves import carries_out


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
    """Ask a group about the charter that is in revision, as a consensus call. Invalid when there is none."""
    if group.pending is None:
        raise Invalid({"": [_("No charter of this group is in revision, so there is nothing to ask about.")]})
    open_call(
        group.subject, kind="charter", question=question, note=note, closes_at=by.at + timedelta(days=days), by=by,
        group_id=group.id, revision_number=group.pending.number,
    )  # fmt: skip
    return group_events.Asked(question)


@carries_out(CHANGE, "call")
def call_on_change(change: Change, *, question: str, days: int, by: By, note: str = "") -> procedure_events.Called:
    """Ask everybody about a change of the procedure; a member of the council who calls it becomes responsible."""
    take_charge(change, by)
    closes_at = by.at + timedelta(days=days)
    call = open_call(change.subject, kind="question", question=question, note=note, closes_at=closes_at, by=by)
    change.subject.due_at = closes_at
    return procedure_events.Called(question, closes_at.isoformat(), call.subject.ref)
