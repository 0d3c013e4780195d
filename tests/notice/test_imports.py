"""An import tells its group once, and who follows a subject what changed of it; of each old comment nobody."""

import pytest
from sqlalchemy import select

from igtf.archives.importing import import_archive
from igtf.core.db import session
from igtf.issues.models import Issue
from igtf.notice.models import Unseen
from igtf.record.models import Event
from tests.archives.sample import REPO, archive, remark, row
from tests.council.councils import make_council
from tests.factories import letters, mails_to, make_person, sign_in
from tests.groups.making import active_group


def said(*, about="A question", comments=5, **changes):
    """Import three issues of 2020, each with comments."""
    session.rollback()
    import_archive(archive(*(
        row(number, title=about, labels=["multilingualism"],
              comments=[remark("wick-trimmer", f"Said {each}, @member.") for each in range(comments)], **changes)
        for number in (1, 2, 3)
    )), group="icost")  # fmt: skip


def told_to(app, handle):
    return [mail.text.partition("\n")[0] for mail in mails_to(app, handle)]


def on_desk(person):
    kinds = select(Event.kind).join(Unseen, Unseen.event_id == Event.id).where(Unseen.person_id == person.id)
    return list(session.scalars(kinds.order_by(Event.id)))


@pytest.fixture
def readers(app, db):
    """Return a group's chair, member and follower, and who follows everything, and a topic; nothing waits for them."""
    chair = make_person("rania")
    active_group(app, chair)
    make_council()
    people = {"chair": chair, **{name: make_person(name) for name in ("member", "follower", "watcher", "reader")}}
    for name, path, form in (
        ("member", "/groups/icost/moves/join", {}), ("follower", "/groups/icost/follow", {}),
        ("watcher", "/account/follows", {"everything": "y"}),
        ("reader", "/account/follows", {"topics": ["multilingualism"]}),
    ):  # fmt: skip
        assert sign_in(app, people[name]).post(path, data=form).status_code == 302
    mails_to(app, "rania")
    return people


def test_an_archive_is_told_to_its_group_once_and_none_of_its_comments_to_anybody(app, readers):
    before = {name: len(told_to(app, person.actor.handle)) for name, person in readers.items()}
    said()
    told = {name: told_to(app, person.actor.handle)[before[name] :] for name, person in readers.items()}
    assert {name: len(mails) for name, mails in told.items()} == {
        "chair": 1, "member": 1, "follower": 1, "watcher": 1, "reader": 0,
    }  # fmt: skip
    assert "imported an archive" in told["member"][0]
    text = mails_to(app, "member")[-1].text
    assert "Issues: 3" in " ".join(text.replace(">", "").split())
    assert "Comments: 15" in " ".join(text.replace(">", "").split())
    assert on_desk(readers["member"])[-1:] == ["group.archive-imported"]
    assert [mail.text for mail in letters("event:") if "commented" in mail.text] == []
    assert session.scalar(select(Unseen.person_id).join(Event, Event.id == Unseen.event_id)
                          .where(Event.kind == "comment.add")) is None  # fmt: skip


def test_who_follows_an_issue_is_told_what_changed_of_it_in_the_archive_and_others_are_not(app, readers):
    said()
    ref = session.scalars(select(Issue).where(Issue.import_key == f"{REPO}#1")).one().subject.ref
    own = make_person("own")
    assert sign_in(app, own).post(f"/issues/{ref}/follow").status_code == 302
    assert told_to(app, "own") == []
    before = {name: len(told_to(app, person.actor.handle)) for name, person in readers.items()}
    said(about="Another question", comments=7, state="CLOSED", closedAt="2020-05-10T09:00:00Z",
         updatedAt="2021-01-01T00:00:00Z")  # fmt: skip
    (mail,) = mails_to(app, "own")
    assert "found it changed in the archive" in mail.text
    assert "Another question" in mail.subject
    assert "2 new comments" in mail.text
    told = {name: told_to(app, person.actor.handle)[before[name] :] for name, person in readers.items()}
    assert {name: len(mails) for name, mails in told.items()} == {
        "chair": 1, "member": 1, "follower": 1, "watcher": 1, "reader": 0,
    }  # fmt: skip
    assert "imported an archive" in told["watcher"][0]


def test_a_comment_that_is_written_here_on_an_imported_issue_is_told(app, readers):
    said(comments=1)
    ref = session.scalars(select(Issue).where(Issue.import_key == f"{REPO}#1")).one().subject.ref
    count = len(mails_to(app, "watcher"))
    assert sign_in(app, readers["member"]).post(f"/issues/{ref}/comments", data={"body": "Here."}).status_code == 302
    new = mails_to(app, "watcher")[count:]
    assert ["commented" in mail.text for mail in new] == [True]
