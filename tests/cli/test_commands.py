"""The command line: each command does its work on a database that it brings up by itself."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing

from config import ROOT
from tests.cli.conftest import first


def test_help_answers_without_the_heavy_libraries():
    code = "import sys, igtf.cli; print(sorted({'flask', 'sqlalchemy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_the_first_account_is_made_once_and_nothing_weak(igtf):
    weak = igtf("init", "--handle", "first", "--name", "First", "--email", "first@people.example",
                "--password", "short", code=1)  # fmt: skip
    assert "10 characters" in weak
    unnamed = igtf("init", "--handle", "first", "--name", "F" * 81, "--email", "first@people.example",
                   "--password", "a long enough password", code=1)  # fmt: skip
    assert "This has 81 characters; at most 80." in unnamed
    assert "first is the secretariat" in first(igtf)
    assert igtf("init", "--handle", "second", "--name", "Second", "--email", "second@people.example",
                "--password", "a long enough password", code=1)  # fmt: skip


def kept_tokens(folder):
    with closing(sqlite3.connect(folder / "igtf.sqlite3")) as base:
        return list(base.execute("SELECT label, reads_only FROM api_token ORDER BY id"))


def test_a_token_opens_the_api_and_the_checks_hold(site, tmp_path):
    token = site("token", "first").strip().splitlines()[-1]
    assert len(token) > 30
    assert "There is no" in site("token", "nobody", code=1)
    for label, why in (("  ", "Say what the token is for."), ("x" * 81, "This has 81 characters; at most 80."),
                       ("one\ntwo", "Write this on one line.")):  # fmt: skip
        assert why in site("token", "first", "--label", label, code=1)
    assert len(site("token", "first", "--label", " x ").strip()) > 30
    assert len(site("token", "first", "--label", "board", "--reads-only").strip()) > 30
    assert kept_tokens(tmp_path) == [("command line", 0), ("x", 0), ("board", 1)], "as the page takes it"
    assert "FAILED" not in site("check")
    assert "IGTF_SECRET_KEY" in site("check", "--deploy", code=1)
    assert "issues.commands.accept → policy assigned → event issue.accept" in site("tour")
    assert site("worker", "--once") is not None


def test_a_worker_that_runs_once_says_by_its_code_whether_a_step_failed(site, tmp_path):
    site("worker", "--once")
    with closing(sqlite3.connect(tmp_path / "igtf.sqlite3")) as base:
        base.execute("ALTER TABLE mail RENAME TO lost")
        base.commit()
    said = site("worker", "--once", code=1)
    assert "the log says which step failed" in said
    assert "send_all" in said


def test_who_has_lost_all_second_factors_is_let_in_by_the_operator(site, tmp_path):
    with closing(sqlite3.connect(tmp_path / "igtf.sqlite3")) as base:
        made = "(person_id, salt, name, step, made_at) SELECT id, 'x', 'A lost phone', 0, joined_at FROM person"
        base.execute(f"INSERT INTO authenticator {made}")
        base.execute("INSERT INTO sign_in (token_hash, person_id, started_at, seen_at, agent) "
                     "SELECT 'z', id, joined_at, joined_at, '' FROM person")  # fmt: skip
        base.execute("INSERT INTO recovery_code (person_id, code_hash) SELECT id, 'y' FROM person")
        base.commit()
        assert "There is nobody called nobody" in site("unlock", "nobody", code=1)
        assert "first signs in with the password alone" in site("unlock", "first")
        mails = base.execute("SELECT count(*) FROM mail").fetchone()
        base.execute("UPDATE sign_in SET ended_at = NULL")
        base.commit()
        assert "has no second factor, so nothing was removed" in site("unlock", "first", code=1)
        assert base.execute("SELECT count(*) FROM mail").fetchone() == mails
        assert base.execute("SELECT count(*) FROM sign_in WHERE ended_at IS NULL").fetchone() == (1,)
        base.execute("UPDATE sign_in SET ended_at = started_at")
        base.commit()
        assert not base.execute("SELECT 1 FROM authenticator UNION SELECT 1 FROM recovery_code").fetchall()
        assert base.execute("SELECT count(*) FROM sign_in WHERE ended_at IS NULL").fetchone() == (0,)
        (told,) = base.execute("SELECT text FROM mail ORDER BY id DESC").fetchone()
        assert "as you had lost them" in " ".join(told.split())


def test_who_has_lost_the_mailbox_gets_another_address_from_the_operator(site, tmp_path):
    assert "There is nobody called nobody" in site("readdress", "nobody", "new@office.example", code=1)
    assert "no e-mail address" in site("readdress", "first", "new", code=1)
    with closing(sqlite3.connect(tmp_path / "igtf.sqlite3")) as base:
        ((former,),) = base.execute("SELECT email FROM address").fetchall()
        assert f"is on its way to {former}" in site("readdress", "first", former), "the address stays"
        assert base.execute("SELECT email FROM address").fetchall() == [(former,)]
        assert "is on its way to new@office.example" in site("readdress", "first", "new@office.example")
        assert base.execute("SELECT email, is_main FROM address").fetchall() == [("new@office.example", 1)]
        mails = dict(base.execute('SELECT "to", text FROM mail ORDER BY id').fetchall())
    assert "no longer goes to this address" in " ".join(mails[former].split())
    assert "/reset/" in mails["new@office.example"]


def test_imports_report_what_they_did(igtf, tmp_path):
    rows = tmp_path / "rows.json"
    rows.write_text(json.dumps([{"n": 1, "title": "One", "author": "Mwana Mfano", "abstract": "A", "sector": "Other",
                                 "region": "Kenya", "organization": ""}, {"n": 2}]))  # fmt: skip
    said = igtf("import", "contributions", str(rows))
    assert "1 imported, 0 known already, 1 refused." in said
    assert "row 2, title: This is missing." in said
    assert "0 imported, 1 known already" in igtf("import", "contributions", str(rows))
    table = tmp_path / "rows.csv"
    table.write_text("occasion,year,title,text\nIGF 2013,2013,One,Text\n")
    assert "1 imported" in igtf("import", "outcomes", str(table))
    assert "lacks" in igtf("import", "outcomes", str(rows), code=1)


def test_production_refuses_to_start_with_weak_settings(igtf):
    said = igtf("worker", "--once", code=1, IGTF_PRODUCTION="1")
    assert "Production refuses to start" in said
    assert "IGTF_SECRET_KEY" in said
