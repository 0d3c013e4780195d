"""Issues through the front door: success and refusal together."""

from datetime import timedelta

import nh3
import pytest
from flask import Flask
from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import in_transaction, session, writing
from igtf.issues.models import Issue
from igtf.record.by import by_clock, by_importer
from igtf.record.due import run_due
from igtf.record.models import Event, Subject
from igtf.record.subjects import enter
from igtf.routing.bodies import seed_bodies
from tests.factories import issue_form, later, make_person, sign_in
from tests.issues.telling import told_of

ASIDE = "You stand aside here: you filed this issue."


def test_an_issue_is_filed_and_accepted(app, db):
    filer, member = make_person(), make_person(roles=("council",))
    client = sign_in(app, filer)
    assert app.test_client().post("/issues/new", data=issue_form()).status_code == 403
    missing = client.post("/issues/new", data=issue_form(title=""))
    assert missing.status_code == 422
    assert b"Give the issue a title." in missing.data
    assert b"cost-based principles" in missing.data
    long = "Who pays? " * 60 + "Who decides?"
    refused = client.post("/issues/new", data=issue_form(summary=long))
    assert refused.status_code == 422
    assert "Summary: This has 612 characters; at most 500." in refused.text
    assert long in refused.text
    assert "maxlength" not in refused.text
    check = client.post("/issues/new", data=issue_form(step=""))
    assert check.status_code == 200
    assert b"Nothing is recorded yet." in check.data
    filed = client.post("/issues/new", data=issue_form())
    assert filed.status_code == 302, filed.text
    assert filed.location == "/issues/1"
    issue = session.scalars(select(Issue)).one()
    assert issue.assigned_id == member.id

    page = client.get("/issues/1")
    assert page.status_code == 200
    assert b"Interconnection costs" in page.data
    assert b"Referred to a body" not in page.data
    refused = client.post("/issues/1/moves/accept", data={"reason": "x"})
    assert refused.status_code == 403
    assert b"assigned member" in refused.data
    desk = sign_in(app, member)
    accepted = desk.post("/issues/1/moves/accept", data={"reason": "It is about interconnection."})
    assert accepted.status_code == 302
    session.rollback()
    assert session.scalars(select(Subject.state).where(Subject.kind == "issue")).one() == "open"
    again = desk.post("/issues/1/moves/accept", data={"reason": "Once more."})
    assert again.status_code == 409
    assert b"It is now: Open" in again.data
    stale = desk.post("/issues/1/moves/accept", data={"reason": "Once more.", "revision": "0"})
    assert (stale.status_code, "It is now: Open" in stale.text) == (409, True)
    assert "submit once more" not in stale.text  # it would be refused
    kinds = session.scalars(select(Event.kind).where(Event.subject_id == issue.id).order_by(Event.id)).all()
    assert kinds == ["issue.file", "issue.accept"]


def test_an_issue_is_edited_by_filer_or_assigned_member_and_withdrawn_by_the_filer(app, db):
    filer, member = make_person(), make_person(roles=("council",))
    client, desk, other = sign_in(app, filer), sign_in(app, member), sign_in(app, make_person())
    client.post("/issues/new", data=issue_form())
    edit, withdraw, settled = "/issues/1/moves/edit", "/issues/1/moves/withdraw", {"reason": "It is settled."}
    refused = other.post(edit, data=issue_form(title="Mine"))
    assert (refused.status_code, "by who filed it, or by the assigned member" in refused.text) == (403, True)
    assert client.post(edit, data=issue_form(title="")).status_code == 422
    assert "Nothing was changed" in client.post(edit, data=issue_form()).text
    assert client.post(edit, data=issue_form(title="Costs of transit")).status_code == 302
    assert told_of(app, "issue.edit") == {member.actor.handle}, "the assigned member, of what the filer changed"
    dated = issue_form(title="Costs of transit in 2026")
    unexplained = desk.post(edit, data=dated)
    assert (unexplained.status_code, "Say what you changed, and why" in unexplained.text) == (422, True)
    assert desk.post(edit, data=dated | {"note": "Its figures are of that year."}).status_code == 302
    page = other.get("/issues/1").text
    assert "Costs of transit in 2026" in page
    assert "Its figures are of that year." in page
    assert told_of(app, "issue.edit") == {filer.actor.handle}
    for who in (desk, other):
        assert "This is for the person who filed the issue." in who.post(withdraw, data=settled).text
    assert client.post(withdraw, data={}).status_code == 422
    assert client.post(withdraw, data=settled).status_code == 302
    session.rollback()
    assert session.scalars(select(Subject.state).where(Subject.kind == "issue")).one() == "withdrawn"
    assert client.post(withdraw, data=settled).status_code == client.post(edit, data=issue_form()).status_code == 409
    kinds = session.scalars(select(Event.kind).where(Event.kind.like("issue.%")).order_by(Event.id)).all()
    assert kinds == ["issue.file", "issue.edit", "issue.edit", "issue.withdraw"]


def test_a_refusal_in_two_steps_takes_effect_after_seven_days(app, db):
    filer, member = make_person(), make_person(roles=("council",))
    sign_in(app, filer).post("/issues/new", data=issue_form())
    desk = sign_in(app, member)
    assert desk.post("/issues/1/moves/propose-decline", data={"reason": "Not about the Internet."}).status_code == 302
    second = desk.post("/issues/1/moves/propose-decline", data={"reason": "Once more."})
    assert second.status_code == 403
    assert b"One proposal is pending" in second.data
    with later(app, 6.9):
        assert run_due(by_clock(now())) == 0
    with later(app, 7):
        assert run_due(by_clock(now())) == 1
    session.rollback()
    assert session.scalars(select(Subject.state).where(Subject.kind == "issue")).one() == "out-of-scope"
    assert 'Clearing house<span class="unseen"> (ended here)</span>' in desk.get("/issues/1").text


def test_a_deadline_says_what_for_on_page_list_and_desk(app, db):
    filer, member = make_person(), make_person(roles=("council",))
    sign_in(app, filer).post("/issues/new", data=issue_form())
    desk, assigned = sign_in(app, filer), sign_in(app, member)
    assert assigned.post("/issues/1/moves/ask", data={"question": "Since when?"}).status_code == 302
    for page in ("/issues/1", "/issues/", "/desk"):
        assert "lapses" in desk.get(page).text, page
    assert desk.post("/issues/1/moves/answer", data={"answer": "Since March."}).status_code == 302
    assert "lapses" not in desk.get("/issues/1").text, "who has answered waits for no deadline"
    assigned.post("/issues/1/moves/propose-decline", data={"reason": "Not ours."})
    said = "Proposal takes effect: "
    assert said in assigned.get("/issues/1").text
    for page in ("/issues/1", "/issues/"):
        assert "proposal takes effect" in app.test_client().get(page).text, page


@pytest.mark.parametrize("name", ["description", "evidence"])
def test_a_text_that_cannot_be_shown_is_refused_beside_its_field_and_kept(app: Flask, name: str) -> None:
    with app.app_context():
        client = sign_in(app, make_person())
        refused = client.post("/issues/new", data=issue_form(**{name: "> " * 200 + "Too deep"}))
        assert refused.status_code == 422
        assert f'href="#{name}"' in refused.text
        assert refused.text.count("is nested deeper than 20 levels") == 2
        assert "Too deep</textarea>" in refused.text
        assert session.scalars(select(Subject.id).where(Subject.kind == "issue")).all() == []
        assert (
            client.post("/issues/new", data=issue_form(**{name: "> Deep enough, https://a.example"})).status_code == 302
        )


def test_a_proposal_that_cannot_be_shown_is_refused_beside_its_field(app, db):
    seed_bodies(by_importer(now()))
    desk, writer, deep = sign_in(app, make_person(roles=("council",))), sign_in(app, make_person()), "> " * 200 + "a"
    considered = {"bodies-0-body": "ITU", "bodies-0-reason": "Not its work.", "reason": "Nobody can."}
    asked = {"body": "itu", "purpose": "comment", "subject": "Prices", "text": "Set principles.", "reason": "It can."}
    for number, (name, given, fields) in enumerate((
        ("propose-decline", {"reason": "Not ours."}, ["reason"]),
        ("propose-finding", considered, ["reason"]),
        ("propose-referral", asked, ["reason", "text"]),
    ), 1):  # fmt: skip
        assert writer.post("/issues/new", data=issue_form()).status_code == 302
        assert desk.post(f"/issues/{number}/moves/accept", data={"reason": "In scope."}).status_code == 302
        for field in fields:
            refused = desk.post(f"/issues/{number}/moves/{name}", data=given | {field: deep, "step": "done"})
            assert (refused.status_code, f'href="#{field}"' in refused.text) == (422, True), (name, field)
            assert "is nested deeper than 20 levels" in refused.text
        assert desk.post(f"/issues/{number}/moves/{name}", data=given | {"step": "done"}).status_code == 302, name


def test_nobody_waits_while_markdown_is_rendered(app, db, monkeypatch):
    rendered, clean = [], nh3.clean

    def noted(*given, **how):
        rendered.append(in_transaction())
        return clean(*given, **how)

    monkeypatch.setattr(nh3, "clean", noted)
    writer, desk = sign_in(app, make_person()), sign_in(app, make_person(roles=("council",)))
    writer.post("/issues/new", data=issue_form())
    for client, path, given in (
        (writer, "/issues/1/comments", {"body": "First *text*"}),
        (writer, "/comments/1/edit", {"body": "Second *text*"}),
        (writer, "/account/interest", {"text": "I work for *Exemplar*."}),
        (desk, "/issues/1/moves/propose-decline", {"reason": "Out of *scope*."}),
    ):
        rendered.clear()
        assert client.post(path, data=given).status_code == 302, path
        assert rendered == [False], path


def test_pages_beside_an_issue_call_it_as_its_own_page_does(app, db):
    writer = sign_in(app, make_person())
    writer.post("/issues/new", data=issue_form())
    assert writer.post("/issues/1/comments", data={"body": "First."}).status_code == 302
    assert writer.post("/comments/1/edit", data={"body": "Second."}).status_code == 302
    for path in ("/issues/1", "/issues/1/moves/withdraw", "/comments/1/edit", "/comments/1/history"):
        page = writer.get(path).text
        assert "Issue #1" in page, path
        assert ">Issue 1<" not in page, path


def newest_assigned() -> int | None:
    session.rollback()
    return session.scalars(select(Issue.assigned_id).order_by(Issue.id.desc()).limit(1)).one()


def test_who_filed_an_issue_is_passed_over_and_stands_aside(app, db):
    filer, other = make_person(roles=("secretariat",)), make_person(roles=("council",))
    own, desk, path = sign_in(app, filer), sign_in(app, other), "/issues/{}/moves/"
    for number in (1, 2):  # by turn the second one would be the filer's
        assert own.post("/issues/new", data=issue_form()).status_code == 302
        assert newest_assigned() == other.id, number
    refused = own.post(path.format(1) + "volunteer")
    assert (refused.status_code, ASIDE in refused.text) == (403, True)
    hidden = own.post(path.format(2) + "hide", data={"reason": "Spam."})
    assert (hidden.status_code, ASIDE in hidden.text) == (403, True)
    assert desk.post("/issues/new", data=issue_form()).status_code == 302
    assert newest_assigned() == filer.id
    assert own.post(path.format(3) + "accept", data={"reason": "In scope."}).status_code == 302
    assert desk.post(path.format(3) + "volunteer").status_code == 403
    assert desk.post(path.format(1) + "accept", data={"reason": "In scope."}).status_code == 302
    assert own.post(path.format(3) + "propose-decline", data={"reason": "Not ours."}).status_code == 302


def test_the_only_member_of_the_clearing_house_waits_for_another_one(app, db):
    filer = make_person(roles=("secretariat",))
    own = sign_in(app, filer)
    assert own.post("/issues/new", data=issue_form()).status_code == 302
    assert session.scalars(select(Issue.assigned_id)).one() == filer.id
    for name, given in (("accept", {"reason": "In scope."}), ("ask", {"question": "Since when?"})):
        refused = own.post(f"/issues/1/moves/{name}", data=given)
        assert (refused.status_code, ASIDE in refused.text) == (403, True)
    desk = sign_in(app, make_person(roles=("council",)))
    assert desk.post("/issues/1/moves/volunteer").status_code == 302
    assert desk.post("/issues/1/moves/accept", data={"reason": "In scope."}).status_code == 302


def test_what_comes_after_the_time_is_refused_also_while_the_clock_is_late(app, db):
    sign_in(app, make_person()).post("/issues/new", data=issue_form())
    proposer, other = make_person(roles=("council",)), make_person(roles=("council",))
    given, url = {"reason": "Not about the Internet."}, "/issues/1/moves/"
    assert sign_in(app, proposer).post(url + "propose-decline", data=given).status_code == 302
    with later(app, 7):  # the clock has not looked yet
        for person, name in ((other, "object"), (proposer, "withdraw-proposal")):
            late = sign_in(app, person).post(url + name, data={"reason": "It is."})
            assert (late.status_code, "what comes later is not counted" in late.text) == (403, True), name
    with later(app, 6.9):
        assert sign_in(app, other).post(url + "object", data={"reason": "It is."}).status_code == 302
        assert sign_in(app, proposer).post(url + "withdraw-proposal", data={"reason": "It is."}).status_code == 302


def test_a_question_is_answered_within_its_time(app, db):
    filer, member = make_person(), make_person(roles=("council",))
    sign_in(app, filer).post("/issues/new", data=issue_form())
    url, given = "/issues/1/moves/", {"answer": "Since March."}
    for question in ("For whom?", "Since <when>?\n\nAnd who pays?"):
        assert sign_in(app, member).post(url + "ask", data={"question": question}).status_code == 302
        form = sign_in(app, filer).get(url + "answer").text.partition("<main")[2]
        if question == "For whom?":
            assert sign_in(app, member).post(url + "take-back", data={"reason": "Clear by now."}).status_code == 302
    assert "Since &lt;when&gt;?</p>" in form
    assert "And who pays?</p>" in form
    assert member.actor.name in form
    assert "For whom?" not in form, "only the last one is to be answered"
    with later(app, 60):
        late = sign_in(app, filer).post(url + "answer", data=given)
        assert (late.status_code, "what comes later is not counted" in late.text) == (403, True)
    with later(app, 59.9):
        assert sign_in(app, filer).post(url + "answer", data=given).status_code == 302


def test_the_page_of_a_move_says_the_deadline_as_the_page_of_the_issue_does_and_none_where_one_withdraws(app, db):
    filer = make_person()
    client = sign_in(app, filer)
    client.post("/issues/new", data=issue_form())
    session.rollback()
    with writing():
        subject = session.scalars(select(Subject).where(Subject.kind == "issue")).one()
        enter(subject, "referred", now())
        subject.due_at = now() + timedelta(days=5)
    for path in ("/issues/1", "/issues/1/moves/add-evidence"):
        page = client.get(path).text
        assert "answer due <time" in page, path
        assert "next step <time" not in page
    page = client.get("/issues/1/moves/withdraw").text
    assert ("<h1>Withdraw the issue</h1>" in page, "<time" in page.partition("<h1>")[2]) == (True, False)
