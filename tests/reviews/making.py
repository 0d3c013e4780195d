"""Directorates and drafts for tests, made through the front door or by the commands."""

from datetime import timedelta
from typing import Any

from flask import Flask

from igtf.core import clock
from igtf.core.db import session
from igtf.drafts.models import Draft
from igtf.groups import commands
from igtf.groups.models import Group
from igtf.people.models import Person
from igtf.record.models import Subject
from igtf.record.queries import subject_of
from igtf.reviews.models import Review
from tests.drafts.samples import GOOD
from tests.factories import by, issue_form, sign_in
from tests.groups.making import active_group


def directorate(app: Flask, chair: Person, *members: Person, acronym: str = "hrdir") -> Group:
    """Return an active directorate led by ``chair``, under a group of the same chair, with ``members``."""
    if not session.query(Subject.id).filter(Subject.kind == "group", Subject.ref == "icost").count():
        active_group(app, chair)
    found: Group = commands.establish(
        acronym=acronym, title="Human rights directorate", kind="directorate", summary="Reads drafts for rights.",
        mandate="Read drafts.", chairs=chair.actor.handle, parent="icost", by=by(chair),
    )  # fmt: skip
    for member in members:
        commands.join(found, by=by(member))
    return found


def draft_by(app: Flask, author: Person, topic: str = "landlocked") -> Draft:
    """Return a draft submitted by ``author``."""
    client = sign_in(app, author)
    if not session.query(Subject.id).filter(Subject.kind == "issue").count():
        client.post("/issues/new", data=issue_form())
    name = f"name: {author.actor.name}"
    source = GOOD.replace("name: Ines Beispiel", name)
    done = client.post("/drafts/new", data={"name": topic, "source": source, "step": "done"})
    assert done.status_code == 302, done.text
    session.rollback()
    return session.get_one(Draft, subject_of("draft", f"draft-{author.actor.handle}-{topic}").id)


def day(ahead: int) -> str:
    """Return the day that many days from now, as forms take it."""
    return (clock.now() + timedelta(days=ahead)).date().isoformat()


def ask(app: Flask, who: Person, draft: Draft, **changes: Any) -> Any:
    """Ask for a review through the page of the draft."""
    given = {"directorate": "hrdir", "due": day(14), "note": "Look at section 2."} | changes
    return sign_in(app, who).post(f"/drafts/{draft.subject.ref}/moves/request-review", data=given)


def review(number: int = 1) -> Review:
    """Return a review by its number, read anew."""
    session.rollback()
    found = session.get_one(Review, subject_of("review", str(number)).id)
    session.refresh(found)
    return found


def move(app: Flask, who: Person, name: str, number: int = 1, **given: Any) -> Any:
    """Make a move of a review through its page."""
    return sign_in(app, who).post(f"/reviews/{number}/moves/{name}", data=given)
