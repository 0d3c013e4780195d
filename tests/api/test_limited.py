"""The API where rate limits are on, as in production: the other tests run without them."""

from tests.api.kit import Caller, is_problem, issue_fields
from tests.factories import issue_form, make_person, sign_in


def test_the_api_answers_under_rate_limits(limited):
    client = limited.test_client()
    for path in ("", "/issues", "/groups", "/people", "/events", "/openapi.json"):
        assert client.get(f"/api/v1{path or '/'}").status_code == 200, path
    assert client.post("/api/v1/issues", json={}).status_code == 401


def test_one_person_locks_out_nobody_who_comes_from_the_same_place(limited):
    with limited.app_context():
        ines, otso = make_person(), make_person()
        client, other = sign_in(limited, ines), sign_in(limited, otso)
        caller, another = Caller(limited, ines), Caller(limited, otso)
    assert client.post("/issues/new", data=issue_form()).status_code == 302
    for _time in range(118):
        last = client.post("/issues/1/comments", data={"body": ""})
    assert last.status_code == 422
    assert caller.post("/issues", {}).status_code == 422, "pages and API count together"
    assert client.post("/issues/1/comments", data={"body": "Again."}).status_code == 429
    assert is_problem(caller.post("/issues", {}), 429, "wait")
    assert other.post("/issues/1/comments", data={"body": "And we?"}).status_code == 302
    assert another.post("/issues", {}).status_code == 422
    assert limited.test_client().post("/sign-in", data={"login": "x", "password": "y"}).status_code == 422


def test_who_asks_too_much_is_told_when_to_come_back_and_nobody_else(limited):
    with limited.app_context():
        caller = Caller(limited, make_person())
    made = caller.post("/issues", issue_fields())
    others = caller.post("/issues", {}), caller.raw("/issues", b"x=1", "text/plain"), caller.get("/issues/99")
    assert [answer.status_code for answer in (made, *others)] == [201, 422, 415, 404]
    assert not [answer for answer in (made, *others) if "Retry-After" in answer.headers]
    assert (made.headers["X-RateLimit-Limit"], made.headers["X-RateLimit-Remaining"]) == ("120", "119")
    for _time in range(117):
        last = caller.post("/issues", {})
    assert (last.status_code, last.headers["X-RateLimit-Remaining"]) == (422, "0")
    refused = caller.post("/issues", {})
    assert is_problem(refused, 429, "wait")
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert int(refused.headers["X-RateLimit-Reset"]) > 0


def test_how_many_tables_a_minute_are_given_is_said_before_and_after(limited):
    reader = limited.test_client()
    assert "At most 20 tables a minute are given" in reader.get("/api/").text
    given = [reader.get("/api/v1/people.csv").status_code for _time in range(21)]
    assert given == [200] * 20 + [429]
    refused = reader.get("/api/v1/events.csv")
    assert is_problem(refused, 429, "it is given 20 times a minute. Ask again in a minute.")
    assert "written" not in refused.text
    assert 0 < int(refused.headers["Retry-After"]) <= 60
