"""What a revision and a recommendation can be taken as."""

import json
import os
import re
import sys
import time
from html import unescape

import pytest
from markupsafe import escape

from igtf.core.text import paper
from igtf.core.text.breaking import breakable
from igtf.core.text.typesetting import typeset
from tests.drafts.samples import GOOD
from tests.factories import issue_form, make_person, sign_in
from tests.timing import cpu_seconds

BASE = "/drafts/draft-ines-landlocked/00"
FORMS = {
    "md": "text/markdown", "txt": "text/plain", "html": "text/html", "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems", "csl.json": "application/vnd.citationstyles.csl+json",
}  # fmt: skip


@pytest.fixture
def reader(app, db):
    ines = sign_in(app, make_person("ines"))
    ines.post("/issues/new", data=issue_form())
    source = GOOD.replace("Publish prices.", "Publish prices & <b>costs</b>. " + "word " * 60)
    assert ines.post("/drafts/new", data={"name": "landlocked", "source": source, "step": "done"}).status_code == 302
    return app.test_client()


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_given_once(reader, form):
    answer = reader.get(f"{BASE}.{form}")
    assert (answer.status_code, answer.mimetype) == (200, FORMS[form])
    assert form == "md" or "people.example" not in answer.text
    assert reader.get(f"{BASE}.{form}", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert reader.get(f"/drafts/draft-ines-landlocked/07.{form}").status_code == 404
    assert f'href="{BASE}.{form}"' in reader.get("/drafts/draft-ines-landlocked").text


def test_other_endings_are_no_address(reader):
    assert reader.get(f"{BASE}.docx").status_code == 404


def test_the_plain_text_stands_in_72_columns(reader):
    text = reader.get(f"{BASE}.txt").text
    assert max(map(len, text.split("\n"))) <= 72
    assert "Introduction\n============" in text
    assert "- ITU: Collect the prices" in text


def test_the_single_file_loads_nothing(reader):
    answer = reader.get(f"{BASE}.html")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert not re.search(r"<(?:script|img|iframe|object)|url\(|@import|<link rel=\"stylesheet", answer.text)
    assert "<style>" in answer.text
    assert answer.text.count("<h1") == 1
    assert '<html lang="ar" dir="rtl">' in reader.get(f"{BASE}.html?lang=ar").text
    assert str(escape("& <b>costs</b>")) in answer.text


def test_citations_name_the_authors_and_the_address(reader):
    bib = reader.get(f"{BASE}.bib").text
    assert bib.startswith("@techreport{draft-ines-landlocked-00,")
    assert "author = {{Ines Exemplar}}" in bib
    assert "AU  - Ines Exemplar\r\n" in reader.get(f"{BASE}.ris").text
    item = json.loads(reader.get(f"{BASE}.csl.json").data)[0]
    assert item["author"] == [{"literal": "Ines Exemplar"}]
    assert item["URL"].endswith(BASE)


def test_without_weasyprint_the_pdf_says_what_is_missing(reader, monkeypatch):
    monkeypatch.setattr(sys, "executable", sys._base_executable)
    answer = reader.get(f"{BASE}.pdf")
    assert answer.status_code == 501
    assert "This is not installed here" in answer.text
    assert "libpangoft2-1.0-0" in answer.text
    assert f'href="{BASE}.txt"' in answer.text


def test_with_weasyprint_the_pdf_is_made_once_and_fetches_nothing(app, reader, monkeypatch):
    answer = reader.get(f"{BASE}.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF-")
    monkeypatch.setattr(paper, "_keep", None)  # kept already: nothing is made
    assert reader.get(f"{BASE}.pdf").data == answer.data
    monkeypatch.undo()
    with app.app_context():
        assert paper.pdf('<img src="file:///etc/hostname" alt="x">', "attacked").startswith(b"%PDF-")


def test_a_word_without_an_end_takes_a_pdf_no_longer_than_words_do():
    word = "abcdefghij" * 2000
    pages = [f"<p>{word}</p>", f"<p>{'ab<em>cd</em>' * 400}</p>", f"<p>{'a&nbsp;b' * 4000}</p>"]
    spaced = [f"<p>{'abcdefghi ' * 2000}</p>", f"<p>{'ab <em>cd</em>' * 400}</p>", f"<p>{'a b ' * 4000}</p>"]
    typeset("<p>The fonts are read once.</p>")
    for long, plain in zip(pages, spaced, strict=True):
        usual = cpu_seconds(lambda text=plain: typeset(breakable(text)))
        assert cpu_seconds(lambda text=long: typeset(breakable(text))) < 4 * usual + 0.2


def test_only_words_that_are_longer_than_any_hash_can_be_broken_and_no_address_is():
    kept = f'<head><title>{"t" * 900}</title></head><p><a href="https://x.example/{"u" * 900}">{"h" * 200}</a> '
    kept += f"<table>{'<tr><td>1</td></tr>' * 300}</table>{'語' * 900}"
    assert breakable(kept) == kept
    for long in ("w" * 900, "a<b>b</b>" * 300, "a&amp;" * 300, "a\u00a0" * 400, "a \u2060" * 400):
        broken = breakable(f"<p>{long}</p>")
        assert broken.replace("\u200b", "") == f"<p>{long}</p>"
        assert max(map(len, unescape(re.sub("<[^>]*>", "", broken)).split("\u200b"))) <= 40


def test_who_asks_for_a_pdf_while_another_is_made_is_told_so_and_holds_up_nobody(app, reader, monkeypatch, tmp_path):
    monkeypatch.setitem(app.config, "VAR", str(tmp_path))
    monkeypatch.setattr(paper, "PATIENCE", 0.1)
    with paper._one_at_a_time:
        answer = reader.get(f"{BASE}.pdf")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
        assert "Another PDF is being made" in answer.text
    assert reader.get(f"{BASE}.pdf").status_code == 200


def test_a_pdf_that_takes_too_long_is_broken_off_and_the_next_one_is_made_at_once(app, reader, monkeypatch, tmp_path):
    monkeypatch.setitem(app.config, "VAR", str(tmp_path))
    monkeypatch.setattr(paper, "PATIENCE", 0.1)
    with monkeypatch.context() as slow:
        slow.setattr(paper, "LONGEST", 1)
        slow.setattr(paper, "breakable", lambda html: html + "<p>a paragraph of many</p>" * 20_000)
        answer = reader.get(f"{BASE}.pdf")
        assert answer.status_code == 501
        assert "This PDF takes too long" in answer.text
        assert all(f'href="{BASE}{form}"' in answer.text for form in ("", ".txt", ".html"))
    began = time.perf_counter()
    assert reader.get(f"{BASE}.pdf").status_code == 501  # it was tried a moment ago
    assert time.perf_counter() - began < 1
    with app.app_context():
        assert paper.pdf("<p>Another one.</p>", "another").startswith(b"%PDF-")
    (late,) = tmp_path.glob("pdf/*.late")
    os.utime(late, (0, time.time() - paper.AGAIN))
    assert reader.get(f"{BASE}.pdf").status_code == 200
