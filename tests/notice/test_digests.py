"""A digest tells what its reader still follows, and nothing that was hidden; it is called after what is left in it."""

import re
from contextlib import suppress

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.event import listen, remove
from sqlalchemy.exc import NoResultFound

from igtf.core.db import session, writing
from igtf.core.mail import Mail
from igtf.notice.models import DigestItem
from igtf.notice.worker import work_once
from igtf.people.models import Person
from igtf.record.audiences import AUDIENCES
from igtf.record.models import Event, Subject
from tests.factories import issue_form, later, mails_to, make_person, sign_in
from tests.groups.making import active_group
from tests.meetings.making import call_form


def paced(handle, pace="weekly", language=None):
    person = make_person(handle)
    with writing():
        row = session.get_one(Person, person.id)
        row.mail_pace, row.language = pace, language
    return person


def files(app, *titles):
    """File issues, and let that be told; return a client of who filed them."""
    filer = sign_in(app, make_person("ines"))
    for title in titles:
        assert filer.post("/issues/new", data=issue_form(title=title)).status_code == 302
    work_once(app)
    return filer


def says(client, number, body):
    assert client.post(f"/issues/{number}/comments", data={"body": body}).status_code == 302


def digests(app, handle):
    """Return the texts and subjects of the digests to a person, eight days later."""
    with later(app, 8):
        return [(mail.subject, mail.text) for mail in mails_to(app, handle) if mail.key.startswith("digest:")]


def test_what_came_by_following_is_not_told_to_who_stopped_it_on_the_page(app, db):
    filer, reader = files(app, "The one", "The other"), sign_in(app, paced("rita"))
    for number in (1, 2):
        assert reader.post(f"/issues/{number}/follow").status_code == 302
        says(filer, number, f"On {number}.")
    mails_to(app, "rita")
    assert reader.post("/issues/1/follow", data={"stop": "1"}).status_code == 302
    ((subject, text),) = digests(app, "rita")
    assert subject == "[IGTF] Your week: 1 act"
    assert ("On 1." in text, "The one" in text, "On 2." in text) == (False, False, True)
    session.rollback()
    assert session.scalars(select(DigestItem)).all() == []


def test_no_digest_goes_where_all_that_waited_came_by_what_is_followed_no_more(app, db):
    reader = sign_in(app, paced("rita"))
    assert reader.post("/account/follows", data={"everything": "y"}).status_code == 302
    says(files(app, "The one"), 1, "On 1.")
    mails_to(app, "rita")
    assert reader.post("/account/follows", data={}).status_code == 302
    assert digests(app, "rita") == []
    session.rollback()
    assert session.scalars(select(DigestItem)).all() == []


@pytest.mark.parametrize("kept", ["topic", "group"])
def test_who_is_told_by_something_else_too_is_told_by_that(app, db, kept):
    filer, reader = files(app, "The one"), sign_in(app, paced("rita"))
    topic = ["communications-infrastructure"] if kept == "topic" else []
    assert reader.post("/account/follows", data={"topics": topic, "everything": "y"}).status_code == 302
    assert reader.post("/issues/1/follow").status_code == 302
    says(filer, 1, "On 1.")
    mails_to(app, "rita")
    assert reader.post("/issues/1/follow", data={"stop": "1"}).status_code == 302
    ((_subject, text),) = digests(app, "rita")
    assert "On 1." in text
    assert f"Why you are told: you follow {'its topic' if kept == 'topic' else 'everything'}" in text


def test_who_follows_a_topic_is_told_of_what_was_in_it(app, db):
    reader = sign_in(app, paced("rita"))
    topics = ["communications-infrastructure"]
    assert reader.post("/account/follows", data={"topics": topics}).status_code == 302
    filer = files(app, "The one", "The other")
    assert filer.post("/issues/1/moves/edit", data=issue_form(title="The one", topic="root-zone")).status_code == 302
    mails_to(app, "rita")
    session.rollback()
    assert session.scalar(select(Subject.topic).where(Subject.title == "The one")) == "root-zone"
    ((_subject, text),) = digests(app, "rita")
    assert ("The one" in text, "The other" in text) == (True, True)
    assert text.count("Why you are told: you follow its topic") == 2


def test_what_came_by_a_topic_that_is_followed_no_more_is_not_told_wherever_it_is_now(app, db):
    reader = sign_in(app, paced("rita"))
    assert reader.post("/account/follows", data={"topics": ["communications-infrastructure"]}).status_code == 302
    filer = files(app, "The one")
    assert filer.post("/issues/1/moves/edit", data=issue_form(title="The one", topic="root-zone")).status_code == 302
    mails_to(app, "rita")
    assert reader.post("/account/follows", data={}).status_code == 302
    assert digests(app, "rita") == []


def test_a_meeting_is_not_told_to_who_follows_those_who_meet_no_more(app, db):
    chair = make_person("rania")
    active_group(app, chair)
    readers = {handle: sign_in(app, paced(handle)) for handle in ("rita", "remy")}
    for reader in readers.values():
        assert reader.post("/groups/icost/follow").status_code == 302
    called = sign_in(app, chair).post("/groups/icost/moves/call-meeting", data=call_form())
    assert called.status_code == 302
    mails_to(app, "rita")
    session.rollback()
    assert "followers of the group" in {held.partition(":")[0] for held in session.scalars(select(DigestItem.audience))}
    assert readers["rita"].post("/groups/icost/follow", data={"stop": "1"}).status_code == 302
    assert digests(app, "rita") == []
    ((_subject, text),) = digests(app, "remy")
    assert "you follow those who meet" in text


def test_each_audience_of_who_follows_says_what_is_followed(app, db):
    files(app, "The one")
    subject, asked = session.scalars(select(Subject).where(Subject.kind == "issue")).one(), []
    act = session.scalars(select(Event).where(Event.subject_id == subject.id)).first()
    note = lambda _own, _cursor, statement, *_rest: asked.append(statement)  # noqa: E731
    listen(Engine, "before_cursor_execute", note)
    reading = set()
    for audience in AUDIENCES.values():
        asked.clear()
        with suppress(NoResultFound):  # of subjects of another kind
            list(audience.members(subject, act))
        if re.search(r"(FROM|JOIN) (topic_)?follow\b", " ".join(asked)):
            reading.add(audience.name)
    remove(Engine, "before_cursor_execute", note)
    following = {audience.name for audience in AUDIENCES.values() if audience.followed}
    assert len(following) == 8
    assert reading == following | {"concerned"}, "who supports it is of that one too"


def waits(app, monkeypatch, handle):
    """Let the digest of a person be made and not sent, as while the relay is down."""
    with later(app, 8), monkeypatch.context() as down:
        down.setattr("igtf.notice.worker.send_all", lambda *_given: True)
        mails_to(app, handle)


def hides(app, number):
    moderator = sign_in(app, make_person(roles=("moderator",)))
    assert moderator.post(f"/issues/{number}/moves/hide", data={"reason": "Spam."}).status_code == 302
    session.rollback()


def digest_of(handle):
    return session.scalar(select(Mail).where(Mail.to == f"{handle}@people.example", Mail.key.startswith("digest:")))


def test_a_digest_of_what_was_hidden_alone_does_not_go(app, db, monkeypatch):
    filer, reader = files(app, "The one"), sign_in(app, paced("rita"))
    assert reader.post("/issues/1/follow").status_code == 302
    says(filer, 1, "Rude words.")
    work_once(app)
    waits(app, monkeypatch, "rita")
    assert digest_of("rita").subject == "[IGTF] Your week: 1 act"
    hides(app, 1)
    assert digest_of("rita") is None


def test_a_digest_is_called_after_the_acts_that_are_left_in_it_in_the_language_of_its_reader(app, db, monkeypatch):
    monkeypatch.setitem(app.config, "LANGUAGES", "en,pseudo")
    filer = files(app, "* The one of all those that are so long that its name goes on * in the next line * of a mail",
                  "* And another one that is as long, so that its name goes on in the next line * too * *")  # fmt: skip
    for person in (paced("rita"), paced("remy", "daily", "pseudo")):
        for number in (1, 2):
            assert sign_in(app, person).post(f"/issues/{number}/follow").status_code == 302
    says(filer, 1, "* Rude\n* words.")
    for _ in range(2):
        says(filer, 2, "* One\n* two\n\nhttp://127.0.0.1:8000/notice/told, and more of it in a line that is long.")
    work_once(app)
    waits(app, monkeypatch, "rita")
    assert digest_of("rita").subject == "[IGTF] Your week: 3 acts"
    called = digest_of("remy").subject
    assert called.startswith("[IGTF] [Ýöür dåý: [3 ")
    hides(app, 1)
    assert digest_of("rita").subject == "[IGTF] Your week: 2 acts"
    assert "Rude" not in digest_of("rita").text
    assert digest_of("remy").subject == called.replace("3", "2")
    hides(app, 2)
    assert (digest_of("rita"), digest_of("remy")) == (None, None)
