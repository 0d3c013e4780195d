"""The rooms that every page goes through: text for terminals, the masked token, times in words, search, limits."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from igtf.core import clock, moments
from igtf.core.db import writing
from igtf.core.errors import Invalid
from igtf.core.finding import search
from igtf.core.forms import Choice, Day, Line, MoveForm, Paragraphs, Several, Tick, Whole, clean
from igtf.core.i18n import pseudo
from igtf.core.page import paging
from igtf.core.page.textpage import as_text
from igtf.core.security import mask, unmask
from igtf.core.text.prose import flowing
from tests.factories import issue_form, make_person, sign_in


class EveryField(MoveForm):
    """One of each."""

    line = Line("Line", needed="Write the line.", most=10)
    text = Paragraphs("Text", most=20)
    number = Whole("Number")
    day = Day("Day")
    tick = Tick("Tick")
    one = Choice("One", [("", "none"), ("a", "A")], needed="Choose one.")
    some = Several("Some", [("a", "A"), ("b", "B")])


def filled(**answers):
    form = EveryField(MultiDict(answers))
    return form, form.validate()


def test_a_form_says_what_is_wrong_with_each_field(built):
    form, fine = filled(line="", one="", number="many", day="2026-02-30")
    assert not fine
    assert [str(text) for text in form.line.errors] == ["Write the line."]
    assert [str(text) for text in form.one.errors] == ["Choose one."]
    assert form.number.errors
    assert form.day.errors
    form, fine = filled(line="x" * 11, text="a\x07b", one="c", some="z")
    assert not fine
    assert "10" in str(form.line.errors[0])
    assert "Line 1" in str(form.text.errors[0])
    assert form.one.errors
    assert form.some.errors
    form, fine = filled(line=" cafe\u0301 ", text="a\r\nb", one="a", number="7", day="2026-02-28", some="b")
    assert fine, form.errors
    assert (form.line.data, form.text.data, form.number.data, form.some.data) == ("café", "a\nb", 7, ["b"])


def test_a_moment_at_the_ends_of_time_is_in_no_zone(built):
    with built.test_request_context():
        assert moments.in_zone(datetime.max.replace(tzinfo=UTC), "Asia/Tokyo") == ""
        assert moments.in_zone(datetime.min.replace(tzinfo=UTC), "America/Lima") == ""


@pytest.mark.parametrize(("month", "zone", "yours"), [
    (1, "UTC", ""), (1, "Africa/Bamako", ""), (1, "Africa/Dakar", ""), (1, "Europe/London", ""),
    (7, "Europe/London", "18:00 Europe/London"), (1, "Asia/Kolkata", "22:30 Asia/Kolkata"),
    (1, "Asia/Tokyo", "Tuesday 6 January 2026, 02:00 Asia/Tokyo"),
])  # fmt: skip
def test_your_time_is_what_differs_from_utc(built, month: int, zone: str, yours: str) -> None:
    with built.test_request_context():
        assert moments.in_zone(datetime(2026, month, 5, 17, tzinfo=UTC), zone) == yours


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)
    assert "\r" not in (clean(text) or "")


@given(st.text(min_size=1, max_size=60))
def test_a_masked_token_comes_back_and_never_looks_the_same(token):
    assert unmask(mask(token)) == token
    assert len({mask(token) for _each in range(20)}) > 1


def test_a_token_that_is_none_is_taken_as_it_is():
    assert unmask("not masked") == "not masked"


@given(st.text())
def test_pseudo_keeps_placeholders(text):
    assert "%(name)s" in pseudo(f"{text} %(name)s")
    assert pseudo("") == ""


def test_a_page_as_text():
    html = (
        '<title>x</title><nav>menu</nav><main><h1>Title</h1><p>One <a href="/two">two</a><br>three</p>'
        "<ul><li>a<li>b</ul><table><tr><th>k<td>v</table><form><textarea>no</textarea></form><svg>no</svg></main>"
    )
    text = as_text(html)
    assert text.startswith("# Title\n")
    assert "One two </two>" in text
    assert "* a" in text
    assert "menu" not in text
    assert "no" not in text


def test_whoever_asks_for_text_gets_text(app, db):
    answer = app.test_client().get("/how-it-works", headers={"Accept": "text/plain"})
    assert answer.mimetype == "text/plain"
    assert "<" not in answer.text.replace("</", "").split("\n")[0]


def test_times_in_words(built):
    now = clock.now()
    assert moments.ago(now) == "just now"
    assert moments.ago(now - timedelta(hours=3)) == "3 hours ago"
    assert moments.until(now + timedelta(days=1, hours=1)) == "in 1 day"
    assert moments.until(now - timedelta(days=2)).startswith("overdue by 2 days")
    assert moments.day(datetime(2026, 1, 5, 23, 30, tzinfo=UTC)) == "5 January 2026"


@pytest.mark.parametrize("mark", ["x", "2026-01-05~", "~1", "2026-01-05T12:00:00~1e9", "1~2~3", "\u0662~\u0663"])
def test_a_page_mark_that_is_none_is_said(app, db, mark):
    answer = app.test_client().get("/issues/", query_string={"after": mark})
    assert answer.status_code == 422
    with app.test_request_context(query_string={"limit": "0"}), pytest.raises(Invalid):
        paging.limit_asked()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One\ntwo.", "One two."), ("One\ntwo.\n \nThree.", "One two.|Three."), ("", ""),
        ("Asks:\n- one\n- two\nlines\n\nEnd.", "Asks:<br>- one<br>- two lines|End."),
    ],
)  # fmt: skip
def test_what_is_wrapped_in_its_source_flows_and_keeps_paragraphs_and_lists(text, shown):
    assert re.findall(r'<p dir="auto">(.*?)</p>', flowing(text)) == [part for part in shown.split("|") if part]


def test_pages_of_a_list_hold_every_row_once(app, db):
    client = sign_in(app, make_person())
    for number in range(paging.PAGE * 2 + 3):
        client.post("/issues/new", data=issue_form(title=f"Issue {number}"))
    seen, path = [], "/issues/"
    while path:
        with app.test_request_context(path):
            from igtf.issues.queries import visible_issues
            from igtf.record.models import Subject

            page = paging.paginate(visible_issues(None), Subject.active_at, Subject.id)
            seen += [row.id for row in page.rows]
            path = page.older
    assert len(seen) == len(set(seen)) == paging.PAGE * 2 + 3
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize(
    "query", ['"', "a OR", "NEAR(", "*", "a:b -c", "'; DROP TABLE subject; --", "&|!()", "\\", "日本"]
)
def test_nothing_typed_breaks_a_search(app, db, query):
    assert isinstance(search.find(query), list)
    assert app.test_client().get("/search", query_string={"q": query}).status_code == 200


def test_search_finds_words_and_beginnings_best_first(app, db):
    client = sign_in(app, make_person())
    client.post("/issues/new", data=issue_form(title="Lanterns of the coast", summary="Nothing else."))
    client.post("/issues/new", data=issue_form(title="Something else", summary="It says lanterns once."))
    hits = search.find("lanterns")
    assert len(hits) == 2
    assert hits[0].rank > hits[1].rank
    assert search.find("lanterns coas")[0].subject_id == hits[0].subject_id
    assert search.find("lantern absent") == []
    assert len(search.find("lanterns absent", any_word=True)) == 2
    with writing():
        search.remove(hits[0].subject_id)
    assert [hit.subject_id for hit in search.find("lanterns")] == [hits[1].subject_id]
    assert search.words_of("One one TWO " + "x " * 3) == ["one", "two", "x"]
    assert len(search.words_of(" ".join(map(str, range(50))))) == search.MOST_WORDS


def test_search_for_a_common_word_is_bounded(app, db, monkeypatch):
    monkeypatch.setattr(search, "COMMON", 2)
    with writing():
        for number, title in enumerate(("Lamp", "Lamp again", "Lamps", "Lampshade"), 1):
            search.put(number, title, "")
    assert {hit.subject_id for hit in search.find("lamp")} == {1, 2}  # and not the longer words
    assert {hit.subject_id for hit in search.find("lamps")} == {3, 4}


def test_a_broad_search_is_bounded_puts_titles_first_and_keeps_rare_words_apart(app, db, monkeypatch):
    monkeypatch.setattr(search, "COMMON", 5)
    with writing():
        for number in range(1, 21):
            search.put(number, "Harbour light" if number in (3, 7) else "Other", f"a common light of harbour {number}")
        search.put(21, "Buoys", "rare words about a common light")
    assert [hit.subject_id for hit in search.find("harbour light")][:2] == [7, 3]
    assert len(search.find("harbour light")) == 20
    assert len(search.find("harbour light", most=6)) == 6
    assert [hit.subject_id for hit in search.find("rare light", any_word=True)] == [21]
    assert len(search.find("harbour light", any_word=True)) == 20


def test_errors_keep_what_was_typed_and_lead_on(app, db):
    answer = app.test_client().post("/issues/1/comments", data={"text": "A long thought.", "password": "secret"})
    assert answer.status_code == 404
    assert "A long thought." in answer.text
    assert "secret" not in answer.text
    assert 'href="/search"' in answer.text
    missing = app.test_client().get("/nowhere")
    assert (missing.status_code, missing.mimetype) == (404, "text/html")
    problem = app.test_client().get("/api/v1/nowhere")
    assert (problem.status_code, problem.mimetype) == (404, "application/problem+json")
    assert set(problem.json) >= {"type", "title", "status", "detail"}
    wrong = app.test_client().delete("/issues/")
    assert wrong.status_code == 405
    assert "GET" in wrong.headers["Allow"]
    large = app.test_client().post("/sign-in", data=b"x" * (6 * 2**20 + 1), content_type="text/plain")
    assert large.status_code == 413
