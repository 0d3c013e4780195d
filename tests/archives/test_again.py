"""Importing an archive again: what was removed, hidden or declared here stays so, and no comment comes twice."""

import pytest
from sqlalchemy import func, select

from igtf.archives import commands
from igtf.archives.models import ArchiveItem
from igtf.consensus.models import Call
from igtf.core.db import session, writing
from igtf.discussion.models import Comment, CommentVersion
from igtf.issues.models import Issue
from igtf.record.models import Event
from tests.archives.sample import closed, issue_of, remark, row, taken
from tests.databases import upgraded_from_before
from tests.factories import broken_promises, mails_to, make_person, sign_in
from tests.groups.making import active_group

RUDE = "Zzrudeword"
OPEN = row(1, f"About {RUDE} here", body=f"The {RUDE} text.", labels=[f"{RUDE} label"],
           comments=[remark("wick-trimmer", f"I say {RUDE}.")])  # fmt: skip
LATER = {"updatedAt": "2021-01-01T00:00:00Z"}
AGREED = (
    OPEN | LATER | {"state": "CLOSED", "closedAt": "2020-12-01T00:00:00Z", "labels": ["consensus", f"{RUDE} label"]}
)
PAGES = ("/record", "/feeds/all.atom", "/calls/", "/calls/1", "/api/v1/calls/1", "/groups/icost", "/issues/2",
         "/api/v1/issues/2", "/api/v1/events", "/search?q=question", "/people/wick-trimmer")  # fmt: skip


@pytest.fixture
def chair(app, db):
    chair = make_person("rania")
    active_group(app, chair)
    return sign_in(app, chair)


@pytest.fixture
def moderator(app, db):
    return sign_in(app, make_person(roles=("moderator",)))


def naming(app):
    """Return the pages that have the word which was removed or hidden."""
    session.rollback()
    return [path for path in PAGES if RUDE in app.test_client().get(path).text]


def seen():
    """Return what is kept of what the archive had, by key."""
    session.rollback()
    return dict(session.execute(select(ArchiveItem.key, ArchiveItem.seen)).all())


def keep(words):
    """Keep words of what the archive had, as the former program did."""
    with writing():
        for item in session.scalars(select(ArchiveItem)).all():
            item.seen = {name: words.get(name, value) for name, value in item.seen.items()}


def count_of(model):
    session.rollback()
    return session.scalar(select(func.count()).select_from(model))


def questions():
    session.rollback()
    return session.scalars(select(Call.question).order_by(Call.id)).all()


def test_words_that_a_moderator_removed_do_not_come_again(app, chair, moderator):
    taken(OPEN)
    entry = select(Event.id).where(Event.kind == "issue.imported")
    removal = {"entry": session.scalars(entry).one(), "passage": RUDE, "reason": "Privacy.", "step": "done"}
    session.rollback()
    assert moderator.post("/record/redact", data=removal).status_code == 302
    assert naming(app) == []
    assert taken(OPEN).updated == 0, "nothing changed in the archive"
    report = taken(AGREED)
    assert (report.updated, report.calls) == (1, 1)
    assert issue_of(1).subject.state == "resolved"
    assert questions() == [
        "Does the group agree on how this issue is to be settled? About (removed by a moderator) here"
    ]
    worse = AGREED | {"title": f"{RUDE} again", "updatedAt": "2021-02-01T00:00:00Z"}
    assert any("title: It changed in the archive and was changed here" in line for line in taken(worse).lines)
    assert naming(app) == []
    assert RUDE not in str(seen())
    assert broken_promises() == []


def redact(moderator):
    session.rollback()
    entry = session.scalars(select(Event.id).where(Event.kind == "issue.imported")).one()
    removal = {"entry": entry, "passage": RUDE, "reason": "Privacy.", "step": "done"}
    session.rollback()
    assert moderator.post("/record/redact", data=removal).status_code == 302


def test_a_label_that_comes_back_there_is_not_named_again(app, chair, moderator):
    taken(OPEN)
    redact(moderator)
    assert taken(OPEN | {"labels": [], "updatedAt": "2020-12-01T00:00:00Z"}).updated == 1
    for month in ("01", "02"):
        assert taken(OPEN | {"labels": [f"{month} new", *OPEN["labels"]], "updatedAt": f"2021-{month}-01T00:00:00Z"})
    assert naming(app) == []
    record = app.test_client().get("/issues/2").text
    assert ("01 new" in record, "02 new" in record) == (True, True)


def test_labels_that_the_former_program_cut_are_not_named_again(app, db_url, chair, moderator):
    taken(OPEN)
    redact(moderator)
    keep({"title": "About  here", "body": "The  text.", "labels": [" label"], "text": "I say ."})
    for _ in range(2):
        upgraded_from_before(db_url, "0094")
    assert any("title: It changed in the archive and was changed here" in line for line in taken(OPEN).lines)
    assert naming(app) == []
    kept = seen()
    upgraded_from_before(db_url, "0094")
    assert seen() == kept, "what an import found out stays"
    assert taken(OPEN).updated == 0
    assert taken(OPEN | LATER | {"labels": ["fresh", *OPEN["labels"]]}).updated == 1
    assert ("fresh" in app.test_client().get("/issues/2").text, naming(app)) == (True, [])
    assert broken_promises() == []


def test_a_remark_of_a_renamed_account_that_was_edited_there_does_not_come_twice(app, chair, moderator):
    taken(OPEN)
    redact(moderator)
    edited = remark("new-name", f"I say {RUDE}!")
    report = taken(OPEN | LATER | {"comments": [edited]})
    assert (report.comments, comments()) == (0, ["I say (removed by a moderator)."])
    assert any("comments.1.body: It changed in the archive" in line for line in report.lines), report.lines
    more = [edited | {"author": name, "body": f"I am {name}."} for name in ("third", "fourth")]
    assert taken(OPEN | {"updatedAt": "2021-02-01T00:00:00Z", "comments": more}).comments == 2, "who is who?"
    assert naming(app) == []


def test_what_is_hidden_is_named_by_no_call(app, chair, moderator):
    taken(OPEN)
    assert chair.post("/issues/2/moves/return", data={"reason": "Not for us.", "step": "done"}).status_code == 302
    assert moderator.post("/issues/2/moves/hide", data={"reason": "Spam."}).status_code == 302
    named = naming(app)  # the group's own entry says what was returned
    taken(AGREED)
    assert (issue_of(1).subject.state, questions(), naming(app)) == ("hidden", [], named)
    judge = sign_in(app, make_person(roles=("moderator",)))
    assert judge.post("/issues/2/moves/show-again", data={"reason": "It is none."}).status_code == 302
    assert taken(AGREED).calls == 1
    assert len(questions()) == 1
    assert broken_promises() == []


def test_what_is_hidden_is_not_found_when_its_words_change_there(app, chair, moderator):
    taken(OPEN)
    assert chair.post("/issues/2/moves/return", data={"reason": "Not for us.", "step": "done"}).status_code == 302
    assert moderator.post("/issues/2/moves/hide", data={"reason": "Spam."}).status_code == 302
    assert taken(OPEN | LATER | {"title": "About quuxword", "body": "Quuxword."}).updated == 1
    assert broken_promises() == []
    assert "Did you mean" not in app.test_client().get("/search?q=quuxwrd").text
    assert moderator.post("/issues/2/moves/show-again", data={"reason": "It is none."}).status_code == 302
    assert "/issues/2" in app.test_client().get("/search?q=quuxword").text
    assert broken_promises() == []


def test_of_what_was_imported_before_digests_are_kept(app, db_url, chair):
    taken(OPEN)
    kept = seen()
    upgraded_from_before(db_url, "0094")
    assert seen() == kept
    keep({"title": OPEN["title"], "body": OPEN["body"], "labels": OPEN["labels"], "text": f"I say {RUDE}."})
    upgraded_from_before(db_url, "0094")
    assert seen() == kept
    assert taken(OPEN).updated == 0


def test_each_label_of_a_declared_consensus_is_one_call(app, chair):
    both = [
        "Does the group agree on how this issue is to be settled? A question",
        "Shall this issue be rejected? A question",
    ]  # fmt: skip
    taken(closed(1, "consensus"))
    assert taken(closed(1, "consensus to reject", **LATER)).calls == 1
    assert questions() == both
    taken(closed(1, updatedAt="2021-02-01T00:00:00Z"))
    assert taken(closed(1, "Consensus", updatedAt="2021-03-01T00:00:00Z")).calls == 0
    assert questions() == both
    assert broken_promises() == []


def comments():
    session.rollback()
    return session.scalars(select(Comment.text).order_by(Comment.id)).all()


def said(*remarks, month=6):
    """Import the issue again with these remarks; return how many are new, and whether it changed."""
    report = taken(row(1, comments=list(remarks), updatedAt=f"2020-{month:02d}-20T09:00:00Z"))
    return report.comments, report.updated


def test_comments_of_an_account_that_was_renamed_do_not_come_again(app, chair):
    first, second = remark("lamp-keeper", "First."), remark("wick-trimmer", "Second.", 4)
    taken(row(1, comments=[first, second]))
    assert sign_in(app, make_person("follower")).post("/issues/2/follow").status_code == 302
    mails, entries = len(mails_to(app, "follower")), count_of(Event)
    new_name = first | {"author": "lamp-master the 2nd"}
    assert said(new_name, second) == (0, 0)
    assert (comments(), len(mails_to(app, "follower"))) == (["First.", "Second."], mails)
    assert count_of(Event) == entries, "nothing is told: here the name is the one that it had"
    assert any(key.endswith(" lamp-master the 2nd 1") for key in seen())
    assert said(new_name | {"body": "First, edited."}, second, month=7) == (0, 1)
    assert comments() == ["First, edited.", "Second."]
    assert said(new_name | {"body": "First, edited."}, remark("lamp-keeper", "First."), second, month=8) == (1, 1)
    assert comments() == ["First, edited.", "Second.", "First."], "the former name is another account's now"
    assert broken_promises() == []


def test_two_equal_remarks_of_an_account_that_was_renamed_stay_two(app, chair):
    taken(row(1, comments=[remark("lamp-keeper", "First.")] * 2))
    assert said(*[remark("lamp-master", "First.")] * 2, month=5) == (0, 0)
    assert said(remark("lamp-master", "First."), remark("lamp-master", "Twice.")) == (0, 1)
    assert comments() == ["First.", "Twice."]


def test_remarks_of_one_moment_are_told_by_what_they_say(app, chair):
    one, two, three = (remark("wick-trimmer", text) for text in ("one", "two", "three"))
    taken(row(1, comments=[one, two]))
    assert said(two) == (0, 0)
    assert comments() == ["one", "two"], "what was deleted there stays here"
    assert said(three, two, one) == (1, 1)
    assert comments() == ["one", "two", "three"]
    assert said(two, one | {"body": "one, edited"}, three, month=7) == (0, 1)
    assert comments() == ["one, edited", "two", "three"]
    assert said(month=8) == (0, 0)
    assert session.scalars(select(CommentVersion.text)).all() == ["one"]


def closings():
    """Return the numbers of the issues of which the record says when they were closed there, and the day."""
    session.rollback()
    rows = session.execute(
        select(Issue.import_key, Event.at).join(Event, Event.subject_id == Issue.id)
        .where(Event.kind == "issue.closed-elsewhere")
    )  # fmt: skip
    return sorted((row.import_key.rpartition("#")[2], f"{row.at:%Y-%m-%d}") for row in rows)


def test_when_it_was_closed_there_is_added_by_importing_again(app, chair, monkeypatch):
    rows = [closed(1), closed(2, "duplicate", body="Duplicate of #1"), closed(3), closed(4), row(5), closed(6)]
    with monkeypatch.context() as former:  # the former program did not tell it
        former.setattr(commands, "tell_closing", lambda _issue, _row: None)
        taken(*rows)
    assert closings() == []
    reopened, other = issue_of(3).subject.ref, issue_of(4).subject.ref
    member = sign_in(app, make_person(roles=("council",)))
    assert member.post(f"/issues/{reopened}/moves/volunteer").status_code == 302
    assert member.post(f"/issues/{reopened}/moves/reopen", data={"reason": "It is not done."}).status_code == 302
    rows[5] = rows[5] | LATER | {"title": "Another question"}
    report = taken(*rows)
    assert (report.updated, report.closings) == (1, 4)
    assert "To 4 of the known the day was added on which they were closed there." in report.totals()
    told = [(str(number), "2020-05-10") for number in (1, 2, 4, 6)]
    assert closings() == told, "but not where somebody changed it here"
    again = taken(*rows)
    assert (again.updated, again.closings, closings()) == (0, 0, told)
    assert "the day was added" not in again.totals()
    assert "noted that this issue was closed where it comes from" in app.test_client().get(f"/issues/{other}").text
    assert broken_promises() == []
