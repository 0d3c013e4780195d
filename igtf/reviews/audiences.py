"""The audiences that reviews add."""

from collections.abc import Iterable

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.i18n import lazy_gettext as _l
from igtf.people.offices import in_charge
from igtf.record.audiences import audience, named_in
from igtf.record.models import Event, Subject
from igtf.reviews.models import Review


@audience("reviewer", _l("the reviewer"), _l("the review was given to you"))
def _reviewer(subject: Subject, _event: Event | None) -> Iterable[int]:
    return session.scalars(select(Review.reviewer_id).where(Review.id == subject.id, Review.reviewer_id.is_not(None)))


@audience(
    "reviewer until now", _l("who had the review until now"), _l("the review was given to you until now"), affected=True
)
def _reviewer_until_now(_subject: Subject, event: Event | None) -> Iterable[int]:
    return named_in(event, "former")


@audience(
    "review leads",
    _l("the chairs and the secretary of the directorate"),
    _l("you lead the directorate"),
    ends_with="office",
)
def _leads(subject: Subject, _event: Event | None) -> Iterable[int]:
    return in_charge("reviews", subject.group_id or -1)
