"""A resolution can be contested, by those concerned and in time. CONTRIBUTING.md walks through this move."""

from igtf.core.db import session, writing
from igtf.issues.models import Issue
from igtf.record.subjects import enter
from tests.factories import START, issue_form, later, make_person, sign_in

CONTEST = "/issues/1/moves/contest"


def test_a_resolution_is_contested_by_those_concerned_within_30_days(app, db):
    filer, member, stranger = make_person(), make_person(roles=("council",)), make_person()
    sign_in(app, filer).post("/issues/new", data=issue_form())
    assert sign_in(app, filer).post(CONTEST, data={"reason": "Too early."}).status_code == 409
    with writing():
        enter(session.query(Issue).one().subject, "referred", START)
    done = {"result": "implemented", "done": "Published.", "evidence": "https://body.example/report", "step": "done"}
    resolved = sign_in(app, member).post("/issues/1/moves/resolve", data=done)
    assert resolved.status_code == 302, resolved.text

    refused = sign_in(app, stranger).post(CONTEST, data={"reason": "No."})
    assert refused.status_code == 403
    assert b"contested by who filed the issue or supports it" in refused.data
    assert sign_in(app, filer).post(CONTEST, data={"reason": ""}).status_code == 422
    with later(app, 31):
        late = sign_in(app, filer).post(CONTEST, data={"reason": "Nothing was done."})
    assert b"within 30 days" in late.data
    asked = "Reopen it, or let it stay resolved: it was contested"
    assert asked not in sign_in(app, member).get("/desk").text
    assert sign_in(app, filer).post(CONTEST, data={"reason": "Nothing was done."}).status_code == 302
    assert b"contested the resolution" in app.test_client().get("/issues/1").data
    again = sign_in(app, filer).post(CONTEST, data={"reason": "Once more."})
    assert (again.status_code, b"You contested this resolution already." in again.data) == (403, True)
    assert asked in sign_in(app, member).get("/desk").text
    assert asked not in sign_in(app, filer).get("/desk").text
    assert sign_in(app, member).post("/issues/1/moves/reopen", data={"reason": "True."}).status_code == 302
    assert asked not in sign_in(app, member).get("/desk").text
