"""What came in during the council's last call and was not dealt with goes along as dissent (sections 4, 5 and 7)."""

import pytest

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.errors import NotAllowed
from igtf.core.mail import Mail
from igtf.desk.waiting import on_desk
from igtf.notice.worker import work_once
from igtf.people.roles import end_role, give_role, holders
from igtf.record.by import by_importer
from igtf.routing.bodies import seed_bodies
from igtf.routing.models import Statement
from tests.appeals.house import House, state
from tests.appeals.test_annulling import DECLARED
from tests.consensus.test_second_calls import called, in_group, written_up
from tests.drafts.samples import GOOD
from tests.factories import broken_promises, sign_in

QUESTIONS = {"asks": "Prices.", "openness": "Yes.", "objections": "None.", "feasibility": "Yes."}
OBJECTS = {"reason": "It costs the smallest networks most.", "change": "Leave them out."}


def in_last_call() -> House:
    """Return a house where the council's last call on a sponsored draft has begun."""
    house = House()
    seed_bodies(by_importer(house.at))
    house.issue()
    source = GOOD.replace("Ines Exemplar", house.filer.actor.name)
    draft = house.do(house.filer, "draft", "submit", name="lamps", source=source)
    house.do(house.member, "draft", "sponsor", draft, **QUESTIONS)
    house.do(house.member, "draft", "council-last-call", draft, days=28)
    return house


@pytest.fixture
def house(app, db) -> House:
    """Return a house where such a call is over, with an objection that nobody answered."""
    house = in_last_call()
    house.do(house.filer, "call", "take-position", house.newest("call"), position="support")
    house.do(house.appellant, "call", "object", house.newest("call"), **OBJECTS)
    house.do(house.desk, "statement", "receive", body="itu", purpose="comment", subject="On lamps",
             text="We count them.", about=house.newest("draft").subject.ref, evidence="A letter.")  # fmt: skip
    house.tick(29)
    return house


def to_ballot(house: House) -> None:
    house.do(house.member, "draft", "to-ballot", house.newest("draft"), came_in="Nothing that we did not know.")


def test_who_puts_a_draft_to_the_ballot_sees_what_came_in(app, house):
    page = sign_in(app, house.member).get(f"/drafts/{house.newest('draft').subject.ref}/moves/to-ballot")
    assert page.status_code == 200
    for wanted in ("Support: 1, Object: 1", OBJECTS["reason"], "/objections/1", "On lamps", "goes with the draft as"):
        assert wanted in page.text, wanted
    refused = sign_in(app, house.filer).get(f"/drafts/{house.newest('draft').subject.ref}/moves/to-ballot")
    assert refused.status_code == 403
    assert OBJECTS["reason"] not in refused.text


def test_nobody_signs_a_minority_statement_once_it_is_published(app, house):
    house.do(house.filer, "call", "dissent", house.newest("call"), title="Costs", text="The smallest pay most.")
    to_ballot(house)
    house.vote(house.newest("ballot"))
    house.tick(15)
    late, signs = sign_in(app, house.appellant), "/minority-statements/1/moves/sign"
    assert signs in late.get("/minority-statements/1").text, "it is not published yet"
    house.do(house.desk, "draft", "publish", house.newest("draft"))
    refused = late.post(signs)
    assert (refused.status_code, "published, with the dissent that there was" in refused.text) == (403, True)
    said = app.test_client().get("/recommendations/1").text.partition("Signed by")[2].partition("</p>")[0]
    assert (house.filer.actor.name in said, house.appellant.actor.name in said) == (True, False)
    assert signs not in late.get("/minority-statements/1").text


@pytest.mark.parametrize("answer", ["", "They pay less."])
def test_an_objection_that_was_passed_over_goes_along_as_dissent(app, house, answer):
    if answer:
        house.do(house.member, "objection", "answer", house.newest("objection"), answer=answer)
    to_ballot(house)
    reader = app.test_client()
    ballot = reader.get("/ballots/1").text
    assert "Nothing that we did not know." in ballot
    assert OBJECTS["reason"] in ballot
    house.vote(house.newest("ballot"))
    house.tick(15)
    house.do(house.desk, "draft", "publish", house.newest("draft"))
    page = reader.get("/recommendations/1").text
    assert "No objection was outweighed or still stands" not in page
    assert OBJECTS["reason"] in page[page.index('id="dissent"') :]
    session.rollback()
    letter = session.query(Statement).filter_by(direction="out").one().minority
    assert "Change asked for: Leave them out." in letter
    assert f"What was said of it: {answer or 'Nobody answered it.'}" in letter


def test_what_was_raised_in_a_call_that_was_withdrawn_is_no_dissent(app, house):
    house.do(house.member, "call", "withdraw", house.newest("call"), reason="The text has to change.")
    house.do(house.member, "draft", "repeat-last-call", house.newest("draft"), reason="It changed.", days=28)
    house.tick(29)
    to_ballot(house)
    ballot = app.test_client().get("/ballots/1").text
    assert "Nothing that we did not know." in ballot
    assert OBJECTS["reason"] not in ballot


def test_whose_waiver_counts_is_told_when_the_draft_is_approved(app, house):
    to_ballot(house)
    ballot, discusses = house.newest("ballot"), house.council[1]
    given = {"position": "discuss", "ground": "unclear", "text": "By when?"}
    house.do(discusses, "ballot", "take-position", ballot, **given)
    house.vote(ballot)
    assert house.newest("draft").subject.state == "approved"
    work_once(app)
    session.rollback()
    told = session.query(Mail).filter(Mail.text.contains("approved the draft")).all()
    waive = {mail.to: f"/drafts/{house.newest('draft').subject.ref}/moves/waive" in mail.text for mail in told}
    for person, may in ((house.filer, True), (house.appellant, True), (discusses, True), (house.desk, False)):
        assert waive[f"{person.actor.handle}@people.example"] is may, person.actor.handle


def test_dissent_stays_as_it_was_published(app, house):
    call, statement = house.newest("call"), {"title": "Costs are not shared", "text": "Small networks pay twice."}
    house.do(house.appellant, "call", "dissent", call, **statement)
    to_ballot(house)
    assert statement["text"] in app.test_client().get("/ballots/1").text
    house.vote(house.newest("ballot"))
    house.tick(15)
    house.do(house.desk, "draft", "publish", house.newest("draft"))
    reader = app.test_client()
    assert "Taken back" not in reader.get("/recommendations/1").text
    house.tick(1)
    house.do(house.appellant, "minority", "take-back", house.newest("minority"), reason="It was met.")
    house.do(house.appellant, "objection", "retract", house.newest("objection"))
    dissent = reader.get("/recommendations/1").text.partition('id="dissent"')[2].partition('id="text"')[0]
    for wanted in (statement["text"], OBJECTS["reason"], "Taken back", "Retracted", f"{house.at:%Y-%m-%d}"):
        assert wanted in dissent, wanted
    with pytest.raises(NotAllowed, match="published, with the dissent that there was"):
        house.do(house.appellant, "call", "dissent", house.newest("call"), **statement)


def test_a_last_call_that_was_passed_over_is_withdrawn_no_more(app, house):
    """What is open in it is dissent, and would be gone from ballot, recommendation and letter."""
    call = house.newest("call")
    to_ballot(house)
    page = sign_in(app, house.member).get(f"/calls/{call.subject.ref}")
    assert "what was objected in it goes along with it as dissent" in page.text
    with pytest.raises(NotAllowed, match="goes along with it as dissent"):
        house.do(house.member, "call", "withdraw", call, reason="Tidying up.")
    assert OBJECTS["reason"] in app.test_client().get("/ballots/1").text
    house.do(house.member, "ballot", "recall", house.newest("ballot"), reason="Ask again.")
    house.do(house.member, "call", "withdraw", call, reason="Ask again.")
    assert state(call) == "withdrawn"


def test_a_silent_last_call_from_which_the_draft_went_on_is_withdrawn_no_more(app, db):
    """Its silence is why the draft could go on; once the ballot is recalled, the call may be asked again."""
    house = in_last_call()
    house.tick(29)
    call, gone = house.newest("call"), "Nobody took a position, and what it asked about has gone on without."
    to_ballot(house)
    with pytest.raises(NotAllowed):
        house.do(house.member, "call", "declare", call, **DECLARED)
    assert "/calls/1/moves/withdraw" not in sign_in(app, house.member).get("/calls/1").text
    with pytest.raises(NotAllowed, match=gone):
        house.do(house.member, "call", "withdraw", call, reason="Nobody took part.")
    house.do(house.member, "ballot", "recall", house.newest("ballot"), reason="Ask again.")
    house.do(house.member, "call", "withdraw", call, reason="Ask again.")
    assert state(call) == "withdrawn"


def test_a_last_call_that_was_passed_over_stays_when_its_group_ends(app, db):
    house = House()
    draft, chair = in_group(house)
    called(house, chair, draft, "group-last-call")
    written_up(house, draft, chair)
    house.do(chair, "draft", "submit-to-council", draft)
    house.do(house.member, "draft", "council-last-call", draft, days=28)
    asked = house.newest("call")
    house.do(house.appellant, "call", "object", asked, **OBJECTS)
    house.tick(29)
    to_ballot(house)
    house.vote(house.newest("ballot"))
    house.tick(15)
    house.do(house.desk, "draft", "publish", draft)
    group = house.newest("group")
    house.do(chair, "group", "ask-question", group, question="Who writes the report?", days=14)
    question = house.newest("call")
    lead = sign_in(app, house.person(next(iter(holders("responsible", group.id)))))
    conclude, said = f"/groups/{group.subject.ref}/moves/conclude", {"report": "All is said."}
    ends = lead.post(conclude, data=said).text.partition("What ends with it")[2]
    assert f'href="/calls/{question.subject.ref}"' in ends
    assert f'href="/calls/{asked.subject.ref}"' not in ends
    assert lead.post(conclude, data=said | {"step": "done"}).status_code == 302
    assert (state(group), state(question), state(asked)) == ("concluded", "withdrawn", "closed")
    assert OBJECTS["reason"] in app.test_client().get("/recommendations/1").text.partition('id="dissent"')[2]
    assert broken_promises() == []


def declared(house: House, result: str) -> None:
    call = house.newest("call")
    house.do(house.member, "call", "estimate", call, result=result, reason="One objects.")
    house.tick(4)
    house.do(house.member, "call", "declare", call, **DECLARED | {"result": result, "dealt": "It was answered."})


def on_the_desk(house: House) -> list[str]:
    """Return what the draft waits for on the desk of its responsible member."""
    ref = house.newest("draft").subject.ref
    return [str(act) for item in on_desk(house.member.id) if item.row.ref == ref for act, _url in item.acts]


def test_without_consensus_a_draft_goes_to_no_ballot(app, house):
    house.do(house.member, "objection", "answer", house.newest("objection"), answer="They pay less.")
    declared(house, "divergence")
    draft, reader = house.newest("draft"), sign_in(app, house.member)
    assert on_the_desk(house) == ["The council's last call ended without consensus: return it, or repeat the call"]
    path = f"/drafts/{draft.subject.ref}"
    assert "It waits to be returned, or called again." in reader.get(path).text
    refused = reader.get(f"{path}/moves/to-ballot")
    assert (refused.status_code, "Return it, or repeat the last call." in refused.text) == (403, True)
    with pytest.raises(NotAllowed, match="found no consensus, so the draft does not go on to the ballot"):
        to_ballot(house)
    house.do(house.member, "draft", "repeat-last-call", draft, reason="Prices changed.", days=28)
    house.tick(29)
    to_ballot(house)
    assert state(draft) == "ballot"


def test_with_consensus_a_draft_goes_to_the_ballot(app, house):
    objection = house.newest("objection")
    house.do(house.member, "objection", "answer", objection, answer="They pay less.")
    house.do(house.member, "objection", "outweigh", objection, reason="All gain.", alternatives="None.")
    declared(house, "consensus")
    assert on_the_desk(house) == ["The council's last call is over: put it to the ballot, or return it"]
    to_ballot(house)
    assert state(house.newest("draft")) == "ballot"


def test_who_leads_the_call_once_the_responsible_member_has_left_lets_a_revision_in(app, db):
    """The chair of the council leads it, and does what its leader does, unless the chair wrote the draft."""
    house = in_last_call()
    draft = house.newest("draft")
    place, call = f"/drafts/{draft.subject.ref}/moves", f"/calls/{house.newest('call').subject.ref}/moves"
    source = GOOD.replace("Ines Exemplar", house.filer.actor.name) + "\nShare the costs of transit.\n"
    revision, why = {"source": source, "note": "Transit"}, {"reason": "It answers what came in."}
    author, chair, other = (sign_in(app, each) for each in (house.filer, house.chairman, house.council[1]))
    close = {"person": house.member.actor.handle, "reason": "Left.", "step": "done"}
    assert sign_in(app, house.desk).post("/secretariat/close", data=close).status_code == 302
    assert author.post(f"{place}/revise", data=revision).status_code == 403
    for client, led, said in ((other, 403, "the responsible member or the council chair"), (chair, 302, "")):
        assert client.post(f"{call}/extend", data=why | {"days": "2"}).status_code == led
        answer = client.post(f"{place}/consent", data=why)
        assert (answer.status_code, said in answer.text) == (led, True)
    assert author.post(f"{place}/revise", data=revision).status_code == 302
    with writing():
        end_role(house.chairman.id, "council-chair", at=now())
        give_role(house.filer.id, "council-chair", at=now())
    assert "You stand aside here: you write this draft." in author.post(f"{place}/consent", data=why).text
    assert broken_promises() == []
