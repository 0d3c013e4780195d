"""The yearly report equals a count made directly from the entries, and a past year stays as it is."""

import csv
import io
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from statistics import median

import pytest
from sqlalchemy import select, update

from igtf.core import clock
from igtf.core.db import session, writing
from igtf.core.workflow import WORKFLOWS
from igtf.figures.report import YearReport, plain, report_of
from igtf.people import commands as people
from igtf.people.countries import country
from igtf.people.models import Person
from igtf.record.by import By
from igtf.record.models import Actor, Event, Hat, Payload, Relation, StateChange, Subject
from igtf.routing import statements
from igtf.routing.correcting import draft_correction
from igtf.routing.figures import figures_of_all
from igtf.routing.models import Statement
from igtf.routing.queries import bodies
from tests.council.councils import make_ballot, make_council
from tests.factories import by, later, make_person, sign_in
from tests.figures.life import Life
from tests.routing.acts import day, links, make_body, name_contact, sent_statement


def _entries():
    """Return every entry as it lies in the record, with payload, actor, hat and subject."""
    return session.execute(
        select(Event.id, Event.kind, Event.at, Event.actor_id, Event.subject_id, Payload.data, Actor.kind.label("who"),
               Hat.counts_as, Hat.region, Hat.country)
        .join(Payload, Payload.event_id == Event.id).join(Actor, Actor.id == Event.actor_id)
        .outerjoin(Hat, Hat.id == Event.hat_id).order_by(Event.id)
    ).all()  # fmt: skip


def _stand() -> Counter[str]:
    """Return in which states the issues are now."""
    session.rollback()
    return Counter(session.scalars(select(Subject.state).where(Subject.kind == "issue")))


def _check(report: YearReport, stood: Counter[str]) -> None:
    """Hold every number of a report against the entries; ``stood``: how the issues were when it ended."""
    everything = _entries()
    before = [row for row in everything if row.at < datetime(report.year + 1, 1, 1, tzinfo=UTC)]
    year = [row for row in before if row.at.year == report.year]
    acts, subjects = Counter(row.kind for row in year), {}
    for row in year:
        subjects.setdefault(row.kind, set()).add(row.subject_id)
    assert {act.kind: act.acts for act in report.acts} == acts
    assert {act.kind: act.subjects for act in report.acts} == {k: len(v - {None}) for k, v in subjects.items()}
    assert sum(len(report.of(kind)) for kind in report.kinds) == len(acts)
    results = {row.subject_id: row.data["result"] for row in year if row.kind == "issue.resolve"}
    assert report.results == Counter(results.values())
    assert sum(report.results.values()) == report.act("issue.resolve").subjects
    assert report.standing == stood
    _check_people(report, before, year)
    _check_bodies(report, before)


def _check_people(report: YearReport, before, year) -> None:
    acted = [row for row in year if row.who == "person" and row.subject_id]
    earlier = {row.actor_id for row in before if row.at.year < report.year and row.subject_id}
    persons = {row.actor_id for row in acted}
    assert (report.persons, report.newcomers) == (len(persons), len(persons - earlier))
    cells = {}
    for row in acted:
        cells.setdefault((row.counts_as, row.region, row.country), []).append(row.actor_id)
    assert {(s.counts_as, s.region, s.country): s.people for s in report.acted} == {k: len(v) for k, v in cells.items()}
    assert {(s.counts_as, s.region, s.country): s.people for s in report.people} == {
        key: len(set(actors)) for key, actors in cells.items()
    }
    least = sum(len(set(v)) for (_g, _r, c), v in cells.items() if c and country(c).ldc)
    assert report.balance.least == least


def _idle(report: YearReport, before) -> set[int]:
    """Return the statements that one was drafted to correct, or about nothing that goes on at the end of a report."""
    drafted = {row.subject_id for row in before if row.kind == "statement.draft"}
    corrects = session.scalars(select(Relation).where(Relation.kind == "corrects"))
    ended, idle = dict[int, bool](), {one.target_id for one in corrects if one.subject_id in drafted}
    changes = select(StateChange.subject_id, StateChange.after, Subject.kind).join(
        Event, Event.id == StateChange.event_id
    )
    changes = changes.join(Subject, Subject.id == StateChange.subject_id).where(Event.at < report.until)
    for subject, state, kind in session.execute(changes.order_by(Event.id)):
        ended[subject] = WORKFLOWS[kind].state_by_name[state].phase == "closed"
    about = {}
    for relation in session.scalars(select(Relation).where(Relation.kind.in_(("refers", "carries")))):
        about.setdefault(relation.subject_id, []).append(ended.get(relation.target_id, False))
    return idle | {statement for statement, matters in about.items() if all(matters)}


def _check_bodies(report: YearReport, before) -> None:
    bodies = dict(session.execute(
        select(Relation.subject_id, Subject.ref).join(Subject, Subject.id == Relation.target_id)
        .where(Relation.kind == "sent-to")
    ).all())  # fmt: skip
    first_date = dict(session.execute(select(Statement.id, Statement.answer_by)).all())
    found = {body.ref: body for body in report.bodies}
    idle = _idle(report, before)
    for ref in {*bodies.values()}:
        own = [row for row in before if bodies.get(row.subject_id) == ref]
        sent = {row.subject_id: row.at for row in own if row.kind == "statement.send"}
        answered, acknowledged, due, closed = {}, {}, dict(first_date), {}
        answers = Counter()
        for row in own:
            name = row.kind.partition(".")[2]
            if name == "answer":
                answered.setdefault(row.subject_id, row.at)
                answers.update(a["status"] for a in row.data["answers"] if row.at.year == report.year)
            if name in ("answer", "acknowledge", "in-process"):
                acknowledged.setdefault(row.subject_id, row.at)
            if name == "propose-date":
                due[row.subject_id] = datetime.combine(date.fromisoformat(row.data["date"]), time(23, 59, 59), UTC)
            if name == "close":
                closed[row.subject_id] = row.at
        waiting = [key for key in sent if first_date[key] and not {key} & {*answered, *closed, *idle}]
        took = [(at - sent[key]) / timedelta(days=1) for key, at in answered.items() if at.year == report.year]
        body = found.get(ref)
        if body is None:
            assert not waiting
            told = {f"statement.{name}" for name in ("send", "acknowledge", "in-process", "answer", "close")}
            assert not any(row.at.year == report.year for row in own if row.kind in told)
            continue
        assert body.sent == sum(at.year == report.year for at in sent.values())
        assert body.acknowledged == sum(at.year == report.year for at in acknowledged.values())
        assert body.answered == len(took)
        assert body.answers == answers
        assert body.to_answer == (round(median(took), 1) if took else None)
        assert body.closed == sum(at.year == report.year for at in closed.values())
        assert (body.waiting, body.overdue) == (len(waiting), sum(due[key] < report.until for key in waiting))


@pytest.mark.parametrize("seed", [3])
def test_a_report_equals_the_entries_of_its_year_and_a_past_year_stays(app, db, seed):
    life = Life(seed)
    stood = Counter[str]()
    while life.at.year == 2024:
        stood = _stand()
        life.run(1)
    life.run(15)
    past = report_of(2024)
    _check(past, stood)
    assert stood != _stand()
    assert past.act("issue.file").subjects > 3
    life.run(90)
    assert report_of(2024) == past
    last = report_of(2025)
    _check(last, _stand())
    assert last.act("statement.answer").acts > 0
    assert sum(body.sent for body in last.bodies) == last.act("statement.send").subjects > 0

    late = people.add_hat(session.get_one(Person, life.filers[0].id), stakeholder_group="government", capacity="for",
                          organisation="A ministry", by=By(life.filers[0].id, life.at))  # fmt: skip
    own = By(life.filers[0].id, datetime(2025, 12, 30, tzinfo=UTC), late.id)
    from igtf.issues import commands as issues

    issues.file(title="As a ministry", summary="Who decides?", layer="use", topic="root-zone", by=own)
    unconfirmed = report_of(2025)
    people.confirm_hat(late, by=by(life.secretary))
    assert report_of(2025) == unconfirmed

    # only what is redacted goes: the count of acts stays, what was said in them does not
    answered = session.scalars(select(Event.id).where(Event.kind == "issue.resolve")).first()
    if answered:
        with writing():
            session.execute(update(Payload).where(Payload.event_id == answered).values(data=None))
        redacted = report_of(session.get_one(Event, answered).at.year)
        assert redacted.results["redacted"] == 1
        assert redacted.acts == report_of(redacted.year).acts


def test_the_year_that_runs_has_its_ballots_and_is_given_in_four_forms(app, db):
    _secretariat, members = make_council(1)
    make_ballot(members)
    this_year = clock.now().year
    report = report_of(this_year)
    assert report.running
    _check(report, _stand())
    assert report.ballots["two-step"] == {"opened": 1, "passed": 0, "failed": 0, "recalled": 0}
    client = app.test_client()
    page = client.get(f"/reports/{this_year}")
    assert page.status_code == 200
    assert "The year so far" in page.text
    data = client.get(f"/reports/{this_year}.json").json
    assert data | {"until": ""} == plain(report) | {"until": ""}
    table = list(csv.reader(io.StringIO(client.get(f"/reports/{this_year}.csv").data.decode("utf-8-sig"))))
    assert table[0] == ["part", "what", "which", "detail", "value"]
    assert ["acts", "ballot.open", "acts", "", "1"] in table
    assert {len(row) for row in table} == {5}
    paper = client.get(f"/reports/{this_year}.html")
    assert "attachment" in paper.headers["Content-Disposition"]
    assert client.get(f"/reports/{this_year}.pdf").data.startswith(b"%PDF-1.7")


def test_the_forms_for_programs_have_everybody_and_each_answer_to_a_letter_in_its_own_column(app, db):
    secretary, chair = make_person(roles=("secretariat",)), make_person(roles=("council-chair",))
    name_contact(make_body(), secretary)
    sent_statement(secretary, chair)
    promise = {"answer-answers-0-answer": "by-date", "answer-answers-0-due": day(20)}
    assert app.test_client().post(f"{links()[0]}/answer", data=promise).status_code == 302
    statements.draft(body="lamp", purpose="information", subject="Lamps", text="We like them.", asks=[],
                     by=By(chair.id, clock.now()))  # fmt: skip
    closed = {"evidence": "They will.", "step": "done"}
    assert sign_in(app, secretary).post("/statements/1/moves/close", data=closed).status_code == 302
    year, client = clock.now().year, app.test_client()
    report, data = report_of(year), client.get(f"/reports/{year}.json").json
    alike = [(share.counts_as or "unstated", share.region or "none", share.country) for share in report.acted]
    assert len(alike) > len(set(alike)), "an office's hat, and what is done without one"
    rows = list(csv.reader(io.StringIO(client.get(f"/reports/{year}.csv").data.decode("utf-8-sig"))))
    for name in ("people", "acted"):
        everybody = sum(share.people for share in getattr(report, name))
        assert sum(data[name].values()) == sum(int(row[-1]) for row in rows if row[0] == name) == everybody
    assert ["bodies", "lamp", "answers", "promised", "1"] in rows
    assert {len(row) for row in rows} == {5}


def _counted(app) -> list[tuple[int, int]]:
    """Return how many letters to LAMP are said to be waited for, and overdue: report, list, both tables, its page."""
    session.rollback()
    report = report_of(clock.now().year)
    _check(report, _stand())
    (body,) = report.bodies
    (listed,) = bodies(clock.now())
    table, client = figures_of_all()[listed.id], app.test_client()
    page = dict(re.findall(r"<dt>(Open|Overdue)</dt>\s*<dd[^>]*>(\d+)", client.get("/bodies/lamp").text))
    return [(body.waiting, body.overdue), (listed.waiting, listed.late), (table.open, table.late),
            (int(page["Open"]), int(page["Overdue"]))]  # fmt: skip


def test_what_nobody_waits_for_is_counted_nowhere_as_waited_for(app, db):
    secretary, chair = make_person(roles=("secretariat",)), make_person(roles=("council-chair",))
    name_contact(make_body(), secretary)
    wrong, _right = sent_statement(secretary, chair), sent_statement(secretary, chair)
    with later(app, 40):
        assert _counted(app) == [(2, 2)] * 4
        made = draft_correction(wrong, why="An appeal was upheld.", by=by(secretary))
        assert _counted(app) == [(1, 1)] * 4, "its correction is drafted"
        statements.approve(made, by=by(chair))
        statements.send(made, channel="mail", by=by(secretary))
        assert _counted(app) == [(1, 1)] * 4, "corrected, and what corrects it asks for no answer"


def test_an_empty_year_and_a_year_to_come_are_told_plainly(app, db, client):
    make_person()
    assert "Nothing is recorded of 1999." in client.get("/reports/1999").text
    assert client.get("/reports/1999.json").json["acts"] == {}
    assert client.get("/reports/1999.csv").status_code == 200
    to_come = client.get(f"/reports/{clock.now().year + 1}")
    assert to_come.status_code == 404
    assert "is still to come" in to_come.text
    assert all(client.get(f"/reports/{odd}").status_code == 404 for odd in ("0", "9999", "123456789", "-1", "soon"))
    empty = report_of(1999)
    assert replace(empty, year=1, begins=empty.begins) != empty
    assert empty.open_issues == 0
