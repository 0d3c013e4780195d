"""The figures of bodies: medians and counts as computed by hand, order by any column, places on the line of time."""

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from igtf.core.clock import stopped
from igtf.core.db import session
from igtf.record.models import Subject
from igtf.routing.awaiting import WAITING
from igtf.routing.figures import COLUMNS, Figures, figures_of, figures_of_all, side_by_side
from igtf.routing.models import Statement, StatementAsk
from igtf.routing.picture import line_of
from tests.api.kit import Caller, is_problem
from tests.routing.acts import links, make_body, name_contact, sent_statement

START = datetime(2026, 1, 5, tzinfo=UTC)
NOW = START + timedelta(days=400)
FIRST = 1_000_000


@dataclass(frozen=True)
class Row:
    """A statement as the queries give it, and the statuses of its asks."""

    id: int
    state: str
    sent_at: datetime
    acknowledged_at: datetime | None
    answered_at: datetime | None
    due_at: datetime | None
    answer_by: datetime | None
    statuses: str
    state_since: datetime = START

    @property
    def awaited(self) -> bool:
        """Whether its body owes an answer."""
        return self.state in WAITING and self.due_at is not None


@dataclass(frozen=True)
class Body:
    """A body as the table names it."""

    id: int
    acronym: str


@st.composite
def rows(draw):
    sent = START + timedelta(days=draw(st.integers(0, 390)), microseconds=draw(st.sampled_from([0, 5])))
    taken = draw(st.one_of(st.none(), st.integers(0, 200)))
    answered = None if taken is None else sent + timedelta(days=taken)
    state = draw(st.sampled_from([*sorted(WAITING), "answered", "closed"]))
    due = sent + timedelta(days=draw(st.integers(1, 300)))
    return Row(
        draw(st.integers(1, 10_000)), state, sent,
        draw(st.one_of(st.none(), st.just(sent + timedelta(days=1)))), answered,
        None if state == "closed" else due, due,
        draw(st.sampled_from(["", "open", "done", "done,declined", "no answer", "open,no answer"])),
    )  # fmt: skip


def _put(found, like):
    """Let these letters be there, all else of each as that of one that was really sent."""
    for table in (StatementAsk.__table__, Statement.__table__, Subject.__table__):
        own = table.c.statement_id if table is StatementAsk.__table__ else table.c.id
        session.execute(delete(table).where(own >= FIRST))
    kept = [dict(session.execute(select(table).where(table.c.id == like)).mappings().one())
            for table in (Subject.__table__, Statement.__table__)]  # fmt: skip
    for number, row in enumerate(found, start=FIRST):
        subject, statement = kept
        given = {"id": number, "ref": str(number), "state": row.state, "due_at": row.due_at}
        session.execute(insert(Subject.__table__).values(subject | given))
        days = {"sent_at": row.sent_at, "acknowledged_at": row.acknowledged_at, "answered_at": row.answered_at}
        session.execute(insert(Statement.__table__).values(statement | days | {"id": number}))
        for place, status in enumerate(filter(None, row.statuses.split(",")), start=1):
            session.add(StatementAsk(statement_id=number, number=place, text="Answer.", status=status))
    session.flush()


@pytest.fixture
def pattern(app, people, db):
    """Return a letter to a body that counts none itself: it went to another one."""
    name_contact(make_body(), people[0])
    other = make_body("tree", "Plants trees.")
    return sent_statement(*people), other


@settings(max_examples=15, deadline=None, suppress_health_check=[*HealthCheck])
@given(found=st.lists(rows(), max_size=12))
def test_figures_are_those_counted_by_hand(pattern, found):
    letter, other = pattern
    _put(found, letter.id)
    session.execute(update(Statement).where(Statement.id >= FIRST).values(to_body_id=other.id))
    with stopped(NOW):
        shown = figures_of(other.id)
        assert figures_of_all().get(other.id, Figures()) == shown
    answered = [row for row in found if row.answered_at and row.state not in WAITING]
    never = [row for row in found if row.state == "closed" and not row.answered_at and "no answer" in row.statuses]
    assert (shown.sent, shown.answered, shown.never) == (len(found), len(answered), len(never))
    owed = [row for row in found if row.awaited]
    assert (shown.open, shown.late) == (len(owed), len([row for row in owed if row.due_at <= NOW]))
    for shown_days, name in ((shown.to_answer, "answered_at"), (shown.to_acknowledge, "acknowledged_at")):
        days = [(getattr(row, name) - row.sent_at).days for row in found if getattr(row, name)]
        assert shown_days == (round(median(days), 1) if days else None)
    every = [status for row in found for status in row.statuses.split(",")]
    assert shown.outcomes == {name: every.count(name) for name in ("done", "declined") if name in every}


FIGURES = st.builds(
    Figures, *[st.integers(0, 9)] * 5, *[st.one_of(st.none(), st.floats(0, 90))] * 2, outcomes=st.just({})
)  # fmt: skip


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.integers(1, 3), FIGURES), st.sampled_from(list(COLUMNS)))
def test_the_table_is_in_the_order_of_its_column_and_what_has_no_value_stands_last(known, column):
    bodies = [Body(3, "c"), Body(1, "B"), Body(2, "A")]
    table = side_by_side(bodies, known, column)
    assert all(own == known.get(body.id, Figures()) for body, own in table)
    values = [body.acronym.casefold() if column == "acronym" else getattr(own, column) for body, own in table]
    there = [value for value in values if value is not None]
    assert values == [*there, *[None] * (len(values) - len(there))]
    assert there == sorted(there, reverse=COLUMNS[column][1])


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(rows(), max_size=30))
def test_whatever_lies_on_the_line_stays_on_it(found):
    line = line_of(found, NOW)
    assert (line is None) == (len(found) < 2)
    if line:
        assert len(line.spans) == len(found)
        for span in line.spans:
            assert 0 <= span.start < 100
            assert 0 < span.width <= 100.7
            assert all(0 <= place <= 100 for place in (span.acknowledged, span.due) if place is not None)


def test_the_pages_show_the_figures_and_sort_by_their_address(app, people):
    name_contact(make_body(), people[0])
    make_body("tree", "Plants trees.")
    outside = app.test_client()
    sent_statement(*people)
    assert "Its answers along a line" not in outside.get("/bodies/lamp").text
    sent_statement(*people)
    first, _second = links()
    declined = {"answer-answers-0-answer": "declined", "answer-answers-0-text": "Not ours."}
    assert outside.post(f"{first}/answer", data=declined).status_code == 302
    page = outside.get("/bodies/lamp").text
    assert "Its answers along a line" in page
    assert "Declined 1" in page
    with app.app_context():
        session.execute(update(Statement).values(answered_at=Statement.sent_at))
        first = session.scalars(select(Statement).order_by(Statement.id)).first()
        first.answered_at = first.sent_at + timedelta(days=3)
        session.commit()
    for path in ("/bodies/lamp", "/bodies/figures"):
        assert "1.5" in outside.get(path, query_string={"lang": "en", "n": "1"}).text
        assert "1,5" in outside.get(path, query_string={"lang": "fr"}).text, "numbers of days are written as others are"
    by_sent = outside.get("/bodies/figures?lang=en").text
    assert by_sent.index("/bodies/lamp") < by_sent.index("/bodies/tree")
    assert 'aria-sort="descending"' in by_sent
    by_name = outside.get("/bodies/figures?sort=acronym").text
    assert by_name.index("/bodies/lamp") < by_name.index("/bodies/tree")
    assert outside.get("/bodies/figures?sort=nonsense&kind=technical").status_code == 200
    assert 'href="/api/v1/bodies/figures.csv?kind=technical"' in outside.get("/bodies/figures?kind=technical").text
    reader = Caller(app)
    listed = reader.get("/bodies/figures").json["items"]
    assert [(row["ref"], row["sent"], row["answers"]["declined"]) for row in listed] == [("lamp", 2, 1), ("tree", 0, 0)]
    assert [row["to_answer"] is None for row in listed] == [False, True]
    assert [row["ref"] for row in reader.get("/bodies/figures?kind=technical").json["items"]] == ["lamp", "tree"]
    assert is_problem(reader.get("/bodies/figures?kind=none"), 422, "This is one of: ")
    lines = list(csv.DictReader(io.StringIO(reader.get("/bodies/figures.csv").data.decode("utf-8-sig"))))
    assert [(row["acronym"], row["answers.declined"], row["to_answer"] == "") for row in lines] == [
        ("LAMP", "1", False), ("TREE", "0", True),
    ]  # fmt: skip


def test_the_page_of_a_body_shows_the_newest_and_leads_to_all(app, people, monkeypatch):
    name_contact(make_body(), people[0])
    for _each in range(3):
        sent_statement(*people)
    outside = app.test_client()
    assert outside.get("/bodies/lamp").text.count('class="t" href="/statements/') == 3
    monkeypatch.setattr("igtf.routing.views.MOST", 2)
    page = outside.get("/bodies/lamp?show=decisions").text
    assert page.count('class="t" href="/statements/') == 2
    assert "All 3 statements to LAMP" in page
    assert outside.get("/statements/?body=lamp&direction=out").text.count('class="t" href="/statements/') == 3
