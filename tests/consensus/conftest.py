"""What tests of calls share."""

from typing import Any

import pytest
from flask import Flask

from tests.consensus.world import World


@pytest.fixture
def world(app: Flask, db: Any) -> World:
    """Return a group with its draft in a last call, and who has a part in it."""
    return World(app)
