"""Kept pages in Redis, behind those of the process: a page is made once for all processes of a site."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from igtf.core.keeping.pages import KeptPage, one_of
from igtf.core.keeping.shared import Shared, short
from igtf.core.keeping.shelf import Key, Shelf

SECONDS = 600
"""How long Redis keeps a page; its state holds a minute at most, its version may hold longer."""


def packed(page: KeptPage) -> bytes:
    """Return a page as Redis keeps it: a line of JSON, then the body."""
    return json.dumps([page.headers, page.tag, page.state, page.rough]).encode() + b"\n" + page.body


def unpacked(data: bytes) -> KeptPage | None:
    """Return what ``packed`` made; None for anything else."""
    head, _line, body = data.partition(b"\n")
    try:
        headers, tag, state, rough = json.loads(head)
        kept = one_of(tuple((str(name), str(value)) for name, value in headers))
        return KeptPage(body, kept, str(tag), str(state), str(rough))
    except (ValueError, TypeError):
        return None


def edition(root: Path) -> str:
    """Return a text that is the same for the same program: another one makes other pages."""
    found = hashlib.blake2b(digest_size=10)
    for folder in ("igtf", "templates", "static"):
        for file in sorted((root / folder).rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                found.update(str(file.relative_to(root)).encode() + file.read_bytes())
    return found.hexdigest()


class SharedShelf(Shelf[KeptPage]):
    """A shelf whose pages are in Redis too."""

    def __init__(self, room: int, shared: Shared, edition: str) -> None:
        super().__init__(room)
        self.shared, self.edition = shared, edition

    def find(self, key: Key, holds: Callable[[KeptPage], bool]) -> KeptPage | None:
        """Return the page under ``key`` if it ``holds``: this process's, else the one another process made."""
        own = super().find(key, holds)
        if own:
            return own
        data = self.shared.get(short(self.edition, key))
        page = unpacked(data) if data else None
        if page is None or not holds(page):
            return None
        super().put(key, page)
        return page

    def put(self, key: Key, page: KeptPage) -> None:
        """Keep a page here and in Redis."""
        super().put(key, page)
        self.shared.put(short(self.edition, key), packed(page), SECONDS)


def shelf(shared: Shared, root: Path) -> Callable[[int], Shelf[KeptPage]]:
    """Return what makes the shelf of a process: in Redis too, where there is one."""
    return (lambda room: SharedShelf(room, shared, edition(root))) if shared else Shelf
