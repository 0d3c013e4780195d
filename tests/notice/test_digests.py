"""A digest tells what its reader still follows, and nothing that was hidden; it is called after what is left in it."""

import re
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import Engine, delete, select
from sqlalchemy.event import listen, remove
from sqlalchemy.exc import NoResultFound

from igtf.consensus.commands import open_call
from igtf.core import clock
from igtf.core.db import session, writing
from igtf.core.mail import Mail
from igtf.notice.models import DigestItem
from igtf.notice.worker import work_once
from igtf.people.models import Person
from igtf.people.roles import end_role, give_role
from igtf.record.audiences import AUDIENCES
from igtf.record.models import Event, Subject
from igtf.record.queries import subject_of
from tests.factories import by, issue_form, later, mails_to, make_person, responsible_of, sign_in
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


def test_a_call_about_what_is_of_a_topic_is_in_the_digest_of_who_follows_it(app, db):
    reader = sign_in(app, paced("rita"))
    files(app, "The one")
    assert reader.post("/account/follows", data={"topics": ["communications-infrastructure"]}).status_code == 302
    lead = make_person("lead", roles=("council", "council-chair"))
    open_call(subject_of("issue", "1"), kind="question", question="Ready?", closes_at=clock.now() + timedelta(days=14),
              by=by(lead))  # fmt: skip
    mails_to(app, "rita")
    ((_subject, text),) = digests(app, "rita")
    assert "Ready?" in text
    assert "Why you are told: you follow its topic" in text


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


def test_what_came_as_to_a_member_is_not_told_to_who_left_the_group(app, db):
    group = active_group(app, make_person("rania"))
    readers = {handle: sign_in(app, paced(handle)) for handle in ("rita", "remy")}
    for reader in readers.values():
        for path, given in (("moves/join", {}), ("follow", {"stop": "1"})):
            assert reader.post(f"/groups/icost/{path}", data=given).status_code == 302
    overseer = responsible_of(group)
    assert sign_in(app, overseer).post("/groups/icost/moves/rest", data={"reason": "A quiet year."}).status_code == 302
    mails_to(app, "rita")
    session.rollback()
    assert set(session.scalars(select(DigestItem.audience))) == {"members"}
    assert readers["rita"].post("/groups/icost/moves/leave").status_code == 302
    assert digests(app, "rita") == []
    ((_subject, text),) = digests(app, "remy")
    assert "A quiet year." in text
    session.rollback()
    assert session.scalars(select(DigestItem)).all() == []


def test_who_left_a_group_and_follows_it_is_told_as_who_follows_it(app, db):
    group = active_group(app, make_person("rania"))
    reader = sign_in(app, paced("rita"))
    for path, given in (("moves/join", {}), ("follow", {"stop": "1"})):
        assert reader.post(f"/groups/icost/{path}", data=given).status_code == 302
    overseer = responsible_of(group)
    assert sign_in(app, overseer).post("/groups/icost/moves/rest", data={"reason": "A quiet year."}).status_code == 302
    mails_to(app, "rita")
    for path in ("moves/leave", "follow"):
        assert reader.post(f"/groups/icost/{path}").status_code == 302
    ((_subject, text),) = digests(app, "rita")
    assert "Why you are told: you follow it" in text


def test_what_came_by_an_office_is_not_told_to_who_holds_it_no_more(app, db):
    """A report that only moderators read is the clearest case."""
    desk = sign_in(app, make_person("office", roles=("secretariat",)))
    for handle in ("rita", "remy"):
        with writing():
            give_role(paced(handle).id, "moderator", at=clock.now())
    filer = files(app, "The one")
    says(filer, 1, "Buy my lamps.")
    mails_to(app, "rita")
    with writing():
        session.execute(delete(DigestItem))
    assert sign_in(app, make_person()).post("/comments/1/report", data={"reason": "It advertises."}).status_code == 302
    mails_to(app, "rita")
    session.rollback()
    assert session.scalars(select(DigestItem.audience)).all() == ["moderators"] * 2
    ending = {"person": "rita", "role": "moderator", "reason": "She asked to leave."}
    assert desk.post("/secretariat/end-role", data=ending).status_code == 302
    assert [text for _subject, text in digests(app, "rita") if "reported" in text] == []
    assert "reported a comment" in digests(app, "remy")[0][1]


@pytest.mark.parametrize("office", ["chair", "council"])
def test_who_laid_an_office_down_is_told_nothing_more_by_it_and_all_else(app, db, office):
    group = active_group(app, make_person("rania"))
    reader = paced("rita")
    with writing():
        give_role(reader.id, office, at=clock.now(), subject_id=group.id if office == "chair" else None)
    client = sign_in(app, reader)
    assert client.post("/issues/1/follow").status_code == 302
    overseer = responsible_of(group)
    given = {"reason": "A quiet year.", "report": "It is done.", "milestones": "", "step": "done"}
    move = "rest" if office == "chair" else "conclude"
    done = sign_in(app, overseer).post(f"/groups/icost/moves/{move}", data=given)
    assert done.status_code == 302, done.text
    says(sign_in(app, make_person("ines")), 1, "On 1.")
    mails_to(app, "rita")
    session.rollback()
    held = session.scalars(select(DigestItem.audience).order_by(DigestItem.event_id)).all()
    assert {"chair": "chairs", "council": "council"}[office] in held
    with writing():
        end_role(reader.id, office, at=clock.now(), subject_id=group.id if office == "chair" else None)
    ((_subject, text),) = digests(app, "rita")
    assert ("icost" in text, "On 1." in text) == (False, True)


def test_what_waits_to_be_told_is_not_told_to_who_left_meanwhile(app, db):
    """At once or in a digest: of an act that waits the audiences are asked when it is told."""
    group = active_group(app, make_person("rania"))
    reader = sign_in(app, paced("rita", "at-once"))
    assert reader.post("/groups/icost/moves/join").status_code == 302
    mails_to(app, "rita")
    overseer = responsible_of(group)
    assert sign_in(app, overseer).post("/groups/icost/moves/rest", data={"reason": "A quiet year."}).status_code == 302
    assert reader.post("/groups/icost/moves/leave").status_code == 302
    assert "A quiet year." not in "".join(mail.text for mail in mails_to(app, "rita"))


@pytest.mark.parametrize(("leaves", "days"), [(True, 1), (True, 0), (False, 1)])
def test_a_mail_that_the_relay_let_wait_does_not_go_to_who_left_the_group(app, db, monkeypatch, leaves, days):
    """Within the hour it goes: it was queued while they were a member, and nobody asks again for each mail."""
    group = active_group(app, make_person("rania"))
    reader = sign_in(app, paced("rita", "at-once"))
    assert reader.post("/groups/icost/moves/join").status_code == 302
    mails_to(app, "rita")
    overseer = responsible_of(group)
    assert sign_in(app, overseer).post("/groups/icost/moves/rest", data={"reason": "A quiet year."}).status_code == 302
    with monkeypatch.context() as down:
        down.setattr("igtf.notice.worker.send_all", lambda *_given: True)
        work_once(app)
    if leaves:
        assert reader.post("/groups/icost/moves/leave").status_code == 302
    with later(app, days):
        work_once(app)
    session.rollback()
    rests = Mail.text.contains("A quiet year.")
    mails = session.scalars(select(Mail).where(rests, Mail.to == "rita@people.example")).all()
    assert [mail.sent_at is not None for mail in mails] == ([] if leaves and days else [True])


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
    assert len(following) == 9
    beside = {"concerned", "followers of its issues"}
    assert reading == following | beside, "who supports it is of these too"
    assert AUDIENCES["concerned"].ends_with == "following"


NOT_BY_OFFICE = {"asked and silent", "who has not replied", "silent seats", "former member"}
"""Audiences that ask who holds an office or is a member too: of reminders, which wait for no digest, and who left."""


def test_each_audience_of_an_office_or_a_membership_ends_with_it(app, db):
    files(app, "The one")
    issue = session.scalars(select(Subject).where(Subject.kind == "issue")).one()
    group, asked = active_group(app, make_person("rania")).subject, []
    note = lambda _own, _cursor, statement, *_rest: asked.append(" ".join(statement.split()))  # noqa: E731
    listen(Engine, "before_cursor_execute", note)
    reading = set()
    for audience in AUDIENCES.values():
        asked.clear()
        for subject in (issue, group):
            act = session.scalars(select(Event).where(Event.subject_id == subject.id)).first()
            with suppress(NoResultFound):  # of subjects of another kind
                list(audience.members(subject, act))
        if re.search(r"\b(role|membership|term)\.ended_at IS NULL", " ".join(asked)):
            reading.add(audience.name)
    remove(Engine, "before_cursor_execute", note)
    ends = {audience.name for audience in AUDIENCES.values() if audience.ends_with == "office"}
    assert len(reading) > 12
    assert reading - ends <= NOT_BY_OFFICE


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
