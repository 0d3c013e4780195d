"""The audiences that recalls add."""

from collections.abc import Iterable

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.i18n import lazy_gettext as _l
from igtf.recall.models import PanelVolunteer, Recall
from igtf.record.audiences import audience
from igtf.record.models import Event, Subject


@audience("member concerned", _l("the member whom it is about"), _l("it is about your seat on the council"))
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
