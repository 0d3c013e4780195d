"""What docs/deploy.md says of settings, backup and restore, done command for command on a site of its own."""

import os
import subprocess

import psycopg
import pytest

from config import load, weaknesses
from tests.cli.machine import Machine, blocks, handles, of_the_site


@pytest.fixture
def on_postgresql(tmp_path, server):
    """Return a machine whose database ``igtf`` is on PostgreSQL."""
    return Machine(tmp_path, **server)


@pytest.mark.engine("postgresql")
def test_a_backup_comes_back_as_a_database_that_the_program_can_use(on_postgresql, postgresql, engine_name):
    machine, host = on_postgresql, postgresql.folder
    machine.run("sudo -u postgres createdb --owner=site --encoding=UTF8 --template=template0 igtf")
    machine.begin()
    backup, restore, swap = (of_the_site(block, host) for block in blocks("## 9. Backup and restore"))
    machine.run(backup)
    with psycopg.connect(f"host={host} user=site dbname=igtf") as connection:
        connection.execute("UPDATE actor SET handle = 'lost' WHERE handle = 'first'")
    assert "FAILED" not in machine.run(restore)
    assert (handles(host, "igtf"), handles(host, "igtf_restored")) == (["lost"], ["first"])
    machine.run(swap)
    assert (handles(host, "igtf_before"), handles(host, "igtf")) == (["lost"], ["first"])
    assert machine.done.read_text().splitlines()[-1] == "systemctl start igtf-worker igtf-web"


@pytest.mark.engine("sqlite")
def test_a_backup_comes_back_to_sqlite(tmp_path, engine_name):
    machine = Machine(tmp_path, "")
    machine.begin()
    backup = blocks("## 9. Backup and restore")[0]
    (restore,) = blocks("## On SQLite instead")
    machine.run(backup)
    token = "cd /srv/igtf/site && set -a && . /etc/igtf/environment && .venv/bin/igtf token first"
    (tmp_path / "srv/var/igtf.sqlite3").write_bytes(b"damaged")
    assert "estore the backup" in machine.run(token, fails=True)
    assert "FAILED" not in machine.run(restore)
    assert len(machine.run(token).strip()) > 30
    machine.run(restore, fails=True)
    assert len(machine.run(token).strip()) > 30


def test_the_settings_shown_are_strong_once_the_key_is_filled_in():
    (shown,) = (block for block in blocks("## 4. Settings") if "IGTF_PRODUCTION=1" in block)
    read = subprocess.run(
        ["bash", "-c", f"set -a; {shown}\nenv"],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": os.environ["PATH"]},
    )
    given = dict(line.split("=", 1) for line in read.stdout.splitlines() if line.startswith("IGTF_"))
    assert weaknesses(load(given)) == ["IGTF_SECRET_KEY is missing or shorter than 32 characters."]
    assert weaknesses(load({**given, "IGTF_SECRET_KEY": "x" * 64})) == []
