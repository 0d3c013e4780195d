"""The frame of a page: which of the main links it is under."""

import re

import pytest
from flask import Flask

from igtf.subject.navigation import LISTS, MAIN, WITHIN
from tests.consultations.making import DRAFT, drafted
from tests.factories import make_person, sign_in
from tests.groups.making import active_group
from tests.meetings.councils import council_called
from tests.meetings.making import called


def marked(page: str) -> list[tuple[str, str]]:
    main = page.partition('<nav class="folds"')[2].partition("</nav>")[0]
    return re.findall(r'<a href="([^"]*)" aria-current="(\w+)"', main)


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("path", "part"), [*zip(MAIN, MAIN, strict=True), *WITHIN.items(), ("/", ""), ("/people/", "")]
)
def test_a_page_marks_the_main_link_that_it_is_under(app: Flask, path: str, part: str) -> None:
    answer = app.test_client().get(path)
    assert answer.status_code == 200
    assert marked(answer.text) == ([(part, "page" if part == path else "true")] if part else [])


@pytest.mark.usefixtures("db")
def test_a_meeting_is_under_the_main_link_of_who_meets(app: Flask) -> None:
    _group, _chair, chair = called(app)
    _secretariat, _members, secretariat = council_called(app)
    for number, leader, part in (("1", chair, "/groups/"), ("2", secretariat, "/council/")):
        for page in ("", "/present", "/moves/cancel"):
            answer = leader.get(f"/meetings/{number}{page}")
            assert (answer.status_code, marked(answer.text)) == (200, [(part, "true")]), page


@pytest.mark.usefixtures("db")
def test_a_consultation_is_under_the_main_link_of_who_asks(app: Flask) -> None:
    _member, house = drafted(app)
    chair = make_person()
    active_group(app, chair)
    group = sign_in(app, chair)
    assert group.post("/consultations/new", data=DRAFT | {"owner": "icost"}).status_code == 302
    for number, asks, part in (("1", house, "/council/"), ("2", group, "/groups/")):
        for page in ("", "/replies", "/people", "/moves/edit"):
            answer = asks.get(f"/consultations/{number}{page}")
            assert (answer.status_code, marked(answer.text)) == (200, [(part, "true")]), page


@pytest.mark.usefixtures("db")
def test_each_page_leads_at_its_foot_to_the_lists_that_are_under_no_main_link(app: Flask) -> None:
    reader = app.test_client()
    for language in ("en", "ar"):
        foot = reader.get(f"/people/?lang={language}").text.partition('<footer class="foot">')[2]
        assert re.findall(r'href="(/[a-z]+/)"', foot)[: len(LISTS)] == list(LISTS)
    for path in LISTS:
        assert reader.get(path).status_code == 200
    assert 'href="/calls/"' in reader.get("/no-such-page").text


@pytest.mark.usefixtures("db")
def test_who_is_signed_in_reads_first_what_needs_them(app: Flask) -> None:
    steps = ('<p class="lead">', '<ol class="steps">')
    outside = app.test_client().get("/").text
    assert all(part in outside for part in steps)
    inside = sign_in(app, make_person()).get("/").text
    assert not any(part in inside for part in steps)
    for page in (outside, inside):
        assert '<a href="/issues/new">File an issue</a>' in page
        assert '<a href="/how-it-works">' in page.partition("<aside>")[2]
