"""The audiences that drafts add."""

from collections.abc import Iterable

from sqlalchemy import false, select, union
from sqlalchemy.orm import aliased

from igtf.core.db import session
from igtf.core.i18n import lazy_gettext as _l
from igtf.drafts.models import Ask, Commitment
from igtf.drafts.raisers import concerned
from igtf.drafts.writers import writers
from igtf.issues.audiences import follow_or_support
from igtf.issues.merging import merged_at_last
from igtf.people.models import Role
from igtf.record.audiences import audience
from igtf.record.models import Event, Relation, Subject
from igtf.record.queries import left_by


@audience("authors", _l("its authors and editors"), _l("you wrote or edit it"), ends_with="office", affected=True)
def _authors(subject: Subject, _event: Event | None) -> Iterable[int]:
    return session.scalars(writers(subject.id))


_LEADS_TO_DRAFT = ("reviews", "asks-about", "objects-in")
"""The relations by which what is about a draft leads to it: a review, a call, and by its call an objection."""


def _draft_of(subject: Subject) -> int | None:
    """Return the draft that a subject is about, by the number of its own subject; None where it is about none."""
    further = aliased(Relation)
    first = select(Relation.target_id).where(Relation.subject_id == subject.id, Relation.kind.in_(_LEADS_TO_DRAFT))
    second = select(further.target_id).where(further.subject_id.in_(first), further.kind.in_(_LEADS_TO_DRAFT))
    near = Subject.id.in_(union(first, second))
    return session.scalar(select(Subject.id).where(Subject.kind == "draft", near))


_AUTHORS_OF_DRAFT = _l("the authors and editors of the draft")


@audience(
    "authors of the draft", _AUTHORS_OF_DRAFT, _l("you wrote or edit the draft"),
    lambda subject: [_AUTHORS_OF_DRAFT] if _draft_of(subject) else [], ends_with="office", affected=True,
)  # fmt: skip
def _authors_of_draft(subject: Subject, _event: Event | None) -> Iterable[int]:
    draft = _draft_of(subject)
    return session.scalars(writers(draft)) if draft else ()


@audience("editors until now", _l("who edited it until now"), _l("you edited it until now"), affected=True)
def _editors_until_now(subject: Subject, event: Event | None) -> Iterable[int]:
    """Return whose office as editor of the subject ended with this act."""
    ended = Role.ended_at == event.at if event else false()
    return session.scalars(select(Role.person_id).where(Role.subject_id == subject.id, Role.name == "editor", ended))


@audience("who may waive", _l("its authors, and whoever raised an objection or a Discuss"),
          _l("you wrote it, or raised an objection or a Discuss"), affected=True)  # fmt: skip
def _may_waive(subject: Subject, _event: Event | None) -> Iterable[int]:
    return [row.id for row in concerned(subject.id)]


@audience("ask followers", _l("who committed to one of its asks"), _l("you committed to an ask of it"))
def _committed(subject: Subject, _event: Event | None) -> Iterable[int]:
    own = select(Ask.id).where(Ask.recommendation_id == subject.id)
    return session.scalars(
        select(Commitment.person_id).distinct().where(Commitment.ask_id.in_(own), Commitment.state != "withdrawn")
    )


MOST_ISSUES = 20
"""So many issues a revision newly addresses, at most, for those who have to do with them to be told: one that lists
them all is no way to write to everybody."""


def _newly_addressed(event: Event | None) -> list[int]:
    """Return the issues, by id, that a revision addresses and the one before did not; of one that was merged since the
    one that it was merged into. None where they are more than ``MOST_ISSUES``."""
    refs = left_by(event.id if event else None).get("issues", "").replace("#", "").split(", ")
    if refs == [""] or len(refs) > MOST_ISSUES:
        return []
    found = session.scalars(select(Subject).where(Subject.kind == "issue", Subject.ref.in_(refs)))
    return [issue.id for issue in merged_at_last(found)]


@audience(
    "chairs on its issues", _l("the chairs of a group that works on an issue which it newly addresses"),
    _l("it addresses an issue in the work of a group that you chair"), ends_with="office",
)  # fmt: skip
def _chairs_on_issues(_subject: Subject, event: Event | None) -> Iterable[int]:
    return session.scalars(
        select(Role.person_id)
        .join(Relation, (Relation.subject_id == Role.subject_id) & (Relation.kind == "works-on"))
        .where(Relation.target_id.in_(_newly_addressed(event)), Role.name == "chair", Role.ended_at.is_(None))
    )


@audience(
    "followers of its issues", _l("whoever follows or supports an issue which it newly addresses"),
    _l("it addresses an issue that you follow or support"), ends_with="following",
)  # fmt: skip
def _followers_of_issues(_subject: Subject, event: Event | None) -> Iterable[int]:
    return session.scalars(follow_or_support(_newly_addressed(event)))
