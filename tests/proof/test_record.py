"""The record is signed and proven to anyone; once it was changed, or is an older state, it is not signed any more."""

import json
import re
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select, text
from structlog.testing import capture_logs

from igtf.cli import main
from igtf.core.db import session, writing
from igtf.notice.sequencer import give_places
from igtf.people.events import JOIN, Joined
from igtf.proof import commands, notes, queries, tree, verifying
from igtf.proof.models import SignedCheckpoint
from igtf.record import invariants
from igtf.record.events import record
from igtf.record.models import Event
from igtf.record.queries import last_place
from tests.factories import by, issue_form, make_person, sign_in

AT_ONCE = timedelta()


@pytest.fixture(autouse=True)
def own_folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep what was signed here, and what was said about it, apart from other tests."""
    commands._complain.cache_clear()
    monkeypatch.setitem(app.config, "VAR", str(tmp_path))
    return tmp_path


def signed() -> SignedCheckpoint:
    """Give places, sign, and return the newest checkpoint."""
    session.rollback()
    give_places()
    commands.prove_record(patience=AT_ONCE)
    session.rollback()
    found = queries.newest_checkpoint()
    assert found
    return found


def published(app: Flask) -> Callable[[str], bytes]:
    """Return how a program reads what the site publishes of its record."""
    client = app.test_client()

    def fetch(name: str) -> bytes:
        answer = client.get(f"/record/{name}", headers={"Accept-Encoding": "identity"})
        assert answer.status_code == 200, name
        return bytes(answer.data)

    return fetch


def test_the_record_is_read_to_its_beginning_and_back(app, db):
    reader = app.test_client()
    assert "Nothing has happened yet." in reader.get("/record").text
    many(queries.PAGE - 3)
    assert "Older entries" not in reader.get("/record").text
    many(1)
    older = re.search(r'href="(/record\?before=\d+)">Older entries', reader.get("/record").text)
    assert older
    last = reader.get(older[1]).text
    assert "Newest entries" in last
    assert "Older entries" not in last
    assert "Nothing has happened yet." not in reader.get("/record?before=1").text
    assert "No entry is older than that." in reader.get("/record?before=1").text


def many(count: int) -> None:
    """Put entries into the record."""
    person = make_person()
    with writing():
        for number in range(count):
            record(by(person), None, JOIN, Joined(f"entry{number}", None))


def broken(promise: str = "signed-record") -> list[str]:
    session.rollback()
    return [str(found) for name, _sentence, found in invariants.broken() if name == promise and found]


def swap(one: int, other: int) -> None:
    """Let two entries of the log change places."""
    find = text("SELECT event_id, log_index FROM outbox WHERE log_index IN (:one, :other)")
    with writing() as own:
        found = own.execute(find, {"one": one, "other": other}).all()
        own.execute(text("UPDATE outbox SET log_index = NULL WHERE log_index IN (:one, :other)"),
                    {"one": one, "other": other})  # fmt: skip
        for event_id, place in found:
            own.execute(text("UPDATE outbox SET log_index = :place WHERE event_id = :event"),
                        {"place": one + other - place, "event": event_id})  # fmt: skip


def test_a_receipt_proves_an_entry_to_who_has_nothing_else(app: Flask, db: None, tmp_path: Path) -> None:
    client = sign_in(app, make_person())
    client.post("/issues/new", data=issue_form(title="Undersea cables"))
    number = int(session.scalar(text("SELECT max(id) FROM event WHERE kind = 'issue.file'")))
    assert client.get(f"/record/{number}/receipt.json").status_code == 404, "it is not signed yet"
    assert "igtf verify" not in client.get("/record").text
    signed()
    page = client.get("/record").text
    assert f'href="/record/{number}/receipt.json"' in page
    answer = client.get(f"/record/{number}/receipt.json")
    file = tmp_path / "receipt.json"
    file.write_bytes(answer.data)
    said = CliRunner().invoke(main, ["verify", str(file)])
    assert said.exit_code == 0, said.output
    assert "Undersea cables" in said.output
    assert "compare it with the one you know" in said.output
    key = client.get("/record/key").text
    assert "compare" not in CliRunner().invoke(main, ["verify", str(file), "--key", key]).output

    receipt = answer.json
    other = notes.key_line("127.0.0.1:8000/record", b"x" * 32)
    for change, why in (
        ({"payload": {"salt": receipt["payload"]["salt"], "data": {"title": "Other"}}}, "does not fit the hash"),
        ({"entry": receipt["entry"].replace('"actor":', '"actor": ')}, "does not lead to the root"),
        ({"path": receipt["path"][1:]}, "does not lead to the root"),
        ({"checkpoint": receipt["checkpoint"].replace("\n", "\n1", 1)}, "does not fit the note"),
        ({"key": other}, "no signature by"), ({"entry": "{}"}, "no receipt"), ({"path": ["zz"]}, "no receipt"),
        ({"entry": '{"place": 1}'}, "no receipt"), ({"payload": ["x"]}, "no receipt"),
    ):  # fmt: skip
        file.write_text(json.dumps(receipt | change))
        refused = CliRunner().invoke(main, ["verify", str(file)])
        assert refused.exit_code == 1
        assert why in refused.output
    for nonsense in (b"\xff\x00", b"[" * 100_000, b"[]", b""):
        file.write_bytes(nonsense)
        refused = CliRunner().invoke(main, ["verify", str(file)])
        assert (refused.exit_code, "no receipt" in refused.output) == (1, True)
    file.write_text(json.dumps(receipt | {"payload": None}))
    assert "content of the entry is not in the receipt" in CliRunner().invoke(main, ["verify", str(file)]).output


def test_a_whole_record_is_verified_and_goes_on_from_what_was_seen(app: Flask, db: None, tmp_path: Path) -> None:
    client, memory, fetch = app.test_client(), tmp_path / "memory", published(app)
    many(300)
    first = signed()
    said = list(verifying.whole(fetch, memory=memory))
    assert f"{first.size} entries are signed by {first.key}" in said
    assert "Their contents fit; of 0 the content is withheld." in said
    judge = sign_in(app, make_person(roles=("moderator",)))
    assert sign_in(app, make_person("filer")).post("/issues/new", data=issue_form()).status_code == 302
    filed = session.scalars(select(Event.id).where(Event.kind == "issue.file")).one()
    signed()
    redacted = judge.post("/record/redact", data={"entry": filed, "reason": "A court asks for it.", "step": "done"})
    assert redacted.status_code == 302, redacted.text
    receipt = client.get(f"/record/{filed}/receipt.json").data
    assert "not in the receipt" in next(verifying.receipt(receipt))
    signed()
    assert any("of 1 the content is withheld" in line for line in verifying.whole(fetch, memory=memory))
    many(600)
    second = signed()
    assert second.size > first.size
    said = list(verifying.whole(fetch, key=first.key, memory=memory))
    assert f"They go on from the {first.size} that were signed when you last looked." in said

    def rewritten(name: str) -> bytes:
        return fetch(name).replace(b"entry7", b"entry8") if "contents" in name else fetch(name)

    with pytest.raises(notes.NotSigned, match="content does not fit"):
        list(verifying.whole(rewritten))

    def moved(name: str) -> bytes:
        return fetch(name).replace(b'"place":7', b'"place":8') if "entries/000" in name else fetch(name)

    with pytest.raises(notes.NotSigned, match="The entry with the place 7 is missing"):
        list(verifying.whole(moved))

    def renamed(name: str) -> bytes:
        return fetch(name).replace(b'"subject":null', b'"subject":1234') if "entries/000" in name else fetch(name)

    with pytest.raises(notes.NotSigned, match="do not make the root"):
        list(verifying.whole(renamed))
    for misled in ("tile/0/000", "tile/1/"):
        with pytest.raises(notes.NotSigned, match=f"{misled}.* does not hold the hashes over the entries"):
            list(verifying.whole(lambda name, misled=misled: fetch(name)[::-1] if misled in name else fetch(name)))
    for nothing in ("contents", "entries"):
        empty = b"[]" if nothing == "contents" else b""
        with pytest.raises(notes.NotSigned, match="After entry 0 there are"):
            list(verifying.whole(lambda name, none=nothing, said=empty: said if none in name else fetch(name)))
    for nonsense in (b'{"next": null}', b"[[" * 100_000, b"\xff", b"<p>", b"null"):
        for part in ("contents", "entries"):
            with pytest.raises(notes.NotSigned, match=r"not built as a record is|After entry 0 there are"):
                list(verifying.whole(lambda name, part=part, said=nonsense: said if part in name else fetch(name)))
    memory.write_bytes(b"\xff")
    with pytest.raises(notes.NotSigned, match="not built as a record is"):
        list(verifying.whole(fetch, memory=memory))
    other = notes.sign(notes.Checkpoint(commands.origin(), first.size, b"x" * 32).text, commands.origin(), b"y" * 32)
    memory.write_text(other)
    with pytest.raises(notes.NotSigned, match="no signature by"):
        list(verifying.whole(fetch, memory=memory))
    ahead = notes.Checkpoint(commands.origin(), second.size + 1, b"x" * 32).text
    memory.write_text(notes.sign(ahead, commands.origin(), commands._seed()))
    with pytest.raises(notes.NotSigned, match=f"{second.size + 1} entries were signed, and {second.size} are shown"):
        list(verifying.whole(fetch, memory=memory))
    rewritten_since = notes.Checkpoint(commands.origin(), first.size, b"x" * 32).text
    memory.write_text(notes.sign(rewritten_since, commands.origin(), commands._seed()))
    with pytest.raises(notes.NotSigned, match=f"does not go on from the {first.size} entries"):
        list(verifying.whole(fetch, memory=memory))


def test_the_kept_tree_is_the_one_over_all_entries(app: Flask, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """With tiles of four, so that three levels are there after a hundred entries."""
    for room in (queries, commands):
        monkeypatch.setattr(room, "WIDTH", 4)
    for more in (3, 40, 1, 17, 60):
        many(more)
        found = signed()
        hashes = queries.leaves(0, found.size)
        assert len(hashes) == found.size == last_place()
        assert found.root == tree.root(found.size, lambda first, count: tree.fold(hashes[first : first + count]))  # noqa: B023
        for leaf in range(0, found.size, 7):
            way = tree.inclusion(leaf, found.size, queries.Tree().full)
            assert tree.leads_to(found.root, leaf, found.size, hashes[leaf], way)
    levels = dict(session.execute(text("SELECT level, count(*) FROM tree_node GROUP BY level")).all())
    assert levels == {1: last_place() // 4, 2: last_place() // 16, 3: last_place() // 64}


def test_it_is_signed_once_a_minute_and_not_without_new_entries(app: Flask, db: None) -> None:
    many(2)
    first = signed()
    assert signed().size == first.size
    many(1)
    give_places()
    commands.prove_record()
    session.rollback()
    assert len(queries.checkpoints(9)) == 1, "the last one is not a minute old"
    assert signed().size > first.size
    assert not broken()


def test_an_older_state_is_not_signed_and_the_check_says_so(app: Flask, db: None) -> None:
    many(5)
    first = signed()
    many(5)
    signed()
    with writing() as own:  # what a restored backup does not have
        own.execute(text("DELETE FROM signed_checkpoint WHERE size > :size"), {"size": first.size})
        own.execute(text("UPDATE outbox SET log_index = NULL WHERE log_index > :size"), {"size": first.size})
    many(1)
    with writing() as own:
        own.execute(text("UPDATE outbox SET log_index = :size WHERE event_id = (SELECT max(event_id) FROM outbox)"),
                    {"size": first.size + 1})  # fmt: skip
    assert "it is an older state" in broken()[0]
    session.rollback()
    with capture_logs() as said:
        for _round in range(3):
            commands.prove_record(patience=AT_ONCE)
            session.rollback()
    assert [line["event"] for line in said] == ["record not signed"], "once, not with each round"
    assert [one.size for one in queries.checkpoints(9)] == [first.size]


def test_nothing_is_signed_where_what_was_signed_cannot_be_read(app: Flask, db: None, own_folder: Path) -> None:
    many(5)
    first = signed()
    note = own_folder / "record-signed.json"
    known = note.read_text()
    note.write_text("")
    many(5)
    give_places()
    assert "cannot be read" in broken()[0]
    session.rollback()
    with capture_logs() as said:
        commands.prove_record(patience=AT_ONCE)
        session.rollback()
    assert [line["event"] for line in said] == ["record not signed"]
    assert [one.size for one in queries.checkpoints(9)] == [first.size]
    note.write_text(known)
    assert signed().size > first.size


def test_a_changed_record_is_not_signed(app: Flask, db: None) -> None:
    many(5)
    signed()
    swap(2, 3)
    assert "are not those that were signed" in broken()[0]
    many(1)
    session.rollback()
    before = queries.checkpoints(9)
    give_places()
    commands.prove_record(patience=AT_ONCE)
    session.rollback()
    assert [one.size for one in queries.checkpoints(9)] == [one.size for one in before]


def test_the_check_names_the_full_tile_in_which_an_entry_was_changed(
    app: Flask, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its hash is kept, so that who signs does not read the entries again; with tiles of four."""
    for room in (queries, commands):
        monkeypatch.setattr(room, "WIDTH", 4)
    many(21)
    signed()
    assert (broken("kept-tree"), broken()) == ([], [])
    swap(6, 7)
    assert (broken("kept-tree"), broken()) == (["[(1, 1)]"], []), "what is kept of the tree is what was signed"
    swap(6, 7)
    with writing() as own:
        own.execute(text("UPDATE tree_node SET hash = :hash WHERE level = 2"), {"hash": b"x" * 32})
    assert broken("kept-tree") == ["[(2, 0)]"]


def test_a_check_beside_a_worker_that_signs_finds_nothing_lost(app: Flask, db: None) -> None:
    many(1)
    signed()
    session.rollback()
    before = last_place()  # the check looks at the database, on SQLite as it is now until the check ends

    def sign() -> None:
        with app.app_context():
            many(1)
            signed()

    worker = threading.Thread(target=sign)
    worker.start()
    worker.join()
    found = [found for name, _sentence, found in invariants.broken() if name == "signed-record"]
    assert found == [[]]
    assert last_place() > before
