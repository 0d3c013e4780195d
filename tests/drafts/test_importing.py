"""Drafts from a folder: every row imported with its date or reported with its reason, none twice."""

from datetime import UTC, datetime
from itertools import combinations

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from igtf.core.db import session
from igtf.core.errors import Invalid
from igtf.drafts.importing import import_drafts
from igtf.drafts.models import Draft, DraftAuthor, Paragraph, Revision
from igtf.people.models import Person
from igtf.record.models import Actor, Event, Hat
from tests.drafts.folder import make_folder
from tests.factories import broken_promises, issue_form, make_person, sign_in
from tests.shared_data import real_file, shared

NAME = "draft-example-records"


def revisions() -> list[Revision]:
    session.rollback()
    return list(session.scalars(select(Revision).order_by(Revision.id)))


def test_dated_revisions_come_in_once(app, db, tmp_path):
    folder = make_folder(tmp_path)
    report = import_drafts(folder, source="Sample")
    assert (report.imported, report.known, report.refused) == (3, 0, 0)
    assert [row.label for row in revisions()] == [f"{NAME}-00", f"{NAME}-01", f"{NAME}-02"]
    assert revisions()[0].at == datetime(2025, 10, 17, 16, 48, 48, tzinfo=UTC)
    assert any("line 1: The draft names no addressee" in line for line in report.lines)
    authors = session.scalars(select(DraftAuthor).order_by(DraftAuthor.position)).all()
    assert [author.name for author in authors] == ["Mwana Mfano", "Otso Esimerkki"]
    assert all(author.person_id and author.hat_id for author in authors)
    people = session.execute(select(Actor.name, Person).join(Person, Person.id == Actor.id)).all()
    assert {row.name for row in people} == {"Mwana Mfano", "Otso Esimerkki", "mfano"}
    assert {(row.Person.password_hash, row.Person.source) for row in people} == {(None, "Sample")}
    assert set(session.scalars(select(Hat.counts_as))) == {"unstated"}
    kinds = session.scalars(select(Event.kind).where(Event.kind.like("draft.%")).order_by(Event.id)).all()
    assert kinds == ["draft.submit", "draft.revise", "draft.revise"]
    again = import_drafts(folder, source="Sample")
    assert (again.imported, again.known, again.refused) == (0, 3, 0)
    assert session.scalar(select(func.count()).select_from(Revision)) == 3
    assert broken_promises() == []
    page = app.test_client().get(f"/drafts/{NAME}")
    assert page.status_code == 200
    assert "people.example" not in page.text
    assert "17 October 2025" in page.text


def test_numbers_in_an_imported_draft_are_none_of_ours(app, db, tmp_path):
    folder = make_folder(tmp_path)
    sign_in(app, make_person()).post("/issues/new", data=issue_form())
    for file in folder.glob("*.md"):
        file.write_text(file.read_text().replace("Exchange points record ", "After #1, points record"))
    assert import_drafts(folder, source="Sample").imported == 3
    page = app.test_client().get(f"/drafts/{NAME}").text
    assert "After #1, points" in page
    assert '<a href="/issues/1" rel' not in page


def test_a_damaged_folder_reports_and_goes_on(app, db, tmp_path):
    folder = make_folder(tmp_path)
    index = folder / "INDEX.csv"
    index.write_text(
        index.read_text()
        + f"{NAME}-03,2026-03-01T10:00:00+00:00,x,10\n{NAME}-04,some day,x,\n{NAME}-05,2026-03-01,x,\n"
        + f"{NAME}-06,2999-03-01T10:00:00+00:00,x,\nnonsense,2026-03-01T10:00:00+00:00,x,\n"
        + "draft-igtf-x-00,2026-03-01T10:00:00+00:00,x,\n"
        + f"{NAME}-07,0001-01-01T00:00:00+10:00,x,\n{NAME}-08,9999-12-31T23:59:59-10:00,x,\n"
    )
    cut = folder / f"{NAME}-01.md"
    cut.write_bytes(cut.read_bytes()[:100])
    report = import_drafts(folder, source="Sample")
    assert (report.imported, report.refused) == (2, 9)
    said = "\n".join(report.lines)
    for wanted in (
        "draft-example-records-01.md has 100 bytes, the list says",
        "draft-example-records-03.md is missing.",
        f"{NAME}-04: 'some day' is not a past date",
        f"{NAME}-05: '2026-03-01' is not a past date",
        f"{NAME}-06: '2999-03-01",
        f"{NAME}-07: '0001-01-01T00:00:00+10:00' is not a past date",
        f"{NAME}-08: '9999-12-31T23:59:59-10:00' is not a past date",
        "'nonsense' is not the name of a draft",
        "'draft-igtf-x-00' is not the name of a draft",
    ):
        assert wanted in said
    assert [row.number for row in revisions()] == [0, 2]
    make_folder(folder)
    late = import_drafts(folder, source="Sample")
    assert (late.imported, late.known, late.refused) == (0, 2, 1)
    assert any("comes too late" in line for line in late.lines)


def test_a_row_with_more_cells_than_the_heading_is_refused_and_no_column_lost_in_silence(app, db, tmp_path):
    index = make_folder(tmp_path) / "INDEX.csv"
    heading, first, second, _third = index.read_text().splitlines()
    second = second.replace("mfano", "Fulano, Mwana")
    index.write_text(f"{heading.upper()}, Notes\n{first},\n{second},x\n")
    report = import_drafts(tmp_path, source="Sample")
    assert (report.imported, report.refused) == (1, 1)
    assert report.lines[0] == "heading, Notes: Nobody reads this; it is left out."
    assert "row 2, row: The row has more cells than the heading" in report.lines[-1]


def test_what_is_here_is_never_changed(app, db, tmp_path):
    folder = make_folder(tmp_path)
    import_drafts(folder, source="Sample")
    other = import_drafts(folder, source="Another")
    assert (other.imported, other.refused) == (0, 3)
    assert "already that was not imported from Another" in other.lines[0]
    (folder / f"{NAME}-02.md").write_text("---\ntitle: T\nabstract: a\n---\n\nOther words.\n")
    (folder / "INDEX.csv").write_text(f"revision,tag_date\n{NAME}-02,2026-03-01T10:00:00+00:00\n")
    changed = import_drafts(folder, source="Sample")
    assert (changed.known, changed.refused) == (0, 1)
    assert "a revision is never changed" in changed.lines[0]
    (folder / f"{NAME}-02.md").write_text("no front matter")
    assert "The draft has no title." in import_drafts(folder, source="Sample").lines[0]


@pytest.mark.parametrize(
    "index",
    [None, b"\xff\xfe", b"revision,bytes\n", b'revision,tag_date\n"' + b"x" * 200_000],
    ids=["none", "no text", "no dates", "no end"],
)
def test_a_folder_without_a_list_is_refused(app, db, tmp_path, index):
    if index is not None:
        (tmp_path / "INDEX.csv").write_bytes(index)
    with pytest.raises(Invalid):
        import_drafts(tmp_path, source="Sample")


def test_the_command_says_what_became_of_each_row(app, db, tmp_path, monkeypatch):
    from igtf import cli

    monkeypatch.setattr(cli, "application", lambda **_more: app)
    done = CliRunner().invoke(cli.main, ["import", "drafts", str(make_folder(tmp_path))])
    assert done.exit_code == 0, done.output
    assert "3 imported, 0 known already, 0 refused." in done.output


@real_file("drafts/INDEX.csv")
def test_the_real_revisions_come_in_and_every_pair_compares(app, db):
    folder = shared("drafts")
    assert folder
    report = import_drafts(folder, source="IETF")
    assert (report.imported, report.refused) == (6, 0)
    draft = session.scalars(select(Draft)).one()
    of = session.execute(
        select(Paragraph.number, func.count()).where(Paragraph.draft_id == draft.id).group_by(Paragraph.number)
    ).all()
    whole = [number for number, count in of if count == 6]
    assert len(whole) > 80  # most paragraphs stand in all six
    client = app.test_client()
    for old, new in combinations(range(6), 2):
        for view in ("side", "inline"):
            page = client.get(f"/drafts/{draft.subject.ref}/compare?from={old:02d}&to={new:02d}&view={view}")
            assert page.status_code == 200
            assert 'href="#change-1"' in page.text
            assert 'id="change-1"' in page.text
