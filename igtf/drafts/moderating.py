"""What hiding an individual draft means, beside what it means to whatever anybody opens (section 12)."""

from collections.abc import Collection

from markupsafe import Markup

from igtf.core.db import session
from igtf.discussion.moderating import Hiding, judged_by_moderators
from igtf.drafts import revising
from igtf.drafts.lookups import writers
from igtf.drafts.models import Draft
from igtf.drafts.queries import get_current_revision
from igtf.drafts.states import DRAFT
from igtf.drafts.words import JUDGED
from igtf.record.acts import By
from igtf.record.models import Subject


def _index(draft: Draft) -> None:
    revising.index(draft, get_current_revision(draft).text)


def _falls(_draft: Draft, _by: By) -> None:
    """Let nothing fall: whom it would replace is asked no more while it is hidden, as of one that was given up."""


def _due(_draft: Draft, _state: str, _by: By) -> None:
    """Return that nothing is due: the time until it expires begins anew, with the warnings of that."""


def _text(subject: Subject) -> Markup:
    return Markup(get_current_revision(session.get_one(Draft, subject.id)).html)


def _beside(subject: Subject) -> Collection[int]:
    """Return its authors and editors."""
    return session.scalars(writers(subject.id)).all()


judged_by_moderators(DRAFT, Hiding(JUDGED, _index, _falls, _due, _text, _beside))
