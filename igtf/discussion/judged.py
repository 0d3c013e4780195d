"""What a kind whose subjects moderators judge asks for its loader, its list and its facts."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import exists

from igtf.core.errors import Hidden
from igtf.discussion.models import Report
from igtf.discussion.policy_judging import Judging, Words
from igtf.discussion.queries import author_on
from igtf.people.roles import Roles, sees_hidden
from igtf.record.by import By
from igtf.record.models import HIDDEN, Subject

SEEN_BY: list[Callable[[int, int], bool]] = []
"""Who else reads what a moderator hid, told the subject and the person; an upper floor adds who decides about it."""


def check_seen(subject: Subject, person_id: int | None, words: Words) -> None:
    """Raise Hidden, in the words of its kind, of what a moderator hid.

    For anyone but who opened it, the moderators, and whoever decides about it on an upper floor.
    """
    if subject.state != HIDDEN or person_id == subject.opened_by_id or sees_hidden(person_id):
        return
    if person_id is None or not any(sees(subject.id, person_id) for sees in SEEN_BY):
        raise Hidden(str(words.gone))


def lists_hidden(person_id: int | None, state: str | None) -> bool:
    """Return whether a list has what was hidden: for moderators who ask for that ``state``."""
    return state == HIDDEN and sees_hidden(person_id)


def report_columns(subject_id: Any, me: Any) -> tuple[Any, Any]:
    """Return the columns ``reported`` and ``has_reported``, as ``Judging`` has them, for a kind's query of facts."""
    waits = (Report.subject_id == subject_id, Report.part.is_(None), Report.settled_at.is_(None))
    mine = exists().where(*waits, Report.person_id == me)
    return exists().where(*waits).label("reported"), mine.label("has_reported")


def judging_on(by: By, roles: Roles, subject: Subject | None, row: Any, *, own: bool) -> Judging:
    """Return what the rules need to know of a subject; None: of a new one. For moderators one query.

    ``roles`` are those of the actor; ``row`` has the ``report_columns``; ``own`` is as ``Judging`` has it.
    """
    moderator = roles.moderates
    author = author_on(subject.id, subject.opened_by_id, by.at)._asdict() if subject and moderator else {}
    return Judging(moderator, own, row.reported, row.has_reported, **author)
