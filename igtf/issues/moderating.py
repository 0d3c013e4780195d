"""What hiding an issue means, beside what it means to whatever anybody opens (section 12)."""

from collections.abc import Collection

from markupsafe import Markup
from sqlalchemy import select

from igtf.core.db import session
from igtf.discussion.moderating import Hiding, judged_by_moderators
from igtf.discussion.reports import Read
from igtf.issues import two_step
from igtf.issues.deadlines import due_again
from igtf.issues.found import index
from igtf.issues.models import Issue
from igtf.issues.policy import IssueFacts
from igtf.issues.states import ISSUE
from igtf.issues.words import JUDGED
from igtf.record.by import By
from igtf.record.models import HIDDEN


def _falls(issue: Issue, by: By) -> None:
    two_step.drop_pending(issue, HIDDEN, by)


def _read(ids: Collection[int]) -> dict[int, Read]:
    rows = session.execute(select(Issue.id, Issue.description_html).where(Issue.id.in_(ids)))
    return {row.id: Read(Markup(row.description_html), IssueFacts(signed_in=True)) for row in rows}


judged_by_moderators(ISSUE, Hiding(JUDGED, index, _falls, due_again, _read))
