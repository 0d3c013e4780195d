"""The audiences that recalls add."""

from collections.abc import Iterable

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.i18n import lazy_gettext as _l
from igtf.council.models import Council
from igtf.discussion.audiences import followers_of
from igtf.people.roles import holders
from igtf.recall.models import PanelVolunteer, Recall
from igtf.record.audiences import audience
from igtf.record.models import Event, Subject


@audience(
    "member concerned", _l("the member whom it is about"), _l("it is about your seat on the council"), affected=True
)
def _member(subject: Subject, _event: Event | None) -> Iterable[int]:
    return session.scalars(select(Recall.person_id).where(Recall.id == subject.id))


@audience("volunteers", _l("who volunteered for the panel"), _l("you volunteered for the panel"))
def _volunteers(subject: Subject, _event: Event | None) -> Iterable[int]:
    return session.scalars(select(PanelVolunteer.person_id).where(PanelVolunteer.recall_id == subject.id))


@audience("panel", _l("the panel"), _l("you are on the panel"))
def _panel(subject: Subject, _event: Event | None) -> Iterable[int]:
    return session.scalars(
        select(PanelVolunteer.person_id).where(PanelVolunteer.recall_id == subject.id, PanelVolunteer.drawn)
    )


@audience("panel volunteers", _l("who volunteers for panels"), _l("you volunteer for panels"), ends_with="office")
def _panel_volunteers(_subject: Subject, _event: Event | None) -> Iterable[int]:
    return holders("panelist")


def _council(_subject: Subject) -> int | None:
    return session.scalar(select(Council.id))


followers_of(_council, "council followers", _l("whoever follows the council"), _l("you follow the council"))
