"""What ``igtf verify`` prints: of a receipt, or of a site that is asked for what it signed."""

from collections.abc import Iterator, Sequence
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from igtf.proof import verifying
from igtf.proof.notes import NotSigned

PATIENCE = 60
"""Seconds after which an answer is given up."""


def verified(source: str, key: str, memory: Path | None, witnesses: Sequence[str]) -> Iterator[str]:
    """Yield the lines that tell what holds; NotSigned for what does not, and for no answer."""
    if source.startswith(("http://", "https://")):
        yield from verifying.site(_asking(source.rstrip("/")), key, memory, witnesses)
    else:
        yield from verifying.receipt(Path(source).read_bytes(), key, witnesses)


def _asking(site: str) -> verifying.Fetch:
    def fetch(path: str) -> bytes:
        try:
            with urlopen(Request(site + path, headers={"User-Agent": "igtf verify"}), timeout=PATIENCE) as answer:
                return bytes(answer.read())
        except (URLError, HTTPException, TimeoutError) as error:
            raise NotSigned(f"{site}{path} gave no answer to go by: {error}.") from error

    return fetch
