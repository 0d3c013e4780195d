"""The revisions of the draft or charter that a call asks about: how each is cited, and what came since an objection."""

from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from igtf.consensus.models import Call, Objection
from igtf.core.db import session
from igtf.drafts.models import Draft, Revision
from igtf.groups.models import Charter
from igtf.record.models import Subject
from igtf.record.moves import url_of


def newest_revision(call: Call) -> int | None:
    """Return the number of the newest revision of what a call asks about; None where it has no revisions."""
    newest = {
        "draft": select(Revision.number).join(Draft, Draft.current_id == Revision.id).where(Draft.id == call.about_id),
        "charter": select(func.max(Charter.number)).where(Charter.group_id == call.about_id),
    }.get("charter" if call.kind == "charter" else call.about.kind)
    return None if newest is None else session.scalar(newest)


def revision_label(about: Subject, number: int | None) -> str:
    """Return how a revision of what a call asks about is cited: draft-x-00, or the name alone."""
    return about.ref if number is None else f"{about.ref}-{number:02d}"


def newest_label(call: Call) -> str | None:
    """Return how the newest revision of what a call asks about is cited; None where it has no revisions."""
    number = newest_revision(call)
    return None if number is None else revision_label(call.about, number)


def objected_to(call: Call) -> str | None:
    """Return how the revision is cited to which one objects in a call now: that which it asks about, or the late one
    that is reviewed in it. A charter may be in force by now, and a newer one be written, of which it asks nothing."""
    if call.review_until or call.revision_number is None:
        return newest_label(call)
    return revision_label(call.about, call.revision_number)


def name_and_number(label: str) -> tuple[str, int]:
    """Return the name and the number of a revision that is cited: draft-x and 0 of draft-x-00."""
    name, _dash, number = label.rpartition("-")
    return name, int(number)


def raised_on(objection: Objection) -> dict[str, Any]:
    """Return the values by which ``later_revision`` finds the revision on which an objection was raised."""
    name, number = name_and_number(objection.raised_on) if objection.raised_on else ("", -1)
    return {"about": objection.call.about_id, "raised_name": name, "raised_number": number}


def later_revision(*, newest: bool = False) -> ColumnElement[bool]:
    """Return the condition that a draft, or a charter, has a revision made since the one with the values of
    ``raised_on``, of another text; ``newest``: that its newest is one.

    Adoption begins again at -00, so that numbers alone do not tell which one is later.
    """
    raised, made = aliased(Revision), aliased(Revision)
    found = exists().where(
        raised.draft_id == bindparam("about"), raised.name == bindparam("raised_name"),
        raised.number == bindparam("raised_number"), made.draft_id == raised.draft_id, made.id > raised.id,
        made.hash != raised.hash,
    )  # fmt: skip
    found = found.where(Draft.id == raised.draft_id, made.id == Draft.current_id) if newest else found
    return found | _later_charter(newest=newest)


def _later_charter(*, newest: bool) -> ColumnElement[bool]:
    raised, made, newer = aliased(Charter), aliased(Charter), aliased(Charter)
    found = exists().where(
        raised.group_id == bindparam("about"), raised.number == bindparam("raised_number"),
        made.group_id == raised.group_id, made.id > raised.id, made.hash != raised.hash,
    )  # fmt: skip
    return found.where(~exists().where(newer.group_id == made.group_id, newer.id > made.id)) if newest else found


def newest_is_later(objection: Objection) -> bool:
    """Return whether the newest revision of what an objection is about was made since, with another text."""
    return bool(session.scalar(select(later_revision(newest=True)), raised_on(objection)))


def asks_about_text(call: Call) -> bool:
    """Return whether a call asks about a draft or a charter, whose revisions can accommodate what is objected."""
    return call.about.kind == "draft" or call.kind == "charter"


def unrevised(objection: Objection, *, later: bool) -> dict[str, Any]:
    """Return the facts on the draft or charter that an objection is about, while it has no ``later`` text than was
    objected to."""
    if later or not asks_about_text(objection.call):
        return {}
    about, call = objection.call.about, objection.call.subject
    charter = objection.call.kind == "charter"
    return {
        "unrevised": objection.raised_on or about.ref, "to_text": f"{url_of(about)}{'/charter' if charter else ''}",
        "in_call": call.state == "open", "charter": charter,
    }  # fmt: skip


def awaited(objection: Objection) -> str:
    """Return the revision, as it is cited, of which the raiser is asked and whose answer is waited for; '' without one.

    The time for it is over in a call that is closed, its late revision reviewed, and not declared.
    """
    return "" if objection.call.subject.state == "closed" else objection.asked_about or ""


def revision_of(draft: Subject, label: str) -> Revision | None:
    """Return a revision of a draft as it is cited, also under a former name of the draft; None when there is none."""
    name, number = name_and_number(label)
    return session.scalar(select(Revision).filter_by(draft_id=draft.id, name=name, number=number))


def text_of(call: Call, label: str) -> Revision | Charter | None:
    """Return the revision, as it is cited, of the draft or charter that a call asks about; None when there is none."""
    if call.kind != "charter":
        return revision_of(call.about, label)
    number = name_and_number(label)[1]
    return session.scalar(select(Charter).filter_by(group_id=call.about_id, number=number))
