"""What goes along with a statement, the letter as a file, and how whoever has one checks it."""

import hashlib
import re

import pytest
from sqlalchemy import select

from igtf.core.db import session
from igtf.routing import papers
from igtf.routing.correcting import draft_correction
from igtf.routing.models import Statement
from tests.factories import by, letters, sign_in
from tests.routing.acts import make_body, name_contact, reload, sent_statement

HASH = hashlib.sha256(b"a report").hexdigest()


def form(**changes):
    return {
        "sender": "council", "body": "tree", "purpose": "comment", "subject": "Trees", "text": "What do you think?",
        "contacts": "Otso Esimerkki, liaison", "cc-0": "lamp", "related": "LS-1",
        "attachments-0-title": "A report", "attachments-0-url": "https://lamp.example/report.pdf",
        "attachments-0-sha256": HASH, "attachments-1-url": "/statements/1",
    } | changes  # fmt: skip


def test_all_fields_stand_in_the_letter_and_copies_go_out(app, people):
    lamp, tree = make_body(), make_body("tree", "Plants trees.")
    name_contact(lamp, people[0])
    name_contact(tree, people[0], "desk@tree.example")
    sent_statement(*people)
    desk = sign_in(app, people[0])

    def refused(**changes):
        answer = desk.post("/statements/new", data=form(**changes))
        assert answer.status_code == 422
        return answer.text

    assert "64 digits" in refused(**{"attachments-0-sha256": "abc"})
    assert "Give the title of the document." in refused(**{"attachments-0-title": ""})
    assert "Give the link to it." in refused(**{"attachments-0-url": ""}), "what was typed is not left out in silence"
    assert "lead to nothing here: LS-77, LS-78." in refused(related="LS-77، LS-78")
    assert "lead to nothing here: lamp-report" in refused(**{"attachments-1-url": "lamp-report"})
    assert "other than the one it is sent to" in refused(**{"cc-0": "tree"})
    assert desk.post("/statements/new", data=form()).location == "/statements/2"
    unsaid = form(**{"asks-0-text": "Comment on this letter."})
    same = {key: value for key, value in unsaid.items() if key not in ("sender", "body")}
    assert desk.post("/statements/2/moves/edit", data=same).status_code == 422
    assert desk.post("/statements/2/moves/edit", data=same | {"contacts": "Otso"}).status_code == 302
    begun = desk.get("/statements/2/moves/edit").text
    assert HASH in begun
    assert 'value="LS-1"' in begun
    sign_in(app, people[1]).post("/statements/2/moves/approve", data={"step": "done"})
    assert desk.post("/statements/2/moves/send", data={"channel": "mail", "step": "done"}).status_code == 302
    text = app.test_client().get("/statements/2/letter.txt").text
    for line in (
        "Contact: Otso", "Attention: Otso Esimerkki, Liaison officer", "Copy to: Union of lamp makers",
        "Related: Lamps at landing stations", f"* A report, https://lamp.example/report.pdf, SHA-256 {HASH}",
        "* Lamps at landing stations, http",
    ):  # fmt: skip
        assert line in text
    page = app.test_client().get("/statements/2").text
    assert HASH in page
    assert "received a copy of" not in page
    session.rollback()
    (copy,) = letters("statement-copy")
    assert copy.to == "desk@lamp.example"
    assert text in copy.text
    assert "/answer/" not in copy.text


def test_a_letter_is_checked_by_its_text_its_mail_or_its_hash(app, people):
    name_contact(make_body(), people[0])
    sent_statement(*people)
    outside = app.test_client()
    text = outside.get("/statements/1/letter.txt").text
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert "This is the letter LS-1" in outside.get(f"/statements/check?sha256={digest}").text
    mail = letters("statement-letter")[0].text
    quoted = re.sub("^", "> ", mail, flags=re.MULTILINE)
    for given in (text, text.replace("\n", "\r\n"), f"\n{text}\n\n", mail, quoted, digest.upper()):
        assert "This is the letter LS-1" in outside.post("/statements/check", data={"letter": given}).text
    changed = outside.post("/statements/check", data={"letter": text.replace("look", "Look")})
    assert changed.status_code == 404
    assert "This is not the text of any letter that we sent or received." in changed.text
    assert outside.get("/statements/check").status_code == 200


def test_the_pdf_of_a_letter_names_its_hash_in_english_as_it_is_kept_for_all_readers(app, people, monkeypatch):
    name_contact(make_body(), people[0])
    sent_statement(*people)
    answer = app.test_client().get("/statements/1/letter.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF")
    monkeypatch.setattr(papers, "pdf", lambda html, *_kept: html)
    html = app.test_client().get("/statements/1/letter.pdf?lang=fr").text
    assert session.scalars(select(Statement)).one().sent_hash in html
    assert "To check this letter: its exact text is at http://127.0.0.1:8000/statements/1/letter.txt" in html


def test_a_correcting_statement_ends_the_one_it_corrects_when_it_is_sent(app, people):
    from igtf.core.errors import WrongState
    from igtf.routing.statements import draft

    name_contact(make_body(), people[0])
    wrong = sent_statement(*people)
    made = draft_correction(wrong, why="The appeal of 3 March was upheld.", by=by(people[0]))
    assert draft_correction(wrong, why="Again.", by=by(people[0])).id == made.id
    assert reload(wrong).subject.due_at is None
    never = draft(body="lamp", purpose="comment", subject="x", text="y", by=by(people[0]))
    with pytest.raises(WrongState):
        draft_correction(never, why="No.", by=by(people[0]))
    assert sign_in(app, people[0]).post("/statements/1/moves/correct").status_code == 404
    kept = [sign_in(app, person).post("/statements/2/moves/drop", data={"reason": "No."}) for person in people]
    assert [(answer.status_code, "has to learn" in answer.text) for answer in kept] == [(403, True)] * 2
    assert sign_in(app, people[1]).post("/statements/2/moves/approve", data={"step": "done"}).status_code == 302
    back = sign_in(app, people[0]).post("/statements/2/moves/redraft", data={"reason": "Not so."})
    assert (back.status_code, "neither dropped nor taken back" in back.text) == (403, True)
    desk = sign_in(app, people[0])
    assert desk.post("/statements/2/moves/send", data={"channel": "mail", "step": "done"}).status_code == 302
    assert (reload(wrong).subject.state, reload(made).subject.state) == ("corrected", "sent")
    assert "Corrects: Lamps at landing stations" in app.test_client().get("/statements/2/letter.txt").text
    page = app.test_client().get("/statements/1").text
    assert "another statement corrects it" in page
    assert "corrected by" in page
    inform = app.test_client().get("/statements/2").text
    assert "No answer is asked for" in inform
    assert desk.post("/statements/2/moves/close", data={"evidence": ""}).status_code == 422
    assert desk.post("/statements/2/moves/close", data={"evidence": "They took note."}).status_code == 302
