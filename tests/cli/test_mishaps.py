"""The usual mishaps end in a sentence and the exit code 1, not in a traceback; what fails half-way leaves nothing."""

import errno
import os
import socket
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from config import ROOT
from igtf import cli, create_app
from igtf.core.db import session
from igtf.people.models import Person
from igtf.routing import bodies
from tests.conftest import SETTINGS

FIRST = ("init", "--handle", "first", "--name", "First Registrar", "--email", "first@people.example",
         "--password", "a long enough password")  # fmt: skip


def refused(igtf, *arguments, code=1, **settings):
    """Return what a command says that fails, in one line."""
    said = igtf(*arguments, code=code, **settings)
    assert "Traceback" not in said, said
    return said


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"IGTF_SMTP_PORT": "abc"}, "IGTF_SMTP_PORT is “abc”; it has to be a whole number from 1 to 65535."),
        ({"IGTF_DATABASE_URL": "mysql://igtf@db/igtf"}, "IGTF_DATABASE_URL is “mysql://igtf@db/igtf”; it has to be"),
        ({"IGTF_REDIS_URL": "bar"}, "IGTF_REDIS_URL is “bar”; it has to be redis://"),
        ({"IGTF_VAR": __file__}, "it has to be a folder"),
        ({"IGTF_DATABASE_URL": "postgresql://igtf@127.0.0.1:1/igtf"}, "Look whether its server runs"),
        ({"IGTF_DATABASE_URL": "sqlite:////proc/igtf.sqlite3"}, "The database cannot be used: unable to open"),
        ({"IGTF_DATABASE_URL": f"sqlite:///{__file__}"}, "The database cannot be used: file is not a database"),
        ({"IGTF_DATABASE_URL": f"sqlite:///{__file__}/x/y"}, "The system refuses: "),
        ({"IGTF_PRODUCTION": "1"}, "Production refuses to start: IGTF_BASE_URL"),
    ],
)
def test_what_is_set_wrong_is_a_sentence(igtf, settings, words):
    said = refused(igtf, "check", **settings)
    assert words in said
    assert len(said.strip().splitlines()) == 1


def test_a_folder_that_is_nowhere_or_has_too_long_a_name_is_a_sentence(igtf):
    assert refused(igtf, "check", IGTF_VAR="/proc/x").endswith(
        "/proc/x, No such file or directory. Choose a place that is there or can be made.\n"
    )
    assert refused(igtf, "check", IGTF_VAR=f"/tmp/{'x' * 300}").endswith("File name too long. Choose a shorter name.\n")
    igtf(*FIRST)
    assert refused(igtf, "backup", "x" * 300).endswith("File name too long. Choose a shorter name.\n")


def test_a_port_or_an_address_that_cannot_be_listened_on(igtf):
    for command in ("serve", "web"):
        for port in ("99999", "-1"):
            assert "1<=x<=65535" in refused(igtf, command, "--port", port, code=2)
        with socket.create_server(("127.0.0.1", 0)) as taken:
            said = refused(igtf, command, "--port", str(taken.getsockname()[1]))
        assert "Another program listens there" in said
        assert "IGTF is at" not in said
        assert "--host" in refused(igtf, command, "--host", "nowhere.invalid")


def test_a_database_that_is_full_or_in_use_says_so(app, db, monkeypatch):
    monkeypatch.setattr(cli, "application", lambda **_more: app)
    for words, advice in (("database or disk is full", "Make room"), ("database is locked", "Another process")):

        def fail(words=words, **_given):
            raise cli_error(words)

        monkeypatch.setattr("igtf.people.commands.first_secretariat", fail)
        done = CliRunner().invoke(cli.main, FIRST)
        assert done.exit_code == 1
        assert f"The database cannot be used: {words}. {advice}" in done.output


def cli_error(words):
    from sqlalchemy.exc import OperationalError

    return OperationalError("INSERT", {}, sqlite3.OperationalError(words))


def test_what_another_one_wrote_in_the_same_moment_is_no_server_that_is_away(app, db, monkeypatch):
    monkeypatch.setattr(cli, "application", lambda **_more: app)
    for words, known in (("UNIQUE constraint failed: issue.import_key", True), ("NOT NULL constraint failed", False)):

        def fail(words=words, **_given):
            raise IntegrityError("INSERT", {}, sqlite3.IntegrityError(words))

        monkeypatch.setattr("igtf.people.commands.first_secretariat", fail)
        done = CliRunner().invoke(cli.main, FIRST)
        assert done.exit_code == 1
        assert ("Another process writes the same at this moment" in done.output) == known
        assert ("then run it again" in done.output) == known


def test_a_fault_of_the_program_is_shown_as_one(app, db, monkeypatch):
    monkeypatch.setattr(cli, "application", lambda **_more: app)
    monkeypatch.setattr("igtf.people.commands.first_secretariat", lambda **_given: {}["missing"])
    assert isinstance(CliRunner().invoke(cli.main, FIRST).exception, KeyError)


def test_a_beginning_that_fails_half_way_can_be_made_again(app, db, monkeypatch):
    monkeypatch.setattr(cli, "application", lambda **_more: app)
    listed, left = bodies.list_body, [3]

    def full_at_the_third(**given):
        left[0] -= 1
        if not left[0]:
            raise cli_error("database or disk is full")
        return listed(**given)

    monkeypatch.setattr(bodies, "list_body", full_at_the_third)
    assert "Make room" in CliRunner().invoke(cli.main, FIRST).output
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Person)) == 0
    monkeypatch.setattr(bodies, "list_body", listed)
    done = CliRunner().invoke(cli.main, FIRST)
    assert "first is the secretariat" in done.output
    assert "already" in CliRunner().invoke(cli.main, FIRST).output


def test_a_file_that_is_no_text_holds_no_draw(igtf, tmp_path):
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe")
    assert refused(igtf, "draw", str(picture)) == "The file is not text in UTF-8 (byte 0).\n"


def test_a_misspelt_setting_is_named(igtf):
    said = refused(igtf, "check", IGTF_MIAL="smtp")
    assert "UNKNOWN IGTF_MIAL is no setting; is IGTF_MAIL meant?" in said
    assert "UNKNOWN" not in igtf("check")


def test_a_copy_without_its_folders_says_how_to_install(tmp_path):
    """As pip makes one without --editable."""
    for name in ("igtf", "config.py"):
        (tmp_path / name).symlink_to(ROOT / name)
    code = (
        "import config, pathlib; config.ROOT = pathlib.Path('.').absolute(); import igtf.cli; igtf.cli.main(['check'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path,
        env={**os.environ, "IGTF_VAR": str(tmp_path), "PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("templates, static, migrations are not beside the program")
    assert "Traceback" not in done.stderr


def test_a_library_that_is_missing_is_named(igtf, tmp_path):
    (tmp_path / "redis.py").write_text("raise ModuleNotFoundError(\"No module named 'redis'\", name='redis')\n")
    said = refused(igtf, "check", IGTF_REDIS_URL="redis://127.0.0.1:1/0", PYTHONPATH=f"{tmp_path}:{ROOT}")
    assert ".ci/environment extras" in said


def test_a_schema_of_another_program_is_neither_served_nor_backed_up(igtf, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        web = ("web", "--port", str(free.getsockname()[1]))
    for command in (web, ("backup", "b.backup")):
        assert "There are no tables in this database" in refused(igtf, *command)
    assert f"The database at sqlite:///{tmp_path}" in igtf("check")
    with closing(sqlite3.connect(tmp_path / "igtf.sqlite3")) as base, base:
        base.execute("UPDATE alembic_version SET version_num = '9999'")
    for command in (web, ("backup", "b.backup")):
        assert "The database has schema 9999, and this program is made for" in refused(igtf, *command)
    assert not list(tmp_path.glob("*.backup"))


def test_a_key_that_a_full_disk_left_empty_signs_nothing(igtf, tmp_path):
    igtf("check")
    (tmp_path / "secret-key").write_text("")
    assert "secret-key is empty" in refused(igtf, "check")


def test_a_key_that_another_process_is_writing_is_waited_for(tmp_path):
    file = tmp_path / "secret-key"
    file.touch()
    later = threading.Timer(0.3, file.write_text, ["x" * 64])
    later.start()
    app = create_app({**SETTINGS, "SECRET_KEY": "", "VAR": str(tmp_path)})
    later.join()
    assert app.secret_key == "x" * 64


def test_a_key_for_which_there_is_no_room_is_said_as_the_system_says_it(app, tmp_path, monkeypatch):
    def refuse(*_given, **_more):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(tmp_path / "secret-key"))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(PermissionError):
        create_app({**SETTINGS, "SECRET_KEY": "", "VAR": str(tmp_path)})
