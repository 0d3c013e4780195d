"""The acts on the charter of a group: revising it, its reviews, and what its ballot leads to (section 3)."""

from igtf.core.errors import Unchanged
from igtf.core.i18n import Text
from igtf.core.workflow import Reasoned
from igtf.groups import events
from igtf.groups.charters import add_charter, bring_into_force, moved, put_in_force, step_charter
from igtf.groups.deadlines import set_due
from igtf.groups.models import Group
from igtf.groups.states import GROUP
from igtf.record.by import By
from igtf.record.consequences import bring_about
from igtf.record.moves import carries_out


@carries_out(GROUP, "revise-charter")
def revise_charter(group: Group, *, charter: str, note: str, by: By) -> events.CharterRevised:
    """Write a revision of the charter, which is a draft; one under review is replaced. Invalid when nothing changed."""
    before = group.pending or group.in_force
    if before and before.text == charter:
        raise Unchanged("charter")
    text = add_charter(group, charter, by=by, changed=note)
    set_due(group, by.at)
    bring_about("group.revise-charter", group, by)
    return events.CharterRevised(text.number, note, text.hash)


@carries_out(GROUP, "charter")
def charter(group: Group, *, by: By) -> events.Chartered:
    """Carry a passed ballot out: charter in force, chairs in office, proposers and supporters members."""
    text, chairs = bring_into_force(group, by=by)
    return events.Chartered(text.number, text.hash, chairs)


@carries_out(GROUP, "recharter")
def recharter(group: Group, *, by: By) -> events.Rechartered:
    """Carry a passed ballot on a later revision out: it is in force, and the group stays as it is."""
    text = put_in_force(group, by=by)
    set_due(group, by.at)
    return events.Rechartered(text.number, text.hash)


@carries_out(GROUP, "charter-internal-review")
def charter_internal_review(group: Group, *, by: By) -> events.CharterMoved:
    """Let the council read the draft of the charter, for ``internal_review_days`` at least."""
    return moved(group, step_charter(group, "charter-internal-review", by=by))


@carries_out(GROUP, "return-charter")
def return_charter(group: Group, *, reason: str, by: By) -> Reasoned:
    """Take the charter out of review; the group stays where it is."""
    step_charter(group, "return-charter", by=by)
    return Reasoned(reason)


@carries_out(GROUP, "charter-fails")
def charter_fails(group: Group, *, reason: Text, ballot: str, by: By) -> events.CharterFailed:
    """Carry a ballot out that did not pass: the revision is a draft again, the group stays where it is."""
    step_charter(group, "charter-fails", by=by)
    return events.CharterFailed(reason, ballot)
