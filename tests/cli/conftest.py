"""The command line over a folder of its own."""

import os
import shutil
import subprocess
import sys

import pytest

from config import ROOT
from tests.databases import binaries


def over(folder):
    """Return a function that runs the command line over the database in ``folder``, and returns what it says."""

    def run(*arguments, code=0, **settings):
        environment = {
            "IGTF_VAR": str(folder),
            "IGTF_ARGON2_COST": "1,8,1",
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            **settings,
        }
        done = subprocess.run(
            [sys.executable, "-m", "igtf.cli", *arguments],
            capture_output=True, text=True, env=environment, cwd=folder, timeout=120,
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


def first(igtf, **settings):
    """Make the first account, which is the secretariat's."""
    return igtf("init", "--handle", "first", "--name", "First Registrar", "--email", "first@people.example",
                "--password", "a long enough password", **settings)  # fmt: skip


@pytest.fixture
def igtf(tmp_path):
    """Return what runs the command line over a folder of its own, with nothing in it."""
    return over(tmp_path)


@pytest.fixture(scope="session")
def begun(tmp_path_factory):
    """Return a folder in which the first account was made."""
    folder = tmp_path_factory.mktemp("begun")
    first(over(folder))
    return folder


@pytest.fixture
def site(begun, tmp_path):
    """Return what runs the command line over a copy of a site that has its first account, in the folder of the test."""
    shutil.copytree(begun, tmp_path, dirs_exist_ok=True)
    return over(tmp_path)


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
