"""What the API says of a person beside what lists do: in their own words, and the roles, those of now and of before."""

from typing import Any

from igtf.api.shapes import place_of
from igtf.core.db import session
from igtf.people.models import Person, Role
from igtf.people.queries import interest_versions, person_roles
from igtf.record.models import Subject


def beside(row: Any) -> dict[str, Any]:
    """Return what the page of a person says: about them, the statement of interest in force, roles; three queries.

    ``row`` is that of ``queries.person_row``.
    """
    person, statements, roles = session.get_one(Person, row.id), interest_versions(row.id), person_roles(row.id)
    newest = statements[0] if statements else None
    return {
        "closed_at": row.closed_at, "about": person.about, "languages": person.languages,
        "interest": {"version": newest.version, "text": newest.text, "at": newest.at} if newest else None,
        "roles": [_role(role, subject) for role, subject in roles if role.ended_at is None],
        "former_roles": [_role(role, subject) | {"until": role.ended_at} for role, subject in roles if role.ended_at],
    }  # fmt: skip


def _role(role: Role, subject: Subject | None) -> dict[str, Any]:
    return {"role": role.name, "since": role.started_at, "in": place_of(subject) if subject else None}
