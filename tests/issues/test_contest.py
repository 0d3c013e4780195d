"""A resolution can be contested, by those concerned and in time. CONTRIBUTING.md walks through this move."""

from igtf.core.db import session, writing
from igtf.issues.models import Issue
from igtf.record.queries import subject_of
from igtf.record.subjects import enter
from tests.factories import START, acts_of, issue_form, later, make_person, sign_in, state_of
from tests.groups.making import told
from tests.issues.telling import told_of

CONTEST, LET_STAY = "/issues/1/moves/contest", "/issues/1/moves/let-stay"
ANSWER = "Reopen it, or let it stay resolved: it was contested"
ALONE = "Take it on: its resolution was contested, and nobody is there to answer"


def resolve(client):
    """Resolve issue 1, as if it had been referred."""
    with writing():
        enter(session.get_one(Issue, subject_of("issue", "1").id).subject, "referred", START)
    done = {"result": "implemented", "done": "Published.", "evidence": "https://body.example/report", "step": "done"}
    resolved = client.post("/issues/1/moves/resolve", data=done)
    assert resolved.status_code == 302, resolved.text


def test_a_resolution_is_contested_by_those_concerned_within_30_days(app, db):
    filer, member, stranger = make_person(), make_person(roles=("council",)), make_person()
    sign_in(app, filer).post("/issues/new", data=issue_form())
    assert sign_in(app, filer).post(CONTEST, data={"reason": "Too early."}).status_code == 409
    resolve(sign_in(app, member))
    refused = sign_in(app, stranger).post(CONTEST, data={"reason": "No."})
    assert refused.status_code == 403
    assert b"contested by who filed the issue or supports it" in refused.data
    assert sign_in(app, filer).post(CONTEST, data={"reason": ""}).status_code == 422
    with later(app, 31):
        late = sign_in(app, filer).post(CONTEST, data={"reason": "Nothing was done."})
    assert b"within 30 days" in late.data
    asked = ANSWER
    assert asked not in sign_in(app, member).get("/desk").text
    assert sign_in(app, filer).post(CONTEST, data={"reason": "Nothing was done."}).status_code == 302
    assert b"contested the resolution" in app.test_client().get("/issues/1").data
    again = sign_in(app, filer).post(CONTEST, data={"reason": "Once more."})
    assert (again.status_code, b"You contested this resolution already." in again.data) == (403, True)
    assert asked in sign_in(app, member).get("/desk").text
    assert asked not in sign_in(app, filer).get("/desk").text
    assert sign_in(app, member).post("/issues/1/moves/reopen", data={"reason": "True."}).status_code == 302
    assert asked not in sign_in(app, member).get("/desk").text


def test_who_contests_a_resolution_is_answered(app, db):
    filer, supporter, member = make_person("filer"), make_person("supporter"), make_person("member", roles=("council",))
    filing, supporting, deciding = (sign_in(app, person) for person in (filer, supporter, member))
    filing.post("/issues/new", data=issue_form())
    supporting.post("/issues/1/moves/support")
    resolve(deciding)
    early = deciding.post(LET_STAY, data={"reason": "Nobody asked."})
    assert (early.status_code, "No contest of its resolution waits" in early.text) == (403, True)
    assert supporting.post(CONTEST, data={"reason": "Nothing was done."}).status_code == 302
    assert LET_STAY in told(app)["member@people.example"]
    assert filing.post(LET_STAY, data={"reason": "It was."}).status_code == 403
    assert deciding.post(LET_STAY, data={"reason": ""}).status_code == 422
    assert ANSWER in acts_of(member)
    for days in (60, 400):
        with later(app, days):
            assert ANSWER in acts_of(member), "it waits until somebody answers"
    assert deciding.post(LET_STAY, data={"reason": "The report says what."}).status_code == 302
    assert (state_of("issue", "1"), ANSWER in acts_of(member)) == ("resolved", False)
    assert {"filer", "supporter"} == told_of(app, "issue.let-stay")
    page = app.test_client().get("/issues/1").text
    assert ("let it stay resolved" in page, "The report says what." in page) == (True, True)
    assert deciding.post(LET_STAY, data={"reason": "Once more."}).status_code == 403
    assert filing.post(CONTEST, data={"reason": "It says nothing."}).status_code == 302
    assert ANSWER in acts_of(member), "another one contests it"


def test_another_member_is_asked_to_answer_where_the_assigned_one_has_left(app, db):
    filer, member = make_person(), make_person("leaver", roles=("secretariat",))
    sign_in(app, filer).post("/issues/new", data=issue_form())
    resolve(sign_in(app, member))
    other = make_person(roles=("secretariat",))
    desk = sign_in(app, other)
    assert sign_in(app, filer).post(CONTEST, data={"reason": "Nothing was done."}).status_code == 302
    assert (ALONE in acts_of(other), ANSWER in acts_of(member)) == (False, True)
    left = {"person": "leaver", "role": "secretariat", "reason": "It was decided."}
    assert desk.post("/secretariat/end-role", data=left).status_code == 302
    assert (ALONE in acts_of(other), ANSWER in acts_of(member), ALONE in acts_of(filer)) == (True, False, False)
    assert desk.post("/issues/1/moves/volunteer").status_code == 302
    assert (ALONE in acts_of(other), ANSWER in acts_of(other)) == (False, True)
    assert desk.post(LET_STAY, data={"reason": "It was done."}).status_code == 302
    assert ANSWER not in acts_of(other)
