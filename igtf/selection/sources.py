"""Sources of randomness in a published file: announced before they can be known, then entered. For commands."""

from datetime import datetime
from typing import Any

from igtf.core.errors import Invalid
from igtf.core.i18n import Text
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.when import FURTHEST, too_far
from igtf.core.wording import in_figures
from igtf.selection.draw import numbers_in
from igtf.selection.lookups import moment


def announced(rows: list[dict[str, Any]], *, needed: float, at: datetime) -> list[dict[str, Any]]:
    """Return the sources as a file keeps them; Invalid unless all lie ahead, at most ``FURTHEST``, differ, and
    have ``needed`` bits."""
    sources = [
        {"name": row["name"], "at": row["at"], "bits": row["bits"], "numbers": None, "evidence": ""} for row in rows
    ]
    known = [row["name"] for row in sources if moment(row["at"]) <= at]
    if known:
        raise Invalid(sources=_("The value of a source has to lie ahead. Known already: %(names)s.",
                                names=", ".join(known)))  # fmt: skip
    if any(moment(row["at"]) > at + FURTHEST for row in sources):
        raise too_far("sources")
    if len({row["name"].casefold() for row in sources}) < len(sources):
        raise Invalid(sources=_("A source is there twice; each has to be different."))
    given = sum(row["bits"] for row in sources)
    if given < needed:
        raise Invalid(sources=_("These sources have %(given)d bits of entropy; this draw needs %(needed)s.",
                                given=given, needed=in_figures(needed, 1)))  # fmt: skip
    return sources


def last(sources: list[dict[str, Any]]) -> datetime:
    """Return when the last of the sources is known."""
    return max(moment(row["at"]) for row in sources)


def named(sources: list[dict[str, Any]]) -> list[Text]:
    """Return the sources with their times, as the record shows them."""
    return [_l("%(name)s (%(when)s)", name=row["name"], when=f"{row['at']} UTC") for row in sources]


def entered(
    sources: list[dict[str, Any]], place: int, *, numbers: str, evidence: str, reason: str, at: datetime
) -> tuple[list[dict[str, Any]], dict[str, Any], str]:  # fmt: skip
    """Return the sources with the value of the one at ``place`` (from 1), that one, and the value that it had before.

    Invalid before its time, and where it has a value: for the same one, and for another without a ``reason``.
    """
    found = [dict(row) for row in sources]
    row, given = found[place - 1], numbers_in(numbers)
    if moment(row["at"]) > at:
        raise Invalid(source=_("This source is known from %(at)s UTC; a value before that is none.", at=row["at"]))
    before = shown(row)
    if row["numbers"] == given:
        raise Invalid(numbers=_("This is the value of this source already."))
    if before and not reason:
        raise Invalid(reason=_("This source has a value: %(numbers)s. Say why it is another one.", numbers=before))
    row["numbers"], row["evidence"] = given, evidence
    return found, row, before


def shown(row: dict[str, Any]) -> str:
    """Return the value of a source as it is written; '' for one that has none."""
    return ", ".join(map(str, row["numbers"] or ()))


def missing(sources: list[dict[str, Any]]) -> tuple[str, ...]:
    """Return the names of the sources that have no value yet."""
    return tuple(row["name"] for row in sources if not row["numbers"])


def late(sources: list[dict[str, Any]], at: datetime) -> bool:
    """Return whether a source has no value although its time has come."""
    return any(not row["numbers"] and moment(row["at"]) <= at for row in sources)
