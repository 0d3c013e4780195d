"""A passage goes as words of its own and from mails about its subject alone, once it was shown what would go."""

import re
from pathlib import Path

from sqlalchemy import select

from igtf.core.db import session
from igtf.core.mail import Mail
from igtf.core.text.passages import REMOVED
from igtf.discussion.models import Comment
from igtf.record.models import Subject
from igtf.record.texts import MAILED
from tests.discussion.test_removing import PATH, given, waiting
from tests.factories import broken_promises, issue_form, later, make_person, set_pace, sign_in
from tests.routing.acts import make_body, name_contact, sent_statement

MAILS = Path(__file__).resolve().parents[2] / "templates" / "mail"
ABOUT_NO_SUBJECT = {"account", "address", "digest", "invite", "reply-posted", "reply-refused", "reset", "verify"}
"""Mails to one person of their account or their own words; those that tell of several subjects have parts."""
LINKED = "An Analytical view: see [the Anatomy report](https://x.example/Anatomy-2026) of Ana."


def test_a_name_is_not_cut_out_of_longer_words(app, moderator, writer):
    first = issue_form(title="Analysis of costs", summary="Ana told me her number: Ana's own.")
    assert writer.post("/issues/new", data=first).status_code == 302
    assert sign_in(app, make_person()).post("/issues/1/comments", data={"body": LINKED}).status_code == 302
    asked = given("issue.file", "Ana")
    assert moderator.post(PATH, data=asked).status_code == 302
    session.rollback()
    issue, comment = session.scalars(select(Subject).where(Subject.kind == "issue")).one(), session.get_one(Comment, 1)
    assert issue.title == "Analysis of costs"
    assert issue.summary == f"{REMOVED} told me her number: {REMOVED}'s own."
    assert comment.text == LINKED.replace("of Ana", f"of {REMOVED}")
    assert 'href="https://x.example/Anatomy-2026"' in comment.html
    again = moderator.post(PATH, data=asked)
    assert (again.status_code, "stands neither in a text" in again.text) == (422, True)
    assert broken_promises() == []


def test_what_would_go_is_shown_before_it_goes(app, moderator, writer):
    first = issue_form(
        title="Costs", summary="There Ana told me.", description="Ask **Ana**, or [Ana](https://a.example)."
    )
    assert writer.post("/issues/new", data=first).status_code == 302
    asked = given("issue.file", "Ana") | {"step": "back"}
    back = moderator.post(PATH, data=asked)
    assert (back.status_code, 'name="passage"' in back.text) == (200, True)
    assert re.search(r">\s*Ana</textarea>", back.text)
    for who in (writer, sign_in(app, make_person()), app.test_client()):
        assert who.post(PATH, data=asked | {"step": ""}).status_code == 403
    refused = moderator.post(PATH, data=asked | {"step": "", "passage": "Anatole"})
    assert (refused.status_code, "stands neither in a text" in refused.text) == (422, True)
    check = moderator.post(PATH, data=asked | {"step": ""})
    assert (check.status_code, "Nothing is removed yet." in check.text) == (200, True)
    assert "There <del>Ana</del> told me." in check.text
    assert int(re.search(r"([0-9]+) places, former wordings", check.text)[1]) >= 3
    session.rollback()
    assert session.scalar(select(Subject.summary).where(Subject.kind == "issue")) == "There Ana told me."
    carried = dict(re.findall(r'<input type="hidden" name="(entry|passage|reason)" value="([^"]*)"', check.text))
    assert moderator.post(PATH, data=carried | {"step": "done"}).status_code == 302
    assert "Ana" not in app.test_client().get("/issues/1").text
    whole = moderator.post(PATH, data={**given("issue.file", ""), "step": ""})
    assert (whole.status_code, "Nothing is removed yet." in whole.text, "Costs" in whole.text) == (200, True, True)


def test_only_mails_about_the_subject_lose_it(app, moderator, writer, monkeypatch):
    follower, paced = make_person("annalena"), make_person("paced")
    set_pace(paced, "daily")
    for title in ("On nna", "Of nna too"):
        assert writer.post("/issues/new", data=issue_form(title=title)).status_code == 302
    for number in (1, 2):
        for reader in (follower, paced):
            assert sign_in(app, reader).post(f"/issues/{number}/follow").status_code == 302
        assert writer.post(f"/issues/{number}/comments", data={"body": "See nna."}).status_code == 302
    assert app.test_client().post("/reset", data={"email": "annalena@people.example"}).status_code == 302
    waiting(app, monkeypatch)
    with later(app, 2):
        waiting(app, monkeypatch)
    before = {mail.id: mail.text for mail in session.scalars(select(Mail)) if "nna" in mail.text}
    check = moderator.post(PATH, data=given("issue.file", "nna") | {"step": ""})
    assert re.search("[0-9]+ that waits? and tells? of it", check.text), check.text
    assert moderator.post(PATH, data=given("issue.file", "nna")).status_code == 302
    session.rollback()
    assert any("reset" in mail.key or "/reset/" in mail.text for mail in session.scalars(select(Mail)))
    digests = 0
    for mail in session.scalars(select(Mail).where(Mail.id.in_(before))):
        digest = mail.key.startswith("digest:")
        one, two = "On nna" in before[mail.id], "Of nna too" in before[mail.id]
        assert ("Of nna too" in mail.text) == two, mail.key
        if one:
            assert f"On {REMOVED}" in mail.text
        elif not digest:
            assert mail.text == before[mail.id], mail.key
        digests += digest and one and two
    assert digests, "a digest tells of both issues"


def test_a_letter_that_waits_loses_what_the_letter_loses(app, moderator, monkeypatch):
    desk, chair = make_person(roles=("secretariat",)), make_person(roles=("council-chair",))
    name_contact(make_body(), desk)
    sent_statement(desk, chair, asks=("Visit Jane Exemplar.",))
    waiting(app, monkeypatch)
    letters = select(Mail.text).where(Mail.key.startswith("statement-letter:"))
    assert "Jane Exemplar" in session.scalars(letters).one()
    assert moderator.post(PATH, data=given("statement.send", "Jane Exemplar")).status_code == 302
    session.rollback()
    text = session.scalars(letters).one()
    assert ("Jane" in text, REMOVED in text) == (False, True)


def test_of_each_mail_it_is_known_what_it_is_about(app):
    """What tells of an entry has a key of its own; of all others it is said here or in MAILED."""
    to_people = {path.parent.name for path in MAILS.glob("*/body.txt")}
    of_entries = {name for name in to_people if not any(name == known.partition("/")[0] for known in MAILED)}
    sources = "".join(path.read_text() for path in (MAILS.parents[1] / "igtf").rglob("*.py"))
    queued = {name for name in of_entries if re.search(rf'"{name}"', sources)}
    assert queued - ABOUT_NO_SUBJECT - {"event"} == set()
