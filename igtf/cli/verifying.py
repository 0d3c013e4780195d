"""What ``igtf verify`` prints: of a receipt, or of a site that is asked for what it signed."""

from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

from igtf.proof import verifying

PATIENCE = 60
"""Seconds after which an answer is given up."""


def verified(source: str, key: str, memory: Path | None) -> Iterator[str]:
    """Yield the lines that tell what holds; NotSigned for what does not, OSError for what does not answer."""
    if source.startswith(("http://", "https://")):
        yield from verifying.site(_asking(source.rstrip("/")), key, memory)
    else:
        yield from verifying.receipt(Path(source).read_text("utf-8"), key)


def _asking(site: str) -> verifying.Fetch:
    def fetch(path: str) -> bytes:
        with urlopen(Request(site + path, headers={"User-Agent": "igtf verify"}), timeout=PATIENCE) as answer:
            return bytes(answer.read())

    return fetch
