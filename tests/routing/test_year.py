"""A year of the clearing house on real contributions: pages show what the entries of the record add up to."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from igtf.core.db import session
from igtf.figures.commands import keep_figures
from igtf.figures.report import report_of
from igtf.notice.sequencer import give_places
from igtf.record.models import Actor, Event, Subject
from igtf.routing.models import Body, StatementAsk
from tests.factories import broken_promises
from tests.routing.totals import Totals, from_events, shown_of_body, shown_states, waiting
from tests.routing.year import BY_LINK, FILE, YEAR, Year, at_its_time, contributions
from tests.shared_data import real_file

TOLD: dict[int | None, dict[str, int]] = {}
"""The acts of a year by its number of issues, as told on the first engine."""

HAPPENS = (
    "issue.accept", "issue.decline", "issue.refer", "issue.find-no-body", "issue.take-up",
    "issue.resolve", "issue.object", "issue.withdraw-proposal", "council.drop-proposal", "group.charter",
    "statement.acknowledge", "statement.in-process", "statement.propose-date", "statement.answer", "statement.close",
)  # fmt: skip


def slugs() -> dict[str, str]:
    """Return the slug of each body by its acronym."""
    rows = session.execute(select(Body.acronym, Subject.ref).join(Subject, Subject.id == Body.id))
    return {row.acronym: row.ref for row in rows}


def answers_kept() -> dict[str, int]:
    """Return how many asks have each status by an answer, by the table of asks."""
    given = StatementAsk.status.not_in(("open", "no answer"))
    query = select(StatementAsk.status, func.count()).where(given).group_by(StatementAsk.status)
    return dict(tuple(row) for row in session.execute(query))


def all_items(reader, address: str | None) -> Iterator[dict[str, Any]]:
    """Yield the items of a list of the API, page by page."""
    while address:
        page = reader.get(address).json
        yield from page["items"]
        address = page["next"]


def check_pages(found: Totals, reader) -> None:
    """Compare statistics, queue and the pages of bodies with what was counted from the entries."""
    for kind, collection in (("issue", "issues"), ("statement", "statements"), ("group", "groups")):
        assert shown_states(reader, collection) == found.by_state(kind), kind
    queued: set[str] = set()
    for state in ("submitted", "open", "unhoused", "referred"):
        queued |= {item["ref"] for item in all_items(reader, f"/api/v1/queue?state={state}")}
    assert queued == waiting(found)
    for acronym, slug in slugs().items():
        shown = shown_of_body(reader, slug)
        assert shown == {"Sent": len(found.sent[acronym]), "Answered": len(found.answered[acronym])}, acronym


def check_report(found: Totals, reader) -> None:
    """Compare the yearly report, its data and its page, with what was counted from the entries."""
    report = report_of(YEAR)
    of_year = (Event.at >= datetime(YEAR, 1, 1, tzinfo=UTC)) & (Event.at < datetime(YEAR + 1, 1, 1, tzinfo=UTC))
    counted = select(Event.kind, func.count(), func.count(Event.subject_id.distinct())).where(of_year)
    acts = {tuple(row) for row in session.execute(counted.group_by(Event.kind))}
    assert {(act.kind, act.acts, act.subjects) for act in report.acts} == acts
    assert {state: n for state, n in report.standing.items() if n} == found.by_state("issue")
    told = {body.acronym: (body.sent, body.answered) for body in report.bodies if body.sent}
    assert told == {name: (len(sent), len(found.answered[name])) for name, sent in found.sent.items() if sent}
    data = reader.get(f"/reports/{YEAR}.json").json
    assert sum(body["sent"] for body in data["bodies"].values()) == found.acts["statement.send"]
    assert reader.get(f"/reports/{YEAR}").status_code == 200


@real_file(FILE)
@pytest.mark.parametrize("number", [40, pytest.param(None, marks=pytest.mark.long)], ids=["forty", "all"])
def test_a_year_adds_up(app, db, number):
    year = Year(app, contributions(number))
    year.tell()
    assert broken_promises() == []
    found, filed = from_events(), number or 187
    assert [act for act in HAPPENS if not found.acts[act]] == []
    assert found.issues("file") == sum(found.by_state("issue").values()) == filed
    assert set(found.by_answer()) == {"promised", "done", "in part", "declined", "passed on", "commented"}
    assert found.by_answer() == answers_kept()
    assert found.acts["statement.send"] == sum(map(len, found.sent.values()))
    contacts = select(Event.kind, Actor.name).join(Actor, Actor.id == Event.actor_id).where(Actor.kind == "contact")
    acts = session.execute(contacts).all()
    assert len({row.name for row in acts}) == BY_LINK
    assert {"statement.acknowledge", "statement.answer"} <= {row.kind for row in acts}
    give_places()
    keep_figures()
    with at_its_time(year):
        check_pages(found, app.test_client())
        check_report(found, app.test_client())
    told = TOLD.setdefault(number, dict(Counter(found.acts)))
    assert told == found.acts
