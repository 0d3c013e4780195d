"""The demonstration story as a template of databases: told once for each worker and engine, then copied."""

import tempfile

from igtf import create_app
from igtf.cli.demo import fill
from igtf.core.schema import migrate
from tests.conftest import SETTINGS


def told(url: str) -> None:
    """Bring the empty database at ``url`` to the newest schema and tell the story into it."""
    migrate(url)
    with tempfile.TemporaryDirectory() as var:
        app = create_app({**SETTINGS, "DATABASE_URL": url, "VAR": var, "DEMO": True})
        with app.app_context():
            assert fill()
        app.extensions["igtf.db"].dispose()
