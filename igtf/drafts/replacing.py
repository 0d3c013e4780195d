"""Replacing a draft by another one: said of both, and so once the sides of both agree (section 4)."""

from sqlalchemy import select, update

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.core.i18n import lazy_gettext as _l
from igtf.core.policy import demand
from igtf.core.wording import Listed
from igtf.discussion.queries import related
from igtf.drafts import events
from igtf.drafts.claims import GIVEN_UP
from igtf.drafts.models import Draft, DraftReplacement
from igtf.drafts.policy import OPEN_CALL
from igtf.drafts.states import DRAFT
from igtf.record.by import By
from igtf.record.events import record
from igtf.record.models import HIDDEN, Relation, Subject
from igtf.record.moves import carries_out
from igtf.record.subjects import hold, relate, touch, unrelate


@carries_out(DRAFT, "replaces")
def replaces(draft: Draft, *, other: str, reason: str, by: By) -> events.Replacing:
    """Say that the draft replaces ``other``, by its name; it does once the sides of both agree.

    Invalid where there is no such draft, or it cannot be replaced any more.
    """
    old = _other(draft, other)
    row = session.get(DraftReplacement, (draft.id, old.id))
    if row is None:
        row = DraftReplacement(new_id=draft.id, old_id=old.id, reason=reason, at=by.at)
        session.add(row)
    row.reason = reason  # whoever agrees by saying it again says why in their own words
    if DRAFT.facts(by, draft).speaks_for_it:
        row.new_agreed_at = row.new_agreed_at or by.at
    if DRAFT.facts(by, old).speaks_for_it:
        row.old_agreed_at = row.old_agreed_at or by.at
    session.flush()
    said = _settle(row, draft, old, by)
    if said.waits:
        relate(draft.id, "would-replace", old.id, at=by.at)
        record(by, old.subject, events.CLAIMED, events.Replacing(row.reason, draft.subject.ref, said.waits))
        touch(old.id, by.at)
    return said


@carries_out(DRAFT, "agree-replaced")
def agree_replaced(draft: Draft, *, other: str, by: By) -> events.Replacing:
    """Agree that ``other``, which says so, replaces the draft. Invalid where it does not say so any more."""
    new = hold(_named(other))
    row = _claim(new, draft)
    row.old_agreed_at = by.at
    session.flush()
    said = _settle(row, new, draft, by)
    return events.Replacing(row.reason, new.subject.ref, said.waits)


@carries_out(DRAFT, "not-replaced")
def not_replaced(draft: Draft, *, other: str, reason: str, by: By) -> events.Replacing:
    """Say that ``other`` does not replace the draft, though it says so: nobody is asked any more, and its side is told.

    Invalid where it does not say so any more.
    """
    new = _named(other)
    _forget(_claim(new, draft))
    record(by, new.subject, events.CLAIM_DECLINED, events.Replacing(reason, draft.subject.ref))
    touch(new.id, by.at)
    return events.Replacing(reason, new.subject.ref)


@carries_out(DRAFT, "not-replacing")
def not_replacing(draft: Draft, *, other: str, reason: str, by: By) -> events.Replacing:
    """Take back that the draft replaces ``other``, of which both sides have not agreed; the other side is told.

    Invalid where that does not wait any more.
    """
    old = hold(_named(other))  # its side may agree in the same moment
    _forget(_claim(draft, old))
    record(by, old.subject, events.CLAIM_ENDED, events.Replacing(reason, draft.subject.ref))
    touch(old.id, by.at)
    return events.Replacing(reason, old.subject.ref)


def _named(ref: str) -> Draft:
    return session.scalars(
        select(Draft).join(Subject, Subject.id == Draft.id).where(Subject.kind == "draft", Subject.ref == ref)
    ).one()


def _claim(new: Draft, old: Draft) -> DraftReplacement:
    """Return what is said of two drafts, of which both sides have not agreed. Invalid where nothing is."""
    waits = session.get(Relation, (new.id, "would-replace", old.id))
    row = session.get(DraftReplacement, (new.id, old.id)) if waits else None
    if row is None:
        raise Invalid(other=_("Nobody says any more that one replaces the other. Load the page again."))
    return row


def _forget(row: DraftReplacement) -> None:
    unrelate(row.new_id, "would-replace", row.old_id)
    session.delete(row)


def end_claims(draft: Draft, reason: str, by: By) -> None:
    """Let nothing wait that would replace a draft that ends, or be replaced by it; its side is told. For commands.

    Else that would stand on both pages for ever, and its side would be asked to agree to what cannot be any more.
    """
    for other in related(draft.id, "would-replace"):
        _end(session.get_one(DraftReplacement, (draft.id, other.id)), other, events.CLAIM_ENDED, draft, reason, by)
    for other in related(draft.id, "would-replace", reverse=True):
        _end(session.get_one(DraftReplacement, (other.id, draft.id)), other, events.CLAIM_OVER, draft, reason, by)


def _end(row: DraftReplacement, other: Subject, event: str, draft: Draft, reason: str, by: By) -> None:
    _forget(row)
    record(by, other, event, events.Replacing(reason, draft.subject.ref))
    touch(other.id, by.at)


def forget_agreed(draft_id: int) -> None:
    """Forget what the side of a draft agreed to, as it changes hands: who decides for it now is asked. For commands."""
    for side, agreed in ((DraftReplacement.new_id, "new_agreed_at"), (DraftReplacement.old_id, "old_agreed_at")):
        session.execute(update(DraftReplacement).where(side == draft_id).values({agreed: None}))


def _other(draft: Draft, ref: str) -> Draft:
    """Return another draft by its name, locked: the two sides of a replacement agree one after the other."""
    found = session.scalar(
        select(Draft).join(Subject, Subject.id == Draft.id)
        .where(Subject.kind == "draft", Subject.ref == ref.strip().lower(), Draft.id != draft.id,
               Subject.state != HIDDEN)
    )  # fmt: skip
    if found is None:
        raise Invalid(other=_("There is no other draft of this name."))
    old = hold(found)
    demand(other=DRAFT.possible(DRAFT.move_by_name["replace"], old.subject.state))
    return old


def _settle(row: DraftReplacement, new: Draft, old: Draft, by: By) -> events.Replacing:
    """Replace the old draft when both sides agree; return what was said, and who still has to agree."""
    if row.new_agreed_at and row.old_agreed_at:
        if new.subject.state in GIVEN_UP:
            raise Invalid(other=_("%(name)s was given up, so it replaces no other draft.", name=new.subject.ref))
        if DRAFT.facts(by, old).in_call:
            raise Invalid(other=str(OPEN_CALL))
        unrelate(new.id, "would-replace", old.id)
        replace(old, other=new.subject.ref, reason=row.reason, by=by)
        return events.Replacing(row.reason, old.subject.ref)
    waiting = [
        draft.subject.ref for draft, agreed in ((new, row.new_agreed_at), (old, row.old_agreed_at)) if not agreed
    ]
    return events.Replacing(
        row.reason, old.subject.ref, _l("It waits for the side of %(names)s to agree.", names=Listed(waiting))
    )


@carries_out(DRAFT, "replace")
def replace(draft: Draft, *, other: str, reason: str, by: By) -> events.Replacing:
    """Let the draft be replaced by ``other``, once both sides agree."""
    new = session.scalars(select(Subject.id).where(Subject.kind == "draft", Subject.ref == other)).one()
    relate(new, "replaces", draft.id, at=by.at)
    end_claims(draft, reason, by)
    return events.Replacing(reason, other)
