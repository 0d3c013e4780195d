"""Who meets: a group (with its BoF), or the council. What differs between them is here, and nowhere else."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from igtf.core.db import session
from igtf.core.i18n import Text
from igtf.core.i18n import lazy_gettext as _l
from igtf.meetings import of_council, of_groups
from igtf.meetings.models import Meeting
from igtf.people.roles import Roles
from igtf.record.models import Subject

Present = list[tuple[Text, int, int]]


@dataclass(frozen=True)
class MeetingOwner:
    """A kind of subject that meets.

    ``work`` makes the agenda, ``choices`` what else a point may be about; ``members`` are invited, ``people`` are
    compared by the planner, ``leaders`` answer for decisions; ``leads`` and ``writes`` take the roles of an actor and
    the row of ``queries._looking_up``. ``builds`` says what the agenda is made of, ``invited`` and ``led_by`` how
    members and leaders are called. ``present``: who of those that decide came. ``gives_reasons``: what is taken off the
    agenda that it made itself is taken off with a reason.
    """

    work: Callable[[Meeting], list[tuple[Any, Text]]]
    choices: Callable[[Meeting], Sequence[Any]]
    members: Callable[[Subject], Iterable[int]]
    people: Callable[[Subject], Sequence[Any]]
    leaders: Callable[[Subject], Iterable[int]]
    leads: Callable[[Roles, Any], bool]
    writes: Callable[[Roles, Any], bool]
    builds: Text
    invited: Callable[[Subject], Sequence[Text]]
    led_by: Callable[[Subject], Sequence[Text]]
    present: Callable[[Meeting], Present] = lambda _meeting: []
    gives_reasons: bool = False


OWNERS: dict[str, MeetingOwner] = {
    "group": MeetingOwner(
        of_groups.work, of_groups.choices, of_groups.members, of_groups.people, of_groups.leaders, of_groups.leads,
        of_groups.writes,
        _l("Calls, objections without an answer, new revisions, issues and what is late stand here by themselves."),
        of_groups.invited, of_groups.led_by,
    ),
    "council": MeetingOwner(
        of_council.work, of_council.choices, of_council.members, of_council.people, of_council.leaders,
        of_council.leads, of_council.leads,
        _l("Ballots, proposals in two steps, drafts and groups that ask, outcomes, issues past their target and "
           "overdue answers stand here by themselves."),
        lambda _council: [_l("all who sit with the council")],
        lambda _council: [_l("the council chair"), _l("the secretariat")],
        of_council.present, gives_reasons=True,
    ),
}  # fmt: skip
"""Kind of subject → how it meets."""


def owner_of(meeting: Meeting) -> Subject:
    """Return the subject that meets."""
    return session.get_one(Subject, meeting.subject.group_id)


def owner_for(meeting: Meeting) -> MeetingOwner:
    """Return how those meet whose meeting it is."""
    return OWNERS[owner_of(meeting).kind]
