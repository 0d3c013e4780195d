"""Between the agreement to refer an issue and the sending of its statement."""

import pytest

from igtf.core.clock import now
from igtf.core.db import writing
from igtf.people.roles import end_role, give_role, holders
from igtf.record.by import by_clock, by_importer
from igtf.record.due import run_due
from igtf.routing.bodies import seed_bodies
from tests.factories import issue_form, later, make_person, sign_in, states
from tests.routing.test_path import referral


@pytest.fixture
def house(app, db):
    """Two issues, the first with an agreed referral: the clients of chair and secretariat, eight days later."""
    seed_bodies(by_importer(now()))
    chair, secretary = make_person(roles=("council", "council-chair")), make_person(roles=("secretariat",))
    filer = make_person("filer")
    for title in ("Interconnection costs of landlocked countries", "Names of islands"):
        sign_in(app, filer).post("/issues/new", data=issue_form(title=title))
    for client in (sign_in(app, chair), sign_in(app, secretary)):
        for number in (1, 2):
            client.post(f"/issues/{number}/moves/accept", data={"reason": "In scope."})
    assert sign_in(app, chair).post("/issues/1/moves/propose-referral", data=referral()).status_code == 302
    with later(app, 8):
        run_due(by_clock(now()))
        assert (states("statement"), states("issue")) == (["draft"], ["open", "open"])
        yield sign_in(app, chair), sign_in(app, secretary), sign_in(app, filer)


def test_the_page_says_what_waits_for_whom_and_the_queue_lists_it_no_more(app, house):
    chair, secretary, _filer = house
    reader = app.test_client()
    page = reader.get("/issues/1").text
    assert "Accepted; a home is being looked for." not in page
    assert "To refer it is agreed; the statement waits to be sent." in page
    assert "waits for the approval of the council chair." in page
    assert "waits for the approval of the council chair." in chair.get("/issues/1/decide").text
    queue = reader.get("/issues/queue").text
    assert "Names of islands" in queue
    assert "Interconnection costs" not in queue
    for client in (chair, secretary):
        assert "/issues/1/" not in client.get("/issues/queue/next").location
    assert chair.post("/statements/1/moves/approve", data={"step": "done"}).status_code == 302
    assert "is approved, and waits for the secretariat to send it." in reader.get("/issues/1").text
    sent = {"channel": "other", "evidence": "By courier.", "step": "done"}
    assert secretary.post("/statements/1/moves/send", data=sent).status_code == 302
    page = reader.get("/issues/1").text
    assert "To refer it is agreed" not in page
    assert "Sent to a body that can take care of it." in page
    assert states("issue") == ["referred", "open"]


def test_nothing_else_is_proposed_until_the_statement_is_sent_or_dropped(app, house):
    chair, _secretary, _filer = house
    finding = {"bodies-0-body": "itu", "bodies-0-reason": "No.", "reason": "None can."}
    for move, given in (("decline", {"reason": "x"}), ("referral", referral()), ("finding", finding)):
        refused = chair.post(f"/issues/1/moves/propose-{move}", data=given)
        assert refused.status_code == 403, move
        assert "LS-1 waits to be sent" in refused.text
    together = chair.post("/issues/2/moves/propose-referral", data=referral(issues="1"))
    assert together.status_code == 422
    assert "agreed already, and waits to be sent: 1." in together.text
    assert chair.post("/statements/1/moves/drop", data={"reason": "Another body."}).status_code == 302
    assert "Interconnection costs" in app.test_client().get("/issues/queue").text
    page = app.test_client().get("/issues/1").text
    assert "To refer it is agreed" not in page
    entry = page.partition("dropped the letter about it before it was sent")[2].partition("</li>")[0]
    assert "Another body." in entry
    assert 'href="/statements/1"' in entry
    assert chair.post("/issues/1/moves/propose-decline", data={"reason": "Out of scope."}).status_code == 302


def test_whoever_is_asked_to_approve_a_statement_can_say_no_to_it(app, house):
    chair, secretary, _filer = house
    assert secretary.post("/issues/2/moves/propose-referral", data=referral()).status_code == 302
    with later(app, 16):
        run_due(by_clock(now()))
    refused = sign_in(app, make_person(roles=("council",))).post("/statements/2/moves/drop", data={"reason": "No."})
    assert (refused.status_code, "approved or may approve it" in refused.text) == (403, True)
    assert chair.post("/statements/2/moves/drop", data={"reason": ""}).status_code == 422
    assert chair.post("/statements/2/moves/drop", data={"reason": "Not their mandate."}).status_code == 302
    assert states("statement") == ["draft", "dropped"]
    assert "Names of islands" in app.test_client().get("/issues/queue").text


@pytest.mark.parametrize("move", ["approve", "drop"])
def test_whoever_approves_or_drops_a_letter_reads_it_on_the_page_where_it_is_done(app, house, move):
    chair, _secretary, filer = house
    page = chair.get(f"/statements/1/moves/{move}").text
    shown, _end, after = page.partition('<article class="document letter"')[2].partition("</article>")
    for part in ('href="/bodies/itu"', referral()["text"], referral()["asks-0-text"], 'href="/issues/1"'):
        assert part in shown, part
    assert "<form" in after, "the letter is read before the button"
    refused = filer.get(f"/statements/1/moves/{move}")
    assert refused.status_code == 403
    assert referral()["text"] not in refused.text


def test_a_statement_on_a_closed_issue_is_neither_approved_nor_sent(app, house):
    chair, secretary, filer = house
    drop, send = "/statements/1/moves/drop", "/statements/1/moves/send"
    sent = {"channel": "other", "evidence": "By courier.", "step": "done"}
    assert drop not in chair.get("/desk").text
    assert filer.post("/issues/1/moves/withdraw", data={"reason": "Solved."}).status_code == 302
    assert "To refer it is agreed" not in app.test_client().get("/issues/1").text
    refused = chair.post("/statements/1/moves/approve", data={"step": "done"})
    assert refused.status_code == 403
    assert "each issue of it is closed, or a group or a recommendation takes care of it" in refused.text
    assert "Approve the statement" not in chair.get("/desk").text
    assert drop in chair.get("/desk").text
    assert chair.get(drop).status_code == 200
    for client in (chair, secretary):
        client.post("/issues/1/moves/reopen", data={"reason": "Not solved."})
    assert states("issue") == ["open", "open"]
    assert chair.post("/statements/1/moves/approve", data={"step": "done"}).status_code == 302
    assert send in secretary.get("/desk").text
    assert filer.post("/issues/1/moves/withdraw", data={"reason": "Solved now."}).status_code == 302
    assert send not in secretary.get("/desk").text
    assert drop in chair.get("/desk").text
    refused = secretary.post("/statements/1/moves/send", data=sent)
    assert refused.status_code == 403
    assert "each issue of it is closed, or a group or a recommendation takes care of it" in refused.text
    assert states("statement") == ["approved"]


def test_the_page_says_that_the_council_has_no_chair_who_would_approve(app, house):
    _chair, secretary, _filer = house
    reader, (chair,) = app.test_client(), holders("council-chair")
    page = reader.get("/issues/1")
    with writing():
        end_role(chair, "council-chair", at=now())
    again = reader.get("/issues/1", headers={"If-None-Match": page.headers["ETag"]}).text
    for text in (again, secretary.get("/issues/1/decide").text):
        assert "waits for the council to elect a chair, who approves it." in text
        assert "approval of the council chair" not in text
        assert 'href="/elections/"' in text
    with writing():
        give_role(chair, "council-chair", at=now())
    assert "waits for the approval of the council chair." in reader.get("/issues/1").text
