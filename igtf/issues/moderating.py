"""What hiding an issue means, beside what it means to whatever anybody opens (section 12)."""

from markupsafe import Markup

from igtf.core.db import session
from igtf.discussion.moderating import Hiding, judged_by_moderators
from igtf.issues import two_step
from igtf.issues.deadlines import due_again
from igtf.issues.found import index
from igtf.issues.models import Issue
from igtf.issues.states import ISSUE
from igtf.issues.words import JUDGED
from igtf.record.acts import By
from igtf.record.models import HIDDEN, Subject


def _falls(issue: Issue, by: By) -> None:
    two_step.drop_pending(issue, HIDDEN, by)


def _text(subject: Subject) -> Markup:
    return Markup(session.get_one(Issue, subject.id).description_html)


judged_by_moderators(ISSUE, Hiding(JUDGED, index, _falls, due_again, _text))
