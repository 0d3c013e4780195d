"""The audiences that issues add."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import CompoundSelect, exists, select, union

from igtf.core.db import session
from igtf.core.i18n import lazy_gettext as _l
from igtf.discussion.models import Follow, Mute
from igtf.issues.models import CameAlong, Issue, Support
from igtf.record.audiences import audience, named_in
from igtf.record.models import Event, Subject


def follow_or_support(about: Any) -> CompoundSelect[int]:
    """Return the query of who follows or supports some subjects, by their ids; not who wants no mail about what they
    support."""
    muted = exists().where(Mute.person_id == Support.person_id, Mute.subject_id == Support.issue_id)
    return union(
        select(Follow.person_id).where(Follow.subject_id.in_(about)),
        select(Support.person_id).where(Support.issue_id.in_(about), ~muted),
    )


@audience("supporters", _l("its supporters"), _l("you support it"), affected=True)
def _supporters(subject: Subject, _event: Event | None) -> Iterable[int]:
    """Those too who went along to the issue that this one was merged into, and on from there."""
    own = select(Support.person_id).where(Support.issue_id == subject.id)
    went = select(CameAlong.person_id).where(CameAlong.from_id == subject.id)
    return session.scalars(union(own, went))


@audience(
    "former assigned member",
    _l("who was the assigned member until then"),
    _l("it was assigned to you until now"),
    affected=True,
)
def _assigned_before(_subject: Subject, event: Event | None) -> Iterable[int]:
    return named_in(event, "former")


@audience("who stated it", _l("who stated it"), _l("you stated it"))
def _stated_before(_subject: Subject, event: Event | None) -> Iterable[int]:
    return named_in(event, "stated")


@audience("assigned member", _l("the assigned member"), _l("it is assigned to you"))
def _assigned(subject: Subject, _event: Event | None) -> Iterable[int]:
    return session.scalars(select(Issue.assigned_id).where(Issue.id == subject.id, Issue.assigned_id.is_not(None)))
