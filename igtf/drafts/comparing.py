"""Comparing two revisions of a draft; what was compared with the newest one is kept, and read by whoever decides on it.

The others are made anew each time and counted: anybody may ask for each pair of revisions, in each view and language.
"""

import re
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import delete, select
from sqlalchemy.orm import undefer_group

from igtf.core.command import in_passing
from igtf.core.db import session
from igtf.core.errors import NotFound
from igtf.core.i18n import gettext as _
from igtf.core.i18n import language
from igtf.core.limits import costly
from igtf.core.text.diff import compare
from igtf.core.text.diff_html import inline_html, side_by_side_html, words_html
from igtf.core.text.diff_list import changes_html
from igtf.drafts.models import TEXTS, Draft, DraftComparison, Revision
from igtf.drafts.queries import get_revision_or_404
from igtf.drafts.written import in_one_order
from igtf.record.models import Subject

VIEWS = ("side", "inline")
CHANGES = 50
"""Changes of one paragraph that its page shows, the newest."""
_MARK = re.compile(r"(?:(draft-[a-z0-9-]+)-)?(\d{2,4})", re.ASCII)


@dataclass(frozen=True)
class ComparedRevisions:
    """Two revisions and what differs."""

    old: Revision
    new: Revision
    html: Markup
    summary: str
    changes: Markup


def revision_at(draft: Draft, mark: str) -> Revision:
    """Return the revision that ``mark`` means: 03, or its whole name draft-…-03; else NotFound."""
    found = _MARK.fullmatch(mark)
    if not found:
        raise NotFound(_("There is no revision %(mark)s.", mark=mark[:60]))
    return get_revision_or_404(draft, found[1] or draft.subject.ref, int(found[2]))


def compared(draft: Draft, old_mark: str, new_mark: str, view: str) -> ComparedRevisions:
    """Return the comparison of two revisions, ``view`` side (by side) or inline.

    RateLimitExceeded for a reader who asks for too many that are not kept.
    """
    old, new = revision_at(draft, old_mark), revision_at(draft, new_mark)
    make = _with_newest if new.id == draft.current_id else _compare_counted
    found = session.get(DraftComparison, (old.id, new.id, view, language())) or make(old, new, view)
    return ComparedRevisions(old, new, Markup(found.html), found.summary, Markup(found.changes))


def changes_in_short(older: int, newer: int) -> str:
    """Return how many changes there are between two revisions, by their ids, and keep the comparison; one query."""
    texts = select(Revision).options(undefer_group(TEXTS)).where(Revision.id.in_((older, newer)))
    old, new = session.scalars(texts.order_by(Revision.id))
    return _with_newest(old, new, VIEWS[0]).summary


def _compare(old: Revision, new: Revision, view: str) -> DraftComparison:
    found = compare(in_one_order(old.source), in_one_order(new.source))
    html = side_by_side_html(found, before=old.label, after=new.label) if view == "side" else inline_html(found)
    return DraftComparison(
        from_id=old.id, to_id=new.id, view=view, language=language(), html=html, summary=found.summary(),
        changes=changes_html(found),
    )  # fmt: skip


_compare_counted = costly(_compare)


def _with_newest(old: Revision, new: Revision, view: str) -> DraftComparison:
    """Return the comparison with the newest revision of a draft, and keep it."""
    texts, draft_id = {old.id: old.source, new.id: new.source}, new.draft_id
    made = _compare(old, new, view)
    _keep(made, draft_id, texts)
    return made


@in_passing
def _keep(comparison: DraftComparison, draft_id: int, texts: dict[int, str]) -> None:
    """Keep the comparison of two ``texts``, by their revisions; those with former revisions go.

    Not where a newer one came meanwhile, or a moderator took words out of a text since it was read: who does so holds
    the subject, and then forgets what is kept here. Another reader may have kept the same meanwhile.
    """
    session.execute(select(Subject.id).where(Subject.id == draft_id).with_for_update(read=True))
    newest = session.scalar(select(Draft.current_id).where(Draft.id == draft_id))
    now = session.execute(select(Revision.id, Revision.source).where(Revision.id.in_(texts)))
    if newest == comparison.to_id and {row.id: row.source for row in now} == texts:
        former = select(Revision.id).where(Revision.draft_id == draft_id, Revision.id != comparison.to_id)
        session.execute(delete(DraftComparison).where(DraftComparison.to_id.in_(former)))
        session.merge(comparison)


def changes_between(versions: list[tuple[Revision, str]]) -> list[tuple[Revision, Markup]]:
    """Return of each version of a paragraph, newest first, what it changed in the one before; the first as it was."""
    shown = versions[:CHANGES]
    befores: list[str | None] = [text for _revision, text in versions[1 : CHANGES + 1]]
    befores += [None] * (len(shown) - len(befores))
    return [
        (revision, words_html(before, text)) for (revision, text), before in zip(shown, befores, strict=True)
    ]  # fmt: skip
