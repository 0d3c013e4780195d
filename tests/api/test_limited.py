"""The API where rate limits are on, as in production: the other tests run without them."""

from igtf import create_app
from tests.conftest import SETTINGS


def test_the_api_answers_under_rate_limits(db_url, tmp_path):
    app = create_app({**SETTINGS, "LIMITS": True, "DATABASE_URL": db_url, "VAR": str(tmp_path)})
    client = app.test_client()
    for path in ("", "/issues", "/groups", "/people", "/events", "/openapi.json"):
        assert client.get(f"/api/v1{path or '/'}").status_code == 200, path
    assert client.post("/api/v1/issues", json={}).status_code == 401
    app.extensions["igtf.db"].dispose()
