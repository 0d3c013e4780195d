"""Every endpoint: who may use it, that it answers, with which headers, and that no stranger writes."""

import brotli
import pytest
from flask import Flask

from igtf.core.security import HEADERS, own_path
from tests.factories import events, make_person, sign_in
from tests.inventory.addresses import CLASSES, classes_of, paths
from tests.inventory.page import faults_of, subjects_there


def has_headers(answer, path="/") -> bool:
    """Return whether an answer has every header of the policy; a signed link: no referrer, neither kept nor packed."""
    wanted, caching = HEADERS, answer.headers.get("Cache-Control")
    if "/no-token" in path:
        wanted = {**HEADERS, "Referrer-Policy": "no-referrer"}
        caching = caching == "no-store" and "Content-Encoding" not in answer.headers
    return all(answer.headers.get(name) == value for name, value in wanted.items()) and bool(caching)


def test_each_endpoint_is_of_one_class(app):
    found = {rule.endpoint: classes_of(rule.endpoint) for rule in app.url_map.iter_rules()}
    assert {name: classes for name, classes in found.items() if len(classes) != 1} == {}
    assert set(CLASSES) == {classes[0] for classes in found.values()}


def crawl(app: Flask) -> int:
    """Ask for every address: none breaks, all carry the headers, each page is as ``faults_of`` wants it.

    Return the number of pages.
    """
    with app.app_context():
        asked, seen = dict.fromkeys(path for _name, path in paths(app, "GET")), set()
        there = subjects_there()
    faults, pages, doors = [], 0, app.url_map.bind("localhost")
    for path in asked:
        answer = app.test_client().get(path, headers={"Accept-Encoding": "br"})
        seen.add(answer.status_code)
        if answer.status_code >= 500 and path != "/readyz":
            faults.append((path, answer.status_code))
        if not has_headers(answer, path):
            faults.append((path, answer.status_code, "headers"))
        if answer.mimetype == "text/html":
            pages += 1
            html = brotli.decompress(answer.data) if answer.content_encoding == "br" else answer.data
            faults += [(path, fault) for fault in faults_of(html.decode(), doors, there)]
    assert faults == []
    assert {200, 404} <= seen
    return pages


def test_every_address_answers_while_nothing_is_there(app):
    assert crawl(app)


def test_every_address_answers_in_the_story(story):
    assert crawl(story) > 50


def test_no_stranger_writes(story):
    with story.app_context():
        asked, before = list(dict.fromkeys(paths(story, "POST"))), events()
    faults = []
    for endpoint, path in asked:
        answer = story.test_client().post(path, data={"text": "x", "reason": "x", "title": "x", "step": "done"})
        to_sign_in = answer.status_code in (302, 303) and "/sign-in" in answer.location
        wrote = answer.status_code < 400 and not to_sign_in and classes_of(endpoint) != ["entry"]
        if wrote or answer.status_code >= 500 or not has_headers(answer, path):
            faults.append((endpoint, path, answer.status_code))
    with story.app_context():
        assert events() == before
    assert faults == []


def test_what_needs_a_role_is_refused_to_participants(story):
    with story.app_context():
        person, asked, before = make_person(), list(paths(story, "POST")), events()
        client = sign_in(story, person)
    asked = [(endpoint, path) for endpoint, path in asked if classes_of(endpoint) == ["needs role"]]
    assert {client.post(path, data={"step": "done"}).status_code for _name, path in asked} <= {403, 404}
    with story.app_context():
        assert events() == before


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 422, 429, 500, 503])
def test_errors_of_every_status_carry_the_headers(app, status):
    from igtf.core.page.errorpages import answer

    with app.test_request_context("/"):
        app.preprocess_request()
        assert has_headers(app.process_response(answer(status, "A title", "A sentence.")))


def test_the_policy_of_contents_has_nothing_unsafe():
    policy = HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "http" not in policy


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nX: y", "", None]
)
def test_redirects_lead_only_to_own_paths(app, db, target):
    assert own_path(target) is None
    make_person("redirected")
    answer = app.test_client().post(
        "/sign-in",
        query_string={"next": target or ""},
        data={
            "handle": "redirected",
            "login": "redirected",
            "password": "a long enough password",
            "next": target or "",
        },
    )
    assert "evil" not in answer.headers.get("Location", "")
    assert "X" not in answer.headers
    assert (answer.status_code, answer.location) == (302, "/desk")


def test_own_paths_pass():
    assert own_path("/issues/?state=open") == "/issues/?state=open"


def test_line_breaks_never_reach_a_header(story):
    client = story.test_client()
    for place in ("/issues/{}", "/issues/?lang=en{}", "/search?q={}", "/sign-in?next=/a{}", "/issues/?after={}"):
        path = place.format("%0d%0aX-Evil:1")
        answer = client.get(path)
        assert answer.status_code < 500
        assert "X-Evil" not in answer.headers
        assert not any("\n" in value for value in answer.headers.values())
