"""Who has to do with an issue hears of the drafts that address it, once (procedure, section 13)."""

import pytest
from sqlalchemy import select

from igtf.core.db import session
from igtf.core.stopping import stop_url
from igtf.drafts import audiences
from igtf.people.models import Person
from igtf.record.models import Actor, Subject
from tests.drafts.making import revise, submit
from tests.drafts.samples import GOOD
from tests.factories import issue_form, later, mails_to, make_person, set_pace, sign_in
from tests.groups.making import active_group

AS_CHAIR = "Why this mail came: it addresses an issue in the work of a group that you chair."
AS_FOLLOWER = "Why this mail came: it addresses an issue that you follow or support."


@pytest.fixture
def scene(app, db):
    """Return the client of who writes drafts, beside a chair of the group on issue 1, who follows and who supports it,
    who supports it and wants no mail about it, and who follows issue 2."""
    people = {name: make_person(name) for name in ("chair", "follows", "supports", "muted", "other")}
    files = sign_in(app, make_person("files"))
    for number in (1, 2):
        assert files.post("/issues/new", data=issue_form(title=f"Issue number {number}")).status_code == 302
    active_group(app, people["chair"])
    clients = {name: sign_in(app, person) for name, person in people.items()}
    for name, path in (("follows", "1/follow"), ("other", "2/follow"), ("supports", "1/moves/support"),
                       ("muted", "1/moves/support")):  # fmt: skip
        assert clients[name].post(f"/issues/{path}").status_code == 302
    with app.test_request_context():
        stop = stop_url(people["muted"].id, session.scalars(select(Subject.id).where(Subject.ref == "1")).one())
    assert app.test_client().post(stop).status_code == 200
    return sign_in(app, make_person("ines"))


def told(app, *names: str) -> dict[str, list[str]]:
    """Return the mails about the draft to some people, each on one line."""
    return {name: [" ".join(mail.text.split()) for mail in mails_to(app, name) if "draft-ines-landlocked" in mail.text]
            for name in names}  # fmt: skip


EVERYBODY = ("chair", "follows", "supports", "muted", "other", "ines")


def test_a_new_draft_is_told_to_the_chairs_on_its_issue_and_to_who_follows_or_supports_it(app, scene):
    asked = scene.get("/drafts/new").text
    assert submit(scene).status_code == 302, asked
    found = told(app, *EVERYBODY)
    assert {name: len(mails) for name, mails in found.items()} == dict.fromkeys(EVERYBODY, 0) | {
        "chair": 1, "follows": 1, "supports": 1,
    }  # fmt: skip
    assert AS_CHAIR in found["chair"][0]
    assert AS_FOLLOWER in found["follows"][0]
    assert AS_FOLLOWER in found["supports"][0]
    assert "Issues that it newly addresses: > #1" in found["follows"][0]


def test_a_revision_is_told_to_those_on_an_issue_that_the_one_before_did_not_address(app, scene):
    assert submit(scene).status_code == 302
    assert revise(scene).status_code == 302
    assert sum(map(len, told(app, "follows", "supports", "chair", "other").values())) == 3, "nothing new about issue 1"
    both = GOOD.replace("addresses: [1]", "addresses: [1, 2]").replace("Publish prices.", "Publish prices at last.")
    assert revise(scene, source=both).status_code == 302
    found = told(app, "follows", "supports", "chair", "other")
    assert {name: len(mails) for name, mails in found.items()} == {"follows": 1, "supports": 1, "chair": 1, "other": 1}
    assert AS_FOLLOWER in found["other"][0]
    assert "Issues that it newly addresses: > #2" in found["other"][0]


def test_who_follows_the_issue_no_more_finds_the_draft_in_no_digest(app, scene):
    for handle in ("late", "left"):
        person = make_person(handle)
        set_pace(person, "daily")
        assert sign_in(app, person).post("/issues/1/follow").status_code == 302
    assert submit(scene).status_code == 302
    assert told(app, "late", "left") == {"late": [], "left": []}
    assert sign_in(app, person).post("/issues/1/follow", data={"stop": "1"}).status_code == 302
    with later(app, 1.1):
        found = told(app, "late", "left")
    assert {name: len(mails) for name, mails in found.items()} == {"late": 1, "left": 0}


def test_of_an_issue_that_was_merged_those_are_told_who_went_along(app, scene):
    files = sign_in(app, session.scalars(select(Person).join(Person.actor).where(Actor.handle == "files")).one())
    assert files.post("/issues/2/moves/merge", data={"other": "1", "reason": "It asks the same."}).status_code == 302
    assert submit(scene, source=GOOD.replace("addresses: [1]", "addresses: [2]")).status_code == 302
    found = told(app, *EVERYBODY)
    assert {name for name, mails in found.items() if mails} == {"chair", "follows", "supports", "other"}


def test_a_draft_that_lists_very_many_issues_is_no_way_to_write_to_everybody(app, scene, monkeypatch):
    monkeypatch.setattr(audiences, "MOST_ISSUES", 1)
    assert submit(scene, source=GOOD.replace("addresses: [1]", "addresses: [1, 2]")).status_code == 302
    assert not any(told(app, *EVERYBODY).values())
