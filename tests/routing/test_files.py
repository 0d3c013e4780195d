"""Files of statements: what is taken and what is not, the letter and the mail that bring them, answers with files."""

import hashlib
import io
from base64 import b64encode
from email.message import EmailMessage

import pytest
from sqlalchemy import select, update
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from igtf.core.db import session, writing
from igtf.core.mail import Mail
from igtf.core.sent.files import MOST_BYTES, TYPES, clean_name, taken
from igtf.notice.worker import work_once
from igtf.people.signins import make_token
from igtf.record.models import Event, File
from igtf.routing.models import Contact
from igtf.routing.queries import get_statement_or_404
from tests.factories import broken_promises, make_person, sign_in
from tests.notice.conftest import relay, smtp_port
from tests.routing.acts import links, make_body, name_contact, sent_statement

__all__ = ["relay", "smtp_port"]

PDF = b"%PDF-1.7\nA report.\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
CSV = "year,lamps\n2026,Straße\n".encode()
BYTES = {
    "pdf": PDF, "txt": b"Text.\n", "md": b"# Text\n", "csv": CSV, "png": PNG, "jpg": b"\xff\xd8\xff\xe0JFIF",
    "jpeg": b"\xff\xd8\xff\xe0JFIF",
    "odt": b"PK\x03\x04" + b"\x00" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.textPK",
    "docx": b"PK\x03\x04[Content_Types].xml word/document.xml",
}  # fmt: skip


@pytest.fixture
def people(db):
    name = make_person("otso", roles=("secretariat",)), make_person("ines", roles=("council", "council-chair"))
    name_contact(make_body(), name[0])
    return name


def put(*files, first=0, **texts):
    """Return a form with files: bytes and name of each, and perhaps a title."""
    rows = {}
    for place, (data, name, *title) in enumerate(files, first):
        rows[f"files-{place}-file"] = FileStorage(io.BytesIO(data), name)
        rows[f"files-{place}-title"] = title[0] if title else ""
    return rows | texts


def draft(*files, **texts):
    given = {"sender": "council", "body": "lamp", "purpose": "comment", "subject": "Lamps", "text": "Look at *them*."}
    return put(*files, **(given | texts))


def edit(*files, **texts):
    given = {key: value for key, value in draft().items() if key not in ("sender", "body")}
    return put(*files, **(given | texts))


def whole(form):
    """Return what a client posts for a form with large files; the test client itself would leave one open."""
    boundary, body = encode_multipart(form)
    return {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}


def kept() -> list[tuple[int, str, str]]:
    session.rollback()
    return [(row.number, row.title, row.name) for row in session.execute(
        select(File.number, File.title, File.name).order_by(File.id))]  # fmt: skip


def acts() -> int:
    session.rollback()
    return len(session.scalars(select(Event.id)).all())


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def send(app, people) -> None:
    assert sign_in(app, people[1]).post("/statements/1/moves/approve", data={"step": "done"}).status_code == 302
    desk = sign_in(app, people[0])
    assert desk.post("/statements/1/moves/send", data={"channel": "mail", "step": "done"}).status_code == 302


def attached(mail: EmailMessage) -> list[tuple[str, str, bytes]]:
    return [
        (part.get_filename() or "", part.get_content_type(), part.get_payload(decode=True))  # type: ignore[misc]
        for part in mail.iter_attachments()
    ]


def test_files_are_added_and_taken_off_until_the_statement_is_approved(app, people):
    desk, other = sign_in(app, people[0]), sign_in(app, make_person("ada"))
    assert 'enctype="multipart/form-data"' in desk.get("/statements/new").text
    made = desk.post("/statements/new", data=draft((PDF, "papers/Bericht ß.pdf"), (CSV, "a.csv", "The figures")))
    assert made.location == "/statements/1"
    assert kept() == [(1, "Bericht ß.pdf", "Bericht ß.pdf"), (2, "The figures", "a.csv")]
    page = app.test_client().get("/statements/1").text
    assert sha(PDF) in page
    assert "The figures" in page
    begun = desk.get("/statements/1/moves/edit").text
    assert "Files to take off" in begun
    assert other.post("/statements/1/moves/edit", data=edit((PNG, "a.png"))).status_code == 403
    assert (
        desk.post("/statements/1/moves/edit", data=edit(**{"asks-0-text": "Comment on this letter."})).status_code
        == 422
    )
    assert desk.post("/statements/1/moves/edit", data=edit((PNG, "a.png"), remove="1")).status_code == 302
    assert kept() == [(2, "The figures", "a.csv"), (3, "a.png", "a.png")]
    assert "Changed:</span> <bdi>Files" in app.test_client().get("/statements/1").text
    none = desk.post("/statements/1/moves/edit", data=edit(remove="1"))
    assert none.status_code == 422
    assert "Choose from the list." in none.text
    assert sign_in(app, people[1]).post("/statements/1/moves/approve", data={"step": "done"}).status_code == 302
    late = desk.post("/statements/1/moves/edit", data=edit((PDF, "late.pdf"), remove="2"))
    assert late.status_code == 409
    assert len(kept()) == 2
    assert broken_promises() == []


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.pdf", "a.pdf is empty"),
        (b"%PDF-" + b"x" * MOST_BYTES, "a.pdf", "a.pdf is larger than 2 MB"),
        (b"not a PDF", "a.pdf", "says that it is PDF, but its content is not"),
        (PDF, "a.txt", "says that it is TXT"),
        (PDF, "a.exe", "of no type that is taken here"),
        (PDF, "../..", "of no type that is taken here"),
        (b"\xff\xfe1\x00", "a.csv", "a.csv is not in UTF-8"),
        ("prix;coût\n1;dû\n".encode("cp1252"), "prix.csv", "a spreadsheet calls it “CSV UTF-8”"),
        ("Отчёт".encode("utf-16"), "note.txt", "note.txt is not in UTF-8"),
        (b"MZ\x90\x00\x03", "a.csv", "says that it is CSV, but its content is not"),
        (b"PK\x03\x04 something else", "a.odt", "says that it is ODT"),
    ],
)
def test_what_is_no_good_is_said_and_the_text_is_kept(app, people, data, name, said):
    desk, before = sign_in(app, people[0]), acts()
    answer = desk.post("/statements/new", **whole(draft((data, name), text="A long thought.")))
    assert answer.status_code == 422
    assert said in answer.text
    assert "A long thought." in answer.text
    assert answer.text.count("Choose the files again") == 1
    assert (kept(), acts()) == ([], before)


def test_too_many_too_large_together_twice_or_without_file(app, people):
    desk, before = sign_in(app, people[0]), acts()

    def refused(*files, status=422, to="/statements/new", **texts):
        form = draft(*files, **texts) if to == "/statements/new" else edit(*files, **texts)
        answer = desk.post(to, **whole(form))
        assert answer.status_code == status
        assert kept() == []
        return answer.text

    six = [(f"{place}".encode(), f"{place}.txt") for place in range(6)]
    assert "Give at most 5." in refused(*six)
    assert "a.txt is there already, as b.txt" not in refused((b"x", "b.txt"), (b"y", "a.txt"), text="")
    again = refused((b"x", "b.txt"), (b"x", "a.txt"))
    assert "a.txt is there already, as b.txt" in again
    assert "Choose the files again" in again
    big = [(b"%PDF-" + f"{place}".encode() * 1_700_000, f"{place}.pdf") for place in range(3)]
    assert "larger than 4.5 MB together" in refused(*big)
    assert "larger than this site takes" in refused((b"%PDF-" + b"x" * 7_000_000, "a.pdf"), status=413)
    assert "No file arrived." in refused(**{"files-0-file": "a.pdf"})
    assert "Choose the file that has this title." in refused(**{"files-0-title": "A title"})
    assert acts() == before
    assert desk.post("/statements/new", data=draft(*six[:5])).status_code == 302
    more = desk.post("/statements/1/moves/edit", data=edit(six[5]))
    assert (more.status_code, len(kept())) == (422, 5)
    assert "5 files go along at most; these would be 6." in more.text
    same = desk.post("/statements/1/moves/edit", data=edit((b"3", "3.txt"), remove="1"))
    assert (same.status_code, len(kept())) == (422, 5)
    assert "is there already" in same.text
    assert desk.post("/statements/1/moves/edit", data=edit((b"0", "0.txt"), remove="1")).status_code == 302


def test_names_are_cleaned_and_types_are_checked_by_name_and_bytes():
    for given, name in (
        ("/etc/passwd.txt", "passwd.txt"), ("..\\..\\a.pdf", "a.pdf"), ("a\r\nX: y.pdf", "aX_ y.pdf"),
        ("re\u202efdp.txt", "refdp.txt"), ('a"b?.pdf', "a_b_.pdf"), ("  .pdf ", "pdf"), ("\u200f", ""),
        ("Отчёт.PDF", "Отчёт.PDF"),
    ):  # fmt: skip
        assert clean_name(given) == name
    long = clean_name("ß" * 300 + ".pdf")
    assert long.endswith("ß.pdf")
    assert 170 < len(long.encode()) <= 180
    assert len(clean_name("x" * 300).encode()) == 180
    assert set(BYTES) == set(TYPES)
    for ending, data in BYTES.items():
        assert taken(f"a.{ending.upper()}", data).mimetype == TYPES[ending].mimetype
        for other, kind in TYPES.items():
            if kind.begins and kind.mimetype != TYPES[ending].mimetype:
                with pytest.raises(ValueError, match="but its content is not"):
                    taken(f"a.{other}", data)


def test_the_letter_names_the_files_and_the_mail_brings_them(app, people, relay):
    name_contact(make_body("tree", "Plants trees."), people[0], "desk@tree.example")
    desk = sign_in(app, people[0])
    files = (PDF, "Bericht für März.pdf", "The report"), (CSV * 9, "figures.csv")
    assert desk.post("/statements/new", data=draft(*files, **{"cc-0": "tree"})).status_code == 302
    send(app, people)
    text = app.test_client().get("/statements/1/letter.txt").text
    assert (
        f"* The report (Bericht für März.pdf), 25 bytes, SHA-256 {sha(PDF)}, http://127.0.0.1:8000/statements/1/f"
        in text
    )
    assert f"* figures.csv, {len(CSV * 9)} bytes, SHA-256 {sha(CSV * 9)}" in text
    session.rollback()
    assert get_statement_or_404(None, "1").sent_hash == sha(text.encode())
    assert app.test_client().get("/statements/1/letter.pdf").data.startswith(b"%PDF")
    work_once(app)
    brought = {mail["To"]: mail for mail in relay.mails if "lamp.example" in mail["To"] or "tree.example" in mail["To"]}
    whole = [("Bericht für März.pdf", "application/pdf", PDF), ("figures.csv", "text/csv", CSV * 9)]
    for to in ("desk@lamp.example", "desk@tree.example"):
        assert attached(brought[to]) == whole
        assert brought[to].get_body(("plain",)).get_content().replace("\r\n", "\n").count(sha(PDF)) == 1
    lines = [part.get_payload().split() for part in brought["desk@lamp.example"].iter_attachments()]
    assert max(len(line) for part in lines for line in part) <= 76, "base64 as RFC 2045 wants it"
    assert {tuple(mail.files) for mail in session.scalars(select(Mail).where(Mail.key.startswith("statement-")))} == {
        (1, 2)
    }
    app.test_client().post("/statements/1/link", data={"email": "desk@lamp.example"})
    session.rollback()
    assert len(session.scalars(select(Mail).where(Mail.key.startswith("statement-letter"))).all()) == 1
    assert broken_promises() == []
    with writing():
        session.execute(update(File).where(File.number == 1).values(data=PDF + b"x"))
    assert broken_promises() == [("file-hash", [("1", 1)])]


def test_a_file_is_fetched_under_its_name_and_never_shown(app, people):
    desk, outside = sign_in(app, people[0]), app.test_client()
    sent_statement(*people)
    assert desk.post("/statements/new", data=draft((PDF, "Straße.pdf"), (CSV, "a.csv"))).location == "/statements/2"
    answer = outside.get("/statements/2/files/1")
    assert (answer.status_code, answer.data, answer.mimetype) == (200, PDF, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''Stra%C3%9Fe.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.get_etag() == (sha(PDF), False)
    unchanged = outside.get("/statements/2/files/1", headers={"If-None-Match": answer.headers["ETag"]})
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    table = outside.get("/statements/2/files/2", headers={"Accept": "text/plain"})
    assert (table.data, table.headers["Content-Type"]) == (CSV, "text/csv; charset=utf-8")
    for path in ("/statements/2/files/3", "/statements/1/files/1", "/statements/2/files/x", "/statements/9/files/1"):
        assert outside.get(path).status_code == 404


def test_a_contact_answers_with_files_and_so_does_the_secretariat(app, people):
    sent_statement(*people, asks=("Answer.", "And this."))
    outside, desk = app.test_client(), sign_in(app, people[0])
    link, before = links()[0], acts()
    rows = {"answer-answers-0-answer": "comments", "answer-answers-0-text": "We saw it.",
            "answer-answers-1-answer": "comments", "answer-answers-1-text": "We saw that too."}  # fmt: skip

    def given(data, name, **more):
        return rows | {"answer-files-0-file": (io.BytesIO(data), name)} | more

    assert 'name="answer-files-0-file"' in outside.get(link).text
    wrong = outside.post(f"{link}/answer", data=given(b"no", "a.pdf"))
    assert wrong.status_code == 422
    for words in ("its content is not", "Choose the files again", "We saw it."):
        assert words in wrong.text
    assert (acts(), kept()) == (before, [])
    assert outside.post(f"{link}/answer", data=given(PDF, "answer.pdf")).status_code == 302
    page = outside.get("/statements/1").text
    assert "Files that came with the answer of" in page
    assert page.count(sha(PDF)) == 2, "with the answer, and in the timeline"
    assert outside.get("/statements/1/files/1").data == PDF
    assert "answer.pdf" in outside.get(link).text
    twice = outside.post(f"{link}/answer", data=given(PDF, "again.pdf"))
    assert "again.pdf is there already, as answer.pdf" in twice.text
    assert 'href="#answer-files"' in twice.text
    by_desk = {key.removeprefix("answer-"): value for key, value in rows.items()} | {"evidence": "A letter."}
    recorded = desk.post("/statements/1/moves/answer", data=by_desk | put((CSV, "a.csv", "Their figures")))
    assert recorded.status_code == 302
    assert kept() == [(1, "answer.pdf", "answer.pdf"), (2, "Their figures", "a.csv")]
    assert "Their figures (a.csv)" in outside.get("/statements/1").text
    assert "answer.pdf" not in outside.get("/statements/1/letter.txt").text
    assert broken_promises() == []


def test_what_a_body_sends_us_has_files(app, people):
    desk, outside = sign_in(app, people[0]), app.test_client()
    contact = str(session.scalars(select(Contact.id)).first())
    assert desk.post("/bodies/lamp/moves/send-link", data={"contact": contact}).status_code == 302
    session.rollback()
    mail = session.scalars(select(Mail.text).where(Mail.key.startswith("contact-write"))).one()
    link = next(word for word in mail.split() if "/write/" in word).removeprefix("http://127.0.0.1:8000")
    texts = {"purpose": "comment", "subject": "Lamps flicker", "text": "We saw them."}
    assert outside.get(link).text.count('type="file"') == 5
    wrong = outside.post(link, data=put((b"", "a.pdf"), **texts))
    assert wrong.status_code == 422
    assert "a.pdf is empty" in wrong.text
    assert outside.post(link, data=put((PDF, "a.pdf"), (CSV, "a.csv"), **texts)).location == "/statements/1"
    page = outside.get("/statements/1").text
    assert page.count(sha(CSV)) == 2, "in the letter, and in the timeline"
    received = desk.post("/statements/new/receive", data=put((PNG, "a.png"), body="lamp", evidence="Post.", **texts))
    assert received.location == "/statements/2"
    assert outside.get("/statements/2/files/1").mimetype == "image/png"
    note = desk.post("/statements/2/moves/note", data={"reason": "We know."})
    assert note.status_code == 302
    assert broken_promises() == []


def test_the_api_takes_files_as_base64_and_lists_them(app, people):
    secret = make_token(people[0], "program")
    client, auth = app.test_client(), {"Authorization": f"Bearer {secret}"}

    def post(path, status, **given):
        answer = client.post(f"/api/v1{path}", json=given, headers=auth)
        assert answer.status_code == status, answer.text
        return answer.json

    texts = {"sender": "council", "body": "lamp", "purpose": "comment", "subject": "Lamps", "text": "Look."}
    coded = {"name": "a.pdf", "base64": b64encode(PDF).decode()}
    for file, said in (
        ("a.pdf", "This is a file"), (coded | {"base64": "%"}, "not base64"),
        ({"name": "a.pdf"}, "This is a file"),
        ({"name": "a.md", "base64": b64encode("Prix à jour".encode("cp1252")).decode()}, "a.md is not in UTF-8"),
        (coded | {"name": "a.png"}, "its content is not"),
    ):  # fmt: skip
        wrong = post("/statements", 422, **texts, files=[{"file": file}])
        assert said in wrong["errors"]["files.0.file"][0]
    assert kept() == []
    made = post("/statements", 201, **texts, files=[{"file": coded, "title": "The report"}])
    assert made["details"]["files"] == [
        {"number": 1, "title": "The report", "name": "a.pdf", "type": "application/pdf", "size": len(PDF),
         "sha256": sha(PDF), "came_at": None, "url": "/statements/1/files/1", "emptied": False}
    ]  # fmt: skip
    same = post("/statements/1/moves/edit", 200, files=[{"file": {"name": "a.csv", "base64": b64encode(CSV).decode()}}])
    assert [file["number"] for file in same["details"]["files"]] == [1, 2]
    gone = post("/statements/1/moves/edit", 200, remove=["1"])
    assert [file["name"] for file in gone["details"]["files"]] == ["a.csv"]
    assert post("/statements/1/moves/edit", 422, remove=["1"])["errors"]["remove"]


def test_a_moderator_removes_what_is_in_a_file_and_the_mail_that_waits_goes_without_it(app, people, relay):
    desk, moderator = sign_in(app, people[0]), sign_in(app, make_person("mo", roles=("moderator",)))
    assert desk.post("/statements/new", data=draft((PDF, "a.pdf"), (CSV, "b.csv", "The figures"))).status_code == 302
    send(app, people)
    session.rollback()
    entry = session.scalars(select(Event.id).where(Event.kind == "statement.send")).one()
    path, given = "/record/redact", {"entry": entry, "file": "1", "reason": "It names a child."}
    outside = app.test_client()
    for other in (outside, desk):
        assert other.post(path, data=given | {"step": "done"}).status_code == 403
    form = moderator.get(f"{path}?entry={entry}").text
    assert '<option value="2">The figures</option>' in form
    both = moderator.post(path, data=given | {"passage": "figures", "step": "done"})
    assert (both.status_code, "one goes after the other" in both.text) == (422, True)
    check = moderator.post(path, data=given).text
    assert "What is in the file “a.pdf”." in check
    assert 'name="file" value="1"' in check
    assert outside.get("/statements/1/files/1").data == PDF, "nothing is removed yet"
    assert moderator.post(path, data=given | {"step": "done"}).location == f"/record/{entry}"
    for number in ("1", "7", "x"):
        again = moderator.post(path, data=given | {"file": number, "step": "done"})
        assert (again.status_code, "Choose one of the list." in again.text) == (422, True)
    gone = outside.get("/statements/1/files/1")
    assert (gone.status_code, "removed by a moderator" in gone.text) == (410, True)
    assert ["A moderator hid this" in gone.text, 'href="/statements/1"' in gone.text] == [True, True]
    assert outside.get("/statements/1/files/2").data == CSV
    page = outside.get("/statements/1").text
    assert [sha(PDF) in text for text in (page, outside.get("/statements/1/letter.txt").text)] == [True, True]
    assert ["What was in this file was removed by a moderator." in page, "/files/1" in page] == [True, False]
    assert "It names a child." in page
    told = outside.get("/api/v1/statements/1").json["details"]["files"]
    assert [(file["number"], file["emptied"]) for file in told] == [(1, True), (2, False)]
    assert broken_promises() == []
    work_once(app)
    letters = [mail for mail in relay.mails if mail["To"] == "desk@lamp.example"]
    assert [name for mail in letters for name, _type, _data in attached(mail)] == ["b.csv"]
    session.rollback()
    assert session.scalars(select(File.data).order_by(File.number)).all() == [b"", CSV]
    appealed = session.scalars(select(Event.id).where(Event.kind == "file.remove")).one()
    assert outside.get(f"/appeals/new?decision={appealed}").status_code in (302, 403)
    assert sign_in(app, people[1]).get(f"/appeals/new?decision={appealed}").status_code == 200


def test_a_file_that_was_emptied_before_it_is_sent_does_not_go_along(app, people):
    desk, moderator = sign_in(app, people[0]), sign_in(app, make_person("mo", roles=("moderator",)))
    assert desk.post("/statements/new", data=draft((PDF, "a.pdf"))).status_code == 302
    session.rollback()
    entry = session.scalars(select(Event.id).where(Event.kind == "statement.draft")).one()
    given = {"entry": entry, "file": "1", "reason": "It names a child.", "step": "done"}
    assert moderator.post("/record/redact", data=given).status_code == 302
    late = moderator.post("/record/redact", data=given)
    assert (late.status_code, acts()) == (422, acts()), "no words of the entry go in its place"
    send(app, people)
    assert "a.pdf" not in app.test_client().get("/statements/1/letter.txt").text
    assert broken_promises() == []
