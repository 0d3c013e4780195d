"""What the forms of routing let people choose from, read from the database."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.people.offices import may
from igtf.record.models import Subject
from igtf.routing.models import Body, Contact

Choices = list[tuple[str, Text]]


def body_choices() -> Choices:
    """Return slug and name of every body, by acronym, after an empty first choice."""
    rows = session.execute(
        select(Subject.ref, Body.acronym, Subject.title).join(Body, Body.id == Subject.id).order_by(Body.acronym)
    )
    return [("", _("Choose a body")), *((row.ref, f"{row.acronym}: {row.title}") for row in rows)]


def sender_choices(visitor: Any) -> Choices:
    """Return for whom a visitor may draft: the council for the clearing house, a group for its chairs and delegates."""
    chaired = [of for _name, of in visitor.roles.held if may(visitor.roles, "statements", of=of)]
    groups = session.execute(
        select(Subject.ref, Subject.title).where(Subject.id.in_(chaired), Subject.kind == "group").order_by(Subject.ref)
    )
    council: Choices = [("council", _("The council"))] if visitor.roles.clearing_house else []
    return [*council, *((row.ref, f"{row.ref}: {row.title}") for row in groups)]


def contact_choices(body_id: int) -> Choices:
    """Return number and name of the contacts of a body."""
    rows = session.execute(
        select(Contact.id, Contact.name, Contact.role)
        .where(Contact.body_id == body_id, Contact.ended_at.is_(None))
        .order_by(Contact.id)
    )
    return [(str(row.id), f"{row.name}, {row.role}" if row.role else row.name) for row in rows]
