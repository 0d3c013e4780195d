"""Issues that are reported, and who filed them: warned and paused by moderators, and heard on their appeal."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from igtf.core.db import session
from igtf.discussion.models import Pause, Report
from igtf.people.models import Person
from igtf.record.models import Actor, Event
from tests.api.kit import Caller, is_problem, issue_fields
from tests.appeals.house import GROUND, House, decided, decision
from tests.factories import issue_form, later, mails_to, make_person, sign_in

QUEUE = "/comments/reported"
PAUSED = "Your posting is paused until"
STEPS = ("hide", "keep", "warn", "pause", "end-pause")
WORDS = "Lamps for sale"


@pytest.fixture
def scene(app, db):
    """Return clients of who filed issue 1, of two who report it, and of a moderator; another moderator is there."""
    make_person("other", roles=("moderator",))
    people = [make_person("filer"), make_person("reporter"), make_person(), make_person("judge", roles=("moderator",))]
    clients = [sign_in(app, person) for person in people]
    assert clients[0].post("/issues/new", data=issue_form(title=WORDS)).status_code == 302
    return clients


def act(client, move, issue=1, **given):
    return client.post(f"/issues/{issue}/moves/{move}", data={"reason": f"Because of {move}."} | given)


def test_an_issue_is_reported_once_and_moderators_leave_it_with_a_reason(app, scene):
    filer, reporter, another, judge = scene
    assert "reported" not in judge.get("/desk").text
    assert act(app.test_client(), "report").status_code == 403
    own = act(filer, "report")
    assert (own.status_code, "You filed this issue yourself." in own.text) == (403, True)
    assert "No report of this issue waits for a decision." in act(judge, "keep").text
    asked = reporter.get("/issues/1/moves/report").text
    assert "stands in the public record, with your name" in asked
    assert "the moderators" in asked
    assert act(reporter, "report", reason="").status_code == 422
    assert act(reporter, "report", reason="It sells lamps.").status_code == 302
    assert [row["reason"] for row in reporter.get("/account/data.json").json["reports"]] == ["It sells lamps."]
    again = act(reporter, "report", reason="Lamps!")
    assert (again.status_code, "You reported this issue already." in again.text) == (403, True)
    assert act(another, "report", reason="Indeed.").status_code == 302, "each person reports"
    asked = [mail for mail in mails_to(app, "other") if "An issue was reported" in mail.subject]
    assert [QUEUE in mail.text and "lamps." not in mail.text for mail in asked] == [True, True]
    for page in (app.test_client().get("/issues/1").text, app.test_client().get("/record").text):
        assert "reported the issue to the moderators" in page
        assert "Reporter Exemplar" in page
        assert "It sells lamps." not in page
    assert [QUEUE in who.get("/desk").text for who in (judge, filer, reporter)] == [True, False, False]
    waiting = judge.get(QUEUE).text
    assert all(said in waiting for said in (WORDS, "It sells lamps.", "Indeed.", "Filer Exemplar"))
    steps = re.findall(r'href="/issues/1/moves/([a-z-]+)\?back=/comments/reported"', waiting)
    assert steps == ["hide", "keep", "warn", "pause"]
    assert "It sells lamps." in judge.get("/issues/1/moves/keep").text
    for refused in (act(reporter, "keep"), act(filer, "keep")):
        assert (refused.status_code, "Only a moderator decides on issues" in refused.text) == (403, True)
    assert act(judge, "keep", reason="").status_code == 422
    left = judge.post(f"/issues/1/moves/keep?back={QUEUE}", data={"reason": "It asks something."})
    assert left.location == QUEUE
    assert "No report waits" in judge.get(QUEUE).text
    assert act(judge, "keep").status_code == 403
    assert "It asks something." in app.test_client().get("/issues/1").text
    told = mails_to(app, "reporter")[-1]
    assert "It asks something." in told.text
    assert "you reported it" in " ".join(told.text.split())
    assert act(reporter, "report", reason="New grounds.").status_code == 302, "it can be asked anew"


def test_hiding_an_issue_settles_its_reports_and_what_ended_is_left_or_answered(app, scene):
    filer, reporter, _another, judge = scene
    assert act(reporter, "report").status_code == 302
    assert act(judge, "hide", reason="It is advertising.").status_code == 302
    assert "No report waits" in judge.get(QUEUE).text
    assert QUEUE not in judge.get("/desk").text
    assert "It is advertising." in mails_to(app, "reporter")[-1].text
    assert act(reporter, "report").status_code == 410
    assert act(judge, "pause", days="3").status_code == 302, "who filed it is paused, though it is hidden"
    desk = filer.get("/desk").text
    assert re.search(r'href="/issues/1".*?Your posting is paused until then', desk, re.DOTALL)
    assert act(judge, "end-pause").status_code == 302
    assert filer.post("/issues/new", data=issue_form(title="Lanterns")).status_code == 302
    assert act(reporter, "report", 2).status_code == 302
    assert act(filer, "withdraw", 2).status_code == 302
    assert act(reporter, "report", 2).status_code == 409
    steps = re.findall(r'href="/issues/2/moves/([a-z-]+)\?back', judge.get(QUEUE).text)
    assert steps == ["keep", "warn", "pause"], "what ended is hidden no more"
    assert act(judge, "keep", 2).status_code == 302
    session.rollback()
    assert session.scalars(select(Report.id).where(Report.settled_at.is_(None))).all() == []


def test_who_filed_an_issue_is_warned_and_paused_once_for_it(app, scene):
    filer, reporter, _another, judge = scene
    assert filer.post("/issues/new", data=issue_form(title="Lanterns")).status_code == 302
    for move in ("warn", "pause", "end-pause"):
        for who in (filer, reporter):
            refused = act(who, move, days="3")
            assert (refused.status_code, "Only a moderator decides on issues" in refused.text) == (403, True)
    assert "is not paused" in act(judge, "end-pause").text
    assert act(judge, "warn", reason="No advertising.").status_code == 302
    assert "warned who filed the issue" in app.test_client().get("/issues/1").text
    warned = mails_to(app, "filer")[-1]
    assert "You are warned for an issue" in warned.subject
    assert "has warned you for issue #1, which you filed." in " ".join(warned.text.split())
    for days, sentence in (("0", "from 1 to 30 days."), ("31", "from 1 to 30 days."), ("", "for how many days.")):
        refused = act(judge, "pause", days=days)
        assert (refused.status_code, sentence in refused.text) == (422, True), days
    assert "at most 30" in judge.get("/issues/1/moves/pause").text
    assert act(judge, "pause", days="30", reason="Again.").status_code == 302
    for refused in (act(judge, "pause", days="1"), act(judge, "pause", 2, days="1")):
        assert (refused.status_code, "is paused already" in refused.text) == (403, True)
    told = mails_to(app, "filer")[-1]
    assert PAUSED in told.subject
    text = " ".join(told.text.split())
    assert all(
        said in text for said in ("for issue #1, which you filed", "> Again.", "additions to issues", "appeal it")
    )
    page = filer.get("/issues/1").text
    entry = re.search(r'<a href="/issues/1#(e\d+)">Posting is paused</a>', page)
    assert entry
    assert f'id="{entry[1]}"' in page
    assert re.search(r'href="/issues/1".*?read why, or appeal', filer.get("/desk").text, re.DOTALL)
    for path, data in (("/issues/1/comments", {"body": "More."}), ("/issues/new", issue_form(title="Lamps again"))):
        assert (filer.post(path, data=data).status_code, PAUSED in filer.post(path, data=data).text) == (403, True)
    assert act(filer, "support").status_code == 302
    listed = judge.get(QUEUE).text
    assert f'href="/issues/1/moves/end-pause?back={QUEUE}"' in listed
    assert act(judge, "end-pause", reason="").status_code == 422
    assert act(judge, "end-pause", 2, reason="They asked.").status_code == 302, "it is one pause of a person"
    ended = mails_to(app, "filer")[-1]
    assert "Your posting is no longer paused" in ended.subject
    assert "> They asked." in ended.text
    assert filer.post("/issues/1/comments", data={"body": "Thank you."}).status_code == 302
    once_more = act(judge, "pause", days="3")
    assert (once_more.status_code, "For this the posting" in once_more.text) == (403, True), "or a month had no end"
    session.rollback()
    assert session.scalars(select(Pause.comment_id)).all() == [None]


def test_there_is_one_pause_at_a_time_for_comments_and_issues_alike(app, scene):
    filer, reporter, _another, judge = scene
    assert filer.post("/issues/1/comments", data={"body": "Buy lamps."}).status_code == 302
    given = {"reason": "Advertising.", "days": "3"}
    assert act(judge, "pause", **given).status_code == 302
    refused = judge.post("/comments/1/pause", data=given)
    assert (refused.status_code, "is paused already" in refused.text) == (403, True)
    assert judge.post("/comments/1/end-pause", data=given).status_code == 302
    assert judge.post("/comments/1/pause", data=given).status_code == 302
    listed = judge.get(QUEUE).text
    assert ["/comments/1/end-pause" in listed, "/issues/1/moves/end-pause" in listed] == [True, False]
    assert act(judge, "warn").status_code == 302
    for path in ("/issues/1/moves/report", "/comments/1/report"):
        assert reporter.post(path, data={"reason": "Rude."}).status_code == 302
    assert judge.get(QUEUE).text.count("warned before: 1, paused before: 2") == 2
    with later(app, 3.1):
        assert filer.post("/issues/1/comments", data={"body": "Calmer."}).status_code == 302
        assert act(judge, "end-pause").status_code == 403


@pytest.mark.parametrize("role", ["moderator", "secretariat"])
def test_a_moderator_stands_aside_where_their_own_issue_was_reported(app, db, role):
    own, other = (sign_in(app, make_person(roles=(role,))) for _each in range(2))
    assert own.post("/issues/new", data=issue_form(title=WORDS)).status_code == 302
    assert act(sign_in(app, make_person()), "report").status_code == 302
    assert act(other, "pause", days="3").status_code == 302
    for move in STEPS:
        refused = act(own, move, days="1")
        assert (refused.status_code, "aside here: you filed this issue" in refused.text) == (403, True), move
    assert "aside here: you filed this issue" in own.get(QUEUE).text
    assert [QUEUE in client.get("/desk").text for client in (own, other)] == [False, True]
    pages = [client.get(QUEUE).text for client in (own, other)]
    assert ["/issues/1/moves/" in page for page in pages] == [False, True]
    assert act(other, "end-pause").status_code == 302


def test_who_has_no_account_is_neither_warned_nor_paused_for_an_issue(scene):
    judge = scene[3]
    whose = select(Person).join(Actor, Actor.id == Person.id).where(Actor.handle == "filer")
    session.scalars(whose).one().password_hash = None
    session.commit()
    for move in ("warn", "pause"):
        refused = act(judge, move, days="1")
        assert (refused.status_code, "Who wrote this has no account here." in refused.text) == (403, True)


def test_programs_report_issues_and_moderate_who_filed_them(app, db):
    filer = Caller(app, make_person())
    reader, moderator = Caller(app, make_person()), Caller(app, make_person(roles=("moderator",)))
    assert filer.post("/issues", issue_fields()).status_code == 201
    path = "/issues/1/moves"
    assert is_problem(reader.post(f"{path}/report"), 422)
    assert reader.post(f"{path}/report", {"reason": "It sells something."}).status_code == 200
    assert is_problem(reader.post(f"{path}/report", {"reason": "Still."}), 403, "already")
    assert is_problem(reader.post(f"{path}/pause", {"reason": "No.", "days": 3}), 403)
    assert is_problem(moderator.post(f"{path}/pause", {"reason": "Ten times."}), 422)
    assert moderator.post(f"{path}/pause", {"reason": "Ten times.", "days": 3}).status_code == 200
    assert is_problem(filer.post("/issues", issue_fields(title="Again")), 403, PAUSED)
    for move in ("keep", "warn", "end-pause"):
        assert moderator.post(f"{path}/{move}", {"reason": "It was a mistake."}).status_code == 200, move
    assert filer.post("/issues", issue_fields(title="Something else")).status_code == 201


@pytest.fixture
def house(app, db):
    """Return the house of an issue, for which a moderator paused who filed it for 20 days."""
    house = House()
    for _each in range(3):
        make_person(roles=("moderator",))
    house.do(make_person(roles=("moderator",)), "issue", "pause", house.issue(), reason="Spam.", days=20)
    return house


def test_who_is_paused_for_an_issue_is_heard_on_their_appeal_and_upheld_it_ends_the_pause(app, house):
    client, made = sign_in(app, house.filer), decision("issue.pause")
    assert "Who is paused can comment on it." in client.get(f"/appeals/new?decision={made.id}").text
    given = {"decision": str(made.id), "step": "done"} | GROUND
    assert client.post("/appeals/new", data=given).location == "/appeals/1"
    page = client.get("/appeals/1").text
    assert "This is your appeal against it, so you can comment here, and only here." in page
    assert client.post("/appeals/1/comments", data={"body": "It quoted somebody."}).status_code == 302
    assert client.post("/issues/1/comments", data={"body": "More."}).status_code == 403
    filed = house.newest("appeal")
    assert timedelta(days=1.9) < filed.subject.due_at - house.at <= timedelta(days=2), "faster than the pause"
    decided(house, filed, "upheld")
    session.rollback()
    ended = decision("issue.end-pause")
    assert session.scalars(select(Pause.ended_at)).one() == ended.at
    assert client.post("/issues/1/comments", data={"body": "Thank you."}).status_code == 302
    assert session.scalar(select(func.count()).where(Event.kind == "issue.end-pause")) == 1


def test_an_appeal_that_is_denied_lets_the_pause_go_on(app, house):
    client = sign_in(app, house.filer)
    given = {"decision": str(decision("issue.pause").id), "step": "done"} | GROUND
    assert client.post("/appeals/new", data=given).status_code == 302
    decided(house, house.newest("appeal"), "denied")
    assert client.post("/issues/1/comments", data={"body": "More."}).status_code == 403
