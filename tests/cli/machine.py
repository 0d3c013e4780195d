"""A machine on which what docs/deploy.md says is done command for command.

Each account of the machine is stood for by a role: ``sudo`` becomes a script that sets PGUSER, and places are moved.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg

from config import ROOT

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
    "install": """while [ $# -gt 2 ]; do shift; done
if [ -f "$1" ]; then cp "$1" "$2" && chmod 755 "$2"; else mkdir -p "$2" && chmod "$1" "$2"; fi
""",
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
        places = {"/var/backups/igtf": "backups", "/usr/local/sbin": "bin", "/srv/igtf": "srv", "/etc/igtf": "etc"}
        for place, here in places.items():
            commands = commands.replace(place, f"{self.folder}/{here}")
        commands = commands.replace("2026-01-31", "$(date +%F)")
        done = subprocess.run(
            ["bash", "-c", commands], capture_output=True, text=True, env=self.environment, cwd=self.folder, timeout=300
        )
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def begin(self) -> None:
        """Make the first account, as section 5 does."""
        place, enter, init, *_check = blocks("## 5. The first account")[0].splitlines()
        given = "--handle first --name First --email first@people.example --password 'a long enough password'"
        self.run(f"{place} && {enter} && {init} {given}")
        self.done.write_text("")


def of_the_site(commands: str, host: Path) -> str:
    """Return commands with the role ``site`` in place of the role ``igtf``, and the socket in its folder."""
    commands = re.sub(r"--(owner|role)=igtf", r"--\1=site", commands)
    return commands.replace("/var/run/postgresql", str(host))


def handles(host: Path, database: str) -> list[str]:
    """Return the handles in a database, as the role of the program reads them."""
    with psycopg.connect(f"host={host} user=site dbname={database}") as connection:
        return [row[0] for row in connection.execute("SELECT handle FROM actor WHERE kind = 'person' ORDER BY id")]
