"""A list of outcomes on the page: what would become of each row is said, then the new ones come in, none twice."""

import re
import threading
from io import BytesIO

import pytest
from sqlalchemy import func, select

from igtf.core.clock import now
from igtf.core.db import session
from igtf.issues.models import Occasion, Outcome
from igtf.issues.outcome_lists import import_outcomes
from igtf.issues.outcomes import enter_imported
from igtf.notice.worker import work_once
from igtf.record.by import by_importer
from igtf.record.models import Actor, Event
from tests.factories import events, make_person, sign_in
from tests.reading import read

PAGE = "/outcomes/import"
LIST = (
    "occasion,year,session,title,text,url\n"
    "IGF 2013,2013,Main,One,First.,\n"
    "IGF 2013,2013,Main,One,First.,\n"
    "IGF 2013,2014,Main,Two,Second.,\n"
    "IGF 2013,soon,Main,,Third.,no link\n"
    "IGF 2012,2012,,Four,\"Fourth, with <b>marks</b>.\",https://forum.example/4\n"
)  # fmt: skip


def count(table=Outcome):
    session.rollback()
    return session.scalar(select(func.count()).select_from(table))


def rows_of(page):
    """Return what the page says of each row: title and fate, with the reasons."""
    cells = re.findall(r'<th scope="row"><bdi>(.*?)</bdi></th>.*?</td><td[^>]*>(.*?)</td></tr>', read(page))
    return [(title, " ".join(re.sub(r"<[^>]+>", " ", fate).split())) for title, fate in cells]


@pytest.fixture
def office(app, db):
    return sign_in(app, make_person(roles=("secretariat",)))


def test_each_row_is_looked_at_before_anything_is_written(app, office):
    assert f'href="{PAGE}"' in office.get("/outcomes/").text
    form = office.get(PAGE).text
    assert "at most 500 rows and 400,000 characters" in form
    before = events()
    looked = office.post(PAGE, data={"file": (BytesIO(LIST.encode()), "list.csv")})
    assert looked.status_code == 200
    assert rows_of(looked.text) == [
        ("One", "Will be imported"),
        ("One", "Is known already"),
        ("Two", "Cannot be imported Year: IGF 2013 is known as an occasion of 2013."),
        ("no title", "Cannot be imported Year: Write a whole number. Title: Give the outcome a title."),
        ("Four", "Will be imported"),
    ]
    assert "Rows that would be imported: 2 of 5." in looked.text
    assert "Import 2 outcomes" in looked.text
    assert (count(), count(Occasion), events()) == (0, 0, before)
    changed = office.post(PAGE, data={"text": LIST, "step": "back"})
    assert (changed.status_code, "IGF 2013,soon,Main" in changed.text) == (200, True)
    assert count() == 0


def test_what_was_looked_at_is_imported_once_and_the_record_says_by_whom(app, office):
    done = office.post(PAGE, data={"text": LIST, "step": "done"}, follow_redirects=True)
    assert "2 imported, 1 known already, 2 refused." in done.text
    assert (count(), count(Occasion)) == (2, 2)
    by = select(Actor.handle).join(Event, Event.actor_id == Actor.id).where(Event.kind == "outcome-list.import")
    (handle,) = session.scalars(by).all()
    assert handle in app.test_client().get("/record").text
    before = events()
    again = office.post(PAGE, data={"text": LIST, "step": "done"}, follow_redirects=True)
    assert "0 imported, 3 known already, 2 refused." in again.text
    assert (count(), events()) == (2, before)
    looked = office.post(PAGE, data={"text": LIST}).text
    assert "Rows that would be imported: 0 of 5." in looked
    assert 'value="done"' not in looked
    assert import_outcomes(LIST.encode()).known == 3, "the command line knows them too"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [({}, "Choose a file, or paste the list."),
     ({"text": LIST, "file": (BytesIO(LIST.encode()), "list.csv")}, "Choose a file or paste the list, not both."),
     ({"file": (BytesIO(b"occasion,year\xff"), "list.csv")}, "The file is not text in UTF-8."),
     ({"text": "year,title,text\n1,2,3\n"}, "The heading of the file lacks: occasion."),
     ({"text": "occasion,year,title,text\n"}, "The list has a heading and no rows."),
     ({"text": "occasion,year,title,text\n" + "a,2013,b,c\n" * 501}, "The list has 501 rows; at most 500 are taken"),
     ({"file": (BytesIO(b"x" * 400_001), "list.csv")}, "The list has 400,001 characters; at most 400,000 are taken."),
     ({"text": LIST + 'IGF,2013,Main,"Three,' + "x" * 200_000}, "a quotation mark has no end"),
     ({"text": LIST + 'IGF,2013,Main,Three,"What swallows,\n' + LIST}, "The file is damaged in line 13 or before"),
     ({"text": LIST + 'IGF,2013,Main,Three,"A "mark" within",\n'}, "The file is damaged in line 7 or before"),
     ({"text": "occasion,year,title,text,Text \na,2013,b,c,d\n"}, "The heading of the file names twice: text.")],
    ids=["nothing", "both", "no text", "no occasion", "no rows", "too many", "too long", "damaged", "no end",
         "mark within", "twice"],
)  # fmt: skip
@pytest.mark.parametrize("step", ["", "done"])
def test_a_list_that_cannot_be_taken_is_refused_whole(office, given, sentence, step):
    given = {name: (BytesIO(value[0].getvalue()), value[1]) if name == "file" else value
             for name, value in given.items()}  # fmt: skip
    refused = office.post(PAGE, data=given | {"step": step})
    assert (refused.status_code, sentence in refused.text) == (422, True)
    assert count() == 0


def test_the_list_is_narrowed_by_an_occasion_that_has_its_name(app, office):
    office.post(PAGE, data={"text": LIST, "step": "done"})
    number = session.scalar(select(Occasion.id).where(Occasion.name == "IGF 2012"))
    page = office.get(f"/outcomes/?occasion={number}").text
    assert "Occasion: IGF 2012" in page
    assert ("Four" in page, ">One<" in page) == (True, False)


def test_no_text_is_cut_off_and_no_column_left_out_in_silence(app, office):
    heading, row = " Occasion,YEAR,Session,Title,text,URL,Topic", "IGF 2013,2013,Main,One"
    link = "https://forum.example/4"
    cut = f"{heading}\n{row},First, and the rest, of it,too\n{row},First,{link},x,\n{row},First,{link},x, lost\n"
    looked = office.post(PAGE, data={"text": cut}).text
    beyond = "Put a text that holds commas in quotation marks."
    assert [beyond in why for _title, why in rows_of(looked)] == [True, False, True]
    assert "“lost” stands in none of its columns" in looked
    assert "Columns that nobody reads, which are left out: <bdi>Topic</bdi>" in looked
    report = import_outcomes(cut.encode())
    assert (report.imported, report.refused) == (1, 2)
    assert report.lines[0] == "heading, Topic: Nobody reads this; it is left out."
    assert [line.split(":")[0] for line in report.lines[1:]] == ["row 1, row", "row 3, row"]
    assert session.execute(select(Outcome.text, Outcome.url, Outcome.session_name)).one() == ("First", link, "Main")
    unnamed = f"occasion,year,title,text,\n{row.replace('Main,', '')},Other, which was cut\n"
    assert (import_outcomes(unnamed.encode()).refused, count()) == (1, 1)


def test_what_a_corrected_list_adds_to_an_outcome_that_is_here_is_said(app, office):
    row = "occasion,year,title,text{}\nIGF 2013,2013,One,First{}\n"
    import_outcomes(row.format(",session", ",Main").encode())
    again = office.post(PAGE, data={"text": row.format(",session,url", ",Other,https://forum.example/4")}).text
    without = "The outcome is here already without this. An import changes none."
    assert rows_of(again) == [("One", f"Cannot be imported Session: {without} Link: {without}")]
    youth = {"occasion": "IGF 2013", "year": 2013, "title": "One", "text": "First", "session_name": "Youth", "url": ""}
    enter_imported(by=by_importer(now()), **youth)
    for known in (row.format("", ""), row.format(",session", ",Main"), row.format(",session", ",Youth")):
        assert rows_of(office.post(PAGE, data={"text": known}).text) == [("One", "Is known already")]


def test_it_is_for_the_secretariat(app, office):
    member = sign_in(app, make_person(roles=("council",)))
    for client, sentence in ((member, "Lists of outcomes are imported by the secretariat."),
                             (app.test_client(), "Sign in first")):  # fmt: skip
        for refused in (client.get(PAGE), client.post(PAGE, data={"text": LIST, "step": "done"})):
            assert (refused.status_code, sentence in refused.text) == (403, True)
        assert PAGE not in client.get("/outcomes/").text
    assert f'href="{PAGE}"' in office.get("/outcomes/").text
    assert count() == 0


def test_two_at_once_bring_nothing_in_twice(app, office):
    clients = [sign_in(app, make_person(roles=("secretariat",))) for _each in range(2)]
    session.rollback()
    both = threading.Barrier(2)

    def bring(client):
        both.wait()
        client.post(PAGE, data={"text": LIST, "step": "done"})

    threads = [threading.Thread(target=bring, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (count(), count(Occasion)) == (2, 2)
    work_once(app)


def test_words_that_a_moderator_removed_do_not_come_again(app, office):
    judge = sign_in(app, make_person(roles=("moderator",)))
    rows = ('IGF 2013,2013,Of Jane,"Jane asks.\nSo do others, and Jane.",Jane\n', "IGF 2013,2013,Other,Jane,\n")
    listed = "occasion,year,title,text,session\n" + "".join(rows)
    assert import_outcomes(listed.encode()).imported == 2
    entries = session.scalars(select(Event.id).where(Event.kind == "outcome.enter").order_by(Event.id)).all()
    session.rollback()
    for entry in entries:
        gone = {"entry": str(entry), "passage": "Jane", "reason": "Privacy.", "step": "done"}
        assert judge.post("/record/redact", data=gone).status_code == 302
    without = "The outcome is here already without this. An import changes none."
    looked = rows_of(office.post(PAGE, data={"text": listed}).text)
    assert looked == [
        ("Of Jane", f"Cannot be imported Title: {without} Text: {without} Session: {without}"),
        ("Other", f"Cannot be imported Text: {without}"),
    ]
    assert (import_outcomes(listed.encode()).refused, count()) == (2, 2)
    assert "Jane" not in app.test_client().get("/outcomes/").text
    others = listed.replace("asks.", "answers.").replace("Other,", "Others,")
    assert (import_outcomes(others.encode()).imported, count()) == (2, 4)
