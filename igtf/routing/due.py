"""What the clock owes letters and bodies: the reminder of an answer, and whether a contact is still the one."""

from sqlalchemy import or_, select

from igtf.core import clock
from igtf.core.clock import NOW
from igtf.core.db import Listing
from igtf.record.deadlines import days_before
from igtf.record.due import falls_due
from igtf.record.models import Subject
from igtf.routing.models import Body, Contact, Statement
from igtf.routing.over import pointless
from igtf.routing.queries import reachable, unconfirmed
from igtf.routing.states import BODY, STATEMENT


@falls_due(STATEMENT, "remind", Statement)
def statements_to_remind(there: Listing) -> Listing:
    """Return the query of the statements not answered by their date, and not reminded of for a while.

    What counts is the first day of the points that are open. Without those whose matter is over, and those to a body
    without a contact: there is nobody to write to.
    """
    again = Statement.reminded_at <= days_before(clock.now, "reminder_days")
    due = (Subject.due_at <= NOW, or_(Statement.reminded_at.is_(None), again))
    return there.where(*due, reachable(Statement.id), ~pointless(Statement.id))


@falls_due(BODY, "ask-contacts", Body)
def bodies_to_ask(there: Listing) -> Listing:
    """Return the query of the bodies with a contact who has to be asked whether this is still so."""
    return there.where(Body.id.in_(select(Contact.body_id).where(unconfirmed(clock.now))))
