"""The command line over a folder of its own."""

import subprocess
import sys

import pytest

from config import ROOT


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
