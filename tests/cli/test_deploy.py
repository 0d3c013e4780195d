"""What docs/deploy.md says of settings, backup, restore and upgrade, done command for command on a site of its own.

Each account of the machine is stood for by a role: ``sudo`` becomes a script that sets PGUSER, and places are moved.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from config import ROOT, load, weaknesses
from tests.databases import binaries

DEPLOY = (ROOT / "docs/deploy.md").read_text()

SCRIPTS = {
    "sudo": """while [ "${1#-}" != "$1" ]; do [ "$1" = -u ] && { account=$2; shift; }; shift; done
case $account in postgres) export PGUSER=igtf ;; *) export PGUSER=site ;; esac
echo "as $account: $1" >> "$DONE"
exec "$@"
""",
    "systemctl": 'echo "systemctl $*" >> "$DONE"\n',
    "git": 'if [ "$1" = rev-parse ]; then echo abc1234; else echo "git $*" >> "$DONE"; fi\n',
    "chown": "",
    "install": 'while [ $# -gt 2 ]; do shift; done; mkdir -p "$2" && chmod "$1" "$2"\n',
}
"""What stands for the commands that need a machine of one's own; ``$DONE`` is the list of what was done."""


def blocks(heading: str) -> list[str]:
    """Return the commands below a heading, block by block."""
    section = DEPLOY.partition(f"\n{heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"```sh\n(.*?)```", section, re.DOTALL)


class Machine:
    """A folder that stands for the machine, with a site that ``url`` names."""

    def __init__(self, folder: Path, url: str, **environment: str) -> None:
        self.folder, self.done = folder, folder / "done"
        for name in ("srv/site/.venv/bin", "srv/site/.ci", "srv/var", "backups", "etc", "bin"):
            (folder / name).mkdir(parents=True)
        for name, text in SCRIPTS.items():
            self.script(f"bin/{name}", text)
        self.script("srv/site/.venv/bin/igtf", f'exec {sys.executable} -m igtf.cli "$@"\n')
        self.script("srv/site/.ci/environment", 'echo "environment $*" >> "$DONE"\n')
        settings = {"IGTF_VAR": f"{folder}/srv/var", "IGTF_ARGON2_COST": "1,8,1", "IGTF_DATABASE_URL": url}
        (folder / "etc/environment").write_text("".join(f"{name}='{text}'\n" for name, text in settings.items()))
        self.environment = {
            "PATH": f"{folder}/bin:{os.environ['PATH']}", "DONE": str(self.done), "PYTHONPATH": str(ROOT), **environment
        }  # fmt: skip

    def script(self, name: str, text: str) -> None:
        """Put a script in the place of a command."""
        (self.folder / name).write_text(f"#!/bin/sh\n{text}")
        (self.folder / name).chmod(0o755)

    def run(self, commands: str, *, fails: bool = False) -> str:
        """Run commands of the document in the places of this machine, and return what they said."""
        places = {"/var/backups/igtf": "backups", "/srv/igtf": "srv", "/etc/igtf": "etc"}
        for place, here in places.items():
            commands = commands.replace(place, f"{self.folder}/{here}")
        commands = commands.replace("2026-01-31", "$(date +%F)")
        done = subprocess.run(
            ["bash", "-c", commands], capture_output=True, text=True, env=self.environment, cwd=self.folder, timeout=120
        )
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def begin(self) -> None:
        """Make the first account, as section 5 does."""
        place, enter, init, *_check = blocks("## 5. The first account")[0].splitlines()
        given = "--handle first --name First --email first@people.example --password 'a long enough password'"
        self.run(f"{place} && {enter} && {init} {given}")
        self.done.write_text("")


@pytest.fixture
def on_postgresql(tmp_path, postgresql):
    """Yield a machine whose database ``igtf`` belongs to a role that is no superuser, as section 3 makes it."""
    url = f"postgresql:///igtf?host={postgresql.folder}"
    with postgresql.connect() as connection:
        connection.execute("CREATE ROLE site LOGIN")
    path = f"{tmp_path}/bin:{binaries()}:{os.environ['PATH']}"
    machine = Machine(tmp_path, url, PGHOST=str(postgresql.folder), PATH=path)
    try:
        yield machine
    finally:
        with postgresql.connect() as connection:
            for name in ("igtf", "igtf_before", "igtf_restored"):
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute("DROP ROLE site")


def of_the_site(commands: str, host: Path) -> str:
    """Return commands with the role ``site`` in place of the role ``igtf``, and the socket in its folder."""
    commands = re.sub(r"--(owner|role)=igtf", r"--\1=site", commands)
    return commands.replace("/var/run/postgresql", str(host))


def handles(host: Path, database: str) -> list[str]:
    """Return the handles in a database, as the role of the program reads them."""
    with psycopg.connect(f"host={host} user=site dbname={database}") as connection:
        return [row[0] for row in connection.execute("SELECT handle FROM actor WHERE kind = 'person' ORDER BY id")]


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


@pytest.mark.engine("postgresql")
def test_an_upgrade_stops_at_what_fails_and_can_be_taken_back(on_postgresql, postgresql, engine_name):
    machine, host = on_postgresql, postgresql.folder
    machine.run("sudo -u postgres createdb --owner=site --encoding=UTF8 --template=template0 igtf")
    machine.begin()
    upgrade, back = (of_the_site(block, host) for block in blocks("## 10. Upgrades"))
    machine.run(upgrade.replace(" --deploy", ""))
    steps = machine.done.read_text().splitlines()
    assert [step for step in steps if not step.startswith("as ")] == [
        "systemctl stop igtf-web igtf-worker", "git pull --ff-only", "environment run",
        "systemctl start igtf-worker igtf-web",
    ]  # fmt: skip
    assert (machine.folder / "backups/before-upgrade-abc1234.backup").stat().st_size > 10_000
    machine.run(back.replace("COMMIT", "abc1234"))
    machine.done.write_text("")
    machine.run(upgrade.replace("/var/backups/igtf/", "/nowhere/"), fails=True)
    assert "git pull" not in machine.done.read_text()
    assert "start" not in machine.done.read_text()
    with psycopg.connect(f"host={host} user=site dbname=igtf") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    machine.done.write_text("")
    said = machine.run(upgrade.replace(" --deploy", ""), fails=True)
    assert "The database has schema 9999" in said
    assert "git pull" not in machine.done.read_text()
    assert "start" not in machine.done.read_text()


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
