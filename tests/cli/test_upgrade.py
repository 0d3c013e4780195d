"""``deploy/upgrade``, from the present files to those of a newer schema, by real git, backup, migration and check.

Only systemd, sudo and pip are stood for by scripts; what is made to fail fails as it would on a machine.
"""

import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from config import ROOT
from igtf.core.database.schema import newest
from tests.cli.machine import Machine, blocks, handles, of_the_site

PARTS = ("igtf", "migrations", "templates", "static", "deploy", ".ci", "config.py", "pyproject.toml", ".gitignore")
STRONG = {
    "IGTF_PRODUCTION": "1", "IGTF_SECRET_KEY": "x" * 48, "IGTF_BASE_URL": "https://policy.example.org",
    "IGTF_MAIL": "smtp", "IGTF_MAIL_FROM": "IGTF <secretariat@policy.example.org>", "IGTF_ARGON2_COST": "",
}  # fmt: skip

NEXT = f"{int(newest()) + 1:04}"
TOMORROW = f'''"""What only the program of tomorrow has."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "{NEXT}", "{newest()}", None, None


def upgrade() -> None:
    op.create_table("tomorrow", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade() -> None:
    op.drop_table("tomorrow")
'''
CHANGED = "templates/base.html"

ENVIRONMENT = """cd "$(dirname "$0")/.." && echo "environment $*" >> "$DONE" && [ ! -e "$DONE.no-libraries" ] &&
mkdir -p .venv/bin && printf '#!/bin/sh\\nexec %s -m igtf.cli "$@"\\n' "$PYTHON" > .venv/bin/igtf &&
chmod +x .venv/bin/igtf
"""
GIT = """PATH=${PATH#*:}
[ "$1" = reset ] && [ -e "$DONE.no-git" ] && git checkout --quiet "@{upstream}" -- migrations && exit 1
exec git "$@"
"""
SYSTEMCTL = """case $1 in
is-active) [ -e "$DONE.running" ] ;;
stop) rm -f "$DONE.running" && echo "$*" >> "$DONE" ;;
start) [ ! -e "$DONE.no-start" ] && touch "$DONE.running" && echo "$*" >> "$DONE" ;;
esac
"""


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, as somebody, and return what it says."""
    who = ("-c", "user.name=Some Body", "-c", "user.email=some@people.example", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", "-C", str(folder), *who, *arguments], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip()


def commit(origin: Path, said: str) -> None:
    """Commit the present ``deploy`` and a stand-in of ``.ci/environment`` with what lies there."""
    shutil.copytree(ROOT / "deploy", origin / "deploy", dirs_exist_ok=True)
    (origin / ".ci/environment").write_text(f"#!/bin/sh\n{ENVIRONMENT}")
    git(origin, "add", "--all")
    git(origin, "commit", "--quiet", "--message", said)


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository whose branch ``main`` is at the present program, and ``next`` at one with a newer schema."""
    folder = tmp_path_factory.mktemp("origin")
    git(folder, "init", "--quiet", "--initial-branch", "main")
    for name in git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard", "--", *PARTS).splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    commit(folder, "The program")
    git(folder, "checkout", "--quiet", "-b", "next")
    (folder / f"migrations/versions/{NEXT}_tomorrow.py").write_text(TOMORROW)
    with (folder / CHANGED).open("a") as template:
        template.write("{# of tomorrow #}\n")
    commit(folder, "The program of tomorrow")
    git(folder, "checkout", "--quiet", "main")
    return folder


class Site(Machine):
    """A machine that runs the program in a clone of ``origin``."""

    def __init__(self, folder: Path, origin: Path, url: str, **environment: str) -> None:
        super().__init__(folder, url, **environment)
        self.site, self.origin = folder / "srv/site", folder / "origin.git"
        git(folder, "clone", "--quiet", "--bare", str(origin), str(self.origin))
        shutil.rmtree(self.site)
        git(folder, "clone", "--quiet", "--branch", "main", str(self.origin), str(self.site))
        self.script("bin/git", GIT)
        self.script("bin/systemctl", SYSTEMCTL)
        self.environment |= {
            "PYTHON": sys.executable, "PYTHONPATH": str(self.site), "SITE": str(self.site),
            "SETTINGS": f"{folder}/etc/environment", "BACKUPS": f"{folder}/backups",
        }  # fmt: skip
        with (folder / "etc/environment").open("a") as settings:
            settings.writelines(f"{name}='{value}'\n" for name, value in STRONG.items())
        self.was = git(self.site, "rev-parse", "--short", "HEAD")
        self.run("/srv/igtf/site/.ci/environment run")
        if url:
            self.run("sudo -u postgres createdb --owner=site --encoding=UTF8 --template=template0 igtf")
            self.begin()
        self.run("systemctl start igtf-worker igtf-web")
        self.run(blocks("## 10. Upgrades")[0])

    def publish(self) -> str:
        """Let the repository have the program of tomorrow, and return its commit."""
        git(self.origin, "branch", "--force", "main", "next")
        return git(self.origin, "rev-parse", "--short", "next")

    def upgrade(self, *, fails: bool = False) -> str:
        """Run what the document says, and return what it said."""
        self.done.write_text("")
        return self.run(blocks("## 10. Upgrades")[1], fails=fails)

    def steps(self) -> list[str]:
        """Return what the last run did with services and libraries."""
        return [line for line in self.done.read_text().splitlines() if not line.startswith("as ")]

    def prevent(self, what: str) -> Path:
        """Make ``git`` (half way), ``libraries`` or ``start`` fail until the file returned is gone."""
        file = Path(f"{self.done}.no-{what}")
        file.touch()
        return file

    def schema(self, number: str) -> str:
        """Let the database on SQLite pretend to have a schema, and return the one that it had."""
        with closing(sqlite3.connect(self.folder / "srv/var/igtf.sqlite3")) as database, database:
            ((had,),) = database.execute("SELECT version_num FROM alembic_version").fetchall()
            database.execute("UPDATE alembic_version SET version_num = ?", (number,))
        return str(had)

    @property
    def running(self) -> bool:
        return Path(f"{self.done}.running").exists()

    @property
    def backups(self) -> list[str]:
        return sorted(path.name for path in (self.folder / "backups").iterdir())

    @property
    def at(self) -> str:
        return git(self.site, "rev-parse", "--short", "HEAD")


STOP, LIBRARIES, START = "stop igtf-worker igtf-web", "environment run", "start igtf-worker igtf-web"


def now(said: str) -> str:
    """Return what an upgrade that stopped says is true."""
    return " ".join(" ".join(re.findall(r"^Now: (.*)\n(.*)$", said, re.MULTILINE)[0]).split())


def schema(host: Path) -> str:
    """Return the schema that the database on PostgreSQL has."""
    with psycopg.connect(f"host={host} user=site dbname=igtf") as connection:
        ((number,),) = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    return str(number)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, origin: Path) -> Path:
    """Return the files of a site on SQLite."""
    site = Site(tmp_path_factory.mktemp("begun"), origin, "")
    site.begin()
    return site.folder / "srv/var"


@pytest.fixture
def site(tmp_path: Path, origin: Path, begun: Path) -> Site:
    """Return a site on SQLite."""
    made = Site(tmp_path, origin, "")
    shutil.copytree(begun, tmp_path / "srv/var", dirs_exist_ok=True)
    return made


@pytest.mark.engine("sqlite")
def test_what_can_be_seen_before_is_refused_while_the_site_runs(site: Site, engine_name: str) -> None:
    assert f"Nothing is new: the program stays {site.was}." in site.upgrade()
    site.publish()
    told: list[str] = []
    backups, settings, away = site.folder / "backups", site.folder / "etc/environment", site.folder / "away"
    for needed in (backups, settings, site.origin):
        needed.rename(away)
        told.append(site.upgrade(fails=True))
        away.rename(needed)
    (site.site / CHANGED).write_text("mine")
    told.append(site.upgrade(fails=True))
    git(site.site, "commit", "--quiet", "--all", "--message", "My own")
    told.append(site.upgrade(fails=True))
    reasons = (
        "There is no folder",
        "reading the settings",
        "not appear to be a git",
        CHANGED,
        "has commits",
    )
    for said, reason in zip(told, reasons, strict=True):
        assert reason in said
        assert now(said) == "the site runs; this run has changed nothing."
    assert (site.steps(), site.running, site.backups) == ([], True, [])


@pytest.mark.engine("sqlite")
def test_an_upgrade_goes_on_where_it_failed_with_the_first_backup(site: Site, engine_name: str) -> None:
    new = site.publish()
    schema = site.schema("9999")
    said = site.upgrade(fails=True)
    assert "The database has schema 9999" in said
    assert now(said) == "the site is stopped; program and database are as they were."
    assert f"Back: systemctl {START}." in said
    assert (site.steps(), site.running, site.backups, site.at) == ([STOP], False, [], site.was)

    site.schema(schema)
    half = site.prevent("git")
    said = site.upgrade(fails=True)
    assert (site.site / f"migrations/versions/{NEXT}_tomorrow.py").exists()
    assert (site.steps(), site.at) == ([STOP], site.was)
    half.unlink()
    (back,) = re.findall(r"^Back: (.*)\.$", said, re.MULTILINE)
    site.run(back)
    assert (git(site.site, "status", "--porcelain"), site.at, site.running) == ("", site.was, True)
    site.run(f"systemctl {STOP}")
    for name in site.backups:
        (site.folder / "backups" / name).unlink()

    libraries = site.prevent("libraries")
    said = site.upgrade(fails=True)
    kept = [name for name in site.backups if name.startswith("before")]
    assert [name.endswith(f"-{site.was}.backup") for name in kept] == [True]
    backup = f"The backup from before is {site.folder}/backups/{kept[0]}."
    assert now(said).endswith(f"({new}), or half of it; the database is as it was. {backup}")
    assert f"git reset --hard {site.was}" in said
    assert (site.steps(), site.running, site.at) == ([STOP, LIBRARIES], False, new)

    libraries.unlink()
    settings = site.folder / "etc/environment"
    strong = settings.read_text()
    settings.write_text(f"{strong}IGTF_MISSPELT=1\n")
    said = site.upgrade(fails=True)
    assert "UNKNOWN" in said
    assert f"the program is the new one ({new}); the database may have the new schema" in now(said)
    assert f"with the commit {site.was} and that backup." in said
    assert (site.steps(), site.running) == ([LIBRARIES], False)

    settings.write_text(strong)
    starts = site.prevent("start")
    assert "and all is checked" in now(site.upgrade(fails=True))
    starts.unlink()
    said = site.upgrade()
    assert f"Done: the site runs {new}. {backup}" in said
    assert (site.steps(), site.running, site.backups) == ([LIBRARIES, START], True, kept)
    assert "Nothing is new" in site.upgrade()


@pytest.mark.engine("postgresql")
def test_an_upgrade_is_one_command_and_can_be_taken_back(tmp_path, origin, server, postgresql, engine_name):
    site, host = Site(tmp_path, origin, **server), postgresql.folder
    was, new = schema(host), site.publish()
    assert f"Done: the site runs {new}." in site.upgrade()
    assert site.steps() == [STOP, LIBRARIES, START]
    assert (was, schema(host), site.running) == (newest(), NEXT, True)
    (kept,) = site.backups
    with psycopg.connect(f"host={host} user=site dbname=igtf") as connection:
        connection.execute("UPDATE actor SET handle = 'later' WHERE handle = 'first'")
    _backup, restore, swap = (of_the_site(block, host) for block in blocks("## 9. Backup and restore"))
    site.run(blocks("## 10. Upgrades")[-1].replace("COMMIT", site.was))
    assert (site.at, site.running) == (site.was, False)
    site.run(restore.replace("igtf-2026-01-31.backup", kept))
    site.run(swap)
    assert (schema(host), handles(host, "igtf"), site.running) == (was, ["first"], True)
