"""The versions of a charter, and the comparison of any two of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from markupsafe import Markup
from sqlalchemy import func, select

from igtf.core.db import session
from igtf.core.errors import NotFound
from igtf.core.i18n import gettext as _
from igtf.core.text.diff import compare
from igtf.core.text.diff_html import inline_html, side_by_side_html
from igtf.core.text.plaintext import whole
from igtf.groups.models import Charter, Group
from igtf.record.models import Actor, Subject
from igtf.record.moves import url_of

VIEWS = {"side": side_by_side_html, "inline": inline_html}
VERSIONS = 100
"""The most versions that a page lists."""


def versions_of(group: Group) -> Sequence[Any]:
    """Return number, state, hash and what changed of each version, the newest first, with who wrote it."""
    return session.execute(
        select(Charter.number, Charter.state, Charter.since, Charter.at, Charter.changed, Charter.hash,
               Actor.kind, Actor.handle, Actor.name)
        .join(Actor, Actor.id == Charter.by_id)
        .where(Charter.group_id == group.id)
        .order_by(Charter.number.desc())
        .limit(VERSIONS)
    ).all()  # fmt: skip


def get_version_or_404(group: Group, number: str) -> Charter:
    """Return a version of the charter by its number; NotFound when there is none."""
    found = session.scalar(select(Charter).where(Charter.group_id == group.id, Charter.number == whole(number)))
    if found is None:
        raise NotFound(_("There is no version %(number)s of this charter.", number=number[:20]))
    return found


class VersionToRead(NamedTuple):
    """A version of a charter that is decided on: its number, where it stands, and where it is compared with the one
    that was in force before it; "" without one."""

    number: int
    url: str
    changes: str


def version_to_read(subject: Subject, number: int | None) -> VersionToRead | None:
    """Return the version of the charter of a group that is decided on; None for any other subject, or without one."""
    if subject.kind != "group" or number is None:
        return None
    held = (Charter.group_id == subject.id, Charter.number < number, Charter.state.in_(("in-force", "replaced")))
    before, charter = session.scalar(select(func.max(Charter.number)).where(*held)), f"{url_of(subject)}/charter"
    return VersionToRead(number, f"{charter}/{number}", f"{charter}?from={before}&to={number}" if before else "")


@dataclass(frozen=True)
class ComparedVersions:
    """Two versions and what differs."""

    old: Charter
    new: Charter
    html: Markup
    summary: str


def compared(group: Group, old: str, new: str, view: str) -> ComparedVersions:
    """Return the comparison of two versions by their numbers, ``view`` side (by side) or inline."""
    before, after = get_version_or_404(group, old), get_version_or_404(group, new)
    found = compare(before.text, after.text)
    shown = VIEWS.get(view, inline_html)(found)
    return ComparedVersions(before, after, shown, found.summary())
