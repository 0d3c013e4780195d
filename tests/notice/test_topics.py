"""Who follows a topic, or everything, is told of what the followers of a subject are told (procedure, section 13)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from igtf.consensus.commands import open_call
from igtf.core.clock import now
from igtf.core.db import session
from igtf.core.mail import Mail
from igtf.notice.models import TopicFollow
from igtf.notice.worker import work_once
from igtf.record.queries import subject_of
from tests.drafts.making import submit
from tests.drafts.samples import GOOD
from tests.factories import by, issue_form, make_person, sign_in
from tests.selection.choosing import call_form

PAGE = "/account/follows"


@pytest.fixture
def readers(app, db):
    """Return the clients of one who follows a topic, one who follows another, and one who follows everything."""
    found = [sign_in(app, make_person(name)) for name in ("reader", "other", "keen")]
    given = ({"topics": ["net-neutrality"]}, {"topics": ["spam"]}, {"everything": "y"})
    for client, chosen in zip(found, given, strict=True):
        assert client.post(PAGE, data=chosen).location == PAGE
    return found


def told(app) -> dict[str, str]:
    """Return to whom the mails went since the last look, with their text."""
    work_once(app)
    session.rollback()
    found = {mail.to.partition("@")[0]: mail.text for mail in session.scalars(select(Mail))}
    session.query(Mail).delete()
    session.commit()
    return found


def test_who_follows_a_topic_or_everything_is_told_and_stops_it(app, readers):
    _reader, other, keen = readers
    filer = sign_in(app, make_person("filer"))
    assert filer.post("/issues/new", data=issue_form(topic="net-neutrality")).status_code == 302
    told(app)
    assert filer.post("/issues/1/comments", data={"body": "News of lamps."}).status_code == 302
    mails = told(app)
    assert set(mails) == {"reader", "keen"}
    assert "you follow its topic" in mails["reader"]
    assert "you follow everything" in mails["keen"]
    stop = mails["reader"].partition("/notice/stop/")[2].split()[0]
    assert app.test_client().post(f"/notice/stop/{stop}").status_code == 200
    assert keen.post(PAGE, data={}).status_code == 302
    assert filer.post("/issues/1/comments", data={"body": "More of it."}).status_code == 302
    assert told(app) == {}, "one stopped mail about this, the other follows nothing"
    assert filer.post("/issues/new", data=issue_form(title="Another", topic="net-neutrality")).status_code == 302
    told(app)
    assert filer.post("/issues/2/comments", data={"body": "And here."}).status_code == 302
    assert set(told(app)) == {"reader"}, "the topic is followed all the same"
    assert other.get(PAGE).text.count(" checked") == 1


def test_who_follows_a_topic_is_told_of_calls_and_objections_about_what_is_of_it(app, readers):
    lead, raiser = make_person("lead", roles=("council", "council-chair")), sign_in(app, make_person("raiser"))
    raiser.post("/issues/new", data=issue_form(topic="net-neutrality"))
    told(app)
    open_call(subject_of("issue", "1"), kind="question", question="Ready?", closes_at=now() + timedelta(days=14),
              by=by(lead))  # fmt: skip
    opened = told(app)
    assert "you follow its topic" in opened["reader"]
    assert "other" not in opened
    given = {"reason": "It costs too much.", "change": "Add a section on costs."}
    assert raiser.post("/calls/1/moves/object", data=given).status_code == 302
    assert "It costs too much." in told(app)["reader"]
    assert raiser.post("/issues/1/moves/edit", data=issue_form(topic="spam")).status_code == 302
    told(app)
    assert sign_in(app, lead).post("/objections/1/moves/answer", data={"answer": "No."}).status_code == 302
    assert set(told(app)) == {"raiser", "other", "keen"}, "the topic that the issue has now"


def test_what_is_followed_is_chosen_from_the_list_kept_private_and_goes_with_the_account(app, readers):
    reader = readers[0]
    assert app.test_client().get(PAGE).status_code == 302
    assert reader.post(PAGE, data={"topics": ["nonsense"]}).status_code == 422
    assert 'value="net-neutrality"' in reader.get(PAGE).text
    assert "net-neutrality" in reader.get("/account/data.json").text
    assert "net-neutrality" not in app.test_client().get("/people/reader").text
    session.rollback()
    assert sorted(session.scalars(select(TopicFollow.topic))) == ["everything", "net-neutrality", "spam"]


def test_before_something_is_there_only_those_are_named_who_can_hear_of_it(app, readers):
    filer = sign_in(app, make_person("filer"))
    later = "whoever follows this"
    for page in (filer.get("/issues/new").text, filer.post("/issues/new", data=issue_form(step="")).text):
        said = page.rpartition("Told: ")[2].partition("</p>")[0]
        assert said.strip() == "the assigned member, whoever follows its topic, whoever follows everything."
    done = filer.post("/issues/new", data=issue_form(topic="spam"))
    said = filer.get(done.location).text.partition("Told: ")[2].partition("</p>")[0]
    assert "whoever follows its topic" in said
    assert later not in said
    assert set(told(app)) == {"other", "keen"}, "and so they do"
    assert later in filer.get("/issues/1/moves/withdraw").text.rpartition("Told: ")[2].partition("</p>")[0]


def said_told(page):
    """Return whom the last sentence of a page names as told."""
    return page.rpartition("Told: ")[2].partition("</p>")[0].strip()


def test_of_what_has_no_topic_nobody_is_named_as_following_it(app, readers):
    desk, member = sign_in(app, make_person(roles=("secretariat",))), sign_in(app, make_person())
    followers = "whoever follows its topic"
    assert said_told(desk.get("/selections/new").text) == "the council, whoever follows everything."
    for path, of_a_topic in (("/groups/new", False), ("/recalls/new", False), ("/drafts/new", True)):
        said = said_told(member.get(path).text)
        assert (followers in said, "whoever follows everything" in said) == (of_a_topic, True), path
    called = desk.post("/selections/new", data=call_form())
    assert said_told(desk.get(called.location).text) == "the council, whoever follows everything."
    drafted = submit(member, source=GOOD.replace("addresses: [1]\n", ""))
    assert followers not in said_told(member.get(drafted.location).text), "it is on no issue, so it has no topic yet"
