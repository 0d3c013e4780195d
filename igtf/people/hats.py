"""What a hat is called, and under which one an act stands that began under another."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from igtf.core.database.prepared import prepared
from igtf.core.db import fetch, session
from igtf.core.i18n import gettext as _
from igtf.core.i18n import language
from igtf.people.roles import ROLES
from igtf.people.stakeholders import ALL_GROUPS, OFFICE, affiliation_shown
from igtf.record.models import Hat


def hat_label(hat: Any) -> str:
    """Return how a hat is shown: stakeholder group, and the organisation it is worn for; or the office."""
    return _hat_label(hat.capacity, hat.stakeholder_group, hat.organisation, language())


@lru_cache(1_000)
def _hat_label(capacity: str, stakeholder_group: str, organisation: str, _language: str) -> str:
    if capacity == OFFICE:
        return str(ROLES["secretariat"][0])
    group = str(ALL_GROUPS[stakeholder_group])
    if not organisation:
        return group
    if capacity == "for":
        instructed = _("for %(organisation)s", organisation=organisation)
        return f"{group} · {instructed}"
    return f"{group} · {affiliation_shown(organisation, confirmed=False)}"


def as_worn(number: int | None) -> Hat | None:
    """Return the hat with a number as it goes on (``goes_on``), to look at; None without a number."""
    return goes_on(fetch(_with_number(), {"number": number}).scalar()) if number else None


def goes_on(hat: Hat | None) -> Hat | None:
    """Return a hat as it goes on, worn still or laid down, to look at; None for none.

    One whose confirmation was taken back, or given again, ended then, and the same one goes on as it counts since
    (section 1): what is done from then on stands under that one.
    """
    while hat is not None and hat.ended_at is not None:
        same = {"actor_id": hat.actor_id, "capacity": hat.capacity, "organisation": hat.organisation,
                "stakeholder_group": hat.stakeholder_group, "started_at": hat.ended_at}  # fmt: skip
        after = session.scalar(select(Hat).filter_by(**same).where(Hat.id > hat.id))
        if after is None:
            break
        hat = after
    return hat


@prepared
def _with_number() -> Select[Hat]:
    return select(Hat).where(Hat.id == bindparam("number"))
