"""What ``igtf verify`` prints: of a receipt, or of a record that a site or a folder has."""

from collections.abc import Iterator, Sequence
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from igtf.proof import verifying
from igtf.proof.notes import NotSigned

PATIENCE = 60
"""Seconds without a sign after which an answer is given up."""

LARGEST = 50_000_000
"""Bytes of an answer that are read: what was said in 256 entries has less."""


def verified(source: str, key: str, memory: Path | None, witnesses: Sequence[str]) -> Iterator[str]:
    """Yield the lines that tell what holds; NotSigned for what does not, and for no answer."""
    if memory and not memory.parent.is_dir():
        raise NotSigned(f"There is no folder {memory.parent}: make it first.")
    if source.startswith(("http://", "https://")):
        yield from verifying.whole(_asking(f"{source.rstrip('/')}/record/"), key, memory, witnesses)
    elif Path(source).is_dir():
        yield from verifying.whole(lambda name: _read(f"{source}/{name}"), key, memory, witnesses)
    else:
        yield from verifying.receipt(_read(source), key, witnesses)


def _read(source: str) -> bytes:
    try:
        return Path(source).read_bytes()
    except (OSError, ValueError) as error:
        raise NotSigned(f"{source} is no file that can be read: {error}.") from error


def _asking(record: str) -> verifying.Fetch:
    def fetch(name: str) -> bytes:
        try:
            with urlopen(Request(record + name, headers={"User-Agent": "igtf verify"}), timeout=PATIENCE) as answer:
                found = bytes(answer.read(LARGEST + 1))
        except (HTTPException, OSError) as error:
            if isinstance(error, HTTPError):
                error.close()
            raise NotSigned(f"{record}{name} gave no answer to go by: {error}.") from error
        if len(found) > LARGEST:
            raise NotSigned(f"{record}{name} gave an answer of more than {LARGEST // 1_000_000} MB.")
        return found

    return fetch
