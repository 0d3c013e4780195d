"""What the API says of a draft: who wrote it, what its newest revision says, its revisions and milestones."""

from typing import Any

from igtf.api.schemas import DAY, MOMENT, PATH, TEXT, WHOLE, YES_OR_NO, Schema, many, maybe, record
from igtf.core.clock import now
from igtf.drafts.expiring import expiry_from
from igtf.drafts.models import Draft
from igtf.drafts.page import hats_in
from igtf.drafts.queries import people_of
from igtf.drafts.revisions import Posted, whole
from igtf.groups.page import milestones_with

_REVISION = {"name": TEXT, "number": WHOLE, "note": TEXT, "at": MOMENT, "url": PATH, "source": PATH}
DRAFT: dict[str, Schema] = {
    "expires_at": maybe(MOMENT),
    "abstract": TEXT, "intended_status": TEXT, "keywords": many(TEXT), "addressees": many(TEXT),
    "asks": many(record(addressee=TEXT, action=TEXT, due=maybe(DAY), shown_by=TEXT)),
    "people": many(record(
        role=TEXT, handle=maybe(TEXT), name=TEXT, confirmed=YES_OR_NO, denied=YES_OR_NO, counts_as=maybe(TEXT),
        capacity=maybe(TEXT), organisation=maybe(TEXT), region=maybe(TEXT), hat_stated=maybe(TEXT),
    )),
    "milestones": many(record(number=WHOLE, deliverable=TEXT, due_at=MOMENT, done_at=maybe(MOMENT), late=YES_OR_NO)),
    "revision": record(**_REVISION, hash=TEXT),
    "revisions": many(record(**_REVISION, by=TEXT)),
}  # fmt: skip


def draft_shown(draft: Draft) -> dict[str, Any]:
    """Return what the newest revision of a draft says, who has a part in it, all revisions (newest first), milestones.

    ``source`` is the address of a revision's Markdown, as a revision takes it. Of an author ``organisation`` and
    ``hat_stated`` are as the text says, the rest as the participant does who confirmed to be it. ``expires_at``: when
    it expires unless it is revised; three queries.
    """
    seen, planned = whole(draft), milestones_with(draft.subject, now())
    text, hats = seen.text, hats_in(seen.text.source)
    return {
        "expires_at": expiry_from(draft.subject, seen.revisions[0].at),
        "abstract": text.abstract, "intended_status": text.intended_status, "keywords": text.keywords,
        "addressees": text.addressees, "asks": text.asks,
        "people": [_person(row, hats) for row in people_of(draft)],
        "milestones": [
            {"number": each.row.number, "deliverable": each.row.deliverable, "due_at": each.row.due_at,
             "done_at": each.row.done_at, "late": each.late}
            for each in planned
        ],
        "revision": _posted(seen.revisions[0]) | {"hash": text.hash},
        "revisions": [_posted(row) | {"by": row.poster} for row in seen.revisions],
    }  # fmt: skip


def _posted(row: Posted) -> dict[str, Any]:
    url = f"/drafts/{row.name}/{row.number:02d}"
    return {
        "name": row.label, "number": row.number, "note": row.note, "at": row.at, "url": url, "source": f"{url}.md",
    }  # fmt: skip


def _person(row: Any, hats: dict[str, str]) -> dict[str, Any]:
    actor, hat, is_author = row.Actor, row.Hat, row.role == "author"
    return {
        "role": row.role, "handle": actor and actor.handle, "name": actor.name if actor else row.name,
        "confirmed": row.confirmed, "denied": row.denied, "counts_as": hat and hat.counts_as,
        "capacity": hat and hat.capacity, "organisation": row.organisation or (hat and hat.organisation) or None,
        "region": hat and hat.region, "hat_stated": (is_author and hats.get(row.name)) or None,
    }  # fmt: skip
