"""Fixtures of the tests of drafts."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from igtf.core.db import Database
from igtf.people.models import Person
from tests.factories import issue_form, make_person, sign_in


@pytest.fixture
def ines(app: Flask, db: Database) -> Person:
    """Return the person who writes."""
    return make_person("ines")


@pytest.fixture
def client(app: Flask, ines: Person) -> FlaskClient:
    """Return the client of Ines, who has filed the issue that the sample addresses."""
    signed_in = sign_in(app, ines)
    signed_in.post("/issues/new", data=issue_form())
    return signed_in
