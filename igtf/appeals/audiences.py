"""The audiences that appeals add."""

from collections.abc import Iterable

from sqlalchemy import select

from igtf.appeals.models import Appeal, AppealMember
from igtf.core.db import session
from igtf.core.i18n import lazy_gettext as _l
from igtf.discussion.audiences import followers_of
from igtf.people.models import Person
from igtf.record.audiences import audience
from igtf.record.models import Event, Subject


@audience("appeal deciders", _l("those who decide on the appeal"), _l("you decide on this appeal"))
def _deciders(subject: Subject, _event: Event | None) -> Iterable[int]:
    return session.scalars(
        select(AppealMember.person_id)
        .join(Appeal, (Appeal.id == AppealMember.appeal_id) & (Appeal.rung == AppealMember.rung))
        .where(Appeal.id == subject.id, AppealMember.aside == "")
    )


@audience("who decided", _l("who made the decision"), _l("you made the decision"))
def _who_decided(subject: Subject, _event: Event | None) -> Iterable[int]:
    return session.scalars(
        select(Person.id).join(Event, Event.actor_id == Person.id).join(Appeal, Appeal.event_id == Event.id)
        .where(Appeal.id == subject.id)
    )  # fmt: skip


def _appealed(subject: Subject) -> int | None:
    return session.scalar(select(Appeal.about_id).where(Appeal.id == subject.id))


followers_of(
    _appealed,
    "followers of what is appealed",
    _l("whoever follows what is appealed"),
    _l("you follow what is appealed"),
)
