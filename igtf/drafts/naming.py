"""The names of drafts: the present one, and the former ones, which still lead to the draft (section 4)."""

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.core.i18n import gettext as _
from igtf.drafts.models import Draft, Revision
from igtf.drafts.revising import post_again
from igtf.record.by import By
from igtf.record.models import Alias, Subject


def free_name(name: str, draft: Draft | None = None) -> str:
    """Return ``name``; Invalid when a draft has it, or another one than ``draft`` had it."""
    taken = session.scalar(select(Subject.id).where(Subject.kind == "draft", Subject.ref == name))
    former = session.get(Alias, ("draft", name))
    if taken or (former and (draft is None or former.subject_id != draft.id)):
        raise Invalid(
            name=_("There is a draft %(name)s already. Post a revision of it, or choose another name.", name=name)
        )
    return name


def rename(draft: Draft, name: str, text: Revision, note: str, by: By) -> None:
    """Give the draft another name, under which a revision with the text of ``text`` is its newest.

    It is -00, or the next one where the draft had the name before. The name that it has until then leads to it.
    """
    again = session.get(Alias, ("draft", free_name(name, draft)))
    if again:
        session.delete(again)
    session.add(Alias(kind="draft", ref=draft.subject.ref, subject_id=draft.id))
    draft.subject.ref = name
    post_again(draft, text, note=note, by=by)


def adopted(draft: Draft, name: str, by: By) -> None:
    """Give the draft the name that it has in its group."""
    former = draft.current
    draft.adopted_from = former.label
    rename(draft, name, former, f"The text of {former.label}, as adopted.", by)


def adoption_annulled(draft: Draft, former: str, by: By) -> None:
    """Give the draft the name and the text of the revision ``former`` (draft-x-y-00), by which it was adopted."""
    name, _dash, number = former.rpartition("-")
    text = session.scalars(
        select(Revision).where(Revision.draft_id == draft.id, Revision.name == name, Revision.number == int(number))
    ).one()
    draft.adopted_from = None
    rename(draft, name, text, f"The text of {former}: the adoption was annulled.", by)
