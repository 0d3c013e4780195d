"""Which publication and sending waits for an appeal (section 10). For commands."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import update

from igtf.appeals.effects import undoing_of
from igtf.appeals.models import Appeal
from igtf.core.db import session
from igtf.discussion.queries import related
from igtf.record.models import Hold, Subject
from igtf.record.subjects import relate, touch


def _held_with(about: Subject) -> Iterator[Subject]:
    """Yield what a decision is about, what a call or ballot decides on, and the recommendations made of either."""
    decided = [about, *(found for kind in ("asks-about", "decides-on") for found in related(about.id, kind))]
    yield from decided
    for subject in decided:
        yield from related(subject.id, "made-from", reverse=True)


def place_holds(appeal: Appeal, until: datetime) -> None:
    """Let publication and sending of what hangs on the decision wait, at most ``until``; its pages say for what.

    On a decision that is taken back alone nothing hangs, so nothing waits.
    """
    at = appeal.subject.opened_at
    if undoing_of(appeal.event.kind).alone:
        touch(appeal.about_id, at)
        return
    for subject_id in dict.fromkeys(subject.id for subject in _held_with(appeal.about)):
        session.add(Hold(subject_id=subject_id, by_id=appeal.id, until=until))
        if subject_id == appeal.about_id:
            touch(subject_id, at)
        else:
            relate(appeal.id, "holds-up", subject_id, at=at)


def lift_holds(appeal: Appeal, at: datetime) -> None:
    """Let nothing wait for an appeal any more."""
    session.execute(update(Hold).where(Hold.by_id == appeal.id, Hold.lifted_at.is_(None)).values(lifted_at=at))
    touch(appeal.about_id, at)
