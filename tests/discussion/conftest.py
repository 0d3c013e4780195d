"""What tests of the discussion share."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import make_person, sign_in


@pytest.fixture
def moderator(app: Flask, db: Any) -> FlaskClient:
    """Return a client of a moderator."""
    return sign_in(app, make_person("moderator", roles=("moderator",)))


@pytest.fixture
def writer(app: Flask, db: Any) -> FlaskClient:
    """Return a client of somebody who writes."""
    return sign_in(app, make_person("ines"))
