"""What hiding an individual draft means, beside what it means to whatever anybody opens (section 12)."""

from collections import defaultdict
from collections.abc import Collection

from markupsafe import Markup
from sqlalchemy import select

from igtf.core.db import session
from igtf.discussion.moderating import Hiding, judged_by_moderators
from igtf.discussion.reports import Read
from igtf.drafts import revising
from igtf.drafts.calls import calls_about
from igtf.drafts.models import Draft, Revision
from igtf.drafts.policy import DraftFacts
from igtf.drafts.queries import get_current_revision
from igtf.drafts.states import DRAFT
from igtf.drafts.words import JUDGED
from igtf.drafts.writers import writers_of
from igtf.record.by import By
from igtf.record.models import Subject


def _index(draft: Draft) -> None:
    revising.index(draft, get_current_revision(draft).text)


def _falls(_draft: Draft, _by: By) -> None:
    """Let nothing fall: whom it would replace is asked no more while it is hidden, as of one that was given up."""


def _due(_draft: Draft, _state: str, _by: By) -> None:
    """Return that nothing is due: the time until it expires begins anew, with the warnings of that."""


def _read(ids: Collection[int]) -> dict[int, Read]:
    """Return of drafts their texts, whether they are in a group or were asked about, and their authors and editors."""
    calls, beside = defaultdict[int, dict[str, str]](dict), defaultdict[int, set[int]](set)
    for row in session.execute(calls_about(ids)):
        calls[row.draft][row.topic] = row.state
    for row in session.execute(writers_of(ids)):
        beside[row.draft].add(row.person)
    rows = session.execute(
        select(Draft.id, Subject.group_id, Revision.html)
        .join(Subject, Subject.id == Draft.id).join(Revision, Revision.id == Draft.current_id).where(Draft.id.in_(ids))
    )  # fmt: skip
    return {
        row.id: Read(
            Markup(row.html), DraftFacts(signed_in=True, in_group=row.group_id is not None, calls=calls[row.id]),
            beside[row.id],
        )
        for row in rows
    }  # fmt: skip


judged_by_moderators(DRAFT, Hiding(JUDGED, _index, _falls, _due, _read))
