"""Statements: who may do what, answers of each kind, dates, reminders, and closing."""

import re
from datetime import timedelta

from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.moments import day as day_of
from igtf.people.roles import end_role, give_role
from igtf.record.by import by_clock, by_importer
from igtf.record.due import run_due
from igtf.record.models import Relation
from igtf.routing.bodies import seed_bodies
from igtf.routing.models import Statement
from tests.factories import later, mails_to, make_person, responsible_of, sign_in
from tests.groups.making import active_group
from tests.routing.acts import day, links, make_body, name_contact, reload, sent_statement


def draft_form(**changes):
    return {
        "sender": "council", "body": "lamp", "purpose": "comment", "subject": "Lamps", "text": "What do you think?",
    } | changes  # fmt: skip


def test_a_statement_is_found_by_the_name_of_its_body_and_by_its_text_as_it_is_now(app, people):
    secretary, _chair = people
    make_body()
    desk, reader = sign_in(app, secretary), app.test_client()
    assert desk.post("/statements/new", data=draft_form()).status_code == 302
    assert desk.post("/statements/1/moves/edit", data=draft_form(text="Are they bright?")).status_code == 302
    found = {words: 'href="/statements/1"' in reader.get(f"/search?q={words}").text
             for words in ("union+of+lamp+makers", "bright", "think")}  # fmt: skip
    assert found == {"union+of+lamp+makers": True, "bright": True, "think": False}


def test_a_draft_is_edited_approved_or_dropped_by_whom_the_table_names(app, people):
    secretary, _chair = people
    make_body()
    stranger, desk = sign_in(app, make_person()), sign_in(app, secretary)
    refused = stranger.get("/statements/new")
    assert refused.status_code == 403
    assert "chair of a group or a member of the clearing house" in refused.text
    bare = desk.post("/statements/new", data=draft_form(purpose="action")).text
    assert "needs a deadline" in bare
    assert "Say what is asked" in bare
    past = desk.post("/statements/new", data=draft_form(deadline="2020-01-01"))
    assert "still to come" in past.text
    assert desk.post("/statements/new", data=draft_form()).location == "/statements/1"
    same = desk.post("/statements/1/moves/edit", data=draft_form(**{"asks-0-text": "Comment on this letter."}))
    assert same.status_code == 422
    assert desk.post("/statements/1/moves/edit", data=draft_form(**{"asks-0-text": "Say yes."})).status_code == 302
    assert "Stands at: Clearing house. State: Draft." in stranger.get("/statements/1").text
    assert stranger.post("/statements/1/moves/drop", data={"reason": "No."}).status_code == 403
    assert desk.post("/statements/1/moves/drop", data={"reason": "Wrong body."}).status_code == 302
    statement = session.scalars(select(Statement)).one()
    assert (reload(statement).subject.state, statement.asks[0].text) == ("dropped", "Say yes.")
    dropped = app.test_client().get("/statements/1").text
    assert 'Clearing house<span class="unseen"> (ended here)</span>' in dropped
    assert 'Sent<span class="unseen"> (not reached)</span>' in dropped
    assert app.test_client().get("/statements/1/letter.txt").status_code == 404


def test_a_chair_drafts_for_the_own_group_only_and_its_responsible_member_approves(app, people):
    make_body()
    chair = make_person()
    group = active_group(app, chair, acronym="lamps")
    overseer = responsible_of(group)
    form = sign_in(app, people[0]).post("/statements/new", data=draft_form(sender="lamps"))
    assert form.status_code == 422
    assert "Choose one of the list." in form.text
    assert sign_in(app, chair).post("/statements/new", data=draft_form(sender="lamps")).location == "/statements/1"
    refused = sign_in(app, people[1]).post("/statements/1/moves/approve", data={"step": "done"})
    assert (refused.status_code, "by the responsible member of the group" in refused.text) == (403, True)
    assert "Approve the statement" not in sign_in(app, people[1]).get("/desk").text
    assert "Approve the statement" in sign_in(app, overseer).get("/desk").text
    assert sign_in(app, overseer).post("/statements/1/moves/approve", data={"step": "done"}).status_code == 302


def test_the_letter_of_a_group_is_in_the_hands_of_whoever_chairs_it_now(app, people):
    make_body()
    former, chair = make_person(), make_person("heir", group="technical")
    group = active_group(app, former, acronym="lamps")
    assert sign_in(app, former).post("/statements/new", data=draft_form(sender="lamps")).location == "/statements/1"
    heir, other = sign_in(app, chair), sign_in(app, make_person())
    edited = draft_form(text="Are they bright?")
    assert heir.post("/statements/1/moves/edit", data=edited).status_code == 403
    with writing():
        give_role(chair.id, "chair", at=now(), subject_id=group.id)
        end_role(former.id, "chair", at=now(), subject_id=group.id)
    refused = other.post("/statements/1/moves/edit", data=edited)
    assert (refused.status_code, "by a chair or delegate of its group" in refused.text) == (403, True)
    assert heir.post("/statements/1/moves/edit", data=edited).status_code == 302
    overseer = responsible_of(group)
    mails = len(mails_to(app, "heir"))
    assert sign_in(app, overseer).post("/statements/1/moves/approve", data={"step": "done"}).status_code == 302
    (told,) = mails_to(app, "heir")[mails:]
    assert ("approved the statement" in told.text, "you chair the group" in told.text) == (True, True)
    assert other.post("/statements/1/moves/redraft", data={"reason": "No."}).status_code == 403
    assert heir.post("/statements/1/moves/redraft", data={"reason": "A word is missing."}).status_code == 302
    assert other.post("/statements/1/moves/drop", data={"reason": "No."}).status_code == 403
    assert heir.post("/statements/1/moves/drop", data={"reason": "We asked in person."}).status_code == 302


def test_what_a_group_has_drafted_goes_on_by_the_council_chair_where_nobody_oversees_it(app, people):
    make_body()
    chair, head = make_person(), sign_in(app, people[1])
    group = active_group(app, chair, acronym="lamps")
    overseer = sign_in(app, responsible_of(group))
    for _number in range(3):
        assert sign_in(app, chair).post("/statements/new", data=draft_form(sender="lamps")).status_code == 302
    assert overseer.post("/statements/3/moves/approve", data={"step": "done"}).status_code == 302
    given = {"report": "Done.", "step": "done"}
    assert overseer.post("/groups/lamps/moves/conclude", data=given).status_code == 302
    refused = overseer.post("/statements/1/moves/approve", data={"step": "done"})
    assert (refused.status_code, "a group without a responsible member" in refused.text) == (403, True)
    assert "Approve the statement" in head.get("/desk").text
    assert head.post("/statements/1/moves/approve", data={"step": "done"}).status_code == 302
    for number in (2, 3):
        assert head.post(f"/statements/{number}/moves/drop", data={"reason": "It has ended."}).status_code == 302
    session.rollback()
    assert [one.subject.state for one in session.scalars(select(Statement).order_by(Statement.id))] == [
        "approved", "dropped", "dropped",
    ]  # fmt: skip


def test_another_channel_needs_evidence_and_so_do_answers_by_the_secretariat(app, people):
    secretary, chair = people
    make_body()
    desk = sign_in(app, secretary)
    desk.post("/statements/new", data=draft_form())
    sign_in(app, chair).post("/statements/1/moves/approve", data={"step": "done"})
    send = {"channel": "other", "evidence": "", "step": "done"}
    assert desk.post("/statements/1/moves/send", data=send).status_code == 422
    assert desk.post("/statements/1/moves/send", data=send | {"evidence": "Receipt 7."}).status_code == 302
    statement = session.scalars(select(Statement)).one()
    assert statement.subject.due_at - now() > timedelta(days=59)
    assert links() == []
    assert desk.post("/statements/1/moves/acknowledge", data={}).status_code == 422
    assert sign_in(app, chair).post("/statements/1/moves/acknowledge", data={"evidence": "x"}).status_code == 403
    assert desk.post("/statements/1/moves/acknowledge", data={"evidence": "A call."}).status_code == 302
    dated = {"evidence": "A letter.", "reference": "CSTD 7"}
    assert sign_in(app, chair).post("/statements/1/moves/in-process", data=dated).status_code == 403
    assert desk.post("/statements/1/moves/in-process", data=dated).status_code == 302
    assert desk.post("/statements/1/moves/propose-date", data={"deadline": day(90), "reason": "x"}).status_code == 403
    name_contact(statement.body, secretary)
    assert len(links()) == 1


def test_every_kind_of_answer_is_kept_and_passing_on_opens_a_linked_draft(app, people):
    make_body("tree", "Plants trees.")
    name_contact(make_body(), people[0])
    statement = sent_statement(*people, asks=("A", "B", "C", "D", "E", "F"))
    (link,) = links()
    outside = app.test_client()
    kinds = ("by-date", "done", "in-part", "declined", "passed-on", "comments")
    data = {f"answer-answers-{i}-answer": kind for i, kind in enumerate(kinds)}
    bare = outside.post(f"{link}/answer", data=data)
    assert bare.status_code == 422
    assert bare.text.count("Say why.") >= 1
    data |= {f"answer-answers-{i}-text": "Because." for i in range(1, 6)}
    data |= {"answer-answers-0-due": day(20), "answer-answers-4-body": "tree"}
    lost = {key: value for key, value in data.items() if key != "answer-answers-5-answer"}
    assert "Choose the answer that you explain here" in outside.post(f"{link}/answer", data=lost).text
    itself = outside.post(f"{link}/answer", data=data | {"answer-answers-4-body": "lamp"})
    assert "Choose one of the list" in itself.text  # a body passes nothing on to itself
    assert outside.post(f"{link}/answer", data=data).status_code == 302
    statement = reload(statement)
    assert [ask.status for ask in statement.asks] == [
        "promised", "done", "in part", "declined", "passed on", "commented",
    ]  # fmt: skip
    assert statement.subject.due_at == statement.asks[0].promised_by
    onward = session.scalars(select(Statement).order_by(Statement.id.desc())).first()
    assert (onward.body.acronym, onward.subject.state, [ask.text for ask in onward.asks]) == (
        "TREE",
        "draft",
        ["E"],
    )
    assert session.get(Relation, (onward.id, "passes-on", statement.id))
    assert "passed on by" in app.test_client().get("/statements/1").text
    again = {"answer-answers-0-answer": "done", "answer-answers-0-text": "See the report."}
    dates = re.compile(r"(First answer|Latest answer)</dt>\s*<dd><time[^>]*>([^<]*)<")
    first, latest = (day_of(now() + timedelta(days=days)) for days in (0, 7))
    assert dates.findall(app.test_client().get("/statements/1").text) == [("First answer", first)]
    with later(app, 7):
        assert outside.post(f"{link}/answer", data=again).status_code == 302
    page = app.test_client().get("/statements/1").text
    assert dates.findall(page) == [("First answer", first), ("Latest answer", latest)]
    answered = page.partition('<section class="ask">')[2].split("</section>")
    assert (latest in answered[0], first in answered[1]) == (True, True)
    statement = reload(statement)
    assert (statement.asks[0].status, statement.asks[3].status) == ("done", "declined")
    assert statement.subject.due_at is None
    body = app.test_client().get("/bodies/lamp").text
    assert "first answer <time" in body
    assert "Days to the first answer" in body


def test_a_body_is_reminded_by_hand_once_it_was_shown_whom_and_not_again_so_soon(app, people):
    secretary, _chair = people
    name_contact(make_body(), secretary)
    sent_statement(*people, ahead=10)
    remind = "/statements/1/moves/remind"
    with later(app, 11):
        assert run_due(by_clock(now())) == 1
        desk = sign_in(app, secretary)
        said = f"The body was reminded on {day_of(now())}; another reminder can be sent 7 days after that."
        for answer in (desk.get(remind), desk.post(remind), desk.post(remind, data={"step": "done"})):
            assert (answer.status_code, said in answer.text) == (403, True)
        assert 'href="/statements/1/moves/remind"' not in desk.get("/statements/1").text
    with later(app, 18.1):
        desk = sign_in(app, secretary)
        assert 'href="/statements/1/moves/remind"' in desk.get("/statements/1").text
        for answer in (desk.get(remind), desk.post(remind)):
            assert "Nothing is recorded yet." in answer.text
            assert re.search(r"<dt>Contacts</dt>\s*<dd>Otso Esimerkki</dd>", answer.text)
        assert len(links("statement-reminder")) == 1
        assert desk.post(remind, data={"step": "done"}).status_code == 302
        assert len(links("statement-reminder")) == 2
        assert desk.post(remind, data={"step": "done"}).status_code == 403
        assert run_due(by_clock(now())) == 0
    with later(app, 49):
        assert run_due(by_clock(now())) == 1, "the clock reminds again after its own time"


def test_the_clock_reminds_every_month_a_new_date_counts_and_no_answer_closes(app, people):
    secretary, _chair = people
    name_contact(make_body(), secretary)
    statement = sent_statement(*people, ahead=10)
    desk = sign_in(app, secretary)
    (link,) = links()
    outside = app.test_client()
    assert desk.post("/statements/1/moves/remind", data={"step": "done"}).status_code == 403
    with later(app, 11):
        assert run_due(by_clock(now())) == 1
        assert run_due(by_clock(now())) == 0
        assert "Overdue" in outside.get("/statements/?late=1").text
        assert "overdue by" in outside.get("/statements/1").text
        assert len(links("statement-reminder")) == 1
        gone = {"propose-date-deadline": day(900), "propose-date-reason": "Plenary."}
        assert outside.post(f"{link}/propose-date", data=gone).status_code == 422
        fine = {"propose-date-deadline": day(20), "propose-date-reason": "Plenary."}
        assert outside.post(f"{link}/propose-date", data=fine).status_code == 302
        assert "Overdue" not in outside.get("/statements/1").text
        early = desk.post("/statements/1/moves/close", data={"evidence": ""})
        assert early.status_code == 403
        assert "90 days after" in early.text
    session.rollback()
    for days_on, reminders in ((32, 1), (61, 0), (63, 1), (64, 0)):
        with later(app, days_on):
            assert run_due(by_clock(now())) == reminders
    with later(app, 120):  # 90 days after the first date, not after the one that the body proposed
        desk = sign_in(app, secretary)  # the earlier sign-in has ended by then
        assert b"Close it as not answered" not in desk.get("/desk").data
        assert desk.post("/statements/1/moves/close", data={"evidence": ""}).status_code == 403
    with later(app, 122):
        assert b"Close it as not answered" in sign_in(app, secretary).get("/desk").data
    with later(app, 122):
        desk = sign_in(app, secretary)
        assert desk.post("/statements/1/moves/close", data={"evidence": ""}).status_code == 302
        page = outside.get("/statements/1").text
        assert "It was never answered." in page
        assert "Ended at: Sent. State: Closed." in page
        assert "Not answered yet." not in page
        assert "Closed: no answer" in page
        assert "<bdi>LAMP</bdi> · <bdi>no answer</bdi>" in app.test_client().get("/").text
        table = outside.get("/bodies/figures?sort=never").text
        assert "Never answered" in table
        counted = re.findall(r'<td class="num"[^>]*>([^<]*)</td>', table.partition("/bodies/lamp")[2])
        assert counted[:5] == ["1", "0", "0", "0", "1"], "sent, answered, open, overdue, never answered"
        assert 'Sent<span class="unseen"> (ended here)</span>' in outside.get("/statements/1").text
    assert reload(statement).subject.state == "closed"


def test_lists_are_filtered_by_their_address(app, people):
    name_contact(make_body(), people[0])
    seed_bodies(by_importer(now()))
    outside = app.test_client()
    assert "No statement here" in outside.get("/statements/").text
    sent_statement(*people)
    assert "Lamps at landing stations" in outside.get("/statements/?body=lamp&state=sent&purpose=action").text
    assert "No statement here" in outside.get("/statements/?body=itu").text
    assert "/bodies/itu" not in outside.get("/bodies/?kind=technical").text
    ranked = outside.get("/bodies/?q=copyright").text
    assert "its mandate speaks of: copyright" in ranked
    assert "/bodies/lamp" not in ranked
    assert "No body found" in outside.get("/bodies/?q=bees+and+honey").text
    for words, first in (("ITU", "itu"), ("icann", "icann"), ("ietf", "ietf"), ("ITU-T", "itu-t"), ("I%26J", "i-j"),
                         ("internet society", "isoc")):  # fmt: skip
        assert re.findall(r'class="t" href="/bodies/([\w-]+)"', outside.get(f"/bodies/?q={words}").text)[0] == first
    assert "/bodies/unga" in outside.get("/bodies/cstd").text
    assert outside.get("/bodies/nowhere").status_code == 404
    assert outside.get("/statements/77").status_code == 404
    with app.app_context():
        assert seed_bodies(by_importer(now())) == 0


def test_a_site_signs_its_pages_and_letters_with_its_own_name(app, people, monkeypatch):
    home = app.test_client().get("/", headers={"Accept-Language": "fr"}).text
    monkeypatch.setitem(app.config, "SITE_NAME", "Forum of Examples")
    assert "<title>Forum of Examples · IGTF</title>" in app.test_client().get("/").text
    assert "<title>Forum of Examples" not in home
    name_contact(make_body(), people[0])
    sent_statement(*people)
    assert ", Forum of Examples\n" in app.test_client().get("/statements/1/letter.txt").text
    assert ", Forum of Examples</dd>" in app.test_client().get("/statements/1").text
