"""No text that is shown of a subject is forgotten where mentions are kept; those of the story are all kept."""

from flask import Flask
from sqlalchemy import Column, select
from sqlalchemy.sql.visitors import iterate

from igtf.core.db import Base, session
from igtf.record.models import Alias, Relation, Subject
from igtf.record.references import SHOWN_TEXTS, linked_in
from igtf.record.relations import MENTIONS

OTHERS = {
    "comment_version.html": "a former text", "draft_comparison.html": "of two texts",
    "interest_statement.html": "of a person", "mail.html": "a mail",
}  # fmt: skip
"""HTML that is kept and is no text of a subject as it is now, with what it is instead."""


def _shown() -> set[str]:
    """Return the columns that are asked for what is shown of subjects."""
    parts = [part for text in SHOWN_TEXTS for part in iterate(text.selected_columns[1])]
    return {str(part) for part in parts if isinstance(part, Column)}


def test_each_text_that_is_shown_mentions(built: Flask):
    kept = {
        f"{table.name}.{column.name}" for table in Base.metadata.tables.values() for column in table.columns
        if column.name == "html" or column.name.endswith("_html")
    }  # fmt: skip
    assert kept - set(OTHERS) == _shown()
    assert set(OTHERS) <= kept


def test_what_the_story_names_is_mentioned_and_nothing_else(story: Flask):
    with story.app_context():
        named = {
            (number, name) for text in SHOWN_TEXTS for number, html in session.execute(text) for name in linked_in(html)
        }  # fmt: skip
        ids = {(alias.kind, alias.ref): alias.subject_id for alias in session.scalars(select(Alias))}
        ids |= {(subject.kind, subject.ref): subject.id for subject in session.scalars(select(Subject))}
        wanted = {(number, ids[name]) for number, name in named if ids[name] != number}
        mentions = session.execute(select(Relation.subject_id, Relation.target_id).where(Relation.kind == MENTIONS))
        assert wanted == {tuple(row) for row in mentions}
        assert len(wanted) > 5
