"""The responsible member of a group, draft or change of the procedure: who comes into the office (section 1)."""

from datetime import datetime
from typing import Any

from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.people.named import person_named
from igtf.people.roles import end_role, give_role, holders, roles_of


def member_to_assign(text: str, subject_id: int) -> Any:
    """Return the member of the council whom ``text`` names, as the form's field ``member``.

    Invalid for who is no member, and who is responsible for the subject already.
    """
    person = person_named(text, "member")
    if not roles_of(person.id).has("council"):
        raise Invalid(member=_("Name a member of the council."))
    if person.id in holders("responsible", subject_id):
        raise Invalid(member=_("This person is the responsible member already."))
    return person


def take_responsibility(subject_id: int, person_id: int, *, at: datetime, hat_id: int | None) -> None:
    """Make a person responsible for a subject, in place of whoever was. For commands."""
    for former in holders("responsible", subject_id):
        end_role(former, "responsible", at=at, subject_id=subject_id)
    give_role(person_id, "responsible", at=at, subject_id=subject_id, hat_id=hat_id)
