"""What operators and their probes ask: it lives, it can serve, how it does; also when the database is gone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from igtf import create_app
from igtf.core.db import writing
from igtf.core.mail import Mail, queue_mail
from igtf.core.page.assets import asset_url
from igtf.notice.leases import MOST_ATTEMPTS
from tests.conftest import SETTINGS, Client
from tests.counting import statements
from tests.factories import make_person, sign_in

GONE = ("sqlite:////proc", "postgresql:///igtf?host=/nowhere")
"""Databases that do not answer: a folder is no file, and there is no socket."""


@pytest.fixture
def keeping(db_url: str, tmp_path: Path) -> Iterator[Flask]:
    """Yield an application that keeps pages, as a site does."""
    app = create_app({**SETTINGS, "DATABASE_URL": db_url, "VAR": str(tmp_path), "KEPT_PAGES": 1})
    app.test_client_class = Client
    yield app
    app.extensions["igtf.db"].dispose()


def test_a_process_that_lives_and_its_stylesheet_ask_nothing(keeping: Flask) -> None:
    with keeping.app_context():
        member = sign_in(keeping, make_person())
    with keeping.test_request_context():
        style = asset_url("css/igtf.css")
    for client in (keeping.test_client(), member):
        for path in ("/healthz", style):
            with statements(keeping) as sent:
                assert client.get(path).status_code == 200
            assert sent == []


@pytest.mark.parametrize("gone", GONE)
def test_without_a_database_it_says_what_it_knows(tmp_path: Path, gone: str) -> None:
    app = create_app({**SETTINGS, "DATABASE_URL": gone, "VAR": str(tmp_path), "KEPT_PAGES": 1})
    client = app.test_client()
    assert client.get("/healthz").data == b"ok\n"
    assert client.get("/readyz").status_code == 503
    said = client.get("/metrics")
    assert said.status_code == 200
    assert 'igtf_requests_total{method="GET",status="503"}' in said.text
    assert "igtf_outbox_untold NaN" in said.text
    assert "igtf_mail_unsent NaN" in said.text


def test_with_a_database_it_says_what_waits(keeping: Flask) -> None:
    with keeping.app_context():
        make_person()
    client = keeping.test_client()
    assert client.get("/readyz").data == b"ready\n"
    said = client.get("/metrics").text
    assert "igtf_outbox_untold" in said
    assert "NaN" not in said


def test_what_was_given_up_waits_no_more(keeping: Flask) -> None:
    with keeping.app_context():
        person = make_person()
        with writing():
            queue_mail(to="dead@people.example", template="reset", key="k", path="/", person=person.actor)
    client = keeping.test_client()
    assert "igtf_mail_unsent 1.0" in client.get("/metrics").text
    with keeping.app_context(), writing() as own:
        own.execute(update(Mail).values(attempts=MOST_ATTEMPTS))
    said = client.get("/metrics").text
    assert "igtf_mail_unsent 0.0" in said
    assert "igtf_mail_given_up 1.0" in said
