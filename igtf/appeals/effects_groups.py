"""What taking a decision on a group back means for its charter, its chairs and its members."""

from sqlalchemy import select, update

from igtf.core.db import session
from igtf.core.i18n import gettext as _
from igtf.groups.charter_states import PENDING
from igtf.groups.models import Charter, Group, Membership, NamedChair
from igtf.people.models import Role
from igtf.record.acts import By
from igtf.record.models import Event


def _put(group: Group, states: tuple[str, ...], state: str, by: By) -> None:
    session.execute(
        update(Charter).where(Charter.group_id == group.id, Charter.state.in_(states)).values(state=state, since=by.at)
    )
    session.expire(group, ["pending", "in_force"])


def forget_bof(group: Group, _event: Event, _by: By) -> str:
    """Count the BoF that was approved as none."""
    group.bofs = max(0, group.bofs - 1)
    return ""


def no_group(group: Group, event: Event, by: By) -> str:
    """End what began with the charter: it is a draft again, and nobody is a chair or member by it."""
    if group.in_force is not None:
        _put(group, PENDING, "replaced", by)
        _put(group, ("in-force",), "draft", by)
    offices = (Role.subject_id == group.id, Role.name != "responsible", Role.ended_at.is_(None))
    session.execute(update(Role).where(*offices).values(ended_at=by.at))
    waiting = (NamedChair.group_id == group.id, NamedChair.settled_at.is_(None))
    session.execute(update(NamedChair).where(*waiting).values(settled_at=by.at))
    named = (NamedChair.group_id == group.id, NamedChair.settled_at == event.at)
    session.execute(update(NamedChair).where(*named).values(settled_at=None))
    members = (Membership.group_id == group.id, Membership.ended_at.is_(None))
    session.execute(update(Membership).where(*members).values(ended_at=by.at))
    return ""


def charter_again(group: Group, event: Event, by: By) -> str:
    """Put the charter that was replaced in force again; the newer one is a draft, unless one was begun since."""
    former = session.scalar(
        select(Charter).where(Charter.group_id == group.id, Charter.state == "replaced", Charter.since == event.at)
        .order_by(Charter.number.desc()).limit(1)
    )  # fmt: skip
    if former is None:
        return _("No former charter is left that could be in force again.")
    _put(group, ("in-force",), "replaced" if group.pending else "draft", by)
    former.state, former.since = "in-force", by.at
    session.flush()
    session.expire(group, ["pending", "in_force"])
    return ""
