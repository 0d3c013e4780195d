"""What is kept for all readers is in no language: the story, told by who reads the pseudo one, holds none of it."""

import json
import re

from sqlalchemy import select

from igtf.core.db import Base, session
from igtf.core.i18n import OWN_NAMES, pseudo
from igtf.issues.models import Issue
from igtf.record.models import Event, Payload, Subject

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_WRITTEN = re.compile(rf"\b[0-9]{{1,2}} ({_MONTHS}) 20[0-9]{{2}}\b")
_MARK = "·]"
"""How a text of the pseudo language ends; one that is too short for its dots says nothing."""


def test_no_column_holds_the_language_of_who_acted(story):
    assert _MARK in pseudo("Ballot")
    with story.app_context():
        held = {
            f"{table.name}.{column.name}: {said[:200]}"
            for table in Base.metadata.sorted_tables for column in table.columns
            for said in map(str, session.scalars(select(column))) if _MARK in said
        }  # fmt: skip
    assert held == set()


def test_no_entry_of_the_record_holds_a_date_as_a_language_writes_it(story):
    with story.app_context():
        entries = session.execute(select(Event.kind, Payload.data).join(Payload, Payload.event_id == Event.id)).all()
    assert {row.kind for row in entries if _WRITTEN.search(json.dumps(row.data, ensure_ascii=False))} == set()


def test_the_bodies_found_for_an_issue_are_the_same_in_every_language(story):
    """Mandates are in English, so the topic of an issue is compared with them in English too."""
    with story.app_context():
        numbers = list(session.scalars(select(Subject.ref).join(Issue, Issue.id == Subject.id).order_by(Subject.id)))
    reader, found = story.test_client(), {}
    for language in OWN_NAMES:
        for number in numbers:
            page = reader.get(f"/issues/{number}", headers={"Accept-Language": language}).text
            assert f'<html lang="{language}"' in page
            ranked = page.partition('<ol class="ranked">')[2].partition("</ol>")[0]
            found[language, number] = re.findall('href="/bodies/([^"]+)"', ranked)
    assert all(found[language, number] == found["en", number] for language, number in found)
    assert any(found.values())
    assert not all(found["en", number] for number in numbers)
