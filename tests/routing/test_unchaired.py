"""Letters of the council while nobody chairs it: their pages and the desks say what they wait for."""

from sqlalchemy import select

from igtf.core.clock import now
from igtf.core.db import session, writing
from igtf.people.roles import end_role, give_role
from igtf.record.models import Subject
from igtf.routing import statements
from tests.drafts.neighbours import put
from tests.factories import by, issue_form, make_person, responsible_of, sign_in
from tests.groups.making import active_group
from tests.routing.acts import make_body
from tests.routing.test_statements import draft_form

APPROVE = "/statements/1/moves/approve"
WAITS = "The council has no chair, who would approve this letter; it waits until one is elected."
ON_DESK = "Waits for the council to elect a chair, who approves it"


def test_a_letter_of_the_council_waits_for_the_election_of_a_chair(app, people):
    secretary, chair = people
    make_body()
    desk, reader = sign_in(app, secretary), app.test_client()
    assert desk.post("/statements/new", data=draft_form()).status_code == 302
    head = sign_in(app, chair)
    assert head.get(APPROVE).status_code == 200
    assert not [one for one in (desk, reader, head) if WAITS in one.get("/statements/1").text]
    assert ON_DESK not in desk.get("/desk").text
    page = reader.get("/statements/1")
    with writing():
        end_role(chair.id, "council-chair", at=now())
    again = reader.get("/statements/1", headers={"If-None-Match": page.headers["ETag"]})
    assert WAITS in again.text, "it is no longer the page that was read"
    refused = desk.get(APPROVE)
    assert refused.status_code == 403
    assert WAITS in refused.text
    assert 'href="/elections/?back=' in refused.text
    assert reader.get(f"/elections/?back={APPROVE}").status_code == 200
    assert WAITS in head.post(APPROVE, data={"step": "done"}).text
    waits = desk.get("/desk").text
    assert ON_DESK in waits
    assert 'href="/statements/1"' in waits
    assert ON_DESK not in sign_in(app, make_person()).get("/desk").text

    with writing():
        give_role(chair.id, "council-chair", at=now())
    assert WAITS not in reader.get("/statements/1").text
    assert ON_DESK not in desk.get("/desk").text
    assert head.post(APPROVE, data={"step": "done"}).status_code == 302


def test_a_letter_of_a_group_waits_for_its_responsible_member_all_the_same(app, people):
    secretary, chair = people
    make_body()
    lead = make_person("leads")
    group = active_group(app, lead)
    with writing():
        end_role(chair.id, "council-chair", at=now())
    assert sign_in(app, lead).post("/statements/new", data=draft_form(sender="icost")).status_code == 302
    assert WAITS not in app.test_client().get("/statements/1").text
    assert ON_DESK not in sign_in(app, secretary).get("/desk").text
    refused = sign_in(app, secretary).get(APPROVE)
    assert "is approved by the responsible member of the group" in refused.text
    member = responsible_of(group)
    assert sign_in(app, member).post(APPROVE, data={"step": "done"}).status_code == 302


def test_a_letter_without_a_point_waits_for_no_chair_and_is_to_be_dropped(app, people):
    secretary, chair = people
    filer = sign_in(app, make_person())
    make_body()
    assert filer.post("/issues/new", data=issue_form()).status_code == 302
    issue = session.scalars(select(Subject.id).where(Subject.kind == "issue")).one()
    statements.draft(body="lamp", purpose="comment", subject="Lamps", text="Please look.", asks=[{"text": "Look."}],
                     tied={"refers": [issue]}, by=by(secretary))  # fmt: skip
    put(issue, "open")
    with writing():
        end_role(chair.id, "council-chair", at=now())
    desk, reader = sign_in(app, secretary), app.test_client()
    assert WAITS in reader.get("/statements/1").text
    assert WAITS in desk.get(APPROVE).text
    assert filer.post("/issues/1/moves/withdraw", data={"reason": "Settled."}).status_code == 302
    refused = desk.get(APPROVE)
    assert refused.status_code == 403
    assert "Nothing is left to send it for" in refused.text
    for page in (reader.get("/statements/1").text, desk.get("/statements/1").text, refused.text):
        assert WAITS not in page
    assert "Drop the statement: nothing is left to send it for" in desk.get("/desk").text
