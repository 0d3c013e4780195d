"""What the API says of a draft: its newest revision, and where the text is."""

from typing import Any

from igtf.drafts.models import Draft


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
