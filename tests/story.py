"""The demonstration story as a template of databases: told once for each worker and engine, then copied.

Whoever acts in it reads the pseudo language, so that what a command says in the actor's language stands out.
"""

import tempfile

from igtf import create_app
from igtf.cli.demo import fill
from igtf.core.database.schema import migrate
from igtf.core.i18n import in_language
from tests.conftest import SETTINGS
from tests.databases import lead


def told(url: str) -> None:
    """Bring the empty database at ``url`` to the newest schema and tell the story into it."""
    migrate(url)
    with tempfile.TemporaryDirectory() as var:
        app = create_app({**SETTINGS, "DATABASE_URL": url, "VAR": var, "DEMO": True, "LANGUAGES": "en,pseudo"})
        with app.app_context(), in_language("pseudo"):
            lead(app.extensions["igtf.db"], url)
            assert fill()
        app.extensions["igtf.db"].dispose()
