"""The record as tiles: named as C2SP's tlog-tiles says, what RFC 6962 makes of the entries, verified from a folder."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from igtf.cli import main
from igtf.core.db import session
from igtf.proof import exporting, tiles
from igtf.record.models import Event
from tests.factories import issue_form, make_person, sign_in
from tests.proof.test_record import many, own_folder, published, signed
from tests.proof.test_tree import defined

__all__ = ["own_folder"]


def test_tiles_have_the_names_of_the_specification() -> None:
    for place, width, name in (
        (1234067, 256, "x001/x234/067"), (0, 256, "000"), (999, 256, "999"), (1000, 256, "x001/000"),
        (273, 112, "273.p/112"),
    ):  # fmt: skip
        assert tiles.name_of(place, width) == name
        assert tiles.read_name(name) == (place, width)
    for wrong in ("", "1", "0000", "x000/001", "001/002", "x001", "000.p/0", "000.p/256", "000.p/01", "000.p/",
                  "../000", "000/", "٠٠٠", "x1/000", "000.p/-1", "x" * 999):  # fmt: skip
        with pytest.raises(ValueError, match="no name of a tile"):
            tiles.read_name(wrong)


def test_a_tree_has_the_tiles_of_the_specification() -> None:
    """Its example: a tree of 70,000 entries; and one of 256."""
    found: dict[int, list[int]] = {}
    for level, place, width in tiles.of_tree(70_000):
        assert place == len(found.setdefault(level, []))
        found[level].append(width)
    assert found == {0: [256] * 273 + [112], 1: [256, 17], 2: [1]}
    assert list(tiles.of_tree(256)) == [(0, 0, 256), (1, 0, 1)]
    assert list(tiles.of_tree(0)) == []


@given(st.integers(0, 10**15), st.integers(1, 256))
def test_a_name_is_read_as_it_was_made(place: int, width: int) -> None:
    assert tiles.read_name(tiles.name_of(place, width)) == (place, width)


@given(st.lists(st.text(max_size=300), max_size=9), st.integers(1, 5))
def test_a_bundle_is_read_as_it_was_made_and_a_cut_one_is_refused(texts: list[str], cut: int) -> None:
    made = tiles.bundle(texts)
    assert [one.decode() for one in tiles.unbundled(made)] == texts
    if texts and cut <= 2 + len(texts[-1].encode()):
        with pytest.raises(ValueError, match="ends within"):
            list(tiles.unbundled(made[:-cut] if cut < 2 + len(texts[-1].encode()) else made[: -cut + 1]))


def parted(data: bytes) -> list[bytes]:
    """Return the entries of a bundle, read by the words of the specification."""
    found = []
    while data:
        length = data[0] * 256 + data[1]
        found.append(data[2 : 2 + length])
        data = data[2 + length :]
    return found


def test_tiles_are_what_rfc_6962_makes_of_the_entries(app: Flask, db: None) -> None:
    client, fetch = app.test_client(), published(app)
    assert client.get("/record/tile/0/000.p/1").status_code == 404, "nothing is signed yet"
    many(600)
    size = signed().size
    last = size % 256
    entries = [one for name in ("000", "001", f"002.p/{last}") for one in parted(fetch(f"tile/entries/{name}"))]
    leaves = [hashlib.sha256(b"\x00" + entry).digest() for entry in entries]
    assert len(entries) == size
    assert fetch("tile/0/000") + fetch("tile/0/001") + fetch(f"tile/0/002.p/{last}") == b"".join(leaves)
    assert fetch("tile/1/000.p/2") == defined(leaves[:256]) + defined(leaves[256:512])
    assert fetch("tile/1/000.p/1") == defined(leaves[:256]), "of a smaller tree, whose checkpoint was signed"
    assert signed().root == defined(leaves)
    for name in ("tile/0/000", "tile/entries/000", f"tile/0/002.p/{last}", "tile/1/000.p/2"):
        answer = client.get(f"/record/{name}")
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Content-Type"] == "application/octet-stream"
    checkpoint = client.get("/record/checkpoint")
    assert checkpoint.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "max-age" not in checkpoint.headers.get("Cache-Control", "")
    assert "max-age" not in client.get("/record/contents/000").headers.get("Cache-Control", "")
    many(5)
    for name in (f"tile/0/002.p/{last + 1}", "tile/0/002", "tile/1/000", "tile/1/000.p/3", "tile/2/000.p/1",
                 "tile/0/003.p/1", "tile/64/000", "tile/0/0", "tile/entries/002", "tile/entries/000.p/0",
                 "contents/003", "contents/000.p/5", "tile/entries/x000/000",
                 f"tile/{2**70}/000", "tile/0/x999/x999/x999/x999/x999/999"):  # fmt: skip
        assert client.get(f"/record/{name}").status_code == 404, name


def verified(folder: Path, *more: Any) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["verify", str(folder), *map(str, more)])
    return done.exit_code, done.output


def test_a_folder_of_tiles_is_verified_offline_and_written_on(app: Flask, db: None, tmp_path: Path) -> None:
    folder, memory = tmp_path / "mirror", tmp_path / "seen"
    with pytest.raises(Exception, match="Nothing is signed yet"):
        exporting.export(folder)
    assert verified(folder) == (
        1,
        f"FAILED  {folder} is no file that can be read: [Errno 2] No such file or directory: '{folder}'.\n",
    )
    filer, judge = sign_in(app, make_person()), sign_in(app, make_person(roles=("moderator",)))
    assert filer.post("/issues/new", data=issue_form(title="Undersea cables")).status_code == 302
    many(300)
    first = signed()
    assert exporting.export(folder) == (first.size, 3)
    code, said = verified(folder, "--memory", memory)
    assert (code, f"{first.size} entries are signed by {first.key}" in said) == (0, True), said
    assert exporting.export(folder) == (first.size, 0), "all is there"
    kept = (folder / "tile" / "0" / "000").stat().st_mtime_ns
    words = (folder / "contents" / "000").read_text()
    assert "Undersea cables" in words

    filed = session.scalars(select(Event.id).where(Event.kind == "issue.file")).one()
    assert (
        judge.post(
            "/record/redact", data={"entry": filed, "reason": "A court asks for it.", "step": "done"}
        ).status_code
        == 302
    )
    many(300)
    second = signed()
    assert exporting.export(folder) == (second.size, 4 - 1)
    assert (folder / "tile" / "0" / "000").stat().st_mtime_ns == kept
    assert not [file for file in folder.rglob("*") if file.is_file() and b"Undersea cables" in file.read_bytes()]
    code, said = verified(folder, "--memory", memory)
    assert (code, f"They go on from the {first.size} that were signed" in said) == (0, True), said
    assert "of 1 the content is withheld" in said

    bundle = folder / "tile" / "entries" / "000"
    bundle.write_bytes(bundle.read_bytes().replace(b'"place":7,', b'"place":9,'))
    assert verified(folder) == (1, verified(folder)[1])
    assert "The entry with the place 7 is missing." in verified(folder)[1]
    bundle.unlink()
    assert f"FAILED  {bundle} is no file that can be read" in verified(folder)[1]
    session.rollback()
    assert session.scalar(text("SELECT count(*) FROM event")) >= second.size
    assert json.loads((folder / "contents" / "000").read_text())[0]["salt"]


def test_two_exports_into_a_folder_at_once_are_in_nobodys_way(tmp_path: Path) -> None:
    file = tmp_path / "contents" / "000"
    with ThreadPoolExecutor() as many:
        list(many.map(lambda number: exporting._write(file, b"x" * (number + 1)), range(400)))
    assert set(file.read_bytes()) == {ord("x")}
    assert [each.name for each in file.parent.iterdir()] == ["000"]
