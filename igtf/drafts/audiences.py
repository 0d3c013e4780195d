"""The audiences that drafts add."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import aliased

from igtf.core.db import session
from igtf.drafts.models import DraftAuthor
from igtf.people.roles import holders
from igtf.record.audiences import audience
from igtf.record.models import Event, Relation, Subject


@audience("authors", _l("its authors and editors"), _l("you wrote or edit it"))
def _authors(subject: Subject, _event: Event | None) -> Iterable[int]:
    named = session.scalars(
        select(DraftAuthor.person_id).where(DraftAuthor.draft_id == subject.id, DraftAuthor.confirmed_at.is_not(None))
    )
    return {subject.opened_by_id, *(person for person in named if person), *holders("editor", subject.id)}


@audience("objectors", _l("who raised an open objection"), _l("you objected; does the revision answer it?"))
def _objectors(subject: Subject, _event: Event | None) -> Iterable[int]:
    asks, objects = aliased(Relation), aliased(Relation)
    return session.scalars(
        select(Subject.opened_by_id)
        .join(objects, (objects.subject_id == Subject.id) & (objects.kind == "objects-in"))
        .join(asks, (asks.subject_id == objects.target_id) & (asks.kind == "asks-about"))
        .where(
            asks.target_id == subject.id,
            Subject.kind == "objection",
            Subject.state.in_(("raised", "answered", "stands")),
        )
    )
