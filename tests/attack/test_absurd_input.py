"""Addresses that ask for too much: answered in bounded time and size, or refused with a sentence; then all is fast."""

import re
import sys
from unicodedata import combining, normalize
from urllib.parse import urlencode

import pytest

from igtf.core.text.plaintext import normal
from igtf.notice.keys import holds_key
from tests.factories import issue_form
from tests.timing import cpu_seconds

LISTS = ("/issues/", "/people/", "/drafts/", "/groups/", "/bodies/", "/statements/", "/record", "/outcomes/", "/search",
         "/recommendations/", "/meetings/", "/feeds/issues.atom", "/api/v1/issues", "/api/v1/people",
         "/api/v1/events")  # fmt: skip
WORDS = " ".join(f"word{number}" for number in range(10_000))
COMMON = "the of and to in a is for on that by with as it at from be this are or"

ASKED = {
    "deep": {"after": "0001-01-01T00:00:00~1", "before": "1"},
    "future": {"before": "9999-12-31T23:59:59.999999~999999999999999999"},
    "zone": {"after": "9999-12-31T23:59:59+14:00~1"},
    "no number": {"after": "2026-01-01~-1", "before": "x" * 10_000},
    "limit": {"limit": str(10**30)},
    "no limit": {"limit": "-1"},
    "10,000 words": {"q": WORDS, "name": WORDS},
    "500 words": {"q": WORDS[:4000], "name": WORDS[:4000]},
    "one long word": {"q": "a" * 4000, "name": "a" * 4000},
    "one longer word": {"q": "a" * 60_000},
    "common words": {"q": COMMON, "name": COMMON},
    "signs": {"q": "* OR NEAR( ) \" ' : & | ! <-> %" * 50, "name": "%_" * 300},
    "1,000 filters": {f"filter{number}": "x" for number in range(1000)},
    "200 filters": {f"filter{number}": "x" for number in range(200)},
    "one filter often": [("state", "open")] * 99 + [("topic", "jurisdiction")] * 99,
    "long filters": {"state": "x" * 2000, "topic": "x" * 2000, "kind": "x" * 2000, "group": "x" * 2000},
}

LONG = {
    "spaces": "a" + " " * 50_000 + "b", "tabs": "a/b" + "\t" * 50_000 + "c", "commas": ", " * 25_000,
    "signs": 'a="' + '\\"' * 25_000, "parameters": "a" + ";b=c" * 12_000, "parts": "en" + "-a" * 25_000,
}  # fmt: skip
HEADERS = ("Accept", "Accept-Language", "Accept-Encoding", "If-None-Match", "Cookie", "Range", "Content-Type",
           "Authorization", "X-Forwarded-For")  # fmt: skip

LONGEST = 1.0
"""Seconds of processor time for an answer; a usual one takes some hundredths."""


def test_what_asks_for_too_much_is_bounded(filer):
    filer.post("/issues/new", data=issue_form(title="The issue of a land that is on it"))
    for what, given in ASKED.items():
        asked = urlencode(given)
        for path in LISTS:
            answers = []
            taken = cpu_seconds(lambda answers=answers, at=f"{path}?{asked}": answers.append(filer.get(at)), tries=1)
            answer = answers[0]
            assert answer.status_code in (200, 404, 414, 422), (what, path, answer.status_code)
            assert taken < LONGEST, (what, path, taken)
            assert len(answer.data) < 400_000, (what, path, len(answer.data))
            if answer.status_code == 414:
                assert len(asked) > 8192 or asked.count("&") >= 200
                assert "Search for fewer words" in answer.text
    assert cpu_seconds(lambda: filer.get("/issues/"), enough=LONGEST / 2) < LONGEST / 2


def test_a_long_header_is_read_in_bounded_time(filer, client):
    for header in HEADERS:
        for what, text in LONG.items():
            taken = cpu_seconds(lambda named={header: text}: client.get("/issues/1", headers=named), tries=1)
            assert taken < LONGEST / 2, (header, what, taken)
    assert client.get("/issues/1", headers={"Accept": "text/plain"}).mimetype == "text/plain"


MARKS = "a" + "\u0301" * 20_000 + "\u0323" * 20_000
"""What takes seconds to be put in order, and ten times as many minutes."""
ANYBODY = {
    "marks at sign-in": ("/sign-in", {"login": MARKS}),
    "long address at sign-in": ("/sign-in", {"login": "a" * 3_000_000 + "@people.example"}),
    "many names": ("/register", {"name": " ".join(f"w{n}" for n in range(60_000)), "password": "ab" * 100_000}),
    "marks": ("/register", {"name": MARKS, "handle": MARKS, "organisation": MARKS}),
    "long address": ("/register", {"email": "a" * 3_000_000 + "@people.example"}),
}  # fmt: skip
JOINS = {"handle": "ines", "email": "ines@people.example", "password": "a long enough password", "login": "ines"}


@pytest.mark.parametrize("what", ANYBODY)
def test_what_anybody_may_post_is_answered_in_bounded_time(app, db, client, what):
    (place, given), answers = ANYBODY[what], []
    taken = cpu_seconds(lambda: answers.append(client.post(place, data=JOINS | given)), tries=1)
    assert answers[0].status_code == 422
    assert taken < LONGEST / 2


def test_text_with_more_marks_on_a_letter_than_any_language_has_keeps_the_first_of_them(filer):
    faces = "\U0001f600" * 100
    title = f"Việt हिन्दी में {faces} Z" + "\u0301" * 40
    assert filer.post("/issues/new", data=issue_form(title=title)).status_code == 302
    assert filer.get("/api/v1/issues/2").json["title"] == f"Việt हिन्दी में {faces} Ź" + "\u0301" * 29


def test_each_sign_that_goes_on_a_letter_is_counted():
    signs = [char for char in map(chr, range(sys.maxunicode)) if combining(normalize("NFKD", char)[0])]
    assert len(signs) > 900
    assert [sign for sign in signs if len(normal("NFKD", "a" + (sign + "\u0334") * 100)) > 100] == []


def pages_from(client, path):
    """Return the pages that begin at a path and go on to older ones, to the last."""
    found = []
    while path:
        found.append(client.get(path).text)
        older = re.search(r'rel="next" href="([^"]+)"', found[-1])
        path = older and older[1]
    return found


def test_former_wordings_are_on_as_many_pages_as_they_need(filer, client):
    for number in range(24):
        given = issue_form(title=f"Title {number}.", description=f"Words {number}. " * 100)
        assert filer.post("/issues/1/moves/edit", data=given).status_code == 302
    pages = pages_from(client, "/issues/1/versions")
    assert [page.count("<h2>Version") for page in pages] == [10, 10, 4]
    changed = [re.search(r"Title <del>.*?(\d+)</del><ins>.*?(\d+)</ins>", page) for page in pages[:2]]
    assert [found and found.groups() for found in changed] == [("22", "23"), ("12", "13")], "also across the pages"
    assert client.get("/issues/1/versions?before=99").text.count("<h2>Version") == 10


def test_former_texts_of_a_comment_are_on_as_many_pages_as_they_need(filer, client):
    assert filer.post("/issues/1/comments", data={"body": "Text 0."}).status_code == 302
    for number in range(1, 31):
        assert filer.post("/comments/1/edit", data={"body": f"Text {number}."}).status_code == 302
    pages = pages_from(client, "/comments/1/history")
    assert [page.count("Until") for page in pages] == [25, 5]
    assert ("Text 29." in pages[0], "Text 0." in pages[1], "Text 5." in pages[0]) == (True, True, True)


def test_a_file_that_no_folder_can_have_is_not_there(client):
    for name in ("a" * 300, "a/" * 3_000, "..", "css/ORDER/x"):
        assert client.get(f"/static/any/{name}").status_code == 404, name[:20]


def test_a_reply_by_mail_is_looked_through_in_bounded_time(app):
    with app.test_request_context("/"):
        for letter in ("-", "a", "https://", "@", "a@b."):
            short, long = ((letter * (size // len(letter))) for size in (1_250, 20_000))  # squared: 256 times as long
            limit = max(0.02, 100 * cpu_seconds(lambda text=short: holds_key(text)))
            assert cpu_seconds(lambda text=long: holds_key(text), enough=limit) < limit, letter
