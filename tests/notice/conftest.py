"""A relay that is up, and the application set to use it."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.notice.relay import Relay, running
from tests.performance.server import free_port


@pytest.fixture
def smtp_port(app: Flask, monkeypatch: pytest.MonkeyPatch) -> int:
    """Let the application send by SMTP to a free port, where nobody answers yet."""
    port = free_port()
    monkeypatch.setitem(app.config, "MAIL", "smtp")
    monkeypatch.setitem(app.config, "SMTP_PORT", port)
    return port


@pytest.fixture
def relay(smtp_port: int) -> Iterator[Relay]:
    """Yield a running relay."""
    with running(Relay(), smtp_port) as relay:
        yield relay
