"""What takes effect unless somebody objects stands on the desks of those who are told that they can."""

from igtf.record.numbers import whole_number
from tests.desk.test_house import desk
from tests.factories import later, mails_to, make_person, sign_in, tick
from tests.meetings.making import opened

DECISIONS = "Meeting 1 Object to a decision, or let it be confirmed"


def test_what_minutes_decide_stands_on_the_desks_of_those_who_were_invited_until_it_is_settled(app, db):
    _group, _chair, client = opened(app)
    member, follower = make_person(), make_person()
    for person, path in ((member, "moves/join"), (follower, "follow")):
        assert sign_in(app, person).post(f"/groups/icost/{path}").status_code == 302
    assert client.post("/meetings/1/moves/close", data={"step": "done"}).status_code == 302
    given = {
        "minutes": "Much.",
        "decisions-0-text": "We meet monthly.",
        "decisions-1-text": "In pairs.",
        "step": "done",
    }
    assert client.post("/meetings/1/moves/publish-minutes", data=given).status_code == 302
    reader = sign_in(app, member)
    assert "/meetings/1/moves/object" in mails_to(app, member.actor.handle)[-1].text
    assert desk(reader)["soon"] == [DECISIONS]
    assert '<a href="/meetings/1/moves/object">' in reader.get("/desk").text
    assert "decisions confirmed <time" in reader.get("/desk").text
    assert desk(sign_in(app, follower))["soon"] == []
    for number, left in (("1", [DECISIONS]), ("2", [])):
        objected = reader.post("/meetings/1/moves/object", data={"decision": number, "reason": "Weekly."})
        assert objected.status_code == 302, objected.text
        assert desk(reader)["soon"] == left, "none is left to object to"


def test_what_minutes_decided_stands_on_no_desk_once_it_is_settled(app, db):
    _group, _chair, client = opened(app)
    assert client.post("/meetings/1/moves/close", data={"step": "done"}).status_code == 302
    given = {"minutes": "Much.", "decisions-0-text": "We meet monthly.", "step": "done"}
    assert client.post("/meetings/1/moves/publish-minutes", data=given).status_code == 302
    with later(app, whole_number("decision_days") - 0.1):
        assert "Object to a decision" in client.get("/desk").text
    with later(app, whole_number("decision_days") + 0.1):
        assert "Object to a decision" not in client.get("/desk").text, "its time is over, also while the clock is late"
        tick()
        assert "Object to a decision" not in client.get("/desk").text
