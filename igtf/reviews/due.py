"""What the clock owes reviews: the reminder of one that is late, and the end of one whose draft is closed."""

from sqlalchemy.orm import aliased

from igtf.core.clock import NOW
from igtf.core.db import Listing
from igtf.record.due import falls_due
from igtf.record.models import Subject
from igtf.reviews.models import Review
from igtf.reviews.queries import waits_for_draft
from igtf.reviews.states import REVIEW


@falls_due(REVIEW, "remind", Review)
def reviews_to_remind(there: Listing) -> Listing:
    """Return the query of the reviews that are overdue and were not reminded of yet."""
    return there.where(Subject.due_at <= NOW, Review.reminded_at.is_(None), ~waits_for_draft())


@falls_due(REVIEW, "lapse", Review)
def reviews_to_lapse(there: Listing) -> Listing:
    """Return the query of the reviews that are not delivered, and whose drafts are closed; not of what is hidden."""
    draft = aliased(Subject)
    return there.join(draft, draft.id == Review.draft_id).where(draft.phase == "closed", ~waits_for_draft())
