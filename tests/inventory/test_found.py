"""Whatever the story has is found by its title, as pages show it."""

from flask import Flask
from sqlalchemy import select

from igtf.core.db import session
from igtf.core.finding import search, tokens
from igtf.desk import queries
from igtf.issues.alike import alike
from igtf.record.models import HIDDEN, Subject
from tests.factories import broken_promises

EVERY = 10_000


def test_each_subject_of_the_story_is_found_by_its_title_and_by_each_word_of_it(story: Flask):
    with story.app_context():
        shown = session.execute(select(Subject.id, Subject.kind, Subject.title).where(Subject.state != HIDDEN)).all()
        by_word = {
            word: {hit.subject_id for hit in search.find(word, most=EVERY)}
            for word in {word for row in shown for word in tokens.asked(row.title)}
        }
        missed = {
            (row.kind, row.title, word) for row in shown for word in tokens.asked(row.title)
            if row.id not in by_word[word]
        }  # fmt: skip
        assert missed == set()
        for row in shown:
            assert row.id in {found.id for found in queries.found(row.title, {}).rows}, row.title
        assert {row.kind for row in shown} > {"call", "issue", "group", "draft", "body", "statement", "ballot"}
        assert broken_promises() == []


def test_no_stranger_is_like_an_issue_of_the_story_and_the_duplicate_is(story: Flask):
    with story.app_context():
        issues = {row.title: row for row in session.scalars(select(Subject).where(Subject.kind == "issue"))}
        found = {
            title: [row.title for row in alike(title, row.summary, topic=row.topic, but=row.id)]
            for title, row in issues.items()
        }  # fmt: skip
        assert found["Meetings decide without those who cannot travel"] == [], "all share words such as “without”"
        assert found["My supplier sent the wrong router"] == []
        assert found["Switching the network off in an emergency"][0] == "Networks are shut down without notice"
