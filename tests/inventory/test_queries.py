"""Each page makes a fixed number of queries, whatever the number of rows: a list at most 4, a subject at most 8.

Who is signed in costs two more: the person with hats, and the roles; where the pieces of a subject's page that all
readers share are kept, its page makes six at most.
"""

import pytest
from flask import Flask
from sqlalchemy import select

from igtf.core.db import session
from igtf.core.keeping.impersonal import PagePiece
from igtf.core.keeping.shelf import Shelf
from igtf.people.models import Person
from igtf.record.models import Actor, Subject
from igtf.record.moves import url_of
from tests.counting import in_lines, more, reads
from tests.factories import by, issue_form, make_person, sign_in
from tests.inventory.addresses import paths

LIST, DETAIL, SIGNED_IN, KEPT = 4, 8, 2, 6
OVERVIEWS = ["/council/", "/council/members/ines", "/issues/4/decide", "/issues/6/decide", "/consultations/1/replies/7",
             "/search?q=netwrok+internte",
             "/consultations/1/baskets/1"]  # fmt: skip
"""Of neither kind: they show several things at once, within what a subject may cost."""
LISTS = ("/", "/issues/", "/issues/queue", "/outcomes/", "/groups/", "/drafts/", "/recommendations/", "/calls/",
         "/drafts/draft-igtf-newiss-terms/people", "/drafts/draft-igtf-newiss-terms/bodies",
         "/objections/", "/minority-statements/", "/reviews/", "/ballots/", "/selections/", "/elections/", "/recalls/",
         "/procedure", "/procedure/1", "/procedure-changes/", "/appeals/", "/bodies/", "/statements/",
         "/meetings/", "/meetings/planner?group=newiss", "/consultations/",
         "/calls/1/positions", "/consultations/1/replies", "/consultations/1/questions/3",
         "/people/", "/record", "/search?q=network", "/search?q=network&in=comments",
         "/statistics", "/statistics?topic=root-zone&layer=use&year=2026", "/reports/",
         "/proposal", "/desk", "/account/follows", "/notice/new", "/notice/told")  # fmt: skip


DISSENTED = ("/drafts/draft-igtf-newiss-first-home", "/recommendations/1")
"""Their pages name who signed the minority statement that goes along, which costs one query more."""

DESKS = ("/", "/desk")
"""What waits for somebody is one query, and one for each of the rarer things of which there is something."""

HOME = 4
"""Once a minute the home page asks as much for what it shows to all, also of who is signed in and comes first."""

OF_SEVERAL_KINDS = dict.fromkeys(("/", "/search?q=network"), LIST + 1)
"""Where a referred issue, or a group, with a deadline is among what they show, it is asked what that is for."""


def over(app: Flask, client, asked: list[str], most: int, *, first: bool = False) -> dict[str, list[str]]:
    """Return the pages that sent more than ``most``, with what they sent; to whoever comes ``first``, if so."""
    found = {}
    for path in asked:
        if first:
            app.extensions["igtf.pieces"] = Shelf[PagePiece](10**6)
        with reads(app) as sent:
            answer = client.get(path)
        if answer.status_code == 200 and len(sent) > most:
            found[path] = sent
    return found


def hold(found: dict[str, list[str]], known: dict[str, int]) -> None:
    """Fail unless those pages sent more that are ``known`` to, and as many as it says; say what the others sent."""
    told = {path: len(sent) for path, sent in found.items()}
    others = {path: found.get(path, []) for path in found.keys() | known.keys() if told.get(path) != known.get(path)}
    assert told == known, in_lines(others)


def subjects(app: Flask) -> list[str]:
    pages = {"issues.issue", "outcomes.outcome", "groups.group", "drafts.draft", "drafts.recommendation",
             "consensus.call", "consensus.objection", "consensus.minority", "reviews.review", "council.ballot",
             "selections.selection", "elections.election", "recalls.recall", "procedure.change", "appeals.appeal",
             "routing.body", "routing.statement", "meetings.meeting", "meetings.item", "meetings.council",
             "consultations.consultation",
             "people.person"}  # fmt: skip
    return [path for endpoint, path in paths(app, "GET") if endpoint in pages]


@pytest.fixture
def ines(story: Flask):
    with story.app_context():
        person = session.scalars(select(Person).join(Actor, Actor.id == Person.id).where(Actor.handle == "ines")).one()
        return sign_in(story, person)


def test_lists_make_few_queries(story, ines, one_moment, monkeypatch):
    hold(over(story, story.test_client(), list(LISTS), LIST), OF_SEVERAL_KINDS)
    hold(over(story, ines, list(LISTS), LIST + SIGNED_IN), dict.fromkeys(DESKS, LIST + SIGNED_IN + 1))
    monkeypatch.setitem(story.extensions, "igtf.pieces", None)  # put back at the end
    hold(over(story, ines, ["/"], LIST + SIGNED_IN, first=True), {"/": LIST + SIGNED_IN + 1 + HOME})


def test_subjects_make_few_queries(story, ines, monkeypatch):
    with story.app_context():
        asked = subjects(story) + OVERVIEWS
    assert len(asked) > 30
    monkeypatch.setitem(story.extensions, "igtf.pieces", None)  # put back at the end
    for client, most in ((story.test_client(), DETAIL), (ines, DETAIL + SIGNED_IN)):
        hold(over(story, client, asked, most, first=True), dict.fromkeys(DISSENTED, most + 1))


def test_the_next_reader_of_an_issue_group_draft_ballot_or_body_asks_less(story, ines, one_moment):
    with story.app_context():
        kinds = ("issue", "group", "draft", "recommendation", "ballot", "body")
        asked = [url_of(subject) for subject in session.scalars(select(Subject).where(Subject.kind.in_(kinds)))]
    for path in asked:
        ines.get(path)
    assert len(asked) > 30
    hold(over(story, ines, asked, KEPT), {"/ballots/4": KEPT + 1})  # the form of her own position


def test_thirty_rows_cost_what_three_do(app, db, one_moment):
    person = make_person()
    client = sign_in(app, person)
    found = []
    for rows in (3, 30):
        for _row in range(rows):
            made = client.post("/issues/new", data=issue_form())
            assert made.status_code == 302
            assert client.post("/issues/1/comments", data={"body": "A comment."}).status_code == 302
            with_hat = sign_in(app, make_person())
            with_hat.post("/issues/1/moves/support")
        found.append({})
        for path in ("/issues/", "/issues/1", "/issues/queue", "/people/"):
            for who, reader in (("a visitor", app.test_client()), ("a person", client)):
                reader.get(path)  # what is taken for granted for some seconds is known now
                with reads(app) as sent:
                    assert reader.get(path).status_code == 200
                found[-1][f"{path} for {who}"] = sent
    few, many = found
    longer = {page: more(sent, few[page]) for page, sent in many.items() if len(sent) != len(few[page])}
    assert not longer, in_lines(longer)
    assert by(person).actor_id == person.id
