"""The command line over a folder of its own."""

import os
import subprocess
import sys

import pytest

from config import ROOT
from tests.databases import binaries


@pytest.fixture
def igtf(tmp_path):
    """Return a function that runs the command line over a database of its own, and returns what it says."""

    def run(*arguments, code=0, **settings):
        environment = {
            "IGTF_VAR": str(tmp_path),
            "IGTF_ARGON2_COST": "1,8,1",
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            **settings,
        }
        done = subprocess.run(
            [sys.executable, "-m", "igtf.cli", *arguments],
            capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=120,
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


@pytest.fixture
def server(tmp_path, postgresql):
    """Yield how a machine reaches the database ``igtf`` of a role that is no superuser, as section 3 makes it."""
    with postgresql.connect() as connection:
        connection.execute("CREATE ROLE site LOGIN")
    path = f"{tmp_path}/bin:{binaries()}:{os.environ['PATH']}"
    try:
        yield {"url": f"postgresql:///igtf?host={postgresql.folder}", "PGHOST": str(postgresql.folder), "PATH": path}
    finally:
        with postgresql.connect() as connection:
            for name in ("igtf", "igtf_before", "igtf_restored"):
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute("DROP ROLE site")
