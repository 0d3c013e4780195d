"""The audience that elections of the chair add."""

from collections.abc import Iterable

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.i18n import lazy_gettext as _l
from igtf.record.audiences import audience
from igtf.record.models import Actor, Event, Payload, Subject


@audience("candidate", _l("the candidate"), _l("you are nominated as chair of the council"))
def _candidate(_subject: Subject, event: Event | None) -> Iterable[int]:
    payload = session.get(Payload, event.id) if event else None
    handle = (payload.data or {}).get("handle") if payload else None
    return session.scalars(select(Actor.id).where(Actor.handle == handle)) if handle else []
