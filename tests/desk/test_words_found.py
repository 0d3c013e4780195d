"""What stands in a text is found by it, in any script and on both engines alike; what does not, is not."""

import html
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from igtf.core.db import session, writing
from igtf.core.finding import search
from igtf.core.finding.search import PREFIX, TEXTS, words_of
from igtf.core.finding.tokens import words
from igtf.discussion import found
from igtf.discussion.models import Comment
from tests.databases import upgraded_from_before
from tests.factories import issue_form, make_person, sign_in
from tests.story import told

SAID = {
    "LS-6 What a second course should teach": ["LS-6", "ls 6", "second COURSE"],
    "CA/Browser Forum, since 2026-01-08": ["CA/Browser Forum", "ca browser", "2026-01-08", "2026"],
    "A/RES/70/125 and TCP/IP after COVID-19": ["A/RES/70/125", "70/125", "TCP/IP", "ip", "covid-19", "COVID"],
    "Section 3.2 of v3.2 and IGF-2024, WSIS+20": ["section 3.2", "v3.2", "IGF-2024", "wsis+20", "and/of"],
    "Ask someone@icann.org, www.example.org/path": ["someone@icann.org", "icann.org", "example", "path"],
    "snake_case, IPv6:2001 and C++": ["snake_case", "case", "ipv6:2001", "c++"],
    "Le résumé de l’été, par Œuvre": ["resume", "résumé", "RÉSUMÉ", "l’été", "l'ete", "ete", "oeuvre"],
    "El niño pidió más señales": ["nino", "NIÑO", "senales"],
    "İstanbul ve Iğdır": ["istanbul", "İstanbul", "ISTANBUL", "igdir", "Iğdır"],
    "السَّلامُ عليكم في الإنترنت ٢٠٢٦": ["السلام", "السَّلامُ", "الانترنت", "الإنترنت", "2026", "٢٠٢٦"],
    "关于网络治理的问题DNS": ["治理", "网络治理", "关于网络治理的问题", "题", "dns", "关于 问题"],
    "हिन्दी में समस्या": ["हिन्दी", "समस्या", "समस्"],
    "สวัสดีครับ โลก": ["สวัสดี", "ครับ", "โลก"],
    "인터넷 거버넌스": ["거버넌스", "인터넷", "버넌"],
    "Управление интернётом": ["управление", "интернетом", "ИНТЕРНЁТОМ"],
}
NOT_SAID = ["LS-7", "CA/Browse Forums", "2026-01-09", "71/125", "icann.com", "resumes", "理治", "关网", "سلامة", "सहम",
            "โรค", "istanbull", "управа", "'", "’", "&", "c++ d", "niñas"]  # fmt: skip


@pytest.fixture
def texts(app, db):
    """Return the texts that are searched, each under a number of its own."""
    numbers = {900_000 + place: said for place, said in enumerate(SAID)}
    with writing():
        for number, said in numbers.items():
            search.put(number, said, "")
    with writing():
        for number, said in numbers.items():
            search.put(number + 1000, "Of a text", f"It begins.\n{said}\nIt ends.")
    return numbers


def test_what_stands_in_a_title_or_in_a_text_is_found(texts):
    for number, said in texts.items():
        for query in (*SAID[said], said):
            assert {hit.subject_id for hit in search.find(query)} >= {number, number + 1000}, query
    for query in NOT_SAID:
        assert search.find(query) == [], query
    (title, text) = (hit.subject_id for hit in search.find("网络治理"))
    assert title < text, "what has the words in its title comes first"


def test_what_stands_in_a_comment_is_found(app, db):
    client = sign_in(app, make_person())
    client.post("/issues/new", data=issue_form())
    for said in SAID:
        assert client.post("/issues/1/comments", data={"body": said}).status_code == 302
    session.rollback()
    found.index_new()
    for number, said in session.execute(select(Comment.id, Comment.text)).all():
        for query in (*SAID[said], said):
            assert number in found.ids_found(query, None, 50), query
    for query in NOT_SAID:
        assert found.ids_found(query, None, 50) == [], query
    reader = app.test_client()
    for query, shown in (
        ("网络治理", "关于<b>网络治理</b>的问题DNS"), ("السلام", "<b>السَّلامُ</b> عليكم"),
        ("resume", "Le <b>résumé</b> de l’été"),
        ("l'ete", "de <b>l’été</b>, par"), ("covid-19", "after <b>COVID</b>-<b>19</b>"), ("हिन्दी", "<b>हिन्दी</b> में"),
    ):  # fmt: skip
        assert shown in html.unescape(reader.get(f"/search?in=comments&q={query}").text), query


SCRIPTS = "aZéßİıø'’-/.5٥ жΣ ابَّأ हिन्दी สวัด 关于网络治理 가 \u3099か"
TEXT = st.text(st.sampled_from(SCRIPTS) | st.characters(exclude_categories=("Cs", "Cc")), max_size=40)


@pytest.mark.parametrize("_same", ["the rule of words says what is found"])
def test_both_engines_find_what_has_the_words_and_nothing_else(app, db, _same):
    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(TEXT, st.lists(TEXT, max_size=4))
    def one(said, others):
        with writing():
            search.put(900_000, said, "")
        for query in (said, *said.split()[:8], *others):
            wanted, has = words_of(query), set(words(said))
            if not wanted:
                continue
            *all_, last = wanted
            begun = len(last) >= PREFIX and any(word.startswith(last) for word in has)
            expected = set(all_) <= has and (last in has or begun)
            assert bool(search.find(query)) == expected, (said, query)

    one()


@pytest.mark.apart
def test_each_subject_and_comment_of_the_story_is_found_by_its_own_words(request, engine_name, app_over):
    with request.getfixturevalue(engine_name).fresh(told) as url:
        app = app_over(url)
        with app.app_context():
            found.index_new()
            session.rollback()
            titles = session.execute(select(TEXTS.c.rowid, TEXTS.c.title)).all()
            found_by = {title: {hit.subject_id for hit in search.find(title)} for _number, title in titles}
            assert len(titles) > 100
            assert [title for number, title in titles if number not in found_by[title]] == []
            said = session.execute(select(Comment.id, Comment.text).where(Comment.hidden_at.is_(None))).all()
            assert [text for number, text in said if number not in found.ids_found(text, None, 50)] == []
            session.rollback()
        app.extensions["igtf.db"].dispose()


def test_the_words_are_made_anew_by_the_migration(app, db, db_url):
    client = sign_in(app, make_person("ada"))
    client.post("/issues/new", data=issue_form(title="关于网络治理的问题"))
    client.post("/issues/1/comments", data={"body": "Le résumé de l’été"})
    client.post("/issues/1/comments", data={"body": "Another résumé"})
    upgraded_from_before(db_url, "0096")
    assert [hit.title for hit in search.find("治理")] == ["关于网络治理的问题"]
    assert found.ids_found("resume", None, 50) == [2, 1]
    assert re.search("/people/ada", app.test_client().get("/search?q=ada").text)
    client.post("/comments/1/edit", data={"body": "Le 网络"})
    session.rollback()
    found.index_new()
    assert (found.ids_found("resume", None, 50), found.ids_found("网络", None, 50)) == ([2], [1])
