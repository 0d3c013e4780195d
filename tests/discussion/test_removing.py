"""A passage that law or privacy requires to go is gone from every text, wherever it lies, and a mark says so."""

import hashlib
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Text, cast, select

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.finding.search import TEXTS
from igtf.core.mail import Mail
from igtf.core.text.passages import REMOVED
from igtf.discussion.commands import show_comment
from igtf.discussion.models import Comment
from igtf.drafts.models import DraftComparison, Paragraph, Revision
from igtf.notice.worker import work_once
from igtf.record.by import by_importer
from igtf.record.models import Event, Payload, Subject
from igtf.record.subjects import enter
from igtf.record.texts import WRITTEN
from igtf.routing import statements
from igtf.routing.bodies import seed_bodies
from igtf.routing.models import Statement
from tests.drafts.making import revise, submit
from tests.drafts.samples import GOOD
from tests.factories import broken_promises, by, issue_form, later, make_person, set_pace, sign_in
from tests.groups.making import CHARTER, issue_unhoused, propose_form
from tests.routing.acts import make_body, name_contact, sent_statement
from tests.routing.test_recommendations import publish

PATH = "/record/redact"
SECRET = "Jane Exemplar, 5 Example Street"
OTHERS = {Mail: "subject text html", DraftComparison: "html summary changes"}
MARKED = "**Jane** Exemplar, [5 Example Street](https://map.example/5)"


def given(kind: str, passage: str = SECRET) -> dict[str, Any]:
    session.rollback()
    number = session.scalars(select(Event.id).where(Event.kind == kind).order_by(Event.id)).first()
    return {"entry": number, "passage": passage, "reason": "A court asks for it.", "step": "done"}


def held(*words: str) -> list[str]:
    """Return the columns of the database in which one of the words stands."""
    session.rollback()
    session.expire_all()
    return found_in(*words)


def found_in(*words: str) -> list[str]:
    """Return the same as it is within what is not committed yet."""
    columns = {texts.table.__table__.c[name] for texts in WRITTEN for name in texts.columns}
    columns |= {Payload.__table__.c.data, TEXTS.c.title, TEXTS.c.body}
    columns |= {table.__table__.c[name] for table, names in OTHERS.items() for name in names.split()}
    return sorted({
        str(column) for column in columns for text in session.scalars(select(cast(column, Text)))
        if any(word in (text or "") for word in words)
    })  # fmt: skip


def numbered() -> Any:
    columns = (Paragraph.revision_id, Paragraph.position, Paragraph.number)
    return session.execute(select(*columns).order_by(*columns)).all()


def test_a_passage_goes_from_all_that_an_issue_says_and_said(app, moderator, writer):
    other, outside = sign_in(app, make_person()), app.test_client()
    first = {"title": f"On {SECRET}", "summary": f"Of {SECRET}.", "description": f"So:\n\n- {MARKED}\n- more",
             "affected": SECRET, "evidence": f"https://one.example/a See {SECRET}."}  # fmt: skip
    assert writer.post("/issues/new", data=issue_form(**first)).status_code == 302
    assert writer.post("/issues/1/moves/edit", data=issue_form(description=f"See #1 and {MARKED}.")).status_code == 302
    translated = {"language": "sw", "title": f"Ya {SECRET}", "summary": "Nani?", "step": "done"}
    assert other.post("/issues/1/moves/translate", data=translated).status_code == 302
    assert other.post("/issues/1/comments", data={"body": f"Why {MARKED}?"}).status_code == 302
    assert other.post("/comments/1/edit", data={"body": f"But why {SECRET}?"}).status_code == 302
    assert writer.post("/issues/1/moves/withdraw", data={"reason": f"For {SECRET}.", "step": "done"}).status_code == 302
    work_once(app)
    assert "5 Example Street" in outside.get("/issues/1").text
    asked = given("issue.file")
    for nobody in (outside, writer, other):
        assert nobody.post(PATH, data=asked).status_code == 403
    assert 'name="passage"' in moderator.get(f"{PATH}?entry={asked['entry']}").text
    for wrong, words in (
        ({"passage": "", "entry": given("comment.edit")["entry"]}, "Of a text give the passage"),
        ({"passage": "x"}, "three letters"), ({"passage": "John Exemplar"}, "stands neither in a text"),
        ({"reason": ""}, "Say why"),
    ):  # fmt: skip
        refused = moderator.post(PATH, data=asked | wrong)
        assert (refused.status_code, words in refused.text) == (422, True), words
    assert moderator.post(PATH, data=asked).location == f"/record/{asked['entry']}"
    sent = session.scalars(select(Mail.text).where(Mail.sent_at.is_not(None))).all()
    assert any("5 Example Street" in text for text in sent), "what was sent is sent"
    for path in ("/issues/1", "/issues/1/versions", "/comments/1/history", "/api/v1/issues/1", "/feeds/issues/1.atom",
                 "/search?q=exemplar", "/search?q=exemplar&in=comments", "/record", "/issues/1.md"):  # fmt: skip
        text = outside.get(path).text
        assert not any(word in text for word in ("Jane", "Example Street", "map.example")), path
    assert outside.get("/issues/1").text.count(REMOVED) >= 3
    page = outside.get("/issues/1").text
    for words in ("removed words from the record", "A court asks for it.", "Words of it were removed by a moderator."):
        assert words in page, words
    assert broken_promises() == []
    again = moderator.post(PATH, data=asked)
    assert (again.status_code, "stands neither in a text" in again.text) == (422, True)
    own = moderator.post("/issues/1/comments", data={"body": "Mine."})
    assert own.status_code == 302
    session.rollback()
    mine = session.scalars(select(Event.id).where(Event.kind == "comment.add").order_by(Event.id.desc())).first()
    assert moderator.post(PATH, data=asked | {"entry": mine, "passage": "Mine."}).status_code == 403


def test_mails_that_wait_and_what_is_searched_lose_it_too(app, moderator, writer):
    assert writer.post("/issues/new", data=issue_form(title=f"On {SECRET}")).status_code == 302
    assert writer.post("/issues/1/comments", data={"body": "First."}).status_code == 302
    other = sign_in(app, make_person())
    assert other.post("/issues/1/comments", data={"body": f"Why **{SECRET}**?"}).status_code == 302
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("igtf.notice.worker.send_all", lambda *_given: True)
        work_once(app)
    assert held(SECRET)
    waiting = session.scalars(select(Mail).where(Mail.text.contains(SECRET))).all()
    assert waiting
    assert any(mail.html for mail in waiting)
    assert moderator.post(PATH, data=given("issue.file")).status_code == 302
    assert held("Jane", "5 Example") == []
    assert session.scalars(select(Mail.id).where(Mail.text.contains(REMOVED), Mail.html.contains(REMOVED))).all()


def test_a_passage_of_a_text_that_reads_otherwise_is_given_in_parts(app, moderator, writer):
    assert writer.post("/issues/new", data=issue_form(description="A <Jane &amp; Doe> B")).status_code == 302
    split = moderator.post(PATH, data=given("issue.file", "Jane & Doe"))
    assert (split.status_code, "Give it in parts" in split.text) == (422, True)
    assert held("Doe")
    assert moderator.post(PATH, data=given("issue.file", "Jane")).status_code == 302
    assert moderator.post(PATH, data=given("issue.file", "Doe")).status_code == 302
    assert held("Jane", "Doe") == []


def test_a_draft_loses_it_in_all_revisions_and_forms_and_keeps_its_hashes(app, moderator, writer):
    assert writer.post("/issues/new", data=issue_form()).status_code == 302
    text = f"Publish prices.\n\n## Of Jane Exemplar, 5 Example Street\n\nAsk {MARKED}, or jane@home.example."
    source = GOOD.replace("Publish prices.", text).replace("Ines Exemplar", "Jane Exemplar, 5 Example Street")
    assert submit(writer, source=source).status_code == 302
    assert revise(writer, source=source.replace("Publish prices.", "Publish prices twice.")).status_code == 302
    outside, name = app.test_client(), "/drafts/draft-ines-landlocked"
    assert "Example Street" in outside.get(f"{name}/compare?from=00&to=01").text
    papers = Path(app.config["VAR"]) / "pdf"
    papers.mkdir(parents=True, exist_ok=True)
    (papers / "kept.pdf").write_bytes(b"%PDF")
    session.rollback()
    before = session.execute(select(Revision.id, Revision.hash).order_by(Revision.id)).all()
    numbers = numbered()
    tag = outside.get(f"{name}/00.md").headers["ETag"]
    assert "Hash of the source" in outside.get(f"{name}/00").text
    assert "the hash is that of the text as it was" not in outside.get(f"{name}/00").text
    for passage in (SECRET, "jane@home.example"):
        assert moderator.post(PATH, data=given("draft.submit", passage)).status_code == 302
    assert held("Jane", "Example Street", "map.example", "home.example") == []
    assert session.execute(select(Revision.id, Revision.hash).order_by(Revision.id)).all() == before
    assert numbered() == numbers
    assert not papers.exists()
    assert outside.get(f"{name}/00.md").headers["ETag"] != tag
    for path in ("", "/00", "/01", "/00.md", "/00.txt", "/00.html", "/compare?from=00&to=01", "/paragraphs/1"):
        page = outside.get(f"{name}{path}")
        assert (page.status_code, "Jane" in page.text, "jane" in page.text) == (200, False, False), path
    for path in ("", "/00", "/00.html"):
        assert "the hash is that of the text as it was" in outside.get(f"{name}{path}").text, path
    heading = re.search(r'id="(s-of-removed[^"]*)"', outside.get(f"{name}/01").text)
    assert heading
    assert f'href="#{heading[1]}"' in outside.get(f"{name}/01").text
    left = outside.get(f"{name}/01.md").text.replace("prices twice", "prices thrice")
    assert revise(writer, source=left).status_code == 302
    assert broken_promises() == []


def test_a_draft_that_could_not_be_read_without_it_keeps_it(app, moderator, writer):
    assert writer.post("/issues/new", data=issue_form()).status_code == 302
    source = GOOD.replace("Ines Exemplar", '"Ines: Exemplar"')
    assert submit(writer, source=source).status_code == 302
    refused = moderator.post(PATH, data=given("draft.submit", 'Ines: Exemplar"'))
    assert (refused.status_code, "cannot be read any more" in refused.text) == (422, True)
    assert held("Ines: Exemplar")


def test_a_recommendation_loses_it_with_its_draft(app, moderator, writer):
    seed_bodies(by_importer(now()))
    assert writer.post("/issues/new", data=issue_form()).status_code == 302
    publish(app, make_person(roles=("secretariat",)), writer, "landlocked")
    outside = app.test_client()
    assert "Collect the prices of transit" in outside.get("/recommendations/1").text
    passage = "Collect the prices of transit and publish them."
    assert moderator.post(PATH, data=given("recommendation.make", passage)).status_code == 302
    for path in ("/recommendations/1", "/recommendations/1.txt", "/drafts/draft-ines-landlocked", "/record"):
        page = outside.get(path)
        assert (page.status_code, "Collect the prices" in page.text) == (200, False), path
    assert held("Collect the prices") == []
    put_there = {"nothing-without-event", "found-by-title"}
    assert {name for name, _found in broken_promises()} == put_there, "of what the test put there"


def test_a_letter_loses_it_and_is_known_by_its_hash_still(app, moderator):
    desk, chair = make_person(roles=("secretariat",)), make_person(roles=("council-chair",))
    name_contact(make_body(), desk)
    sent_statement(desk, chair, asks=(f"Visit {SECRET}.",))
    outside = app.test_client()
    letter = outside.get("/statements/1/letter.txt").text
    digest = hashlib.sha256(letter.encode()).hexdigest()
    assert moderator.post(PATH, data=given("statement.send")).status_code == 302
    session.rollback()
    assert session.scalars(select(Statement.sent_hash)).one() == digest
    text = outside.get("/statements/1/letter.txt").text
    assert ("Jane" in text, REMOVED in text) == (False, True)
    for page in (outside.get("/statements/1"), outside.get(f"/statements/check?sha256={digest}"),
                 outside.post("/statements/check", data={"letter": letter})):  # fmt: skip
        assert (page.status_code, "as it was" in page.text) == (200, True)
    assert "This is the letter LS-1" in outside.post("/statements/check", data={"letter": letter}).text
    assert held("Jane", "Example Street") == []
    assert broken_promises() == []


def test_a_charter_loses_it_and_says_so_beside_its_hash(app, moderator):
    issue_unhoused(app)
    proposer, second = make_person(), make_person()
    charter = CHARTER.replace("Spectrum.", f"Spectrum, and {MARKED}.")
    form = propose_form(second, make_person(), charter=charter)
    done = sign_in(app, proposer).post("/groups/new", data=form)
    assert done.status_code == 302, done.text
    assert moderator.post(PATH, data=given("group.propose")).status_code == 302
    page = app.test_client().get("/groups/icost/charter/1").text
    assert ("Example Street" in page, REMOVED in page, "the hash is that" in page) == (False, True, True)
    assert held("Jane", "Example Street") == []
    assert broken_promises() == []


def test_what_a_feed_has_is_newer_once_words_are_gone(app, moderator, writer):
    assert writer.post("/issues/new", data=issue_form()).status_code == 302
    for body in ("You are a fool.", f"Ring at {SECRET}.", "Nothing."):
        assert writer.post("/issues/1/comments", data={"body": body}).status_code == 302

    def moments() -> dict[str, str]:
        feed = app.test_client().get("/feeds/issues/1.atom").text
        entries = re.findall(r"<entry>.*?</entry>", feed, re.DOTALL)
        return {re.search("event-([0-9]+)", each)[1]: re.search("<updated>(.*?)<", each)[1] for each in entries}

    before = moments()
    with later(app, 1):
        assert moderator.post("/comments/1/hide", data={"reason": "Rude."}).status_code == 302
        assert moderator.post(PATH, data=given("comment.add", SECRET)).status_code == 302
        after = moments()
    session.rollback()
    said = select(Event.id).where(Event.kind == "comment.add").order_by(Event.id)
    hidden, ring, nothing = map(str, session.scalars(said))
    assert [after[entry] > before[entry] for entry in (hidden, ring, nothing)] == [True, True, False]


def updates(app) -> dict[str, tuple[str, bool]]:
    """Return of each entry of the feed of issue 1, by number, when it was updated, and whether its title has a mark."""
    feed = app.test_client().get("/feeds/issues/1.atom").text
    return {
        re.search("event-([0-9]+)", each)[1]: (
            re.search("<updated>(.*?)<", each)[1], REMOVED in re.search("<title>(.*?)<", each)[1]
        )
        for each in re.findall(r"<entry>.*?</entry>", feed, re.DOTALL)
    }  # fmt: skip


def test_each_entry_whose_title_lost_words_is_newer(app, moderator, writer):
    assert writer.post("/issues/new", data=issue_form(title=f"The costs of {SECRET}")).status_code == 302
    assert writer.post("/issues/1/comments", data={"body": "Nothing."}).status_code == 302
    before = updates(app)
    with later(app, 1):
        assert moderator.post(PATH, data=given("issue.file")).status_code == 302
        after = updates(app)
    assert len(before) == 2
    assert [after[entry][0] > moment for entry, (moment, _marked) in before.items()] == [True, True]
    assert {after[entry][1] for entry in before} == {True}


def test_a_comment_that_is_shown_again_is_newer_than_when_it_was_hidden(app, moderator, writer):
    assert writer.post("/issues/new", data=issue_form()).status_code == 302
    for body in ("Mine.", "Another."):
        assert writer.post("/issues/1/comments", data={"body": body}).status_code == 302
    before = updates(app)
    with later(app, 1):
        assert moderator.post("/comments/1/hide", data={"reason": "Rude."}).status_code == 302
        hidden = updates(app)
    with later(app, 2) as at:
        session.rollback()
        show_comment(session.get_one(Comment, 1), reason="It was not rude.", by=by(make_person(), at))
        shown = updates(app)
    session.rollback()
    own, other = map(str, session.scalars(select(Event.id).where(Event.kind == "comment.add").order_by(Event.id)))
    assert before[own] < hidden[own] < shown[own]
    assert before[other] == shown[other]


def waiting(app, monkeypatch) -> None:
    """Let mails be made and none sent, as while the relay is down."""
    monkeypatch.setattr("igtf.notice.worker.send_all", lambda *_given: True)
    work_once(app)
    session.rollback()


def test_mails_that_wait_lose_the_words_of_an_entry_and_of_a_hidden_comment(app, moderator, writer, monkeypatch):
    said = f"{SECRET}\n\nIt is the house with the red door. " * 4
    at_once, paced = make_person("once"), make_person("paced")
    assert writer.post("/issues/new", data=issue_form()).status_code == 302
    for reader in (at_once, paced):
        sign_in(app, reader).post("/issues/1/follow")
    set_pace(paced, "daily")
    assert writer.post("/issues/1/comments", data={"body": said}).status_code == 302
    assert writer.post("/issues/1/comments", data={"body": "http"}).status_code == 302
    assert (
        sign_in(app, at_once).post("/issues/1/comments", data={"body": f"No, {SECRET} is nobody's."}).status_code == 302
    )
    assert writer.post("/issues/1/moves/withdraw", data={"reason": said, "step": "done"}).status_code == 302
    waiting(app, monkeypatch)
    with later(app, 2):
        waiting(app, monkeypatch)
    quoting = {mail.id: mail.to for mail in session.scalars(select(Mail)) if "red door" in mail.text}
    assert {*quoting.values()} >= {"once@people.example", "paced@people.example"}
    assert moderator.post("/comments/1/hide", data={"reason": "Privacy."}).status_code == 302
    own = next(mail.id for mail in session.scalars(select(Mail)) if mail.text.count("> http\n"))
    assert moderator.post("/comments/2/hide", data={"reason": "Spam."}).status_code == 302
    withdrawn = {key: value for key, value in given("issue.withdraw").items() if key != "passage"}
    assert moderator.post(PATH, data=withdrawn).status_code == 302
    session.rollback()
    assert "http://127.0.0.1:8000/comments/" in session.get_one(Mail, own).text, "its links are left"
    assert "> http\n" not in session.get_one(Mail, own).text
    for number in quoting:
        mail = session.get_one(Mail, number)
        assert "red door" not in f"{mail.text} {mail.html}"
        assert REMOVED in mail.text
        led = re.search("http://127.0.0.1:8000/(comments|record)/[0-9]", mail.text)
        assert led, "what another comment says has no part in links"
    digest = session.scalars(select(Mail).where(Mail.key.startswith("digest:"))).one()
    assert "No, Jane" in " ".join(digest.text.split()), "what others said of it stays, until it is named"


def test_a_hidden_comment_that_begins_with_a_quotation_goes_from_mails_too(app, moderator, writer, monkeypatch):
    at_once, paced, other = make_person("once"), make_person("paced"), sign_in(app, make_person("other"))
    assert writer.post("/issues/new", data=issue_form()).status_code == 302
    assert writer.post("/issues/1/comments", data={"body": "The cables are too long."}).status_code == 302
    for reader in (at_once, paced):
        sign_in(app, reader).post("/issues/1/follow")
    set_pace(paced, "daily")
    for said in ("He lives there.", "He lives in the house with the red door."):
        text = {"body": f"> The cables are too long.\n\n{said}"}
        where = "/comments/2/edit" if "red" in said else "/issues/1/comments"
        assert writer.post(where, data=text).status_code == 302
    assert other.post("/issues/1/comments", data={"body": "A red door? That is no argument."}).status_code == 302
    waiting(app, monkeypatch)
    with later(app, 2):
        waiting(app, monkeypatch)
    quoting = [mail.id for mail in session.scalars(select(Mail)) if "with the red door" in " ".join(mail.text.split())]
    assert len(quoting) >= 3, "the comment, its edit, and the digest of both"
    assert moderator.post("/comments/2/hide", data={"reason": "Privacy."}).status_code == 302
    session.rollback()
    for number in quoting:
        mail = session.get_one(Mail, number)
        assert "with the red door" not in " ".join(f"{mail.text} {mail.html}".split())
        assert REMOVED in mail.text
    digest = session.scalars(select(Mail).where(Mail.key.startswith("digest:"))).one()
    assert "> A red door? That is no argument." in digest.text, "what others said stays"


def test_a_letter_that_waits_loses_it_where_it_names_the_issue(app, moderator, writer, monkeypatch):
    desk, chair = make_person(roles=("secretariat",)), make_person(roles=("council-chair",))
    name_contact(make_body(), desk)
    assert writer.post("/issues/new", data=issue_form(title="Complaint about Jane Exemplar")).status_code == 302
    issue = session.scalars(select(Subject).where(Subject.kind == "issue")).one()
    with writing():
        enter(issue, "open", now())
    letter = statements.draft(
        body="lamp", purpose="action", subject="Cables", text="Please look.", asks=[{"text": "Look."}],
        deadline=(now() + timedelta(days=30)).date(), by=by(desk), tied={"refers": [issue.id]},
    )  # fmt: skip
    statements.approve(letter, by=by(chair))
    statements.send(letter, channel="mail", by=by(desk))
    waiting(app, monkeypatch)
    session.rollback()
    asked = select(Mail.text).where(Mail.sent_at.is_(None), Mail.key.startswith("statement-letter"))
    assert "Complaint about Jane Exemplar" in session.scalars(asked).one()
    assert moderator.post(PATH, data=given("issue.file", "Jane Exemplar")).status_code == 302
    session.rollback()
    assert f"Complaint about {REMOVED}" in session.scalars(asked).one()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("Of [Jane](https://en.example/Jane_(judge)) Exemplar. It is [Jane Exemplar](https://en.example/a_(b))s.", 302),
        (
            "Of [Jane](https://en.example/a_(b_(c))) Exemplar. It is [Jane Exemplar](https://en.example/a_(b_(c)))s.",
            302,
        ),
        ("Of [Jane](https://en.example/) \u2066Exem\u200fplar\u2069.", 302),
        ("\n\n> Of [Jane](\n> https://en.example/a) Exemplar.", 422),
    ],
)
def test_a_passage_goes_from_a_text_wherever_it_goes_from_its_page(app, moderator, writer, body, status):
    assert writer.post("/issues/new", data=issue_form()).status_code == 302
    body = f"Jane Exemplar lives there. {body}"
    assert writer.post("/issues/1/comments", data={"body": body}).status_code == 302
    answer = moderator.post(PATH, data=given("comment.add", "Jane Exemplar"))
    assert (answer.status_code, "in another way than it reads there" in answer.text) == (status, status == 422)
    session.rollback()
    comment = session.scalars(select(Comment)).one()
    for text in (comment.text, comment.html):
        assert text.count(REMOVED) == (2 if status == 302 else 0)
    assert ("Of [Jane]" in comment.text) == (status == 422)
