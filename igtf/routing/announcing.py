"""A charter in external review, announced to every body that has a contact (procedure, section 3)."""

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.mail import queue_mail
from igtf.groups import events
from igtf.groups.charters import moved, step_charter
from igtf.groups.deadlines import review_ends
from igtf.groups.models import Group
from igtf.groups.states import GROUP
from igtf.record.acts import By
from igtf.record.models import Subject
from igtf.record.moves import carries_out
from igtf.routing.models import Body, Contact


@carries_out(GROUP, "charter-external-review")
def charter_external_review(group: Group, *, by: By) -> events.CharterAnnounced:
    """Open the public review and write to each contact of each body; anyone may comment."""
    charter = step_charter(group, "charter-external-review", by=by)
    rows = session.execute(
        select(Contact, Subject.title)
        .join(Body, Body.id == Contact.body_id)
        .join(Subject, Subject.id == Body.id)
        .where(Contact.ended_at.is_(None))
        .order_by(Contact.id)
    ).all()
    for contact, body in rows:
        queue_mail(
            to=contact.email, template="charter-review", language=contact.language,
            key=f"charter-review:{charter.id}:{by.at:%Y%m%d%H%M%S}:{contact.id}",
            contact=contact, body=body, subject=group.subject, charter=charter,
            until=review_ends(group),
        )  # fmt: skip
    at = moved(group, charter)
    return events.CharterAnnounced(at.number, at.charter, at.until, len(rows))
