"""The record as files, under the names that it is published under: for a mirror, and for who verifies it offline."""

import json
import secrets
from pathlib import Path

from igtf.proof import queries, tiles


def export(folder: Path) -> tuple[int, int]:
    """Write what is signed of the record into ``folder``; return how many entries that is, and how many tiles are new.

    A tile that is there is left as it is, as it never changes; what was said is written anew, as some of it may have
    gone. The checkpoint comes last: what it names is there then. NotFound before anything is signed.
    """
    signed = queries.get_checkpoint_or_404()
    new = sum(_write_tile(folder, *each) for each in tiles.of_tree(signed.size))
    for place, _width in tiles.of_level(signed.size):
        name = tiles.name_of(place)
        _write(folder / "contents" / name, json.dumps(queries.contents(name)).encode())
    _write(folder / "key", signed.key.encode())
    _write(folder / "checkpoint", queries.note_of(signed).encode())
    return signed.size, new


def _write_tile(folder: Path, level: int, place: int, width: int) -> int:
    """Write a tile, and of the lowest level its entries, and return 1; 0 when it is there already."""
    name = tiles.name_of(place, width)
    file = folder / "tile" / str(level) / name
    if file.exists():
        return 0
    if not level:
        _write(folder / "tile" / "entries" / name, queries.entries(name))
    _write(file, queries.tile(level, name))
    return 1


def _write(file: Path, data: bytes) -> None:
    """Write a file, whole or not at all. Two at once write two, as often as the same record is exported."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}.new")
    try:
        draft.write_bytes(data)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
