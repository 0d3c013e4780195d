"""A desk asks for nothing that its policy refuses: what a ballot decides on, and what others have to end first."""

from datetime import timedelta

from igtf.core.clock import now
from igtf.core.db import writing
from igtf.groups import commands, officers
from igtf.record.subjects import enter
from tests.council.councils import make_council
from tests.desk.test_house import desk
from tests.factories import acts_of, by, later, make_person, responsible_of, sign_in, tick
from tests.groups.making import active_group, propose_form, step
from tests.meetings.making import ahead, call_form

CONCLUDE = "Conclude the group with its report"
LATER = "Its report is due: conclude it once its drafts, meetings and ballots are over"
TAKE_UP = "Take the issue up: your group works on it"
IN_REVIEW = "icost Waits until the review of the charter has lasted long enough"
ON_ITS_WAY = "Bring the group on its way"


def test_a_group_is_not_to_be_concluded_while_a_meeting_has_no_minutes(app, db):
    chair = make_person()
    parent = active_group(app, chair)
    member = responsible_of(parent)
    client = sign_in(app, chair)
    given = {
        "acronym": "mapping", "title": "Mapping of bodies", "kind": "correspondence", "summary": "Who does what?",
        "mandate": "Map the bodies.", "chairs": chair.actor.handle, "step": "done", "parent": "icost",
        "report_due": f"{now() + timedelta(days=30):%Y-%m-%d}",
    }  # fmt: skip
    assert client.post("/groups/new/establish", data=given).status_code == 302
    called = client.post("/groups/mapping/moves/call-meeting", data=call_form(**ahead(29)))
    assert called.status_code == 302, called.text
    with later(app, 30):  # at whatever hour it was called
        assert sign_in(app, chair).post("/meetings/1/moves/open").status_code == 302
    with later(app, 40):
        tick()
        overseer = sign_in(app, member)
        refused = overseer.post("/groups/mapping/moves/conclude", data={"report": "Mapped.", "step": "done"})
        assert (refused.status_code, "has no minutes yet" in refused.text) == (403, True)
        assert CONCLUDE not in acts_of(member)
        assert desk(overseer)["others"] == [f"mapping {LATER}"]
        minutes = {"minutes": "We met.", "step": "done"}
        published = sign_in(app, chair).post("/meetings/1/moves/publish-minutes", data=minutes)
        assert published.status_code == 302, published.text
        taken_on = "#1 Take it on: nobody is assigned to it yet"
        assert (desk(overseer)["me"], desk(overseer)["others"]) == ([f"mapping {CONCLUDE}", taken_on], [])


def test_an_issue_is_not_to_be_taken_up_while_a_ballot_decides_on_it(app, db):
    _secretariat, council = make_council(1)
    chair, members = make_person(), list(council.values())
    active_group(app, chair)
    clients = [sign_in(app, member) for member in members[:3]]
    clients[0].post("/issues/1/moves/volunteer")
    assert clients[0].post("/issues/1/moves/accept", data={"reason": "In scope."}).status_code == 302
    assert TAKE_UP in acts_of(chair)
    declined = {"reason": "No.", "ground": "duplicate", "code": "other", "step": "done"}
    assert clients[0].post("/issues/1/moves/propose-decline", data=declined).status_code == 302
    assert TAKE_UP in acts_of(chair), "a proposal that nobody stopped falls with it"
    for client in clients[1:]:
        assert client.post("/issues/1/moves/object", data={"reason": "It is."}).status_code == 302
    refused = sign_in(app, chair).post("/issues/1/moves/take-up", data={"group": "icost", "paragraph": "1"})
    assert (refused.status_code, "the ballot of the council decides it" in refused.text) == (403, True)
    assert TAKE_UP not in acts_of(chair)


def test_a_group_on_whose_charter_the_council_ballots_is_brought_on_by_nobody_else(app, db):
    _secretariat, council = make_council(1)
    chair, member = make_person(), council[1]
    active_group(app, chair, acronym="other")
    given = propose_form(make_person(), chair)
    given.pop("step")
    group = commands.propose(**given, by=by(make_person()))
    officers.volunteer(group, by=by(member))
    with writing():
        enter(group.subject, "chartering", now())
    client = sign_in(app, member)
    assert ON_ITS_WAY in acts_of(member)
    step(client, "charter-internal-review")
    refused = step(client, "charter-external-review")
    assert (refused.status_code, "has not lasted long enough" in refused.text) == (403, True)
    assert ON_ITS_WAY not in acts_of(member)
    assert desk(client)["others"] == [IN_REVIEW]
    with later(app, 8):
        assert ON_ITS_WAY in acts_of(member)
        step(client, "charter-external-review")
        assert ON_ITS_WAY not in acts_of(member)
    with later(app, 19):
        assert ON_ITS_WAY in acts_of(member)
        step(client, "to-ballot")
        assert ON_ITS_WAY not in acts_of(member)
        assert desk(client)["others"] == ["icost Waits for the council's ballot on the charter"]
