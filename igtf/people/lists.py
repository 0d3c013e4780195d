"""What every list of people has: its rows, its filters and their values."""

from functools import cache
from typing import Any

from igtf.core.i18n import Text, locale
from igtf.core.i18n import gettext as _
from igtf.core.page.elements import Choices
from igtf.core.workflow import Known
from igtf.people.countries import COUNTRIES, M49, REGION_LABELS, country, country_choices, m49_name
from igtf.people.directory import others_of
from igtf.people.stakeholders import ALL_GROUPS
from igtf.people.visitor import hat_said
from igtf.record.narrowed import ALL

KNOWN: dict[str, Known] = {
    "group": list(ALL_GROUPS), "region": list(REGION_LABELS), "m49": list(M49), "country": COUNTRIES,
}  # fmt: skip
"""The values of the filters, in pages and API."""


@cache
def _countries(spoken: str) -> Choices:
    return Choices((ALL, *country_choices(spoken)))


def choices() -> dict[str, tuple[Text, Any]]:
    """Return the filters by name: label and choices; None where words are typed."""
    return {
        "name": (_("Name, handle or organisation"), None),
        "group": (_("Stakeholder group"), list(ALL_GROUPS.items())),
        "region": (_("Region"), list(REGION_LABELS.items())),
        "m49": (_("M49 region"), [(number, m49_name(number)) for number in M49]),
        "country": (_("Country"), _countries(str(locale()))),
    }


def line_of(row: Any) -> dict[str, Any]:
    """Return a row of ``directory.find_people`` as lists show it."""
    where = country(row.country)
    hat = hat_said(row) if row.stakeholder_group else ""
    return {
        "url": f"/people/{row.handle}", "kicker": [row.handle], "title": row.name,
        "meta": [hat, others_of(row), where.name if where else ""],
        "end": _("unclaimed profile") if row.unclaimed else "",
    }  # fmt: skip
