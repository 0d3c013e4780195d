"""The API where rate limits are on, as in production: the other tests run without them."""


def test_the_api_answers_under_rate_limits(limited):
    client = limited.test_client()
    for path in ("", "/issues", "/groups", "/people", "/events", "/openapi.json"):
        assert client.get(f"/api/v1{path or '/'}").status_code == 200, path
    assert client.post("/api/v1/issues", json={}).status_code == 401
