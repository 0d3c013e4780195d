"""The record witnessed: by litewitness, which others wrote; what it refuses, and what is verified by its key."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, text, update
from structlog.testing import capture_logs

from igtf.cli import main
from igtf.core.db import session, writing
from igtf.proof import commands, notes, queries, verifying, witnesses
from igtf.proof.models import Cosignature, SignedCheckpoint
from igtf.proof.notes import NotSigned
from tests.proof.test_record import many, signed
from tests.proof.witness import log_name, public_of, running, vkey

EXAMPLE = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe\
+mbIUBkBIfZ+qnA==
"""
"""The example of C2SP's tlog-cosignature; its key is not published, its moment is 1679315147."""


@pytest.fixture
def sigsum(app, monkeypatch):
    """Let the site's log have the name that Sigsum gives it; return its public key."""
    with app.app_context():
        public = public_of(notes.key_line("any", commands._seed()))
    monkeypatch.setattr(commands, "origin", lambda: log_name(public))
    return public


@pytest.fixture
def witness(app, db, sigsum, tmp_path, monkeypatch):
    """Yield a witness that knows the site's log, and that the site asks."""
    with running(tmp_path, sigsum) as witness:
        monkeypatch.setitem(app.config, "WITNESSES", witness.setting)
        many(1)
        signed()
        yield witness


def ask():
    """Ask the witnesses; return what was logged against it."""
    session.rollback()
    witnesses._next.clear()
    with capture_logs() as said:
        witnesses.ask_witnesses(lambda: False)
    session.rollback()
    return [line["why"] for line in said if line["event"] == "record not witnessed"]


def shown(app):
    return app.test_client().get("/record/checkpoint").text


def test_a_witness_signs_each_checkpoint_as_the_record_grows(app, witness):
    assert ask() == []
    first = shown(app)
    assert abs(notes.witnessed(first, witness.key) - datetime.now(UTC)) < timedelta(minutes=1)
    assert f"\n— {witness.name} " in first
    for count in (1, 7, 300):
        many(count)
        size = signed().size
        assert ask() == []
        note = shown(app)
        assert notes.read(note).size == size
        notes.witnessed(note, witness.key)
    page = app.test_client().get("/record").text
    assert "Others have seen that it only grew:" in page
    assert witness.name in page
    assert ask() == [], "there is nothing to sign"
    assert session.query(Cosignature).count() == 4


def test_until_it_is_witnessed_the_last_that_was_is_shown(app, witness, monkeypatch):
    ask()
    before = notes.read(shown(app)).size
    many(2)
    newest = signed().size
    assert notes.read(shown(app)).size == before < newest
    with writing():
        moment = session.get_one(SignedCheckpoint, before).at - timedelta(minutes=11)
        session.execute(update(SignedCheckpoint).where(SignedCheckpoint.size == before).values(at=moment))
    assert notes.read(shown(app)).size == newest, "not for long"


def test_it_tells_what_it_has_seen_when_the_site_forgot(app, witness):
    ask()
    many(3)
    signed()
    with writing():
        session.execute(delete(Cosignature))
    assert ask() == []
    notes.witnessed(shown(app), witness.key)


def test_an_older_state_is_witnessed_by_nobody(app, witness):
    first = queries.newest_checkpoint().size
    many(5)
    size = signed().size
    assert ask() == []
    with writing():
        session.execute(delete(Cosignature))
        session.execute(delete(SignedCheckpoint).where(SignedCheckpoint.size == size))
    (why,) = ask()
    assert why == f"It has seen {size} entries, and the record has {first}: it is an older state."


def test_another_record_is_witnessed_by_nobody(app, witness, monkeypatch):
    many(5)
    size = signed().size
    assert ask() == []
    with writing():
        session.execute(delete(Cosignature))
    key, seed = commands.origin(), commands._seed()
    forged = notes.sign(notes.Checkpoint(key, size, b"x" * 32).text, key, seed)
    with writing():
        session.execute(update(SignedCheckpoint).where(SignedCheckpoint.size == size).values(note=forged))
    assert len(ask()) == 1
    assert session.query(Cosignature).count() == 0


@pytest.mark.apart
def test_a_witness_that_does_not_know_the_site(app, db, tmp_path, monkeypatch):
    with running(tmp_path, b"k" * 32) as stranger:
        monkeypatch.setitem(app.config, "WITNESSES", stranger.setting)
        many(1)
        size = signed().size
        (why,) = ask()
    assert why.startswith("It answered 404")
    assert notes.read(shown(app)).size == size, "the site goes on without"
    (why,) = ask()
    assert why.startswith("It gave no answer")


def test_it_is_asked_again_after_a_minute_only(app, db, tmp_path, monkeypatch):
    witnesses._next.clear()
    monkeypatch.setitem(app.config, "WITNESSES", f"{vkey('nobody.example', b'k' * 32)} http://127.0.0.1:1")
    many(1)
    signed()
    with capture_logs() as said:
        for _turn in range(3):
            witnesses.ask_witnesses(lambda: False)
    assert [line["event"] for line in said] == ["record not witnessed"]


def test_who_verifies_asks_for_the_witness(app, witness, tmp_path):
    ask()
    client = app.test_client()
    lines = list(verifying.whole(lambda name: client.get(f"/record/{name}").data, witnesses=[witness.key]))
    assert any(line.startswith(f"{witness.name} has seen at 20") for line in lines)
    number = session.scalar(text("SELECT max(id) FROM event"))
    file = tmp_path / "receipt.json"
    file.write_bytes(client.get(f"/record/{number}/receipt.json").data)
    asked = ["verify", str(file), "--witness"]
    assert f"{witness.name} has seen" in CliRunner().invoke(main, [*asked, witness.key]).output
    other = witness.key.replace("sigsum", "sigsam")
    for key, why in ((other, "is no key of a witness"), (client.get("/record/key").text, "is no key of a witness")):
        refused = CliRunner().invoke(main, [*asked, key])
        assert refused.exit_code == 1
        assert why in refused.output
    with writing():
        session.execute(delete(Cosignature))
    file.write_bytes(client.get(f"/record/{number}/receipt.json").data)
    assert f"has no signature by {witness.name}" in CliRunner().invoke(main, [*asked, witness.key]).output


def test_a_moment_that_was_changed_does_not_hold(app, witness):
    ask()
    note = shown(app)
    head, _space, line = note.rstrip("\n").rpartition(" ")
    raw = bytearray(notes._decoded(line))
    raw[11] ^= 1
    changed = f"{head} {notes.base64.b64encode(bytes(raw)).decode()}\n"
    with pytest.raises(NotSigned, match="does not fit"):
        notes.witnessed(changed, witness.key)


def test_the_published_example_is_read_as_it_says():
    text, _empty, signatures = EXAMPLE.rpartition("\n\n")
    made = notes._decoded(signatures.strip().split(" ")[2])
    assert int.from_bytes(made[4:12], "big") == 1_679_315_147
    assert len(made) == 4 + 8 + 64
    assert notes.read(f"{text}\n") == notes.Checkpoint(
        "example.com/behind-the-sofa", 20_852_163, notes._decoded("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
    )
