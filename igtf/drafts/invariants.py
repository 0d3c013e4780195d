"""What always holds of drafts and recommendations."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased, undefer

from igtf.core.db import session
from igtf.drafts.models import Ask, Recommendation, Revision
from igtf.drafts.revising import source_hash
from igtf.drafts.states import BEFORE_APPROVAL
from igtf.groups.ending import left_in_ended
from igtf.record.invariants import invariant
from igtf.record.models import Relation, Subject
from igtf.record.texts import is_posted


@invariant("revision-hash", "The hash of each revision is that of its text as it was posted.")
def _hashes() -> Iterable[Any]:
    rows = session.scalars(select(Revision).options(undefer(Revision.source)))
    return [(row.id,) for row in rows if not is_posted(row.source, source_hash(row.source), row.hash)]


_made = aliased(Subject)


@invariant(
    "published-has-recommendation", "Each published draft has its recommendation, and no other has one that stands."
)
def _published() -> Iterable[Any]:
    made = exists().where(Relation.target_id == Subject.id, Relation.kind == "made-from",
                          Relation.subject_id == _made.id, _made.state != "annulled")  # fmt: skip
    return session.execute(select(Subject.ref).where(Subject.kind == "draft", (Subject.state == "published") != made))


@invariant("group-draft-has-group", "A draft in the hands of a group names the group.")
def _grouped() -> Iterable[Any]:
    states = ("group-draft", "group-last-call", "write-up")
    return session.execute(
        select(Subject.ref).where(Subject.kind == "draft", Subject.state.in_(states), Subject.group_id.is_(None))
    )


@invariant("recommendation-asks", "Each recommendation asks something.")
def _asks() -> Iterable[Any]:
    asked = exists().where(Ask.recommendation_id == Recommendation.id)
    return session.execute(select(Recommendation.id).where(~asked))


@invariant("ended-group-leads-no-draft", "No draft that is not approved yet goes on in a group that has ended.")
def _led() -> Iterable[Any]:
    return left_in_ended(Subject.kind == "draft", Subject.state.in_((*BEFORE_APPROVAL, "parked", "expired")))
