"""An appeal through the front door: filing, the rungs, holds, refusals. Success and refusal together."""

import re
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import func, select

from igtf.appeals.climbing import members, rung_now
from igtf.appeals.deciding import agreed
from igtf.appeals.decisions import DECISIONS
from igtf.appeals.models import Appeal, AppealMember
from igtf.appeals.words import VERDICTS
from igtf.consensus.models import Estimate
from igtf.core import clock
from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.errors import NotAllowed
from igtf.core.moments import day, months_after
from igtf.council.models import BallotSeat, Term
from igtf.council.recusals import as_kept
from igtf.desk.waiting import on_desk
from igtf.discussion.commands import comment, hide_comment
from igtf.groups.models import Group
from igtf.notice.recipients import audience_of
from igtf.people.models import Person
from igtf.people.roles import give_role, holders
from igtf.record.appealable import appeal_until
from igtf.record.kinds import in_words
from igtf.record.models import Event, Hold, Payload, Relation, Subject
from igtf.selection.draw import key_of, order
from tests.appeals.house import GROUND, House, appealed, decided, decision, state, upheld
from tests.appeals.test_annulling import (
    DECLARED,
    QUESTIONS,
    active_group,
    approved,
    called,
    hidden_reply,
    referring,
    submitted,
)
from tests.factories import START, acts_of, broken_promises, later, mails_to, make_person, sign_in, tick
from tests.procedure.changing import adopt
from tests.reading import read
from tests.selection.choosing import draw, move, selection, standing


def events_so_far() -> int:
    session.rollback()
    return session.scalar(select(func.count(Event.id))) or 0


def the_appeal() -> Appeal:
    session.rollback()
    return session.scalars(select(Appeal).order_by(Appeal.id.desc()).limit(1)).one()


def group_decision(house: House):
    """Return a group with two chairs, of whom the first declared consensus to adopt a draft; and both."""
    group, chair = active_group(house)
    other = next(house.person(p) for p in holders("chair", group.id) if p != chair.id)
    draft = submitted(house)
    call = called(house, chair, draft, "call-for-adoption", group="lamps")
    return call, draft, chair, other


def test_a_decision_says_until_when_it_can_be_appealed_and_is(app, db):
    house = House()
    issue = house.accepted()
    accepted = decision("issue.accept")
    page = app.test_client().get("/issues/1").text
    assert f'href="/appeals/new?decision={accepted.id}"' in page
    assert page.count(">Appeal this<") == 1  # filing is no decision
    assert f'<a href="/record/{accepted.id}">Entry {accepted.id}</a>' in page
    form = {"decision": str(accepted.id), "step": "done"} | GROUND
    assert "Sign in first" in app.test_client().post("/appeals/new", data=form).text
    client = sign_in(app, house.appellant)
    shown = client.get(f"/appeals/new?decision={accepted.id}").text
    assert "Costs of interconnection" in shown
    assert "It can be appealed until" in shown
    before = events_so_far()
    for wrong, sentence in (
        ({"decision": "999999"}, "There is no decision 999999"),
        ({"decision": str(decision("issue.file").id)}, "no decision that can be appealed"),
        ({"ground": ""}, "Choose the ground."), ({"text": " "}, "Say what happened"),
        ({"wanted": ""}, "Say what should happen."),
    ):  # fmt: skip
        assert sentence in client.post("/appeals/new", data=form | wrong).text, sentence
    with later(app, 63):
        late = sign_in(app, house.appellant).post("/appeals/new", data=form)
        ended = day(months_after(accepted.at, 2))
        assert (late.status_code, f"could be appealed until {ended}." in late.text) == (422, True)
        assert "Appeal this" not in app.test_client().get("/issues/1").text
    assert events_so_far() == before
    assert client.post("/appeals/new", data=form).location == "/appeals/1"
    assert "appealed this decision already" in client.post("/appeals/new", data=form).text
    told = audience_of(decision("appeal.file"), session.get_one(Subject, the_appeal().id))
    assert {accepted.actor_id, house.council[1].id} <= set(told)
    mail = mails_to(app, house.council[1].actor.handle)[-1].text
    assert f"What happened:\n> {GROUND['text']}" in mail
    own = {"decision": str(decision("appeal.file").id)}
    refused = sign_in(app, house.filer).post("/appeals/new", data=form | own)
    assert "goes to the next rung" in refused.text
    assert "An appeal is pending" in app.test_client().get("/issues/1").text
    listed = app.test_client().get("/appeals/?state=filed").text
    assert "#1: accepted the issue" in listed
    found = app.test_client().get("/api/v1/appeals/1").get_json()
    assert found["details"]["ground"] == "views"
    assert issue.subject.state == "open"


def test_what_cannot_be_appealed_is_refused_before_anything_is_written(app, db):
    house = House()
    _call, _draft, _chair, other = group_decision(house)
    made = decision("call.declare")
    client = sign_in(app, house.appellant)
    fine = client.get(f"/appeals/new?decision={made.id}")
    assert (fine.status_code, "What happened" in fine.text) == (200, True)
    appeal = appealed(house, made)
    house.do(other, "appeal", "acknowledge", appeal)
    filed = decision("issue.file").id
    for number, said in (
        (filed, "This entry is no decision that can be appealed"),
        (decision("appeal.acknowledge").id, "its appellant goes to the next rung"),
        (made.id, "You have appealed this decision already"),
    ):  # fmt: skip
        refused = client.get(f"/appeals/new?decision={number}")
        assert (refused.status_code, said in refused.text, "What happened" in refused.text) == (409, True, False)
        assert f'href="/record/{number}"' in refused.text
    assert sign_in(app, house.filer).get(f"/appeals/new?decision={made.id}").status_code == 200
    with later(app, 200):
        refused = sign_in(app, house.filer).get(f"/appeals/new?decision={made.id}")
        assert (refused.status_code, "could be appealed until" in refused.text) == (409, True)
    house.do(other, "appeal", "decide", appeal, verdict="upheld", reason="Nobody was answered.")
    refused = sign_in(app, house.filer).get(f"/appeals/new?decision={made.id}")
    assert (refused.status_code, "void already" in refused.text) == (409, True)
    assert client.get("/appeals/new").status_code == 200
    refused = client.get("/appeals/new?decision=99999")
    assert (refused.status_code, "/record/99999" in refused.text) == (409, False)
    assert "There is no decision 99999 in the record" in refused.text


def test_an_appeal_goes_up_the_rungs_of_a_group(app, db):
    house = House()
    call, draft, chair, other = group_decision(house)
    appeal = appealed(house, decision("call.declare"))
    asides = {row.person_id: row.aside for row in session.scalars(select(AppealMember))}
    assert asides == {chair.id: "decided", other.id: ""}
    page = sign_in(app, chair).get("/appeals/1").text
    assert "stands aside: made the decision" in page
    refused = sign_in(app, chair).post("/appeals/1/moves/acknowledge")
    assert refused.status_code == 403
    assert "You stand aside here: you are involved (made the decision)." in refused.text
    assert "page names them" in sign_in(app, house.filer).post("/appeals/1/moves/acknowledge").text
    house.do(other, "appeal", "acknowledge", appeal)
    acknowledgement = {"decision": str(decision("appeal.acknowledge").id), "step": "done"} | GROUND
    assert "goes to the next rung" in sign_in(app, house.appellant).post("/appeals/new", data=acknowledgement).text
    early = sign_in(app, house.appellant).post("/appeals/1/moves/next-rung", data={"reason": "No.", "step": "done"})
    assert "have time still" in early.text
    house.do(other, "appeal", "decide", appeal, verdict="in-part", reason="Answer the three.")
    assert (state(appeal), state(call), state(draft)) == ("decided", "consensus", "call-for-adoption")
    told = app.test_client().get("/appeals/1").text
    assert told.count("Upheld in part: the decision stands") == 2, "in the line of its state, and in the timeline"
    assert "Finding:</span> <bdi>upheld in part</bdi>" in told
    for path in (f"/calls/{call.subject.ref}", f"/drafts/{draft.subject.ref}"):
        waits = app.test_client().get(path).text.partition("An appeal is pending:")[2].partition("</p>")[0]
        assert 'Decided</span> closes <time datetime="' in waits
        assert "Until it has come to its end nothing" in waits
    house.do(house.appellant, "appeal", "next-rung", appeal, reason="The three wait still.")
    assert rung_now(appeal).name == "responsible"
    assert [row.person_id for row in members(appeal)] == [house.member.id]
    house.do(house.member, "appeal", "stand-aside", appeal, reason="I wrote part of it.")
    assert rung_now(appeal).name == "council"
    assert house.member.id not in [row.person_id for row in members(appeal)]
    decided(house, appeal, "denied")
    ballot = house.newest("ballot")
    assert (ballot.purpose, ballot.subject.state, state(appeal)) == ("appeal", "failed", "decided")
    assert decision("appeal.deny").subject_id == appeal.id
    recused = [seat["number"] for seat in ballot.result["seats"] if seat["recused"]]
    assert len(recused) == 1
    assert "stands aside: stood aside" in app.test_client().get(f"/ballots/{ballot.subject.ref}").text
    assert "Answer the three." in app.test_client().get(f"/ballots/{ballot.subject.ref}").text
    again = {"decision": str(decision("ballot.close-early").id), "step": "done"} | GROUND
    assert "goes to the next rung" in sign_in(app, house.filer).post("/appeals/new", data=again).text
    house.do(house.appellant, "appeal", "next-rung", appeal, reason="No reason was given.")
    assert "drawn by lot first" in sign_in(app, house.panel[0]).post("/appeals/1/moves/acknowledge").text
    decided(house, appeal, "denied")
    assert (state(appeal), rung_now(appeal).name, rung_now(appeal).verdict) == ("closed", "panel", "denied")
    assert session.scalars(select(Hold.lifted_at)).all().count(None) == 0
    assert broken_promises() == []
    reader = app.test_client()
    page = reader.get("/appeals/1").text
    assert page.index("<h3>The chairs of the group") < page.index("<h3>The council") < page.index("<h3>A panel of 3")
    assert "Not asked" not in page, "it came to each rung"
    assert "Shall appeal 1" in reader.get(f"/ballots/{ballot.subject.ref}").text
    assert "Can be appealed" in reader.get("/how-it-works/call").text
    table = reader.get("/how-it-works").text.partition('<h2 id="appeals">')[2].partition("</table>")[0]
    lists = re.findall(r"<details><summary>(\d+) decisions?</summary>(.*?)</details></td></tr>", read(table))
    assert sum(int(number) for number, _acts in lists) == len(DECISIONS)
    assert "declared the result; " in lists[0][1], "the decisions of a group, behind who decides on them"


def test_the_panel_is_drawn_so_that_anyone_repeats_it(app, db):
    house = House()
    moderator = make_person(roles=("moderator",))
    issue = house.accepted()
    said = comment(issue.subject, text="Mine.", by=house.by(house.appellant))
    hide_comment(said, reason="Rude.", by=house.by(moderator))
    appeal = appealed(house, decision("comment.hide"))
    assert rung_now(appeal).name == "panel"
    assert "stand aside" in in_words(rung_now(appeal).passed[0])
    house.tick()
    drawn = session.get_one(Payload, decision("appeal.draw").id).data
    source = session.get_one(Event, drawn["entry"])
    pool = [row.split()[1] for row in drawn["pool"].split(", ")]
    assert pool == sorted(pool)
    numbers = [int(source.payload_hash[at : at + 8], 16) for at in range(0, 64, 8)]
    wanted = [pool[n - 1] for n in order(key_of([numbers]), len(pool))]
    sitting = [house.person(row.person_id).actor.handle for row in members(appeal)]
    assert sorted(sitting) == sorted(wanted[:3])
    first = house.person(members(appeal)[0].person_id)
    house.do(first, "appeal", "stand-aside", appeal, reason="I know the author.")
    sitting = [house.person(row.person_id).actor.handle for row in members(appeal)]
    assert sorted(sitting) == sorted(set(wanted) - {first.actor.handle})
    one, two, three = (house.person(row.person_id) for row in members(appeal))
    house.do(one, "appeal", "acknowledge", appeal)
    house.do(one, "appeal", "decide", appeal, verdict="upheld", reason="It was not rude.")
    assert state(appeal) == "acknowledged"
    twice = sign_in(app, one).post(
        "/appeals/1/moves/decide", data={"verdict": "denied", "reason": "No.", "step": "done"}
    )
    assert "the others are waited for" in twice.text
    house.do(two, "appeal", "decide", appeal, verdict="denied", reason="It was.")
    house.do(three, "appeal", "decide", appeal, verdict="upheld", reason="It was not.")
    assert (state(appeal), appeal.subject.topic) == ("closed", "upheld")
    assert "Mine." in app.test_client().get("/issues/1").text
    assert broken_promises() == []


def test_a_panel_is_drawn_without_those_who_voted_in_the_ballot_that_is_appealed_or_on_the_appeal(app, db):
    house = House()
    silent, *voters = house.council
    with writing():
        for person in house.council:
            give_role(person.id, "panelist", at=house.at)
    issue = house.issue()
    house.do(voters[0], "issue", "propose-decline", issue, reason="Not about the Internet.")
    for person in voters[1:3]:
        house.do(person, "issue", "object", issue, reason="It is.")
    ballot = house.newest("ballot")
    for person, value in zip(voters, ("yes", "yes", "no", "recuse"), strict=True):
        house.do(person, "ballot", "take-position", ballot, position=value, text="I know them.")
    house.tick(22)
    appeal = appealed(house, decision("ballot.close"))
    assert rung_now(appeal).name == "council", "the council looks at its own decisions again"
    under_way = app.test_client().get("/council/").text.partition("Under way")[2]
    assert 'href="/appeals/1"' in under_way.partition("</ul>")[0]
    house.do(silent, "appeal", "acknowledge", appeal)
    house.do(silent, "appeal", "to-ballot", appeal, reason="For and against.")
    voter, place = sign_in(app, voters[1]), f"/ballots/{house.newest('ballot').subject.ref}"
    opened = next(mail for mail in mails_to(app, voters[1].actor.handle) if "Shall appeal 1" in mail.subject).text
    for text in (voter.get(place).text, voter.get(f"{place}/moves/take-position").text, " ".join(opened.split())):
        for said in ("Views were not considered", GROUND["text"], GROUND["wanted"], "For and against."):
            assert said in text
    assert 'class="way' not in voter.get(place).text  # no issue, draft or group is on its way
    assert "No objection and no Discuss" not in voter.get(f"{place}/moves/take-position").text
    house.do(voters[1], "ballot", "take-position", house.newest("ballot"), position="no", text="")
    house.tick(22)
    counted = decision("ballot.close").id
    goes_on = f"The appellant may take appeal 1 to the next rung (A panel of 3) until {day(appeal.subject.due_at)}."
    with clock.stopped(house.at):
        for text in (voter.get(place).text, sign_in(app, house.appellant).get(place).text):
            assert f"/appeals/new?decision={counted}" not in text
            assert f'{goes_on} <a href="/appeals/1">' in text
        assert "/appeals/new?decision=" in voter.get("/ballots/1").text  # that on the issue can be appealed
        assert "It can be appealed until" not in voter.get(f"/appeals/new?decision={counted}").text
    house.do(house.appellant, "appeal", "next-rung", appeal, reason="It was not answered.")
    with clock.stopped(house.at):
        assert "The appellant may take appeal 1" not in voter.get(place).text
    house.tick()
    drawn = session.get_one(Payload, decision("appeal.draw").id).data
    pool = {row.split()[1] for row in drawn["pool"].split(", ")}
    assert pool == {person.actor.handle for person in (silent, voters[3], *house.panel)}
    page = app.test_client().get("/appeals/1").text
    assert "made the decision" in page


def test_more_than_half_of_a_panel_decide_however_large_it_is(app, db):
    house = House()
    house.at = adopt(dict(enumerate(house.council)), {"appeal_panel": "5"}, house.at)
    for _each in range(2):
        make_person(roles=("panelist",))
    moderator = make_person(roles=("moderator",))
    said = comment(house.accepted().subject, text="Mine.", by=house.by(house.appellant))
    hide_comment(said, reason="Rude.", by=house.by(moderator))
    appeal = appealed(house, decision("comment.hide"))
    house.tick()
    page = app.test_client().get("/appeals/1").text
    assert "5 people drawn by lot from those who chaired or volunteered; more than half have to agree" in page
    panel = [house.person(row.person_id) for row in members(appeal)]
    assert len(panel) == 5
    house.do(panel[0], "appeal", "acknowledge", appeal)
    for person, verdict in zip(panel, ("upheld", "upheld", "denied"), strict=False):
        house.do(person, "appeal", "decide", appeal, verdict=verdict, reason="Because.")
        assert state(appeal) == "acknowledged"
    house.do(panel[3], "appeal", "decide", appeal, verdict="upheld", reason="Because.")
    assert (state(appeal), rung_now(appeal).verdict) == ("closed", "upheld")
    late = sign_in(app, panel[4]).post("/appeals/1/moves/decide", data={"verdict": "denied", "reason": "No."})
    assert late.status_code == 409
    assert broken_promises() == []


def test_people_volunteer_for_panels(app, db):
    client = sign_in(app, make_person())
    assert app.test_client().post("/appeals/volunteers").status_code == 403
    assert client.post("/appeals/volunteers").status_code == 302
    assert client.post("/appeals/volunteers").status_code == 422
    assert "Volunteer for panels no longer" in client.get("/appeals/").text
    assert client.post("/appeals/volunteers", data={"end": "1"}).status_code == 302
    assert broken_promises() == []


def test_publication_and_sending_wait_sixty_days_at_most(app, db):
    house = House()
    draft = approved(house)
    first = appealed(house, decision("draft.approve"))
    assert first.subject.title.startswith(f"{draft.subject.ref}: "), "a name stays as it is written"
    with pytest.raises(NotAllowed, match="Appeal 1 is pending: nothing is published or sent before it has"):
        house.do(house.desk, "draft", "publish", draft)
    house.at += timedelta(days=60)
    house.do(house.desk, "draft", "publish", draft)
    statement = house.newest("statement")
    house.do(house.chairman, "statement", "approve", statement)
    sending = {"channel": "other", "evidence": "A letter."}
    second = house.do(house.filer, "appeal", "file", decision=decision("draft.publish").id, **GROUND)
    with pytest.raises(NotAllowed, match="Appeal 2 is pending"):
        house.do(house.desk, "statement", "send", statement, **sending)
    house.do(house.filer, "appeal", "withdraw", second, reason="It was answered.")
    house.do(house.desk, "statement", "send", statement, **sending)
    decided(house, first, "upheld")
    assert decision("appeal.uphold").subject_id == first.id
    assert [state(thing) for thing in (draft, house.newest("recommendation"), statement)] == [
        "last-call",  # no ballot runs any more
        "annulled",
        "sent",
    ]
    assert "an appeal was upheld" in app.test_client().get("/recommendations/1").text
    assert broken_promises() == []


@pytest.mark.parametrize("kind", ["ballot.close", "call.declare"])
def test_a_letter_that_is_not_sent_waits_for_an_appeal_against_what_it_goes_back_to(app, db, kind):
    house = House()
    house.do(house.desk, "draft", "publish", approved(house))
    statement = house.newest("statement")
    house.do(house.chairman, "statement", "approve", statement)
    appeal = appealed(house, decision(kind))
    with pytest.raises(NotAllowed, match=f"Appeal {appeal.subject.ref} is pending: nothing is published or sent"):
        house.do(house.desk, "statement", "send", statement, channel="other", evidence="A letter.")
    assert "is pending" in app.test_client().get("/recommendations/1").text


def on_desk_of(app, house: House, person: Person) -> set[str]:
    """Return the acts on somebody's desk at the time of the house."""
    session.rollback()
    with later(app, (house.at - now()) / timedelta(days=1)):
        return {str(act) for item in on_desk(person.id) for act, _url in item.acts}


def test_no_desk_offers_to_publish_or_send_what_an_appeal_holds(app, db):
    house = House()
    draft = approved(house)
    group = session.get_one(Group, draft.subject.group_id)
    coming = make_person(group="private").actor.handle
    house.do(house.member, "group", "propose-chair", group, person=coming, reason="A change.")
    house.tick(15)
    assert "Publish" in on_desk_of(app, house, house.desk)
    first = appealed(house, decision("group.appoint-chair"))
    assert "Publish" not in on_desk_of(app, house, house.desk)
    with later(app, (house.at - now()) / timedelta(days=1)):
        refused = sign_in(app, house.desk).get(f"/drafts/{draft.subject.ref}/moves/publish")
        assert (refused.status_code, "Appeal 1 is pending" in refused.text) == (403, True)
    house.do(house.appellant, "appeal", "withdraw", first, reason="It was answered.")
    assert "Publish" in on_desk_of(app, house, house.desk)
    house.do(house.desk, "draft", "publish", draft)
    statement = house.newest("statement")
    house.do(house.chairman, "statement", "approve", statement)
    assert "Send the statement" in on_desk_of(app, house, house.desk)
    second = appealed(house, decision("draft.publish"))
    assert "Send the statement" not in on_desk_of(app, house, house.desk)
    house.do(house.appellant, "appeal", "withdraw", second, reason="It was answered.")
    assert "Send the statement" in on_desk_of(app, house, house.desk)
    house.do(house.desk, "statement", "send", statement, channel="other", evidence="A letter.")


def test_what_people_decide_follows_from_what_they_find():
    for size, agree in product((1, 2, 3), (1, 2, 3)):
        for found in product((None, *VERDICTS), repeat=size):
            outcome, spoken = agreed(found, agree), [verdict for verdict in found if verdict]
            if outcome is None:
                assert None in found
                continue
            assert outcome in spoken
            assert len(spoken) == size or spoken.count(outcome) >= agree
            assert all(outcome == v for v in VERDICTS if spoken.count(v) >= agree > size / 2)
    assert agreed(["upheld", "denied"], 2) == "denied"
    assert agreed(["upheld", "in-part", "denied"], 2) == "in-part"


def test_two_months_end_on_the_same_day_or_the_last():
    for moment in (START + timedelta(days=n) for n in range(1500)):
        end = months_after(moment, 2)
        assert (end.year * 12 + end.month) - (moment.year * 12 + moment.month) == 2
        assert end.day == moment.day or (end + timedelta(days=1)).day == 1
    assert appeal_until("issue.file", START, 1) is None


def test_the_result_of_a_selection_is_appealed(app, db):
    house = House()
    desk = sign_in(app, house.desk)
    people = standing(app, desk)
    draw(app, desk)
    house.at += timedelta(days=19, hours=1)
    upheld(house, decision("selection.draw"))
    assert (selection().subject.state, selection().objections_until) == ("announced", None)
    assert broken_promises() == []
    with later(app, 30):
        move(desk, "draw")
    with later(app, 45):
        tick()
        assert selection().subject.state == "confirmed"
    house.at += timedelta(days=20)
    seated = session.scalars(select(Term).where(Term.ended_at.is_(None))).all()
    assert len(seated) > 5
    house.council += [house.person(term.person_id) for term in seated if term.person_id in {p.id for p in people}]
    stood = {person.id for person in people}
    appeal = appealed(house, decision("selection.confirm"))
    assert {row.person_id for row in members(appeal)} & stood == set(), "whoever was chosen does not decide on it"
    assert aside(app, appeal, "is concerned by the decision")
    decided(house, appeal, "upheld")
    recused = session.scalars(select(BallotSeat.holder_id).where(BallotSeat.recused_for == as_kept("concerned"))).all()
    assert set(recused) == {person.id for person in house.council[5:]} <= stood
    assert selection().subject.state == "drawn"
    assert len(session.scalars(select(Term).where(Term.ended_at.is_(None))).all()) == 5
    assert broken_promises() == []


def aside(app, appeal: Appeal, why: str) -> bool:
    """Return whether the page of an appeal says that somebody stands aside, because."""
    return why in app.test_client().get(f"/appeals/{appeal.subject.ref}").text


def hides_comment(house: House, author: Person, moderator: Person) -> Event:
    said = comment(house.issue().subject, text="Mine.", by=house.by(author))
    hide_comment(said, reason="Rude.", by=house.by(moderator))
    return decision("comment.hide")


def hides_reply(house: House, author: Person, moderator: Person) -> Event:
    hidden_reply(house, author, moderator)
    return decision("consultation.hide-reply")


@pytest.mark.parametrize("hides", [hides_comment, hides_reply], ids=["comment", "reply"])
def test_whose_words_a_moderator_hid_does_not_decide_on_the_appeal(app, db, hides):
    house, author = House(), make_person(roles=("moderator",))
    appeal = appealed(house, hides(house, author, make_person(roles=("moderator",))))
    assert rung_now(appeal).name == "panel", "of the moderators the secretariat alone is left"
    assert aside(app, appeal, "is concerned by the decision")
    with pytest.raises(NotAllowed):
        house.do(author, "appeal", "acknowledge", appeal)
    assert author.id not in {row.person_id for row in members(decided(house, appeal, "upheld"))}
    assert broken_promises() == []


def test_an_author_does_not_decide_on_the_appeal_against_what_became_of_the_draft(app, db):
    house = House()
    author = house.council[1]
    draft = submitted(house, second=f"{author.actor.handle}@people.example")
    house.do(author, "draft", "confirm-authorship", draft)
    house.do(house.member, "draft", "sponsor", draft, **QUESTIONS)
    house.do(house.member, "draft", "return", draft, ground="unclear", reason="Too thin.")
    appeal = appealed(house, decision("draft.return"))
    assert author.id not in {row.person_id for row in members(appeal)}
    assert aside(app, appeal, "is concerned by the decision")


def test_an_editor_does_not_decide_on_the_appeal_against_what_became_of_the_draft_or_its_ballot(app, db):
    house = House()
    editor, draft = house.council[1], submitted(house)
    with writing():
        give_role(editor.id, "editor", at=house.at, subject_id=draft.id)
    house.do(house.member, "draft", "sponsor", draft, **QUESTIONS)
    house.do(house.member, "draft", "return", draft, ground="unclear", reason="Too thin.")
    appeal = appealed(house, decision("draft.return"))
    assert editor.id not in {row.person_id for row in members(appeal)}
    assert aside(app, appeal, "is concerned by the decision")
    house.do(house.member, "draft", "sponsor", draft, **QUESTIONS)
    called(house, house.member, draft, "council-last-call")
    house.do(house.member, "draft", "to-ballot", draft, came_in="Nothing.")
    house.vote(house.newest("ballot"))
    appeal = appealed(house, decision("ballot.close"))
    assert {row.person_id for row in members(appeal) if not row.aside}.isdisjoint({editor.id})
    assert aside(app, appeal, "is concerned by the decision")


def test_an_overdue_appeal_is_noted_and_its_appellant_goes_on(app, db):
    house = House()
    group_decision(house)
    appeal = appealed(house, decision("call.declare"))
    house.tick(15)
    assert session.get_one(Payload, decision("appeal.note-late").id).data["what"] == "acknowledge"
    house.do(house.appellant, "appeal", "next-rung", appeal, reason="Nobody answered.")
    page = app.test_client().get("/appeals/1").text
    assert page.index("<h3>The responsible member <span") < page.index("<h3>The council") < page.index("Timeline and")
    assert page.count("Could be next") == 2
    house.do(house.member, "appeal", "acknowledge", appeal)
    house.tick(61)
    assert session.get_one(Payload, decision("appeal.note-late").id).data["what"] == "decide"
    house.do(house.member, "appeal", "decide", appeal, verdict="denied", reason="Late, and no.")
    house.tick(15)
    assert state(appeal) == "closed"
    page = app.test_client().get("/appeals/1").text
    assert page.count("Not asked: The council · A panel of 3.") == 1, "those that it did not come to, in one sentence"
    assert page.index("<h3>The responsible member") < page.index("Not asked")
    assert "<h3>The council" not in page
    assert decision("appeal.close").subject_id == appeal.id
    assert broken_promises() == []


LATE = "Those who decide on your appeal are late: go to the next rung, or wait"
STILL, ONWARD = "Waits for those who decide on your appeal", "/appeals/1/moves/next-rung"


def waits_for(house: House) -> list[str]:
    return [act for act in acts_of(house.appellant) if act in (LATE, STILL)]


def test_who_appealed_is_told_where_to_go_on_once_those_who_decide_are_late(app, db):
    house = House()
    make_person(roles=("moderator",))
    issue = house.issue()
    house.do(make_person(roles=("moderator",)), "issue", "hide", issue, reason="Spam.")
    appeal, handle = appealed(house, decision("issue.hide")), house.appellant.actor.handle
    with later(app, 1):
        tick()
        assert (rung_now(appeal).name, waits_for(house)) == ("moderators", [STILL])
        assert 'href="/appeals/1"' not in app.test_client().get("/council/").text, "it is before the moderators"
    with later(app, 15):
        tick()
        assert waits_for(house) == [LATE]
        assert f'href="{ONWARD}' in sign_in(app, house.appellant).get("/desk").text
        assert ONWARD in mails_to(app, handle)[-1].text
        decides = house.person(members(appeal)[0].person_id)
        assert "/appeals/1/moves/acknowledge" in mails_to(app, decides.actor.handle)[-1].text
        going = sign_in(app, house.appellant).post(ONWARD, data={"reason": "They are silent.", "step": "done"})
        assert going.status_code == 302
        tick()
        assert waits_for(house) == [STILL]
        page = app.test_client().get("/appeals/1").text
        assert page.count("Not decided in time") == 1
    with later(app, 30):
        session.rollback()
        assert waits_for(house) == [STILL], "the last rung"
        assert "This is the last rung" in sign_in(app, house.appellant).post(ONWARD, data={"reason": "Late."}).text


def test_nobody_is_sent_to_the_next_rung_while_the_council_ballots_on_an_appeal(app, db):
    house = House()
    house.accepted()
    appeal = appealed(house, decision("issue.accept"))
    first = house.person(members(appeal)[0].person_id)
    house.do(first, "appeal", "acknowledge", appeal)
    house.at += timedelta(days=55)
    house.do(first, "appeal", "to-ballot", appeal, reason="For and against.")
    with later(app, 61):
        tick()
        told = mails_to(app, house.appellant.actor.handle)[-1].text
        assert ("the appeal is overdue" in told, ONWARD in told, waits_for(house)) == (True, False, [STILL])


def test_a_referral_that_was_sent_stays_sent_and_is_to_be_corrected(app, db):
    house = House()
    steps = referring(house)
    statement = steps[1][1]
    appeal = upheld(house, decision("issue.agree-referral"))
    assert (state(steps[0][1]), state(statement)) == ("open", "closed")
    assert "a correcting statement is drafted" in app.test_client().get(f"/statements/{statement.subject.ref}").text
    correcting = select(Relation.subject_id).where(Relation.target_id == statement.id, Relation.kind == "corrects")
    assert session.get_one(Subject, session.scalars(correcting).one()).state == "draft"
    page = app.test_client().get("/issues/1").text
    assert f'href="/appeals/{appeal.subject.ref}">by appeal' in page
    assert "A decision here was annulled:" in page
    assert broken_promises() == []


def test_what_a_group_took_up_falls_with_its_charter(app, db):
    house = House()
    group, chair = active_group(house)
    issue, draft = house.accepted(), submitted(house)
    house.do(chair, "issue", "take-up", issue, group="lamps", paragraph="Lamps.")
    call = called(house, chair, draft, "call-for-adoption", group="lamps")
    house.do(chair, "draft", "adopt", draft, name="lamps", editors=house.filer.actor.handle)
    upheld(house, decision("group.charter"))
    assert [state(thing) for thing in (group, issue, draft, call)] == ["chartering", "open", "individual", "withdrawn"]
    assert list(holders("chair", group.id)) == list(holders("editor", draft.id)) == []
    assert broken_promises() == []


def test_the_title_of_what_was_hidden_stands_in_no_appeal_on_it(app, db):
    house = House()
    issue = house.issue(title="Zanzibarium for sale")
    house.do(make_person(roles=("moderator",)), "issue", "hide", issue, reason="Spam.")
    appealed(house, decision("issue.hide"))
    for path in ("/appeals/1", "/appeals/", "/api/v1/appeals/1", "/api/v1/appeals", "/feeds/appeals.atom", "/record"):
        answer = app.test_client().get(path)
        assert answer.status_code == 200, path
        assert "Zanzibarium" not in answer.text, path


def test_whoever_appeals_against_hiding_reads_the_decision_in_the_form_without_the_title(app, db):
    house = House()
    moderator, issue = make_person(roles=("moderator",)), house.issue(title="Zanzibarium for sale")
    house.do(moderator, "issue", "hide", issue, reason="Spam.")
    number, said = decision("issue.hide").id, f"{moderator.actor.name}</bdi></a></span> hid"
    client = sign_in(app, house.filer)
    form = client.get(f"/appeals/new?decision={number}").text
    check = client.post("/appeals/new", data=GROUND | {"decision": number, "step": "check"}).text
    for page in (form, check):
        assert (said in page, "<bdi>#1</bdi>" in page, "Zanzibarium" in page) == (True, True, False)
    assert "It can be appealed until" in form


def test_an_annulled_declaration_is_estimated_anew_and_the_check_names_what_becomes_void(app, db):
    house = House()
    call, draft, chair, other = group_decision(house)
    with writing():
        session.add(Estimate(call_id=call.id, round=1, result="consensus", reasons="All of it.", by_id=chair.id,
                             at=house.at))  # fmt: skip
    appeal = appealed(house, decision("call.declare"))
    house.do(other, "appeal", "acknowledge", appeal)
    found = {"verdict": "upheld", "reason": "Nobody was asked."}
    check = sign_in(app, other).post("/appeals/1/moves/decide", data=found)
    assert check.status_code == 200
    assert "Annulled, with what followed: call 1." in check.text
    assert (state(call), state(draft)) == ("consensus", "call-for-adoption")
    denied = sign_in(app, other).post("/appeals/1/moves/decide", data=found | {"verdict": "denied"})
    assert "Annulled" not in denied.text
    house.do(other, "appeal", "decide", appeal, **found)
    assert (state(call), state(draft)) == ("closed", "call-for-adoption")
    with pytest.raises(NotAllowed, match="publish a new estimate first"):
        house.do(chair, "call", "declare", call, **DECLARED)
    house.do(chair, "call", "estimate", call, result="consensus", reason="All of it.")
    with pytest.raises(NotAllowed, match="can react to the estimate until"):
        house.do(chair, "call", "declare", call, **DECLARED)
    house.tick(4)
    house.do(chair, "call", "declare", call, **DECLARED)
    assert state(call) == "consensus"
