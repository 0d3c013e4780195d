"""A program that mirrors the site reads on in the record, and finds each comment that an entry brought or changed."""

from datetime import datetime
from typing import NamedTuple

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from igtf.api import queries
from igtf.core.clock import now
from igtf.core.db import session
from igtf.discussion.commands import show_comment
from igtf.discussion.models import Comment
from igtf.people.models import Person
from igtf.record.by import by_importer
from igtf.record.models import Actor, Event
from igtf.routing.bodies import seed_bodies
from tests.api.kit import ROOT, Caller, issue_fields
from tests.api.test_tables import rows_in
from tests.counting import reads
from tests.drafts.samples import GOOD
from tests.factories import by, later, make_person, sign_in
from tests.routing.test_recommendations import publish


def test_an_entry_names_the_comment_that_it_brought(app, db):
    caller, reader = Caller(app, make_person("ines")), app.test_client()
    caller.post("/issues", issue_fields())
    place = caller.get("/events").json["items"][0]["log_index"]
    made = caller.post("/issues/1/comments", {"text": "Why?"}).json
    caller.post(f"/comments/{made['number']}/edit", {"text": "Why now?"})
    edited, added = caller.get("/events").json["items"][:2]
    assert (added["kind"], added["data"]["comment"], added["made"]) == ("comment.add", 0, made["self"])
    assert (edited["kind"], edited["data"]["comment"], edited["made"]) == ("comment.edit", made["number"], None)
    assert reader.get(added["made"]).json["text"] == "Why now?"
    assert caller.get(added["self"].removeprefix(ROOT)).json["made"] == made["self"]
    onwards = caller.get(f"/events?since={place or 0}").json["items"]
    assert made["self"] in [each["made"] for each in onwards] or place is None
    rows = rows_in(reader.get(f"{ROOT}/events.csv?kind=comment.add"))
    assert [row["made"] for row in rows] == [f"http://127.0.0.1:8000{made['self']}"]


def test_comments_are_read_since_a_moment(app, db):
    caller = Caller(app, make_person("ines"))
    caller.post("/issues", issue_fields())
    first = caller.post("/issues/1/comments", {"text": "First."}).json
    with later(app, 2) as at:
        second = caller.post("/issues/1/comments", {"text": "Second."}).json
        day = f"{at:%Y-%m-%d}"
    since = f"/issues/1/comments?since={day}"
    assert [each["number"] for each in caller.get(since).json["items"]] == [second["number"]]
    assert [row["number"] for row in rows_in(app.test_client().get(f"{ROOT}/issues/1/comments.csv?since={day}"))] == [
        str(second["number"])
    ]
    with later(app, 3):
        caller.post(f"/comments/{first['number']}/edit", {"text": "First, with more."})
        assert [each["text"] for each in caller.get(since).json["items"]] == ["First, with more.", "Second."]
        page = caller.get(f"{since}&limit=1").json
        assert "since=" in page["next"]
        assert caller.get(f"{since}&after={first['number']}").json["items"][0]["number"] == second["number"]
    assert "since" in caller.get("/issues/1/comments?since=yesterday").json["errors"]


class Site(NamedTuple):
    """Who acts on a site with comment 1 on a paragraph of a draft, and comments 2 and 3 on issue 1."""

    author: Caller
    moderator: Person
    judge: FlaskClient
    reader: FlaskClient

    def since(self, at: datetime, place: str = "/issues/1") -> list[int]:
        """Return the numbers of the comments that the list and the table name as changed since a moment."""
        asked = f"{place}/comments?since={at:%Y-%m-%dT%H:%M:%SZ}"
        listed = [each["number"] for each in self.author.get(asked).json["items"]]
        table = rows_in(self.reader.get(f"{ROOT}{asked.replace('comments?', 'comments.csv?')}"))
        assert [row["number"] for row in table] == [str(number) for number in listed]
        return listed


@pytest.fixture
def site(app, db):
    ines, moderator = make_person("ines"), make_person("judge", roles=("moderator",))
    author, client = Caller(app, ines), sign_in(app, ines)
    author.post("/issues", issue_fields())
    assert client.post("/drafts/new", data={"name": "lines", "source": GOOD, "step": "done"}).status_code == 302
    drafted = author.post("/drafts/draft-ines-lines/comments", {"text": "Why Jane Exemplar?", "paragraph": 1})
    said = [author.post("/issues/1/comments", {"text": text}) for text in ("Of Jane Exemplar.", "Of nobody.")]
    assert [each.json["number"] for each in (drafted, *said)] == [1, 2, 3]
    return Site(author, moderator, sign_in(app, moderator), app.test_client())


def test_a_comment_that_is_shown_again_changed_then(app, site):
    assert site.judge.post("/comments/2/hide", data={"reason": "Rude."}).status_code == 302
    with later(app, 2) as at:
        assert site.since(at) == []
        show_comment(session.get_one(Comment, 2), reason="An appeal was upheld.", by=by(site.moderator))
        assert site.since(at) == [2]
        assert site.since(at, "/drafts/draft-ines-lines") == []
        with reads(app) as said:
            site.reader.get(f"{ROOT}/issues/1/comments?since={at:%Y-%m-%d}")
        assert len(said) <= 4
    with later(app, 3) as at:
        assert site.since(at) == []


def test_a_comment_that_is_opened_again_changed_then(app, site):
    assert site.author.post("/comments/1/resolve", {"reason": "It says so now."}).status_code == 200
    with later(app, 2) as at:
        assert site.since(at, "/drafts/draft-ines-lines") == []
        assert site.author.post("/comments/1/reopen", {"reason": "Not yet."}).status_code == 200
        assert site.since(at, "/drafts/draft-ines-lines") == [1]
        assert site.since(at) == []


def removed(kind: str, **words: str) -> dict[str, str]:
    number = session.scalars(select(Event.id).where(Event.kind == kind).order_by(Event.id.desc())).first()
    return {"entry": str(number), "reason": "A court asks for it.", "step": "done", **words}


def test_all_comments_of_a_subject_may_have_changed_when_words_were_removed(app, site):
    """Of which is kept nowhere; what the entry of a comment is called stays as it is."""
    made = site.author.get("/events?kind=comment.add").json["items"][0]["made"]
    with later(app, 2) as at:
        assert site.since(at) == []
        passage = removed("comment.add", passage="Jane Exemplar")
        assert site.judge.post("/record/redact", data=passage).status_code == 302
        assert site.since(at) == [2, 3]
        assert site.since(at, "/drafts/draft-ines-lines") == []
        assert "Jane" not in site.author.get("/comments/2").json["text"]
    with later(app, 4) as at:
        assert site.since(at) == []
        assert site.judge.post("/comments/3/hide", data={"reason": "Rude."}).status_code == 302
    with later(app, 6) as at:
        assert site.since(at) == []
        assert site.judge.post("/record/redact", data=removed("comment.add")).status_code == 302
        assert site.since(at) == [2, 3]
        assert site.author.get("/events?kind=comment.add").json["items"][0]["made"] == made


def test_words_that_went_with_those_of_a_draft_changed_the_comments_on_its_recommendation_too(app, site):
    """The entry is on the draft; the recommendation has its text, and lost the words as well."""
    seed_bodies(by_importer(now()))
    desk = make_person(roles=("secretariat",))
    publish(app, desk, sign_in(app, session.scalars(select(Person).join(Actor).where(Actor.handle == "ines")).one()),
            "roads", number="2")  # fmt: skip
    made = site.author.post("/recommendations/1/comments", {"text": "Of Jane Exemplar."})
    assert made.status_code == 201, made.text
    with later(app, 20) as at:
        assert site.since(at, "/recommendations/1") == []
        passage = removed("draft.publish", passage="Jane Exemplar")
        answer = site.judge.post("/record/redact", data=passage)
        assert answer.status_code == 302, answer.text
        assert site.since(at, "/recommendations/1") == [made.json["number"]]
        assert site.since(at) == []


def test_more_comments_that_were_shown_again_than_are_named_list_them_all(app, site, monkeypatch):
    monkeypatch.setattr(queries, "MOST_AGAIN", 1)
    assert site.judge.post("/comments/2/hide", data={"reason": "Rude."}).status_code == 302
    with later(app, 2) as at:
        show_comment(session.get_one(Comment, 2), reason="An appeal was upheld.", by=by(site.moderator))
        assert site.since(at) == [2, 3]
