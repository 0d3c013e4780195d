"""The record as files that never change (C2SP, tlog-tiles): what they are called, and what is in them.

A tile has 256 hashes of a level of the tree, the last of a level as many as there are; a bundle has the texts of the
entries of a tile of the lowest level. All lie below the address of the record. Nothing is loaded here.
"""

import re
from collections.abc import Iterable, Iterator

WIDTH = 256
"""How many nodes of a level make one of the next."""

_NAME = re.compile(r"((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")
_LENGTH = 2


def name_of(place: int, width: int = WIDTH) -> str:
    """Return how the tile at a ``place`` (from 0) of its level is called: ``x001/x234/067``, or ``000.p/5``."""
    digits = f"{place:03}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    *above, last = (digits[at : at + 3] for at in range(0, len(digits), 3))
    return "".join(f"x{part}/" for part in above) + last + ("" if width == WIDTH else f".p/{width}")


def read_name(name: str) -> tuple[int, int]:
    """Return the place and the width of the tile with a name; ValueError when it is none."""
    found = _NAME.fullmatch(name)
    if found:
        place, width = int(re.sub(r"[x/]", "", found[1])), int(found[2] or WIDTH)
        if name == name_of(place, width):
            return place, width
    raise ValueError(f"{name[:80]} is no name of a tile")


def of_level(size: int, level: int = 0) -> Iterator[tuple[int, int]]:
    """Yield place and width of the tiles of a level in the tree over ``size`` entries."""
    count = size // WIDTH**level
    for place in range(count // WIDTH):
        yield place, WIDTH
    if count % WIDTH:
        yield count // WIDTH, count % WIDTH


def of_tree(size: int) -> Iterator[tuple[int, int, int]]:
    """Yield level, place and width of each tile of the tree over ``size`` entries."""
    level = 0
    while size // WIDTH**level:
        for place, width in of_level(size, level):
            yield level, place, width
        level += 1


def bundle(entries: Iterable[str]) -> bytes:
    """Return the texts of entries, each after its length."""
    texts = [entry.encode() for entry in entries]
    return b"".join(len(text).to_bytes(_LENGTH, "big") + text for text in texts)


def unbundled(data: bytes) -> Iterator[bytes]:
    """Yield the texts of entries of a bundle; ValueError when it does not end with one."""
    while data:
        end = _LENGTH + int.from_bytes(data[:_LENGTH], "big")
        if len(data) < max(end, _LENGTH):
            raise ValueError("a bundle of entries ends within one")
        yield data[_LENGTH:end]
        data = data[end:]
