"""The assigned member of an issue belongs to the clearing house; who leaves it hands the issues on."""

import re

import pytest
from sqlalchemy import select

from igtf.core.db import session
from igtf.issues import queries
from igtf.issues.models import Issue
from igtf.record.models import Actor
from tests.factories import acts_of, issue_form, later, make_person, sign_in, state_of, tick
from tests.issues.telling import told_of

REASON = {"reason": "It was asked for."}


@pytest.fixture
def people(app, db):
    """Return clients of who filed issues 1 and 2, of the member they are assigned to, and of the secretariat."""
    filer, member = make_person("filer"), make_person("leaver", roles=("secretariat",))
    clients = [sign_in(app, filer), sign_in(app, member)]
    for title in ("The first", "The second"):
        assert clients[0].post("/issues/new", data=issue_form(title=title)).status_code == 302
    return [*clients, sign_in(app, make_person("stayer", roles=("secretariat",)))]


def leave(desk):
    given = {"person": "leaver", "role": "secretariat", "reason": "It was decided."}
    assert desk.post("/secretariat/end-role", data=given).status_code == 302


def assigned() -> list[str]:
    session.rollback()
    query = select(Actor.handle).select_from(Issue).join(Actor, Actor.id == Issue.assigned_id).order_by(Issue.id)
    return list(session.scalars(query))


def test_who_left_the_clearing_house_decides_no_more_and_the_issues_go_to_others(app, people):
    filer, member, desk = people
    make_person("second", roles=("council",))
    assert member.post("/issues/1/moves/accept", data=REASON).status_code == 302
    assert tick() == 0
    leave(desk)
    for ref, name, given in (
        ("2", "accept", REASON), ("2", "ask", {"question": "Since when?"}), ("1", "edit", issue_form(title="Mine")),
        ("1", "merge", REASON | {"other": "2"}), ("2", "volunteer", {}),
    ):  # fmt: skip
        refused = member.post(f"/issues/{ref}/moves/{name}", data=given)
        assert refused.status_code == 403, name
    assert "Accept, ask, decline, or merge" not in member.get("/desk").text
    assert filer.post("/issues/2/moves/accept", data=REASON).status_code == 403
    assert tick() == 2
    assert assigned() == ["stayer", "second"], "each of the others gets as many"
    assert tick() == 0
    assert told_of(app, "issue.reassign") == {"filer", "second"}
    page = desk.get("/issues/1").text
    assert "gave the issue to another member of the clearing house" in page
    assert "Accept, ask, decline, or merge" not in desk.get("/desk").text
    assert "Find a home" in desk.get("/desk").text
    assert member.post("/issues/1/moves/reassign").status_code in (403, 404, 405)


def test_who_filed_an_issue_is_passed_over_when_it_is_handed_on(app, people):
    _filer, member, desk = people
    assert desk.post("/issues/new", data=issue_form(title="The third")).status_code == 302
    given = {"present": "a long enough password", "meant": "y"}
    assert member.post("/account/close", data=given).status_code == 302
    make_person("second", roles=("council",))
    assert tick() == 3
    assert assigned() == ["stayer", "second", "second"]


def test_what_the_only_member_filed_goes_to_another_one_as_soon_as_there_is_one(app, db):
    first, triage = make_person("first", roles=("secretariat",)), "Accept, ask, decline, or merge"
    for title in ("The first", "The second"):
        assert sign_in(app, first).post("/issues/new", data=issue_form(title=title)).status_code == 302
    assert (tick(), assigned()) == (0, ["first", "first"]), "nobody else is there"
    assert triage not in acts_of(first), "it would be refused"
    second = make_person("second", roles=("council",))
    assert (tick(), assigned()) == (2, ["second", "second"])
    assert (triage in acts_of(first), acts_of(second).count(triage)) == (False, 2)
    assert told_of(app, "issue.reassign") == {"first", "second"}
    assert tick() == 0
    assert sign_in(app, second).post("/issues/1/moves/accept", data=REASON).status_code == 302


@pytest.mark.parametrize("way", ["withdrawn", "duplicate"])
def test_another_member_takes_on_what_is_closed_and_reopens_it(app, people, way):
    filer, _member, desk = people
    moves = {"withdrawn": ("withdraw", REASON), "duplicate": ("merge", REASON | {"other": "2"})}
    name, given = moves[way]
    assert filer.post(f"/issues/1/moves/{name}", data=given).status_code == 302
    leave(desk)
    assert desk.post("/issues/1/moves/reopen", data=REASON).status_code == 403
    assert filer.post("/issues/1/moves/volunteer").status_code == 403
    assert desk.post("/issues/1/moves/volunteer").status_code == 302
    assert told_of(app, "issue.volunteer") == {"filer", "leaver"}, "who was it until then knows"
    assert desk.post("/issues/1/moves/reopen", data=REASON).status_code == 302
    assert state_of("issue", "1") == "open"


def test_nobody_is_asked_who_cannot_answer(app, people):
    filer, member, desk = people
    question, back = {"question": "Since when?"}, "/issues/1/moves/take-back"
    assert member.post(back, data=REASON).status_code == 409
    assert member.post("/issues/1/moves/ask", data=question).status_code == 302
    asked = "Take the question back: nobody signs in as who filed it"
    assert asked not in member.get("/desk").text
    given = {"present": "a long enough password", "meant": "y"}
    assert filer.post("/account/close", data=given).status_code == 302
    assert asked in member.get("/desk").text
    refused = member.post("/issues/2/moves/ask", data=question)
    assert (refused.status_code, "nobody signs in as who filed it" in refused.text) == (403, True)
    assert desk.post(back, data=REASON).status_code == 403
    assert member.post(back, data={"reason": ""}).status_code == 422
    assert member.post(back, data=REASON).status_code == 302
    assert state_of("issue", "1") == "submitted"
    assert asked not in member.get("/desk").text
    assert "took the question back" in desk.get("/issues/1").text
    assert "lapses" not in desk.get("/issues/1").text
    with later(app, 61):
        tick()
    assert state_of("issue", "1") == "submitted", "nothing lapses"


@pytest.mark.parametrize("many", [queries.MANY, 1], ids=["few", "many"])
def test_issues_are_listed_by_who_filed_them_and_whose_they_are(app, people, monkeypatch, many):
    """Few are found by the index of their people, many upon the way through the list: both find the same."""
    monkeypatch.setattr(queries, "MANY", many)
    other, desk = sign_in(app, make_person("other")), people[2]
    assert other.post("/issues/new", data=issue_form(title="The third")).status_code == 302
    assert assigned() == ["leaver", "leaver", "stayer"]
    for asked, refs, chip in (
        ({"filer": "filer"}, {"1", "2"}, "Filed by: filer"), ({"filer": "other"}, {"3"}, "Filed by: other"),
        ({"assigned": "leaver"}, {"1", "2"}, "Assigned to: leaver"),
        ({"assigned": "stayer", "filer": "other"}, {"3"}, "Assigned to: stayer"),
        ({"assigned": "other"}, set(), "Assigned to: other"),
    ):  # fmt: skip
        page = desk.get("/issues/", query_string=asked).text
        assert set(re.findall(r'class="t" href="/issues/(\d+)"', page)) == refs, asked
        assert chip in page
        found = desk.get("/api/v1/issues", query_string=asked).json["items"]
        assert {row["ref"] for row in found} == refs, asked
    assert "Filed by: “nobody” is not known here" in desk.get("/issues/?filer=nobody").text
    assert desk.get("/api/v1/issues?assigned=nobody").status_code == 422


def test_the_page_of_a_person_leads_to_the_issues_they_filed_and_the_clearing_house_to_its_own(app, people):
    for handle, leads in (("filer", (True, False)), ("stayer", (True, True))):
        page = people[0].get(f"/people/{handle}").text
        assert (f'"/issues/?filer={handle}"' in page, f'"/issues/?assigned={handle}"' in page) == leads
