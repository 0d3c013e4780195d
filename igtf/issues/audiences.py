"""The audiences that issues add."""

from collections.abc import Iterable

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.i18n import lazy_gettext as _l
from igtf.issues.models import Issue, Support
from igtf.record.audiences import audience
from igtf.record.models import Event, Subject


@audience("supporters", _l("its supporters"), _l("you support it"))
def _supporters(subject: Subject, _event: Event | None) -> Iterable[int]:
    return session.scalars(select(Support.person_id).where(Support.issue_id == subject.id))


@audience("assigned member", _l("the assigned member"), _l("it is assigned to you"))
def _assigned(subject: Subject, _event: Event | None) -> Iterable[int]:
    return session.scalars(select(Issue.assigned_id).where(Issue.id == subject.id, Issue.assigned_id.is_not(None)))
