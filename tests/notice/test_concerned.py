"""Whom a moderator's decision is about is told in words of their own, whatever mail they want; others as always."""

import re

import pytest
from sqlalchemy import select

from config import ROOT
from igtf.core import clock
from igtf.core.db import session
from igtf.core.mail import Mail
from igtf.core.moments import day, months_after
from igtf.notice.commands import stop_subject
from igtf.record.audiences import AUDIENCES
from igtf.record.kinds import event_kinds
from igtf.record.models import Subject
from tests.factories import by, issue_form, mails_to, make_person, set_pace, sign_in
from tests.record.test_record import filed

NO_MORE = "Nothing else changes for you"
STOP = "http://127.0.0.1:8000/notice/stop/"


@pytest.fixture
def scene(app, db):
    """Return clients of who filed issue 1 and wrote comment 1 on it, of who reported that, and of a moderator."""
    writer = make_person("writer")
    filed(writer)
    client, reader = sign_in(app, writer), sign_in(app, make_person("reader"))
    judge = sign_in(app, make_person("judge", roles=("moderator",)))
    make_person("other", roles=("moderator",))
    assert client.post("/issues/1/comments", data={"body": "Rude words."}).status_code == 302
    assert reader.post("/comments/1/report", data={"reason": "Rude."}).status_code == 302
    set_pace(writer, "never")
    stop_subject(writer.id, session.scalars(select(Subject.id)).one(), by=by(writer))
    return client, judge


def told(app, handle: str) -> Mail:
    """Return the newest mail to a person."""
    return mails_to(app, handle)[-1]


def on_one_line(mail: Mail) -> str:
    return " ".join(mail.text.split())


@pytest.mark.parametrize(
    ("verb", "subject", "said", "stays"),
    [
        ("hide", "Your comment is hidden", "has hidden a comment of yours on issue #1.", NO_MORE),
        ("warn", "You are warned for a comment", "has warned you for a comment of yours on issue #1.",
         NO_MORE),
        ("pause", "Your posting is paused until", "has paused your posting until",
         "A pause of posting closes comments, replies to consultations,"),
    ],
)  # fmt: skip
def test_who_wrote_a_comment_is_told_what_was_decided_why_and_how_to_appeal(app, scene, verb, subject, said, stays):
    client, judge = scene
    given = {"reason": "It insults.", "days": "3"}
    assert judge.post(f"/comments/1/{verb}", data=given).status_code == 302
    mail, text = told(app, "writer"), on_one_line(told(app, "writer"))
    assert mail.subject.startswith(f"[IGTF issue #1] {subject}")
    assert f"A moderator, Judge Exemplar, {said}" in text
    assert stays in text
    assert "The reason is public: > It insults." in text
    with app.test_request_context():
        assert f"you can appeal it until {day(months_after(clock.now(), 2))}:" in text
    (appeal,) = re.findall(r"http://127\.0\.0\.1:8000(/appeals/new\?decision=\d+)", text)
    assert client.get(appeal).status_code == 200
    assert STOP not in text
    assert "List-Unsubscribe" not in mail.headers
    assert mail.html is None


def test_others_who_are_told_keep_their_mail(app, scene):
    _client, judge = scene
    assert judge.post("/comments/1/pause", data={"reason": "It insults.", "days": "3"}).status_code == 302
    assert judge.post("/comments/1/hide", data={"reason": "It insults."}).status_code == 302
    moderator, reporter = told(app, "other"), told(app, "reader")
    assert "paused the posting of who wrote a comment" in moderator.text
    assert "hid a comment" in reporter.text
    for mail in (moderator, reporter):
        assert STOP in mail.text
        assert "List-Unsubscribe" in mail.headers


def test_the_end_of_a_pause_and_a_hidden_issue_are_told_to_whom_they_are_about(app, scene):
    client, judge = scene
    assert judge.post("/comments/1/pause", data={"reason": "It insults.", "days": "3"}).status_code == 302
    assert judge.post("/comments/1/end-pause", data={"reason": "They asked."}).status_code == 302
    mail = told(app, "writer")
    assert "Your posting is no longer paused" in mail.subject
    assert "> They asked." in mail.text
    (appeal,) = re.findall(r"/appeals/new\?decision=\d+", mail.text)
    assert client.get(appeal).status_code == 200, "it is a decision of a moderator like any other"
    assert judge.post("/issues/1/moves/hide", data={"reason": "Advertising."}).status_code == 302
    mail = told(app, "writer")
    assert "Your issue is hidden" in mail.subject
    assert "A moderator, Judge Exemplar, has hidden issue #1, which you filed." in on_one_line(mail)
    (appeal,) = re.findall(r"/appeals/new\?decision=\d+", mail.text)
    assert client.get(appeal).status_code == 200
    assert judge.post("/comments/1/warn", data={"reason": "Never again."}).status_code == 302
    assert "> Never again." in told(app, "writer").text
    assert "hid the issue" not in told(app, "other").text


def test_each_act_that_is_about_somebody_has_words_for_them(built):
    about = [kind.name for kind in event_kinds().values() if any(AUDIENCES[name].concerned for name in kind.tells)]
    assert "comment.pause" in about
    for name in about:
        for part in ("subject", "body"):
            assert (ROOT / "templates/mail" / name.replace(".", "-") / "concerned" / f"{part}.txt").exists(), name


def test_mails_that_wait_tell_no_more_of_what_was_hidden_but_to_whom_they_are_about(app, db, monkeypatch):
    monkeypatch.setattr("igtf.notice.worker.send_all", lambda *_given: True)  # as while the relay is down
    writer, judge = make_person("writer"), sign_in(app, make_person("judge", roles=("moderator",)))
    client, reader = sign_in(app, writer), sign_in(app, make_person("reader"))
    for title in ("Lamps for sale", "Costs of landlocked countries"):
        assert client.post("/issues/new", data=issue_form(title=title)).status_code == 302
    for issue in ("1", "2"):
        reader.post(f"/issues/{issue}/follow")
        assert client.post(f"/issues/{issue}/comments", data={"body": "Buy lamps."}).status_code == 302
    assert judge.post("/issues/1/moves/warn", data={"reason": "No advertising."}).status_code == 302
    before = [mail.subject for mail in mails_to(app, "reader")]
    assert [sum(f"issue #{number}]" in subject for subject in before) > 0 for number in (1, 2)] == [True, True]
    assert judge.post("/issues/1/moves/hide", data={"reason": "Spam."}).status_code == 302
    session.rollback()
    waiting = session.scalars(select(Mail).where(Mail.to == "reader@people.example")).all()
    assert [mail.subject for mail in waiting] == [subject for subject in before if "issue #2]" in subject]
    still = {mail.to for mail in session.scalars(select(Mail)) if "for sale" in mail.subject + mail.text}
    assert still == {"writer@people.example"}, "who was warned for it"
    assert "You are warned" in "".join(mail.subject for mail in mails_to(app, "writer"))
    assert "Spam." in told(app, "writer").text
