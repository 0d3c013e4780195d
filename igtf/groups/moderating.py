"""What hiding a proposed group means, beside what it means to whatever anybody opens (section 12)."""

from collections.abc import Collection
from datetime import datetime

from markupsafe import Markup

from igtf.core.db import session
from igtf.discussion.moderating import Hiding, judged_by_moderators
from igtf.groups.charters import index, newest_charter
from igtf.groups.deadlines import wait_for_responsible
from igtf.groups.models import Group
from igtf.groups.refusals import forget_requests
from igtf.groups.states import FORMING, GROUP
from igtf.groups.words import JUDGED
from igtf.record.acts import By
from igtf.record.models import Subject


def _falls(group: Group, _by: By) -> None:
    """Let nobody ask the council any more for a BoF after all."""
    forget_requests(group.id)


def _due(group: Group, state: str, by: By) -> datetime | None:
    """Return until when a responsible member is needed, where that is still so: they have the whole time again."""
    if state in FORMING:
        wait_for_responsible(group, by.at)
    return group.subject.due_at


def _text(subject: Subject) -> Markup:
    return Markup(newest_charter(subject.id).html)


def _beside(subject: Subject) -> Collection[int]:
    """Return the second proposer."""
    second = session.get_one(Group, subject.id).second_id
    return [second] if second else []


judged_by_moderators(GROUP, Hiding(JUDGED, index, _falls, _due, _text, _beside))
