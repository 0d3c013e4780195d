"""The audiences that groups add."""

from collections.abc import Iterable

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.i18n import lazy_gettext as _l
from igtf.groups.models import Group, GroupSupport, Membership
from igtf.record.audiences import audience
from igtf.record.models import Event, Subject


@audience("members", _l("the members of the group"), _l("you are a member of the group"))
def _members(subject: Subject, _event: Event | None) -> Iterable[int]:
    group_id = subject.id if subject.kind == "group" else subject.group_id
    return session.scalars(
        select(Membership.person_id).where(Membership.group_id == group_id, Membership.ended_at.is_(None))
    )


@audience("proposers", _l("the proposers"), _l("you proposed it"))
def _proposers(subject: Subject, _event: Event | None) -> Iterable[int]:
    second = session.scalar(select(Group.second_id).where(Group.id == subject.id))
    return [subject.opened_by_id, *([second] if second else [])]


@audience("proposal supporters", _l("who supports the proposal"), _l("you support the proposal"))
def _proposal_supporters(subject: Subject, _event: Event | None) -> Iterable[int]:
    return session.scalars(select(GroupSupport.person_id).where(GroupSupport.group_id == subject.id))
