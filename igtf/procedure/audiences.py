"""The audiences that changes of the procedure add."""

from collections.abc import Iterable

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.i18n import lazy_gettext as _l
from igtf.people.models import Role
from igtf.people.offices import OFFICES
from igtf.procedure.models import ChangeSupport
from igtf.record.audiences import audience
from igtf.record.models import Event, Subject


@audience("change supporters", _l("who supports it"), _l("you support this change of the procedure"))
def _supporters(subject: Subject, _event: Event | None) -> Iterable[int]:
    return session.scalars(select(ChangeSupport.person_id).where(ChangeSupport.change_id == subject.id))


@audience(
    "officers",
    _l("the officers of all groups"),
    _l("you hold an office in a group, and it works by the procedure"),
    ends_with="office",
)
def _officers(_subject: Subject, _event: Event | None) -> Iterable[int]:
    return session.scalars(select(Role.person_id).distinct().where(Role.name.in_(OFFICES), Role.ended_at.is_(None)))
