"""The audiences that drafts add."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from igtf.core.db import session
from igtf.drafts.models import DraftAuthor
from igtf.people.roles import holders
from igtf.record.audiences import audience
from igtf.record.models import Event, Subject


@audience("authors", _l("its authors and editors"), _l("you wrote or edit it"))
def _authors(subject: Subject, _event: Event | None) -> Iterable[int]:
    named = session.scalars(
        select(DraftAuthor.person_id).where(DraftAuthor.draft_id == subject.id, DraftAuthor.confirmed_at.is_not(None))
    )
    return {subject.opened_by_id, *(person for person in named if person), *holders("editor", subject.id)}
