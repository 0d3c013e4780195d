"""Files of others, made to break what imports them: refused by row, in bounded time, and shown as what they are."""

import json
import os

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from igtf import cli
from igtf.archives.importing import import_archive
from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.drafts.importing import import_drafts
from igtf.drafts.models import Revision
from igtf.issues.importing import import_contributions
from igtf.issues.models import Issue
from igtf.issues.outcome_lists import import_outcomes
from igtf.record.models import Actor, Hat
from tests.archives.sample import archive, pull, remark, row
from tests.drafts.folder import TEXT
from tests.factories import events, make_person
from tests.groups.making import active_group
from tests.issues.test_importing import ROW
from tests.timing import cpu_seconds

ODD = {
    "surrogate": "x\ud800", "escape": "x\x1b[2J\x9b", "override": "x\u202ey", "long": "x " * 500_000,
    "lines": "a\nb\u2028c", "marks": "a" + "\u0301" * 100_000,
}  # fmt: skip
HIDDEN_SIGNS = ("\u202e", "\x1b", "\x9b", "\u2028")
DAY = "2025-10-17T18:48:48+02:00"
NAME = "draft-example-records"


@pytest.fixture
def group(app, db):
    return active_group(app, make_person("rania"))


def named():
    """Return the names of people and organisations."""
    session.rollback()
    return [*session.scalars(select(Actor.name)), *session.scalars(select(Hat.organisation))]


def are_lines(texts):
    return all(len(text) <= 200 and not any(sign in text for sign in (*HIDDEN_SIGNS, "\n")) for text in texts)


@pytest.mark.parametrize("odd", ODD)
def test_contributions_with_odd_texts_come_in_as_lines(app, db, odd):
    fields = ("title", "author", "organization", "sector", "region", "abstract", "body")
    rows = [ROW | {"n": number, field: ODD[odd]} for number, field in enumerate(fields, 1)]
    report = import_contributions(json.dumps(rows).encode(), source="Sample")
    assert report.imported + report.refused == len(rows)
    assert report.imported >= 5, report.lines
    assert are_lines(named())
    assert sum(map(len, report.lines)) < 2_000
    reader = app.test_client()
    for path in ("/issues/", "/people/", *(f"/issues/{number}" for number in range(1, report.imported + 1))):
        page = reader.get(path).text
        assert not any(sign in page for sign in HIDDEN_SIGNS), (path, odd)
        assert len(page) < 100_000


def test_contributions_whose_fields_are_of_no_sense_are_taken_without_them(app, db):
    for number, codes in enumerate(([{}], [5], ["\0"], ["x" * 100_000], ["CH", None], [[]]), 1):
        data = json.dumps([ROW | {"n": number, "iso2": codes}]).encode()
        assert import_contributions(data, source="Sample").imported == 1, codes
    assert {len(country or "") for country in session.scalars(select(Hat.country))} <= {0, 2}
    for number in (10**4000, -1, 10**9):
        report = import_contributions(json.dumps([ROW | {"n": number}]).encode(), source="Sample")
        assert (report.imported, report.lines) == (0, ["row 1, n: The number of the contribution is missing."])


def test_a_list_with_a_heading_of_thousands_of_columns_is_refused_at_once(app, db):
    data = ("occasion,year,title,text" + "," * 50_000 + "\n" + "a\n" * 100_000).encode()

    def refused():
        with pytest.raises(Invalid, match="or it is no CSV"):
            import_outcomes(data)

    assert cpu_seconds(refused, tries=1) < 1


def test_an_archive_whose_keys_no_index_takes_is_refused_before_anything_is_written(app, group):
    before = events()
    for repo in ("x" * 100_000, "x" * 201, "\u200b", " "):
        with pytest.raises(Invalid, match="of which repository it is"):
            import_archive(archive(row(1), repo=repo), group="icost")
    assert events() == before
    report = import_archive(archive(row(10**4000), row(10**9), row(7)), group="icost")
    assert (report.imported, report.refused) == (1, 2)
    assert "row 1, number: The number is missing, or is no whole number." in report.lines


def test_labels_and_names_of_megabytes_are_cut_and_said(app, group):
    many = [f"label {number}" for number in range(100_000)]
    merged = pull(3, mergedBy="x" * 1_000_000)
    data = archive(row(1, labels=many), row(2, labels=["x" * 1_000_000, "Short"]), pulls=[merged])
    report = import_archive(data, group="icost")
    assert report.imported == 3
    for number in (1, 2):
        assert f"issue {number}, labels: It has more than 5000 characters and was shortened." in report.lines
    assert sum(map(len, report.lines)) < 100_000
    for number in (2, 3, 4):
        assert len(app.test_client().get(f"/issues/{number}").text) < 100_000


def test_what_stands_in_an_archive_turns_no_line_of_a_page_and_no_terminal(app, group, tmp_path, monkeypatch):
    monkeypatch.setattr(cli, "application", lambda: app)
    file = tmp_path / "archive.json"
    odd = {"\ud800": 1, "\x1b[2J": 2, "k" * 1_000_000: 3}
    links = [row(2, url="https://forge.example/\u202egnp.exe"), row(3, url="https://forge.example/\ud800")]
    file.write_bytes(archive(row(1, createdAt="\ud800\x9b"), row(4, **odd), *links, pulls=[], **odd))
    done = CliRunner().invoke(cli.main, ["import", "github-archive", str(file), "--group", "icost"])
    assert (done.exit_code, done.exception) == (0, None), done.output
    assert "1 imported, 0 known already, 3 refused." in done.output
    assert "issue 2, url: This is no link." in done.output
    assert "not taken, ⟦U+D800⟧: 2 times" in done.output
    assert not any(sign in done.output for sign in ("\x1b", "\x9b", "\u202e"))
    assert len(done.output) < 10_000


def drafts_in(folder, files, *rows, heading="revision,tag_date,committer"):
    """Write a folder of drafts and import it."""
    for name, text in files.items():
        (folder / name).write_text(text)
    (folder / "INDEX.csv").write_text("\n".join([heading, *rows]) + "\n")
    return import_drafts(folder, source="Sample")


def test_a_draft_whose_file_cannot_be_there_is_refused_and_the_rest_goes_on(app, db, tmp_path):
    secret, folder = tmp_path / "secret.md", tmp_path / "drafts"
    folder.mkdir()
    secret.write_text(TEXT.format(what="what nobody should read"))
    (folder / f"{NAME}-01.md").symlink_to(secret)
    os.mkfifo(folder / f"{NAME}-02.md")
    with (folder / f"{NAME}-03.md").open("wb") as huge:
        huge.truncate(500_000_000)
    rows = [f"{NAME}-{number:02d},{DAY},x" for number in range(4)]
    good = {f"{NAME}-00.md": TEXT.format(what="traffic")}
    long = f"draft-{'a' * 300}-b"
    taken = cpu_seconds(lambda: drafts_in(folder, good, f"{long}-00,{DAY},x", f"../{NAME}-05,{DAY},x", *rows), tries=1)
    assert taken < 2
    report = import_drafts(folder, source="Sample")
    assert (report.known, report.refused) == (1, 5)
    said = "\n".join(report.lines)
    for sentence in ("is not the name of a draft with its number.", f"{NAME}-01.md is missing.",
                     f"{NAME}-02.md is missing.", "The draft is larger than 500 kB."):  # fmt: skip
        assert sentence in said


def test_revisions_come_in_the_order_of_their_numbers(app, db, tmp_path):
    files = {f"{NAME}-{number}.md": TEXT.format(what=f"{number} things") for number in (99, 100)}
    report = drafts_in(tmp_path, files, f"{NAME}-100,{DAY},x", f"{NAME}-99,{DAY},x")
    assert (report.imported, report.refused) == (2, 0), report.lines
    assert session.scalars(select(Revision.number).order_by(Revision.id)).all() == [99, 100]


def test_who_posted_a_draft_is_a_name_on_a_line(app, db, tmp_path):
    committers = ("a\0b", "a\u202eb", "a" * 100_000, "\u200b")
    files = {f"draft-example-r{n}-00.md": TEXT.format(what=str(n)) for n in range(len(committers))}
    rows = [f"draft-example-r{n}-00,{DAY},{said}" for n, said in enumerate(committers)]
    report = drafts_in(tmp_path, files, *rows)
    assert (report.imported, report.refused) == (4, 0), report.lines
    assert are_lines(named())
    assert {"a⟦U+0000⟧b", "a⟦RLO⟧b"} <= set(named())
    assert "\u202e" not in app.test_client().get("/people/").text


@pytest.mark.parametrize("escape", ["\\0", "\\ud800", "\\x9b", "\\x07"])
def test_no_escape_of_yaml_brings_in_a_sign_that_a_text_may_not_have(app, filer, db, tmp_path, escape):
    before = events()
    whole = TEXT.format(what="x")
    for place in ("Mwana Mfano", "Example Exchange", "Records of the exchange points", "info"):
        source = whole.replace(place, f'"a{escape}b"')
        answer = filer.post("/drafts/new", data={"source": source, "name": "landlocked", "step": "done"})
        assert answer.status_code == 422, place
        assert "has a control character" in answer.text
    report = drafts_in(tmp_path, {f"{NAME}-00.md": source}, f"{NAME}-00,{DAY},x")
    assert (report.imported, report.refused, events()) == (0, 1, before)


def test_the_same_files_again_bring_nothing_in_twice(app, group):
    data = archive(row(1, author=ODD["override"], title=ODD["override"], comments=[remark("x\u202e", "Said.")]))
    assert import_archive(data, group="icost").imported == 1
    known = session.scalar(select(func.count()).select_from(Issue)), len(named()), events()
    assert import_archive(data, group="icost").known == 1
    assert (session.scalar(select(func.count()).select_from(Issue)), len(named()), events()) == known
