"""A backup comes back to the byte, on either engine; what cannot says why and leaves the database as it was."""

import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import takewhile

import pytest
from sqlalchemy import select, text

from igtf.core.database.backup import BackupRefused, back_up, restore
from igtf.core.database.engines import make_engine
from igtf.core.database.schema import migrate, newest
from igtf.core.finding import search
from igtf.core.finding.search import TEXTS
from igtf.core.page.compression import zstd
from tests.cli.conftest import first
from tests.story import told

OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}


def empty(url):
    """Prepare a database without tables."""
    engine = make_engine(url)
    engine.connect().close()
    engine.dispose()


@pytest.fixture
def databases(sqlite, postgresql):
    """Return the source of databases of each engine."""
    return {"sqlite": sqlite, "postgresql": postgresql}


def lines_of(file):
    return zstd.decompress(file.read_bytes()).decode().splitlines()


def rewritten(file, lines):
    file.write_bytes(zstd.compress("".join(f"{line}\n" for line in lines).encode()))


@pytest.mark.apart
def test_the_whole_story_goes_to_postgresql_and_back_without_a_byte_of_difference(igtf, tmp_path, sqlite, postgresql):
    files = [tmp_path / f"{number}.backup" for number in range(3)]
    with sqlite.fresh(told) as url, postgresql.fresh(empty) as url_there, sqlite.fresh(empty) as url_back:
        rows = back_up(url, files[0])
        assert rows == sum(line[0] == "[" for line in lines_of(files[0]))
        for file, to, made in ((files[0], url_there, files[1]), (files[1], url_back, files[2])):
            assert restore(to, file) == back_up(to, made) == rows
            assert made.read_bytes() == file.read_bytes()
        for url in (url_there, url_back):
            assert "FAILED" not in igtf("check", IGTF_DATABASE_URL=url)
    assert os.stat(files[0]).st_mode & 0o777 == 0o600
    assert json.loads(lines_of(files[0])[0]) == {"is": "IGTF backup", "schema": newest()}


def test_a_restored_site_goes_on_numbering_and_finding(igtf, tmp_path, engine_name, databases):
    file = tmp_path / "site.backup"
    with databases[engine_name].fresh(migrate) as url, databases[OTHER[engine_name]].fresh(empty) as restored:
        first(igtf, IGTF_DATABASE_URL=url)
        igtf("backup", str(file), IGTF_DATABASE_URL=url)
        assert "remove it again" in igtf("restore", str(file), IGTF_DATABASE_URL=restored)
        rows = tmp_path / "rows.csv"
        rows.write_text("occasion,year,title,text\nIGF 2013,2013,Interconnection in transit countries,Text\n")
        assert "1 imported" in igtf("import", "outcomes", str(rows), IGTF_DATABASE_URL=restored)
        engine = make_engine(restored)
        with engine.connect() as connection:
            found = connection.execute(select(TEXTS.c.title).order_by(TEXTS.c.rowid)).scalars().all()
            assert "International Telecommunication Union" in " ".join(found)
            assert found[-1] == "Interconnection in transit countries"
        engine.dispose()
        assert "FAILED" not in igtf("check", IGTF_DATABASE_URL=restored)


def test_nothing_is_restored_into_a_database_in_use_or_from_a_file_that_is_not_whole(site, tmp_path):
    file, other = tmp_path / "site.backup", f"sqlite:///{tmp_path}/other.sqlite3"
    site("backup", str(file))
    assert "The database is not empty" in site("restore", str(file), code=1)
    lines, whole = lines_of(file), file.read_bytes()
    for damaged in (whole[: len(whole) // 2], whole[:-30] + b"x" + whole[-29:], whole[:-1], b"PK", b""):
        file.write_bytes(damaged)
        with pytest.raises(BackupRefused, match="is not a backup of this program, or damaged"):
            restore(other, file)
    for wrong, words in (
        (lines[:-1], "its end is missing"),
        (['{"is": "something else"}', *lines[1:]], "does not say that it is one"),
        ([json.dumps({"is": "IGTF backup", "schema": "9999"}), *lines[1:]], "newer than this program"),
        ([json.dumps({"is": "IGTF backup"}), *lines[1:]], "names no schema"),
        ([json.dumps({"is": "IGTF backup", "schema": "base"}), *lines[1:]], "names no schema"),
        ([lines[0], "[1]", *lines[1:]], "rows before it has a table"),
        ([lines[0], "7", *lines[1:]], "neither a table nor a row"),
        ([lines[0], '{"table": "event"}', *lines[1:]], "neither a table nor a row"),
        ([lines[0], lines[1].replace('"table":"', '"table":"x\'); DROP TABLE event; --'), *lines[2:]], "no such table"),
        (
            [lines[0], re.sub(':"(number|text|json|moment)"', ':"pickle"', lines[1], count=1), *lines[2:]],
            "no such table",
        ),
        ([*lines, lines[1]], "goes on behind its end"),
        ([*lines[:2], *lines[3:]], "rows in place of"),
    ):
        rewritten(file, wrong)
        with pytest.raises(BackupRefused, match=words):
            restore(other, file)
    assert "in place of" in site("restore", str(file), code=1, IGTF_DATABASE_URL=other)
    file.write_bytes(whole)
    site("restore", str(file), IGTF_DATABASE_URL=other)
    assert len(site("token", "first", IGTF_DATABASE_URL=other).strip()) > 30


def test_a_backup_that_describes_what_makes_no_sense_is_refused_with_a_sentence(site, tmp_path):
    file, other = tmp_path / "site.backup", f"sqlite:///{tmp_path}/other.sqlite3"
    site("backup", str(file))
    lines = lines_of(file)
    place = next(number for number, line in enumerate(lines) if line[0] == "[")
    table, row = json.loads(lines[place - 1]), json.loads(lines[place])
    versions = {"table": "alembic_version", "columns": {"version_num": "text"}, "key": [], "itself": []}
    for at, wrong, words in (
        (place, "[" * 100_000, "nested beyond sense"),
        (place, '"' + "x" * 21_000_000, "Unterminated string"),
        (place, json.dumps([10**30] * len(row)), "does not fit into its table"),
        (place - 1, json.dumps(table | {"table": ["actor"]}), "no such table"),
        (place - 1, json.dumps(table | {"columns": ["id"]}), "neither a table nor a row"),
        (place - 1, json.dumps(table | {"columns": {"id": ["number"]}}), "no such table"),
        (place - 1, json.dumps(table | {"itself": 5}), "neither a table nor a row"),
        (place - 1, json.dumps(table | {"itself": ["nothing"]}), "actor has no column"),
        (place - 1, json.dumps(table | {"columns": table["columns"] | {"id": "date"}}), "does not fit into its table"),
        (place - 1, json.dumps(versions), "no such table: alembic_version"),
    ):
        rewritten(file, [*lines[:at], wrong, *lines[at + 1 :]])
        with pytest.raises(BackupRefused, match=words):
            restore(other, file)
    rewritten(file, lines)
    assert restore(other, file) == sum(line[0] == "[" for line in lines)


def test_a_backup_is_whole_or_not_there(site, tmp_path):
    file = tmp_path / "site.backup"
    file.write_text("yesterday's")
    assert "There is no folder" in site("backup", str(tmp_path / "nowhere/site.backup"), code=1)
    engine = make_engine(f"sqlite:///{tmp_path}/igtf.sqlite3")
    with closing(engine.connect()) as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    engine.dispose()
    assert "The database has schema 0001" in site("backup", str(file), code=1)
    assert file.read_text() == "yesterday's"


def is_of(line, *tables):
    """Return whether a line of a backup begins one of these tables."""
    return isinstance(line, dict) and line.get("table") in tables


def without(lines, *tables):
    """Yield what a backup holds but for the tables that a former schema did not have."""
    left_out = False
    for line in lines:
        if isinstance(line, dict):
            left_out = is_of(line, *tables)
        if not left_out:
            yield line


def test_a_backup_of_a_former_schema_is_restored_and_brought_to_the_newest(site, tmp_path):
    file, again = tmp_path / "site.backup", tmp_path / "again.backup"
    site("backup", str(file))
    whole = [json.loads(line) for line in lines_of(file)]
    lines = list(without(whole, "hook", "cosignature", "search_spelling", "search_people", "topic_follow", "unseen",
                         "issue_translation_version", "pause_mark", "came_along"))  # fmt: skip
    lines[-1] = {"rows": sum(isinstance(line, list) for line in lines)}
    lines[0]["schema"] = "0036"  # relations had a column more
    place = next(number for number, line in enumerate(lines) if is_of(line, "relation"))
    lines[place]["columns"] = {"event_id": "number", **lines[place]["columns"]}
    for row in takewhile(lambda line: isinstance(line, list), lines[place + 1 :]):
        row.insert(0, None)
    later = (("hat", "evidence"), ("hat", "started_at"), ("person", "source_name"), ("subject", "cleared"),
             ("address", "returned"), ("address", "returned_at"), ("address", "returned_said"))  # fmt: skip
    for table, column in later:
        place = next(number for number, line in enumerate(lines) if is_of(line, table))
        cut = list(lines[place]["columns"]).index(column)
        del lines[place]["columns"][column]
        for row in takewhile(lambda line: isinstance(line, list), lines[place + 1 :]):
            del row[cut]
    rewritten(file, map(json.dumps, lines))
    other = f"sqlite:///{tmp_path}/other.sqlite3"
    assert restore(other, file) == lines[-1]["rows"]
    assert back_up(other, again) == sum(isinstance(line, list) for line in whole) > lines[-1]["rows"]
    assert json.loads(lines_of(again)[0])["schema"] == newest()
    newer = f"sqlite:///{tmp_path}/newer.sqlite3"
    migrate(newer)
    with pytest.raises(BackupRefused, match="has schema 0036, and the database a newer one already"):
        restore(newer, file)


@pytest.mark.engine("postgresql")
def test_what_was_indexed_before_its_texts_were_kept_is_found_by_its_words(request, engine_name, app_over):
    with request.getfixturevalue(engine_name).fresh(empty) as url:
        migrate(url, "0035")
        engine = make_engine(url)
        with engine.begin() as connection:
            connection.execute(
                text("INSERT INTO search_text (subject_id, words) VALUES (7, "
                     "setweight(to_tsvector('simple', :title), 'A') || to_tsvector('simple', :body))"),
                {"title": "Prices of transit", "body": "Who checks the well-known prices?"},
            )  # fmt: skip
        engine.dispose()
        migrate(url)
        app = app_over(url)
        with app.app_context():
            (hit,) = search.find("well-known transit")
            assert (hit.subject_id, hit.title) == (7, "prices of transit")
            assert not search.find("nothing")
        app.extensions["igtf.db"].dispose()


def test_two_backups_into_one_file_are_both_whole(site, tmp_path):
    file = tmp_path / "site.backup"
    with ThreadPoolExecutor() as both:
        said = [*both.map(lambda _number: site("backup", str(file)), range(2))]
    size = f"{file.stat().st_size:,} bytes"
    assert all(f"{file} holds" in one and size in one for one in said)
    site("restore", str(file), IGTF_DATABASE_URL=f"sqlite:///{tmp_path}/other.sqlite3")
    assert not list(tmp_path.glob("*.part"))


def test_a_backup_with_a_row_that_is_there_twice_is_damaged(site, tmp_path):
    file = tmp_path / "site.backup"
    site("backup", str(file))
    lines = lines_of(file)
    place = next(number for number, line in enumerate(lines) if line[0] == "[")
    rewritten(file, [*lines[:place], lines[place], *lines[place:-1], lines[-1]])
    said = site("restore", str(file), code=1, IGTF_DATABASE_URL=f"sqlite:///{tmp_path}/other.sqlite3")
    assert "or damaged: it has a row that does not fit into its table: UNIQUE constraint failed" in said
