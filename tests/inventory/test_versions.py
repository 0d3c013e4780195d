"""A page that shows another subject is another page once an act on that one was recorded: its version covers it.

Of all pages of the story. What a version does not cover is kept, renewed and answered by 304 for as long as an hour,
although the page would read otherwise.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import String, select, update

from igtf.consensus.models import Call, Minority, Objection
from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.council.models import Ballot
from igtf.people.events import END_SUPPORT, SupportEnded
from igtf.people.shown import note_shown
from igtf.record.by import by_clock
from igtf.record.events import record
from igtf.record.models import HIDDEN, Subject
from igtf.record.moves import url_of
from igtf.record.subjects import touch

MARK = re.compile(r"QQ(\d+)QQ")

STAYS = {
    ("draft", "group"): "A group has the name that it was proposed with, once it can be asked to adopt a draft.",
    ("recommendation", "outcome"): "An outcome on the way of a recommendation has become its issue.",
}
"""Kind of a page, and of what it shows, whose title and state change no more once it stands there; each with why."""


def marked() -> dict[int, tuple[str, str]]:
    """Write the number of each subject into its title; return the kind and address of each."""
    with writing():
        session.execute(update(Subject).values(title=Subject.title + " QQ" + Subject.id.cast(String) + "QQ"))
    rows = session.scalars(select(Subject).where(Subject.state != HIDDEN).order_by(Subject.id)).all()
    return {row.id: (row.kind, url_of(row)) for row in rows}


def with_it(subject: Subject) -> Sequence[int]:
    """Return what acts on a subject touch beside it, as the commands of its kind do."""
    if subject.kind in ("objection", "minority"):
        model: Any = Objection if subject.kind == "objection" else Minority
        call = session.get_one(model, subject.id).call
        return [call.id, call.about_id]
    if subject.kind == "call":
        return [session.get_one(Call, subject.id).about_id]
    return [session.get_one(Ballot, subject.id).decides_on_id] if subject.kind == "ballot" else []


def acted_on(number: int) -> None:
    """Let something happen to a subject, as any act does; a body is renamed."""
    subject = session.get_one(Subject, number)
    with writing():
        record(by_clock(now()), subject, END_SUPPORT, SupportEnded("nobody", ""))
        for each in (number, *with_it(subject)):
            touch(each, now())
        if subject.kind == "body":
            note_shown()


def test_each_page_is_another_one_once_something_happened_to_what_it_shows(story: Flask, one_moment: datetime) -> None:
    with story.app_context():
        subjects = marked()
    client, shown_on = story.test_client(), defaultdict[int, set[int]](set)
    for number, (_kind, url) in subjects.items():
        for found in map(int, MARK.findall(client.get(url).text)):
            shown_on[found].add(number)
    same = defaultdict[tuple[str, str], list[str]](list)
    for shown, pages in shown_on.items():
        before = {page: client.get(subjects[page][1]).headers["ETag"] for page in pages}
        with story.app_context():
            acted_on(shown)
        for page, tag in before.items():
            (kind, url), (other, address) = subjects[page], subjects[shown]
            if client.get(url, headers={"If-None-Match": tag}).status_code == 304:
                same[kind, other].append(f"{url} shows {address}")
    unnamed = {pair: found[:3] for pair, found in same.items() if pair not in STAYS}
    assert not unnamed, "cover what they show in the version of these pages: also= of subject_page"
    assert same.keys() == STAYS.keys(), "STAYS names what is covered"
