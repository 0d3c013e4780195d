"""What is counted of a moment is what was so then, whoever counts it when; no rule of the count is repeated here."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from igtf.archives.importing import import_archive
from igtf.core import clock
from igtf.core.db import session, writing
from igtf.figures import yearly
from igtf.figures.models import Progress, Tally
from igtf.figures.report import report_of
from igtf.issues import commands as issues
from igtf.people import commands as people
from igtf.record.by import By
from igtf.record.subjects import enter
from tests.appeals.house import House, decision, state, upheld
from tests.appeals.test_taken_back import OUTCOME, WORDS, on_the_ballot
from tests.archives.sample import archive, closed, issue_of, row, taken
from tests.factories import broken_promises, by, later, make_person, states
from tests.figures.test_figures import kept
from tests.groups.making import active_group

MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def led_back(app, db):
    """Return two issues of 2025: one hidden and shown again, one whose refusal was annulled and that was withdrawn."""
    with clock.stopped(MONDAY):
        house = House()
        judges = [make_person(roles=("moderator",)) for _each in range(2)]
        shown, refused = house.accepted(), house.accepted()
        house.do(judges[0], "issue", "hide", shown, reason="Spam.")
        house.do(house.member, "issue", "propose-decline", refused, reason="Not about the Internet.")
        house.tick(8)
        house.do(judges[1], "issue", "show-again", shown, reason="It is none.")
        upheld(house, decision("issue.decline"))
        house.tick(10)
        house.do(house.filer, "issue", "withdraw", refused, reason="Solved.")
    return shown, refused


def test_what_led_back_stands_where_it_is(app, led_back):
    assert states("issue") == ["open", "withdrawn"]
    report = report_of(2025)
    assert (report.standing, report.open_issues) == ({"open": 1, "withdrawn": 1}, 1)
    assert app.test_client().get("/reports/2025.json").json["standing"] == report.standing
    assert {
        key[3]: number for key, number in kept().items() if key[:3] == ("site", "state", "issue")
    } == report.standing
    began, hidden, declined = (decision(f"issue.{name}").at for name in ("file", "hide", "decline"))
    assert yearly.standing("issue", began) == {"open": 1}, "the other one was not there yet"
    assert yearly.standing("issue", hidden) == {"open": 2}
    assert yearly.standing("issue", hidden + MOMENT) == {"hidden": 1, "open": 1}
    assert yearly.standing("issue", declined + MOMENT) == {"hidden": 1, "out-of-scope": 1}
    assert report_of(2024).standing == {}


def test_an_issue_that_was_filed_from_something_counts_as_its_filers_own_once_that_is_annulled(app, db):
    def paths():
        return {name for (own, what, name, _end) in kept() if (own, what) == ("all", "path")}

    with clock.stopped(MONDAY):
        house = House()
        outcome = house.do(house.filer, "outcome", "enter", **OUTCOME)
        house.do(house.member, "outcome", "become-issue", outcome, **WORDS)
        assert paths() == {"outcome>clearing-house"}
        upheld(house, decision("outcome.become-issue"))
        assert paths() == {"filer>clearing-house"}
    figures = kept()
    with writing():
        session.get_one(Progress, "figures").rules = "older ones"
    assert kept() == figures, "what is read bit by bit is the same as all at once"
    (source,) = [node for node in app.test_client().get("/statistics.json").json["flow"] if node["node"] == "outcome"]
    assert source["reached"] == 0


def test_an_issue_that_was_resolved_again_has_one_result_in_the_report(app, db):
    with clock.stopped(MONDAY):
        house = House()
        once, twice = house.accepted(), house.accepted()
        for issue, result in ((once, "not"), (twice, "not"), (twice, "implemented")):
            with writing():
                enter(issue.subject, "referred", house.at)
            assigned, said = house.person(issue.assigned_id), {"done": "Read it.", "evidence": "https://e.example"}
            house.do(assigned, "issue", "resolve", issue, result=result, **said)
            if (issue, result) == (twice, "not"):
                house.do(assigned, "issue", "reopen", issue, reason="It was done since.")
    report = report_of(2025)
    assert (report.act("issue.resolve").acts, report.act("issue.resolve").subjects) == (3, 2)
    assert report.results == {"implemented": 1, "not": 1}
    assert app.test_client().get("/reports/2025.json").json["results"] == report.results


def test_a_ballot_that_went_on_after_its_recall_has_one_end_in_the_report(app, db):
    with clock.stopped(MONDAY):
        house = House(seats=2)
        on_the_ballot(house)
        ballot = house.newest("ballot")
        house.do(house.member, "ballot", "recall", ballot, reason="A mistake.")
        recalled = decision("ballot.recall").at
        upheld(house, decision("ballot.recall"))
        house.vote(ballot)
    assert state(ballot) == "passed"
    assert report_of(2025).ballots[ballot.purpose] == {"opened": 1, "passed": 1, "failed": 0, "recalled": 0}
    before = {kind for purpose, kind, _data in yearly.ballots(MONDAY, recalled + MOMENT) if purpose == ballot.purpose}
    assert before == {"ballot.open", "ballot.recall"}, "it was recalled then"


def test_the_days_of_a_step_end_where_an_issue_was_led_back(led_back):
    shown, refused = led_back
    kept()
    stays = {
        issue.id: [tuple(cell[1:]) for cell in session.get_one(Tally, issue.id).cells if cell[0] == "stay"]
        for issue in led_back
    }
    assert stays[shown.id] == [("issue.submitted", "0"), ("issue.open", "0"), ("issue.hidden", "8")]
    assert stays[refused.id] == [
        ("issue.submitted", "0"), ("issue.open", "8"), ("issue.out-of-scope", "8"), ("issue.open", "10"),
    ]  # fmt: skip


def test_what_an_archive_brought_stands_where_it_is(app, db):
    active_group(app, make_person("rania"))
    import_archive(archive(row(1), closed(2), row(3)), group="icost")
    assert report_of(2020).standing == {"in-group": 2, "resolved": 1}
    assert report_of(2019).standing == {}
    with later(app, 1):
        newer = closed(1, updatedAt="2020-06-01T09:00:00Z")
        assert import_archive(archive(newer, closed(2), row(3)), group="icost").updated == 1
    assert report_of(2020).standing == {"in-group": 2, "resolved": 1}, "it changed here since"
    with later(app, 2):
        assert report_of(clock.now().year).standing == Counter(states("issue"))


def test_what_was_closed_where_it_comes_from_was_in_its_group_until_then(app, db):
    active_group(app, make_person("rania"))
    ended = {"closedAt": "2022-03-10T09:00:00Z", "updatedAt": "2023-03-10T09:00:00Z"}
    unsaid = {"closedAt": None, "updatedAt": "2023-03-10T09:00:00Z"}
    taken(closed(1, **ended), closed(2, **unsaid), closed(3, "duplicate", body="Duplicate of #1", **ended), row(4))
    stood = {year: report_of(year).standing for year in (2019, 2020, 2021, 2022, 2023)}
    assert stood == {
        2019: {}, 2020: {"in-group": 4}, 2021: {"in-group": 4}, 2022: {"in-group": 2, "resolved": 1, "duplicate": 1},
        2023: {"in-group": 1, "resolved": 2, "duplicate": 1},
    }  # fmt: skip
    assert app.test_client().get("/reports/2020").status_code == 200
    page = app.test_client().get("/reports/2020").text
    assert re.findall(r'(?s)Issues filed.*?<td class="num">(\d+)<', page) == ["0", "4"]
    assert "Issues filed elsewhere" not in app.test_client().get("/reports/2022").text
    said = app.test_client().get(f"/issues/{issue_of(1).subject.ref}").text
    assert "noted that this issue was closed where it comes from" in said
    stays = {(name, days) for (own, what, name, days) in kept() if (own, what) == ("all", "stay")}
    assert stays == {("issue.in-group", "670"), ("issue.in-group", "1000")}
    reopened = row(1, updatedAt="2024-06-01T09:00:00Z")
    assert taken(reopened).updated == 1
    assert f"{issue_of(1).subject.state_since:%Y-%m-%d}" == "2024-06-01"
    assert report_of(2021).standing == {"in-group": 4}
    assert broken_promises() == []


def test_an_act_counts_as_its_hat_did_then(app, db):
    with clock.stopped(MONDAY):
        person, office = make_person(), make_person(roles=("secretariat",))
    hat = people.add_hat(person, stakeholder_group="government", capacity="for", organisation="A ministry",
                         by=By(person.id, MONDAY))  # fmt: skip

    def acting(days):
        return By(person.id, MONDAY + timedelta(days=days), hat.id)

    def file(title, days):
        words = {"title": title, "summary": "Who decides?", "layer": "use", "topic": "root-zone"}
        return issues.file(**words, by=acting(days))

    def footings(slice_, what, name=None):
        """Return by stakeholder group what is kept of people and acts, or of who filed."""
        found = Counter()
        for (own, kind, *said), number in kept().items():
            if (own, kind) == (slice_, what) and name in (None, said[0]):
                found[said[name is not None].partition("|")[0]] += number
        return found

    first = file("Before", 0)
    assert footings("all", "filer") == footings("site", "acts", "2025") == {"unstated": 1}
    people.confirm_hat(hat, by=by(office, MONDAY + timedelta(days=1)))
    file("After", 2)
    both = {"unstated": 1, "government": 1}
    assert footings("all", "filer") == footings("site", "acts", "2025") == both
    issues.withdraw(first, reason="Solved.", by=acting(3))
    assert footings("all", "filer") == both, "what is counted anew is counted the same"
    acts, took_part = footings("site", "acts", "2025"), footings("site", "people", "2025")
    assert (acts, took_part) == ({"unstated": 1, "government": 2}, both)
    report = report_of(2025)
    assert {share.counts_as: share.people for share in report.acted} == acts
    assert {share.counts_as: share.people for share in report.people} == took_part
    with writing():
        session.get_one(Progress, "figures").rules = "older ones"
    assert (footings("all", "filer"), footings("site", "acts", "2025")) == (both, acts)
    people.take_back_hat(hat, reason="Left in May.", by=by(office, MONDAY + timedelta(days=4)))
    assert {share.counts_as: share.people for share in report_of(2025).acted} == acts, "what was counted stays"
