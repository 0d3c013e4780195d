"""Whose turn it is: the member asked least recently who is there and did not write the draft (section 3). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from igtf.core.i18n import gettext as _
from igtf.core.moments import day

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Member:
    """A member of a directorate as far as the choice goes.

    ``asked_at`` is the last time the directorate asked this member, for any review; ``away_until`` the last day of an
    absence that stands in the way; ``declined`` and ``has_it`` are about the review in question.
    """

    id: int
    handle: str
    name: str
    since: datetime
    asked_at: datetime | None = None
    away_until: date | None = None
    wrote: bool = False
    declined: bool = False
    has_it: bool = False


@dataclass(frozen=True)
class Placed:
    """A member with their place in the turn."""

    member: Member

    @property
    def free(self) -> bool:
        """Whether the member can be asked."""
        return not (self.member.wrote or self.member.has_it or self.member.declined or self.member.away_until)

    @property
    def why(self) -> str:
        """Why the member cannot be asked; for who can, when they were asked last."""
        member = self.member
        if member.wrote:
            return _("wrote or edits the draft")
        if member.has_it:
            return _("has it now")
        if member.declined:
            return _("declined it")
        if member.away_until:
            return _("away until %(day)s", day=day(datetime.combine(member.away_until, time(), UTC)))
        if member.asked_at is None:
            return _("never asked so far")
        return _("asked last on %(day)s", day=day(member.asked_at))


def placed(members: Iterable[Member]) -> list[Placed]:
    """Return the members in their turn, those who cannot be asked last.

    Least recently asked first, never asked before all; then who has been a member longest, then the older account.
    """
    return sorted(
        map(Placed, members),
        key=lambda p: (not p.free, p.member.asked_at or _NEVER, p.member.since, p.member.id),
    )


def next_in_turn(members: Iterable[Member]) -> Member | None:
    """Return whose turn it is; None when nobody can be asked."""
    first = next(iter(placed(members)), None)
    return first.member if first and first.free else None
