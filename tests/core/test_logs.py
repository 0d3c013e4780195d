"""A line of the log says of which request it is."""

import json
from collections.abc import Iterator

import pytest
import structlog
from flask import g

from igtf import create_app
from igtf.core.logs import _lines, log
from tests.conftest import SETTINGS


@pytest.fixture
def own_log() -> Iterator[None]:
    """Let the other tests have the log as it is set up for them: there is one of it for all applications."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)
    _lines.cache_clear()


@pytest.mark.usefixtures("own_log")
def test_a_line_has_the_number_of_its_request(db_url, tmp_path, capsys):
    app = create_app({**SETTINGS, "LOG": "json", "TESTING": False, "DATABASE_URL": db_url, "VAR": str(tmp_path)})
    answer = app.test_client().get("/help")
    with app.test_request_context("/"):
        g.request_id = "abcdef012345"
        log.warning("in a request", request_id_of="another")
    log.warning("outside")
    app.extensions["igtf.db"].dispose()
    page, within, outside = (json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{"))
    assert page["request_id"] == answer.headers["X-Request-Id"]
    assert (page["method"], page["path"], page["status"]) == ("GET", "/help", answer.status_code)
    assert page["ms"] >= 0
    assert (within["event"], within["level"], within["request_id"]) == ("in a request", "warning", "abcdef012345")
    assert "request_id" not in outside


@pytest.mark.usefixtures("own_log")
@pytest.mark.parametrize(
    ("method", "path", "shown"),
    [
        ("GET", "/answer/a-token", "/answer/<token>"),
        ("GET", "/answer/a-token/", "/answer/<token>"),
        ("GET", "/answer/a-token/confirm", "/answer/<token>"),
        ("GET", "/answer/a-token/with/more", "/answer/<token>"),
        ("DELETE", "/notice/stop/a-token", "/notice/stop/<token>"),
        ("GET", "/answers/a-word", "/answers/a-word"),
        ("GET", "/issues/9", "/issues/9"),
    ],
)
def test_no_token_of_a_link_is_logged_kept_or_told_wherever_the_address_leads(
    db_url, tmp_path, capsys, method, path, shown
):  # fmt: skip
    app = create_app({**SETTINGS, "LOG": "json", "TESTING": False, "DATABASE_URL": db_url, "VAR": str(tmp_path)})
    answer = app.test_client().open(path, method=method)
    app.extensions["igtf.db"].dispose()
    logged = [json.loads(line)["path"] for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    assert logged == [shown]
    assert answer.status_code in (308, 404, 405, 410)
    secret = "token" in path
    assert (answer.headers["Referrer-Policy"] == "no-referrer") == secret
    assert (answer.headers["Cache-Control"] == "no-store") == (secret or method != "GET")
