"""Later recommendations update or supersede earlier ones: said by a draft, in effect by publication (section 7)."""

from collections.abc import Mapping

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.discussion.queries import related
from igtf.drafts import events
from igtf.drafts.known import missing_recommendations, subjects_named
from igtf.drafts.models import Draft, Recommendation
from igtf.drafts.states import RECOMMENDATION
from igtf.record.by import By
from igtf.record.models import Relation, Subject
from igtf.record.moves import carries_out
from igtf.record.subjects import relate, unrelate

WOULD: Mapping[str, tuple[str, str]] = {
    "would-update": ("updates", "be-updated"), "would-supersede": ("supersedes", "be-superseded"),
}  # fmt: skip
"""What a draft says → the relation of the recommendation made of it, and the move of the earlier one."""


def set_earlier(draft: Draft, updates: tuple[int, ...], supersedes: tuple[int, ...], *, by: By) -> None:
    """Relate a draft to the recommendations that it would update or supersede; Invalid where there is no such."""
    for kind, numbers in (("would-update", updates), ("would-supersede", supersedes)):
        known = subjects_named("recommendation", numbers)
        missing = missing_recommendations(numbers, known)
        if missing:
            raise Invalid(source=missing)
        wanted = {row.id for row in known.values()}
        before = session.scalars(
            select(Relation.target_id).where(Relation.subject_id == draft.id, Relation.kind == kind)
        ).all()
        for gone in set(before) - wanted:
            unrelate(draft.id, kind, gone)
        for target in wanted:
            relate(draft.id, kind, target, at=by.at)


def succeed(draft: Draft, made: Subject, *, by: By) -> None:
    """Let a recommendation take the place that its draft said; what was superseded already only shows it."""
    for would, (kind, move) in WOULD.items():
        for earlier in related(draft.id, would):
            relate(made.id, kind, earlier.id, at=by.at)
            unrelate(draft.id, would, earlier.id)
            if RECOMMENDATION.possible(RECOMMENDATION.move_by_name[move], earlier.state):
                thing = session.get_one(Recommendation, earlier.id)
                RECOMMENDATION.commands[move](thing, successor=made.ref, by=by)


@carries_out(RECOMMENDATION, "be-updated")
def be_updated(recommendation: Recommendation, *, successor: str, by: By) -> events.Succeeded:
    """Record that a later recommendation updates this one; both stay in force."""
    return events.Succeeded(f"R-{successor}")


@carries_out(RECOMMENDATION, "be-superseded")
def be_superseded(recommendation: Recommendation, *, successor: str, by: By) -> events.Succeeded:
    """Record that a later recommendation takes the place of this one."""
    return events.Succeeded(f"R-{successor}")
