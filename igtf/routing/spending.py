"""Links that work once: used up in the act itself, so that of two at the same moment one is refused. For commands."""

from sqlalchemy import update

from igtf.core.db import session
from igtf.record.by import By
from igtf.routing.links import get_link_or_404, used_up
from igtf.routing.models import ContactLink


def spend(token: str, purpose: str, by: By) -> ContactLink:
    """Use a link up and return it; NotFound or Gone as the link says."""
    link = get_link_or_404(token, by.at, purpose)
    unused = update(ContactLink).where(ContactLink.id == link.id, ContactLink.used_at.is_(None))
    if session.scalar(unused.values(used_at=by.at).returning(ContactLink.id)) is None:
        raise used_up()
    return link
