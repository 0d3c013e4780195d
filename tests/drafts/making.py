"""A draft for tests, submitted through the front door."""

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from igtf.core.db import session
from igtf.drafts.models import Draft
from tests.drafts.samples import GOOD


def submit(client: FlaskClient, **changes: Any) -> TestResponse:
    """Submit the sample, or what ``changes`` makes of it, and return the answer."""
    return client.post("/drafts/new", data={"name": "landlocked", "source": GOOD, "step": "done"} | changes)


def revise(client: FlaskClient, text: str = "Publish prices twice a year.", **changes: Any) -> TestResponse:
    """Post a revision of the sample that says ``text``, and return the answer."""
    data = {"source": GOOD.replace("Publish prices.", text), "note": "Twice a year"} | changes
    return client.post("/drafts/draft-ines-landlocked/moves/revise", data=data)


def draft_of() -> Draft:
    """Return the only draft, as it stands now."""
    session.rollback()
    return session.scalars(select(Draft)).one()
