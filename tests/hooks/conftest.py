"""A server that takes messages, and an application that reaches it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.hooks.receiver import Receiver, certified, running

NAME = "localhost"
HOME = "127.0.0.0/8, ::1/128"


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Return certificate and key of ``localhost``, which this process trusts alone."""
    files = certified(tmp_path, NAME)
    monkeypatch.setenv("SSL_CERT_FILE", str(files[0]))
    return files


@pytest.fixture
def receiver(trusted: tuple[Path, Path]) -> Iterator[Receiver]:
    """Yield a running receiver; ``port`` is where."""
    receiver = Receiver()
    with running(receiver, *trusted) as port:
        receiver.port = port
        yield receiver


@pytest.fixture
def near(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Return the application with leave to reach this machine."""
    monkeypatch.setitem(app.config, "HOOKS_WITHIN", HOME)
    return app
