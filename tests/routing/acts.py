"""Bodies, contacts and statements for tests, made by the commands; and what stands in the queued mails."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from igtf.core.clock import now
from igtf.core.db import session
from igtf.people.models import Person
from igtf.record.by import by_importer
from igtf.routing import bodies, statements
from igtf.routing.models import Body, Statement
from igtf.routing.queries import get_statement_or_404
from tests.factories import by, letters


def make_body(slug: str = "lamp", mandate: str = "Writes standards for street lamps.", **more: Any) -> Body:
    """List a body."""
    given = {"acronym": slug.upper(), "name": f"Union of {slug} makers", "kind": "technical"} | more
    return bodies.list_body(slug=slug, mandate=mandate, by=by_importer(now()), **given)


def name_contact(body: Body, secretary: Person, email: str = "desk@lamp.example") -> None:
    """Name a contact of a body."""
    bodies.add_contact(
        body, name="Otso Esimerkki", role="Liaison officer", email=email, language="en", evidence="A letter.",
        by=by(secretary),
    )  # fmt: skip


def day(ahead: int) -> str:
    """Return the day ``ahead`` days from now, as forms take it."""
    return f"{now() + timedelta(days=ahead):%Y-%m-%d}"


def sent_statement(
    secretary: Person,
    chair: Person,
    *,
    slug: str = "lamp",
    asks: Sequence[str] = ("Answer.",),
    ahead: int = 30,
) -> Statement:
    """Draft, approve and send a statement for action to a body."""
    statement = statements.draft(
        body=slug, purpose="action", subject="Lamps at landing stations", text="Please *look* at them.",
        asks=[{"text": ask} for ask in asks], deadline=(now() + timedelta(days=ahead)).date(), by=by(secretary),
    )  # fmt: skip
    statements.approve(statement, by=by(chair))
    return statements.send(statement, channel="mail", by=by(secretary))


def links(template: str = "statement-letter") -> list[str]:
    """Return the paths of the links in the queued mails of a template, oldest first."""
    return [found for mail in letters(template) for found in re.findall(r"https?://[^/]+(/answer/\S+)", mail.text)]


def reload(statement: Statement) -> Statement:
    """Return a statement as it stands in the database now."""
    ref = statement.subject.ref
    session.rollback()
    session.expire_all()
    return get_statement_or_404(None, ref)
