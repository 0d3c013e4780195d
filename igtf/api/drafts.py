"""What the API says of a draft: its newest revision, and where the text is."""

from typing import Any

from igtf.api.schemas import MOMENT, PATH, TEXT, WHOLE, Schema, record
from igtf.drafts.models import Draft

DRAFT: dict[str, Schema] = {
    "revision": record(name=TEXT, number=WHOLE, note=TEXT, at=MOMENT, hash=TEXT, url=PATH, source=PATH),
}


def draft_shown(draft: Draft) -> dict[str, Any]:
    """Return the newest revision of a draft; ``source`` is the address of its Markdown, as a revision takes it."""
    newest = draft.current
    url = f"/drafts/{newest.name}/{newest.number:02d}"
    return {
        "revision": {
            "name": newest.label, "number": newest.number, "note": newest.note, "at": newest.at, "hash": newest.hash,
            "url": url, "source": f"{url}.md",
        }
    }  # fmt: skip
