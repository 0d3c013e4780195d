"""A consultation from its draft to its summary, through the front door: success and refusal together."""

import re

import pytest
from sqlalchemy import func, select

from igtf.consultations import queries
from igtf.consultations.models import ConsultationInvitation, Reply, ReplyVersion
from igtf.consultations.questions import questions_of
from igtf.consultations.replying import reply
from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.core.errors import Invalid
from igtf.desk.waiting import on_desk
from igtf.people.commands import add_hat, add_person
from igtf.people.models import Person
from igtf.people.roles import end_role, give_role, holders
from igtf.record.audiences import AUDIENCES
from igtf.record.models import Event, Payload
from tests.consultations.making import DRAFT, NEW, PAGE, QUESTIONS, act, consultation, drafted, opened, replier, rows
from tests.factories import (
    acts_of,
    broken_promises,
    by,
    close_account,
    events,
    later,
    mails_to,
    make_person,
    responsible_of,
    sign_in,
    state_of,
    tick,
)
from tests.groups.making import active_group

CLOSED = {"present": "a long enough password", "meant": "y"}
"""What closes an account."""


def test_who_has_no_hat_is_led_to_adding_one_and_from_there_back_to_what_they_read(app, db):
    _member, asks = opened(app)
    other = PAGE.replace("1", "2")
    assert asks.post(NEW, data=DRAFT).location == other
    for move, given in (("set-questions", rows("questions", QUESTIONS)), ("open", {"days": "30"})):
        assert asks.post(f"{other}/moves/{move}", data=given | {"step": "done"}).status_code == 302
    client = sign_in(app, add_person(handle="bare", name="Bare Exemplar", at=now(), verified=True))
    for page in (PAGE, other, PAGE):
        assert f'<a href="/account/hat?back={page}/moves/reply">Add a hat</a>' in client.get(page).text


def test_who_asks_drafts_and_nobody_else(app, db):
    assert app.test_client().post(NEW, data=DRAFT).status_code == 403
    other = sign_in(app, make_person())
    refused = other.post(NEW, data=DRAFT)
    assert refused.status_code == 403
    assert b"a chair or delegate of a group" in refused.data
    member = sign_in(app, make_person(roles=("council",)))
    missing = member.post(NEW, data=DRAFT | {"title": "", "summary": "Kept as it was typed."})
    assert missing.status_code == 422
    assert b"Give the consultation a title." in missing.data
    assert b"Kept as it was typed." in missing.data
    assert member.post(NEW, data=DRAFT).status_code == 302
    page = app.test_client().get(PAGE)
    assert page.status_code == 200
    assert "The clearing house" in page.text
    assert "<em>this</em>" in page.text
    assert "No question is written yet." in page.text
    assert act(other, "edit", **DRAFT) == 403
    same = {name: value for name, value in DRAFT.items() if name != "owner"}
    assert act(member, "edit", **same) == 422
    assert act(member, "edit", **same | {"title": "What stands in the way of all?"}) == 302
    assert b"What stands in the way of all?" in app.test_client().get("/consultations/").data


def test_a_chair_asks_for_the_group_and_the_group_shows_it(app, db):
    chair = make_person()
    group = active_group(app, chair)
    client = sign_in(app, chair)
    assert client.post(NEW, data=DRAFT).status_code == 422
    assert client.post(NEW, data=DRAFT | {"owner": "icost"}).status_code == 302
    assert act(sign_in(app, make_person(roles=("council",))), "edit", **DRAFT) == 403
    shown = app.test_client().get("/groups/icost").text
    assert "What stands in the way?" in shown
    assert "/consultations/1" in app.test_client().get("/consultations/?group=icost").text
    active_group(app, chair, acronym="other")
    assert "/consultations/1" not in app.test_client().get("/consultations/?group=other").text
    assert consultation().subject.group_id == group.id


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ([], "Write at least one question."),
        ([{"text": "Which?", "kind": "one", "options": "Only this"}], "give from 2 to 20 options"),
        ([{"text": "Which?", "kind": "several", "options": "A\nA"}], "an option is there twice"),
        ([{"text": "How?", "kind": "scale", "options": "a\nb\nc"}], "the names of the two ends"),
    ],
)
def test_questions_that_cannot_be_answered_are_refused(app, db, wrong, sentence):
    _member, client = drafted(app)
    refused = client.post(f"{PAGE}/moves/set-questions", data=rows("questions", wrong))
    assert refused.status_code == 422
    assert sentence in refused.text
    assert len(consultation().questions) == len(QUESTIONS)


def test_questions_keep_the_order_of_their_places_and_are_frozen_once_it_is_open(app, db):
    _member, client = drafted(app)
    turned = [row | {"place": str(9 - int(row["place"]))} for row in QUESTIONS]
    assert act(client, "set-questions", **rows("questions", turned)) == 302
    assert [question.text for question in questions_of(consultation())] == [row["text"] for row in QUESTIONS[::-1]]
    kinds = re.findall(r"</bdi></h3>\s*<p class=\"small\">([^<]*)</p>", app.test_client().get(PAGE).text)
    assert kinds == ["choice of one", "scale from 1 to 5 · has to be answered", "choice of several"], "a text has none"
    assert act(client, "set-questions", **rows("questions", turned)) == 422
    early = client.post(f"{PAGE}/moves/open", data={"days": "27", "step": "done"})
    assert early.status_code == 422
    assert b"Give a number from 28 to 365." in early.data
    assert b"Nothing is recorded yet." in client.post(f"{PAGE}/moves/open", data={"days": "28"}).data
    assert act(client, "open", days="28") == 302
    before = consultation().questions
    for move, given in (
        ("set-questions", rows("questions", QUESTIONS)),
        ("edit", DRAFT),
        ("open", {"days": "28"}),
    ):
        assert act(client, move, **given) == 409
    assert consultation().questions == before
    assert broken_promises() == []


def test_a_question_with_the_place_nought_is_the_first_and_one_without_a_place_the_last(app, db):
    _member, client = drafted(app)
    said = [{"place": place, "text": f"Question {place}?", "kind": "text"} for place in ("2", "", "0", "1")]
    assert act(client, "set-questions", **rows("questions", said)) == 302
    found = [question.text for question in questions_of(consultation())]
    assert found == ["Question 0?", "Question 1?", "Question 2?", "Question ?"]


def test_a_reply_is_made_revised_and_refused_after_the_end(app, db):
    opened(app)
    assert act(app.test_client(), "reply", q2="4") == 403
    person = make_person()
    client = sign_in(app, person)
    form = client.get(f"{PAGE}/moves/reply").text
    assert "What should be done?" in form
    assert "5 (fully)" in form
    wrong = client.post(f"{PAGE}/moves/reply", data={"q1": ["1"], "q3": "Typed with care."})
    assert wrong.status_code == 422
    assert "Question 2 has to be answered." in wrong.text
    assert 'id="q2-error"' in wrong.text
    assert "Typed with care." in wrong.text
    assert act(client, "reply", q2="9") == 422
    assert act(client, "reply", q2="4", q1=["7"]) == 422
    assert act(client, "reply", q2="²", q1=["1"]) == 422
    assert act(client, "reply", q2="4", q3="<" * 30_000) == 422
    assert act(client, "reply", q2="4", q1=["1", "3", "3"], q3="Ask *more* people. See #1.") == 302
    assert act(client, "reply", q2="4", q1=["1", "3"], q3="Ask *more* people. See #1.") == 422
    shown = app.test_client().get(f"{PAGE}/replies/1").text
    assert "<em>more</em>" in shown
    assert "Cost, Time" in shown
    assert "<bdi>4, from 1 (not at all) to 5 (fully)</bdi>" in shown, "a number alone says nothing"
    again = client.get(f"{PAGE}/moves/reply").text
    assert "Ask *more* people." in again
    assert act(client, "reply", q2="2", q3="Ask fewer.") == 302
    revised = app.test_client().get(f"{PAGE}/replies/1").text
    assert "Ask fewer." in revised
    assert "As it was until" in revised
    assert "<em>more</em>" in revised
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Reply)) == 1
    assert session.scalar(select(func.count()).select_from(ReplyVersion)) == 1
    assert app.test_client().get(f"{PAGE}/questions/3").text.count("Ask fewer.") == 1
    assert app.test_client().get(f"{PAGE}/questions/9").status_code == 404
    assert app.test_client().get(f"{PAGE}/replies/9").status_code == 404
    with later(app, 31):
        client = sign_in(app, person)
        late = client.post(f"{PAGE}/moves/reply", data={"q2": "1"})
        assert late.status_code == 403
        assert "This consultation closed at" in late.text
        assert tick() == 1
        assert state_of("consultation", "1") == "closed"
        assert act(client, "reply", q2="1") == 409
    assert broken_promises() == []


def test_the_record_holds_the_hash_of_a_reply_and_not_its_words(app, db):
    opened(app)
    replier(app)
    session.rollback()
    data = session.scalars(
        select(Payload.data).join(Event, Event.id == Payload.event_id).where(Event.kind == "consultation.reply")
    ).one()
    assert data["reply"] == 1
    assert len(data["sha256"]) == 64
    assert "people" not in str(data)


def test_the_hat_is_fixed_with_the_first_reply(app, db):
    opened(app)
    person = make_person(group="civil")
    first = by(person).hat_id
    client = sign_in(app, person)
    assert act(client, "reply", q2="4") == 302
    add_hat(person, stakeholder_group="technical", capacity="personal", organisation="", by=by(person))
    assert act(client, "reply", q2="3", hat=str(by(person).hat_id)) == 422
    with pytest.raises(Invalid, match="fixed since you first took part: Civil society"):
        reply(consultation(), answers={2: "3"}, by=by(person))
    assert act(client, "reply", q2="3", hat=str(first)) == 302
    session.rollback()
    assert session.scalars(select(Reply.hat_id)).one() == first


def test_by_invitation_only_who_is_invited_replies_and_everybody_reads(app, db):
    _member, client = drafted(app, admits="invited")
    nobody = client.post(f"{PAGE}/moves/open", data={"days": "30", "step": "done"})
    assert nobody.status_code == 403
    assert b"invite somebody first" in nobody.data
    guest = make_person("guest")
    assert act(client, "invite", people="stranger-to-all") == 422
    assert act(client, "invite", people="@guest") == 302
    assert act(client, "invite", people="guest") == 422
    assert act(client, "open", days="30") == 302
    other = sign_in(app, make_person())
    refused = other.post(f"{PAGE}/moves/reply", data={"q2": "1"})
    assert refused.status_code == 403
    assert b"Only those who are invited reply here" in refused.data
    assert act(sign_in(app, guest), "reply", q2="1") == 302
    assert app.test_client().get(f"{PAGE}/replies/1").status_code == 200
    session.rollback()
    assert session.scalars(select(ConsultationInvitation.person_id)).all() == [guest.id]
    late = make_person("late")
    assert act(client, "invite", people="late") == 302
    session.rollback()
    event = session.scalars(select(Event).where(Event.kind == "consultation.invite").order_by(Event.id.desc())).first()
    assert list(AUDIENCES["who is invited now"].members(consultation().subject, event)) == [late.id]


def test_who_was_asked_is_reminded_once_and_it_can_be_extended(app, db):
    _member, client = drafted(app)
    guest, other, gone = make_person("guest"), make_person("other"), make_person("gone")
    assert act(client, "invite", people="guest, other, gone") == 302
    assert act(client, "open", days="30") == 302
    assert act(sign_in(app, other), "reply", q2="1") == 302
    close_account(app, gone)
    assert act(sign_in(app, other), "extend", days="7", reason="More time.") == 403
    with later(app, 24):
        assert list(AUDIENCES["who has not replied"].members(consultation().subject, None)) == [guest.id]
        assert tick() == 1
        assert tick() == 0
        assert act(client, "extend", days="400", reason="Very much more.") == 422
        assert act(client, "extend", days="7", reason="") == 422
        assert act(client, "extend", days="7", reason="The holidays.") == 302
        assert tick() == 0
    with later(app, 31):
        assert tick() == 1  # again, before the new end
        assert tick() == 0
        assert state_of("consultation", "1") == "open"
        assert act(sign_in(app, guest), "reply", q2="2") == 302
        before = events()
        assert act(client, "withdraw", reason="") == 422
        assert events() == before
        assert act(client, "withdraw", reason="Asked elsewhere.") == 302
    assert state_of("consultation", "1") == "withdrawn"
    assert "<dt>Closed</dt>" not in app.test_client().get(PAGE).text, "it never closed"
    assert app.test_client().get(f"{PAGE}/replies/1").status_code == 200
    assert broken_promises() == []


def test_one_that_is_over_waits_for_no_reply_on_its_page(app, db):
    waits, over, whose = "Whoever replies is shown here", "Nobody replied.", "Who replied"
    _member, client = drafted(app)
    reader = app.test_client()
    assert [words in reader.get(PAGE).text for words in (waits, over, whose)] == [False, False, False]
    assert act(client, "open", days="30") == 302
    assert [words in reader.get(PAGE).text for words in (waits, over, whose)] == [True, False, True]
    with later(app, 31):
        tick()
        assert [words in reader.get(PAGE).text for words in (waits, over, whose)] == [False, True, True]
    assert client.post(NEW, data=DRAFT | {"title": "Another one"}).status_code == 302
    given = {"reason": "Asked elsewhere.", "step": "done"}
    assert client.post("/consultations/2/moves/withdraw", data=given).status_code == 302
    page = reader.get("/consultations/2").text
    assert [words in page for words in (waits, over, whose)] == [False, False, False], "it never opened"


def test_a_consultation_ends_with_its_group(app, db):
    chair = make_person()
    group = active_group(app, chair)
    client = sign_in(app, chair)
    assert client.post(NEW, data=DRAFT | {"owner": "icost"}).status_code == 302
    responsible = make_person(roles=("council",))
    with writing():
        give_role(responsible.id, "responsible", subject_id=group.id, at=by(responsible).at)
    given = {"report": "The work is done.", "step": "done"}
    responsible = sign_in(app, responsible)
    assert (
        "Consultations that are withdrawn"
        in responsible.post("/groups/icost/moves/conclude", data=given | {"step": ""}).text
    )
    assert responsible.post("/groups/icost/moves/conclude", data=given).status_code == 302
    assert state_of("consultation", "1") == "withdrawn"
    assert session.scalars(select(Event.kind).where(Event.kind == "consultation.end-with-group")).one()


def test_desks_say_what_a_consultation_waits_for(app, db):
    member, client = drafted(app)
    guest = make_person("guest")
    act(client, "invite", people="guest")

    def waits(person):
        session.rollback()
        items = [item for item in on_desk(person.id) if item.row.kind == "consultation" and item.part == "me"]
        return [(str(act_), address) for item in items for act_, address in item.acts]

    assert waits(member) == [("Finish the questions and open it", None)], "what is missing only its page can tell"
    assert waits(guest) == []
    act(client, "open", days="30")
    assert [address for _act, address in waits(guest)] == [f"{PAGE}/moves/reply"]
    assert waits(member) == []
    assert sign_in(app, guest).post(f"{PAGE}/follow").status_code == 302
    with later(app, 20):
        session.rollback()
        assert [item.part for item in on_desk(guest.id)] == ["me"], "what closes soon is asked of them once"
    act(sign_in(app, guest), "reply", q2="1")
    assert waits(guest) == []
    with later(app, 31):
        tick()
        assert [address for _act, address in waits(member)] == [f"{PAGE}/moves/sum-up"]
        assert waits(make_person()) == []


def test_the_responsible_member_asks_for_a_group_that_lost_its_officers(app, db):
    chair = make_person()
    group = active_group(app, chair)
    client, waits = sign_in(app, chair), "It is closed: sort the replies and sum them up"
    assert client.post(NEW, data=DRAFT | {"owner": "icost"}).status_code == 302
    assert act(client, "set-questions", **rows("questions", QUESTIONS)) == 302
    assert act(client, "open", days="30") == 302
    overseer = session.get_one(Person, *holders("responsible", group.id))
    other = make_person(roles=("council",))
    with later(app, 31):
        tick()
        desk = sign_in(app, overseer)
        assert (waits in acts_of(chair), waits in acts_of(overseer)) == (True, False)
        assert act(desk, "withdraw", reason="Nobody replied.") == 403
        assert sign_in(app, chair).post("/account/close", data=CLOSED).status_code == 302
        assert (waits in acts_of(overseer), waits in acts_of(other)) == (True, False)
        assert set(AUDIENCES["who asks"].members(consultation().subject, None)) == {overseer.id}
        assert act(sign_in(app, other), "withdraw", reason="Nobody replied.") == 403
        assert act(desk, "withdraw", reason="Nobody replied.") == 302


def test_who_left_the_clearing_house_is_not_asked_for_the_summary_of_what_they_drafted(app, db):
    member, client = opened(app)
    desk = make_person("desk", roles=("secretariat",))
    assert set(AUDIENCES["who asks"].members(consultation().subject, None)) == {member.id, desk.id}
    with writing():
        end_role(member.id, "council", at=now())
    with later(app, 31):
        tick()
        mails = mails_to(app, member.actor.handle)
        closed = next(mail.text for mail in mails if "closed the consultation at its time" in mail.text)
        assert "you follow" in " ".join(closed.split())
        assert f"{PAGE}/moves/sum-up" not in closed
        assert client.get(f"{PAGE}/moves/sum-up").status_code == 403
        assert any(f"{PAGE}/moves/sum-up" in mail.text for mail in mails_to(app, "desk"))


def test_every_open_consultation_stands_in_the_list(app, db, monkeypatch):
    opened(app)
    member = make_person(roles=("council",))
    for number in (2, 3):
        assert sign_in(app, member).post(NEW, data=DRAFT | {"title": f"Question {number}"}).status_code == 302
    asked = {f"questions-0-{name}": word for name, word in QUESTIONS[2].items()}
    assert sign_in(app, member).post("/consultations/2/moves/set-questions", data=asked).status_code == 302
    given = {"days": "60", "step": "done"}
    assert sign_in(app, member).post("/consultations/2/moves/open", data=given).status_code == 302
    monkeypatch.setattr(queries, "LISTED", 1)
    page = app.test_client().get("/consultations/").text
    parts = (">Open, closing first<", "What stands in the way?", ">Open, closing later<", "Question 2",
             ">In preparation, closed and summed up<", "Question 3")  # fmt: skip
    order = [page.index(each) for each in parts]
    assert order == sorted(order)
    assert page.count("Question 2") == page.count("What stands in the way?") == 1


def test_lists_have_their_twins_and_search_finds_it(app, db):
    assert b"No consultation here" in app.test_client().get("/consultations/").data
    opened(app)
    client = app.test_client()
    assert b"Open, closing first" in client.get("/consultations/").data
    assert b"No consultation here" in client.get("/consultations/?state=withdrawn").data
    assert b"What stands in the way?" in client.get("/consultations/?admits=everyone").data
    assert b"What stands in the way?" not in client.get("/consultations/?admits=invited").data
    for address in ("/feeds/consultations.atom", "/feeds/consultations.ics", "/feeds/consultations/1.ics"):
        assert b"What stands in the way?" in client.get(address).data
    assert client.get("/api/v1/consultations?admits=everyone").json["items"][0]["ref"] == "1"
    assert "/consultations/1" in client.get("/search?q=barriers").text
    assert "/consultations/1" in client.get("/search?q=consultation+1").text
    assert client.get("/consultations/77").status_code == 404
    how = client.get("/how-it-works/consultation").text
    assert "<svg" in how
    assert "at least 28 days" in how


def test_the_form_of_a_reply_says_under_which_hat_it_is(app, db):
    opened(app)
    page = sign_in(app, make_person(group="private")).get(f"{PAGE}/moves/reply").text
    assert "Your reply is public. Its hat is fixed with your first reply" in page
    assert "You act as: <bdi>Private sector</bdi>." in page


def test_a_group_that_rests_opens_no_consultation_before_it_is_woken(app, db):
    chair = make_person()
    group = active_group(app, chair)
    asks, overseer = sign_in(app, chair), sign_in(app, responsible_of(group))
    assert asks.post(NEW, data=DRAFT | {"owner": "icost"}).status_code == 302
    assert act(asks, "set-questions", **rows("questions", QUESTIONS)) == 302
    waits = "Finish the questions and open it"
    for move, status, row in (("rest", 403, False), ("wake", 302, True)):
        given = {"reason": "So it is.", "step": "done"}
        assert overseer.post(f"/groups/icost/moves/{move}", data=given).status_code == 302
        assert (waits in asks.get("/desk").text) is row
        answer = asks.post(f"{PAGE}/moves/open", data={"days": "30", "step": "done"})
        assert answer.status_code == status, answer.text
        assert ("The group is dormant" in answer.text) is not row
    assert (state_of("consultation", "1"), broken_promises()) == ("open", [])
