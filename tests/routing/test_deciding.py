"""The queue of the clearing house, the page on which it decides, and proposals for several issues at once."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session
from igtf.issues.models import TwoStep
from igtf.record.by import by_clock, by_importer
from igtf.record.due import run_due
from igtf.record.models import Event, Payload, Subject
from igtf.routing.bodies import seed_bodies
from igtf.routing.models import Statement
from tests.api.kit import is_problem
from tests.council.councils import make_council
from tests.counting import reads
from tests.factories import issue_form, later, make_person, sign_in, states
from tests.groups.making import propose_form, told
from tests.routing.acts import day

OTHERS = {"title": "Prices of transit in the mountains", "summary": "Who looks at interconnection prices there?"}


@pytest.fixture
def house(app, db):
    """Return clients of the filer, and of two members of whom the first is assigned to issues 1 and 3."""
    seed_bodies(by_importer(now()))
    filer, first, second = make_person(), make_person(roles=("council",)), make_person(roles=("council-chair",))
    clients = [sign_in(app, person) for person in (filer, first, second)]
    for form in (issue_form(), issue_form(**OTHERS), issue_form(title="Copyright of libraries", topic="copyright")):
        assert clients[0].post("/issues/new", data=form).status_code == 302
    return clients


def refs_of(client, query=""):
    return [item["ref"] for item in client.get(f"/api/v1/queue{query}").json["items"]]


def test_the_queue_has_the_most_pressing_first_and_filters_in_its_address(app, house):
    filer, first, second = house
    assert refs_of(filer) == ["1", "2", "3"]
    assert first.post("/issues/1/moves/propose-decline", data={"reason": "Not ours."}).status_code == 302
    assert refs_of(filer) == ["2", "3", "1"]
    assert (refs_of(filer, "?proposed=yes"), refs_of(filer, "?proposed=no&topic=copyright")) == (["1"], ["3"])
    make_person("idle")
    assert refs_of(filer, "?assigned=idle") == refs_of(filer, "?late=1") == refs_of(filer, "?state=unhoused") == []
    for bad in ("state=resolved", "proposed=maybe", "late=2", "colour=red", "topic=", "assigned=nobody"):
        assert is_problem(filer.get(f"/api/v1/queue?{bad}"), 422), bad
    page = filer.get("/issues/queue?proposed=yes&assigned=idle").text
    assert "Nothing waits under these filters" in page
    assert '/feeds/queue.atom?proposed=yes&amp;assigned=idle"' in page
    feed = app.test_client().get("/feeds/queue.atom?topic=copyright")
    assert ("Copyright of libraries" in feed.text, "transit" in feed.text) == (True, False)
    with later(app, 15):
        old = app.test_client().get("/issues/queue?late=1").text
        assert "waits for 15 days" in old
        assert "past the target" in old
        assert [item["past_target"] for item in app.test_client().get("/api/v1/queue").json["items"]] == [True] * 3
    assert filer.get("/issues/queue/next?after=2").location == "/issues/3/decide"
    assert first.get("/issues/queue/next").location == "/issues/3/decide"
    assert second.get("/issues/queue/next").location == "/issues/2/decide"
    ways = '<div class="acts"><a class="button plain" href="/issues/2/decide">Decide on it</a>'
    steps = first.get("/issues/2").text.partition('<section class="next"')[2]
    assert ways in steps, "the first of what can happen next"
    assert "Decide on it" not in filer.get("/issues/2").text
    assert app.test_client().get("/issues/queue").status_code == 200


def test_one_page_has_the_bodies_what_was_sent_before_and_each_decision(app, house):
    filer, first, second = house
    outside = app.test_client().get("/issues/1/decide").text
    assert "its mandate speaks of:" in outside
    assert "Nothing was sent yet on this topic" in outside
    assert "Prices of transit in the mountains" in outside
    assert ("<button>Accept</button>" in outside, "Propose to refer it to ITU" in outside) == (False, False)
    page = first.get("/issues/1/decide").text
    ids = [part.partition('"')[0] for part in page.split(' id="')[1:]]
    assert len(ids) == len(set(ids))
    for act in ("accept", "ask", "propose-decline", "merge"):
        assert f'action="/issues/1/moves/{act}"' in page
    assert "/issues/1/moves/merge?other=2" in page
    assert first.post("/issues/1/moves/accept", data={"reason": "It is about prices."}).status_code == 302
    after = first.get("/issues/1").text
    assert "/issues/queue/next?after=1" in after
    assert "/issues/1/moves/propose-referral?body=itu" in first.get("/issues/1/decide").text
    assert '<option selected value="itu">' in first.get("/issues/1/moves/propose-referral?body=itu").text
    assert "Take this issue on" in second.get("/issues/1/decide").text
    with reads(app) as sent:
        assert app.test_client().get("/issues/1/decide").status_code == 200
    assert len(sent) <= 8
    with reads(app) as sent:
        assert first.get("/issues/1/decide").status_code == 200
    assert len(sent) <= 10
    apples = issue_form(title="Apple cake", summary="Butter and cinnamon.", topic="intermediaries")
    assert filer.post("/issues/new", data=apples).status_code == 302
    assert "No body found: none reaches 2.0 points" in filer.get("/issues/4/decide").text
    assert filer.get("/issues/77/decide").status_code == 404


def test_what_the_clearing_house_is_for_comes_first_and_is_the_only_filled_button(app, house):
    filer, first, _second = house
    assert filer.post("/issues/1/comments", data={"body": "Prices doubled."}).status_code == 302
    new = first.get("/issues/1/decide").text
    assert "<details open><summary>Accept</summary>" in new
    assert first.post("/issues/1/moves/accept", data={"reason": "It is about prices."}).status_code == 302
    page = first.get("/issues/1/decide").text
    filled = '<a class="button" href="/issues/1/moves/propose-referral">Propose to refer it to a body</a>'
    none_can = '<a class="button plain" href="/issues/1/moves/propose-finding">Propose: no body can</a>'
    order = [filled, none_can, "<details><summary>Propose to decline</summary>", ">Bodies, by mandate"]
    places = [page.index(one) for one in order]
    assert places == sorted(places)
    assert page.count('<a class="button" ') == 1
    assert '<a href="/issues/1?show=discussion#stream">1 comment</a>' in page
    outside = filer.get("/issues/1/decide").text
    assert filled not in outside
    assert "Open to:" in outside


def referral(**changes):
    return {
        "body": "itu", "purpose": "action", "subject": "Prices", "text": "Please set principles.",
        "asks-0-text": "Set principles.", "deadline": day(60), "reason": "Its mandate covers tariffs.", "issues": "",
    } | changes  # fmt: skip


@pytest.fixture
def council(app, db):
    """Return a council by seat, three accepted issues on one topic, and clients of its members by seat."""
    seed_bodies(by_importer(now()))
    secretary, members = make_council()
    clients = {seat: sign_in(app, member) for seat, member in members.items()}
    for title in ("Costs here", "Costs there", "Costs elsewhere"):
        sign_in(app, make_person()).post("/issues/new", data=issue_form(title=title))
    desk = sign_in(app, secretary)
    for ref in "123":
        desk.post(f"/issues/{ref}/moves/volunteer")
        assert desk.post(f"/issues/{ref}/moves/accept", data={"reason": "Yes."}).status_code == 302
    return desk, clients


def test_one_act_proposes_several_issues_and_an_objection_concerns_one_alone(app, council):
    desk, clients = council
    one, two, *rest = clients.values()
    before = len(states("issue"))
    bad = desk.post("/issues/1/moves/propose-referral", data=referral(issues="2, 77"))
    assert "not open, referred or unhoused: 77" in bad.text
    assert desk.post("/issues/1/moves/propose-referral", data=referral(issues="٢، #3, 1")).status_code == 302
    again = desk.post("/issues/2/moves/propose-referral", data=referral())
    assert (again.status_code, "One proposal is pending" in again.text) == (403, True)
    page = app.test_client().get("/issues/2").text
    assert "Proposed together with" in page
    assert "An objection here concerns this issue alone" in page
    assert '<a href="/issues/3">issue #3</a>' in page
    for member in (one, two):
        assert member.post("/issues/2/moves/object", data={"reason": "Not this one."}).status_code == 302
    assert states("ballot") == ["open"]
    with later(app, 7):
        assert run_due(by_clock(now())) == 1
    assert states("statement") == ["draft"]
    assert (len(states("issue")), states("issue")) == (before, ["open"] * 3)
    kept = session.execute(select(TwoStep.issue_id, TwoStep.state, TwoStep.first_id).order_by(TwoStep.id)).all()
    assert [(row.state, row.first_id == kept[0].first_id is not None) for row in kept] == [
        ("done", True), ("stopped", True), ("done", True),
    ]  # fmt: skip
    for member in (one, two, *rest):
        taken = member.post("/ballots/1/moves/take-position", data={"position": "yes", "step": "done"})
        assert taken.status_code == 302, taken.text
    with later(app, 22):
        run_due(by_clock(now()))
    session.rollback()
    assert states("statement") == ["draft", "draft"]
    assert "Issue: Costs there" not in app.test_client().get("/statements/1").text
    for ref, named in (("1", ("1", "3")), ("2", ("2",))):
        page = app.test_client().get(f"/statements/{ref}").text
        assert [number for number in "123" if f'href="/issues/{number}"' in page] == list(named)


def test_all_issues_of_a_statement_are_referred_and_follow_its_answer(app, council):
    desk, _clients = council
    chair = sign_in(app, make_person(roles=("council-chair",)))
    assert desk.post("/issues/1/moves/propose-referral", data=referral(issues="2 3")).status_code == 302
    assert desk.post("/issues/3/moves/withdraw-proposal", data={"reason": "Another body."}).status_code == 302
    assert desk.post("/issues/3/moves/propose-decline", data={"reason": "Told already."}).status_code == 302
    with later(app, 8):
        assert run_due(by_clock(now())) == 2
    assert (states("issue"), states("statement")) == (["open", "open", "out-of-scope"], ["draft"])
    assert chair.post("/statements/1/moves/approve", data={"step": "done"}).status_code == 302
    send = {"channel": "other", "evidence": "Receipt 7.", "step": "done"}
    assert desk.post("/statements/1/moves/send", data=send).status_code == 302
    assert states("issue") == ["referred", "referred", "out-of-scope"]
    referred = select(Subject.ref).join(Event, Event.subject_id == Subject.id).where(Event.kind == "issue.refer")
    assert session.scalars(referred.order_by(Event.id)).all() == ["1", "2"]
    letter = app.test_client().get("/statements/1/letter.txt").text
    asked_by = session.scalars(select(Statement.answer_by)).one()
    assert f"Deadline: {asked_by:%Y-%m-%d}" in letter
    deadlines = select(Subject.ref, Subject.due_at).where(Subject.kind == "issue", Subject.state == "referred")
    assert {due for _ref, due in session.execute(deadlines)} == {asked_by}
    proposal = {"bodies-0-body": "ITU", "bodies-0-reason": "Not its work.", "reason": "Nobody can.", "step": "done"}
    assert desk.post("/issues/2/moves/propose-finding", data=proposal).status_code == 302
    assert desk.post("/statements/1/moves/acknowledge", data={"evidence": "A call."}).status_code == 302
    session.rollback()
    first, second = (due for _ref, due in session.execute(deadlines.order_by(Subject.ref)))
    assert (first == asked_by, second < asked_by) == (True, True), "a proposal has a day of its own"
    assert desk.post("/issues/2/moves/withdraw-proposal", data={"reason": "Too early."}).status_code == 302
    assert ("Issue: Costs here" in letter, "Issue: Costs there" in letter) == (True, True)
    assert "Nothing waits under these filters" in app.test_client().get("/issues/queue?state=referred").text
    assert refs_of(desk, "?state=referred") == []
    answer = {"evidence": "Letter.", "answers-0-answer": "declined", "answers-0-text": "No budget."}
    assert desk.post("/statements/1/moves/answer", data=answer).status_code == 302
    for ref in "12":
        page = app.test_client().get(f"/issues/{ref}").text
        assert "gave the answer of a body on this issue" in page
        assert "No budget." in page
    finding = desk.get("/issues/1/moves/propose-finding").text
    twice = {f"bodies-{n}-{name}": text for n in (0, 1) for name, text in (("body", "ITU"), ("reason", "Declined."))}
    refused = desk.post("/issues/1/moves/propose-finding", data=twice | {"reason": "Nobody.", "step": "done"})
    assert (refused.status_code, refused.text.count("This body is named twice.") > 0) == (422, True)
    assert 'value="ITU"' in finding
    assert "LS-1: declined." in finding
    decide = desk.get("/issues/1/decide").text
    assert ("this issue, same topic" in decide, "it declined a statement like this" in decide) == (True, True)
    assert refs_of(desk, "?state=referred") == ["1", "2"]
    assert desk.post("/statements/1/moves/close", data={"evidence": "Their letter."}).status_code == 302
    assert refs_of(desk, "?state=referred") == ["1", "2"]


def test_a_finding_names_the_bodies_that_come_up_and_were_not_considered(app, house):
    desk, reader = house[1], app.test_client()
    assert desk.post("/issues/1/moves/accept", data={"reason": "In scope."}).status_code == 302

    def propose(body, **more):
        rows = {"bodies-0-body": body, "bodies-0-reason": "Its mandate ends before.", "reason": "Nobody can."}
        return desk.post("/issues/1/moves/propose-finding", data=rows | more)

    doubt = propose("IGF")
    assert (doubt.status_code, "Nothing is recorded yet." in doubt.text) == (200, True)
    assert "not considered here: ITU." in doubt.text
    assert "Bodies considered" not in reader.get("/issues/1").text
    assert propose("IGF", step="done").status_code == 302
    told = reader.get("/issues/1").text
    assert "<b>Not considered</b>: <bdi>ITU</bdi>." in told
    assert desk.post("/issues/1/moves/withdraw-proposal", data={"reason": "The ITU is missing."}).status_code == 302
    assert propose("International Telecommunication Union").status_code == 302, "no doubt, no check"
    assert "<b>Not considered</b>" not in reader.get("/issues/1").text
    assert desk.post("/issues/1/moves/withdraw-proposal", data={"reason": "Not yet."}).status_code == 302
    beside = {"bodies-1-body": "IGF", "bodies-1-reason": "It decides nothing."}
    assert propose("UNICEF", step="done", **beside).status_code == 302
    assert "UNICEF: Its mandate ends before; IGF: It decides nothing" in reader.get("/issues/1").text
    with later(app, 8):
        assert run_due(by_clock(now())) == 1
    found = [item for item in reader.get("/api/v1/events").json["items"] if item["kind"] == "issue.find-no-body"]
    assert [item["data"]["left_out"] for item in found] == [["ITU"]]


def suggest(client, body, reason):
    given = {"body": body, "reason": reason, "step": "done"}
    assert client.post("/issues/1/moves/suggest-body", data=given).status_code == 302


def suggestions_in(page):
    """Return what a page shows of the bodies that participants suggest, a text for each body."""
    part = page.partition('<h2 id="suggested">')[2].partition("</section>")[0]
    return [" ".join(unescape(re.sub("<[^>]*>", " ", row)).split()) for row in part.split("<li>")[1:]]


def test_who_decides_reads_which_bodies_participants_suggest(app, house):
    filer, member, _second = house
    empty = app.test_client().get("/issues/1/decide").text
    assert "Nobody has suggested a body yet." in empty
    assert 'href="/issues/1/moves/suggest-body"' in empty
    assert app.test_client().post("/issues/1/moves/suggest-body", data={}).status_code == 403
    other = sign_in(app, make_person("grace", organisation="Example Union"))
    suggest(filer, "Interconnection Club", "It knows prices.")
    suggest(filer, "wto", "Trade in services.")
    suggest(other, "World Trade Organization", "It is trade: <b>all</b> of it.")
    page = member.get("/issues/1/decide").text
    first, second = suggestions_in(page)
    assert first.startswith("WTO World Trade Organization It is trade: <b>all</b> of it.")
    assert "Trade in services." in first
    assert '<a href="/people/grace">' in page
    assert second.startswith("Interconnection Club not in the list of bodies It knows prices.")
    assert second.endswith(f"{now().year}")
    for number in re.findall(r'<a href="/issues/1#e([0-9]+)">', page):
        assert f'id="e{number}"' in app.test_client().get("/issues/1").text
    assert "propose-referral?body=wto" not in page, "the issue is not accepted yet"
    assert member.post("/issues/1/moves/accept", data={"reason": "In scope."}).status_code == 302
    assert "/issues/1/moves/propose-referral?body=wto" in member.get("/issues/1/decide").text
    assert "propose-referral?body=wto" not in other.get("/issues/1/decide").text
    form = member.get("/issues/1/moves/propose-referral").text
    assert "World Trade Organization (no contact) (suggested by participants)" in form
    assert len(suggestions_in(form)) == len(suggestions_in(member.get("/issues/1/moves/propose-finding").text)) == 2
    for client, most in ((app.test_client(), 8), (member, 10)):
        with reads(app) as sent:
            assert client.get("/issues/1/decide").status_code == 200
        assert len(sent) <= most


def test_nobody_crowds_out_what_others_suggest(app, house):
    filer, member, _second = house
    suggest(sign_in(app, make_person()), "Interconnection Club", "It knows prices.")
    for number in range(6):
        suggest(filer, f"Club {number}", "It knows more.")
    named = [row.split(" not in the list")[0] for row in suggestions_in(member.get("/issues/1/decide").text)]
    assert sorted(named) == [*(f"Club {number}" for number in range(1, 6)), "Interconnection Club"]


def test_a_finding_has_to_consider_the_bodies_that_participants_suggest(app, house):
    filer, member, _second = house
    suggest(filer, "Interconnection Club", "It knows prices.")
    suggest(filer, "World Trade Organization", "Trade in services.")
    assert member.post("/issues/1/moves/accept", data={"reason": "In scope."}).status_code == 302
    form = member.get("/issues/1/moves/propose-finding").text
    assert [name for name in ("Interconnection Club", "WTO", "ITU") if f'value="{name}"' in form] == [
        "Interconnection Club", "WTO", "ITU",
    ]  # fmt: skip

    def propose(*bodies):
        rows = {f"bodies-{n}-body": name for n, name in enumerate(bodies)}
        rows |= {f"bodies-{n}-reason": "Its mandate ends before." for n in range(len(bodies))}
        return member.post("/issues/1/moves/propose-finding", data=rows | {"reason": "Nobody can."})

    left_out = propose("itu")
    assert left_out.status_code == 200
    assert "Asked before, suggested by participants, or found by their mandates, and not considered" in left_out.text
    assert "considered here: WTO, Interconnection Club. Whoever may object is told so" in left_out.text
    assert propose("ITU", "wto", "INTERCONNECTION club").status_code == 302, "each is considered, whatever its case"


def test_of_a_suggestion_who_decides_is_led_to_where_it_stands(app, house):
    filer, member, _second = house
    suggest(filer, "WTO", "Trade in services.")
    letters = told(app)
    found = [text for text in letters.values() if "suggested a body" in text]
    assert len(found) == 1, "the assigned member alone"
    assert "It stands beside the bodies found by their mandates, where you decide:" in found[0]
    assert "/issues/1/decide" in found[0]
    assert "Body: > WTO" in found[0]
    assert '<a href="/issues/1/decide"><b>Accept, ask, decline, or merge</b>' in member.get("/desk").text
    assert member.post("/issues/1/moves/propose-decline", data={"reason": "No."}).status_code == 302
    suggest(filer, "IGF", "It talks.")
    assert len(suggestions_in(member.get("/issues/1/decide").text)) == 2


def test_a_suggestion_of_before_has_body_and_reason_in_one_text(app, house):
    filer, member, _second = house
    suggest(filer, "WTO", "Trade in services.")
    session.rollback()
    row = session.scalars(select(Payload).join(Event).where(Event.kind == "issue.suggest-body")).one()
    row.data = {"text": "WTO: It is trade: all of it."}
    session.commit()
    assert suggestions_in(member.get("/issues/1/decide").text)[0].startswith(
        "WTO World Trade Organization It is trade: all of it."
    )
    assert "WTO: It is trade: all of it." in app.test_client().get("/issues/1").text


def test_a_proposal_falls_when_it_can_no_longer_be_carried_out(app, council):
    desk, clients = council
    filer = make_person()
    client = sign_in(app, filer)
    client.post("/issues/new", data=issue_form(title="Costs of cables"))
    desk.post("/issues/4/moves/volunteer")
    assert desk.post("/issues/4/moves/propose-decline", data={"reason": "Unclear."}).status_code == 302
    assert desk.post("/issues/4/moves/ask", data={"question": "Which cables?"}).status_code == 302
    assert "takes effect" not in app.test_client().get("/issues/4").text.partition("Timeline")[0]
    assert client.post("/issues/4/moves/answer", data={"answer": "All."}).status_code == 302
    with later(app, 8):
        assert run_due(by_clock(now())) == 0
    assert desk.post("/issues/1/moves/propose-referral", data=referral(issues="2")).status_code == 302
    assert desk.post("/issues/2/moves/merge", data={"other": "1", "reason": "The same."}).status_code == 302
    session.rollback()
    with later(app, 8):
        assert run_due(by_clock(now())) == 1
    session.rollback()
    assert list(session.scalars(select(TwoStep.state).order_by(TwoStep.id))) == ["dropped", "done", "dropped"]
    assert desk.post("/issues/3/moves/propose-decline", data={"reason": "Told already."}).status_code == 302
    for member in list(clients.values())[:2]:
        assert member.post("/issues/3/moves/object", data={"reason": "It is ours."}).status_code == 302
    assert states("ballot") == ["open"]
    assert desk.post("/issues/3/moves/withdraw-proposal", data={"reason": "So be it."}).status_code == 302
    assert states("ballot") == ["recalled"]
    assert "The proposal was withdrawn: So be it." in app.test_client().get("/ballots/1").text


def worked_on(app):
    """Return what the page of the proposed group says of its issues, in one line."""
    found = app.test_client().get("/groups/icost").text.partition('<section id="issues">')[2].partition("</section>")[0]
    return " ".join(re.sub("<[^>]+>", " ", found).split())


def test_who_decides_sees_who_works_on_the_issue_and_the_group_what_is_proposed_on_it(app, council, one_moment):
    desk, clients = council
    one, two, *_rest = clients.values()
    before = app.test_client().get("/issues/1/decide").text
    assert ("proposed group:" in before, "<h2>Relations</h2>" in before) == (False, False)
    second = make_person(group="technical")
    given = propose_form(second, second, issues="1, 2, 3")
    assert sign_in(app, make_person()).post("/groups/new", data=given).status_code == 302
    for page in (desk.get("/issues/1/decide").text, app.test_client().get("/issues/1").text):
        ways = page.partition("<aside>")[0]
        assert 'href="/groups/icost#next">Support for the proposed group: <bdi>Interconnection costs</bdi></a>' in ways
        assert "10 people needed for a BoF support it." in ways
        assert 'href="/groups/icost"' in page.partition("<h2>Relations</h2>")[2].partition("</section>")[0]
    assert [word for word in ("Proposal", "agreed", "ballot") if word in worked_on(app)] == []
    assert desk.post("/issues/1/moves/propose-referral", data=referral()).status_code == 302
    assert desk.post("/issues/2/moves/propose-decline", data={"reason": "Told already."}).status_code == 302
    said = worked_on(app)
    assert "Proposal: Agree to refer" in said
    assert "Proposal: Decline" in said
    assert said.count("proposal takes effect in 7 days") == 2
    for member in (one, two):
        assert member.post("/issues/2/moves/object", data={"reason": "Not this one."}).status_code == 302
    assert "Proposal: Decline · a ballot decides" in worked_on(app)
    with later(app, 8):
        run_due(by_clock(now()))
        said = worked_on(app)
        assert "To refer it is agreed; the statement waits to be sent." in said
        assert said.count("a ballot decides") == 1
        assert ("takes effect" in said, "Proposal: Agree" in said) == (False, False)
