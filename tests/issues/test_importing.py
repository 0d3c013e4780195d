"""Imports: every row is imported or reported, none twice, and the totals equal a count made from the file."""

import json
import re
from collections import Counter

import pytest
from sqlalchemy import func, select

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.errors import Invalid
from igtf.core.text.plaintext import shorten
from igtf.issues.importing import SECTORS, import_contributions
from igtf.issues.models import Issue, Outcome
from igtf.issues.outcome_lists import import_outcomes
from igtf.people.countries import country
from igtf.people.models import Person
from igtf.people.roles import give_role
from igtf.record.models import Hat, Subject
from tests.factories import acts_of, issue_form, mails_to, make_person, sign_in, tick
from tests.shared_data import real_file, shared

ROW = {"n": 1, "title": "Who pays for the exchange point?", "author": "Mwana Mfano", "region": "Sudan, Africa",
       "organization": "An Example Association", "sector": "Civil Society", "abstract": "A short abstract.",
       "body": "A longer body.\nOn two lines.", "iso2": ["SD"]}  # fmt: skip


def test_rows_are_imported_or_reported_with_their_reason(app, db):
    rows = [
        ROW,
        ROW | {"n": 2, "sector": "Other", "iso2": ["US", "PL"], "region": "USA / Poland"},
        ROW | {"n": 3, "organization": "someone@people.example"},
        ROW | {"n": 4, "title": ""},
        ROW | {"n": 5, "title": 7},
        ROW | {"n": None},
        "not a row",
        ROW | {"n": 6, "body": "page one\x0cpage two", "sector": "Astrology"},
    ]
    report = import_contributions(json.dumps(rows).encode(), source="Sample")
    assert (report.imported, report.known, report.refused) == (4, 0, 4)
    said = "\n".join(report.lines)
    assert "row 2, region: 'USA / Poland' is not one country" in said
    assert "row 3, organization: holds an e-mail address" in said
    assert "row 4, title: This is missing." in said
    assert "row 5, title: This must be text." in said
    assert "row 6, n: The number of the contribution is missing." in said
    assert "row 7, row: This is not an object." in said
    assert "row 8, sector: 'Astrology' is none of ours" in said
    assert session.scalar(select(func.count()).select_from(Person)) == 1
    assert session.scalars(select(Person.password_hash)).one() is None
    again = import_contributions(json.dumps(rows).encode(), source="Sample")
    assert (again.imported, again.known) == (0, 4)
    assert session.scalar(select(func.count()).select_from(Issue)) == 4


def test_who_filed_an_issue_elsewhere_and_has_no_account_here_is_asked_nothing(app, db):
    import_contributions(json.dumps([ROW]).encode(), source="Sample")
    member = sign_in(app, make_person(roles=("council",)))
    assert member.post("/issues/1/moves/volunteer").status_code == 302
    refused = member.post("/issues/1/moves/ask", data={"question": "Since when?"})
    assert (refused.status_code, "Ask in a comment" in refused.text) == (403, True)
    assert "Ask in a comment" in member.get("/issues/1").text


def test_numbers_in_what_was_written_elsewhere_are_none_of_ours(app, db):
    member = make_person(roles=("council",))
    import_contributions(json.dumps([ROW, ROW | {"n": 2, "body": "See #1 and R-1."}]).encode(), source="Sample")
    import_outcomes(b"occasion,year,title,text\nForum,2013,Costs,See #1.\n")
    reader = app.test_client()
    for path in ("/issues/2", "/outcomes/1"):
        assert "See #1" in reader.get(path).text
        assert '<a href="/issues/1" rel' not in reader.get(path).text
    given = issue_form(title="Who pays?", description="See #1 still.", source="Sample", note="It asks.")
    edited = sign_in(app, member).post("/issues/2/moves/edit", data=given)
    assert edited.status_code == 302, edited.text
    assert "See #1 still" in reader.get("/issues/2").text
    assert '<a href="/issues/1" rel' not in reader.get("/issues/2").text


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"\xff\xfe", "not text in UTF-8 (byte 0)."), (b"{}", "not a list of contributions."),
     (b'["a', "no JSON: Unterminated string starting in line 1, column 2. Nothing was imported."),
     (b'[\n"a\tb"]', "no JSON: Invalid control character in line 2, column 3. Nothing was imported."),
     (b"[" * 100_000, "cannot be read as JSON."), (b"[" + b"9" * 5_000 + b"]", "cannot be read as JSON.")],
    ids=["no text", "no list", "cut off", "a tab", "too deep", "a long number"],
)  # fmt: skip
def test_a_file_that_is_no_list_is_refused_whole(app, db, data, said):
    with pytest.raises(Invalid, match=re.escape(said)):
        import_contributions(data, source="Sample")
    assert session.scalar(select(func.count()).select_from(Issue)) == 0


def test_outcomes_come_in_as_a_list_once(app, db):
    text = "occasion,year,session,title,text,url\nIGF 2013,2013,Main,One,First.,\nIGF 2013,soon,Main,Two,Second.,\n"
    report = import_outcomes(text.encode())
    assert (report.imported, report.refused) == (1, 1)
    assert report.lines == ["row 2, year: Write a whole number."]
    assert import_outcomes(text.encode()).known == 1
    assert session.scalar(select(func.count()).select_from(Outcome)) == 1
    with pytest.raises(Invalid, match="lacks: occasion"):
        import_outcomes(b"year,title,text\n")
    with pytest.raises(Invalid, match="a quotation mark has no end"):
        import_outcomes(text.encode() + b'IGF 2013,2013,Main,"Three,' + b"x" * 200_000)
    assert session.scalar(select(func.count()).select_from(Outcome)) == 1


@pytest.mark.parametrize("sign", [";", "\t"])
def test_a_list_is_read_by_the_sign_that_its_spreadsheet_puts_between_cells(app, db, sign):
    text = 'Occasion,year,"title",text\r\nIGF,2013,"One, and two",First.\r\n'
    report = import_outcomes(text.replace(",", sign).replace(f"{sign} and", ", and").encode())
    assert (report.imported, report.lines) == (1, [])
    assert session.scalars(select(Subject.title).join(Outcome, Outcome.id == Subject.id)).one() == "One, and two"
    with pytest.raises(Invalid, match="lacks: occasion"):
        import_outcomes(f"year{sign}title{sign}text\n".encode())


def test_a_text_that_is_too_long_is_refused_in_its_row_and_lines_may_end_as_any_system_ends_them(app, db):
    text = "occasion,year,title,text\nIGF,2013,One," + "x" * 200_000 + '\nIGF,2013,Two,"Text,\nand more."\n'
    for end, imported in (("\r", 1), ("\r\n", 0), ("\n", 0)):
        report = import_outcomes(text.replace("\n", end).encode())
        assert (report.imported, report.known, report.refused) == (imported, 1 - imported, 1)
        assert report.lines == ["row 1, text: This has 200,000 characters; at most 10,000."]


def test_a_summary_is_cut_at_a_word():
    assert shorten("one two", 500) == "one two"
    cut = shorten("word " * 200, 500)
    assert len(cut) <= 500
    assert cut.endswith("word…")


@real_file("netmundial2014/contributions.json")
def test_the_187_contributions_to_netmundial(app, db):
    data = shared("netmundial2014/contributions.json").read_bytes()
    rows = json.loads(data)
    report = import_contributions(data, source="NETmundial 2014")
    assert (report.imported, report.refused) == (187, 0)
    stored = session.execute(select(Issue.import_key, Subject.title, Subject.summary, Subject.topic, Issue.description)
                             .join(Subject, Subject.id == Issue.id)).all()  # fmt: skip
    titles = {row.import_key: row.title for row in stored}
    assert titles == {f"NETmundial 2014:{row['n']}": row["title"] for row in rows}
    assert all(len(row.summary) <= 500 and row.topic is None for row in stored)

    def region(row):
        codes = row["iso2"]
        return str(country(codes[0]).un_regional_group) if len(codes) == 1 else "none"

    expected = Counter((SECTORS[row["sector"].casefold()], region(row)) for row in rows)
    counted = session.execute(
        select(Hat.counts_as, Hat.region, func.count()).join(Subject, Subject.opened_hat_id == Hat.id)
        .group_by(Hat.counts_as, Hat.region)
    ).all()  # fmt: skip
    assert {(group, where): number for group, where, number in counted} == dict(expected)


def test_what_was_imported_before_there_were_members_is_taken_on_by_one(app, db):
    take = "Take it on: nobody is assigned to it yet"
    filer = make_person("filer")
    rows = [ROW, ROW | {"n": 2, "title": "Who pays for the cable?"}]
    assert import_contributions(json.dumps(rows).encode(), source="Sample").imported == 2
    assert sign_in(app, filer).post("/issues/new", data=issue_form()).status_code == 302
    member, other = make_person("member", roles=("council",)), make_person("other", roles=("secretariat",))
    with writing():
        give_role(filer.id, "council", at=now())
    tick()
    assert (acts_of(member).count(take), acts_of(other).count(take), acts_of(filer).count(take)) == (3, 3, 2)
    assert take in sign_in(app, member).get("/desk").text
    assert mails_to(app, "member") == [], "a desk, and no flood of mails"
    assert sign_in(app, filer).post("/issues/3/moves/volunteer", data={"step": "done"}).status_code == 403
    assert sign_in(app, member).post("/issues/1/moves/volunteer", data={"step": "done"}).status_code == 302
    assert "Accept, ask, decline, or merge" in acts_of(member)
    assert (acts_of(member).count(take), acts_of(other).count(take), acts_of(filer).count(take)) == (2, 2, 1)
    assert take not in acts_of(make_person())
