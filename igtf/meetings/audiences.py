"""The audiences that meetings add."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from igtf.core.db import session
from igtf.discussion.models import Follow
from igtf.groups.models import Group, GroupSupport, Membership
from igtf.groups.states import FORMING
from igtf.people.offices import officers
from igtf.people.roles import holders
from igtf.record.audiences import audience
from igtf.record.models import Event, Subject


@audience(
    "invited",
    _l("the members of the group; of a BoF its proposers and supporters"),
    _l("you belong to the group that meets"),
)
def _invited(subject: Subject, _event: Event | None) -> Iterable[int]:
    group = session.get(Subject, subject.group_id) if subject.group_id else None
    if group is None:
        return []
    if group.state not in FORMING:
        members = select(Membership.person_id).where(Membership.group_id == group.id, Membership.ended_at.is_(None))
        return {*session.scalars(members), *officers("meetings", group.id)}
    second = select(Group.second_id).where(Group.id == group.id, Group.second_id.is_not(None))
    supporters = select(GroupSupport.person_id).where(GroupSupport.group_id == group.id)
    return {
        group.opened_by_id,
        *(number for number in session.scalars(second) if number),
        *session.scalars(supporters),
        *holders("responsible", group.id),
    }


@audience("followers of the group", _l("whoever follows the group"), _l("you follow the group"))
def _group_followers(subject: Subject, _event: Event | None) -> Iterable[int]:
    return session.scalars(select(Follow.person_id).where(Follow.subject_id == (subject.group_id or 0)))
