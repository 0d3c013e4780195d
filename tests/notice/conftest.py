"""A relay that is up, and the application set to use it."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.notice.relay import Relay, running
from tests.notice.replying import receiving
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


@pytest.fixture
def replying(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Return the application with an address to reply to, and its mails sent to files."""
    monkeypatch.setitem(app.config, "REPLY_ADDRESS", "reply@policy.example.org")
    return app


@pytest.fixture
def door(replying: Flask) -> Iterator[int]:
    """Yield the port at which replies are taken."""
    with receiving(replying) as port:
        yield port
