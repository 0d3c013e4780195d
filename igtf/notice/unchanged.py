"""Mails are rendered outside any lock: where they are queued it is asked whether what they say still stands."""

from collections.abc import Mapping

from sqlalchemy import select

from igtf.core.db import session
from igtf.record.models import Subject


class ChangedMeanwhile(Exception):
    """What a mail says was changed while it was rendered; a moderator may have hidden it."""


def check_unchanged(seen: Mapping[int, int]) -> None:
    """Raise Changed where subjects, by their ids, were touched since they were read, and let none be until the commit.

    From then on the mails can be found by whoever takes words out of those that wait.
    """
    held = select(Subject.id, Subject.touched).where(Subject.id.in_(seen)).order_by(Subject.id)
    rows = session.execute(held.with_for_update(read=True))
    if {row.id: row.touched for row in rows} != seen:
        raise ChangedMeanwhile
